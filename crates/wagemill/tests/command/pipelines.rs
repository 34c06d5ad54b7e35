//! The pipelines of the repository, checked and run as they are.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Alone;
use crate::study::PLUGINS;

/// A copy of what the pipelines read: they write beside it.
fn repository(plugins: &[&str]) -> Alone {
    let program = Alone::with_plugins(plugins);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["pipelines", "examples/articles"] {
        copy(&root.join(folder), &program.here().join(folder));
    }
    fs::copy(root.join("examples/articles.jsonl"), program.here().join("examples/articles.jsonl")).unwrap();
    program
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target: PathBuf = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn check_and_run(program: &Alone, file: &str) {
    let checked = program.run(&["check", file]);
    assert_eq!(checked.code, Some(0), "{checked}");
    let ran = program.run(&["run", file]);
    assert_eq!(ran.code, Some(0), "{ran}");
}

#[test]
fn every_pipeline_is_run_by_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines");
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| name.ends_with(".toml"));
    names.sort();
    assert_eq!(names, ["jsonl.toml", "summary.toml", "wages.toml"]);
}

#[test]
fn wages() {
    let program = repository(PLUGINS);
    check_and_run(&program, "pipelines/wages.toml");
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/expected/wages.csv");
    assert_eq!(program.read("out/wages.csv"), fs::read_to_string(expected).unwrap());
    assert!(program.read("out/rejects.csv").lines().count() > 1, "the examples have a broken file");
}

#[test]
fn jsonl() {
    let program = repository(PLUGINS);
    check_and_run(&program, "pipelines/jsonl.toml");
    let table = program.read("out/wages.jsonl");
    let rows: Vec<serde_json::Value> = table.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| row["record_id"].is_string() && row["usd_month_min"].is_null() == row["usd_month_min"].as_str().is_none()));
}

#[test]
fn summary() {
    let program = repository(&[PLUGINS, &["query-table"]].concat());
    check_and_run(&program, "pipelines/summary.toml");
    let table = program.read("out/summary.csv");
    let header = table.lines().next().unwrap().trim_start_matches('\u{feff}');
    assert_eq!(header, "country,status,mentions,usd_month_lowest,usd_month_highest");
    assert!(table.lines().count() > 3, "{table}");
}
