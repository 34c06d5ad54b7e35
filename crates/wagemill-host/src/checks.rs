//! What a stage says of itself must be possible, and its inputs must fit it.

use arrow_schema::{DataType, Schema, SchemaRef};
use wagemill_abi::json::{ReadColumn, Reads, Spec};
use wagemill_abi::{WM_E_SCHEMA, WM_F_PASSTHROUGH, WM_F_WHOLE_TABLE};

use crate::codes;
use crate::error::Fault;
use crate::layout::Layout;
use crate::table::Kind;

const TYPES: [&str; 18] = [
    "bool",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "float32",
    "float64",
    "utf8",
    "binary",
    "date32",
    "timestamp",
    "decimal",
    "list",
    "struct",
];

/// Whether the spec can be kept, and the layout of texts that the stage gets.
pub(crate) fn spec(kind: Kind, flags: u64, spec: &Spec) -> Result<Layout, String> {
    if let Reads::Columns(columns) = &spec.reads {
        for (index, column) in columns.iter().enumerate() {
            if column.name.is_empty() {
                return Err(format!("column {index} that it reads has no name"));
            }
            if columns[..index].iter().any(|other| other.name == column.name) {
                return Err(format!("it reads column `{}` twice", column.name));
            }
            if !TYPES.contains(&column.kind.as_str()) {
                return Err(format!("it reads column `{}` as `{}`, which is no type", column.name, column.kind));
            }
        }
    }
    let passes_rows = kind == Kind::Transform && (flags & WM_F_WHOLE_TABLE == 0 || flags & WM_F_PASSTHROUGH != 0);
    if !spec.spans.is_empty() && !passes_rows {
        return Err("spans need a stage whose output rows come from input rows".to_owned());
    }
    if let Reads::Columns(columns) = &spec.reads {
        for span in &spec.spans {
            if !columns.iter().any(|column| column.name == span.text && column.kind == "utf8") {
                return Err(format!("spans lead into `{}`, which it does not read as utf8", span.text));
            }
        }
    }
    if spec.layouts.is_empty() {
        return Ok(Layout::View);
    }
    let layouts = spec.layouts.iter().map(|format| {
        Layout::named(format).ok_or_else(|| format!("`{format}` is no layout of texts; `vu`, `U` and `u` are"))
    });
    let layouts = layouts.collect::<Result<Vec<_>, _>>()?;
    // Views cost nothing; otherwise the stage's own order counts.
    Ok(if layouts.contains(&Layout::View) { Layout::View } else { layouts[0] })
}

/// How many inputs a kind of stage takes (R13).
pub(crate) fn input_count(kind: Kind, flags: u64, count: usize) -> Result<(), Fault> {
    let expected = match kind {
        Kind::Source if count == 0 => return Ok(()),
        Kind::Source => "no input",
        Kind::Transform if flags & WM_F_WHOLE_TABLE == 0 && count == 1 => return Ok(()),
        Kind::Transform if flags & WM_F_WHOLE_TABLE == 0 => "one input",
        _ if count >= 1 => return Ok(()),
        _ => "at least one input",
    };
    let message = format!("a {} takes {expected}, not {count}", kind.word());
    Err(Fault::new(codes::WRONG_INPUTS, message)
        .status(WM_E_SCHEMA)
        .help("change `from` of the stage in the pipeline file"))
}

/// The indices of the columns of an input that the stage reads, in the order of the input.
pub(crate) fn columns_read(reads: &Reads, input: &str, schema: &SchemaRef) -> Result<Vec<usize>, Fault> {
    let columns = match reads {
        Reads::All => return Ok((0..schema.fields().len()).collect()),
        Reads::Columns(columns) => columns,
    };
    let mut indices = Vec::new();
    for column in columns {
        match schema.index_of(&column.name) {
            Ok(index) => {
                check_type(column, input, schema, index)?;
                indices.push(index);
            }
            Err(_) if column.optional => {}
            Err(_) => return Err(missing(column, input, schema)),
        }
    }
    indices.sort_unstable();
    Ok(indices)
}

fn missing(column: &ReadColumn, input: &str, schema: &Schema) -> Fault {
    let present: Vec<String> = schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
    Fault::new(codes::MISSING_COLUMN, format!("needs column `{}`, which `{input}` does not give", column.name))
        .status(WM_E_SCHEMA)
        .help(format!("add a stage that gives `{}`; `{input}` gives {}", column.name, present.join(", ")))
}

fn check_type(column: &ReadColumn, input: &str, schema: &Schema, index: usize) -> Result<(), Fault> {
    let found = schema.field(index).data_type();
    if type_word(found) == Some(column.kind.as_str()) {
        return Ok(());
    }
    let message = format!("reads column `{}` as {}, but `{input}` gives it as {found}", column.name, column.kind);
    Err(Fault::new(codes::WRONG_COLUMN_TYPE, message)
        .status(WM_E_SCHEMA)
        .help("convert the column in a stage above, or read from another stage with `from`"))
}

/// The word of a spec for a type.
fn type_word(data_type: &DataType) -> Option<&'static str> {
    Some(match data_type {
        DataType::Boolean => "bool",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::UInt8 => "uint8",
        DataType::UInt16 => "uint16",
        DataType::UInt32 => "uint32",
        DataType::UInt64 => "uint64",
        DataType::Float32 => "float32",
        DataType::Float64 => "float64",
        DataType::Utf8View | DataType::Utf8 | DataType::LargeUtf8 => "utf8",
        DataType::BinaryView | DataType::Binary | DataType::LargeBinary => "binary",
        DataType::Date32 => "date32",
        DataType::Timestamp(_, _) => "timestamp",
        DataType::Decimal128(_, _) => "decimal",
        DataType::List(_) | DataType::LargeList(_) => "list",
        DataType::Struct(_) => "struct",
        _ => return None,
    })
}
