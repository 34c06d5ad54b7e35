//! Web archives: WARC, and its forerunner ARC. Pages become articles, everything else is counted.
//!
//! The reader is ours: `fastwarc`, the best of the crates, reads no ARC, and unpacks frames and pages on its own, outside of the
//! limits that all archives of a file share.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

use super::http;
use crate::article::Content;
use crate::emitter::{Emitter, Found, decoded_page, decoded_text};
use crate::format::looks_like_html;
use crate::input::Input;
use crate::listing::Part;
use crate::metadata::Metadata;
use crate::problem::{Problem, of_error};
use crate::unpack::Member;

/// All headers of a record together, and what is looked at of a content that is too large.
const LARGEST_HEADER: u64 = 64 << 10;

pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let end = match member.part {
        Some(Part::Bytes { end, .. }) => *end,
        _ => u64::MAX,
    };
    let mut records = Records { member, out, skipped: BTreeMap::new() };
    let mut line = Vec::new();
    let mut any = false;
    loop {
        let place = match skip_blank_lines(&mut input) {
            Ok(true) => input.place(),
            Ok(false) => break,
            Err(error) => return records.stop(&format!("{}:{}", member.source, input.place()), of_error(&error)),
        };
        if place.frame >= end {
            break;
        }
        let source = format!("{}:{place}", member.source);
        any = true;
        let problem = match records.record(&mut input, &source, &mut line) {
            Ok(()) => continue,
            Err(problem) => problem,
        };
        if problem.code != "damaged-warc" || records.out.budget.exhausted() {
            return records.stop(&source, problem);
        }
        records.out.reject(&source, problem);
        // Behind damage, only a frame of its own shows where a record begins.
        match input.next_frame() {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return records.stop(&source, of_error(&error)),
        }
    }
    if !any && member.part.is_none() {
        return Err(Problem::new("empty-file", "the archive holds no records"));
    }
    records.finish();
    Ok(())
}

/// Whether there is something behind the blank lines.
fn skip_blank_lines(input: &mut Input<'_>) -> io::Result<bool> {
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(false);
        }
        let blank = buffer.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if blank < buffer.len() {
            input.consume(blank);
            // The place of what follows may be in the next frame.
            return Ok(!input.fill_buf()?.is_empty());
        }
        input.consume(blank);
    }
}

/// What the headers of a record say.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    url: Option<String>,
    id: Option<String>,
    content_type: String,
    length: Option<u64>,
    truncated: bool,
}

struct Records<'w, 'o> {
    member: &'w Member<'w>,
    out: &'w mut Emitter<'o>,
    /// what was left out, and how often
    skipped: BTreeMap<&'static str, u64>,
}

impl Records<'_, '_> {
    fn skip(&mut self, what: &'static str) {
        *self.skipped.entry(what).or_default() += 1;
    }

    /// What was read before stays.
    fn stop(self, source: &str, problem: Problem) -> Result<(), Problem> {
        self.out.reject(source, problem);
        self.finish();
        Ok(())
    }

    fn finish(self) {
        if self.skipped.is_empty() {
            return;
        }
        let counts: Vec<String> = self.skipped.iter().map(|(what, count)| format!("{count} {what}")).collect();
        let message = format!("records that are no articles: {}", counts.join(", "));
        self.out.note(&self.member.source, Problem::new("skipped-records", message));
    }

    fn record(&mut self, input: &mut Input<'_>, source: &str, line: &mut Vec<u8>) -> Result<(), Problem> {
        let header = read_header(input, line)?;
        let length = header.length.ok_or_else(|| damaged("a record does not say how long it is"))?;
        let wanted = match header.kind.as_str() {
            "response" | "resource" | "conversion" | "arc" => true,
            "revisit" => {
                self.skip("revisits");
                false
            }
            "request" => {
                self.skip("requests");
                false
            }
            _ => {
                self.skip("descriptions");
                false
            }
        };
        let limit = self.out.budget.limits.article_bytes.saturating_add(LARGEST_HEADER);
        let read = if wanted { length.min(limit) } else { 0 };
        let is_http = header.kind == "response" && !header.content_type.starts_with("text/dns") || header.kind == "arc";
        let (mut head, mut body) = (Vec::new(), Vec::new());
        if wanted && is_http {
            http::read_head(input, read, &mut head).map_err(|error| of_error(&error))?;
        }
        let rest = read - head.len() as u64;
        body.reserve(usize::try_from(rest.min(1 << 20)).unwrap_or(0));
        let mut present = input.read_onto(&mut body, rest).map_err(|error| of_error(&error))? + head.len() as u64;
        if present == read {
            present += input.skip(length - read).map_err(|error| of_error(&error))?;
        }
        if wanted {
            self.content(&header, &head, body, length > limit, source);
        }
        if present < length {
            return Err(damaged("the archive ends within a record"));
        }
        Ok(())
    }

    fn content(&mut self, header: &Header, head: &[u8], body: Vec<u8>, too_large: bool, source: &str) {
        let response = match http::Response::parse(head, body) {
            Ok(response) => response,
            Err(_) if header.kind == "response" => return self.skip("records without HTTP"),
            Err(body) => http::Response::bare(body, &header.content_type),
        };
        if !matches!(response.status, 200 | 203) {
            return self.skip("redirects and errors");
        }
        let media_type = match response.media_type.as_str() {
            "text/html" | "application/xhtml+xml" => "text/html",
            "text/plain" => "text/plain",
            "" if looks_like_html(&response.body) => "text/html",
            _ => return self.skip("files of other kinds"),
        };
        if response.body.is_empty() {
            return self.skip("empty pages");
        }
        let limit = self.out.budget.limits.article_bytes;
        let too_large = too_large || response.body.len() as u64 > limit;
        if too_large {
            return self
                .out
                .reject(source, Problem::new("too-large", format!("the page is larger than {limit} bytes")));
        }
        let charset = response.charset.clone();
        let body = match response.content(limit, &self.out.budget) {
            Ok(body) => body,
            Err(problem) => return self.out.reject(source, problem),
        };
        if header.truncated {
            self.out.note(source, Problem::new("truncated-record", "the page was cut when it was fetched"));
        }
        let url = header.url.as_deref();
        let decoded = match media_type {
            "text/html" => decoded_page(body, charset.as_deref(), url),
            _ => decoded_text(&body, charset.as_deref(), url).map(|(text, encoding)| (Content::Text(text), encoding)),
        };
        let (content, encoding) = match decoded {
            Ok(decoded) => decoded,
            Err(problem) => return self.out.reject(source, problem),
        };
        let mut own = Metadata::default();
        for (column, value) in [("url", url), ("record_id", header.id.as_deref())] {
            own.set(column, value.unwrap_or_default());
        }
        self.out.article(source, Found { media_type, own, own_basis: "record", heading: None, content, encoding });
    }
}

fn damaged(message: &str) -> Problem {
    Problem::new("damaged-warc", message)
}

/// Reads a record's headers up to the blank line.
fn read_header(input: &mut Input<'_>, line: &mut Vec<u8>) -> Result<Header, Problem> {
    let mut left = LARGEST_HEADER;
    next_line(input, line, &mut left)?;
    if !line.starts_with(b"WARC/") {
        return arc_header(line).ok_or_else(|| damaged("this is not the beginning of a record"));
    }
    let mut header = Header::default();
    loop {
        next_line(input, line, &mut left)?;
        if line.is_empty() {
            return Ok(header);
        }
        let Some((name, value)) = http::name_and_value(line) else { continue };
        match name.as_str() {
            "warc-type" => header.kind = value.to_ascii_lowercase(),
            "warc-target-uri" => header.url = Some(bare(&value)),
            "warc-record-id" => header.id = Some(bare(&value)),
            "content-type" => header.content_type = value.to_ascii_lowercase(),
            "content-length" => header.length = value.parse().ok(),
            "warc-truncated" => header.truncated = true,
            _ => {}
        }
    }
}

/// WARC/1.0 puts addresses between angle brackets.
fn bare(value: &str) -> String {
    value.trim_start_matches('<').trim_end_matches('>').to_owned()
}

/// `URL IP-ADDRESS DATE CONTENT-TYPE LENGTH`: the one line that ARC has for a header.
fn arc_header(line: &[u8]) -> Option<Header> {
    let line = std::str::from_utf8(line).ok()?;
    let words: Vec<&str> = line.split(' ').collect();
    let [url, _, date, content_type, .., length] = words.as_slice() else { return None };
    if !url.contains(':') || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kind = if url.starts_with("filedesc:") || url.starts_with("dns:") { "warcinfo" } else { "arc" };
    Some(Header {
        kind: kind.to_owned(),
        url: Some((*url).to_owned()),
        content_type: content_type.to_ascii_lowercase(),
        length: Some(length.parse().ok()?),
        ..Header::default()
    })
}

fn next_line(input: &mut Input<'_>, line: &mut Vec<u8>, left: &mut u64) -> Result<(), Problem> {
    line.clear();
    let read = input.take(*left).read_until(b'\n', line).map_err(|error| of_error(&error))?;
    *left -= read as u64;
    if line.pop() != Some(b'\n') {
        return Err(damaged(if *left == 0 {
            "the headers of a record do not end"
        } else {
            "the archive ends within a header"
        }));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(())
}

/// Offsets of records at about every `size` bytes, from 0 and without the end; none where the file is small or where its
/// records cannot be found without reading all of it.
pub fn cuts(path: &Path, size: u64) -> io::Result<Vec<u64>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = [0; 5];
    let mut cuts = vec![0];
    if length <= size || file.read(&mut head)? < head.len() {
        return Ok(cuts);
    }
    if &head == b"WARC/" {
        plain_cuts(file, length, size, &mut cuts)?;
    } else if head.starts_with(&[0x1f, 0x8b]) {
        while let Some(cut) = gzip_cut(&mut file, cuts.last().copied().unwrap_or(0) + size, length)? {
            cuts.push(cut);
        }
    }
    Ok(cuts)
}

/// Goes from header to header: what a page says cannot be taken for a record.
fn plain_cuts(file: File, length: u64, size: u64, cuts: &mut Vec<u64>) -> io::Result<()> {
    let mut reader = io::BufReader::new(file);
    let mut offset = reader.seek(SeekFrom::Start(0))?;
    let mut line = Vec::new();
    while offset < length {
        let mut input = Input::plain(&mut reader, offset);
        if !skip_blank_lines(&mut input)? {
            break;
        }
        let start = input.place().frame;
        let Ok(header) = read_header(&mut input, &mut line) else { break };
        let Some(content) = header.length else { break };
        if start >= cuts.last().copied().unwrap_or(0) + size {
            cuts.push(start);
        }
        let Some(next) = input.place().frame.checked_add(content) else { break };
        drop(input);
        offset = reader.seek(SeekFrom::Start(next))?;
    }
    Ok(())
}

/// The first frame at or behind `from` that begins with a record.
fn gzip_cut(file: &mut File, from: u64, length: u64) -> io::Result<Option<u64>> {
    const WINDOW: usize = 1 << 20;
    let mut window = Vec::new();
    let mut start = from;
    while start < length {
        file.seek(SeekFrom::Start(start))?;
        window.clear();
        (&mut *file).take(WINDOW as u64 + 2).read_to_end(&mut window)?;
        for at in memchr::memmem::find_iter(&window, &[0x1f, 0x8b, 0x08]) {
            file.seek(SeekFrom::Start(start + at as u64))?;
            let mut beginning = [0; 5];
            let mut decoder = GzDecoder::new(io::BufReader::with_capacity(4096, &mut *file));
            if decoder.read_exact(&mut beginning).is_ok() && &beginning == b"WARC/" {
                return Ok(Some(start + at as u64));
            }
        }
        start += WINDOW as u64;
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
