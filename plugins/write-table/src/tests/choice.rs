//! Which columns are written, and what is refused before anything runs.

use std::sync::Arc;

use arrow_array::{BinaryViewArray, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use serde_json::{Value, json};

use crate::TableFile;
use crate::layout::Layout;

use super::{config, money, refused, table, texts, written, written_text};

fn wages() -> RecordBatch {
    let text = || texts([Some("x")]);
    table(vec![
        ("rooms", text()),
        ("mention_id", text()),
        ("source", text()),
        ("title", text()),
        ("quote", text()),
        ("sentence", text()),
        ("start", text()),
        ("end", text()),
        ("eur_month_min", money([Some(1)])),
        ("review", text()),
    ])
}

fn names(file: &str, options: Value, batch: &RecordBatch) -> Vec<String> {
    let text = written_text(file, options, batch);
    text.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').map(str::to_owned).collect()
}

#[test]
fn a_csv_of_wages_has_the_core_columns_with_the_currency_of_the_table() {
    assert_eq!(names("w.csv", json!({}), &wages()), ["title", "quote", "eur_month_min", "review", "mention_id"]);
    assert_eq!(
        names("w.csv", json!({ "columns": "core", "to": "eur" }), &wages()),
        names("w.csv", json!({}), &wages())
    );
}

#[test]
fn other_formats_have_all_columns() {
    let line = written_text("w.jsonl", json!({}), &wages());
    assert!(line.starts_with(r#"{"mention_id":"x","source":"x","title":"x","quote":"x","sentence":"x""#), "{line}");
    assert!(line.ends_with("\"rooms\":\"x\"}\n"), "columns of custom stages come last: {line}");
}

#[test]
fn public_leaves_out_what_points_at_people_and_paths() {
    let public = names("w.csv", json!({ "columns": "public" }), &wages());
    assert!(
        public.contains(&"rooms".to_owned())
            && !public.contains(&"sentence".to_owned())
            && !public.contains(&"source".to_owned())
    );
}

#[test]
fn a_list_is_taken_in_its_order() {
    assert_eq!(names("w.csv", json!({ "columns": ["rooms", "quote"] }), &wages()), ["rooms", "quote"]);
}

#[test]
fn a_summary_is_written_whole_though_it_shares_a_column_with_core() {
    let summary = table(vec![("country", texts([Some("CN")])), ("mentions", texts([Some("3")]))]);
    assert_eq!(names("s.csv", json!({}), &summary), ["country", "mentions"]);
}

#[test]
fn core_of_a_table_without_core_columns_is_all() {
    let rejects = table(vec![("stage", texts([Some("x")])), ("code", texts([Some("y")]))]);
    assert_eq!(names("r.csv", json!({ "columns": "core" }), &rejects), ["stage", "code"]);
}

fn told(file: &str, options: Value, schema: &Schema) -> String {
    let error = refused(file, options, schema);
    format!("{}: {}", error.code(), error.message())
}

#[test]
fn mistakes_in_the_options_are_told_before_the_run() {
    let schema = wages().schema();
    for (file, options, expected) in [
        ("w.csv", json!({ "columns": ["quote", "titel"] }), "unknown-column: no column `titel` comes in"),
        ("w.csv", json!({ "columns": ["quote", "quote"] }), "duplicate-column: column `quote` is listed twice"),
        ("w.csv", json!({ "columns": [] }), "no-columns: there is no column to write"),
        ("w.csv", json!({ "columns": "cor" }), "unknown-view: there is no view `cor`"),
        ("w.csv", json!({ "to": "USD" }), "unknown-target: no column holds amounts in `USD`"),
        (
            "w.csv",
            json!({ "delimiter": "::" }),
            "bad-delimiter: a delimiter is one ASCII character that stands in no number and is no quote",
        ),
        (
            "w.csv",
            json!({ "delimiter": "." }),
            "bad-delimiter: a delimiter is one ASCII character that stands in no number and is no quote",
        ),
        ("w.xlsx", json!({}), "unknown-extension: no format is known for the extension `.xlsx`"),
    ] {
        assert_eq!(told(file, options, &schema), expected);
    }
    let of_csv = told("w.parquet", json!({ "bom": true }), &schema);
    assert!(
        of_csv.starts_with("option-of-csv: `bom` is an option of CSV, and `")
            && of_csv.ends_with("w.parquet` is Parquet"),
        "{of_csv}"
    );
}

#[test]
fn types_that_a_format_cannot_hold_are_told_before_the_run() {
    let body = table(vec![("body", Arc::new(BinaryViewArray::from_iter_values([b"\xff"])))]);
    assert_eq!(
        told("a.csv", json!({}), body.schema_ref()),
        "unwritable-type: column `body` is binary, which CSV cannot hold"
    );
    assert_eq!(refused("a.jsonl", json!({}), body.schema_ref()).code(), "unwritable-type");
    assert!(written("a.parquet", json!({}), body.schema_ref(), std::slice::from_ref(&body)).is_ok());
    for odd in [DataType::Time64(TimeUnit::Microsecond), DataType::Null, DataType::Decimal128(10, -2)] {
        let schema = Schema::new(vec![Field::new("odd", odd, true)]);
        for file in ["a.csv", "a.jsonl", "a.parquet"] {
            assert_eq!(refused(file, json!({}), &schema).code(), "unwritable-type", "{file}");
        }
    }
}

#[test]
fn unknown_options_are_refused() {
    let parsed = serde_json::from_value::<crate::Config>(json!({ "path": "w.csv", "overwrite": true }));
    assert!(parsed.unwrap_err().to_string().starts_with("unknown field `overwrite`"));
}

#[test]
fn a_table_that_is_not_finished_leaves_nothing_behind() {
    for file in ["w.csv", "w.csv.gz", "w.jsonl", "w.parquet"] {
        let folder = tempfile::tempdir().unwrap();
        let (config, path) = config(folder.path(), file, json!({}));
        let layout = Layout::resolve(&config, wages().schema_ref()).unwrap();
        let mut table = TableFile::create(&path, &layout).unwrap();
        table.write(&wages().project(&layout.columns).unwrap()).unwrap();
        assert!(path.exists());
        drop(table);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{file}");
    }
}
