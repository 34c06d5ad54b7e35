//! Plans that cannot be, inputs that do not fit, and splits.

use std::path::Path;
use std::sync::Arc;

use arrow_array::{Int64Array, StringArray, StringViewArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use serde_json::json;
use wagemill_abi::*;

use super::fake::{Case, articles, batch, describe, refusal, row_field, rows, transform, word_schema, words};
use crate::events::{Flow, Split};
use crate::table::Kind;

fn planning(plan: impl Fn(&super::fake::Cx) -> i32 + Send + Sync + 'static) -> Case {
    let mut case = transform(&word_schema(), |_, _, _| WM_OK);
    case.plan = Box::new(plan);
    case
}

fn of(fields: Vec<Field>) -> Case {
    planning(move |cx| {
        cx.output(&Schema::new(fields.clone()));
        WM_OK
    })
}

#[test]
fn plans_that_cannot_be_are_refused() {
    let field = |name: &str, data_type| Field::new(name, data_type, true);
    let cases: Vec<(&str, Case)> = vec![
        ("no output", planning(|_| WM_OK)),
        ("two outputs", planning(|cx| cx.output(&word_schema()) + cx.output(&word_schema()))),
        ("output at null", planning(|cx| cx.output_raw(std::ptr::null_mut()))),
        ("emit in plan", planning(|cx| cx.emit(batch(vec![rows(&[0]), words(&["a"])])))),
        ("no lineage", of(vec![field("word", DataType::Utf8View)])),
        ("lineage not first", of(vec![field("word", DataType::Utf8View), row_field()])),
        ("lineage of another type", of(vec![field(ROW_COLUMN, DataType::Int64)])),
        ("lineage with nulls", of(vec![field(ROW_COLUMN, DataType::UInt32)])),
        ("twice the same", of(vec![row_field(), field("word", DataType::Utf8View), field("word", DataType::Utf8)])),
        ("no name", of(vec![row_field(), field("", DataType::Utf8View)])),
        ("null type", of(vec![row_field(), field("word", DataType::Null)])),
        (
            "dictionary",
            of(vec![row_field(), field("word", DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into()))]),
        ),
        (
            "milliseconds",
            of(vec![row_field(), field("at", DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())))]),
        ),
        ("no time zone", of(vec![row_field(), field("at", DataType::Timestamp(TimeUnit::Microsecond, None))])),
        ("decimal256", of(vec![row_field(), field("amount", DataType::Decimal256(40, 2))])),
        (
            "list of maps",
            of(vec![row_field(), Field::new_list("list", field("item", DataType::Duration(TimeUnit::Second)), true)]),
        ),
    ];
    let report: Vec<String> =
        cases.into_iter().map(|(what, case)| format!("{what}: {}", refusal(case, &articles(&["a"])))).collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn inputs_that_do_not_fit_are_refused() {
    let reads = |columns| {
        let mut case = transform(&word_schema(), |_, _, _| WM_OK);
        case.spec = json!({ "reads": columns });
        case
    };
    let cases = [
        ("missing", reads(json!([{ "name": "title", "type": "utf8" }]))),
        ("another type", reads(json!([{ "name": "text", "type": "decimal" }]))),
    ];
    let report: Vec<String> =
        cases.into_iter().map(|(what, case)| format!("{what}: {}", refusal(case, &articles(&["a"])))).collect();
    insta::assert_snapshot!(report.join("\n"));
    reads(json!([{ "name": "title", "type": "utf8", "optional": true }])).run(&[articles(&["a"])]).unwrap();
}

#[test]
fn options_at_fault_are_pointed_at() {
    let case = planning(|cx| {
        cx.fail(
            WM_E_CONFIG,
            "`to` is no currency",
            r#"{"code": "unknown-currency", "help": "use a code like `EUR`", "option": "/to", "span": [0, 3]}"#,
        )
    });
    let error = case.run(&[articles(&["a"])]).unwrap_err();
    assert_eq!((error.option.as_deref(), error.span, error.status), (Some("/to"), Some((0, 3)), WM_E_CONFIG));
    insta::assert_snapshot!(error, @"stage `fake-stage` of `plugins/libfake.so`: `to` is no currency");
    insta::assert_snapshot!(describe(&error), @"unknown-currency (-1): `to` is no currency");
}

#[test]
fn the_metadata_of_a_plan_is_kept() {
    let field = Field::new("word", DataType::Utf8, true)
        .with_metadata(std::collections::HashMap::from([("unit".to_owned(), "letters".to_owned())]));
    let (stage, options) = of(vec![row_field(), field]).register();
    let inputs = [("input".to_owned(), articles(&["a"]).schema())];
    let planned = stage.plan(&options, &inputs, None).unwrap();
    let expected = Field::new("word", DataType::Utf8View, true)
        .with_metadata(std::collections::HashMap::from([("unit".to_owned(), "letters".to_owned())]));
    assert_eq!(planned, Schema::new(vec![expected]));
    let names: Vec<String> =
        stage.edge(&options, &inputs, None).unwrap().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(names, ["id", "text", "word"]);
}

#[test]
fn a_plan_learns_the_folder_of_the_pipeline_file() {
    let (stage, options) = planning(|cx| {
        assert_eq!(cx.base_dir().as_deref(), Some("/studies/wages"));
        cx.output(&word_schema())
    })
    .register();
    let inputs = [("input".to_owned(), articles(&["a"]).schema())];
    stage.plan(&options, &inputs, Some(Path::new("/studies/wages"))).unwrap();
}

#[test]
fn an_edge_that_was_planned_differently_is_refused() {
    let (stage, options) = transform(&word_schema(), |_, _, _| WM_OK).register();
    let inputs = [("input".to_owned(), articles(&["a"]).schema())];
    let error = stage.open(&options, &inputs, articles(&["a"]).schema(), None).err().unwrap();
    insta::assert_snapshot!(describe(&error));
}

#[test]
fn a_singleton_is_opened_once_at_a_time() {
    let mut case = transform(&word_schema(), |_, _, _| WM_OK);
    case.flags |= WM_F_SINGLETON;
    let (stage, options) = case.register();
    let inputs = [("input".to_owned(), articles(&["a"]).schema())];
    let edge = stage.edge(&options, &inputs, None).unwrap();
    let first = stage.open(&options, &inputs, edge.clone(), None).unwrap();
    assert_eq!(stage.open(&options, &inputs, edge.clone(), None).err().unwrap().code, "singleton-in-use");
    drop(first);
    stage.open(&options, &inputs, edge, None).unwrap();
}

fn source(list: impl Fn(&super::fake::Cx) -> i32 + Send + Sync + 'static) -> Case {
    let mut case = transform(&word_schema(), |cx, _, splits| {
        assert_eq!(splits.schema().fields().len(), 4);
        cx.issue(WM_REJECT, 0, "empty-file");
        cx.issue(WM_REJECT, -1, "bad-record");
        cx.emit(batch(vec![rows(&[1, 1]), words(&["a", "b"])]))
    });
    case.kind = Kind::Source;
    case.list = Box::new(list);
    case
}

fn listed(splits: &[&str], bytes: Vec<Option<i64>>) -> arrow_array::RecordBatch {
    batch(vec![
        ("split", Arc::new(StringArray::from(splits.to_vec())), false),
        ("source", Arc::new(StringViewArray::from(splits.to_vec())), true),
        ("bytes", Arc::new(Int64Array::from(bytes)), true),
        ("fingerprint", Arc::new(StringArray::from(splits.to_vec())), false),
    ])
}

#[test]
fn a_source_lists_splits_and_reads_them() {
    let (stage, options) = source(|cx| {
        cx.issue(WM_NOTE, -1, "nothing-matches");
        cx.emit(listed(&["one", "two"], vec![Some(10), Some(20)]))
    })
    .register();
    let listing = stage.list(&options, None).unwrap();
    let split = |name: &str, bytes| Split {
        split: name.to_owned(),
        source: name.to_owned(),
        bytes,
        fingerprint: name.to_owned(),
    };
    assert_eq!(listing.splits, [split("one", 10), split("two", 20)]);
    assert_eq!(listing.issues.len(), 1);
    let edge = stage.edge(&options, &[], None).unwrap();
    let mut instance = stage.open(&options, &[], edge, None).unwrap();
    let mut emitted = Vec::new();
    let mut on_batch = |batch: arrow_array::RecordBatch, rows: &UInt32Array| {
        emitted.push((batch, rows.clone()));
        Flow::Continue
    };
    let counts = instance.process_splits(&listing.splits, &mut on_batch, &()).unwrap();
    assert_eq!((counts.rows_in, counts.rows_out, counts.rows_with_output, counts.rejected), (2, 2, 1, 1));
    assert_eq!(emitted[0].0, batch(vec![words(&["a", "b"])]));
    assert_eq!(emitted[0].1, UInt32Array::from(vec![1, 1]));
}

#[test]
fn listings_that_cannot_be_used_are_refused() {
    let cases: Vec<(&str, Case)> = vec![
        ("other columns", source(|cx| cx.emit(articles(&["a"])))),
        ("a null", source(|cx| cx.emit(listed(&["one"], vec![None])))),
        ("a negative size", source(|cx| cx.emit(listed(&["one"], vec![Some(-1)])))),
        ("no name", source(|cx| cx.emit(listed(&[""], vec![Some(1)])))),
        (
            "a row",
            source(|cx| {
                cx.issue(WM_NOTE, 0, "odd");
                WM_OK
            }),
        ),
    ];
    let report: Vec<String> = cases
        .into_iter()
        .map(|(what, case)| {
            let (stage, options) = case.register();
            format!("{what}: {}", describe(&stage.list(&options, None).unwrap_err()))
        })
        .collect();
    insta::assert_snapshot!(report.join("\n"));
    let (stage, options) = transform(&word_schema(), |_, _, _| WM_OK).register();
    assert_eq!(stage.list(&options, None).unwrap_err().code, "wrong-inputs");
}
