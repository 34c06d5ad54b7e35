//! Stages that exist in these tests only.

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::{Value, json};
use wagemill_abi::json::Spec;
use wagemill_pipeline::{Catalogue, PluginInfo, StageError, StageInfo, StageKind};

pub struct FakeCatalogue;

const NAMES: &[&str] =
    &["extract-wages", "normalize-currency", "parse-article", "query-table", "read-articles", "write-table"];

impl Catalogue for FakeCatalogue {
    fn stage_names(&self) -> Vec<String> {
        NAMES.iter().map(|&name| name.to_owned()).collect()
    }

    fn stage(&self, name: &str) -> Option<StageInfo> {
        let name = NAMES.iter().find(|known| **known == name)?;
        let kind = match *name {
            "read-articles" => StageKind::Source,
            "write-table" => StageKind::Sink,
            _ => StageKind::Transform,
        };
        Some(StageInfo {
            name: (*name).to_owned(),
            kind,
            whole_table: *name == "query-table",
            pass_through: kind == StageKind::Transform && *name != "query-table",
            spec: serde_json::from_value::<Spec>(spec(name)).unwrap(),
            options_schema: options_schema(name),
            plugin: PluginInfo {
                file: format!("/plugins/lib{}.so", name.replace('-', "_")),
                version: "0.1.0".to_owned(),
                sha256: "00ff".to_owned(),
            },
        })
    }

    fn refused(&self, name: &str) -> Option<StageError> {
        (name == "group-reprints").then(|| StageError {
            code: "abi-mismatch".to_owned(),
            message: "`libgroup_reprints.so` is built for ABI 0.9, and this is 1.0".to_owned(),
            help: Some("the plugin is older: build it again".to_owned()),
            ..StageError::default()
        })
    }

    fn flags(&self) -> Vec<String> {
        ["fx_missing", "days_assumed", "hours_assumed"].map(str::to_owned).to_vec()
    }

    fn plan_stage(&self, name: &str, options: &Value, inputs: &[(String, SchemaRef)]) -> Result<Schema, StageError> {
        let text = |name: &str| Field::new(name, DataType::Utf8View, true);
        let decimal = |name: &str| Field::new(name, DataType::Decimal128(38, 4), true);
        let row = Field::new("__row", DataType::UInt32, false);
        Ok(Schema::new(match name {
            "read-articles" => vec![
                row,
                text("article_id"),
                text("source"),
                text("language"),
                Field::new("body", DataType::BinaryView, false),
            ],
            "parse-article" => vec![row, text("title"), text("text")],
            "extract-wages" => {
                vec![row, text("mention_id"), text("quote"), decimal("amount_min"), text("currency")]
            }
            "normalize-currency" => {
                let to = options["to"].as_str().unwrap().to_lowercase();
                vec![row, decimal(&format!("{to}_month_min")), text("flags")]
            }
            "query-table" => return query(options["sql"].as_str().unwrap(), inputs),
            _ => Vec::new(),
        }))
    }
}

/// `SELECT a, b FROM t`: columns of the first input, and nothing else of SQL.
fn query(sql: &str, inputs: &[(String, SchemaRef)]) -> Result<Schema, StageError> {
    let words: Vec<&str> =
        sql.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let at = |word: &str| {
        let byte = sql.find(word).unwrap();
        let start = sql[..byte].chars().count();
        Some((start, start + word.chars().count()))
    };
    let error = |message: String, help: &str, word: &str| StageError {
        code: "bad-sql".to_owned(),
        message,
        help: Some(help.to_owned()),
        option: Some("/sql".to_owned()),
        span: at(word),
    };
    let Some(from) = words.iter().position(|word| *word == "FROM") else {
        let word = words.last().copied().unwrap_or("");
        return Err(error(format!("expected `FROM`, found `{word}`"), "write `SELECT columns FROM stage`", word));
    };
    let input = &inputs[0].1;
    let mut fields: Vec<Field> = Vec::new();
    let mut columns = words[1..from].iter();
    while let Some(word) = columns.next() {
        if *word == "AS" {
            let renamed = fields.pop().unwrap().with_name(*columns.next().unwrap());
            fields.push(renamed);
            continue;
        }
        fields.push(input.field_with_name(word).cloned().map_err(|_| {
            error(format!("no column `{word}` in `{}`", inputs[0].0), "the table has other columns", word)
        })?);
    }
    Ok(Schema::new(fields))
}

fn spec(name: &str) -> Value {
    let read = |name: &str, data_type: &str| json!({ "name": name, "type": data_type });
    match name {
        "parse-article" => json!({ "reads": [read("body", "binary")], "drops": ["body"] }),
        "extract-wages" => json!({
            "summary": "statements about pay",
            "reads": [read("text", "utf8"), { "name": "published_on", "type": "date32", "optional": true }],
            "drops": ["body", "text"],
            "checkpoint": true
        }),
        "normalize-currency" => json!({ "reads": [read("amount_min", "decimal"), read("currency", "utf8")] }),
        "read-articles" => json!({}),
        _ => json!({ "reads": "*" }),
    }
}

fn options_schema(name: &str) -> Value {
    match name {
        "read-articles" => json!({
            "type": "object",
            "properties": {
                "paths": {
                    "description": "Files, folders and patterns.",
                    "type": "array", "items": { "type": "string" }, "minItems": 1,
                    "x-wagemill-path": "read", "x-wagemill-glob": true
                },
                "fields": { "anyOf": [{ "$ref": "#/$defs/Fields" }, { "type": "null" }], "default": null },
                "token": { "type": "string", "writeOnly": true }
            },
            "required": ["paths"],
            "additionalProperties": false,
            "$defs": {
                "Fields": {
                    "type": "object",
                    "properties": { "text": { "type": "string" }, "record_id": { "type": "string" } },
                    "required": ["text"],
                    "additionalProperties": false
                }
            }
        }),
        "normalize-currency" => json!({
            "type": "object",
            "properties": {
                "to": { "type": "string", "pattern": "^[A-Z]{3}$", "description": "The currency to convert into, ISO 4217." },
                "rates": { "type": "array", "items": { "type": "string" }, "x-wagemill-path": "read" },
                "gap_days": { "type": "integer", "minimum": 0, "default": 7, "description": "How many days a rate may be old." },
                "date": { "oneOf": [{ "const": "published" }, { "const": "stated" }], "default": "published" }
            },
            "required": ["to"],
            "additionalProperties": false
        }),
        "query-table" => json!({
            "type": "object",
            "properties": { "sql": { "type": "string" } },
            "required": ["sql"]
        }),
        "write-table" => json!({
            "type": "object",
            "properties": {
                "path": { "type": "string", "x-wagemill-path": "write" },
                "columns": {
                    "anyOf": [
                        { "enum": ["core", "all", "public"] },
                        { "type": "array", "items": { "type": "string" } }
                    ],
                    "default": "core"
                }
            },
            "required": ["path"],
            "additionalProperties": false
        }),
        _ => json!({ "type": "object", "properties": {}, "additionalProperties": false }),
    }
}
