//! CSV: one article in each row, columns named in the first.

use std::cell::Cell;
use std::io::{self, BufRead};
use std::rc::Rc;

use csv::{ByteRecord, ReaderBuilder};
use encoding_rs_io::DecodeReaderBytesBuilder;
use serde_json::{Map, Value};
use wagemill_articles::{EncodingBasis, decode};

use super::json::Limited;
use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found, undecodable};
use crate::input::Input;
use crate::options::Fields;
use crate::problem::{Problem, of_error};
use crate::records;
use crate::unpack::Member;

pub fn read(input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let limit = out.budget.limits.article_bytes;
    let left = Rc::new(Cell::new(limit));
    let limited = Limited { inner: input, limit, left: Rc::clone(&left) };
    let text = DecodeReaderBytesBuilder::new().bom_sniffing(true).strip_bom(true).utf8_passthru(true).build(limited);
    let mut text = io::BufReader::with_capacity(1 << 16, text);
    let head = text.fill_buf().map_err(|error| of_error(&error))?;
    if head.is_empty() {
        return Err(Problem::new("empty-file", "the file is empty"));
    }
    let delimiter = delimiter(head);
    // An encoding other than UTF-8 is the one of the beginning, as far as a row allows it: a row alone says little.
    let usual = decode(head, None, None).ok().filter(|decoded| decoded.basis == EncodingBasis::Detected);
    let usual = usual.map(|decoded| decoded.encoding);
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text);
    let damaged = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => of_error(&error),
        _ => Problem::new("damaged-table", "the table cannot be read as CSV"),
    };
    let header = reader.byte_headers().map_err(damaged)?;
    let header: Vec<String> = cells(header, usual)?.0.iter().map(|name| key_of(name, out.fields)).collect();
    let mut number = 1;
    let mut record = ByteRecord::new();
    loop {
        number += 1;
        let source = format!("{}:{number}", member.source);
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) if number == 2 => return Err(Problem::new("empty-file", "the table has no rows")),
            Ok(false) => return Ok(()),
            // What was read before the damage stays.
            Err(error) => {
                out.reject(&source, damaged(error));
                return Ok(());
            }
        }
        left.set(limit);
        let (cells, encoding) = match cells(&record, usual) {
            Ok(found) => found,
            Err(problem) => {
                out.reject(&source, problem);
                continue;
            }
        };
        let row: Map<String, Value> = header.iter().cloned().zip(cells.into_iter().map(Value::String)).collect();
        match records::of_map(&row, out.fields) {
            Ok((own, content)) => {
                let media_type = if matches!(content, Content::Page(_)) { "text/html" } else { "text/csv" };
                out.article(&source, Found { media_type, own, own_basis: "record", heading: None, content, encoding });
            }
            // Without a column for the text, every row would say the same.
            Err(problem) if number == 2 && !has_text(&header, out.fields) => return Err(problem),
            Err(problem) => out.reject(&source, problem),
        }
    }
}

fn delimiter(head: &[u8]) -> u8 {
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| first.iter().filter(|byte| **byte == separator).count();
    *b",;\t|".iter().max_by_key(|separator| (count(**separator), **separator == b',')).unwrap_or(&b',')
}

/// A column's name as records have it, unless the options name the column as it is written.
pub fn key_of(name: &str, fields: &Fields) -> String {
    let name = name.trim();
    if fields.names(name) { name.to_owned() } else { name.to_lowercase().replace([' ', '-'], "_") }
}

/// Whether the columns of a table can hold a text.
pub fn has_text(columns: &[String], fields: &Fields) -> bool {
    let empty: Map<String, Value> = columns.iter().map(|name| (name.clone(), Value::from("x"))).collect();
    records::of_map(&empty, fields).is_ok()
}

/// The cells of a row as text. The whole row is in one encoding.
fn cells(record: &ByteRecord, usual: Option<&'static str>) -> Result<(Vec<String>, Encoding), Problem> {
    let valid: Option<Vec<String>> =
        record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::to_owned)).collect();
    if let Some(cells) = valid {
        return Ok((cells, Encoding::UTF8));
    }
    let joined = record.iter().collect::<Vec<_>>().join(&b' ');
    let decoded = decode(&joined, usual, None).map_err(undecodable)?;
    let basis = if decoded.basis == EncodingBasis::Declared { EncodingBasis::Detected } else { decoded.basis };
    let mut replaced = 0;
    let cells = record
        .iter()
        .map(|cell| {
            let text = wagemill_articles::decode_as(cell, decoded.encoding);
            replaced += text.1;
            text.0
        })
        .collect();
    Ok((cells, Encoding { name: Some(decoded.encoding), basis: Some(basis.name()), replaced }))
}
