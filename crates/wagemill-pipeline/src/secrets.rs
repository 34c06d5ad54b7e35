//! Options that are secrets: they come from the environment only and are never shown.

use serde_json::Value;

use crate::error::Mistake;
use crate::node::Node;
use crate::schema;

/// What stands in place of a secret wherever a plan is shown.
pub const REDACTED: &str = "(secret)";

/// Whether an option of the first level is a secret.
pub fn is_secret(options_schema: &Value, option: &str) -> bool {
    schema::is_marked(
        &schema::children(options_schema, &schema::parts(options_schema, options_schema), option),
        "writeOnly",
    )
}

/// JSON pointers to the secrets among the options.
pub fn pointers(options_schema: &Value, options: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(options_schema, &schema::parts(options_schema, options_schema), options, String::new(), &mut found);
    found
}

fn collect(root: &Value, schemas: &[&Value], value: &Value, pointer: String, found: &mut Vec<String>) {
    if schema::is_marked(schemas, "writeOnly") {
        found.push(pointer);
        return;
    }
    let mut descend = |segment: &str, value: &Value| {
        let escaped = segment.replace('~', "~0").replace('/', "~1");
        collect(root, &schema::children(root, schemas, segment), value, format!("{pointer}/{escaped}"), found);
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| descend(key, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| descend(&index.to_string(), value));
        }
        _ => {}
    }
}

/// A secret that is written in a file or on the command line is there for others to read.
pub fn check(stage_id: &str, with: &Node, pointers: &[String], mistakes: &mut Vec<Mistake>) -> bool {
    let mut is_fine = true;
    for pointer in pointers {
        let Some(node) = with.at(pointer) else {
            continue;
        };
        if node.from_environment {
            continue;
        }
        is_fine = false;
        let name = pointer.trim_start_matches('/');
        let variable = format!("{stage_id}__{}", name.replace('/', "__")).replace('-', "_").to_uppercase();
        mistakes.push(
            Mistake::new("secret-in-file", format!("option `{name}` is a secret and may come from the environment only"))
                .at(&node.key_place().masking(&node.place), "a secret")
                .help(format!(
                    "set `WAGEMILL__STAGE__{variable}`, or write `{name} = \"${{env:NAME}}\"`; what was written here is known to others now and should be replaced"
                )),
        );
    }
    is_fine
}

/// The options without their secrets.
pub fn redacted(options: &Value, pointers: &[String]) -> Value {
    let mut options = options.clone();
    for pointer in pointers {
        if let Some(value) = options.pointer_mut(pointer) {
            *value = REDACTED.into();
        }
    }
    options
}

/// A plugin may quote an option in its message.
pub fn redact_text(text: &str, options: &Value, pointers: &[String]) -> String {
    pointers
        .iter()
        .filter_map(|pointer| options.pointer(pointer)?.as_str())
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret, REDACTED))
}
