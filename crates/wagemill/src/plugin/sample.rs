//! Options and inputs that a stage should accept, to ask it for its columns.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use serde_json::{Map, Value, json};
use wagemill_abi::json::Reads;
use wagemill_pipeline::{StageInfo, StageKind};

/// The smallest options that the schema allows: what is required, and nothing else.
pub fn sample_options(schema: &Value) -> Value {
    let mut options = Map::new();
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        options.insert(name.to_owned(), sample_value(&schema["properties"][name]));
    }
    Value::Object(options)
}

/// The same with one more option, which the stage may ask for although its schema does not: in turn each that takes files.
pub fn more_sample_options(schema: &Value) -> impl Iterator<Item = Value> {
    let files = schema["properties"].as_object().into_iter().flatten();
    files.filter(|(_, option)| option.get("x-wagemill-path").is_some()).map(|(name, option)| {
        let mut options = sample_options(schema);
        options[name] = sample_value(option);
        options
    })
}

fn sample_value(schema: &Value) -> Value {
    if let Some(first) = schema["enum"].get(0).or_else(|| schema["oneOf"].get(0).and_then(|part| part.get("const"))) {
        return first.clone();
    }
    match schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str()) {
        Some("string") => json!("sample"),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(false),
        Some("array") => json!([sample_value(&schema["items"])]),
        Some("object") => sample_options(schema),
        _ => Value::Null,
    }
}

/// An input with just the columns that the stage reads; none where a type is not told by its name.
pub fn sample_inputs(stage: &StageInfo) -> Option<Vec<(String, SchemaRef)>> {
    if stage.kind == StageKind::Source {
        return Some(Vec::new());
    }
    let fields: Vec<Field> = match &stage.spec.reads {
        Reads::All => Vec::new(),
        Reads::Columns(columns) => columns
            .iter()
            .map(|column| Some(Field::new(&column.name, data_type(&column.kind)?, column.nullable)))
            .collect::<Option<_>>()?,
    };
    Some(vec![("input".to_owned(), Arc::new(Schema::new(fields)))])
}

fn data_type(word: &str) -> Option<DataType> {
    Some(match word {
        "bool" => DataType::Boolean,
        "int8" => DataType::Int8,
        "int16" => DataType::Int16,
        "int32" => DataType::Int32,
        "int64" => DataType::Int64,
        "uint8" => DataType::UInt8,
        "uint16" => DataType::UInt16,
        "uint32" => DataType::UInt32,
        "uint64" => DataType::UInt64,
        "float32" => DataType::Float32,
        "float64" => DataType::Float64,
        "utf8" => DataType::Utf8View,
        "binary" => DataType::BinaryView,
        "date32" => DataType::Date32,
        "timestamp" => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        "decimal" => DataType::Decimal128(38, 4),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::sample_options;
    use serde_json::json;

    #[test]
    fn only_what_is_required_is_given() {
        let schema = json!({
            "properties": {
                "paths": { "type": "array", "items": { "type": "string" } },
                "to": { "type": "string" },
                "least": { "type": "integer", "minimum": 3 },
                "view": { "oneOf": [{ "const": "core" }] }
            },
            "required": ["paths", "least", "view"]
        });
        assert_eq!(sample_options(&schema), json!({ "paths": ["sample"], "least": 3, "view": "core" }));
    }
}
