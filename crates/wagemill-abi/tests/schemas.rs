//! The JSON Schemas that authors of plugins validate against say what the structs say.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wagemill_abi::json::{Detail, Manifest, Spec};

fn validator(name: &str) -> jsonschema::Validator {
    let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn manifest() -> Value {
    json!({ "name": "a", "version": "1.2.3", "abi": [1, 0], "needs_minor": 0, "target": "x86_64-unknown-linux-gnu",
        "panic": "unwind", "stages": [{ "name": "extract-wages", "kind": "transform" }] })
}

fn spec() -> Value {
    json!({ "summary": "s", "reads": [{ "name": "text", "type": "utf8", "nullable": true, "optional": true, "doc": "d" }],
        "drops": ["text"], "spans": [{ "text": "text", "start": "start", "end": "end", "quote": "quote" }],
        "layouts": ["vu"], "checkpoint": true, "codes": [{ "code": "c", "sentence": "s", "remedy": "r" }] })
}

fn detail() -> Value {
    json!({ "code": "c", "help": "h", "option": "/to", "span": [1, 2], "location": "lib.rs:3" })
}

/// A value with every field: both sides read it, neither loses anything, and both refuse a field that they do not know.
fn agree<T: serde::de::DeserializeOwned + serde::Serialize>(name: &str, full: Value) {
    let schema = validator(name);
    assert!(schema.is_valid(&full), "{name}");
    let read: T = serde_json::from_value(full.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), full, "{name}");
    let mut unknown = full;
    unknown["surprise"] = json!(1);
    assert!(!schema.is_valid(&unknown), "{name}");
    assert!(serde_json::from_value::<T>(unknown).is_err(), "{name}");
}

#[test]
fn schemas_and_structs_agree() {
    agree::<Manifest>("manifest", manifest());
    agree::<Spec>("spec", spec());
    agree::<Detail>("detail", detail());
}

#[test]
fn everything_in_a_spec_and_a_detail_may_be_left_out() {
    assert!(validator("spec").is_valid(&json!({})));
    assert_eq!(serde_json::from_value::<Spec>(json!({})).unwrap(), Spec::default());
    assert!(validator("spec").is_valid(&json!({ "reads": "*" })));
    assert!(!validator("spec").is_valid(&json!({ "reads": "all" })));
    assert!(serde_json::from_value::<Spec>(json!({ "reads": "all" })).is_err());
    assert!(validator("detail").is_valid(&json!({})));
    assert_eq!(serde_json::from_value::<Detail>(json!({})).unwrap(), Detail::default());
}

#[test]
fn a_manifest_needs_everything() {
    for key in ["name", "version", "abi", "needs_minor", "target", "panic", "stages"] {
        let mut less = manifest();
        less.as_object_mut().unwrap().remove(key);
        assert!(!validator("manifest").is_valid(&less), "{key}");
        assert!(serde_json::from_value::<Manifest>(less).is_err(), "{key}");
    }
}
