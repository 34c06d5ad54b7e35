//! Walking the JSON Schema of a stage's options.

use serde_json::{Map, Value};

/// Schemas nest by reference, and a reference may lead back.
const DEEPEST: usize = 16;

/// A schema together with all that it refers to or is made of.
pub fn parts<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    collect_parts(root, schema, true, DEEPEST, &mut found);
    found
}

/// The parts that hold for every value, alternatives left out; `null` beside one other is no alternative.
fn certain_parts<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let mut found = Vec::new();
    collect_parts(root, schema, false, DEEPEST, &mut found);
    found
}

fn collect_parts<'a>(
    root: &'a Value,
    schema: &'a Value,
    with_alternatives: bool,
    depth: usize,
    found: &mut Vec<&'a Value>,
) {
    if depth == 0 {
        return;
    }
    found.push(schema);
    let reference = schema.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    if let Some(target) = reference.and_then(|pointer| root.pointer(pointer)) {
        collect_parts(root, target, with_alternatives, depth - 1, found);
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let members: Vec<&Value> = schema.get(keyword).and_then(Value::as_array).into_iter().flatten().collect();
        let members: Vec<&Value> =
            members.into_iter().filter(|member| member.get("type").is_none_or(|name| name != "null")).collect();
        if with_alternatives || keyword == "allOf" || members.len() == 1 {
            members.into_iter().for_each(|member| collect_parts(root, member, with_alternatives, depth - 1, found));
        }
    }
}

/// The schemas of a key of a table or an index of an array.
pub fn children<'a>(root: &'a Value, schemas: &[&'a Value], segment: &str) -> Vec<&'a Value> {
    schemas
        .iter()
        .filter_map(|schema| {
            let property = schema.get("properties").and_then(|properties| properties.get(segment));
            let of_array = || segment.parse::<usize>().ok().and_then(|_| schema.get("items"));
            property
                .or_else(of_array)
                .or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object()))
        })
        .flat_map(|schema| parts(root, schema))
        .collect()
}

/// The schemas of the value that a JSON pointer leads to.
pub fn at<'a>(root: &'a Value, pointer: &str) -> Vec<&'a Value> {
    pointer.split('/').skip(1).fold(parts(root, root), |schemas, segment| {
        children(root, &schemas, &segment.replace("~1", "/").replace("~0", "~"))
    })
}

/// The keys that a table may have.
pub fn property_names<'a>(schemas: &[&'a Value]) -> Vec<&'a str> {
    let mut names: Vec<&str> = schemas
        .iter()
        .filter_map(|schema| schema.get("properties").and_then(Value::as_object))
        .flat_map(|properties| properties.keys().map(String::as_str))
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(*name));
    names
}

/// What the schema says about an option, in words.
pub fn description<'a>(schemas: &[&'a Value]) -> Option<&'a str> {
    schemas.iter().find_map(|schema| schema.get("description").and_then(Value::as_str))
}

/// Whether a keyword such as `writeOnly` is `true`.
pub fn is_marked(schemas: &[&Value], keyword: &str) -> bool {
    schemas.iter().any(|schema| schema.get(keyword) == Some(&Value::Bool(true)))
}

/// The value with the defaults of the schema in it, its keys in the order of the schema.
pub fn with_defaults(root: &Value, schema: &Value, value: Value) -> Value {
    fill(root, &certain_parts(root, schema), value, DEEPEST)
}

fn fill(root: &Value, schemas: &[&Value], value: Value, depth: usize) -> Value {
    if depth == 0 {
        return value;
    }
    match value {
        Value::Object(mut given) => {
            let mut filled = Map::new();
            for name in property_names(schemas) {
                let child: Vec<&Value> = schemas
                    .iter()
                    .filter_map(|schema| schema.get("properties")?.get(name))
                    .flat_map(|schema| certain_parts(root, schema))
                    .collect();
                let value =
                    given.shift_remove(name).or_else(|| child.iter().find_map(|schema| schema.get("default")).cloned());
                if let Some(value) = value {
                    filled.insert(name.to_owned(), fill(root, &child, value, depth - 1));
                }
            }
            filled.extend(given);
            Value::Object(filled)
        }
        Value::Array(items) => {
            let child: Vec<&Value> = schemas
                .iter()
                .filter_map(|schema| schema.get("items"))
                .flat_map(|schema| certain_parts(root, schema))
                .collect();
            Value::Array(items.into_iter().map(|item| fill(root, &child, item, depth - 1)).collect())
        }
        other => other,
    }
}

/// The schema, closed to keys that it does not name: a mistyped option must never be without effect.
pub fn closed(schema: &Value) -> Value {
    const OPENERS: &[&str] =
        &["additionalProperties", "unevaluatedProperties", "patternProperties", "$ref", "allOf", "anyOf", "oneOf"];
    let mut schema = schema.clone();
    if let Value::Object(keywords) = &mut schema {
        let is_open = OPENERS.iter().any(|opener| keywords.contains_key(*opener));
        if keywords.contains_key("properties") && !is_open {
            keywords.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
    }
    schema
}

/// A value that a schema of this shape may take, for asking a stage what it would give.
pub fn example(root: &Value, schema: &Value) -> Value {
    example_to_depth(root, schema, DEEPEST)
}

fn example_to_depth(root: &Value, schema: &Value, depth: usize) -> Value {
    let parts = parts(root, schema);
    let keyword = |name: &str| parts.iter().find_map(|schema| schema.get(name));
    if let Some(value) = keyword("default").or_else(|| keyword("const")) {
        return value.clone();
    }
    if let Some(value) = keyword("enum").and_then(|values| values.get(0)) {
        return value.clone();
    }
    match keyword("type").and_then(|name| name.as_str().or_else(|| name.get(0)?.as_str())) {
        Some("array") => Value::Array(Vec::new()),
        Some("boolean") => Value::Bool(false),
        Some("integer" | "number") => keyword("minimum").cloned().unwrap_or_else(|| 0.into()),
        Some("object") => {
            let mut table = Map::new();
            for schema in &parts {
                let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
                for name in required.filter_map(Value::as_str) {
                    let property = schema.get("properties").and_then(|properties| properties.get(name));
                    if let Some(property) = property.filter(|_| depth > 0) {
                        table.insert(name.to_owned(), example_to_depth(root, property, depth - 1));
                    }
                }
            }
            Value::Object(table)
        }
        _ => Value::String(String::new()),
    }
}
