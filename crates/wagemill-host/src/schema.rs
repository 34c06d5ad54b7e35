//! Reads a plugin's Arrow schema, field by field: arrow-rs panics where a foreign schema is damaged, this does not.

use std::ffi::{CStr, c_char};
use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, TimeUnit};
use wagemill_abi::{ARROW_FLAG_NULLABLE, ArrowSchema};

use crate::codes;
use crate::error::Fault;

const DEEPEST: usize = 8;
const MOST_CHILDREN: i64 = 4096;
const MOST_METADATA: i32 = 1024;
const LONGEST_METADATA: i32 = 1 << 20;
const SUPPORTED: &str = "bool, integers, floats, utf8, binary, date32, timestamp (microseconds, UTC), decimal128, list and struct cross the boundary";

/// The columns of a schema, which must be a struct.
///
/// # Safety
/// `schema` is null or points to an ArrowSchema that is alive and as its own counts say.
pub(crate) unsafe fn read_columns(schema: *const ArrowSchema) -> Result<Vec<FieldRef>, Fault> {
    // SAFETY: the caller's promise.
    let field = unsafe { read_field(schema, "the schema", 0) }?;
    match field.data_type() {
        DataType::Struct(fields) => Ok(fields.iter().cloned().collect()),
        other => Err(bad(format!("the schema of a batch is a struct of columns, not {other}"))),
    }
}

fn bad(message: impl std::fmt::Display) -> Fault {
    Fault::new(codes::BAD_OUTPUT_SCHEMA, message)
}

/// # Safety
/// As for [`read_columns`].
unsafe fn read_field(schema: *const ArrowSchema, place: &str, depth: usize) -> Result<Field, Fault> {
    if schema.is_null() || !schema.is_aligned() {
        return Err(bad(format!("{place} is no valid pointer")));
    }
    if depth > DEEPEST {
        return Err(bad(format!("{place} is nested more than {DEEPEST} deep")));
    }
    // SAFETY: not null, aligned, and alive by the caller's promise.
    let schema = unsafe { &*schema };
    if schema.release.is_none() {
        return Err(bad(format!("{place} was already released")));
    }
    // SAFETY: a living schema's texts end with a zero byte.
    let name = unsafe { c_text(schema.name) }.map_err(|reason| bad(format!("the name of {place} is {reason}")))?;
    let place = if depth == 0 { place.to_owned() } else { format!("column `{}`", name.unwrap_or_default()) };
    // SAFETY: as above.
    let format = unsafe { c_text(schema.format) }.map_err(|reason| bad(format!("the type of {place} is {reason}")))?;
    let format = format.ok_or_else(|| bad(format!("{place} has no type")))?;
    if !schema.dictionary.is_null() {
        return Err(unsupported(&place, "a dictionary"));
    }
    // SAFETY: as above.
    let children = unsafe { read_children(schema, &place, depth) }?;
    let data_type = data_type(format, children, &place)?;
    // SAFETY: as above.
    let metadata = unsafe { read_metadata(schema.metadata) }
        .map_err(|reason| bad(format!("the metadata of {place} cannot be read: {reason}")))?;
    let nullable = schema.flags & ARROW_FLAG_NULLABLE != 0;
    let mut field = Field::new(name.unwrap_or_default(), data_type, nullable);
    for (key, value) in metadata {
        field.metadata_mut().insert(key, value);
    }
    Ok(field)
}

/// # Safety
/// `schema` is alive and as its own counts say.
unsafe fn read_children(schema: &ArrowSchema, place: &str, depth: usize) -> Result<Vec<FieldRef>, Fault> {
    if !(0..=MOST_CHILDREN).contains(&schema.n_children) {
        return Err(bad(format!(
            "{place} claims {} children; at most {MOST_CHILDREN} are possible",
            schema.n_children
        )));
    }
    if schema.n_children == 0 {
        return Ok(Vec::new());
    }
    if schema.children.is_null() || !schema.children.is_aligned() {
        return Err(bad(format!("the list of children of {place} is no valid pointer")));
    }
    let mut children = Vec::new();
    for index in 0..schema.n_children as usize {
        // SAFETY: checked to be valid, and a living schema has as many children as it says.
        let child = unsafe { schema.children.add(index).read() };
        // SAFETY: `read_field` checks the pointer, and the child lives as long as its parent.
        children.push(Arc::new(unsafe { read_field(child, &format!("child {index} of {place}"), depth + 1) }?));
    }
    Ok(children)
}

/// # Safety
/// `text` is null or ends with a zero byte, and lives for `'a`.
unsafe fn c_text<'a>(text: *const c_char) -> Result<Option<&'a str>, &'static str> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { CStr::from_ptr(text) }.to_str().map(Some).map_err(|_| "not UTF-8")
}

/// The Arrow encoding: a count, then lengths and texts of keys and values, in the machine's byte order.
///
/// # Safety
/// `metadata` is null or as its own counts say.
unsafe fn read_metadata(metadata: *const c_char) -> Result<Vec<(String, String)>, String> {
    if metadata.is_null() {
        return Ok(Vec::new());
    }
    let mut next = metadata.cast::<u8>();
    let number = |most: i32, what: &str, next: &mut *const u8| {
        // SAFETY: the count or length at this place belongs to the encoding, whose bytes the caller promises.
        let number = i32::from_ne_bytes(unsafe { next.cast::<[u8; 4]>().read_unaligned() });
        // SAFETY: as above, one past these four bytes.
        *next = unsafe { next.add(4) };
        if (0..=most).contains(&number) { Ok(number as usize) } else { Err(format!("{number} as {what}")) }
    };
    let count = number(MOST_METADATA, "a count", &mut next)?;
    let mut pairs = Vec::new();
    for _ in 0..count {
        let mut text = || {
            let length = number(LONGEST_METADATA, "a length", &mut next)?;
            // SAFETY: the encoding has `length` bytes here, as the caller promises.
            let bytes = unsafe { std::slice::from_raw_parts(next, length) };
            // SAFETY: as above.
            next = unsafe { next.add(length) };
            String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())
        };
        pairs.push((text()?, text()?));
    }
    Ok(pairs)
}

fn unsupported(place: &str, what: &str) -> Fault {
    Fault::new(codes::UNSUPPORTED_TYPE, format!("{place} is {what}, which does not cross the plugin boundary"))
        .help(SUPPORTED)
}

fn data_type(format: &str, mut children: Vec<FieldRef>, place: &str) -> Result<DataType, Fault> {
    let nested = matches!(format, "+s" | "+l" | "+L");
    if !nested && !children.is_empty() && !format.starts_with('+') {
        return Err(bad(format!("{place} of type `{format}` has children")));
    }
    Ok(match format {
        "b" => DataType::Boolean,
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
        "u" => DataType::Utf8,
        "U" => DataType::LargeUtf8,
        "vu" => DataType::Utf8View,
        "z" => DataType::Binary,
        "Z" => DataType::LargeBinary,
        "vz" => DataType::BinaryView,
        "tdD" => DataType::Date32,
        "tsu:UTC" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        "+l" | "+L" => {
            let item = children.pop().filter(|_| children.is_empty());
            let item = item.ok_or_else(|| bad(format!("{place} is a list, which has exactly one child")))?;
            if format == "+l" { DataType::List(item) } else { DataType::LargeList(item) }
        }
        "+s" => DataType::Struct(children.into()),
        other => return decimal(other).ok_or_else(|| unsupported(place, &describe(other))),
    })
}

fn decimal(format: &str) -> Option<DataType> {
    let mut parts = format.strip_prefix("d:")?.split(',');
    let (precision, scale) = (parts.next()?.parse::<u8>().ok()?, parts.next()?.parse::<i8>().ok()?);
    let bits = parts.next().unwrap_or("128");
    let possible = bits == "128" && parts.next().is_none();
    let sane = (1..=38).contains(&precision) && scale >= 0 && scale.unsigned_abs() <= precision;
    (possible && sane).then_some(DataType::Decimal128(precision, scale))
}

fn describe(format: &str) -> String {
    let what = match format {
        "n" => "of type null",
        "e" => "a float of 16 bits",
        "tdm" => "a date in milliseconds",
        "+m" => "a map",
        "+r" => "run-end encoded",
        "+vl" | "+vL" => "a list view",
        _ if format.starts_with("ts") => "a timestamp that is not in microseconds and UTC",
        _ if format.starts_with("tt") => "a time of day",
        _ if format.starts_with("tD") => "a duration",
        _ if format.starts_with("ti") => "an interval",
        _ if format.starts_with("d:") => "a decimal that is no decimal128 with a scale from 0 to its precision",
        _ if format.starts_with("w:") => "binary of a fixed size",
        _ if format.starts_with("+w:") => "a list of a fixed size",
        _ if format.starts_with("+u") => "a union",
        _ => return format!("of the unknown type `{}`", format.escape_debug()),
    };
    format!("{what} (`{format}`)")
}
