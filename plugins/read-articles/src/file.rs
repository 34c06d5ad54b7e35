//! The bytes of a file: their hash, and ranges of them that can be read apart.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use sha2::{Digest, Sha256};

/// A range of whole lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRange {
    pub start: u64,
    pub end: u64,
    /// the number of its first line, from 1
    pub first_line: u64,
    /// SHA-256 of its bytes, in hexadecimal
    pub sha256: String,
}

/// Cuts a file into ranges of about `size` bytes that end with a line, in one pass that holds one buffer in memory.
pub fn line_ranges(path: &Path, size: u64) -> io::Result<Vec<LineRange>> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut ranges = Vec::new();
    let mut digest = Sha256::new();
    let (mut start, mut offset, mut first_line, mut line) = (0u64, 0u64, 1u64, 1u64);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let full_at = (start + size).saturating_sub(offset).min(buffer.len() as u64) as usize;
        let cut = memchr::memchr(b'\n', &buffer[full_at..]).map(|found| full_at + found + 1);
        let taken = cut.unwrap_or(buffer.len());
        digest.update(&buffer[..taken]);
        line += memchr::memchr_iter(b'\n', &buffer[..taken]).count() as u64;
        offset += taken as u64;
        if cut.is_some() {
            ranges.push(LineRange { start, end: offset, first_line, sha256: hexadecimal(std::mem::take(&mut digest)) });
            (start, first_line) = (offset, line);
        }
        reader.consume(taken);
    }
    if offset > start || ranges.is_empty() {
        ranges.push(LineRange { start, end: offset, first_line, sha256: hexadecimal(digest) });
    }
    Ok(ranges)
}

/// The size of a file, and the SHA-256 of its bytes followed by `more`, in hexadecimal.
pub fn size_and_sha256(path: &Path, more: &str) -> io::Result<(u64, String)> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut digest = Sha256::new();
    let mut size = 0;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        digest.update(buffer);
        let taken = buffer.len();
        size += taken as u64;
        reader.consume(taken);
    }
    digest.update(more.as_bytes());
    Ok((size, hexadecimal(digest)))
}

/// Joins the fingerprint of a content with what a sidecar says about it, so that a change of either is seen.
pub fn fingerprint(sha256: String, more: &str) -> String {
    if more.is_empty() { sha256 } else { hexadecimal(Sha256::new().chain_update(sha256).chain_update(more)) }
}

/// Ranges that begin at the cuts and end with the next one or the file, each with the SHA-256 of its bytes.
pub fn hashed_ranges(path: &Path, cuts: &[u64]) -> io::Result<Vec<(u64, u64, String)>> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut ranges = Vec::new();
    for (index, start) in cuts.iter().enumerate() {
        let end = cuts.get(index + 1).copied().unwrap_or(u64::MAX);
        let mut digest = Sha256::new();
        let mut offset = *start;
        while offset < end {
            let buffer = reader.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let taken = usize::try_from(end - offset).unwrap_or(usize::MAX).min(buffer.len());
            digest.update(&buffer[..taken]);
            reader.consume(taken);
            offset += taken as u64;
        }
        ranges.push((*start, offset, hexadecimal(digest)));
    }
    Ok(ranges)
}

fn hexadecimal(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use std::io::{Read, Seek, SeekFrom};

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn ranges_cover_the_file_and_end_with_lines(lines in proptest::collection::vec("[a-c]{0,12}", 0..40), size in 1u64..50, last in any::<bool>()) {
            let text = lines.join("\n") + if last { "\n" } else { "" };
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), &text).unwrap();
            let mut offset = 0;
            for range in line_ranges(file.path(), size).unwrap() {
                prop_assert_eq!(range.start, offset);
                let before = &text[..range.start as usize];
                prop_assert!(before.is_empty() || before.ends_with('\n'));
                prop_assert_eq!(range.first_line, before.matches('\n').count() as u64 + 1);
                let mut bytes = Vec::new();
                let mut opened = File::open(file.path()).unwrap();
                opened.seek(SeekFrom::Start(range.start)).unwrap();
                opened.take(range.end - range.start).read_to_end(&mut bytes).unwrap();
                prop_assert_eq!(&bytes, &text.as_bytes()[range.start as usize..range.end as usize]);
                prop_assert_eq!(range.sha256, hexadecimal(Sha256::new().chain_update(&bytes)));
                offset = range.end;
            }
            prop_assert_eq!(offset, text.len() as u64);
        }
    }
}
