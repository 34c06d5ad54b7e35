//! For what time or work a sum is paid.

use crate::amount::Raw;
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Period, PeriodBasis};
use crate::term::Term;

/// A period that was found, with the token span of its words.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub period: Period,
    pub basis: PeriodBasis,
    pub piece_unit: Option<String>,
    pub rule: &'static str,
    pub last: usize,
}

const PER: &[(Term, Period)] = &[
    (Term::HourPer, Period::Hour),
    (Term::DayPer, Period::Day),
    (Term::WeekPer, Period::Week),
    (Term::FortnightPer, Period::Fortnight),
    (Term::MonthPer, Period::Month),
    (Term::YearPer, Period::Year),
];

const ADJECTIVE: &[(Term, Period)] = &[
    (Term::HourAdjective, Period::Hour),
    (Term::DayAdjective, Period::Day),
    (Term::WeekAdjective, Period::Week),
    (Term::FortnightAdjective, Period::Fortnight),
    (Term::MonthAdjective, Period::Month),
    (Term::YearAdjective, Period::Year),
];

fn lookup(table: &[(Term, Period)], class: Class) -> Option<Period> {
    table.iter().find(|(term, _)| Class::from(*term) == class).map(|(_, period)| *period)
}

/// Whether marks of a class are phrases such as "a month".
pub(crate) fn is_per(class: Class) -> bool {
    lookup(PER, class).is_some()
}

/// The longest phrase such as "a month" that begins at a token.
pub(crate) fn per(analysis: &Analysis, at: usize) -> Option<(Period, Mark)> {
    analysis.marks_at(at).find_map(|mark| Some((lookup(PER, mark.class)?, mark)))
}

fn adjective(analysis: &Analysis, at: usize) -> Option<(Period, Mark)> {
    analysis.marks_at(at).find_map(|mark| Some((lookup(ADJECTIVE, mark.class)?, mark)))
}

/// The period right behind an amount: "a month", "monthly", "per kg", "/hour".
///
/// `lead` is the first token of the amount, `after` the one behind it and its conversions.
pub(crate) fn phrase(text: &str, analysis: &Analysis, lead: usize, after: usize) -> Option<Found> {
    if let Some(found) = counted(analysis, lead) {
        return Some(found);
    }
    // "RMB 3,500 in wages per month", "$15, per hour": a few words may stand between.
    for at in after..=after + 3 {
        if let Some((period, mark)) = per(analysis, at).or_else(|| adjective(analysis, at)) {
            // "a day laborer" and "daily wage of a day laborer" are no periods of the amount.
            if analysis.at(mark.last + 1, Term::Person).is_some()
                && period == Period::Day
                && analysis.at(mark.first, Term::Article).is_some()
            {
                return None;
            }
            return Some(Found {
                period,
                basis: PeriodBasis::Phrase,
                piece_unit: None,
                rule: "period_phrase",
                last: mark.last,
            });
        }
        if let Some(found) = piece(text, analysis, at) {
            return Some(found);
        }
        if let Some(found) = for_hours(text, analysis, at).filter(|_| at == after) {
            return Some(found);
        }
        if let Some(found) = last_time(analysis, lead, at).filter(|_| at == after) {
            return Some(found);
        }
        let pay = analysis.at(at, Term::WageStrong).is_some() || analysis.at(at, Term::WageWeak).is_some();
        if analysis.at(at, Term::PeriodLink).is_none() && !(pay && at > after) {
            return None;
        }
    }
    None
}

fn found(period: Period, rule: &'static str, last: usize) -> Found {
    Found { period, basis: PeriodBasis::Phrase, piece_unit: None, rule, last }
}

/// "earned 500 last month" is for that month; "the wage was 500 last year" is not for the year.
fn last_time(analysis: &Analysis, lead: usize, at: usize) -> Option<Found> {
    const LAST: &[(Term, Period)] =
        &[(Term::WeekLast, Period::Week), (Term::MonthLast, Period::Month), (Term::YearLast, Period::Year)];
    let earned =
        (1..=2).map_while(|back| lead.checked_sub(back)).any(|token| analysis.ending(token, Term::EarnVerb).is_some());
    let (period, mark) = analysis.marks_at(at).find_map(|mark| Some((lookup(LAST, mark.class)?, mark)))?;
    earned.then(|| found(period, "period_last", mark.last))
}

/// "for nine hours of work": as many hours as a day of work has.
fn for_hours(text: &str, analysis: &Analysis, at: usize) -> Option<Found> {
    let joined = analysis.at(at, Term::TimeStretch)?;
    let number = joined.last + 1;
    let hours = analysis.at(number + 1, Term::HoursWord)?;
    let in_words = analysis.at(number, Term::WorkdayHours).is_some();
    let figure = analysis.tokens.get(number)?.text(text).parse::<u8>().ok();
    let is_day = in_words || figure.is_some_and(|figure| (6..=16).contains(&figure));
    let found = Found { basis: PeriodBasis::Sentence, ..found(Period::Day, "period_hours_of_day", hours.last) };
    is_day.then_some(found)
}

/// "three months at 500".
fn counted(analysis: &Analysis, lead: usize) -> Option<Found> {
    const UNITS: &[(Term, Period)] = &[
        (Term::DayUnit, Period::Day),
        (Term::WeekUnit, Period::Week),
        (Term::MonthUnit, Period::Month),
        (Term::YearUnit, Period::Year),
    ];
    let at = lead.checked_sub(1).filter(|&at| analysis.at(at, Term::TimeEach).is_some())?;
    let unit = at.checked_sub(1)?;
    let number = unit.checked_sub(1)?;
    let is_number = analysis.is_figure(number) || analysis.at(number, Term::SmallNumber).is_some();
    let period = analysis.marks_ending(unit).find_map(|mark| lookup(UNITS, mark.class))?;
    is_number.then(|| found(period, "period_counted", at))
}

/// "per kg", "for each 1 kg", "a garment".
fn piece(text: &str, analysis: &Analysis, at: usize) -> Option<Found> {
    let mut next = match analysis.at(at, Term::PieceEach) {
        Some(mark) => mark.last + 1,
        None if analysis.at(at, Term::PieceArticle).is_some() => at + 1,
        None => return None,
    };
    // The number belongs to the unit: "per 1,000 bricks".
    let first = next;
    if analysis.is_figure(next) {
        next += 1;
    }
    let unit = analysis.at(next, Term::PieceUnit)?;
    Some(Found {
        period: Period::Piece,
        basis: PeriodBasis::Phrase,
        piece_unit: Some(text[analysis.bytes(first, unit.last)].to_ascii_lowercase()),
        rule: "piece_unit",
        last: unit.last,
    })
}

/// The period that the sentence gives away from the amount. `others` are the spans of the other
/// amounts, whose own periods do not count.
pub(crate) fn in_sentence(text: &str, analysis: &Analysis, raw: &Raw, others: &[(usize, usize)]) -> Option<Found> {
    let best = nearest(text, analysis, raw, others);
    // "a daily wage of 500 for two years": the noun beside the amount goes first.
    let noun = best.as_ref().is_some_and(|(cost, found)| *cost <= 8 && found.basis == PeriodBasis::Noun);
    if !noun && stretch(text, analysis, raw, others) {
        return Some(Found {
            period: Period::Unknown,
            basis: PeriodBasis::None,
            piece_unit: None,
            rule: "stretch_of_time",
            last: raw.last,
        });
    }
    best.filter(|(cost, _)| *cost < 70).map(|(_, found)| found)
}

/// The period whose words are nearest, and how far that is.
fn nearest(text: &str, analysis: &Analysis, raw: &Raw, others: &[(usize, usize)]) -> Option<(usize, Found)> {
    let mut best: Option<(usize, Found)> = None;
    let mut keep = |cost: usize, found: Found| {
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, found));
        }
    };
    let from = raw.first.saturating_sub(60);
    let to = (raw.last + 40).min(analysis.tokens.len());
    for at in from..to {
        if at >= raw.first && at <= raw.last {
            continue;
        }
        let before = at < raw.first;
        let (distance, between) = if before {
            (raw.first - at, others.iter().filter(|(first, _)| *first > at && *first < raw.first).count())
        } else {
            (at - raw.last, others.iter().filter(|(first, last)| *first > raw.last && *last < at).count())
        };
        if let Some((period, mark)) = adjective(analysis, at).filter(|_| !is_name(text, analysis, at)) {
            // An adjective that stands behind another amount belongs there.
            let noun = is_pay(analysis, mark.last + 1);
            if noun || distance <= 12 {
                let cost = distance + 10 * between + if before { 0 } else { 8 } + if noun { 0 } else { 12 };
                keep(
                    cost,
                    Found { period, basis: PeriodBasis::Noun, piece_unit: None, rule: "period_noun", last: mark.last },
                );
            }
        } else if let Some((period, mark)) = per(analysis, at) {
            // "pa" and "pm" say it only right behind the amount.
            let letters = analysis.bytes(mark.first, mark.last).len() <= 2;
            // "for a year" is how long.
            let lasts = mark.first > 0
                && analysis.at(mark.first - 1, Term::TimeStretch).is_some()
                && analysis.at(mark.first, Term::Article).is_some();
            if letters || lasts || works(analysis, mark.first) {
                continue;
            }
            let owned = others.iter().any(|(_, last)| *last < mark.first && mark.first - *last <= 3);
            let cost = distance + 6 * between + 10 + if owned { 8 } else { 0 };
            keep(
                cost,
                Found {
                    period,
                    basis: PeriodBasis::Sentence,
                    piece_unit: None,
                    rule: "period_sentence",
                    last: mark.last,
                },
            );
        } else if before
            && between == 0
            && analysis.at(at, Term::PieceEach).is_some()
            && let Some(found) = piece(text, analysis, at)
        {
            keep(distance, Found { basis: PeriodBasis::Sentence, rule: "piece_sentence", ..found });
        }
    }
    best
}

/// "Daily NK": two capitals make a name.
fn is_name(text: &str, analysis: &Analysis, at: usize) -> bool {
    let capital =
        |token: usize| analysis.tokens.get(token).is_some_and(|token| token.text(text).starts_with(char::is_uppercase));
    capital(at) && capital(at + 1)
}

/// Whether a word for pay stands within the next words: "monthly [minimum basic] wage".
fn is_pay(analysis: &Analysis, at: usize) -> bool {
    (at..at + 4).any(|token| {
        analysis.marks_at(token).any(|mark| {
            [Term::WageStrong, Term::Bonus, Term::Allowance].iter().any(|&term| Class::from(term) == mark.class)
                || mark.class == Class::from(Term::WageWeak)
        })
    })
}

/// Whether "a week" at a token belongs to hours or days of work: "84 hours a week", "80 extra
/// hours worked a month".
fn works(analysis: &Analysis, at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|token| {
            analysis.ending(token, Term::HoursWord).is_some()
                || analysis.ending(token, Term::DaysWord).is_some_and(|mark| mark.first == token)
        })
    })
}

/// "over 40 days", "for the season": the sum is for all of it.
fn stretch(text: &str, analysis: &Analysis, raw: &Raw, others: &[(usize, usize)]) -> bool {
    let from = raw.first.saturating_sub(8);
    for at in from..(raw.last + 8).min(analysis.tokens.len()) {
        if at >= raw.first && at <= raw.last {
            continue;
        }
        let (low, high) = if at < raw.first { (at, raw.first) } else { (raw.last, at) };
        // Behind a comma or "and" it belongs to what follows.
        let parted = at > raw.last
            && (raw.last + 1..at)
                .any(|token| analysis.at(token, Term::Barrier).is_some() || analysis.is(text, token, ","));
        if parted || others.iter().any(|(first, _)| *first > low && *first < high) {
            continue;
        }
        if analysis.at(at, Term::TimeStretch).is_some() {
            let number = at + 1;
            let small = analysis.at(number, Term::SmallNumber);
            let counted = analysis.is_figure(number) || small.is_some();
            let unit = small.map_or(number, |mark| mark.last) + 1;
            if counted && analysis.at(unit, Term::TimeUnit).is_some() && per(analysis, number).is_none() {
                return true;
            }
        }
    }
    // The words for a whole season may stand farther away, in a clause of their own; not those of a ticket.
    let tickets = |mark: &Mark| analysis.at(mark.last + 1, Term::Price).is_some();
    analysis.of(Term::PeriodStretch).filter(|mark| !tickets(mark)).any(|mark| {
        let distance = if mark.last < raw.first { raw.first - mark.last } else { mark.first.saturating_sub(raw.last) };
        distance < 20
    })
}

/// The period of the word for pay in a sentence: "monthly wages".
pub(crate) fn of_noun(analysis: &Analysis) -> Option<Period> {
    ADJECTIVE
        .iter()
        .find_map(|&(term, period)| analysis.of(term).any(|mark| is_pay(analysis, mark.last + 1)).then_some(period))
}
