//! The options of a stage in words, read from their JSON Schema.

use serde::Serialize;
use serde_json::Value;

use crate::render::toml_value;

/// One option as a person needs it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct StageOption {
    pub name: String,
    /// such as `text`, `list of text`, `one of core, all, public`
    pub takes: String,
    pub required: bool,
    /// as TOML would write it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    pub doc: String,
}

/// Required options first, otherwise in the order of the schema.
pub fn stage_options(schema: &Value) -> Vec<StageOption> {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let mut options: Vec<StageOption> = properties
        .map(|(name, property)| StageOption {
            name: name.clone(),
            takes: takes(property, schema),
            required: required.contains(&name.as_str()),
            default: property.get("default").filter(|default| !default.is_null()).map(toml_value),
            doc: doc(property, schema),
        })
        .collect();
    options.sort_by_key(|option| !option.required);
    options
}

fn doc(property: &Value, root: &Value) -> String {
    let own = property["description"].as_str().or_else(|| resolve(property, root)["description"].as_str());
    own.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Follows a reference into the schema's definitions.
fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    schema["$ref"].as_str().and_then(|pointer| root.pointer(pointer.strip_prefix('#')?)).unwrap_or(schema)
}

fn takes(schema: &Value, root: &Value) -> String {
    let schema = resolve(schema, root);
    let path = match schema["x-wagemill-path"].as_str().or_else(|| schema["items"]["x-wagemill-path"].as_str()) {
        Some("read") => " (path to read)",
        Some("write") => " (path to write)",
        _ => "",
    };
    format!("{}{path}", shape(schema, root))
}

fn shape(schema: &Value, root: &Value) -> String {
    let schema = resolve(schema, root);
    if let Some(choices) = choices(schema) {
        return format!("one of {}", choices.join(", "));
    }
    for combination in ["anyOf", "oneOf"] {
        if let Some(parts) = schema[combination].as_array() {
            let mut words: Vec<String> =
                parts.iter().filter(|part| part["type"] != "null").map(|part| shape(part, root)).collect();
            words.dedup();
            return words.join(", or ");
        }
    }
    match &schema["type"] {
        Value::String(name) => word(name, schema, root),
        Value::Array(names) => {
            let words: Vec<String> = names
                .iter()
                .filter_map(Value::as_str)
                .filter(|name| *name != "null")
                .map(|name| word(name, schema, root))
                .collect();
            words.join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

/// The values of an enumeration, with or without a description for each.
fn choices(schema: &Value) -> Option<Vec<String>> {
    let values: Vec<&Value> = match (schema["enum"].as_array(), schema["oneOf"].as_array(), schema.get("const")) {
        (Some(values), _, _) => values.iter().filter(|value| !value.is_null()).collect(),
        (_, Some(parts), _) => parts.iter().map(|part| part.get("const")).collect::<Option<Vec<_>>>()?,
        (_, _, Some(value)) => vec![value],
        _ => return None,
    };
    Some(values.into_iter().map(plain_value).collect())
}

fn word(name: &str, schema: &Value, root: &Value) -> String {
    match name {
        "string" if schema["format"] == "date" => "date as text".to_owned(),
        "string" => "text".to_owned(),
        "boolean" => "true or false".to_owned(),
        "integer" => "whole number".to_owned(),
        "array" if schema.get("items").is_some() => format!("list of {}", shape(&schema["items"], root)),
        "array" => "list".to_owned(),
        "object" => "table".to_owned(),
        other => other.to_owned(),
    }
}

fn plain_value(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::stage_options;
    use serde_json::json;

    #[test]
    fn options_are_told_in_words() {
        let schema = json!({
            "properties": {
                "to": { "type": "string", "description": "the target\ncurrency", "default": "USD" },
                "paths": { "type": "array", "items": { "type": "string" }, "x-wagemill-path": "read", "x-wagemill-glob": true, "description": "files" },
                "columns": { "anyOf": [{ "$ref": "#/$defs/View" }, { "type": "array", "items": { "type": "string" } }, { "type": "null" }] },
                "minimum": { "type": ["integer", "null"], "default": null },
                "fields": { "type": "object", "default": { "text": "body" } },
                "header": { "type": "boolean", "default": true }
            },
            "required": ["paths"],
            "$defs": { "View": { "oneOf": [{ "const": "core", "description": "short" }, { "const": "all" }] } }
        });
        let told: Vec<String> = stage_options(&schema)
            .iter()
            .map(|option| {
                format!(
                    "{} | {} | {} | {:?} | {}",
                    option.name, option.takes, option.required, option.default, option.doc
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                "paths | list of text (path to read) | true | None | files",
                "to | text | false | Some(\"\\\"USD\\\"\") | the target currency",
                "columns | one of core, all, or list of text | false | None | ",
                "minimum | whole number | false | None | ",
                "fields | table | false | Some(\"{ text = \\\"body\\\" }\") | ",
                "header | true or false | false | Some(\"true\") | ",
            ]
        );
    }
}
