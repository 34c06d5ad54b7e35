//! Any bytes as a file of any kind but Parquet: its library may panic, which the reader catches and a fuzzer does not.
//!
//! `cargo +nightly fuzz run formats -- -max_len=4096`. The first byte chooses the name.
#![no_main]

mod read;

use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 11] =
    ["a", "a.txt", "a.md", "a.html", "a.json", "a.jsonl", "a.csv", "a.zip", "a.tar", "a.mhtml", "a.epub"];

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    // Parquet is known by its first bytes, whatever its name.
    if rest.windows(4).any(|window| window == b"PAR1") {
        return;
    }
    read::articles(NAMES[usize::from(*first) % NAMES.len()], rest);
});
