//! The agencies, and the words that belong to datelines or never do.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::tables;

const WORDS: &str = include_str!("../../data/datelines/words.csv");

/// What a word of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Agency,
    /// an agency whose name and a dash begin a report, without brackets
    Opener,
    /// the last word of the name of a newspaper or agency
    Medium,
    /// the last characters of such a name, in scripts without spaces
    Ending,
    /// "this newspaper"
    Own,
    /// stands behind place and date, such as `电`
    Sent,
    /// stands before the agency, such as `据`
    Lead,
    Reporter,
    NotPlace,
}

impl Kind {
    fn named(written: &str) -> Option<Self> {
        Some(match written {
            "agency" => Self::Agency,
            "opener" => Self::Opener,
            "medium" => Self::Medium,
            "ending" => Self::Ending,
            "own" => Self::Own,
            "sent" => Self::Sent,
            "lead" => Self::Lead,
            "reporter" => Self::Reporter,
            "not_place" => Self::NotPlace,
            _ => return None,
        })
    }
}

/// The words of each kind, the longest first.
static BY_KIND: LazyLock<HashMap<Kind, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: HashMap<Kind, Vec<&'static str>> = HashMap::new();
    for row in tables::rows(WORDS) {
        let [_language, kind, word] = row.as_slice() else { continue };
        if let Some(kind) = Kind::named(kind) {
            words.entry(kind).or_default().push(word);
        }
    }
    for words in words.values_mut() {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    }
    words
});

fn words(kind: Kind) -> &'static [&'static str] {
    BY_KIND.get(&kind).map_or(&[], Vec::as_slice)
}

pub(super) fn is(kind: Kind, written: &str) -> bool {
    let lower = written.to_lowercase();
    words(kind).contains(&lower.as_str())
}

/// Whether a text begins with a word of this kind; the length of the longest, in bytes of the text.
pub(super) fn prefix(kind: Kind, text: &str) -> Option<usize> {
    words(kind).iter().find_map(|word| {
        let end = text.char_indices().nth(word.chars().count()).map_or(text.len(), |(end, _)| end);
        (text[..end].to_lowercase() == **word).then_some(end)
    })
}

/// Whether a text ends with a word of this kind; where the longest begins, in bytes of the text.
pub(super) fn suffix(kind: Kind, text: &str) -> Option<usize> {
    words(kind).iter().find_map(|word| {
        let (start, _) = text.char_indices().rev().nth(word.chars().count().checked_sub(1)?)?;
        (text[start..].to_lowercase() == **word).then_some(start)
    })
}

pub(super) fn contains(kind: Kind, text: &str) -> bool {
    words(kind).iter().any(|word| text.contains(word))
}

/// Whether a name is that of an agency or a newspaper: one of the table, or one whose end says so.
pub(super) fn is_agency(name: &str) -> bool {
    if is(Kind::Agency, name) || is(Kind::Opener, name) {
        return true;
    }
    let capital = name.starts_with(char::is_uppercase) && name.chars().count() <= 40;
    let mut words = name.split(' ');
    let last = words.next_back().unwrap_or_default();
    (capital && words.next().is_some() && is(Kind::Medium, last)) || is_unspaced_medium(name)
}

/// Whether a name in a script without spaces ends as names of newspapers and agencies do, and is more than that end.
pub(super) fn is_unspaced_medium(name: &str) -> bool {
    name.chars().any(super::is_unspaced)
        && name.chars().count() <= 12
        && suffix(Kind::Ending, name).is_some_and(|start| name[..start].chars().count() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for row in tables::rows(WORDS) {
            assert_eq!(row.len(), 3, "{row:?}");
            assert!(Kind::named(row[1]).is_some(), "{row:?}");
            assert_eq!(row[2], row[2].to_lowercase(), "{row:?}");
        }
    }

    #[test]
    fn prefixes_and_suffixes_are_the_longest() {
        assert_eq!(prefix(Kind::Agency, "新华社北京"), Some("新华社".len()));
        assert_eq!(suffix(Kind::Agency, "ソウル聯合ニュース"), Some("ソウル".len()));
        assert_eq!(prefix(Kind::Agency, ""), None);
        assert!(is_agency("Dhaka Tribune") && is_agency("reuters") && !is_agency("CDU") && !is_agency("News"));
    }
}
