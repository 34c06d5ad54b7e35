//! What single functions promise.

use jsonschema::validator_for;
use serde_json::json;
use wagemill_abi::json::{Reads, Spec};
use wagemill_pipeline::{PipelineFile, file_schema, project, rejects_schema, run_schema};

use crate::catalogue::FakeCatalogue;
use crate::files::{Arguments, plan_text};
use crate::shown::shown;

#[test]
fn a_secret_is_shown_nowhere() {
    let text = r#"
        [[stage]]
        use = "read-articles"
        with = { paths = ["a"], token = "${env:TOKEN}" }
        [[stage]]
        use = "write-table"
        with = { path = "out/a.csv" }
    "#;
    let environment = vec![("TOKEN".to_owned(), "hunter2".to_owned())];
    let plan = plan_text(text, &Arguments { environment, ..Arguments::default() }).unwrap();
    assert_eq!(plan.stages[0].options["token"], "hunter2", "the stage itself needs it");
    assert!(!format!("{plan:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&plan).unwrap().contains("hunter2"));
}

#[test]
fn an_option_that_is_text_takes_a_number_as_it_was_given() {
    let text = r#"
        [[stage]]
        use = "read-articles"
        with = { paths = ["a"] }
        [[stage]]
        use = "write-table"
        with = { path = "out/a.csv" }
    "#;
    let arguments = Arguments { set: vec!["write-table.path=007".to_owned()], ..Arguments::default() };
    let plan = plan_text(text, &arguments).unwrap();
    assert_eq!(plan.stages[1].options["path"], "/study/007");
}

#[test]
fn a_mistake_for_machines_has_its_place() {
    let mistakes = plan_text("[[stage]]\nuse = \"é\"\n", &Arguments::default()).unwrap_err();
    assert_eq!(
        serde_json::to_value(&mistakes).unwrap(),
        json!([{
            "code": "unknown-stage",
            "severity": "error",
            "message": "no stage `é`",
            "help": "the installed plugins have `extract-wages`, `normalize-currency`, `parse-article`, `query-table`, `read-articles` and `write-table`",
            "file": "sample.toml",
            "line": 2,
            "column": 7,
            "end_line": 2,
            "end_column": 10
        }])
    );
}

#[test]
fn test_cases_of_a_file_are_kept() {
    let (file, mistakes) = PipelineFile::parse("sample.toml", "[[test]]\ntext = \"$5\"\nrows = 1\n");
    assert!(mistakes.is_empty());
    assert_eq!(file.unwrap().tests(), vec![json!({ "text": "$5", "rows": 1 })]);
}

#[test]
fn the_file_schema_accepts_what_the_planner_accepts() {
    let schema = file_schema(&FakeCatalogue);
    let validator = validator_for(&schema).unwrap();
    let pipeline = json!({
        "name": "wages",
        "max_rejects": "5%",
        "stage": [
            { "use": "read-articles", "with": { "paths": ["a"], "fields": { "text": "body" } } },
            { "id": "write-table", "with": { "columns": "all" } }
        ],
        "profile": { "quick": { "stage": { "read-articles": { "with": { "paths": ["b"] } } } } }
    });
    let errors: Vec<String> = validator.iter_errors(&pipeline).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    for wrong in [
        json!({ "stages": [] }),
        json!({ "stage": [{ "use": "read-article" }] }),
        json!({ "stage": [{ "use": "read-articles", "with": { "path": "a" } }] }),
        json!({ "stage": [{ "use": "read-articles", "with": { "paths": ["a"], "fields": { "txt": "body" } } }] }),
        json!({ "stage": [{ "use": "query-table", "with": { "sql": "SELECT", "from": "x" } }] }),
        json!({ "max_rejects": "many" }),
        json!({ "stage": [{ "id": "run", "use": "read-articles" }] }),
    ] {
        assert!(!validator.is_valid(&wrong), "{wrong}");
    }
}

#[test]
fn a_spec_is_read_as_plugins_write_it() {
    let spec: Spec = serde_json::from_value(json!({ "summary": "s", "reads": "*" })).unwrap();
    assert_eq!(spec.reads, Reads::All);
    let spec: Spec = serde_json::from_value(json!({ "reads": [{ "name": "text", "type": "utf8" }] })).unwrap();
    assert_eq!(project(&spec, &run_schema()).fields().len(), 0);
    assert!(serde_json::from_value::<Spec>(json!({ "read": "*" })).is_err());
    assert!(serde_json::from_value::<Spec>(json!({ "reads": "all" })).is_err());
    assert_eq!(serde_json::to_value(Spec { reads: Reads::All, ..Spec::default() }).unwrap()["reads"], "*");
}

#[test]
fn the_reserved_tables_can_be_read_by_name() {
    let names = |schema: arrow_schema::Schema| -> Vec<String> {
        schema.fields().iter().map(|field| field.name().clone()).collect()
    };
    assert_eq!(names(rejects_schema()), ["stage", "code", "message", "help", "source", "record"]);
    assert_eq!(names(run_schema())[3..], ["rows_in", "rows_out", "rows_without", "rejected"]);
}

/// Editors on Windows put a mark at the beginning of a file and end its lines with two characters.
#[test]
fn a_file_from_windows_is_read_and_underlined_like_any_other() {
    let text = "\u{feff}[[stage]]\r\nuse = \"read-article\"\r\n";
    let mistakes = plan_text(text, &Arguments::default()).unwrap_err();
    let mistake = &mistakes.as_slice()[0];
    assert_eq!((mistake.code(), mistake.location()), ("unknown-stage", Some(("sample.toml", 2, 7))));
    assert!(shown(&mistakes).contains("   ·       ───────┬──────\n"), "{}", shown(&mistakes));
}
