//! Builds the columns of a batch from typed rows, and gives it away as an Arrow array.

use std::borrow::Cow;
use std::ffi::c_void;

use wagemill_abi::ArrowArray;
use wagemill_decimal::Decimal;

use crate::error::{Error, Result};
use crate::schema::{DataType, Field, Node, OwnedSchema};
use crate::values::{Date, Timestamp};

/// A row that a stage adds; derived.
pub trait Output: 'static {
    /// The columns of the row's fields, in their order.
    fn columns() -> Vec<Field>;
    fn append(self, columns: &mut [ColumnBuilder]) -> Result<()>;
}

/// Rows whose columns are known only when the options are: see `emit_raw`.
#[derive(Debug)]
pub enum Dynamic {}

impl Output for Dynamic {
    fn columns() -> Vec<Field> {
        Vec::new()
    }

    fn append(self, _: &mut [ColumnBuilder]) -> Result<()> {
        match self {}
    }
}

/// A type that a field of an output row can have.
pub trait Cell {
    const NULLABLE: bool = false;
    /// `decimal` is what the field's attribute says of precision and scale.
    fn data_type(decimal: Option<(u8, u8)>) -> DataType;
    fn append(self, column: &mut ColumnBuilder) -> Result<()>;
}

/// Used by the derive: a field's column.
pub fn output_column<T: Cell>(name: &str, decimal: Option<(u8, u8)>, doc: &str) -> Field {
    let mut field = Field::new(name, T::data_type(decimal), T::NULLABLE);
    if !doc.is_empty() {
        field.metadata.push(("doc".to_owned(), doc.to_owned()));
    }
    field
}

macro_rules! cell {
    ($($type:ty, $data_type:ident, $append:ident, |$value:ident| $bits:expr;)*) => { $(
        impl Cell for $type {
            fn data_type(_: Option<(u8, u8)>) -> DataType { DataType::$data_type }
            fn append(self, column: &mut ColumnBuilder) -> Result<()> {
                let $value = self;
                column.$append($bits);
                Ok(())
            }
        }
    )* };
}

cell! {
    bool, Bool, append_bool, |value| value;
    i8, Int8, append_1, |value| value as u8;
    u8, UInt8, append_1, |value| value;
    i16, Int16, append_2, |value| value as u16;
    u16, UInt16, append_2, |value| value;
    i32, Int32, append_4, |value| value as u32;
    u32, UInt32, append_4, |value| value;
    i64, Int64, append_8, |value| value as u64;
    u64, UInt64, append_8, |value| value;
    f32, Float32, append_4, |value| value.to_bits();
    f64, Float64, append_8, |value| value.to_bits();
    &str, Utf8, append_bytes, |value| value.as_bytes();
    String, Utf8, append_bytes, |value| value.as_bytes();
    Cow<'_, str>, Utf8, append_bytes, |value| value.as_bytes();
    &[u8], Binary, append_bytes, |value| value;
    Vec<u8>, Binary, append_bytes, |value| &value;
    Date, Date32, append_4, |value| value.0 as u32;
    Timestamp, Timestamp, append_8, |value| value.0 as u64;
}

impl Cell for Decimal {
    fn data_type(decimal: Option<(u8, u8)>) -> DataType {
        let (precision, scale) = decimal.unwrap_or((38, 4));
        DataType::Decimal { precision, scale }
    }

    /// Rounds half-even to the column's scale.
    fn append(self, column: &mut ColumnBuilder) -> Result<()> {
        let DataType::Decimal { precision, scale } = column.field.data_type else {
            return Err(Error::new("internal", format!("column `{}` is no decimal", column.field.name)));
        };
        let fits = |value: &Decimal| value.mantissa().unsigned_abs() < 10u128.pow(u32::from(precision));
        match self.rescale(scale).filter(fits) {
            Some(value) => {
                column.append_16(value.mantissa() as u128);
                Ok(())
            }
            None => Err(Error::new(
                "decimal-overflow",
                format!(
                    "`{self}` does not fit into column `{}`, a decimal of {precision} digits with {scale} places",
                    column.field.name
                ),
            )),
        }
    }
}

impl<T: Cell> Cell for Option<T> {
    const NULLABLE: bool = true;

    fn data_type(decimal: Option<(u8, u8)>) -> DataType {
        T::data_type(decimal)
    }

    fn append(self, column: &mut ColumnBuilder) -> Result<()> {
        match self {
            Some(value) => value.append(column),
            None => {
                column.append_null();
                Ok(())
            }
        }
    }
}

/// One column that grows.
#[derive(Debug)]
pub struct ColumnBuilder {
    field: Field,
    values: Values,
    validity: Bits,
    nulls: usize,
}

#[derive(Debug)]
enum Values {
    Bits(Bits),
    Bytes1(Vec<u8>),
    Bytes2(Vec<u16>),
    Bytes4(Vec<u32>),
    Bytes8(Vec<u64>),
    Bytes16(Vec<u128>),
    Views(Vec<u128>, Vec<Vec<u8>>),
}

/// A data buffer of views is closed at this size, so that offsets stay far below 2³¹.
const VIEW_BUFFER_BYTES: usize = 1 << 20;

/// Appends a value of a fixed width, as its bits.
macro_rules! append_fixed {
    ($($name:ident: $type:ty => $values:ident;)*) => {
        impl ColumnBuilder {
            $( fn $name(&mut self, value: $type) {
                if let Values::$values(values) = &mut self.values {
                    values.push(value);
                    self.validity.push(true);
                }
            } )*
        }
    };
}

append_fixed! {
    append_1: u8 => Bytes1;
    append_2: u16 => Bytes2;
    append_4: u32 => Bytes4;
    append_8: u64 => Bytes8;
    append_16: u128 => Bytes16;
}

impl ColumnBuilder {
    /// # Panics
    /// For lists and structs, which typed rows cannot hold.
    pub fn new(field: Field) -> Self {
        let values = match &field.data_type {
            DataType::Bool => Values::Bits(Bits::default()),
            DataType::Int8 | DataType::UInt8 => Values::Bytes1(Vec::new()),
            DataType::Int16 | DataType::UInt16 => Values::Bytes2(Vec::new()),
            DataType::Int32 | DataType::UInt32 | DataType::Float32 | DataType::Date32 => Values::Bytes4(Vec::new()),
            DataType::Int64 | DataType::UInt64 | DataType::Float64 | DataType::Timestamp => Values::Bytes8(Vec::new()),
            DataType::Decimal { .. } => Values::Bytes16(Vec::new()),
            DataType::Utf8 | DataType::Binary => Values::Views(Vec::new(), Vec::new()),
            DataType::List(_) | DataType::Struct(_) => panic!("typed rows hold no lists or structs"),
        };
        Self { field, values, validity: Bits::default(), nulls: 0 }
    }

    fn append_null(&mut self) {
        match &mut self.values {
            Values::Bits(bits) => bits.push(false),
            Values::Bytes1(values) => values.push(0),
            Values::Bytes2(values) => values.push(0),
            Values::Bytes4(values) => values.push(0),
            Values::Bytes8(values) => values.push(0),
            Values::Bytes16(values) | Values::Views(values, _) => values.push(0),
        }
        self.validity.push(false);
        self.nulls += 1;
    }

    fn append_bool(&mut self, value: bool) {
        if let Values::Bits(bits) = &mut self.values {
            bits.push(value);
            self.validity.push(true);
        }
    }

    fn append_bytes(&mut self, value: &[u8]) {
        let Values::Views(views, buffers) = &mut self.values else { return };
        let mut view = [0u8; 16];
        view[..4].copy_from_slice(&(value.len() as u32).to_ne_bytes());
        if value.len() <= 12 {
            view[4..4 + value.len()].copy_from_slice(value);
        } else {
            if buffers.last().is_none_or(|buffer| !buffer.is_empty() && buffer.len() + value.len() > VIEW_BUFFER_BYTES)
            {
                buffers.push(Vec::new());
            }
            let index = buffers.len() - 1;
            let buffer = &mut buffers[index];
            view[4..8].copy_from_slice(&value[..4]);
            view[8..12].copy_from_slice(&(index as u32).to_ne_bytes());
            view[12..].copy_from_slice(&(buffer.len() as u32).to_ne_bytes());
            buffer.extend_from_slice(value);
        }
        views.push(u128::from_ne_bytes(view));
        self.validity.push(true);
    }

    pub(crate) fn append_row_number(&mut self, row: u32) {
        self.append_4(row);
    }

    pub(crate) fn len(&self) -> usize {
        self.validity.length
    }

    /// Bytes that the column holds by now.
    pub(crate) fn bytes(&self) -> usize {
        match &self.values {
            Values::Bits(bits) => bits.bytes.len(),
            Values::Bytes1(values) => values.len(),
            Values::Bytes2(values) => values.len() * 2,
            Values::Bytes4(values) => values.len() * 4,
            Values::Bytes8(values) => values.len() * 8,
            Values::Bytes16(values) => values.len() * 16,
            Values::Views(views, buffers) => views.len() * 16 + buffers.iter().map(Vec::len).sum::<usize>(),
        }
    }

    fn finish(&mut self) -> ArrowArray {
        let fresh = Self::new(self.field.clone());
        let Self { values, validity, nulls, .. } = std::mem::replace(self, fresh);
        let length = validity.length;
        let mut buffers: Vec<*const c_void> =
            vec![if nulls == 0 { std::ptr::null() } else { validity.bytes.as_ptr().cast() }];
        let mut lengths = Vec::new();
        match &values {
            Values::Bits(bits) => buffers.push(bits.bytes.as_ptr().cast()),
            Values::Bytes1(values) => buffers.push(values.as_ptr().cast()),
            Values::Bytes2(values) => buffers.push(values.as_ptr().cast()),
            Values::Bytes4(values) => buffers.push(values.as_ptr().cast()),
            Values::Bytes8(values) => buffers.push(values.as_ptr().cast()),
            Values::Bytes16(values) => buffers.push(values.as_ptr().cast()),
            Values::Views(views, data) => {
                buffers.push(views.as_ptr().cast());
                for buffer in data {
                    buffers.push(buffer.as_ptr().cast());
                    lengths.push(buffer.len() as i64);
                }
                buffers.push(lengths.as_ptr().cast());
            }
        }
        array(length, nulls, buffers, Vec::new(), Some((values, validity, lengths)))
    }
}

/// Typed rows as one batch with its schema, without lineage: for `emit_raw` and for tests of a stage's own code.
///
/// The caller releases the array.
pub fn batch_of<O: Output>(rows: Vec<O>) -> Result<(ArrowArray, OwnedSchema)> {
    let fields = O::columns();
    let schema = Node::of_fields(&fields).export();
    let mut columns: Vec<ColumnBuilder> = fields.into_iter().map(ColumnBuilder::new).collect();
    for row in rows {
        row.append(&mut columns)?;
    }
    Ok((finish(&mut columns), schema))
}

/// Takes the rows out of the builders, as a struct array.
pub(crate) fn finish(columns: &mut [ColumnBuilder]) -> ArrowArray {
    let length = columns.first().map_or(0, ColumnBuilder::len);
    let children = columns.iter_mut().map(|column| Box::into_raw(Box::new(column.finish()))).collect();
    array(length, 0, vec![std::ptr::null()], children, None)
}

struct PrivateArray {
    buffers: Vec<*const c_void>,
    children: Vec<*mut ArrowArray>,
    /// What the buffers point into.
    _owned: Option<(Values, Bits, Vec<i64>)>,
}

fn array(
    length: usize,
    nulls: usize,
    buffers: Vec<*const c_void>,
    children: Vec<*mut ArrowArray>,
    owned: Option<(Values, Bits, Vec<i64>)>,
) -> ArrowArray {
    let mut private = Box::new(PrivateArray { buffers, children, _owned: owned });
    ArrowArray {
        length: length as i64,
        null_count: nulls as i64,
        offset: 0,
        n_buffers: private.buffers.len() as i64,
        n_children: private.children.len() as i64,
        buffers: private.buffers.as_mut_ptr(),
        children: if private.children.is_empty() { std::ptr::null_mut() } else { private.children.as_mut_ptr() },
        dictionary: std::ptr::null_mut(),
        release: Some(release_array),
        private_data: Box::into_raw(private).cast(),
    }
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    if array.is_null() {
        return;
    }
    // SAFETY: the owner calls this once with an array that `array` made, so `private_data` is the box it leaked; a child
    // that was moved out has no `release` any more.
    unsafe {
        let private = Box::from_raw((*array).private_data.cast::<PrivateArray>());
        for &child in &private.children {
            let mut child = Box::from_raw(child);
            if let Some(release) = child.release {
                release(&raw mut *child);
            }
        }
        (*array).release = None;
        (*array).private_data = std::ptr::null_mut();
    }
}

#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.length.is_multiple_of(8) {
            self.bytes.push(0);
        }
        if bit {
            *self.bytes.last_mut().expect("a byte was just pushed, or is not full") |= 1 << (self.length % 8);
        }
        self.length += 1;
    }
}
