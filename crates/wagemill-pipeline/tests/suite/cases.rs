//! Every sample file as a snapshot.

use std::path::{Path, PathBuf};

use crate::files::plan_file;
use crate::shown::shown;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The names of the sample files in order; what they extend lies in folders below.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    names.sort();
    names
}

fn assert_snapshot(folder: &Path, name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.trim_end_matches(".toml"), shown));
}

#[test]
fn what_is_wrong_is_shown_at_its_place() {
    let folder = folder("invalid");
    for name in names(&folder) {
        let mistakes = plan_file(&folder, &name).expect_err(&name);
        assert!(mistakes.iter().any(|mistake| mistake.is_error()), "{name}: {mistakes}");
        assert_snapshot(&folder, &name, &shown(&mistakes));
    }
}

#[test]
fn what_is_right_becomes_a_plan() {
    let folder = folder("valid");
    for name in names(&folder) {
        let plan = match plan_file(&folder, &name) {
            Ok(plan) => plan,
            Err(mistakes) => panic!("{name}:\n{}", shown(&mistakes)),
        };
        let json = serde_json::to_string_pretty(&short(serde_json::to_value(&plan).unwrap())).unwrap();
        let warnings = shown(&plan.warnings);
        assert_snapshot(&folder, &name, &format!("{json}\n\n{}\n{warnings}", plan.to_mermaid()));
    }
}

/// Without what the catalogue says and the planner only hands on.
fn short(mut plan: serde_json::Value) -> serde_json::Value {
    for stage in plan["stages"].as_array_mut().unwrap() {
        stage.as_object_mut().unwrap().remove("info");
    }
    plan
}

/// A code that no list explains leaves the user alone with it.
#[test]
fn every_code_is_explained() {
    let known: Vec<&str> = wagemill_pipeline::codes().iter().map(|code| code.code).collect();
    assert!(known.is_sorted());
    let folder = folder("invalid");
    let mut seen = std::collections::BTreeSet::new();
    for name in names(&folder) {
        for mistake in plan_file(&folder, &name).unwrap_err().iter() {
            seen.insert(mistake.code().to_owned());
        }
    }
    let valid = self::folder("valid");
    for name in names(&valid) {
        seen.extend(plan_file(&valid, &name).unwrap().warnings.iter().map(|warning| warning.code().to_owned()));
    }
    let of_plugins = ["abi-mismatch", "bad-sql"];
    let unexplained: Vec<&String> =
        seen.iter().filter(|code| !known.contains(&code.as_str()) && !of_plugins.contains(&code.as_str())).collect();
    assert_eq!(unexplained, Vec::<&String>::new());
    let without_sample: Vec<&&str> = known.iter().filter(|code| !seen.contains(**code)).collect();
    assert_eq!(without_sample, vec![&"invalid-options-schema"], "every code has a sample file");
}
