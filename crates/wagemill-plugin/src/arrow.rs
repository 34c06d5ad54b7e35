//! Batches of arrow-rs, for plugins that stand on it.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi_and_data_type, to_ffi};
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::{DataType, SchemaRef};
use wagemill_abi::{ArrowArray, ArrowSchema};

use crate::builder::Output;
use crate::emit::Emit;
use crate::error::Result;
use crate::read::Batch;
use crate::schema::Table;

impl Table {
    /// The columns as arrow-rs describes them, with their metadata.
    pub fn arrow_schema(&self) -> Result<SchemaRef> {
        Ok(Arc::new(arrow_schema::Schema::try_from(borrowed(self.raw_schema()))?))
    }
}

impl Batch<'_> {
    /// The batch as arrow-rs has it; no bytes are copied.
    pub fn into_record_batch(self) -> Result<RecordBatch> {
        let schema = self.table.arrow_schema()?;
        let data_type = DataType::Struct(schema.fields().clone());
        let raw = ManuallyDrop::new(self.into_raw());
        // SAFETY: `ArrowArray` and `FFI_ArrowArray` are the same C struct; ownership moves, `raw` is not dropped.
        let array = unsafe { std::ptr::from_ref(&*raw).cast::<FFI_ArrowArray>().read() };
        // SAFETY: the host vouches for the batch and its schema (decision 12).
        let data = unsafe { from_ffi_and_data_type(array, data_type) }?;
        let batch = RecordBatch::from(StructArray::from(data));
        Ok(batch.with_schema(schema)?)
    }
}

impl<O: Output> Emit<'_, O> {
    /// Hands a batch on. Its columns must be those that the stage planned, `__row` first where it passes columns through.
    pub fn emit_record_batch(&mut self, batch: &RecordBatch) -> Result<()> {
        let (array, _) = to_ffi(&StructArray::from(batch.clone()).to_data())?;
        let array = ManuallyDrop::new(array);
        let schema = FFI_ArrowSchema::try_from(batch.schema().as_ref())?;
        // SAFETY: the structs are the same C structs; the array's ownership moves, the schema is lent.
        let (array, schema) = unsafe {
            (
                std::ptr::from_ref(&*array).cast::<ArrowArray>().read(),
                &*std::ptr::from_ref(&schema).cast::<ArrowSchema>(),
            )
        };
        self.emit_raw(array, schema)
    }
}

fn borrowed(schema: &ArrowSchema) -> &FFI_ArrowSchema {
    // SAFETY: `ArrowSchema` and `FFI_ArrowSchema` are the same C struct, and the borrow keeps it alive.
    unsafe { &*std::ptr::from_ref(schema).cast::<FFI_ArrowSchema>() }
}
