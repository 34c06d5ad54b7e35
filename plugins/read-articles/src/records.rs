//! Records: what is known of an article, under keys. And the lines of JSONL.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::article::Content;
use crate::metadata::{COLUMNS, Metadata, names_of};
use crate::options::Fields;
use crate::problem::Problem;

/// Keys under which the text is looked for where `fields` names none, best first.
const TEXT_KEYS: [&str; 9] =
    ["text", "content", "maintext", "article_text", "full_text", "fulltext", "content_text", "article", "body"];

/// The same for a page in HTML.
const BODY_KEYS: [&str; 4] = ["html", "body_html", "raw_html", "content_html"];

/// Reads one line. `Ok(None)` is a blank one.
pub fn parse(line: &[u8], fields: &Fields) -> Result<Option<(Metadata, Content)>, Problem> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    let invalid = |reason: String| Problem::new("invalid-json", reason);
    let text = std::str::from_utf8(line).map_err(|_| invalid("the line is not in UTF-8".to_owned()))?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        let reason = error.to_string();
        // The line is counted within the line: only the column tells anything.
        let reason = reason.split(" at line ").next().unwrap_or_default();
        invalid(format!("the line is no JSON: {reason} at column {}", error.column()))
    })?;
    let Value::Object(record) = value else {
        return Err(invalid("the line holds no JSON object".to_owned()));
    };
    of_map(&record, fields).map(Some)
}

/// Finds the columns of an article in a record.
pub fn of_map(record: &Map<String, Value>, fields: &Fields) -> Result<(Metadata, Content), Problem> {
    let mut metadata = Metadata::default();
    for column in COLUMNS {
        let value = match fields.key_of(column) {
            Some(key) => at(record, key),
            None => names_of(column).find_map(|name| record.get(name)),
        };
        if let Some(value) = value.and_then(words) {
            metadata.set(column, &value);
        }
    }
    let text =
        content(record, fields.text.as_deref(), if fields.body.is_none() { &TEXT_KEYS } else { &TEXT_KEYS[..1] });
    let body = || content(record, fields.body.as_deref(), if fields.text.is_none() { &BODY_KEYS } else { &[] });
    match (text, fields.text.as_deref()) {
        (Some(text), _) => Ok((metadata, Content::Text(text))),
        (None, key) => match body() {
            Some(page) => Ok((metadata, Content::Page(page.into_bytes()))),
            None => {
                let message = match key.or(fields.body.as_deref()) {
                    Some(key) => format!("the record has no text under `{key}`"),
                    None => "the record has no text under any usual key".to_owned(),
                };
                let keys: Vec<&str> = record.keys().take(8).map(String::as_str).collect();
                Err(Problem::new("missing-text", message).help(format!(
                    "name the key that holds the text: `fields = {{ text = \"…\" }}`; the record has `{}`",
                    keys.join("`, `")
                )))
            }
        },
    }
}

/// The text under a key, or under the first usual one that has text.
fn content(record: &Map<String, Value>, key: Option<&str>, usual: &[&str]) -> Option<String> {
    let text = |value: &Value| {
        let text = match value {
            Value::String(text) => text.clone(),
            // some archives keep paragraphs apart
            Value::Array(paragraphs) => paragraphs.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join("\n\n"),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    };
    match key {
        Some(key) => at(record, key).and_then(text),
        None => usual.iter().find_map(|key| record.get(*key).and_then(text)),
    }
}

/// The value under a key, or under a path of keys with points between them.
fn at<'a>(record: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    if let Some(value) = record.get(key) {
        return Some(value);
    }
    let (first, rest) = key.split_once('.')?;
    at(record.get(first)?.as_object()?, rest)
}

/// A value in words: names of a list are joined, an object stands for its name.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => Some(values.iter().filter_map(words).collect::<Vec<_>>().join(", ")),
        Value::Object(object) => object.get("name").and_then(Value::as_str).map(str::to_owned),
        Value::Null | Value::Bool(_) => None,
    }
}

/// What [`next_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    End,
    Whole,
    /// longer than the limit; it is skipped, and was never in memory as a whole
    TooLong,
}

/// Reads the next line into `line`, without its line end.
pub fn next_line(reader: &mut dyn BufRead, line: &mut Vec<u8>, limit: u64) -> io::Result<Line> {
    line.clear();
    let mut length = 0u64;
    let mut any = false;
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = memchr::memchr(b'\n', buffer);
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        length += piece.len() as u64;
        if length <= limit {
            line.extend_from_slice(piece);
        }
        let taken = piece.len() + usize::from(end.is_some());
        reader.consume(taken);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, length <= limit) {
        (false, _) => Line::End,
        (true, true) => Line::Whole,
        (true, false) => Line::TooLong,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use proptest::prelude::*;

    use super::*;

    fn text_of(line: &str, fields: &Fields) -> Result<String, &'static str> {
        match parse(line.as_bytes(), fields) {
            Ok(Some((_, Content::Text(text)))) => Ok(text),
            Ok(Some((_, Content::Page(page)))) => Ok(format!("page {}", String::from_utf8(page).unwrap())),
            Ok(None) => Err("blank"),
            Err(problem) => Err(problem.code),
        }
    }

    #[test]
    fn usual_names_are_found_without_a_mapping() {
        let line = br#"{"id": 17, "headline": "Pay", "authors": ["A. Kim", {"name": "B. Lee"}], "date": "2023-06-13", "content": "They earn $5."}"#;
        let (metadata, _) = parse(line, &Fields::default()).unwrap().unwrap();
        assert_eq!(metadata.record_id.as_deref(), Some("17"));
        assert_eq!(metadata.title.as_deref(), Some("Pay"));
        assert_eq!(metadata.byline.as_deref(), Some("A. Kim, B. Lee"));
        assert_eq!(metadata.published_on.as_deref(), Some("2023-06-13"));
    }

    #[test]
    fn a_mapping_decides() {
        let fields =
            Fields { text: Some("doc.body".to_owned()), record_id: Some("key".to_owned()), ..Fields::default() };
        let line = br#"{"id": 1, "key": "k1", "text": "not this", "doc": {"body": ["one", "two"]}}"#;
        let (metadata, content) = parse(line, &fields).unwrap().unwrap();
        assert_eq!(metadata.record_id.as_deref(), Some("k1"));
        let Content::Text(text) = content else { panic!("no text") };
        assert_eq!(text, "one\n\ntwo");
    }

    #[test]
    fn a_page_is_handed_on() {
        assert_eq!(text_of(r#"{"html": "<p>x</p>"}"#, &Fields::default()).as_deref(), Ok("page <p>x</p>"));
        let fields = Fields { body: Some("page".to_owned()), ..Fields::default() };
        assert_eq!(text_of(r#"{"page": "<p>x</p>"}"#, &fields).as_deref(), Ok("page <p>x</p>"));
    }

    #[test]
    fn bad_lines_are_refused_with_a_reason() {
        let fields = Fields::default();
        let deep = "[".repeat(100_000);
        for (line, code) in [
            ("", "blank"),
            (" \r", "blank"),
            ("{\"text\": \"x\"", "invalid-json"),
            ("[1]", "invalid-json"),
            (deep.as_str(), "invalid-json"),
            ("{\"text\": \"\"}", "missing-text"),
            ("{\"title\": \"x\"}", "missing-text"),
            ("{\"text\": 7}", "missing-text"),
        ] {
            assert_eq!(text_of(line, &fields), Err(code), "{line:.20}");
        }
        assert_eq!(parse(b"{\"text\": \"\xff\"}", &fields).unwrap_err().code, "invalid-json");
        assert_eq!(
            parse(b"{\"text\": \"a\" x}", &fields).unwrap_err().message,
            "the line is no JSON: expected `,` or `}` at column 14"
        );
    }

    #[test]
    fn long_lines_are_skipped_without_being_read_whole() {
        let mut reader = io::BufReader::with_capacity(4, &b"abc\nabcdefghijk\n\nend"[..]);
        let mut line = Vec::new();
        let mut next = || {
            let found = next_line(&mut reader, &mut line, 5).unwrap();
            (found, String::from_utf8(line.clone()).unwrap())
        };
        assert_eq!(next(), (Line::Whole, "abc".to_owned()));
        assert_eq!(next().0, Line::TooLong);
        assert_eq!(next(), (Line::Whole, String::new()));
        assert_eq!(next(), (Line::Whole, "end".to_owned()));
        assert_eq!(next().0, Line::End);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(line in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&line, &Fields::default());
        }
    }
}
