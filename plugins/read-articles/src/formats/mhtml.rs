//! MHTML: a page that a browser saved with its pictures, as a message of several parts.
//!
//! The reader is ours: one page of MIME is all that there is to it, `mail-parser` decodes charsets without saying what it
//! replaced, and `mailparse` recurses as deep as a message tells it to.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::http::{content_type, name_and_value};
use crate::emitter::{Emitter, Found, decoded_page};
use crate::input::Input;
use crate::metadata::Metadata;
use crate::problem::Problem;
use crate::unpack::Member;

/// Parts inside parts, at most: a page with its pictures is one of two texts, at the very most.
const DEEPEST: u32 = 4;

pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let bytes = input.read_all(out.budget.limits.article_bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new("empty-file", "the file is empty"));
    }
    let message = Part::parse(&bytes);
    let page = message.page(DEEPEST).ok_or_else(|| Problem::new("damaged-mhtml", "the file has no HTML part"))?;
    let body = page.decoded();
    if body.trim_ascii().is_empty() {
        return Err(Problem::new("damaged-mhtml", "the HTML part is empty"));
    }
    let mut own = Metadata::default();
    for url in [message.header("snapshot-content-location"), page.header("content-location")].into_iter().flatten() {
        // Parts that a browser made up have addresses such as `cid:…`.
        if url.starts_with("http") {
            own.set("url", &url);
        }
    }
    let charset = page.content_type().1;
    let url = own.url.clone();
    let (content, encoding) = decoded_page(body, charset.as_deref(), url.as_deref())?;
    let heading = None;
    out.article(
        &member.source,
        Found { media_type: "text/html", own, own_basis: "record", heading, content, encoding },
    );
    Ok(())
}

/// A message or a part of one.
struct Part<'a> {
    headers: Vec<(String, String)>,
    body: &'a [u8],
}

impl<'a> Part<'a> {
    fn parse(bytes: &'a [u8]) -> Self {
        let mut headers: Vec<(String, String)> = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..length].strip_suffix(b"\r").unwrap_or(&rest[..length]);
            rest = &rest[(length + 1).min(rest.len())..];
            if line.is_empty() {
                break;
            }
            // A line that begins with white space goes on with the one before.
            match (line[0].is_ascii_whitespace(), headers.last_mut()) {
                (true, Some((_, value))) => {
                    value.push(' ');
                    value.push_str(String::from_utf8_lossy(line).trim());
                }
                _ => headers.extend(name_and_value(line)),
            }
        }
        Self { headers, body: rest }
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers.iter().find(|(named, _)| named == name).map(|(_, value)| value.clone())
    }

    fn content_type(&self) -> (String, Option<String>) {
        content_type(&self.header("content-type").unwrap_or_default())
    }

    /// The first HTML in it.
    fn page(&self, depth: u32) -> Option<Part<'a>> {
        match self.content_type().0.as_str() {
            "text/html" | "application/xhtml+xml" => Some(Part { headers: self.headers.clone(), body: self.body }),
            kind if kind.starts_with("multipart/") && depth > 0 => {
                let boundary = self.boundary()?;
                Parts { rest: Some(self.body), boundary: format!("--{boundary}").into_bytes() }
                    .find_map(|part| Part::parse(part).page(depth - 1))
            }
            _ => None,
        }
    }

    fn boundary(&self) -> Option<String> {
        let value = self.header("content-type")?;
        let at = value.to_ascii_lowercase().find("boundary=")?;
        let value = value[at + "boundary=".len()..].trim_start();
        let boundary = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => value.split([';', ' ']).next()?,
        };
        (!boundary.is_empty()).then(|| boundary.to_owned())
    }

    /// The body without its transfer encoding.
    fn decoded(&self) -> Vec<u8> {
        match self.header("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
            "base64" => from_base64(self.body),
            "quoted-printable" => from_quoted_printable(self.body),
            _ => self.body.to_vec(),
        }
    }
}

/// The parts of a body, in their order.
struct Parts<'a> {
    rest: Option<&'a [u8]>,
    boundary: Vec<u8>,
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        // What is in front of the first boundary is no part.
        let rest = self.rest.take()?;
        let start = self.line_of(rest)?;
        let behind = start + self.boundary.len();
        if rest[behind..].starts_with(b"--") {
            return None;
        }
        let part = &rest[behind + memchr::memchr(b'\n', &rest[behind..])? + 1..];
        let end = self.line_of(part);
        self.rest = end.map(|end| &part[end..]);
        Some(&part[..end.unwrap_or(part.len())])
    }
}

impl Parts<'_> {
    /// Where the next line begins that is the boundary.
    fn line_of(&self, bytes: &[u8]) -> Option<usize> {
        memchr::memmem::find_iter(bytes, &self.boundary).find(|at| *at == 0 || bytes[at - 1] == b'\n')
    }
}

/// What is no digit of base64 is left out, and what is behind a broken place, too.
fn from_base64(text: &[u8]) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    let mut digits: Vec<u8> =
        text.iter().copied().filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/')).collect();
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    engine.decode(digits).unwrap_or_default()
}

/// A sign of equality that is no escape stays as it is.
fn from_quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        if rest.starts_with(b"\r\n") {
            rest = &rest[2..];
        } else if rest.starts_with(b"\n") {
            rest = &rest[1..];
        } else if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[2..];
        } else {
            bytes.push(b'=');
        }
    }
    bytes.extend_from_slice(rest);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfer_encodings_are_undone_and_damage_is_borne() {
        assert_eq!(from_quoted_printable(b"L=C3=B6hne =\r\nund =X =3"), "Löhne und =X =3".as_bytes());
        assert_eq!(from_base64(b"VGhl\r\neSBlYXJuICQ1\n"), b"They earn $5");
        assert_eq!(from_base64(b"VGhleQ=="), b"They");
        assert_eq!(from_base64(b"A"), b"");
    }

    #[test]
    fn parts_end_with_their_boundary_and_the_last_one_with_the_file() {
        let parts: Vec<&[u8]> =
            Parts { rest: Some(b"preamble\r\n--x\r\none\r\n--x\r\n\r\nt--xwo"), boundary: b"--x".to_vec() }.collect();
        assert_eq!(parts, [&b"one\r\n"[..], b"\r\nt--xwo"]);
        let end = Parts { rest: Some(b"--x--\r\n"), boundary: b"--x".to_vec() };
        assert_eq!(end.count(), 0);
    }
}
