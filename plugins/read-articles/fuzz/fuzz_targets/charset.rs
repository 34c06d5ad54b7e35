//! Any bytes with any hints: nothing panics, and no replacement character stands in a text without being counted.
//!
//! `cargo +nightly fuzz run charset -- -max_len=1024`. The first three bytes choose header, declaration and domain.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wagemill_articles::{Hints, declared_in_html, decode_with};

const LABELS: [Option<&str>; 12] = [
    None,
    Some("utf-8"),
    Some("utf-16le"),
    Some("utf-16be"),
    Some("windows-1251"),
    Some("iso-8859-1"),
    Some("shift_jis"),
    Some("euc-kr"),
    Some("gb18030"),
    Some("big5"),
    Some("iso-2022-jp"),
    Some("no such label"),
];

const DOMAINS: [Option<&str>; 6] = [None, Some("jp"), Some("ru"), Some("cn"), Some("com"), Some("Ä")];

/// Encodings that have a replacement character of their own, which an author may have written.
const WITH_REPLACEMENT: [&str; 5] = ["UTF-8", "UTF-16LE", "UTF-16BE", "gb18030", "GBK"];

fuzz_target!(|data: &[u8]| {
    let [header, declared, domain, bytes @ ..] = data else { return };
    let label = |byte: &u8| LABELS[usize::from(*byte) % LABELS.len()];
    let hints = Hints {
        header: label(header),
        declared: label(declared).or_else(|| declared_in_html(bytes)),
        domain: DOMAINS[usize::from(*domain) % DOMAINS.len()],
    };
    if let Ok(decoded) = decode_with(bytes, &hints) {
        let replaced = decoded.text.matches('\u{fffd}').count();
        assert!(decoded.replaced <= replaced);
        assert!(decoded.replaced == replaced || WITH_REPLACEMENT.contains(&decoded.encoding), "{decoded:?}");
    }
});
