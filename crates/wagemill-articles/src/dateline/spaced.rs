//! Datelines that end with a dash, or with an agency and a point: `DANDONG, China (AP) —`, `Москва. 5 мая. ИНТЕРФАКС -`,
//! `МОСКВА, 3 мая. /ТАСС/.`.

use super::words::{Kind, is, is_agency};
use super::{Dateline, PrintedDay, cut_at_date, is_unspaced, trimmed};
use crate::dates::is_date_word;

/// Ends of a dateline that are tried: `Roma, 3 mag. - (Adnkronos) - ` has three.
const MOST_ENDS: usize = 8;

/// Where the point of a dateline stands at the latest, in bytes: nearly every first sentence has one further on.
const FARTHEST_POINT: usize = 100;

/// Most words of a place.
const MOST_WORDS: usize = 6;

pub(super) fn read(head: &str) -> Option<Dateline> {
    // The longest that reads as a dateline: a part of one may read as one, too.
    let ends = ends(head).into_iter().take(MOST_ENDS);
    let near = |end: &End| end.close != Close::Point || end.at <= FARTHEST_POINT;
    ends.filter(near).filter_map(|end| dateline(&head[..end.at], &end)).next_back()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    /// a dash between spaces, or behind a bracket
    Dash,
    /// the same as a single hyphen, which also parts names from their details
    Hyphen,
    /// a dash without a space on one side
    TightDash,
    Point,
}

#[derive(Debug, Clone, Copy)]
struct End {
    /// where the dateline ends
    at: usize,
    /// where the report begins
    behind: usize,
    close: Close,
}

/// The places where a dateline could end, in their order.
fn ends(head: &str) -> Vec<End> {
    let characters: Vec<(usize, char)> = head.char_indices().collect();
    let character = |place: usize| characters.get(place).map(|(_, character)| *character);
    let mut ends = Vec::new();
    let mut place = 0;
    while let Some((at, first)) = characters.get(place).copied() {
        let double = first == '-' && character(place + 1) == Some('-');
        let next = place + if double { 2 } else { 1 };
        let before = place.checked_sub(1).and_then(character);
        let space_before = before.is_none_or(char::is_whitespace);
        let space_behind = character(next).is_none_or(char::is_whitespace);
        let closed_before = before.is_some_and(|before| ").]/".contains(before));
        let dash = if first == '-' && !double { Close::Hyphen } else { Close::Dash };
        let close = match first {
            '—' | '–' | '―' | '-' if (space_before || closed_before) && space_behind => Some(dash),
            '—' | '–' | '―' if space_behind => Some(Close::TightDash),
            '—' | '–' | '―' | '-' if closed_before || (double && space_before) => Some(dash),
            '.' if space_behind => Some(Close::Point),
            _ => None,
        };
        if let Some(close) = close {
            let behind = characters.get(next).map_or(head.len(), |(behind, _)| *behind);
            let gap = head[behind..].len() - head[behind..].trim_start().len();
            ends.push(End { at, behind: behind + gap, close });
        }
        place = next;
    }
    ends
}

fn dateline(written: &str, end: &End) -> Option<Dateline> {
    let mut found = Found::default();
    // A dash parts place, date and agency; only one part can have the place.
    let mut with_place = 0;
    for part in
        written.split(['—', '–', '―', '|']).flat_map(|part| part.split(" - ")).flat_map(|part| part.split(" -- "))
    {
        let before = found.places.len();
        found.read(part)?;
        with_place += usize::from(found.places.len() > before);
    }
    if with_place > 1 {
        return None;
    }
    let Found { places, agency, known_agency, in_brackets, date, comma_before_date } = found;
    let Some(city) = places.first() else {
        // An agency alone needs its brackets, or a name that is known to begin reports.
        let begins = in_brackets || agency.as_deref().is_some_and(|agency| is(Kind::Opener, agency));
        let certain = known_agency && matches!(end.close, Close::Dash | Close::Hyphen) && begins;
        return certain.then_some(Dateline { place: None, agency, date, end: end.behind });
    };
    let shouted = city.chars().filter(|character| character.is_alphabetic()).count() >= 3
        && city.chars().any(char::is_uppercase)
        && !city.chars().any(char::is_lowercase);
    let cased = city.chars().any(|character| character.is_uppercase() || character.is_lowercase());
    // An abbreviation that nobody knows says little: `Merkel (CDU) –`.
    let beside = known_agency || (cased && date.is_some() && comma_before_date && agency.is_none());
    let certain = match end.close {
        Close::Dash => shouted || beside,
        Close::Hyphen => beside || (shouted && (date.is_some() || agency.is_some())),
        Close::TightDash => shouted,
        Close::Point => known_agency && (shouted || date.is_some()),
    };
    let place = places.join(", ");
    (certain && is_place(&place, cased)).then_some(Dateline { place: Some(place), agency, date, end: end.behind })
}

/// What was recognised of a dateline.
#[derive(Default)]
struct Found {
    places: Vec<String>,
    agency: Option<String>,
    known_agency: bool,
    in_brackets: bool,
    date: Option<PrintedDay>,
    comma_before_date: bool,
}

impl Found {
    /// Reads a part between dashes; nothing where it has something that no dateline has.
    fn read(&mut self, part: &str) -> Option<()> {
        let mut rest = part;
        while let Some((before, content, behind)) = brackets(rest)? {
            self.outside(before)?;
            self.inside(content)?;
            rest = behind;
        }
        self.outside(rest)
    }

    fn outside(&mut self, text: &str) -> Option<()> {
        let text = text.trim();
        if text.is_empty() {
            return Some(());
        }
        let (before, date, behind) = cut_at_date(text);
        if let Some(date) = date {
            self.set_date(date)?;
            // Capitals need no comma: `MADRID 3 May.`.
            self.comma_before_date = before.trim_end().ends_with([',', '.']);
        }
        for half in [before, behind] {
            for piece in half.split(',').flat_map(sentences).map(trimmed_place).filter(|piece| !piece.is_empty()) {
                if is_agency(piece) {
                    self.set_agency(piece, true)?;
                } else {
                    self.places.push(piece.to_owned());
                }
            }
        }
        Some(())
    }

    fn inside(&mut self, content: &str) -> Option<()> {
        let (before, date, behind) = cut_at_date(content);
        if let Some(date) = date {
            self.set_date(date)?;
        }
        let name = match (trimmed(before), trimmed(behind)) {
            (name, "") | ("", name) => name,
            _ => return None,
        };
        if name.is_empty() {
            return Some(());
        }
        let known = is_agency(name) || name.split([',', '/', ';', '-', '–']).any(|part| is_agency(part.trim()));
        let capital = name.starts_with(char::is_uppercase) && name.split(' ').count() <= 4;
        if !known && !capital {
            return None;
        }
        self.in_brackets = true;
        self.set_agency(name, known)
    }

    fn set_agency(&mut self, name: &str, known: bool) -> Option<()> {
        if self.agency.is_some() {
            return None;
        }
        self.agency = Some(name.to_owned());
        self.known_agency = known;
        Some(())
    }

    fn set_date(&mut self, date: PrintedDay) -> Option<()> {
        self.date.replace(date).is_none().then_some(())
    }
}

/// The text before the first brackets, what is in them, and what is behind; fails where one stays open.
#[expect(clippy::option_option, reason = "brackets that stay open are not the same as none")]
fn brackets(text: &str) -> Option<Option<(&str, &str, &str)>> {
    let Some((at, opening)) = text.char_indices().find(|(at, character)| {
        // Russian agencies stand between strokes, which part cities elsewhere: `BRUSSELS/PARIS`.
        matches!(character, '(' | '[') || (*character == '/' && text[..*at].ends_with([' ', '.']))
    }) else {
        return Some(None);
    };
    let closing = match opening {
        '(' => ')',
        '[' => ']',
        other => other,
    };
    let inner = &text[at + 1..];
    let length = inner.find(closing)?;
    Some(Some((&text[..at], inner[..length].trim(), &inner[length + 1..])))
}

/// Cuts at the points that end a word longer than an abbreviation such as `St.`.
fn sentences(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        let word = text[start..at].rsplit(' ').next().unwrap_or_default();
        if word.chars().count() > 3 {
            pieces.push(&text[start..at]);
            start = at + 1;
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn trimmed_place(piece: &str) -> &str {
    let piece = piece.trim_start_matches(|character: char| character.is_whitespace() || ".,:;".contains(character));
    piece.trim_end_matches(|character: char| character.is_whitespace() || ".,:;".contains(character))
}

fn is_place(place: &str, cased: bool) -> bool {
    let words: Vec<&str> = place.split([' ', ',', '/']).filter(|word| !word.is_empty()).collect();
    let letters = place.chars().all(|character| {
        character.is_alphabetic() || " ,.'’‘-/".contains(character) || matches!(character, '\u{300}'..='\u{36f}')
    });
    let capital = |word: &&str| word.starts_with(char::is_uppercase) || word.chars().count() <= 3;
    let named = !cased || (place.starts_with(char::is_uppercase) && words.iter().all(capital));
    let plain = |word: &&str| {
        let bare = word.trim_matches('.');
        is(Kind::NotPlace, bare) && word.chars().next().is_some_and(char::is_uppercase) || is_date_word(bare)
    };
    letters
        && named
        && (1..=MOST_WORDS).contains(&words.len())
        && !place.chars().any(|character| is_unspaced(character) && cased)
        && !words.first().is_some_and(plain)
        && !is(Kind::NotPlace, place)
        && !words.iter().any(|word| word.chars().count() > 3 && is_date_word(word))
}
