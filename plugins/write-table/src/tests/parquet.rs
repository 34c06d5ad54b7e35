//! Parquet, read back.

use std::fs::File;
use std::io::Write;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::basic::{Compression, LogicalType};
use serde_json::json;

use super::{every_type, written};

fn opened(batches: &[RecordBatch]) -> ParquetRecordBatchReaderBuilder<File> {
    let bytes = written("t.parquet", json!({}), every_type().schema_ref(), batches).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    ParquetRecordBatchReaderBuilder::try_new(file).unwrap()
}

#[test]
fn types_are_those_of_the_column() {
    let opened = opened(&[every_type()]);
    let schema = opened.schema();
    let data_type = |name: &str| schema.field_with_name(name).unwrap().data_type().clone();
    assert_eq!(data_type("amount_min"), DataType::Decimal128(38, 4));
    assert_eq!(data_type("published_on"), DataType::Date32);
    assert_eq!(data_type("quote"), DataType::Utf8);
    assert_eq!(data_type("seen_at"), DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())));
    let file = opened.metadata().file_metadata().schema_descr();
    let logical: Vec<_> =
        file.columns().iter().map(|column| (column.name(), column.logical_type_ref().cloned())).collect();
    assert!(logical.contains(&("quote", Some(LogicalType::String))));
    assert!(logical.contains(&("published_on", Some(LogicalType::Date))));
    assert!(matches!(opened.metadata().row_group(0).column(0).compression(), Compression::ZSTD(_)));
}

#[test]
fn docs_and_units_are_in_the_metadata() {
    let opened = opened(&[every_type()]);
    let pairs = opened.metadata().file_metadata().key_value_metadata().unwrap();
    assert_eq!(pairs.iter().map(|pair| pair.key.as_str()).collect::<Vec<_>>(), ["wagemill.columns"]);
    let notes: serde_json::Value = serde_json::from_str(pairs[0].value.as_ref().unwrap()).unwrap();
    assert_eq!(notes["amount_min"]["unit"], "native units");
    assert!(notes["quote"]["doc"].as_str().unwrap().starts_with("The printed words"));
    assert!(notes.get("seen_at").is_none(), "nothing is known of it");
}

#[test]
fn values_come_back() {
    let batches: Vec<RecordBatch> = read(opened(&[every_type().slice(1, 1), every_type()]));
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, 3);
    let money = batches[0].column_by_name("amount_min").unwrap();
    assert_eq!(money.as_primitive::<Decimal128Type>().iter().collect::<Vec<_>>(), [None, Some(35_000_000), None]);
    let quotes = batches[0].column_by_name("quote").unwrap();
    assert_eq!(quotes.as_string::<i32>().iter().collect::<Vec<_>>(), [None, Some("3,500 yuan"), None]);
}

#[test]
fn an_empty_table_is_a_valid_file() {
    let opened = opened(&[]);
    assert_eq!(opened.metadata().file_metadata().num_rows(), 0);
    assert_eq!(opened.schema().fields().len(), 7);
    assert_eq!(read(opened).len(), 0);
}

fn read(opened: ParquetRecordBatchReaderBuilder<File>) -> Vec<RecordBatch> {
    let reader: ParquetRecordBatchReader = opened.build().unwrap();
    reader.collect::<Result<_, _>>().unwrap()
}
