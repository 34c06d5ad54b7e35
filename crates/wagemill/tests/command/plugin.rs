//! `wagemill plugin list|show`, `wagemill schema` and codes of stages.

use std::fs;

use crate::program::{Alone, with_filters};
use crate::study::PLUGINS;

#[test]
fn list_names_stages_and_says_which_libraries_cannot_be_used() {
    let program = Alone::with_plugins(&["extract-wages", "write-table"]);
    let broken = format!("{}broken_stage{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    fs::write(program.plugins().join(&broken), "no library").unwrap();
    let ran = program.run(&["plugin", "list", "--format", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let names: Vec<&str> =
        listed["stages"].as_array().unwrap().iter().map(|stage| stage["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["extract-wages", "write-table"]);
    assert_eq!(listed["refused"][0]["code"], "not-a-library");
    assert!(listed["refused"][0]["file"].as_str().unwrap().ends_with(&broken));

    let ran = program.run(&["plugin", "list"]);
    assert_eq!(ran.stdout.lines().count(), 4, "{ran}");
    assert!(ran.stderr.starts_with("not usable (not-a-library): "), "{ran}");
}

#[test]
fn without_plugins_list_says_where_to_look() {
    insta::assert_snapshot!("plugin_list_none", Alone::new().run(&["plugin", "list"]));
}

#[test]
fn show_tells_what_a_stage_needs_gives_and_can_be_told() {
    let program = Alone::with_plugins(PLUGINS);
    for name in ["write-table", "extract-wages"] {
        let ran = program.run(&["plugin", "show", name]);
        assert_eq!(ran.code, Some(0), "{ran}");
        for heading in ["\nneeds\n", "\noptions\n", "\nlibrary\n"] {
            assert!(ran.stdout.contains(heading), "{name} has no {heading}");
        }
    }
    let ran = program.run(&["plugin", "show", "extract-wages", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let gives: Vec<&str> =
        shown["gives"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
    assert!(gives.contains(&"amount_min") && gives.contains(&"quote"), "{gives:?}");
    insta::assert_snapshot!("plugin_show_unknown", program.run(&["plugin", "show", "extract-wage"]));
}

#[test]
fn every_column_of_ours_has_the_type_that_the_tables_promise() {
    let program = Alone::with_plugins(PLUGINS);
    for name in ["read-articles", "parse-article", "extract-wages", "normalize-currency"] {
        let ran = program.run(&["plugin", "show", name, "--format", "json"]);
        let shown: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        for column in shown["gives"].as_array().unwrap() {
            let promised = wagemill_tables::column_for(column["name"].as_str().unwrap(), "USD");
            let promised = promised.unwrap_or_else(|| panic!("{name} gives {column}, which no table has"));
            assert_eq!(column["type"], type_word(promised.kind), "{name}: {column}");
        }
    }
}

fn type_word(kind: wagemill_tables::Kind) -> String {
    use wagemill_tables::Kind;
    match kind {
        Kind::Bool => "bool".to_owned(),
        Kind::Int32 => "int32".to_owned(),
        Kind::Int64 => "int64".to_owned(),
        Kind::Float64 => "float64".to_owned(),
        Kind::Utf8 => "utf8".to_owned(),
        Kind::Binary => "binary".to_owned(),
        Kind::Date => "date32".to_owned(),
        Kind::Timestamp => "timestamp".to_owned(),
        Kind::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
    }
}

#[test]
fn codes_of_stages_are_explained() {
    let program = Alone::with_plugins(PLUGINS);
    insta::assert_snapshot!("explain_code_of_a_stage", program.run(&["explain", "truncated-gzip"]));
}

#[test]
fn every_flag_that_a_stage_names_is_in_the_table_of_codes() {
    let program = Alone::with_plugins(PLUGINS);
    let ran = program.run(&["explain", "--format", "json"]);
    let codes: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    for code in codes.as_array().unwrap() {
        let spelled_as_flag = code["code"].as_str().unwrap().contains('_');
        assert!(!spelled_as_flag || code["stage"].is_null(), "{code}");
    }
}

#[test]
fn the_schema_knows_the_options_of_installed_stages() {
    let program = Alone::with_plugins(PLUGINS);
    let ran = program.run(&["schema"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let schema: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(schema["title"], "wagemill pipeline");
    assert!(ran.stdout.contains("max_expansion"));
}

#[test]
fn a_plugin_that_is_refused_is_named_where_it_is_used() {
    let program = Alone::with_plugins(&["read-articles"]);
    let library = format!("{}extract_rents{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    fs::write(program.plugins().join(library), "no library").unwrap();
    program.write("articles/a.txt", "text");
    program.write(
        "rents.toml",
        "[[stage]]\nuse = \"read-articles\"\nwith = { paths = [\"articles\"] }\n\n[[stage]]\nuse = \"extract-rents\"\n",
    );
    with_filters(&program, || insta::assert_snapshot!("check_refused", program.run(&["check", "rents.toml"])));
    with_filters(&program, || {
        insta::assert_snapshot!("show_refused", program.run(&["plugin", "show", "extract-rents"]))
    });
}
