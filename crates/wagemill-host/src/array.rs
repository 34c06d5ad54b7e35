//! Takes over an array from a plugin: structure first, then arrow-rs, then every value.
//!
//! arrow-rs trusts a foreign array: a missing child or buffer panics, a negative offset reads beyond. So each count,
//! sign and pointer is checked against the planned types before arrow-rs sees the array; what is left (a buffer that is
//! shorter than its length) cannot be seen from here.

use std::ffi::c_void;

use arrow_array::cast::AsArray;
use arrow_array::ffi::{FFI_ArrowArray, from_ffi_and_data_type};
use arrow_array::types::Decimal128Type;
use arrow_array::{Array, ArrayRef, StructArray, new_empty_array};
use arrow_buffer::bit_chunk_iterator::UnalignedBitChunk;
use arrow_buffer::bit_util;
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Fields};
use wagemill_abi::ArrowArray;

use crate::codes;
use crate::error::Fault;
use crate::views;

/// `__row` counts rows in 32 bits, and no batch comes near.
const MOST_ROWS: i64 = i32::MAX as i64;
/// Items of lists, or positions behind an offset.
const MOST_ITEMS: i64 = 1 << 40;
const MOST_BUFFERS: i64 = 1 << 20;

/// An array that is ours to release (R10), whatever is in it.
pub(crate) struct Taken(FFI_ArrowArray);

impl Taken {
    /// Moves the array out of the plugin's hands.
    ///
    /// # Safety
    /// `array` is not null, aligned, and points to an ArrowArray.
    pub unsafe fn from_plugin(array: *mut ArrowArray) -> Self {
        // SAFETY: the caller's promise; both are the struct of the Arrow C Data Interface.
        Self(unsafe { FFI_ArrowArray::from_raw(array.cast()) })
    }

    fn as_raw(&self) -> &ArrowArray {
        // SAFETY: both are the `repr(C)` struct of the Arrow C Data Interface.
        unsafe { &*(&raw const self.0).cast::<ArrowArray>() }
    }

    /// The number of rows and the checked columns, of the types of `fields`.
    ///
    /// # Safety
    /// If the array is not released, its pointers lead to what its own counts say.
    pub unsafe fn import(self, fields: &Fields) -> Result<(usize, Vec<ArrayRef>), Fault> {
        let raw = self.as_raw();
        if raw.release.is_none() {
            return Err(bad("the batch was already released"));
        }
        let data_type = DataType::Struct(fields.clone());
        // SAFETY: the caller's promise.
        unsafe { check(raw, &data_type, &Place::Batch, MOST_ROWS) }?;
        if raw.null_count > 0 {
            return Err(bad("the batch itself has nulls; only its columns may"));
        }
        let rows = raw.length as usize;
        if rows == 0 {
            return Ok((0, fields.iter().map(|field| new_empty_array(field.data_type())).collect()));
        }
        // SAFETY: the structure fits the type as far as it can be seen, and the caller promises the rest.
        let data = unsafe { from_ffi_and_data_type(self.0, data_type) }.map_err(|error| bad(words(&error)))?;
        if data.null_count() > 0 {
            return Err(bad("the batch itself has nulls; only its columns may"));
        }
        for (field, child) in fields.iter().zip(data.child_data()) {
            let column = child.slice(data.offset(), rows);
            validate(&column).map_err(|error| bad(format!("column `{}`: {}", field.name(), words(&error))))?;
            if !field.is_nullable() && column.null_count() > 0 {
                let row = (0..rows).find(|row| column.is_null(*row)).unwrap_or_default();
                return Err(bad(format!(
                    "column `{}` is null in row {row}, but was planned without nulls",
                    field.name()
                )));
            }
        }
        let columns = StructArray::from(data).into_parts().1;
        for (field, column) in fields.iter().zip(&columns) {
            check_decimals(column).map_err(|error| bad(format!("column `{}`: {error}", field.name())))?;
        }
        Ok((rows, columns))
    }
}

/// Every value, cheaply where that is possible.
fn validate(column: &ArrayData) -> Result<(), ArrowError> {
    if *column.data_type() == DataType::Utf8View {
        column.validate()?;
        if views::are_sound(column) {
            // The nulls were counted before arrow-rs saw them.
            return Ok(());
        }
    }
    column.validate_full()
}

fn bad(message: impl std::fmt::Display) -> Fault {
    Fault::new(codes::BAD_ARRAY, message)
}

/// An error of arrow-rs without the name of its kind, which says nothing to a user.
fn words(error: &ArrowError) -> String {
    match error {
        ArrowError::InvalidArgumentError(words) | ArrowError::CDataInterface(words) => words.clone(),
        other => other.to_string(),
    }
}

/// Where in a batch we are, put into words only for an error.
enum Place<'a> {
    Batch,
    Column(&'a str),
    Inside(&'a Place<'a>, &'a str),
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Batch => write!(formatter, "the batch"),
            Self::Column(name) => write!(formatter, "column `{name}`"),
            Self::Inside(parent, name) => write!(formatter, "{parent}, in it `{name}`"),
        }
    }
}

/// Checks one array and what is in it against its type.
///
/// # Safety
/// The pointers of `array` lead to what its own counts say.
unsafe fn check(array: &ArrowArray, data_type: &DataType, place: &Place, most: i64) -> Result<(), Fault> {
    if array.release.is_none() {
        return Err(bad(format!("{place}: the array was already released (its `release` is null)")));
    }
    for (what, number) in [("length", array.length), ("offset", array.offset)] {
        if !(0..=most).contains(&number) {
            return Err(bad(format!("{place}: its {what} is {number}")));
        }
    }
    if !(-1..=array.length).contains(&array.null_count) {
        return Err(bad(format!("{place}: its null count is {} in {} values", array.null_count, array.length)));
    }
    if !array.dictionary.is_null() {
        return Err(bad(format!("{place}: it has a dictionary, but was planned as {data_type}")));
    }
    // SAFETY: the caller's promise.
    unsafe {
        check_buffers(array, data_type, place)?;
        check_children(array, data_type, place)
    }
}

/// # Safety
/// As for [`check`].
unsafe fn check_buffers(array: &ArrowArray, data_type: &DataType, place: &Place) -> Result<(), Fault> {
    let view = matches!(data_type, DataType::Utf8View | DataType::BinaryView);
    let expected = match data_type {
        DataType::Struct(_) => 1,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary => 3,
        _ => 2,
    };
    let possible = if view { (3..=MOST_BUFFERS).contains(&array.n_buffers) } else { array.n_buffers == expected };
    if !possible {
        let expected = if view { "at least 3".to_owned() } else { expected.to_string() };
        return Err(bad(format!("{place}: it has {} buffers instead of {expected}", array.n_buffers)));
    }
    if array.buffers.is_null() || !array.buffers.is_aligned() {
        return Err(bad(format!("{place}: its list of buffers is no valid pointer")));
    }
    // SAFETY: checked to be valid, and the array says that it has this many.
    let buffers = unsafe { std::slice::from_raw_parts(array.buffers, array.n_buffers as usize) };
    // SAFETY: the caller's promise.
    unsafe { check_nulls(array, buffers[0], place) }?;
    let span = (array.length + array.offset) as usize;
    match data_type {
        DataType::Struct(_) => Ok(()),
        DataType::Utf8View | DataType::BinaryView => {
            present(buffers[1], span, "views", place)?;
            // SAFETY: the caller's promise.
            unsafe { check_view_buffers(&buffers[2..], place) }
        }
        // SAFETY: the caller's promise.
        DataType::Utf8 | DataType::Binary => unsafe { check_offsets::<i32>(span, buffers[1], Some(buffers[2]), place) },
        // SAFETY: the caller's promise.
        DataType::LargeUtf8 | DataType::LargeBinary => unsafe {
            check_offsets::<i64>(span, buffers[1], Some(buffers[2]), place)
        },
        // SAFETY: the caller's promise.
        DataType::List(_) => unsafe { check_offsets::<i32>(span, buffers[1], None, place) },
        // SAFETY: the caller's promise.
        DataType::LargeList(_) => unsafe { check_offsets::<i64>(span, buffers[1], None, place) },
        _ => present(buffers[1], span, "values", place),
    }
}

fn present(buffer: *const c_void, needed: usize, what: &str, place: &Place) -> Result<(), Fault> {
    if needed > 0 && buffer.is_null() {
        return Err(bad(format!("{place}: the buffer of its {what} is null")));
    }
    Ok(())
}

/// # Safety
/// `validity` is null or has a bit for each value.
unsafe fn check_nulls(array: &ArrowArray, validity: *const c_void, place: &Place) -> Result<(), Fault> {
    if validity.is_null() {
        if array.null_count > 0 {
            return Err(bad(format!("{place}: it says that {} values are null, but not which", array.null_count)));
        }
        return Ok(());
    }
    if array.null_count < 0 || array.length == 0 {
        return Ok(());
    }
    let (length, offset) = (array.length as usize, array.offset as usize);
    // SAFETY: the caller promises a bit for each value behind the offset.
    let bits = unsafe { std::slice::from_raw_parts(validity.cast::<u8>(), bit_util::ceil(length + offset, 8)) };
    let nulls = length - UnalignedBitChunk::new(bits, offset, length).count_ones();
    if nulls as i64 != array.null_count {
        return Err(bad(format!("{place}: it says that {} values are null, but {nulls} are", array.null_count)));
    }
    Ok(())
}

/// The last buffer of a view holds the lengths of those before it.
///
/// # Safety
/// `buffers` is not empty, and its last points to the lengths of the others.
unsafe fn check_view_buffers(buffers: &[*const c_void], place: &Place) -> Result<(), Fault> {
    let (lengths, data) = buffers.split_last().expect("a view has at least three buffers");
    if data.is_empty() {
        return Ok(());
    }
    let lengths = lengths.cast::<i64>();
    if lengths.is_null() || !lengths.is_aligned() {
        return Err(bad(format!("{place}: the lengths of its {} data buffers are no valid pointer", data.len())));
    }
    for (index, buffer) in data.iter().enumerate() {
        // SAFETY: valid, aligned, and there is a length for each data buffer.
        let length = unsafe { lengths.add(index).read() };
        if !(0..=MOST_ITEMS).contains(&length) {
            return Err(bad(format!("{place}: the length of data buffer {index} is {length}")));
        }
        present(*buffer, length as usize, &format!("data {index}"), place)?;
    }
    Ok(())
}

/// # Safety
/// `offsets` is null or has `span + 1` offsets.
unsafe fn check_offsets<T: Copy + Into<i64>>(
    span: usize,
    offsets: *const c_void,
    values: Option<*const c_void>,
    place: &Place,
) -> Result<(), Fault> {
    let offsets = offsets.cast::<T>();
    if offsets.is_null() || !offsets.is_aligned() {
        return Err(bad(format!("{place}: its offsets are no valid pointer")));
    }
    if span == 0 {
        return Ok(());
    }
    // SAFETY: valid, aligned, and the caller promises `span + 1` of them.
    let last: i64 = unsafe { offsets.add(span).read() }.into();
    if !(0..=MOST_ITEMS).contains(&last) {
        return Err(bad(format!("{place}: its last offset is {last}")));
    }
    values.map_or(Ok(()), |values| present(values, last as usize, "values", place))
}

/// # Safety
/// As for [`check`].
unsafe fn check_children(array: &ArrowArray, data_type: &DataType, place: &Place) -> Result<(), Fault> {
    let expected = match data_type {
        DataType::Struct(fields) => fields.len(),
        DataType::List(_) | DataType::LargeList(_) => 1,
        _ => 0,
    };
    if array.n_children != expected as i64 {
        return Err(bad(format!("{place}: it has {} children instead of {expected}", array.n_children)));
    }
    if expected == 0 {
        return Ok(());
    }
    if array.children.is_null() || !array.children.is_aligned() {
        return Err(bad(format!("{place}: its list of children is no valid pointer")));
    }
    for index in 0..expected {
        let (field, least) = match data_type {
            DataType::Struct(fields) => (&fields[index], array.length + array.offset),
            DataType::List(item) | DataType::LargeList(item) => (item, 0),
            _ => unreachable!("only these have children"),
        };
        let place = match place {
            Place::Batch => Place::Column(field.name()),
            inside => Place::Inside(inside, field.name()),
        };
        // SAFETY: valid, and the array says that it has this many.
        let child = unsafe { array.children.add(index).read() };
        if child.is_null() || !child.is_aligned() {
            return Err(bad(format!("{place}: the array is no valid pointer")));
        }
        // SAFETY: not null, aligned, and it lives as long as its parent.
        let child = unsafe { &*child };
        // SAFETY: the caller's promise covers the children.
        unsafe { check(child, field.data_type(), &place, MOST_ITEMS) }?;
        if child.length < least {
            return Err(bad(format!("{place}: it has {} values for {least} rows", child.length)));
        }
    }
    Ok(())
}

/// A decimal that does not fit its precision cannot be written to any format.
fn check_decimals(array: &ArrayRef) -> Result<(), String> {
    match array.data_type() {
        DataType::Decimal128(precision, _) => {
            array.as_primitive::<Decimal128Type>().validate_decimal_precision(*precision).map_err(|error| words(&error))
        }
        DataType::List(_) => check_decimals(array.as_list::<i32>().values()),
        DataType::LargeList(_) => check_decimals(array.as_list::<i64>().values()),
        DataType::Struct(_) => array.as_struct().columns().iter().try_for_each(check_decimals),
        _ => Ok(()),
    }
}
