//! A value together with the place where it was written.

use std::sync::Arc;

use config::{Map, Value, ValueKind};
use toml_edit::{Item, TableLike};

use crate::place::{Origin, Place, Text};

/// `config` forgets the origin of tables while it merges them: each table carries it in an entry of its own.
const TABLE_ORIGIN: &str = "\u{0}origin";

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Bool(bool),
    Integer(i64),
    Float(f64),
    String(String),
    Array(Vec<Node>),
    Table(Vec<(String, Node)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub kind: Kind,
    pub place: Place,
    pub key: Option<Place>,
    /// Whether the value is from the environment, directly or by `${env:NAME}`: only such values may be secrets.
    pub from_environment: bool,
}

impl Node {
    pub fn new(kind: Kind, place: Place, key: Option<Place>) -> Self {
        let from_environment = place.origin() == Origin::Environment;
        Self { kind, place, key, from_environment }
    }

    pub fn from_item(text: &Arc<Text>, key: Option<Place>, item: &Item) -> Self {
        let place = item
            .span()
            .map(|span| Place::new(text, span))
            .or_else(|| key.clone())
            .unwrap_or_else(|| Place::new(text, 0..0));
        let kind = match item {
            Item::ArrayOfTables(tables) => Kind::Array(
                tables
                    .iter()
                    .map(|table| {
                        let span = table.span().unwrap_or_else(|| place.span.clone());
                        Self::new(table_kind(text, table), Place::new(text, span), None)
                    })
                    .collect(),
            ),
            Item::Table(table) => table_kind(text, table),
            Item::Value(value) => return Self::from_value(text, key, value, &place),
            Item::None => Kind::Table(Vec::new()),
        };
        Self::new(kind, place, key)
    }

    /// `around` is the place of a value that has no span because it was not parsed from a document.
    pub fn from_value(text: &Arc<Text>, key: Option<Place>, value: &toml_edit::Value, around: &Place) -> Self {
        use toml_edit::Value as Toml;
        let place = value.span().map_or_else(|| around.clone(), |span| Place::new(text, span));
        let kind = match value {
            Toml::String(string) => Kind::String(string.value().clone()),
            Toml::Integer(integer) => Kind::Integer(*integer.value()),
            Toml::Float(float) => Kind::Float(*float.value()),
            Toml::Boolean(boolean) => Kind::Bool(*boolean.value()),
            Toml::Datetime(datetime) => Kind::String(datetime.value().to_string()),
            Toml::Array(array) => {
                Kind::Array(array.iter().map(|value| Self::from_value(text, None, value, &place)).collect())
            }
            Toml::InlineTable(table) => Kind::Table(
                table
                    .iter()
                    .map(|(key, value)| {
                        let key_place = key_place(text, table, key);
                        (key.to_owned(), Self::from_value(text, key_place, value, &place))
                    })
                    .collect(),
            ),
        };
        Self::new(kind, place, key)
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(string) => Some(string),
            _ => None,
        }
    }

    pub fn as_table(&self) -> Option<&[(String, Self)]> {
        match &self.kind {
            Kind::Table(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_table()?.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    /// Takes an entry out of a table.
    pub fn remove(&mut self, key: &str) -> Option<Self> {
        let Kind::Table(entries) = &mut self.kind else {
            return None;
        };
        let index = entries.iter().position(|(name, _)| name == key)?;
        Some(entries.remove(index).1)
    }

    /// The place of the key, or of the value where there is none.
    pub fn key_place(&self) -> &Place {
        self.key.as_ref().unwrap_or(&self.place)
    }

    /// The value that a JSON pointer leads to.
    pub fn at(&self, pointer: &str) -> Option<&Self> {
        pointer.split('/').skip(1).try_fold(self, |node, segment| {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            match &node.kind {
                Kind::Array(items) => items.get(segment.parse::<usize>().ok()?),
                _ => node.get(&segment),
            }
        })
    }

    /// The value that a JSON pointer leads to, or the nearest one around it.
    pub fn nearest_at(&self, pointer: &str) -> &Self {
        let mut pointer = pointer;
        loop {
            if let Some(node) = self.at(pointer) {
                return node;
            }
            pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }

    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Bool(boolean) => (*boolean).into(),
            Kind::Integer(integer) => (*integer).into(),
            // JSON has no `nan` and no `inf`; as text they are reported as the wrong type.
            Kind::Float(float) => {
                serde_json::Number::from_f64(*float).map_or_else(|| float.to_string().into(), serde_json::Value::Number)
            }
            Kind::String(string) => string.clone().into(),
            Kind::Array(items) => items.iter().map(Self::to_json).collect(),
            Kind::Table(entries) => {
                serde_json::Value::Object(entries.iter().map(|(key, node)| (key.clone(), node.to_json())).collect())
            }
        }
    }

    /// In words, with article: `a string`.
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            Kind::Bool(_) => "a boolean",
            Kind::Integer(_) => "an integer",
            Kind::Float(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Table(_) => "a table",
        }
    }

    pub fn to_config(&self, texts: &mut Vec<Arc<Text>>) -> Value {
        let origin = self.origin_text(texts);
        let kind = match &self.kind {
            Kind::Bool(boolean) => ValueKind::Boolean(*boolean),
            Kind::Integer(integer) => ValueKind::I64(*integer),
            Kind::Float(float) => ValueKind::Float(*float),
            Kind::String(string) => ValueKind::String(string.clone()),
            Kind::Array(items) => ValueKind::Array(items.iter().map(|item| item.to_config(texts)).collect()),
            Kind::Table(entries) => {
                let mut map: Map<String, Value> =
                    entries.iter().map(|(key, node)| (key.clone(), node.to_config(texts))).collect();
                map.insert(TABLE_ORIGIN.to_owned(), Value::new(Some(&origin), ValueKind::Nil));
                ValueKind::Table(map)
            }
        };
        Value::new(Some(&origin), kind)
    }

    /// The value with its place. A table that the environment or the command line alone has put values into takes the
    /// place of the first of them.
    pub fn from_config(value: &Value, texts: &[Arc<Text>]) -> Option<Self> {
        let origin = match &value.kind {
            ValueKind::Table(map) => map.get(TABLE_ORIGIN).and_then(Value::origin),
            _ => value.origin(),
        };
        let places = origin.and_then(|origin| places_of_origin(origin, texts));
        let kind = match &value.kind {
            ValueKind::Boolean(boolean) => Kind::Bool(*boolean),
            ValueKind::I64(integer) => Kind::Integer(*integer),
            ValueKind::Float(float) => Kind::Float(*float),
            ValueKind::String(string) => Kind::String(string.clone()),
            ValueKind::Array(items) => {
                Kind::Array(items.iter().filter_map(|item| Self::from_config(item, texts)).collect())
            }
            ValueKind::Table(map) => {
                let mut entries: Vec<(String, Self)> = map
                    .iter()
                    .filter(|(key, _)| *key != TABLE_ORIGIN)
                    .filter_map(|(key, value)| Some((key.clone(), Self::from_config(value, texts)?)))
                    .collect();
                // The map of `config` is unordered.
                entries.sort_by(|(left, _), (right, _)| left.cmp(right));
                let (place, key) = places.or_else(|| entries.first().map(|(_, node)| (node.place.clone(), None)))?;
                return Some(Self::new(Kind::Table(entries), place, key));
            }
            _ => return None,
        };
        let (place, key) = places?;
        Some(Self::new(kind, place, key))
    }

    /// `TEXT:START..END`, and `:START..END` of the key; TEXT counts the texts that were read.
    fn origin_text(&self, texts: &mut Vec<Arc<Text>>) -> String {
        let text = &self.place.text;
        let index = texts.iter().position(|known| Arc::ptr_eq(known, text)).unwrap_or_else(|| {
            texts.push(Arc::clone(text));
            texts.len() - 1
        });
        let span = &self.place.span;
        let mut origin = format!("{index}:{}..{}", span.start, span.end);
        if let Some(key) = &self.key {
            origin.push_str(&format!(":{}..{}", key.span.start, key.span.end));
        }
        origin
    }
}

/// Where a key of a table is written.
pub fn key_place(text: &Arc<Text>, table: &dyn TableLike, key: &str) -> Option<Place> {
    table.key(key)?.span().map(|span| Place::new(text, span))
}

fn table_kind(text: &Arc<Text>, table: &dyn TableLike) -> Kind {
    Kind::Table(
        table
            .iter()
            .map(|(key, item)| (key.to_owned(), Node::from_item(text, key_place(text, table, key), item)))
            .collect(),
    )
}

fn places_of_origin(origin: &str, texts: &[Arc<Text>]) -> Option<(Place, Option<Place>)> {
    let mut parts = origin.split(':');
    let text = texts.get(parts.next()?.parse::<usize>().ok()?)?;
    let mut places = parts.filter_map(|part| {
        let (start, end) = part.split_once("..")?;
        Some(Place::new(text, start.parse().ok()?..end.parse().ok()?))
    });
    Some((places.next()?, places.next()))
}
