//! The tables that every run has and that sinks may read: `rejects` and `run`.

use arrow_schema::{DataType, Field, Schema};

/// Ids that no stage may have.
pub const IDS: &[&str] = &["rejects", "run"];

/// Inputs that were refused, one row each.
#[must_use]
pub fn rejects_schema() -> Schema {
    Schema::new(vec![
        Field::new("stage", DataType::Utf8View, false),
        Field::new("code", DataType::Utf8View, false),
        Field::new("message", DataType::Utf8View, false),
        Field::new("help", DataType::Utf8View, true),
        Field::new("source", DataType::Utf8View, true),
        Field::new("record", DataType::Utf8View, true),
    ])
}

/// What each stage did, one row each. Rows in = rows with output + `rows_without` + `rejected`.
#[must_use]
pub fn run_schema() -> Schema {
    Schema::new(vec![
        Field::new("stage", DataType::Utf8View, false),
        Field::new("plugin", DataType::Utf8View, false),
        Field::new("version", DataType::Utf8View, false),
        Field::new("rows_in", DataType::Int64, false),
        Field::new("rows_out", DataType::Int64, false),
        Field::new("rows_without", DataType::Int64, false),
        Field::new("rejected", DataType::Int64, false),
    ])
}
