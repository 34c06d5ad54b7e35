//! Rows of a stage as text and as JSON.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType, Schema};
use serde_json::{Map, Number, Value};
use wagemill_tables::View;

use super::table::TextTable;

/// The rows in columns: those that one opens first, then the rest in their order, and at last those that are empty in
/// all of these rows.
///
/// # Errors
/// A value that Arrow cannot print.
pub fn rows_as_table(schema: &Schema, batches: &[RecordBatch], to: &str) -> Result<TextTable, ArrowError> {
    let mut order = column_order(schema, to);
    order.sort_by_key(|index| batches.iter().all(|batch| batch.column(*index).null_count() == batch.num_rows()));
    let headers: Vec<(&str, bool)> = order
        .iter()
        .map(|index| (schema.field(*index).name().as_str(), schema.field(*index).data_type().is_numeric()))
        .collect();
    let mut table = TextTable::new(&headers);
    for batch in batches {
        let formatters = formatters(batch)?;
        for row in 0..batch.num_rows() {
            table
                .row(order.iter().map(|index| cell(batch.column(*index).as_ref(), &formatters[*index], row)).collect());
        }
    }
    Ok(table)
}

/// One object a row; decimals and dates are text, so that no digit is lost.
///
/// # Errors
/// A value that Arrow cannot print.
pub fn rows_as_json(batches: &[RecordBatch]) -> Result<Vec<Value>, ArrowError> {
    let mut rows = Vec::new();
    for batch in batches {
        let formatters = formatters(batch)?;
        for row in 0..batch.num_rows() {
            let mut object = Map::new();
            for (index, field) in batch.schema().fields().iter().enumerate() {
                object.insert(field.name().clone(), value(batch.column(index).as_ref(), &formatters[index], row));
            }
            rows.push(Value::Object(object));
        }
    }
    Ok(rows)
}

fn column_order(schema: &Schema, to: &str) -> Vec<usize> {
    let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let core = View::Core.columns(&names, to);
    let mut order: Vec<usize> = core.iter().filter_map(|name| names.iter().position(|other| other == name)).collect();
    let all = View::All.columns(&names, to);
    let rest: Vec<usize> = all
        .iter()
        .filter_map(|name| names.iter().position(|other| other == name))
        .filter(|index| !order.contains(index))
        .collect();
    order.extend(rest);
    order
}

fn formatters(batch: &RecordBatch) -> Result<Vec<ArrayFormatter<'_>>, ArrowError> {
    batch.columns().iter().map(|column| ArrayFormatter::try_new(column.as_ref(), &FORMAT)).collect()
}

const FORMAT: FormatOptions<'static> = FormatOptions::new().with_null("");

fn cell(column: &dyn Array, formatter: &ArrayFormatter<'_>, row: usize) -> String {
    match column.data_type() {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView if column.is_valid(row) => "(bytes)".to_owned(),
        DataType::Decimal128(..) => without_trailing_zeros(&formatter.value(row).to_string()),
        _ => formatter.value(row).to_string(),
    }
}

fn without_trailing_zeros(number: &str) -> String {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.').to_owned() } else { number.to_owned() }
}

fn value(column: &dyn Array, formatter: &ArrayFormatter<'_>, row: usize) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        DataType::Boolean => Value::Bool(column.as_boolean().value(row)),
        kind if kind.is_integer() => {
            formatter.value(row).to_string().parse::<Number>().map_or(Value::Null, Value::Number)
        }
        DataType::Float64 => float(column.as_primitive::<Float64Type>().value(row)),
        DataType::Float32 => float(f64::from(column.as_primitive::<Float32Type>().value(row))),
        _ => Value::String(formatter.value(row).to_string()),
    }
}

/// JSON has no infinity and no NaN.
fn float(value: f64) -> Value {
    Number::from_f64(value).map_or(Value::Null, Value::Number)
}
