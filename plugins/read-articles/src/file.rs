//! Files as streams: a range of one, gzip inside it, and limits on both.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};

use crate::problem::Problem;

const BUFFER: usize = 1 << 16;

/// Up to here gzip may expand as it likes: a page of white space is small in itself.
const FREE_EXPANSION: u64 = 1 << 20;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether the file's content is gzip data, whatever its name.
pub fn is_gzip(path: &Path) -> io::Result<bool> {
    let mut magic = [0; 2];
    let mut file = File::open(path)?;
    Ok(file.read(&mut magic)? == magic.len() && magic == GZIP)
}

/// A file's bytes, without its gzip.
pub fn open(path: &Path, max_gzip_ratio: u32) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut reader = BufReader::with_capacity(BUFFER, file);
    if !reader.fill_buf()?.starts_with(&GZIP) {
        return Ok(Box::new(reader));
    }
    let allowed = FREE_EXPANSION.max(size.saturating_mul(u64::from(max_gzip_ratio)));
    let expanded = Expanding { inner: MultiGzDecoder::new(reader), allowed };
    Ok(Box::new(BufReader::with_capacity(BUFFER, expanded)))
}

/// The bytes from `start` to `end` of a file that is not compressed.
pub fn open_range(path: &Path, start: u64, end: u64) -> io::Result<Box<dyn BufRead>> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() < end {
        return Err(io::Error::other(Changed));
    }
    file.seek(SeekFrom::Start(start))?;
    Ok(Box::new(BufReader::with_capacity(BUFFER, file.take(end.saturating_sub(start)))))
}

/// A whole article; more than `max_article_bytes` is refused before it is in memory.
pub fn read_article(path: &Path, max_article_bytes: u64, max_gzip_ratio: u32) -> Result<Vec<u8>, Problem> {
    let reader = open(path, max_gzip_ratio).map_err(|error| problem(&error))?;
    let mut bytes = Vec::new();
    reader.take(max_article_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| problem(&error))?;
    if bytes.len() as u64 > max_article_bytes {
        return Err(Problem::new("too-large", format!("the article is larger than {max_article_bytes} bytes")));
    }
    Ok(bytes)
}

/// The reject for an error of reading.
pub fn problem(error: &io::Error) -> Problem {
    let own = error.get_ref();
    if own.is_some_and(|own| own.is::<Expanded>()) {
        return Problem::new("too-large", "the gzip data expands further than `max_gzip_ratio` allows");
    }
    if own.is_some_and(|own| own.is::<Changed>()) {
        return Problem::new("changed", "the file is shorter than it was when it was listed");
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof => Problem::new("truncated-gzip", "the gzip data ends too early"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            Problem::new("corrupt-gzip", format!("the gzip data is damaged: {error}"))
        }
        _ => Problem::new("unreadable", format!("the file cannot be read: {error}")),
    }
}

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

fn hexadecimal(digest: Sha256) -> String {
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Stops a stream that grows beyond what its compressed size makes likely.
struct Expanding<R> {
    inner: R,
    allowed: u64,
}

impl<R: Read> Read for Expanding<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.allowed = self.allowed.checked_sub(read as u64).ok_or_else(|| io::Error::other(Expanded))?;
        Ok(read)
    }
}

#[derive(Debug)]
struct Expanded;

#[derive(Debug)]
struct Changed;

impl std::fmt::Display for Expanded {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("expands too far")
    }
}

impl std::fmt::Display for Changed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("changed since it was listed")
    }
}

impl std::error::Error for Expanded {}
impl std::error::Error for Changed {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use proptest::prelude::*;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read_article(file.path(), 8 << 20, 200).map_err(|problem| problem.code)
    }

    #[test]
    fn gzip_is_known_by_its_content_and_may_have_members() {
        assert_eq!(read(b"plain").unwrap(), b"plain");
        assert_eq!(read(&gzip(b"one")).unwrap(), b"one");
        assert_eq!(read(&[gzip(b"one "), gzip(b"two")].concat()).unwrap(), b"one two");
        assert_eq!(read(b"").unwrap(), b"");
    }

    #[test]
    fn broken_gzip_is_refused() {
        let whole = gzip(&(0..20_000u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
        assert_eq!(read(&whole[..whole.len() / 2]), Err("truncated-gzip"));
        assert_eq!(read(&whole[..whole.len() - 3]), Err("truncated-gzip"));
        assert_eq!(read(&whole[..5]), Err("truncated-gzip"));
        let mut damaged = whole.clone();
        let length = damaged.len();
        damaged[length - 6] ^= 0xff;
        assert_eq!(read(&damaged), Err("corrupt-gzip"));
    }

    #[test]
    fn a_bomb_is_stopped() {
        assert_eq!(read(&gzip(&vec![0; 4 << 20])), Err("too-large"), "by its ratio");
        assert_eq!(read(&vec![b'x'; (8 << 20) + 1]), Err("too-large"), "by its size");
        assert!(read(&gzip(&vec![b' '; 1 << 19])).is_ok(), "small things may expand");
    }

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
                open_range(file.path(), range.start, range.end).unwrap().read_to_end(&mut bytes).unwrap();
                prop_assert_eq!(&bytes, &text.as_bytes()[range.start as usize..range.end as usize]);
                prop_assert_eq!(range.sha256, hexadecimal(Sha256::new().chain_update(&bytes)));
                offset = range.end;
            }
            prop_assert_eq!(offset, text.len() as u64);
        }
    }
}
