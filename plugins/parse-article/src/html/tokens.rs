//! A page as tokens for the tree builder of html5ever.
//!
//! It reads tags and text as the standard's tokenizer does, and leaves out on the way what no article needs: comments,
//! scripts, styles, drawings, most attributes, and formatting that says nothing of itself. On pages of the press that is
//! more than half of the bytes. JSON-LD is kept apart.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::{Attribute, LocalName, QualName, local_name, ns};
use memchr::memmem;

use super::references::decode;

/// Longest value of an attribute; a longer one, an image mostly, goes.
const LONGEST_VALUE: usize = 1 << 14;

/// Most blocks of JSON-LD of a page that are kept.
const MOST_JSON_LD: usize = 64;

/// What reads the tokens; it may stop the page.
pub trait Reader: TokenSink {
    /// Whether elements are nested so deep that a further one is not opened.
    fn is_full(&self) -> bool;
    /// An element was closed.
    fn closed(&self);
    /// Looked at after each token.
    fn goes_on(&self) -> bool;
}

/// Feeds a page to a reader and gives the blocks of JSON-LD.
pub fn tokenize<'a>(html: &'a str, reader: &impl Reader) -> Vec<&'a str> {
    let mut tokenizer = Tokenizer {
        html,
        shared: StrTendril::from_slice(html),
        at: 0,
        json_ld: Vec::new(),
        bare: [const { Vec::new() }; BARE.len()],
        no_end: [false; SKIPPED.len()],
        script_type: false,
    };
    tokenizer.run(reader);
    tokenizer.json_ld
}

/// Inline elements that are left out where they have no attribute that is read.
const BARE: [&str; 16] = [
    "b", "i", "em", "strong", "span", "font", "u", "s", "small", "big", "code", "tt", "strike", "nobr", "mark", "abbr",
];

/// Elements that are left out with all that is in them.
const SKIPPED: [&str; 7] = ["script", "style", "svg", "iframe", "noembed", "noframes", "canvas"];

/// Elements without content that are left out.
const EMPTY: [&str; 8] = ["img", "wbr", "source", "input", "track", "embed", "param", "area"];

struct Tokenizer<'a> {
    html: &'a str,
    shared: StrTendril,
    at: usize,
    json_ld: Vec<&'a str>,
    /// for each of [`BARE`]: whether the open ones were handed on
    bare: [Vec<bool>; BARE.len()],
    /// for each of [`SKIPPED`]: no end tag follows any more
    no_end: [bool; SKIPPED.len()],
    /// whether the tag that was read last is a script that holds JSON-LD
    script_type: bool,
}

impl<'a> Tokenizer<'a> {
    fn run(&mut self, reader: &impl Reader) {
        let bytes = self.html.as_bytes();
        while self.at < bytes.len() && reader.goes_on() {
            let open = memchr::memchr(b'<', &bytes[self.at..]).map_or(bytes.len(), |found| self.at + found);
            match bytes.get(open + 1) {
                Some(byte) if byte.is_ascii_alphabetic() => {
                    self.text(open, true, reader);
                    self.at = open + 1;
                    if let Some(raw) = self.start_tag(reader) {
                        self.raw_text(raw, reader);
                    }
                }
                Some(b'/') if bytes.get(open + 2).is_some_and(u8::is_ascii_alphabetic) => {
                    self.text(open, true, reader);
                    self.at = open + 2;
                    self.end_tag(reader);
                }
                Some(b'!' | b'?' | b'/') => {
                    self.text(open, true, reader);
                    self.at = open + 1;
                    self.declaration(reader);
                }
                _ => {
                    // A `<` that opens nothing is text.
                    self.text((open + 1).min(bytes.len()), true, reader);
                }
            }
        }
        let _ = reader.process_token(Token::EOFToken, 1);
        reader.end();
    }

    /// Hands on the text up to a place.
    fn text(&mut self, end: usize, references: bool, reader: &impl Reader) {
        let bytes = self.html.as_bytes();
        while self.at < end {
            let stop = memchr::memchr(0, &bytes[self.at..end]).map_or(end, |found| self.at + found);
            let piece = &self.html[self.at..stop];
            if !piece.is_empty() {
                let text = if references && memchr::memchr(b'&', piece.as_bytes()).is_some() {
                    StrTendril::from_slice(&decode(piece, false))
                } else {
                    self.slice(self.at, stop)
                };
                let _ = reader.process_token(Token::CharacterTokens(text), 1);
            }
            self.at = stop + 1;
        }
        self.at = end;
    }

    fn slice(&self, start: usize, end: usize) -> StrTendril {
        match (u32::try_from(start), u32::try_from(end - start)) {
            (Ok(start), Ok(length)) => self.shared.subtendril(start, length),
            _ => StrTendril::from_slice(&self.html[start..end]),
        }
    }

    fn name(&mut self) -> (usize, usize) {
        let bytes = self.html.as_bytes();
        let start = self.at;
        while let Some(byte) = bytes.get(self.at)
            && !matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>')
        {
            self.at += 1;
        }
        (start, self.at)
    }

    fn start_tag(&mut self, reader: &impl Reader) -> Option<(RawKind, LocalName)> {
        let (start, end) = self.name();
        let written = &self.html[start..end];
        self.script_type = false;
        let titled = written.eq_ignore_ascii_case("abbr") || written.eq_ignore_ascii_case("time");
        let (attributes, self_closing) = self.attributes(titled);
        if self.at >= self.html.len() && !self.html.ends_with('>') {
            return None;
        }
        if let Some(skipped) = position(&SKIPPED, written) {
            self.skip(skipped, self_closing);
            return None;
        }
        if position(&EMPTY, written).is_some() {
            return None;
        }
        let full = reader.is_full() && !written.eq_ignore_ascii_case("p");
        if let Some(bare) = position(&BARE, written) {
            let kept = !attributes.is_empty() && !full;
            self.bare[bare].push(kept);
            if !kept {
                return None;
            }
        } else if full {
            return None;
        }
        let name = local_name(written);
        let tag = Tag {
            kind: TagKind::StartTag,
            name: name.clone(),
            self_closing,
            attrs: attributes,
            had_duplicate_attributes: false,
        };
        match reader.process_token(Token::TagToken(tag), 1) {
            TokenSinkResult::RawData(kind) => Some((kind, name)),
            // Nothing after it is a tag: read on as if the element were an ordinary one.
            TokenSinkResult::Plaintext
            | TokenSinkResult::Continue
            | TokenSinkResult::Script(_)
            | TokenSinkResult::EncodingIndicator(_) => None,
        }
    }

    /// Passes over an element and all that is in it.
    fn skip(&mut self, skipped: usize, self_closing: bool) {
        let name = SKIPPED[skipped];
        if self_closing && name == "svg" {
            return;
        }
        let end = if self.no_end[skipped] { None } else { self.find_end(name, name == "script") };
        let raw = !matches!(name, "svg" | "canvas");
        match end {
            Some(end) => {
                if self.script_type && self.json_ld.len() < MOST_JSON_LD {
                    self.json_ld.push(&self.html[self.at..end]);
                }
                self.at =
                    memchr::memchr(b'>', &self.html.as_bytes()[end..]).map_or(self.html.len(), |found| end + found + 1);
            }
            // A drawing without an end is passed over tag by tag, as nothing in it is known.
            None if !raw => self.no_end[skipped] = true,
            None => self.at = self.html.len(),
        }
    }

    /// Where the end tag of an element whose content is no markup begins.
    fn find_end(&self, name: &str, script: bool) -> Option<usize> {
        let bytes = self.html.as_bytes();
        let mut from = self.at;
        let mut escaped = false;
        let mut doubly = false;
        while let Some(found) = memchr::memchr2(b'<', if script { b'-' } else { b'<' }, &bytes[from..]) {
            let here = from + found;
            from = here + 1;
            if bytes[here] == b'-' {
                if escaped && bytes[here..].starts_with(b"-->") {
                    (escaped, doubly) = (false, false);
                }
                continue;
            }
            if script && bytes[here..].starts_with(b"<!--") {
                escaped = true;
                from = here + 2;
                continue;
            }
            let closes = bytes.get(here + 1) == Some(&b'/');
            let start = here + 1 + usize::from(closes);
            let same =
                bytes.get(start..start + name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
                    && bytes
                        .get(start + name.len())
                        .is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' | b'>'));
            if !same {
                continue;
            }
            if closes && !doubly {
                return Some(here);
            }
            // `<!-- <script> … </script> -->` inside a script is not its end.
            doubly = escaped && !closes;
        }
        None
    }

    fn raw_text(&mut self, (kind, name): (RawKind, LocalName), reader: &impl Reader) {
        let end = self.find_end(&name, false).unwrap_or(self.html.len());
        self.text(end, kind == RawKind::Rcdata, reader);
        if end < self.html.len() {
            self.at = end + 2;
            self.end_tag(reader);
        }
    }

    fn end_tag(&mut self, reader: &impl Reader) {
        let (start, end) = self.name();
        let written = &self.html[start..end];
        self.pass_tag();
        if let Some(bare) = position(&BARE, written) {
            if self.bare[bare].pop() != Some(true) {
                return;
            }
        } else if position(&SKIPPED, written).is_some() {
            return;
        }
        let tag = Tag {
            kind: TagKind::EndTag,
            name: local_name(written),
            self_closing: false,
            attrs: Vec::new(),
            had_duplicate_attributes: false,
        };
        let _ = reader.process_token(Token::TagToken(tag), 1);
        reader.closed();
    }

    /// Goes behind the `>` of an end tag.
    fn pass_tag(&mut self) {
        let bytes = self.html.as_bytes();
        if bytes.get(self.at) == Some(&b'>') {
            self.at += 1;
        } else {
            while self.attribute().is_some() {}
        }
    }

    fn attributes(&mut self, titled: bool) -> (Vec<Attribute>, bool) {
        let mut kept: Vec<Attribute> = Vec::new();
        while let Some(attribute) = self.attribute() {
            let Some((name, value_start, value_end)) = attribute else { continue };
            if (name == local_name!("title") && !titled)
                || value_end - value_start > LONGEST_VALUE
                || kept.iter().any(|known| known.name.local == name)
            {
                continue;
            }
            let value = &self.html[value_start..value_end];
            if name == local_name!("type") && value.trim().eq_ignore_ascii_case("application/ld+json") {
                self.script_type = true;
            }
            let value = if memchr::memchr2(b'&', 0, value.as_bytes()).is_some() {
                StrTendril::from_slice(&decode(value, true))
            } else {
                self.slice(value_start, value_end)
            };
            kept.push(Attribute { name: QualName::new(None, ns!(), name), value });
        }
        let self_closing = self.html.as_bytes().get(self.at.wrapping_sub(2)) == Some(&b'/');
        (kept, self_closing)
    }

    /// The next attribute of a tag, `Some(None)` for one that is not read; `None` behind the end of the tag.
    #[expect(clippy::option_option, reason = "the end of the tag and an attribute that is not read are two things")]
    fn attribute(&mut self) -> Option<Option<(LocalName, usize, usize)>> {
        let bytes = self.html.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
            self.at += 1;
        }
        match bytes.get(self.at) {
            None => return None,
            Some(b'>') => {
                self.at += 1;
                return None;
            }
            Some(_) => {}
        }
        let start = self.at;
        self.at += 1;
        while let Some(byte) = bytes.get(self.at)
            && !(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='))
        {
            self.at += 1;
        }
        let name = attribute_name(&bytes[start..self.at]);
        let after_name = self.at;
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        if bytes.get(self.at) != Some(&b'=') {
            self.at = after_name;
            return Some(name.map(|name| (name, after_name, after_name)));
        }
        self.at += 1;
        while bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        let (value_start, value_end) = match bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                let start = self.at + 1;
                let end = memchr::memchr(*quote, &bytes[start..]).map_or(bytes.len(), |found| start + found);
                self.at = (end + 1).min(bytes.len());
                (start, end)
            }
            _ => {
                let start = self.at;
                while let Some(byte) = bytes.get(self.at)
                    && !(byte.is_ascii_whitespace() || *byte == b'>')
                {
                    self.at += 1;
                }
                (start, self.at)
            }
        };
        Some(name.map(|name| (name, value_start, value_end)))
    }

    /// Comments, the doctype, and what is neither; `at` is behind the `<`.
    fn declaration(&mut self, reader: &impl Reader) {
        let bytes = self.html.as_bytes();
        let rest = &bytes[self.at..];
        if rest.starts_with(b"!--") {
            let inside = self.at + 3;
            if bytes[inside..].starts_with(b">") || bytes[inside..].starts_with(b"->") {
                self.at = memchr::memchr(b'>', &bytes[inside..]).map_or(bytes.len(), |found| inside + found + 1);
                return;
            }
            let plain = memmem::find(&bytes[inside..], b"-->").map(|found| inside + found + 3);
            let limit = plain.unwrap_or(bytes.len());
            let odd = memmem::find(&bytes[inside..limit], b"--!>").map(|found| inside + found + 4);
            self.at = odd.unwrap_or(limit);
            return;
        }
        let end = memchr::memchr(b'>', rest).map_or(bytes.len(), |found| self.at + found);
        if rest.get(1..8).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            let _ =
                reader.process_token(Token::DoctypeToken(doctype(&self.html[self.at + 8..end.max(self.at + 8)])), 1);
        }
        self.at = (end + 1).min(bytes.len());
    }
}

fn position(names: &[&str], written: &str) -> Option<usize> {
    names.iter().position(|name| name.eq_ignore_ascii_case(written))
}

fn local_name(written: &str) -> LocalName {
    if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
        LocalName::from(written.to_ascii_lowercase())
    } else {
        LocalName::from(written)
    }
}

fn doctype(written: &str) -> Doctype {
    let name = written.trim_start().split(|character: char| character.is_ascii_whitespace()).next().unwrap_or_default();
    let keyword = written.to_ascii_lowercase();
    let mut quoted = written.split(['"', '\'']).skip(1).step_by(2).map(StrTendril::from_slice);
    let mut doctype = Doctype { name: Some(StrTendril::from_slice(&name.to_ascii_lowercase())), ..Doctype::default() };
    if keyword.contains("public") {
        doctype.public_id = quoted.next();
    }
    doctype.system_id = quoted.next();
    doctype
}

/// The attributes that are read.
fn attribute_name(written: &[u8]) -> Option<LocalName> {
    let mut lower = [0u8; 11];
    let lower = lower.get_mut(..written.len())?;
    lower.copy_from_slice(written);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"id" => local_name!("id"),
        b"rel" => local_name!("rel"),
        b"href" => local_name!("href"),
        b"name" => local_name!("name"),
        b"type" => local_name!("type"),
        b"role" => local_name!("role"),
        b"lang" => local_name!("lang"),
        b"class" => local_name!("class"),
        b"style" => local_name!("style"),
        b"title" => local_name!("title"),
        b"hidden" => local_name!("hidden"),
        b"content" => local_name!("content"),
        b"colspan" => local_name!("colspan"),
        b"itemprop" => local_name!("itemprop"),
        b"itemtype" => local_name!("itemtype"),
        b"property" => local_name!("property"),
        b"datetime" => local_name!("datetime"),
        b"http-equiv" => local_name!("http-equiv"),
        b"aria-hidden" => local_name!("aria-hidden"),
        _ => return None,
    })
}
