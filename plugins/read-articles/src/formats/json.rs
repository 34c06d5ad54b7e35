//! JSON with one article or many: an array, an object that holds one under a usual key, or several of them in a row.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs_io::DecodeReaderBytesBuilder;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found};
use crate::input::Input;
use crate::problem::{Problem, of_error, refusal};
use crate::records;
use crate::unpack::Member;

/// Keys under which interfaces of newspapers and archives keep the list of articles.
const LISTS: &[&str] = &[
    "articles",
    "items",
    "docs",
    "documents",
    "results",
    "records",
    "entries",
    "posts",
    "stories",
    "rows",
    "hits",
    "data",
    "response",
    "feed",
    "value",
];

/// How deep a list may lie, such as `response.docs`.
const DEEPEST_LIST: u32 = 3;

pub fn read(input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let limit = out.budget.limits.article_bytes;
    let left = Rc::new(Cell::new(limit));
    let limited = Limited { inner: input, limit, left: Rc::clone(&left) };
    // A file from Windows may be in UTF-16.
    let text = DecodeReaderBytesBuilder::new().bom_sniffing(true).strip_bom(true).utf8_passthru(true).build(limited);
    let mut records = Records { member, out, number: 0, limit, left };
    let mut json = serde_json::Deserializer::from_reader(io::BufReader::new(text));
    let read = loop {
        if let Err(error) = json.end() {
            if error.is_io() {
                break Err(error);
            }
        } else {
            break Ok(());
        }
        match (Walk { records: &mut records, depth: 0 }).deserialize(&mut json) {
            Ok(Some(value)) => records.record(value),
            Ok(None) => {}
            Err(error) => break Err(error),
        }
    };
    let number = records.number;
    match read {
        Ok(()) if number == 0 => Err(Problem::new("empty-file", "the file holds no records")),
        Ok(()) => Ok(()),
        Err(error) => {
            let problem = if error.is_io() {
                of_error(&io::Error::from(error))
            } else {
                Problem::new("invalid-json", format!("this is no JSON: {error}"))
            };
            // What was read before the damage stays.
            let source = if number == 0 { member.source.clone() } else { format!("{}:{}", member.source, number + 1) };
            out.reject(&source, problem);
            Ok(())
        }
    }
}

struct Records<'w, 'o> {
    member: &'w Member<'w>,
    out: &'w mut Emitter<'o>,
    number: u64,
    limit: u64,
    left: Rc<Cell<u64>>,
}

impl Records<'_, '_> {
    fn record(&mut self, value: Value) {
        self.number += 1;
        self.left.set(self.limit);
        let source = format!("{}:{}", self.member.source, self.number);
        let Value::Object(record) = value else {
            return self.out.reject(&source, Problem::new("invalid-json", "the record is no JSON object"));
        };
        match records::of_map(&record, self.out.fields) {
            Ok((own, content)) => {
                let media_type = if matches!(content, Content::Page(_)) { "text/html" } else { "application/json" };
                let encoding = Encoding::UTF8;
                self.out
                    .article(&source, Found { media_type, own, own_basis: "record", heading: None, content, encoding });
            }
            Err(problem) => self.out.reject(&source, problem),
        }
    }
}

/// Hands the elements of a list on as they come. What is no list of articles is the value.
struct Walk<'r, 'w, 'o> {
    records: &'r mut Records<'w, 'o>,
    depth: u32,
}

impl<'de> DeserializeSeed<'de> for Walk<'_, '_, '_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, '_, '_> {
    type Value = Option<Value>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("articles")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        let mut any = false;
        while let Some(value) = list.next_element::<Value>()? {
            // A list of words below an article is not a list of articles.
            if self.depth > 0 && !any && !value.is_object() {
                values.push(value);
                continue;
            }
            any = true;
            self.records.record(value);
        }
        Ok((!any && self.depth > 0).then_some(Value::Array(values)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut record = Map::new();
        let mut any = false;
        while let Some(key) = map.next_key::<String>()? {
            if self.depth < DEEPEST_LIST && LISTS.contains(&key.as_str()) {
                match map.next_value_seed(Walk { records: &mut *self.records, depth: self.depth + 1 })? {
                    Some(value) => _ = record.insert(key, value),
                    None => any = true,
                }
            } else {
                record.insert(key, map.next_value()?);
            }
        }
        Ok((!any).then_some(Value::Object(record)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Value::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Some(value.into()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Some(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Value::deserialize(deserializer).map(Some)
    }
}

/// Stops a record that grows beyond the limit of an article, before it is in memory.
pub struct Limited<R> {
    pub inner: R,
    pub limit: u64,
    pub left: Rc<Cell<u64>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            // A read of a whole buffer may reach beyond the record.
            None if self.left.get() == 0 => {
                let message = format!("a record is larger than {} bytes", self.limit);
                return Err(refusal(Problem::new("too-large", message)));
            }
            None => self.left.set(0),
        }
        Ok(read)
    }
}
