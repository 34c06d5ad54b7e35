//! One file in `tests/cases/` is one case, with its reason.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Row, cells, config};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    why: String,
    #[serde(default)]
    with: serde_json::Map<String, serde_json::Value>,
    row: Row,
    /// Column and cell; an empty text is a null.
    expect: BTreeMap<String, String>,
}

#[test]
fn every_case_file_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 60, "{} case files", paths.len());
    let mut wrong = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!case.why.is_empty(), "{name} gives no reason");
        let cells = cells(&config(case.with.into()), &case.row);
        for (column, expected) in &case.expect {
            let cell = cells.get(column).unwrap_or_else(|| panic!("{name}: no column `{column}`"));
            let cell = cell.as_deref().unwrap_or_default();
            if cell != expected {
                wrong.push(format!("{name}: {column} is `{cell}`, not `{expected}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
