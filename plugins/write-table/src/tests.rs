#![allow(clippy::unwrap_used, reason = "tests")]
//! Tables in, bytes out.

mod bytes;
mod choice;
mod chunking;
mod parquet;
mod rows;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringViewArray,
    TimestampMicrosecondArray,
};
use arrow_schema::Schema;
use serde_json::{Value, json};
use wagemill_plugin::Result;

use crate::layout::Layout;
use crate::{Config, TableFile};

/// Options with the path in a folder of the test's own.
fn config(folder: &Path, file: &str, mut options: Value) -> (Config, PathBuf) {
    let path = folder.join(file);
    options["path"] = json!(path);
    (serde_json::from_value(options).unwrap(), path)
}

/// Writes the batches and gives the bytes of the file.
fn written(file: &str, options: Value, schema: &Schema, batches: &[RecordBatch]) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (config, path) = config(folder.path(), file, options);
    let layout = Layout::resolve(&config, schema)?;
    let mut table = TableFile::create(&path, &layout)?;
    for batch in batches {
        table.write(&batch.project(&layout.columns)?)?;
    }
    table.finish()?;
    Ok(std::fs::read(path).unwrap())
}

fn written_text(file: &str, options: Value, batch: &RecordBatch) -> String {
    String::from_utf8(written(file, options, batch.schema_ref(), std::slice::from_ref(batch)).unwrap()).unwrap()
}

/// What resolving the options against these columns says.
fn refused(file: &str, options: Value, schema: &Schema) -> wagemill_plugin::Error {
    let (config, _) = config(Path::new("/out"), file, options);
    let error = Layout::resolve(&config, schema).unwrap_err();
    assert!(
        crate::codes::CODES.iter().any(|known| known.code == error.code()),
        "`{}` is explained nowhere",
        error.code()
    );
    error
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn texts<'a>(values: impl IntoIterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<StringViewArray>())
}

fn money(values: impl IntoIterator<Item = Option<i128>>) -> ArrayRef {
    Arc::new(values.into_iter().collect::<Decimal128Array>().with_precision_and_scale(38, 4).unwrap())
}

/// One column of each simple type, with a null in each.
fn every_type() -> RecordBatch {
    table(vec![
        ("quote", texts([Some("3,500 yuan"), None])),
        ("amount_min", money([Some(35_000_000), None])),
        ("approximate", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("start", Arc::new(Int64Array::from(vec![Some(-17), None]))),
        ("confidence", Arc::new(Float64Array::from(vec![Some(0.1), None]))),
        ("published_on", Arc::new(Date32Array::from(vec![Some(19_521), None]))),
        (
            "seen_at",
            Arc::new(TimestampMicrosecondArray::from(vec![Some(1_686_648_600_250_000), None]).with_timezone("UTC")),
        ),
    ])
}
