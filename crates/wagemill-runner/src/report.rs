//! What a run says of itself: `run.json`, and the summary that the command prints.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use wagemill_pipeline::Plan;

use crate::staging::Written;
use crate::tally::Tally;

/// How a run ended. Its outputs are complete in every case: a run that fails gives an error instead of a report.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum Outcome {
    Done,
    /// More inputs were rejected than `max_rejects` allows.
    TooManyRejects {
        rejects: u64,
        limit: String,
    },
    /// More rows carry a flag than `fail_on` allows.
    TooManyFlags {
        flag: String,
        rows: u64,
        limit: String,
    },
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// A hash of the plan, the plugins and the inputs: the same run has the same identity.
    pub run: String,
    pub wagemill: String,
    pub pipeline: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub started_unix_seconds: u64,
    pub seconds: f64,
    pub jobs: usize,
    pub outcome: Outcome,
    pub splits: usize,
    pub bytes: u64,
    pub stages: Vec<StageReport>,
    /// Rejected inputs by code.
    pub rejects: BTreeMap<String, u64>,
    /// Rows by flag.
    pub flags: BTreeMap<String, u64>,
    /// Rows by grade of their rate.
    pub grades: BTreeMap<String, u64>,
    /// Rows by source of their rate.
    pub rate_sources: BTreeMap<String, u64>,
    pub files: Vec<FileReport>,
    /// The plan as it ran, with secrets left out.
    pub plan: Vec<serde_json::Value>,
}

/// Rows in = rows with output + `rows_without` + `rejected`.
#[derive(Clone, Debug, Serialize)]
pub struct StageReport {
    pub id: String,
    pub stage: String,
    pub plugin_version: String,
    pub plugin_sha256: String,
    /// Splits for a source, else rows.
    pub rows_in: u64,
    pub rows_out: u64,
    pub rows_without: u64,
    pub rejected: u64,
    /// Records that a source refused inside its splits.
    pub rejected_records: u64,
    /// Time in the stage, summed over all workers.
    pub seconds: f64,
    /// Those of them in the plugin's own code; the rest is the boundary between host and plugin.
    pub plugin_seconds: f64,
    /// What the stage noted of rows that it kept, by code.
    pub notes: BTreeMap<String, u64>,
    /// The columns that leave it.
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FileReport {
    /// The stage that wrote it; empty for the run's own files.
    pub id: String,
    /// Relative to the pipeline file where it lies below it.
    pub path: String,
    pub rows: Option<u64>,
    pub bytes: u64,
    pub sha256: String,
}

impl Report {
    /// Articles and records that came out of the source.
    pub fn articles(&self) -> u64 {
        self.stages.first().map_or(0, |stage| stage.rows_out)
    }

    /// The first stage whose rows have a column that the stages before it do not give.
    pub fn rows_that_gain(&self, column: &str) -> Option<u64> {
        let has = |stage: &&StageReport| stage.columns.iter().any(|name| name == column);
        self.stages.iter().find(has).map(|stage| stage.rows_out)
    }

    pub fn rejected(&self) -> u64 {
        self.rejects.values().sum()
    }
}

pub(crate) fn stages(plan: &Plan, tally: &Tally) -> Vec<StageReport> {
    let report = |(stage, tally): (&wagemill_pipeline::PlannedStage, &crate::tally::StageTally)| StageReport {
        id: stage.id.clone(),
        stage: stage.stage.clone(),
        plugin_version: stage.info.plugin.version.clone(),
        plugin_sha256: stage.info.plugin.sha256.clone(),
        rows_in: tally.rows_in,
        rows_out: tally.rows_out,
        rows_without: tally.rows_without,
        rejected: tally.rejected,
        rejected_records: tally.rejected_records,
        seconds: tally.time.as_secs_f64(),
        plugin_seconds: tally.plugin_time.as_secs_f64(),
        notes: tally.notes.clone(),
        columns: stage.schema.fields().iter().map(|field| field.name().clone()).collect(),
    };
    plan.stages.iter().zip(&tally.stages).map(report).collect()
}

/// A stage of the plan: what it reads from and what it was told.
pub(crate) fn planned(base_dir: &Path, stage: &wagemill_pipeline::PlannedStage) -> serde_json::Value {
    let mut options = stage.shown_options();
    options_for_reading(base_dir, &mut options);
    serde_json::json!({ "id": stage.id, "stage": stage.stage, "inputs": stage.inputs, "options": options })
}

pub(crate) fn files(plan: &Plan, tally: &Tally, written: &[Written]) -> Vec<FileReport> {
    let rows = |id: &str| {
        plan.stages.iter().zip(&tally.stages).find(|(stage, _)| stage.id == id).map(|(_, tally)| tally.rows_in)
    };
    let report = |file: &Written| FileReport {
        id: file.id.clone(),
        path: shown(&plan.base_dir, &file.target),
        rows: rows(&file.id),
        bytes: file.bytes,
        sha256: file.sha256.clone(),
    };
    written.iter().map(report).collect()
}

/// A path as a reader of the report finds it: relative to the pipeline file, with forward slashes.
pub(crate) fn shown(base_dir: &Path, path: &Path) -> String {
    let shared = base_dir.components().zip(path.components()).take_while(|(base, path)| base == path).count();
    let up = base_dir.components().count() - shared;
    if shared == 0 || !path.is_absolute() {
        return path.to_string_lossy().replace('\\', "/");
    }
    let down = path.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    std::iter::repeat_n("..".to_owned(), up).chain(down).collect::<Vec<_>>().join("/")
}

/// Options with the paths in them as [`shown`]: where a study lies makes no other run of it.
pub(crate) fn options_for_reading(base_dir: &Path, options: &mut serde_json::Value) {
    match options {
        serde_json::Value::String(text) if Path::new(text.as_str()).is_absolute() => {
            *text = shown(base_dir, Path::new(text.as_str()))
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| options_for_reading(base_dir, item)),
        serde_json::Value::Object(entries) => entries.values_mut().for_each(|item| options_for_reading(base_dir, item)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_relative_to_the_pipeline_file() {
        let at = |path: &str| shown(Path::new("/study/pipelines"), Path::new(path));
        assert_eq!(at("/study/pipelines/out/wages.csv"), "out/wages.csv");
        assert_eq!(at("/study/out/wages.csv"), "../out/wages.csv");
        assert_eq!(at("/else/where.csv"), "../../else/where.csv");
        assert_eq!(at("out/wages.csv"), "out/wages.csv");
    }
}
