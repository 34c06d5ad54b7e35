//! Rows of a case file as Arrow, and back as text.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringViewArray,
};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{DataType, Field, Schema};
use wagemill_abi::json::{Reads, Spec};

/// The type that a stage reads a column as; text for columns that only pass through.
fn column_type(spec: &Spec, name: &str) -> DataType {
    let kind = match &spec.reads {
        Reads::Columns(columns) => columns.iter().find(|column| column.name == name).map(|column| column.kind.as_str()),
        Reads::All => None,
    };
    match kind {
        Some("bool") => DataType::Boolean,
        Some("date32") => DataType::Date32,
        Some("decimal") => DataType::Decimal128(38, 4),
        Some("float32" | "float64") => DataType::Float64,
        Some(integer) if integer.starts_with("int") || integer.starts_with("uint") => DataType::Int64,
        _ => DataType::Utf8View,
    }
}

/// The rows as a batch; columns that only some rows name are null in the others, and every column that the stage reads
/// without being able to do without it is there.
pub(crate) fn batch(spec: &Spec, rows: &[toml::Table]) -> RecordBatch {
    let mut names: Vec<&str> = Vec::new();
    if let Reads::Columns(columns) = &spec.reads {
        names.extend(columns.iter().filter(|column| !column.optional).map(|column| column.name.as_str()));
    }
    for name in rows.iter().flat_map(toml::Table::keys) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for name in names {
        let data_type = column_type(spec, name);
        let cells = || rows.iter().map(|row| row.get(name));
        columns.push(match &data_type {
            DataType::Boolean => {
                Arc::new(cells().map(|cell| cell.and_then(toml::Value::as_bool)).collect::<BooleanArray>())
            }
            DataType::Int64 => {
                Arc::new(cells().map(|cell| cell.and_then(toml::Value::as_integer)).collect::<Int64Array>())
            }
            DataType::Float64 => {
                Arc::new(cells().map(|cell| cell.and_then(toml::Value::as_float)).collect::<Float64Array>())
            }
            DataType::Date32 | DataType::Decimal128(..) => {
                let texts: StringViewArray = cells().map(|cell| cell.map(text)).collect();
                let cast =
                    arrow_cast::cast(&texts, &data_type).unwrap_or_else(|error| panic!("column `{name}`: {error}"));
                for row in 0..texts.len() {
                    assert!(
                        texts.is_null(row) || cast.is_valid(row),
                        "column `{name}`: `{}` is no {data_type}",
                        texts.value(row)
                    );
                }
                match &data_type {
                    DataType::Date32 => Arc::new(Date32Array::from(cast.to_data())),
                    _ => Arc::new(Decimal128Array::from(cast.to_data())),
                }
            }
            _ => Arc::new(cells().map(|cell| cell.map(text)).collect::<StringViewArray>()),
        });
        fields.push(Field::new(name, data_type, true));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns of one length and of their types")
}

/// A cell of a case file as its text.
pub(crate) fn text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A cell of a batch as text; `None` for null and for a column that is not there.
pub(crate) fn cell(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let column = batch.column_by_name(column)?;
    if column.is_null(row) {
        return None;
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(column, &options).expect("every type can be shown");
    Some(formatter.value(row).to_string())
}
