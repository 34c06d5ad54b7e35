//! Case files: rows in, rows and issues out.

use std::path::Path;

use arrow_array::RecordBatch;
use serde::Deserialize;
use wagemill_host::{Flow, Host};

use crate::table::{batch, cell, text};

/// One case, as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What the case shows, in a sentence.
    pub why: String,
    #[serde(default)]
    pub with: toml::Table,
    #[serde(default, deserialize_with = "one_or_many")]
    pub row: Vec<toml::Table>,
    #[serde(default, deserialize_with = "one_or_many")]
    pub expect: Vec<toml::Table>,
    #[serde(default)]
    pub issue: Vec<ExpectedIssue>,
}

/// `[row]` is one row, `[[row]]` several.
fn one_or_many<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<toml::Table>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        One(toml::Table),
        Many(Vec<toml::Table>),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::One(row) => vec![row],
        Written::Many(rows) => rows,
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedIssue {
    pub code: String,
    pub row: Option<u32>,
    pub message: Option<String>,
}

/// Runs every `*.toml` of a folder through a transform, from its real library.
///
/// # Panics
/// Where a case does not hold, with all that do not; and where the folder has none.
pub fn run_cases(stage: &str, folder: &Path) {
    let host = crate::host(&[stage]);
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("cannot read `{}`: {error}", folder.display()))
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "`{}` has no case", folder.display());
    let mut failures = Vec::new();
    for file in &files {
        let text =
            std::fs::read_to_string(file).unwrap_or_else(|error| panic!("cannot read `{}`: {error}", file.display()));
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("`{}`: {error}", file.display()));
        if let Err(failure) = run_case(&host, stage, &case) {
            failures.push(format!("{}: {}\n{failure}", file.display(), case.why));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} cases do not hold\n\n{}",
        failures.len(),
        files.len(),
        failures.join("\n\n")
    );
}

/// Runs one case; the error says what was expected and what came.
pub fn run_case(host: &Host, stage: &str, case: &Case) -> Result<(), String> {
    let stage = host.stage(stage).map_err(|error| error.to_string())?;
    let options = serde_value(&case.with);
    let rows = batch(stage.spec(), &case.row);
    let inputs = vec![("rows".to_owned(), rows.schema())];
    let edge = stage.edge(&options, &inputs, None).map_err(|error| error.to_string())?;
    let mut instance = stage.open(&options, &inputs, edge, None).map_err(|error| error.to_string())?;
    let mut batches: Vec<RecordBatch> = Vec::new();
    let mut take = |batch: RecordBatch, _: &arrow_array::UInt32Array| {
        batches.push(batch);
        Flow::Continue
    };
    let counts = instance.process(0, &rows, &mut take, &()).map_err(|error| error.to_string())?;
    let mut failures = Vec::new();
    let found: Vec<(&RecordBatch, usize)> =
        batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row))).collect();
    if found.len() != case.expect.len() {
        failures.push(format!("  {} rows expected, {} came", case.expect.len(), found.len()));
    }
    for (number, (expected, (batch, row))) in case.expect.iter().zip(&found).enumerate() {
        for (column, value) in expected {
            // An empty text stands for null, which TOML cannot say.
            let wanted = Some(text(value)).filter(|wanted| !wanted.is_empty());
            let came = cell(batch, column, *row);
            if batch.column_by_name(column).is_none() {
                failures.push(format!("  row {number}: there is no column `{column}`"));
            } else if !same_cell(wanted.as_deref(), came.as_deref()) {
                let shown = |cell: Option<String>| cell.map_or("null".to_owned(), |cell| format!("`{cell}`"));
                failures.push(format!("  row {number}: `{column}` should be {}, is {}", shown(wanted), shown(came)));
            }
        }
    }
    let issues: Vec<_> = counts.issues.iter().collect();
    if issues.len() != case.issue.len() {
        failures.push(format!("  {} issues expected, {} came: {issues:?}", case.issue.len(), issues.len()));
    }
    for (expected, came) in case.issue.iter().zip(issues) {
        let same = expected.code == came.code
            && expected.row.is_none_or(|row| came.row == Some(row))
            && expected.message.as_ref().is_none_or(|message| *message == came.message);
        if !same {
            failures.push(format!("  issue {expected:?} expected, {came:?} came"));
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n")) }
}

fn serde_value(table: &toml::Table) -> serde_json::Value {
    serde_json::to_value(table).expect("options are plain values")
}

/// Equal texts, or a figure that the column shows with more zeros behind the point: `6` and `6.00`.
fn same_cell(wanted: Option<&str>, came: Option<&str>) -> bool {
    let (Some(wanted), Some(came)) = (wanted, came) else { return wanted == came };
    let is_figure = wanted.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match came.strip_prefix(wanted) {
        Some("") => true,
        Some(rest) if is_figure => {
            let zeros = if wanted.contains('.') { Some(rest) } else { rest.strip_prefix('.') };
            zeros.is_some_and(|zeros| zeros.bytes().all(|byte| byte == b'0'))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zeros_behind_the_point_may_differ() {
        let same = |wanted, came| same_cell(Some(wanted), Some(came));
        assert!(same("6", "6.00") && same("488.9292", "488.9292") && same("0.5", "0.5000") && same("-1", "-1.000"));
        assert!(!same("6", "60") && !same("6", "6.01") && !same("48.5", "48.51") && !same("A", "A0"));
        assert!(same_cell(None, None) && !same_cell(None, Some("0")) && !same_cell(Some("0"), None));
    }
}
