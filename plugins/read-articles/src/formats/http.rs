//! A response as HTTP sent it: headers, transfer in chunks, compressed content.

use std::io::{self, BufRead, Read};
use std::rc::Rc;

use crate::budget::Budget;
use crate::input::{Compression, Input};
use crate::problem::{Problem, of_error};
use crate::unpack::Charged;

/// All headers of a response, at most.
const LARGEST_HEAD: usize = 64 << 10;

/// A response, its body still as it was sent.
#[derive(Debug, Default)]
pub struct Response {
    pub status: u16,
    /// in lower case, without parameters
    pub media_type: String,
    pub charset: Option<String>,
    content_encoding: String,
    chunked: bool,
    /// as it was sent
    pub body: Vec<u8>,
}

/// Reads the beginning of a response up to the blank line behind its headers, at most `count` bytes of it.
pub fn read_head(input: &mut Input<'_>, mut count: u64, head: &mut Vec<u8>) -> io::Result<()> {
    while count > 0 {
        let start = head.len();
        let taken = input.take(count).read_until(b'\n', head)?;
        count -= taken as u64;
        if taken == 0 || matches!(&head[start..], b"\n" | b"\r\n") || head.len() > LARGEST_HEAD {
            break;
        }
    }
    Ok(())
}

impl Response {
    /// Understands status and headers; gives all bytes back where they do not begin like a response.
    pub fn parse(head: &[u8], body: Vec<u8>) -> Result<Self, Vec<u8>> {
        let mut lines = Lines { block: head, at: 0 };
        let status = lines.next().filter(|status| status.starts_with(b"HTTP/"));
        let status =
            status.and_then(|status| std::str::from_utf8(status).ok()?.split_ascii_whitespace().nth(1)?.parse().ok());
        let Some(status) = status else { return Err([head, &body].concat()) };
        let mut response = Self { status, body, ..Self::default() };
        while let Some(line) = lines.next().filter(|line| !line.is_empty()) {
            let Some((name, value)) = name_and_value(line) else { continue };
            match name.as_str() {
                "content-type" => (response.media_type, response.charset) = content_type(&value),
                "content-encoding" => response.content_encoding = value.to_ascii_lowercase(),
                "transfer-encoding" => response.chunked = value.to_ascii_lowercase().contains("chunked"),
                _ => {}
            }
        }
        Ok(response)
    }

    /// A content without a response around it.
    pub fn bare(body: Vec<u8>, written: &str) -> Self {
        let (media_type, charset) = content_type(written);
        Self { status: 200, media_type, charset, body, ..Self::default() }
    }

    /// The content. Many archives keep the headers of what they have unpacked already: a body that is not what the headers
    /// say is taken as it is.
    pub fn content(self, limit: u64, budget: &Rc<Budget>) -> Result<Vec<u8>, Problem> {
        let mut body = self.body;
        if self.chunked
            && let Some(whole) = without_chunks(&body)
        {
            body = whole;
        }
        // The last encoding was put on last.
        for encoding in self.content_encoding.split(',').rev() {
            body = match encoding.trim() {
                "gzip" | "x-gzip" | "zstd" => match Compression::of(&body) {
                    Some(kind) => {
                        let packed = Input::plain(&body[..], 0);
                        Input::decompressed(packed, kind, Rc::clone(budget)).read_all(limit)?
                    }
                    None => body,
                },
                "deflate" if body.first() == Some(&0x78) => {
                    unpack(flate2::read::ZlibDecoder::new(&body[..]), limit, budget)?
                }
                "deflate" => match unpack(flate2::read::DeflateDecoder::new(&body[..]), limit, budget) {
                    Err(problem) if problem.code == "damaged-http" => body,
                    unpacked => unpacked?,
                },
                "br" => match unpack(brotli_decompressor::Decompressor::new(&body[..], 4096), limit, budget) {
                    Err(problem) if problem.code == "damaged-http" && crate::format::looks_like_html(&body) => body,
                    unpacked => unpacked?,
                },
                _ => body,
            };
        }
        Ok(body)
    }
}

fn unpack(reader: impl Read, limit: u64, budget: &Rc<Budget>) -> Result<Vec<u8>, Problem> {
    let charged = Charged { inner: reader, budget: Rc::clone(budget) };
    let mut bytes = Vec::new();
    let read = charged.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|error: io::Error| match of_error(&error) {
        problem if problem.code == "unreadable" => {
            Problem::new("damaged-http", format!("the content cannot be unpacked: {error}"))
        }
        problem => problem,
    })?;
    if bytes.len() as u64 > limit {
        return Err(Problem::new("too-large", format!("the page is larger than {limit} bytes")));
    }
    Ok(bytes)
}

/// The name of a header in lower case, and its value.
pub fn name_and_value(line: &[u8]) -> Option<(String, String)> {
    let colon = memchr::memchr(b':', line)?;
    let name = std::str::from_utf8(&line[..colon]).ok()?.trim().to_ascii_lowercase();
    Some((name, String::from_utf8_lossy(&line[colon + 1..]).trim().to_owned()))
}

/// `text/html; charset=utf-8` in its parts.
pub fn content_type(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    (media_type, charset)
}

struct Lines<'a> {
    block: &'a [u8],
    at: usize,
}

impl<'a> Lines<'a> {
    /// The next line without its end; the last one may have none.
    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.block.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        self.at += (length + 1).min(rest.len());
        let line = &rest[..length];
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// The content of a body in chunks; nothing where it is not in chunks. A body that was cut gives what is there.
fn without_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let mut lines = Lines { block: body, at: 0 };
    let mut whole = Vec::with_capacity(body.len());
    let mut any = false;
    while let Some(line) = lines.next() {
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        let size = std::str::from_utf8(size).ok().filter(|size| !size.is_empty() && size.len() <= 8);
        let Some(size) = size.and_then(|size| usize::from_str_radix(size, 16).ok()) else {
            return any.then_some(whole);
        };
        any = true;
        if size == 0 {
            break;
        }
        let end = (lines.at + size).min(body.len());
        whole.extend_from_slice(&body[lines.at..end]);
        lines.at = end;
        // the line end behind the chunk
        if body[lines.at..].starts_with(b"\r\n") {
            lines.at += 2;
        } else if body[lines.at..].starts_with(b"\n") {
            lines.at += 1;
        }
    }
    any.then_some(whole)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use std::io::Write;

    use super::*;
    use crate::budget::Limits;

    fn body(head: &str, sent: &[u8]) -> Result<Vec<u8>, &'static str> {
        let head = format!("HTTP/1.1 200 OK\r\n{head}\r\n");
        let budget = Budget::new(Limits::default(), sent.len() as u64);
        let response = Response::parse(head.as_bytes(), sent.to_vec()).unwrap();
        response.content(1 << 20, &budget).map_err(|problem| problem.code)
    }

    #[test]
    fn headers_are_read_whatever_their_case_and_line_ends() {
        let sent = b"HTTP/1.0 404 Not Found\nCONTENT-TYPE: Text/HTML; Charset=\"Big5\"\n\nbody";
        let (mut input, mut head) = (Input::plain(&sent[..], 0), Vec::new());
        read_head(&mut input, 1000, &mut head).unwrap();
        assert!(head.ends_with(b"\n\n"));
        let response = Response::parse(&head, input.read_all(100).unwrap()).unwrap();
        assert_eq!((response.status, response.media_type.as_str()), (404, "text/html"));
        assert_eq!((response.charset.as_deref(), response.body.as_slice()), (Some("Big5"), &b"body"[..]));
        assert_eq!(Response::parse(b"<html>\n", b"text".to_vec()).unwrap_err(), b"<html>\ntext");
        assert!(Response::parse(b"HTTP/1.1", Vec::new()).is_err());
    }

    #[test]
    fn chunks_and_compression_go_in_their_order() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"They earn $5 a day.").unwrap();
        let packed = gzip.finish().unwrap();
        let (one, two) = packed.split_at(10);
        let chunked =
            [&b"A\r\n"[..], one, b"\r\n", format!("{:x};x=y\r\n", two.len()).as_bytes(), two, b"\r\n0\r\n\r\n"]
                .concat();
        let both = "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n";
        assert_eq!(body(both, &chunked).unwrap(), b"They earn $5 a day.");
        assert_eq!(body(both, b"unpacked already").unwrap(), b"unpacked already");
        assert_eq!(body("Transfer-Encoding: chunked\r\n", b"5\r\nThey\n\r\nff\r\n cut").unwrap(), b"They\n cut");
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(b"zlib").unwrap();
        assert_eq!(body("Content-Encoding: deflate\r\n", &zlib.finish().unwrap()).unwrap(), b"zlib");
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(b"raw").unwrap();
        assert_eq!(body("Content-Encoding: deflate\r\n", &raw.finish().unwrap()).unwrap(), b"raw");
        // "hello" as brotli: one meta-block without compression, and the empty last one
        assert_eq!(body("Content-Encoding: br\r\n", b"\x0b\x02\x80hello\x03").unwrap(), b"hello");
        assert_eq!(body("Content-Encoding: br\r\n", b"<html>unpacked").unwrap(), b"<html>unpacked");
        assert_eq!(body("Content-Encoding: br\r\n", b"\xff\xff\xff\xff"), Err("damaged-http"));
        assert_eq!(body("Content-Encoding: gzip\r\n", &packed[..12]), Err("truncated-gzip"));
    }

    #[test]
    fn a_small_body_cannot_become_a_large_one() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&vec![b' '; 3 << 20]).unwrap();
        assert_eq!(body("Content-Encoding: deflate\r\n", &zlib.finish().unwrap()), Err("too-large"));
    }
}
