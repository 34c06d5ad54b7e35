//! Front matter: `key: value` lines at the top of a text, with or without a fence of `---`.

use crate::metadata::{Metadata, column_named};

/// What the top of a text says about it, and the text below.
///
/// Between fences, lines with other keys are skipped. Without a fence, every line up to the first blank one must have
/// a known key: an article that begins with a colon keeps its first words.
pub fn split(text: &str) -> (Metadata, &str) {
    fenced(text).or_else(|| bare(text)).unwrap_or_else(|| (Metadata::default(), text))
}

fn fenced(text: &str) -> Option<(Metadata, &str)> {
    let (first, mut rest) = text.split_once('\n')?;
    if first.trim_end() != "---" {
        return None;
    }
    let mut metadata = Metadata::default();
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if matches!(line.trim_end(), "---" | "...") {
            return Some((metadata, after));
        }
        // A rule of dashes above an ordinary text is no fence: nothing closes it, or what it holds are no keys.
        if after.is_empty() || !is_fenced_line(line) {
            return None;
        }
        if let Some((key, value)) = line.split_once(':')
            && let Some(column) = column_named(key)
        {
            metadata.set(column, unquoted(value));
        }
        rest = after;
    }
}

/// A key with its value, an item of a list, a comment, or nothing.
fn is_fenced_line(line: &str) -> bool {
    let trimmed = line.trim();
    trimmed.is_empty()
        || trimmed.starts_with(['#', '-'])
        || line.starts_with(char::is_whitespace)
        || trimmed.split_once(':').is_some_and(|(key, _)| !key.is_empty() && key.len() <= 40 && !key.contains(". "))
}

fn bare(text: &str) -> Option<(Metadata, &str)> {
    let mut metadata = Metadata::default();
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        if line.trim().is_empty() {
            break;
        }
        let (key, value) = line.split_once(':')?;
        // `https://…` on a line of its own is no key.
        metadata.set(column_named(key)?, unquoted(value));
        rest = after;
    }
    (!metadata.is_empty()).then_some((metadata, rest))
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bare_lines_end_at_the_first_blank_one() {
        let (metadata, text) =
            split("url: https://example.com/a\nDate: 2023-06-13\ntitle: \"Pay: a fight\"\n\nBody: not a key\n");
        assert_eq!(metadata.url.as_deref(), Some("https://example.com/a"));
        assert_eq!(metadata.published_on.as_deref(), Some("2023-06-13"));
        assert_eq!(metadata.title.as_deref(), Some("Pay: a fight"));
        assert_eq!(text, "\nBody: not a key\n");
    }

    #[test]
    fn fences_may_hold_other_keys() {
        let (metadata, text) = split("---\ntitle: Pay\ntags:\n  - wages\n# note\nlayout: post\n---\nThe text.");
        assert_eq!(metadata.title.as_deref(), Some("Pay"));
        assert_eq!(text, "The text.");
    }

    #[test]
    fn an_article_that_begins_with_a_colon_keeps_its_words() {
        for text in [
            "Pay: what it buys\n\nThe text.",
            "title: Pay\nThe text begins without a blank line.\n",
            "---\nA rule, then text. It goes on: and on.\n---\n",
            "---\nnever: closed",
            "---",
            "https://example.com/a\n\nThe text.",
            "",
        ] {
            assert_eq!(split(text), (Metadata::default(), text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_left_is_the_end_of_the_text(text in "(---\n)?([a-z]{0,5}: ?[a-z\"']{0,4}\n|\n|---\n){0,8}") {
            let (_, rest) = split(&text);
            prop_assert!(text.ends_with(rest));
        }
    }
}
