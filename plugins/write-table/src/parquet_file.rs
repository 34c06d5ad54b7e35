//! Parquet: decimals as DECIMAL, dates as DATE, text as UTF8, Zstandard inside.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Metadata, Schema, SchemaRef};
use arrow_select::coalesce::BatchCoalescer;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use serde_json::json;
use wagemill_plugin::Result;

use crate::output::OutputFile;

/// Rows are handed to the encoder in chunks of this many, however they arrived: it decides after each chunk where a
/// page ends, so the bytes would otherwise depend on the batches.
const CHUNK_ROWS: usize = 1024;
/// A whole number of chunks.
const ROW_GROUP_ROWS: usize = 64 * CHUNK_ROWS;
/// Articles are large: a group of them ends here, so that the memory a writer holds is bounded.
const ROW_GROUP_BYTES: usize = 128 << 20;

/// What is said of a column in the file's metadata.
pub struct ColumnNote {
    pub doc: String,
    /// Empty for what has none.
    pub unit: String,
}

impl ColumnNote {
    fn json(self) -> serde_json::Value {
        if self.unit.is_empty() { json!({ "doc": self.doc }) } else { json!({ "doc": self.doc, "unit": self.unit }) }
    }
}

pub struct ParquetFile {
    writer: ArrowWriter<OutputFile>,
    schema: SchemaRef,
    chunks: BatchCoalescer,
}

impl ParquetFile {
    /// `notes` are the columns' docs and units by name; they become the key `wagemill.columns` of the file's metadata.
    pub fn new(file: OutputFile, schema: &Schema, notes: Vec<(String, ColumnNote)>) -> Result<Self> {
        let schema = Arc::new(without_metadata(schema));
        let notes: serde_json::Map<String, serde_json::Value> =
            notes.into_iter().map(|(name, note)| (name, note.json())).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
            .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
            .set_key_value_metadata(Some(vec![KeyValue::new(
                "wagemill.columns".to_owned(),
                serde_json::Value::Object(notes).to_string(),
            )]))
            .build();
        // Without the Arrow schema in the metadata, readers take the types from Parquet's own: a string is a string, not
        // the view that it happens to be in this process and that older readers do not know.
        let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
        let writer = ArrowWriter::try_new_with_options(file, schema.clone(), options)?;
        Ok(Self { writer, chunks: BatchCoalescer::new(schema.clone(), CHUNK_ROWS), schema })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let batch = RecordBatch::try_new(self.schema.clone(), batch.columns().to_vec())?;
        self.chunks.push_batch(batch)?;
        self.drain()
    }

    pub fn finish(mut self) -> Result<()> {
        self.chunks.finish_buffered_batch()?;
        self.drain()?;
        self.writer.into_inner()?.finish()
    }

    fn drain(&mut self) -> Result<()> {
        while let Some(chunk) = self.chunks.next_completed_batch() {
            self.writer.write(&chunk)?;
        }
        Ok(())
    }
}

fn without_metadata(schema: &Schema) -> Schema {
    Schema::new(
        schema
            .fields()
            .iter()
            .map(|field| field.as_ref().clone().with_metadata(Metadata::default()))
            .collect::<Vec<_>>(),
    )
}
