//! The JSON Schema of pipeline files, with the options of all installed stages: what editors complete and check from.

use serde_json::{Map, Value, json};

use crate::catalogue::{Catalogue, StageInfo};
use crate::reserved;
use crate::schema::closed;

/// The JSON Schema (draft 2020-12) of a pipeline file.
#[must_use]
pub fn file_schema(catalogue: &dyn Catalogue) -> Value {
    let limit = json!({
        "description": "a count, or a share of all rows such as `5%`",
        "oneOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]{1,4})?%$" }
        ]
    });
    let layer = |stage: Value| {
        json!({
            "vars": {
                "type": "object",
                "description": "text for `${name}` in strings",
                "additionalProperties": { "type": ["string", "integer", "number", "boolean"] }
            },
            "stage": stage,
            "max_rejects": { "$ref": "#/$defs/limit" },
            "fail_on": {
                "type": "object",
                "description": "flags, and how many rows may carry each",
                "additionalProperties": { "$ref": "#/$defs/limit" }
            }
        })
    };
    let infos: Vec<StageInfo> = catalogue.stage_names().iter().filter_map(|name| catalogue.stage(name)).collect();
    let mut definitions = Map::new();
    definitions.insert("limit".to_owned(), limit);
    definitions.insert("stage".to_owned(), stage_schema(&infos));
    definitions.insert("stage_part".to_owned(), part_schema(&infos));
    for info in &infos {
        let mut options = closed(&info.options_schema);
        move_references(&mut options, &options_pointer(&info.name));
        if let Value::Object(keywords) = &mut options {
            keywords.remove("$schema");
        }
        definitions.insert(options_key(&info.name), options);
    }

    let mut properties = Map::new();
    let mut put = |name: &str, schema: Value| properties.insert(name.to_owned(), schema);
    put("name", json!({ "type": "string", "description": "what the pipeline is called in reports" }));
    put("description", json!({ "type": "string" }));
    put("extends", json!({ "type": "string", "description": "another pipeline file that this one changes" }));
    if let Value::Object(layer) =
        layer(json!({ "type": "array", "description": "run top to bottom", "items": { "$ref": "#/$defs/stage" } }))
    {
        properties.extend(layer);
    }
    let part = json!({ "$ref": "#/$defs/stage_part" });
    let profile = layer(json!({
        "description": "changes to stages, by their id",
        "oneOf": [
            { "type": "object", "additionalProperties": part },
            { "type": "array", "items": part }
        ]
    }));
    properties.insert(
        "profile".to_owned(),
        json!({
            "type": "object",
            "description": "layers that `--profile NAME` chooses",
            "additionalProperties": { "type": "object", "properties": profile, "additionalProperties": false }
        }),
    );
    properties.insert(
        "test".to_owned(),
        json!({ "type": "array", "description": "cases for `wagemill test`", "items": { "type": "object" } }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wagemill pipeline",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions
    })
}

/// A stage: which one decides which options it has.
fn stage_schema(infos: &[StageInfo]) -> Value {
    let names: Vec<Value> =
        infos.iter().map(|info| json!({ "const": info.name, "description": info.spec.summary })).collect();
    let mut properties = stage_properties();
    properties["use"] = json!({ "description": "the stage that works here", "oneOf": names });
    let options: Vec<Value> = infos.iter().map(options_of_stage).collect();
    json!({
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        // A stage of an extended file is changed by its id alone.
        "anyOf": [{ "required": ["use"] }, { "required": ["id"] }],
        "allOf": options
    })
}

/// What a profile changes of a stage; required options may be those of the stage itself.
fn part_schema(infos: &[StageInfo]) -> Value {
    let mut properties = stage_properties();
    let names: Vec<&str> = infos.iter().map(|info| info.name.as_str()).collect();
    properties["use"] = json!({ "enum": names });
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn stage_properties() -> Value {
    let reserved = reserved::IDS;
    json!({
        "id": {
            "type": "string",
            "description": "the name that `from` uses; by default that of the stage",
            "pattern": "^[A-Za-z][A-Za-z0-9_-]*$",
            "not": { "enum": reserved }
        },
        "use": {},
        "from": {
            "description": "the stage above that rows come from; by default the nearest one that is no sink",
            "oneOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" }, "minItems": 1, "uniqueItems": true }
            ]
        },
        "with": { "type": "object", "description": "options" }
    })
}

fn options_of_stage(info: &StageInfo) -> Value {
    json!({
        "if": { "properties": { "use": { "const": info.name } }, "required": ["use"] },
        "then": { "properties": { "with": { "$ref": options_pointer(&info.name) } } }
    })
}

fn options_key(stage: &str) -> String {
    format!("options-of-{stage}")
}

fn options_pointer(stage: &str) -> String {
    format!("#/$defs/{}", options_key(stage))
}

/// References inside a schema lead from its own root, which is now further down.
fn move_references(schema: &mut Value, root: &str) {
    match schema {
        Value::Object(keywords) => {
            for (keyword, value) in keywords.iter_mut() {
                match value {
                    Value::String(reference) if keyword == "$ref" => {
                        if let Some(pointer) = reference.strip_prefix('#') {
                            *reference = format!("{root}{pointer}");
                        }
                    }
                    other => move_references(other, root),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| move_references(item, root)),
        _ => {}
    }
}
