//! The place, agency and date before the first sentence: `DANDONG, China (AP) — The factory …`, `【北京=共同】…`.

mod bracketed;
mod marked;
mod spaced;
mod words;

pub use crate::dates::PrintedDay;
use crate::dates::day_within;

/// How much of the first line is looked at, in characters.
const LONGEST: usize = 160;

/// What stands before the first sentence of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// as printed, without agency and date
    pub place: Option<String>,
    /// as printed
    pub agency: Option<String>,
    pub date: Option<PrintedDay>,
    /// where the report itself begins, in bytes of the text
    pub end: usize,
}

/// The dateline that a text begins with, if it begins with one. Time is bounded: only the beginning is looked at.
///
/// A place in ordinary letters counts only beside an agency that the table knows, or beside a date: a first sentence that
/// begins with a name and a dash is no dateline.
pub fn dateline(text: &str) -> Option<Dateline> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next()?;
    let end = line.char_indices().nth(LONGEST).map_or(line.len(), |(end, _)| end);
    let head = &line[..end];
    let mut found = bracketed::read(head).or_else(|| marked::read(head)).or_else(|| spaced::read(head))?;
    found.end += start;
    Some(found)
}

/// A text cut at its date: what stands before it, the date, and what stands behind it.
fn cut_at_date(text: &str) -> (&str, Option<PrintedDay>, &str) {
    match day_within(text) {
        Some((day, range)) => (&text[..range.start], Some(day), &text[range.end..]),
        None => (text, None, ""),
    }
}

/// Characters of scripts that set no spaces between words, and Korean.
fn is_unspaced(character: char) -> bool {
    crate::dates::is_unspaced(character)
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_whitespace() || ".,:;-–—―・·、，。：|".contains(character))
}
