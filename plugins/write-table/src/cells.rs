//! Cells of an Arrow column as text and as JSON.

use std::fmt::Display;
use std::io::Write;

use arrow_array::cast::AsArray;
use arrow_array::temporal_conversions::{date32_to_datetime, timestamp_us_to_datetime};
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, BooleanArray, Date32Array, Decimal128Array, LargeStringArray, PrimitiveArray, StringArray, StringViewArray,
    TimestampMicrosecondArray,
};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, Field, TimeUnit};
use wagemill_decimal::Decimal;
use wagemill_plugin::{Error, Result};

/// One column of a batch, ready to be read row by row.
pub struct Cells<'a> {
    nulls: Option<&'a NullBuffer>,
    values: Values<'a>,
}

enum Values<'a> {
    Boolean(&'a BooleanArray),
    Integer(&'a dyn Numbers),
    Float(&'a dyn Floats),
    Decimal(&'a Decimal128Array, u8),
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    Date(&'a Date32Array),
    Timestamp(&'a TimestampMicrosecondArray),
    List(Offsets<'a>, Box<Cells<'a>>),
    /// The keys are JSON strings with the colon behind them.
    Struct(Vec<(Vec<u8>, Cells<'a>)>),
}

impl<'a> Values<'a> {
    fn of(array: &'a dyn Array) -> Option<Self> {
        use DataType as T;
        Some(match array.data_type() {
            T::Boolean => Values::Boolean(array.as_boolean()),
            T::Int8 => Values::Integer(array.as_primitive::<Int8Type>()),
            T::Int16 => Values::Integer(array.as_primitive::<Int16Type>()),
            T::Int32 => Values::Integer(array.as_primitive::<Int32Type>()),
            T::Int64 => Values::Integer(array.as_primitive::<Int64Type>()),
            T::UInt8 => Values::Integer(array.as_primitive::<UInt8Type>()),
            T::UInt16 => Values::Integer(array.as_primitive::<UInt16Type>()),
            T::UInt32 => Values::Integer(array.as_primitive::<UInt32Type>()),
            T::UInt64 => Values::Integer(array.as_primitive::<UInt64Type>()),
            T::Float32 => Values::Float(array.as_primitive::<Float32Type>()),
            T::Float64 => Values::Float(array.as_primitive::<Float64Type>()),
            T::Decimal128(_, scale) => {
                Values::Decimal(array.as_primitive::<Decimal128Type>(), u8::try_from(*scale).ok()?)
            }
            T::Utf8 => Values::Text(array.as_string()),
            T::LargeUtf8 => Values::LargeText(array.as_string()),
            T::Utf8View => Values::TextView(array.as_string_view()),
            T::Date32 => Values::Date(array.as_primitive::<Date32Type>()),
            T::Timestamp(TimeUnit::Microsecond, _) => {
                Values::Timestamp(array.as_primitive::<TimestampMicrosecondType>())
            }
            T::List(_) => {
                let list = array.as_list::<i32>();
                Values::List(Offsets::Small(list.value_offsets()), Box::new(Cells::of(list.values()).ok()?))
            }
            T::LargeList(_) => {
                let list = array.as_list::<i64>();
                Values::List(Offsets::Large(list.value_offsets()), Box::new(Cells::of(list.values()).ok()?))
            }
            T::Struct(fields) => {
                let columns = array.as_struct().columns().iter();
                let member = |(field, column): (&'a std::sync::Arc<Field>, &'a std::sync::Arc<dyn Array>)| {
                    Some((json_key(field.name()), Cells::of(column).ok()?))
                };
                Values::Struct(fields.iter().zip(columns).map(member).collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }
}

enum Offsets<'a> {
    Small(&'a [i32]),
    Large(&'a [i64]),
}

/// Whether cells of this type can be written as text.
pub fn is_writable(data_type: &DataType) -> bool {
    use DataType as T;
    match data_type {
        T::Boolean | T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Date32 | T::Float32 | T::Float64 => true,
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => true,
        T::Timestamp(TimeUnit::Microsecond, _) => true,
        T::Decimal128(_, scale) => *scale >= 0,
        T::List(item) | T::LargeList(item) => is_writable(item.data_type()),
        T::Struct(fields) => fields.iter().all(|field| is_writable(field.data_type())),
        _ => false,
    }
}

/// A JSON object's key with its colon.
pub fn json_key(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(name.len() + 3);
    write_json_text(name, &mut key);
    key.push(b':');
    key
}

impl<'a> Cells<'a> {
    /// An error for a type that [`is_writable`] refuses.
    pub fn of(array: &'a dyn Array) -> Result<Self> {
        let values = Values::of(array).ok_or_else(|| {
            Error::new("unwritable-type", format!("values of type `{}` cannot be written as text", array.data_type()))
        })?;
        Ok(Self { nulls: array.nulls(), values })
    }

    pub fn is_null(&self, row: usize) -> bool {
        self.nulls.is_some_and(|nulls| nulls.is_null(row))
    }

    /// The text of a cell, where the column holds text.
    pub fn text(&self, row: usize) -> Option<&'a str> {
        match self.values {
            Values::Text(array) => Some(array.value(row)),
            Values::LargeText(array) => Some(array.value(row)),
            Values::TextView(array) => Some(array.value(row)),
            _ => None,
        }
    }

    /// Appends a cell as a spreadsheet shows it; lists and structs as JSON. Nothing for null.
    pub fn write_text(&self, row: usize, out: &mut Vec<u8>) -> Result<()> {
        if self.is_null(row) {
            return Ok(());
        }
        if let Some(text) = self.text(row) {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        match &self.values {
            Values::Float(array) => write(out, array.text(row)),
            Values::Date(array) => write(out, date(array.value(row))?),
            Values::Timestamp(array) => write(out, timestamp(array.value(row))?),
            _ => self.write_json(row, out)?,
        }
        Ok(())
    }

    /// Appends a cell as a JSON value; `null` for null and for floats that are no numbers, which JSON does not have.
    pub fn write_json(&self, row: usize, out: &mut Vec<u8>) -> Result<()> {
        if self.is_null(row) {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        match &self.values {
            Values::Text(array) => write_json_text(array.value(row), out),
            Values::LargeText(array) => write_json_text(array.value(row), out),
            Values::TextView(array) => write_json_text(array.value(row), out),
            Values::Boolean(array) => write(out, array.value(row)),
            Values::Integer(array) => array.write(row, out),
            Values::Float(array) => write(out, if array.is_finite(row) { array.text(row) } else { "null".to_owned() }),
            Values::Decimal(array, scale) => write(out, Decimal::new(array.value(row), *scale)),
            Values::Date(array) => write(out, format_args!("\"{}\"", date(array.value(row))?)),
            Values::Timestamp(array) => write(out, format_args!("\"{}\"", timestamp(array.value(row))?)),
            Values::List(offsets, items) => {
                out.push(b'[');
                for (number, item) in offsets.items(row).enumerate() {
                    if number > 0 {
                        out.push(b',');
                    }
                    items.write_json(item, out)?;
                }
                out.push(b']');
            }
            Values::Struct(members) => write_json_object(members, row, out)?,
        }
        Ok(())
    }
}

/// Appends one row of some columns as a JSON object.
pub fn write_json_object(members: &[(Vec<u8>, Cells<'_>)], row: usize, out: &mut Vec<u8>) -> Result<()> {
    out.push(b'{');
    for (number, (key, cells)) in members.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        out.extend_from_slice(key);
        cells.write_json(row, out)?;
    }
    out.push(b'}');
    Ok(())
}

impl Offsets<'_> {
    fn items(&self, row: usize) -> std::ops::Range<usize> {
        match self {
            Offsets::Small(offsets) => offsets[row] as usize..offsets[row + 1] as usize,
            Offsets::Large(offsets) => offsets[row] as usize..offsets[row + 1] as usize,
        }
    }
}

/// Integers of any width.
trait Numbers {
    fn write(&self, row: usize, out: &mut Vec<u8>);
}

impl<T: ArrowPrimitiveType<Native: Display>> Numbers for PrimitiveArray<T> {
    fn write(&self, row: usize, out: &mut Vec<u8>) {
        write(out, self.value(row));
    }
}

/// Floats of any width, in plain notation with as many digits as tell them apart.
trait Floats {
    fn text(&self, row: usize) -> String;
    fn is_finite(&self, row: usize) -> bool;
}

impl<T: ArrowPrimitiveType<Native: Display + Into<f64>>> Floats for PrimitiveArray<T> {
    fn text(&self, row: usize) -> String {
        self.value(row).to_string()
    }

    fn is_finite(&self, row: usize) -> bool {
        self.value(row).into().is_finite()
    }
}

fn write(out: &mut Vec<u8>, value: impl Display) {
    write!(out, "{value}").expect("writing to memory does not fail");
}

fn write_json_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string is JSON, and writing to memory does not fail");
}

fn date(days: i32) -> Result<String> {
    date32_to_datetime(days)
        .map(|moment| moment.date().to_string())
        .ok_or_else(|| Error::new("bad-date", format!("day `{days}` since 1970 is outside of the calendar")))
}

fn timestamp(microseconds: i64) -> Result<String> {
    timestamp_us_to_datetime(microseconds).map(|moment| format!("{moment:?}Z")).ok_or_else(|| {
        Error::new("bad-date", format!("microsecond `{microseconds}` since 1970 is outside of the calendar"))
    })
}
