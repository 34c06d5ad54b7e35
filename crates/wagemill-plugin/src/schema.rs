//! Types and columns as plugin authors see them, and their form on the wire.

use std::ffi::{CStr, CString, c_void};

use wagemill_abi::{ARROW_FLAG_NULLABLE, ArrowSchema};

use crate::error::{Error, Result};

/// The types that cross the boundary.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DataType {
    Bool,
    Int8,
    Int16,
    Int32,
    Int64,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    Float32,
    Float64,
    Utf8,
    Binary,
    /// Days since 1970-01-01.
    Date32,
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp,
    Decimal {
        precision: u8,
        scale: u8,
    },
    List(Box<Field>),
    Struct(Vec<Field>),
}

impl DataType {
    /// The word for the type in a spec: `utf8`, `decimal`, `date32` …
    pub fn word(&self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int8 => "int8",
            Self::Int16 => "int16",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::UInt8 => "uint8",
            Self::UInt16 => "uint16",
            Self::UInt32 => "uint32",
            Self::UInt64 => "uint64",
            Self::Float32 => "float32",
            Self::Float64 => "float64",
            Self::Utf8 => "utf8",
            Self::Binary => "binary",
            Self::Date32 => "date32",
            Self::Timestamp => "timestamp",
            Self::Decimal { .. } => "decimal",
            Self::List(_) => "list",
            Self::Struct(_) => "struct",
        }
    }
}

/// One column.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    pub name: String,
    pub data_type: DataType,
    pub nullable: bool,
    pub metadata: Vec<(String, String)>,
}

impl Field {
    pub fn new(name: impl Into<String>, data_type: DataType, nullable: bool) -> Self {
        Self { name: name.into(), data_type, nullable, metadata: Vec::new() }
    }
}

/// The columns of a table.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Schema {
    pub fields: Vec<Field>,
}

impl Schema {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }
}

/// An input of a stage: the id of the stage that feeds it, and its columns.
#[derive(Debug)]
pub struct Table {
    pub name: String,
    pub schema: Schema,
    pub(crate) node: Node,
    pub(crate) raw: OwnedSchema,
}

impl Table {
    pub(crate) fn new(node: Node) -> Result<Self> {
        let schema = node.schema()?;
        Ok(Self { name: node.name.to_string_lossy().into_owned(), schema, raw: node.export(), node })
    }

    /// The same columns as the Arrow C data interface describes them.
    pub fn raw_schema(&self) -> &ArrowSchema {
        &self.raw.0
    }
}

/// An `ArrowSchema` that is released when it is dropped.
#[derive(Debug)]
pub struct OwnedSchema(pub(crate) ArrowSchema);

// SAFETY: the schema was made by `Node::export` and nobody writes to it until it is dropped.
unsafe impl Sync for OwnedSchema {}

impl OwnedSchema {
    /// The struct, lent.
    pub fn raw(&self) -> &ArrowSchema {
        &self.0
    }

    /// Gives the schema away: the caller releases it.
    pub(crate) fn into_raw(mut self) -> ArrowSchema {
        std::mem::replace(&mut self.0, ArrowSchema::empty())
    }
}

impl Drop for OwnedSchema {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: not yet released, and released once: this is the only owner.
            unsafe { release(&raw mut self.0) };
        }
    }
}

/// A schema with its exact wire format, which `DataType` does not tell: a string may have one of three layouts.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub format: CString,
    pub name: CString,
    pub metadata: Vec<(String, String)>,
    pub flags: i64,
    pub children: Vec<Node>,
}

impl Node {
    /// A struct of these fields, strings as views.
    pub fn of_fields(fields: &[Field]) -> Self {
        Self {
            format: c"+s".to_owned(),
            name: CString::default(),
            metadata: Vec::new(),
            flags: 0,
            children: fields.iter().map(Self::of_field).collect(),
        }
    }

    fn of_field(field: &Field) -> Self {
        let (format, children) = match &field.data_type {
            DataType::Bool => ("b".to_owned(), vec![]),
            DataType::Int8 => ("c".to_owned(), vec![]),
            DataType::UInt8 => ("C".to_owned(), vec![]),
            DataType::Int16 => ("s".to_owned(), vec![]),
            DataType::UInt16 => ("S".to_owned(), vec![]),
            DataType::Int32 => ("i".to_owned(), vec![]),
            DataType::UInt32 => ("I".to_owned(), vec![]),
            DataType::Int64 => ("l".to_owned(), vec![]),
            DataType::UInt64 => ("L".to_owned(), vec![]),
            DataType::Float32 => ("f".to_owned(), vec![]),
            DataType::Float64 => ("g".to_owned(), vec![]),
            DataType::Utf8 => ("vu".to_owned(), vec![]),
            DataType::Binary => ("vz".to_owned(), vec![]),
            DataType::Date32 => ("tdD".to_owned(), vec![]),
            DataType::Timestamp => ("tsu:UTC".to_owned(), vec![]),
            DataType::Decimal { precision, scale } => (format!("d:{precision},{scale}"), vec![]),
            DataType::List(item) => ("+l".to_owned(), vec![Self::of_field(item)]),
            DataType::Struct(fields) => ("+s".to_owned(), fields.iter().map(Self::of_field).collect()),
        };
        Self {
            format: CString::new(format).expect("formats have no NUL"),
            name: CString::new(field.name.replace('\0', "")).expect("NULs were taken out"),
            metadata: field.metadata.clone(),
            flags: if field.nullable { ARROW_FLAG_NULLABLE } else { 0 },
            children,
        }
    }

    /// Copies a schema that the host lent.
    ///
    /// # Safety
    /// `schema` must be a living, well-formed `ArrowSchema`.
    pub unsafe fn import(schema: &ArrowSchema) -> Result<Self> {
        let text = |pointer: *const std::ffi::c_char| {
            if pointer.is_null() {
                CString::default()
            } else {
                // SAFETY: the caller promises a well-formed schema, whose strings end with NUL.
                unsafe { CStr::from_ptr(pointer) }.to_owned()
            }
        };
        if schema.release.is_none() {
            return Err(Error::schema("bad-schema", "the host handed over a schema that it had released"));
        }
        let mut children = Vec::new();
        for index in 0..usize::try_from(schema.n_children).unwrap_or(0) {
            // SAFETY: a well-formed schema has `n_children` living children.
            children.push(unsafe { Self::import(&**schema.children.add(index)) }?);
        }
        Ok(Self {
            format: text(schema.format),
            name: text(schema.name),
            // SAFETY: as promised by the caller.
            metadata: unsafe { read_metadata(schema.metadata.cast()) },
            flags: schema.flags,
            children,
        })
    }

    /// The columns of a struct schema.
    pub fn schema(&self) -> Result<Schema> {
        Ok(Schema { fields: self.children.iter().map(Self::field).collect::<Result<_>>()? })
    }

    fn field(&self) -> Result<Field> {
        let name = self.name.to_string_lossy().into_owned();
        let format = self.format.to_string_lossy();
        let data_type = match &*format {
            "b" => DataType::Bool,
            "c" => DataType::Int8,
            "C" => DataType::UInt8,
            "s" => DataType::Int16,
            "S" => DataType::UInt16,
            "i" => DataType::Int32,
            "I" => DataType::UInt32,
            "l" => DataType::Int64,
            "L" => DataType::UInt64,
            "f" => DataType::Float32,
            "g" => DataType::Float64,
            "u" | "U" | "vu" => DataType::Utf8,
            "z" | "Z" | "vz" => DataType::Binary,
            "tdD" => DataType::Date32,
            "+l" | "+L" if self.children.len() == 1 => DataType::List(Box::new(self.children[0].field()?)),
            "+s" => DataType::Struct(self.children.iter().map(Self::field).collect::<Result<_>>()?),
            timestamp if timestamp.starts_with("tsu:") => DataType::Timestamp,
            decimal if decimal.starts_with("d:") => decimal_type(&decimal[2..]).ok_or_else(|| {
                Error::schema(
                    "unknown-type",
                    format!("column `{name}` has the decimal type `{format}`, which is not supported"),
                )
            })?,
            _ => {
                return Err(Error::schema(
                    "unknown-type",
                    format!("column `{name}` has the Arrow type `{format}`, which is not supported"),
                ));
            }
        };
        Ok(Field { name, data_type, nullable: self.flags & ARROW_FLAG_NULLABLE != 0, metadata: self.metadata.clone() })
    }

    /// The same schema for the other side.
    pub fn export(&self) -> OwnedSchema {
        let metadata = (!self.metadata.is_empty()).then(|| write_metadata(&self.metadata));
        let mut children: Vec<*mut ArrowSchema> =
            self.children.iter().map(|child| Box::into_raw(Box::new(child.export().into_raw()))).collect();
        let mut private = Box::new(PrivateSchema {
            format: self.format.clone(),
            name: self.name.clone(),
            metadata,
            children: std::mem::take(&mut children),
        });
        OwnedSchema(ArrowSchema {
            format: private.format.as_ptr(),
            name: private.name.as_ptr(),
            metadata: private.metadata.as_ref().map_or(std::ptr::null(), |bytes| bytes.as_ptr().cast()),
            flags: self.flags,
            n_children: private.children.len() as i64,
            children: if private.children.is_empty() { std::ptr::null_mut() } else { private.children.as_mut_ptr() },
            dictionary: std::ptr::null_mut(),
            release: Some(release_schema),
            private_data: Box::into_raw(private).cast::<c_void>(),
        })
    }
}

struct PrivateSchema {
    format: CString,
    name: CString,
    metadata: Option<Vec<u8>>,
    children: Vec<*mut ArrowSchema>,
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    if schema.is_null() {
        return;
    }
    // SAFETY: the owner calls this once with the schema that `export` made, so `private_data` is the box it leaked.
    unsafe {
        let private = Box::from_raw((*schema).private_data.cast::<PrivateSchema>());
        for &child in &private.children {
            let child = Box::from_raw(child);
            let mut child = *child;
            if let Some(release) = child.release {
                release(&raw mut child);
            }
        }
        (*schema).release = None;
        (*schema).private_data = std::ptr::null_mut();
    }
}

fn decimal_type(parameters: &str) -> Option<DataType> {
    let (precision, scale) = parameters.split_once(',')?;
    let (precision, scale) = (precision.parse().ok()?, scale.parse().ok()?);
    ((1..=38).contains(&precision) && scale <= precision).then_some(DataType::Decimal { precision, scale })
}

/// # Safety
/// `bytes` must be null or metadata as the Arrow C data interface lays it out.
unsafe fn read_metadata(bytes: *const u8) -> Vec<(String, String)> {
    if bytes.is_null() {
        return Vec::new();
    }
    let mut at = 0;
    // SAFETY: the caller promises the layout, so each length and each text lies inside the buffer.
    let number = |at: &mut usize| unsafe {
        let number = bytes.add(*at).cast::<i32>().read_unaligned();
        *at += 4;
        usize::try_from(number).unwrap_or(0)
    };
    let text = |at: &mut usize| {
        let length = number(at);
        // SAFETY: as above.
        let text = String::from_utf8_lossy(unsafe { std::slice::from_raw_parts(bytes.add(*at), length) }).into_owned();
        *at += length;
        text
    };
    // SAFETY: as above.
    let pairs = usize::try_from(unsafe { bytes.cast::<i32>().read_unaligned() }).unwrap_or(0);
    at += 4;
    (0..pairs).map(|_| (text(&mut at), text(&mut at))).collect()
}

fn write_metadata(pairs: &[(String, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend((pairs.len() as i32).to_ne_bytes());
    for text in pairs.iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend((text.len() as i32).to_ne_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn every_type_survives_the_wire() {
        let leaf = |name: &str, data_type| Field {
            metadata: vec![("unit".into(), "€ per month".into())],
            ..Field::new(name, data_type, true)
        };
        let fields = vec![
            leaf("flag", DataType::Bool),
            leaf("small", DataType::Int8),
            leaf("id", DataType::UInt64),
            leaf("share", DataType::Float64),
            leaf("text", DataType::Utf8),
            leaf("body", DataType::Binary),
            leaf("day", DataType::Date32),
            leaf("at", DataType::Timestamp),
            leaf("amount", DataType::Decimal { precision: 38, scale: 4 }),
            leaf("tags", DataType::List(Box::new(Field::new("item", DataType::Utf8, true)))),
            leaf(
                "pair",
                DataType::Struct(vec![Field::new("a", DataType::Int32, false), Field::new("b", DataType::Utf8, true)]),
            ),
        ];
        let exported = Node::of_fields(&fields).export();
        // SAFETY: `export` makes well-formed schemas.
        let imported = unsafe { Node::import(&exported.0) }.unwrap();
        assert_eq!(imported.schema().unwrap().fields, fields);
    }

    #[test]
    fn types_outside_the_list_are_named() {
        let mut node = Node::of_fields(&[Field::new("clock", DataType::Int64, false)]);
        node.children[0].format = c"ttm".to_owned();
        let error = node.schema().unwrap_err();
        assert_eq!(error.message(), "column `clock` has the Arrow type `ttm`, which is not supported");
    }
}
