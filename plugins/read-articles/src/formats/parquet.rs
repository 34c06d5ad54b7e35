//! Parquet: one article in each row. A big file is cut by its row groups.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType;
use bytes::Bytes;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use serde_json::{Map, Value};

use super::table::{has_text, key_of};
use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found};
use crate::input::Input;
use crate::listing::Part;
use crate::metadata::column_named;
use crate::problem::{Problem, of_error, refusal};
use crate::records;
use crate::unpack::{Member, nested};

/// Rows that are in memory at once.
const BATCH: usize = 64;

fn damaged(error: &dyn std::fmt::Display) -> Problem {
    Problem::new("damaged-table", format!("the Parquet file cannot be read: {error}"))
}

pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    match member.whole {
        Some(path) => rows(File::open(path).map_err(|error| of_error(&error))?, member, out),
        None => rows(Bytes::from(nested(&mut input, &out.budget)?), member, out),
    }
}

fn rows(file: impl ChunkReader + 'static, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let builder = guarded(|| ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error)))?;
    let names: Vec<String> = builder.schema().fields().iter().map(|field| key_of(field.name(), out.fields)).collect();
    if !has_text(&names, out.fields) {
        let row: Map<String, Value> = names.iter().map(|name| (name.clone(), Value::Null)).collect();
        return records::of_map(&row, out.fields).map(|_| ());
    }
    let wanted: Vec<usize> = (0..names.len())
        .filter(|index| {
            let name = names[*index].as_str();
            out.fields.names(name)
                || column_named(name).is_some()
                || has_text(std::slice::from_ref(&names[*index]), out.fields)
        })
        .collect();
    let groups: Vec<usize> = match member.part {
        Some(Part::RowGroups { from, to }) => (*from..(*to).min(builder.metadata().num_row_groups())).collect(),
        _ => (0..builder.metadata().num_row_groups()).collect(),
    };
    let mut number = 1 + rows_before(builder.metadata(), groups.first().copied().unwrap_or(0));
    charge(builder.metadata(), &groups, out)?;
    let mask = ProjectionMask::roots(builder.parquet_schema(), wanted.iter().copied());
    let mut reader = guarded(|| {
        let builder = builder.with_projection(mask).with_row_groups(groups).with_batch_size(BATCH);
        builder.build().map_err(|error| damaged(&error))
    })?;
    let mut any = false;
    loop {
        match next_batch(&mut reader) {
            Ok(None) => break,
            Ok(Some(batch)) => {
                any = true;
                batch_rows(&batch, member, &mut number, out)?;
            }
            Err(problem) => {
                // What was read before the damage stays.
                out.reject(&format!("{}:{number}", member.source), problem);
                return Ok(());
            }
        }
    }
    if any || member.part.is_some() { Ok(()) } else { Err(Problem::new("empty-file", "the table has no rows")) }
}

/// The library is not made for files that lie, and some make it panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(damaged(&"its parts do not fit together")))
}

fn next_batch(reader: &mut ParquetRecordBatchReader) -> Result<Option<RecordBatch>, Problem> {
    guarded(|| reader.next().transpose().map_err(|error| damaged(&error)))
}

fn rows_before(metadata: &ParquetMetaData, group: usize) -> u64 {
    (0..group).map(|group| u64::try_from(metadata.row_group(group).num_rows()).unwrap_or(0)).sum()
}

/// What the file says that its row groups expand to is charged before any of it is unpacked.
fn charge(metadata: &ParquetMetaData, groups: &[usize], out: &Emitter<'_>) -> Result<(), Problem> {
    for group in groups {
        let bytes = u64::try_from(metadata.row_group(*group).total_byte_size()).unwrap_or(u64::MAX);
        out.budget.unpacked(bytes).map_err(|error| of_error(&error))?;
    }
    Ok(())
}

fn batch_rows(
    batch: &RecordBatch,
    member: &Member<'_>,
    number: &mut u64,
    out: &mut Emitter<'_>,
) -> Result<(), Problem> {
    let schema = batch.schema();
    let names: Vec<String> = schema.fields().iter().map(|field| key_of(field.name(), out.fields)).collect();
    let options = FormatOptions::default();
    let limit = out.budget.limits.article_bytes;
    for row in 0..batch.num_rows() {
        let source = format!("{}:{number}", member.source);
        *number += 1;
        let mut record = Map::new();
        for (name, column) in names.iter().zip(batch.columns()) {
            match cell(column, row, &options) {
                Ok(value) => _ = record.insert(name.clone(), value),
                Err(problem) => return Err(problem),
            }
        }
        let bytes: usize = record.values().filter_map(Value::as_str).map(str::len).sum();
        // A dictionary has a long text once, and the rows have it again and again.
        out.budget.unpacked(bytes as u64).map_err(|error| of_error(&error))?;
        if bytes as u64 > limit {
            out.reject(&source, Problem::new("too-large", format!("the row is larger than {limit} bytes")));
            continue;
        }
        match records::of_map(&record, out.fields) {
            Ok((own, content)) => {
                let page = matches!(content, Content::Page(_));
                let media_type = if page { "text/html" } else { "application/vnd.apache.parquet" };
                let (encoding, heading) = (Encoding::UTF8, None);
                out.article(&source, Found { media_type, own, own_basis: "record", heading, content, encoding });
            }
            Err(problem) => out.reject(&source, problem),
        }
    }
    Ok(())
}

/// A value as a record has it: lists stay lists, bytes are text where they are UTF-8, everything else is written out.
fn cell(column: &ArrayRef, row: usize, options: &FormatOptions<'_>) -> Result<Value, Problem> {
    if column.is_null(row) {
        return Ok(Value::Null);
    }
    let bytes = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_or(Value::Null, Value::String);
    Ok(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Binary => bytes(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes(column.as_binary::<i64>().value(row)),
        DataType::List(_) => list(&column.as_list::<i32>().value(row), options)?,
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row), options)?,
        _ => {
            let formatter = ArrayFormatter::try_new(column, options).map_err(|error| damaged(&error))?;
            Value::String(formatter.value(row).try_to_string().map_err(|error| damaged(&error))?)
        }
    })
}

fn list(values: &ArrayRef, options: &FormatOptions<'_>) -> Result<Value, Problem> {
    // A list of lists is no column of an article.
    if values.data_type().is_nested() {
        return Ok(Value::Null);
    }
    (0..values.len()).map(|row| cell(values, row, options)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// Ranges of row groups of about `size` bytes each, with those bytes.
pub fn row_groups(path: &Path, size: u64) -> std::io::Result<Vec<(usize, usize, u64)>> {
    let file = File::open(path)?;
    let metadata = guarded(|| {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(&error))?;
        Ok(builder.metadata().clone())
    })
    .map_err(refusal)?;
    let mut ranges = Vec::new();
    let (mut from, mut bytes) = (0, 0u64);
    for group in 0..metadata.num_row_groups() {
        bytes = bytes.saturating_add(u64::try_from(metadata.row_group(group).compressed_size()).unwrap_or(0));
        if bytes >= size {
            ranges.push((from, group + 1, bytes));
            (from, bytes) = (group + 1, 0);
        }
    }
    if from < metadata.num_row_groups() {
        ranges.push((from, metadata.num_row_groups(), bytes));
    }
    Ok(ranges)
}
