//! What the words in class and id of an element, and those of a short block, say about it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rustc_hash::FxHashMap;

const CLASS_WORDS: &str = include_str!("../data/class-words.csv");
const PHRASES: &str = include_str!("../data/boilerplate-phrases.csv");

/// Longest block that is looked through for phrases.
pub const LONGEST: u32 = 300;

/// Longest class or id that is read, in bytes.
const LONGEST_VALUE: usize = 300;

/// The subjects of class words in the order of their bits; the model knows them by this order.
pub const CLASS_SUBJECTS: [&str; 22] = [
    "content",
    "article",
    "title",
    "comment",
    "navigation",
    "related",
    "promotion",
    "share",
    "sidebar",
    "footer",
    "header",
    "byline",
    "advertisement",
    "caption",
    "overlay",
    "account",
    "teaser",
    "widget",
    "tags",
    "author",
    "product",
    "post",
];

/// The subjects of phrases in the order of their bits.
pub const PHRASE_SUBJECTS: [&str; 11] = [
    "cookies",
    "newsletter",
    "share",
    "related",
    "comments",
    "copyright",
    "advertisement",
    "account",
    "date",
    "credit",
    "author",
];

static CLASSES: LazyLock<FxHashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (word, subject) in rows(CLASS_WORDS) {
        if let Some(bit) = CLASS_SUBJECTS.iter().position(|known| *known == subject) {
            *words.entry(word).or_insert(0) |= 1 << bit;
        }
    }
    words
});

static MATCHER: LazyLock<Option<(AhoCorasick, Vec<u32>)>> = LazyLock::new(|| {
    let (phrases, bits): (Vec<_>, Vec<_>) = rows(PHRASES)
        .filter_map(|(phrase, subject)| {
            let bit = PHRASE_SUBJECTS.iter().position(|known| *known == subject)?;
            Some((phrase, 1 << bit))
        })
        .unzip();
    let matcher = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases).ok()?;
    Some((matcher, bits))
});

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().skip(1).filter(|line| !line.starts_with('#')).filter_map(|line| line.rsplit_once(','))
}

/// The subjects of the words in a class or an id, as bits. `articleBody` and `article-body` are the same words.
pub fn class_words(value: &str) -> u32 {
    let mut found = 0;
    let mut word = [0u8; 24];
    let mut length = 0;
    let mut before = b' ';
    let mut take = |word: &[u8]| {
        if let Ok(word) = std::str::from_utf8(word)
            && word.len() >= 2
        {
            found |= CLASSES.get(word).copied().unwrap_or(0);
        }
    };
    for byte in value.bytes().take(LONGEST_VALUE) {
        let parts = !byte.is_ascii_alphabetic() || (byte.is_ascii_uppercase() && before.is_ascii_lowercase());
        if parts {
            take(&word[..length]);
            length = 0;
        }
        if byte.is_ascii_alphabetic() && length < word.len() {
            word[length] = byte.to_ascii_lowercase();
            length += 1;
        }
        before = byte;
    }
    take(&word[..length]);
    found
}

/// The subjects of the phrases in a text, as bits.
pub fn phrases(text: &str) -> u32 {
    let Some((matcher, bits)) = MATCHER.as_ref() else { return 0 };
    let lower = if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() };
    let apart = |byte: Option<&u8>| byte.is_none_or(|byte| !byte.is_ascii_alphanumeric());
    matcher
        .find_iter(&lower)
        .filter(|found| {
            let bytes = lower.as_bytes();
            let latin = bytes[found.start()].is_ascii_alphanumeric();
            !latin || (found.start() == 0 || apart(bytes.get(found.start() - 1))) && apart(bytes.get(found.end()))
        })
        .fold(0, |all, found| all | bits[found.pattern().as_usize()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_known_subject() {
        for (word, subject) in rows(CLASS_WORDS) {
            assert!(CLASS_SUBJECTS.contains(&subject), "{word},{subject}");
            assert!(class_words(word) != 0, "{word}");
        }
        for (phrase, subject) in rows(PHRASES) {
            assert!(PHRASE_SUBJECTS.contains(&subject), "{phrase},{subject}");
            assert!(phrases(phrase) != 0, "{phrase}");
        }
    }

    #[test]
    fn classes_are_cut_into_words() {
        assert_eq!(class_words("ArticleBody main_content"), class_words("article body main content"));
        assert_eq!(class_words("x1 y2"), 0);
        assert_ne!(class_words("page__sidebar--left"), 0);
    }

    #[test]
    fn phrases_are_whole_words() {
        assert_ne!(phrases("Accept all Cookies"), 0);
        assert_eq!(phrases("the cookiesheet"), 0);
    }
}
