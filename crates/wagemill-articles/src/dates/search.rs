//! Dates within a short text, such as the line below a headline.

use super::forms::{Cursor, Numbers, readings};
use super::tokens::{Kind, Token, tokens};
use super::words::{DateLabel, word};
use super::{DateReading, Hints, Precision};

/// A line below a headline is shorter; what comes behind so many characters is not looked at.
const LONGEST: usize = 2000;

/// A day that is printed in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundDate {
    pub reading: DateReading,
    /// what the words beside it say that it is the date of
    pub label: Option<DateLabel>,
    /// bytes of the text
    pub start: usize,
    pub end: usize,
}

/// The days printed in a short text, in their order, each with the word beside it that says what it is the date of.
///
/// Only whole dates that leave no doubt count, as in [`parse_date_in`](super::parse_date_in): no month or year alone, no
/// day without its year, no end of a range such as `3-5 May 2021`.
pub fn printed_dates(text: &str, language: Option<&str>, country: Option<&str>) -> Vec<FoundDate> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    let tokens = tokens(&text[..end]);
    let hints = Hints { language, country };
    let mut events = Vec::new();
    let mut at = 0;
    // The end of the last date: what stands before belongs to it.
    let mut free = 0;
    while let Some(token) = tokens.get(at).copied() {
        if let Some((reading, end)) = longest_day(&tokens, at, hints) {
            let whole = !continues(&tokens[free..], at - free, end - free);
            if whole && let (Some(reading), Some(last)) = (reading, tokens.get(end.wrapping_sub(1))) {
                let date = FoundDate { reading, label: None, start: token.start, end: last.end };
                events.push(Event { at, end, what: What::Date(date) });
            }
            at = end;
            free = end;
            continue;
        }
        if let Kind::Word(word) = token.kind
            && let Some(label) = word.label
        {
            events.push(Event { at, end: at + 1, what: What::Label(label) });
        }
        at += 1;
    }
    labelled(&events)
}

struct Event {
    /// tokens
    at: usize,
    end: usize,
    what: What,
}

enum What {
    Date(FoundDate),
    Label(DateLabel),
}

/// A label farther away than so many tokens speaks of something else.
const NEAR_BEFORE: usize = 8;
const NEAR_BEHIND: usize = 3;

/// Gives each date its label. Labels stand before their dates, unless the text begins with a date and ends with a label.
fn labelled(events: &[Event]) -> Vec<FoundDate> {
    let behind = matches!(events.first(), Some(Event { what: What::Date(_), .. }))
        && matches!(events.last(), Some(Event { what: What::Label(_), .. }));
    let mut found: Vec<FoundDate> = Vec::new();
    for (place, event) in events.iter().enumerate() {
        let What::Date(date) = event.what else { continue };
        let label = |step: Option<usize>, near: usize| match step.and_then(|place| events.get(place)) {
            Some(Event { at, end, what: What::Label(label) }) => {
                let distance = if *end <= event.at { event.at - end } else { at.saturating_sub(event.end) };
                (distance < near).then_some(*label)
            }
            _ => None,
        };
        let label_behind = || label(Some(place + 1), NEAR_BEHIND);
        // Of two labels between two dates, the first belongs to the date before it.
        let two_behind = matches!(events.get(place + 2), Some(Event { what: What::Label(_), .. }));
        let label = if behind {
            label_behind()
        } else {
            label(place.checked_sub(1), NEAR_BEFORE).or_else(|| two_behind.then(label_behind).flatten())
        };
        found.push(FoundDate { label, ..date });
    }
    found
}

/// The day on which something was published, of a short text: the one labelled so, else the first without a label.
pub fn published_date(text: &str, language: Option<&str>, country: Option<&str>) -> Option<FoundDate> {
    let dates = printed_dates(text, language, country);
    let labelled = dates.iter().find(|date| date.label == Some(DateLabel::Published));
    labelled.or_else(|| dates.iter().find(|date| date.label.is_none())).copied()
}

/// Whether a short text has a word that says that a date beside it is that of a change, such as "updated" or 更新.
pub fn speaks_of_change(text: &str) -> bool {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    let updated = |token: &Token| matches!(token.kind, Kind::Word(word) if word.label == Some(DateLabel::Updated));
    tokens(&text[..end]).iter().any(updated)
}

/// A day as a dateline prints it, which often leaves out the year, and sometimes the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintedDay {
    pub year: Option<i16>,
    pub month: Option<u8>,
    pub day: u8,
}

/// The first day in a text, whatever of it is printed, and where it stands.
pub(crate) fn day_within(text: &str) -> Option<(PrintedDay, std::ops::Range<usize>)> {
    let tokens = tokens(text);
    let hints = Hints::default();
    (0..tokens.len()).find_map(|at| {
        if matches!(tokens.get(at)?.kind, Kind::Other | Kind::Mark(_)) {
            return None;
        }
        let days = readings(Cursor::new(&tokens, at)).filter_map(|(printed, cursor)| {
            let part = |month: Option<u32>, day: u32| {
                let possible = month.is_none_or(|month| (1..=12).contains(&month)) && (1..=31).contains(&day);
                let month = month.map(u8::try_from).transpose().ok()?;
                possible.then_some(PrintedDay { year: None, month, day: day.try_into().ok()? })
            };
            let day = match printed.numbers {
                Numbers::MonthDay(month, day) => part(Some(month), day)?,
                Numbers::OnlyDay(day) => part(None, day)?,
                Numbers::Day(..) | Numbers::Open(..) => {
                    let date = hints.resolve(&printed, tokens.get(at..cursor.at)?).ok()?.date;
                    let (month, day) = date.month_and_day();
                    PrintedDay { year: Some(date.year()), month: Some(month), day }
                }
                Numbers::Year(_) | Numbers::Month(..) => return None,
            };
            Some((day, cursor.at))
        });
        // Of readings as long, the first is the surer one.
        let (day, end) = days.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some((day, tokens.get(at)?.start..tokens.get(end.checked_sub(1)?)?.end))
    })
}

/// Whether a word is one of those that dates are written with, such as the name of a weekday.
pub(crate) fn is_date_word(written: &str) -> bool {
    word(&written.to_lowercase()).is_some_and(|word| word.month.is_some() || word.weekday.is_some())
}

/// The longest reading of a day with its year, and the place behind it; the reading is missing where it is in doubt.
fn longest_day(tokens: &[Token], at: usize, hints: Hints<'_>) -> Option<(Option<DateReading>, usize)> {
    let may_begin = match tokens.get(at)?.kind {
        Kind::Number { .. } => true,
        Kind::Word(word) => word.label.is_none() || word.weekday.is_some() || word.month.is_some(),
        Kind::Mark(mark) => mark == '(',
        Kind::Other => false,
    };
    if !may_begin {
        return None;
    }
    let mut longest: Option<(Option<DateReading>, usize)> = None;
    for (printed, cursor) in readings(Cursor::new(tokens, at)) {
        if !matches!(printed.numbers, Numbers::Day(..) | Numbers::Open(..)) {
            continue;
        }
        if longest.is_none_or(|(_, end)| cursor.at > end) {
            let reading = hints.resolve(&printed, &tokens[at..cursor.at]).ok();
            longest = Some((reading.filter(|reading| reading.date.precision == Precision::Day), cursor.at));
        }
    }
    longest
}

/// Whether the tokens from `start` to `end` are a part of something longer, such as a range or a number of a document.
fn continues(tokens: &[Token], start: usize, end: usize) -> bool {
    let number = |token: Option<&Token>| matches!(token.map(|token| token.kind), Some(Kind::Number { .. }));
    let before = start >= 2 && is_mark(tokens.get(start - 1), "-–—/.:") && number(tokens.get(start - 2));
    let attached = tokens.get(end).is_some_and(|token| !token.spaced);
    before || (attached && is_mark(tokens.get(end), "-–/") && number(tokens.get(end + 1)))
}

fn is_mark(token: Option<&Token>, marks: &str) -> bool {
    matches!(token.map(|token| token.kind), Some(Kind::Mark(mark)) if marks.contains(mark))
}
