//! Any bytes as a page: nothing panics, and the same bytes give the same article.
//!
//! `cargo +nightly fuzz run html -- -max_len=4000`
#![no_main]

use libfuzzer_sys::fuzz_target;
use parse_article::{Limits, page};

const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

fuzz_target!(|data: &[u8]| {
    let first = page::read(data, Some("https://example.com/2023/06/13/pay"), LIMITS);
    if let Ok(page) = &first {
        assert!(!page.text.trim().is_empty());
        assert!((0.0..=1.0).contains(&page.confidence), "{}", page.confidence);
    }
    assert_eq!(first, page::read(data, Some("https://example.com/2023/06/13/pay"), LIMITS));
});
