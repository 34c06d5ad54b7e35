//! Any bytes as a feed: nothing panics, no source is given twice, nothing vanishes in silence.
//!
//! `cargo +nightly fuzz run feed -- -max_len=4096`
#![no_main]

mod read;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    read::articles("a.xml", data);
});
