//! Ids that outlive a move of the files, a rename, and a better parser.

use sha2::{Digest, Sha256};

/// The id of an article: from its canonical URL, else from the id that its record has, else from its text.
///
/// Runs of white space in the text count as one space, so that other line ends make no other article. An empty URL or
/// record id counts as none. The id begins with a letter, so that no spreadsheet reads it as a number.
pub fn article_id(canonical_url: Option<&str>, record_id: Option<&str>, text: &str) -> String {
    let given = |value: Option<&str>| value.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned);
    // The kind is hashed as well: a record whose id is the URL of another article is still another article.
    let (kind, identity) = match (given(canonical_url), given(record_id)) {
        (Some(url), _) => ("url", url),
        (None, Some(record)) => ("record", record),
        (None, None) => ("text", text.split_whitespace().collect::<Vec<_>>().join(" ")),
    };
    short_hash('a', &[kind, &identity])
}

/// The id of a mention: from its article, its quote, and its number (from 0) among equal quotes of that article.
pub fn mention_id(article_id: &str, quote: &str, ordinal: usize) -> String {
    short_hash('m', &[article_id, &ordinal.to_string(), quote])
}

fn short_hash(letter: char, parts: &[&str]) -> String {
    let digest = Sha256::digest(parts.join("\n").as_bytes());
    let digits: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{letter}{digits}")
}
