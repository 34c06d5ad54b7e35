//! Arrow data from the host into polars and back: the only unsafe code of this plugin.
//!
//! `wagemill_abi`, polars and everybody else have the same two C structs of the Arrow C data interface; here a struct of
//! one is taken for the struct of the other.

use std::mem::ManuallyDrop;

use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi;
use wagemill_abi::{ArrowArray, ArrowSchema};
use wagemill_plugin::{Batch, Error, Result};

const _: () = assert!(size_of::<ArrowSchema>() == size_of::<ffi::ArrowSchema>());
const _: () = assert!(align_of::<ArrowSchema>() == align_of::<ffi::ArrowSchema>());
const _: () = assert!(size_of::<ArrowArray>() == size_of::<ffi::ArrowArray>());
const _: () = assert!(align_of::<ArrowArray>() == align_of::<ffi::ArrowArray>());

/// The columns of a table that the host describes.
pub fn import_fields(schema: &ArrowSchema) -> Result<Vec<Field>> {
    // SAFETY: both are the C struct `ArrowSchema`, and the borrow keeps it alive and unreleased.
    let schema = unsafe { &*std::ptr::from_ref(schema).cast::<ffi::ArrowSchema>() };
    // SAFETY: the host vouches for the schemas that it hands over.
    match unsafe { ffi::import_field_from_c(schema) }?.dtype {
        ArrowDataType::Struct(fields) => Ok(fields),
        _ => Err(Error::schema("bad-schema", "the host described a table that is no struct")),
    }
}

/// The columns of a batch; no bytes are copied.
pub fn import_batch(batch: Batch<'_>) -> Result<Vec<Box<dyn Array>>> {
    let data_type = ArrowDataType::Struct(import_fields(batch.raw_schema())?);
    let raw = ManuallyDrop::new(batch.into_raw());
    // SAFETY: both are the C struct `ArrowArray`; ownership moves, since `raw` is not dropped.
    let array = unsafe { std::ptr::from_ref(&*raw).cast::<ffi::ArrowArray>().read() };
    // SAFETY: the host vouches for the batch and that it has the type of its schema.
    let array = unsafe { ffi::import_array_from_c(array, data_type) }?;
    match array.as_any().downcast_ref::<StructArray>() {
        Some(table) => Ok(table.values().to_vec()),
        None => Err(Error::schema("bad-batch", "the host handed over a batch that is no struct")),
    }
}

/// Lends a batch of these columns to `emit`, which takes the array.
pub fn export_batch(
    rows: usize,
    fields: Vec<Field>,
    columns: Vec<Box<dyn Array>>,
    emit: impl FnOnce(ArrowArray, &ArrowSchema) -> Result<()>,
) -> Result<()> {
    let data_type = ArrowDataType::Struct(fields);
    let schema = ffi::export_field_to_c(&Field::new("".into(), data_type.clone(), false));
    let table = StructArray::try_new(data_type, rows, columns, None)?;
    let raw = ManuallyDrop::new(ffi::export_array_to_c(Box::new(table)));
    // SAFETY: both are the C struct `ArrowArray`; ownership moves, since `raw` is not dropped.
    let array = unsafe { std::ptr::from_ref(&*raw).cast::<ArrowArray>().read() };
    // SAFETY: both are the C struct `ArrowSchema`, and `schema` outlives the call.
    let schema = unsafe { &*std::ptr::from_ref(&schema).cast::<ArrowSchema>() };
    emit(array, schema)
}

/// Columns through the C structs and back.
#[cfg(test)]
pub fn round_trip(rows: usize, fields: Vec<Field>, columns: Vec<Box<dyn Array>>) -> Vec<Box<dyn Array>> {
    let mut back = Vec::new();
    export_batch(rows, fields, columns, |array, schema| {
        let data_type = ArrowDataType::Struct(import_fields(schema)?);
        let array = ManuallyDrop::new(array);
        // SAFETY: as in `import_batch`; the array and its schema were exported just before.
        let array = unsafe {
            ffi::import_array_from_c(std::ptr::from_ref(&*array).cast::<ffi::ArrowArray>().read(), data_type)
        }?;
        back = array.as_any().downcast_ref::<StructArray>().map(|table| table.values().to_vec()).unwrap_or_default();
        Ok(())
    })
    .expect("a batch of one's own is well-formed");
    back
}
