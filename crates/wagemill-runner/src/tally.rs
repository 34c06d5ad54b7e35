//! Counts, rejects and flags of a run, kept per task and added up in the order of the tasks.

use std::collections::BTreeMap;
use std::time::Duration;

use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch};
use wagemill_host::{Counts, Issue};

/// What happened at each stage.
#[derive(Default)]
pub(crate) struct Tally {
    pub stages: Vec<StageTally>,
    pub rejects: Vec<Reject>,
    pub flags: BTreeMap<String, u64>,
    pub grades: BTreeMap<String, u64>,
    pub rate_sources: BTreeMap<String, u64>,
    /// Rows that the flags were counted on.
    pub flagged_rows: u64,
}

#[derive(Clone, Default)]
pub(crate) struct StageTally {
    pub rows_in: u64,
    pub rows_out: u64,
    pub rows_without: u64,
    pub rejected: u64,
    /// Records that a source refused inside its splits.
    pub rejected_records: u64,
    pub notes: BTreeMap<String, u64>,
    /// In the stage, without those behind it.
    pub time: Duration,
    /// In the plugin's own code; the rest of `time` is the boundary.
    pub plugin_time: Duration,
}

/// A row of the rejects table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Reject {
    pub stage: String,
    pub code: String,
    pub message: String,
    pub help: String,
    pub source: String,
    pub record: Option<String>,
}

impl Tally {
    pub fn new(stages: usize) -> Self {
        Self { stages: vec![StageTally::default(); stages], ..Self::default() }
    }

    /// Counts one call of a stage; `name_row` gives source and record of an input row.
    pub fn count(
        &mut self,
        stage: usize,
        id: &str,
        counts: Counts,
        name_row: &dyn Fn(usize) -> (String, Option<String>),
    ) {
        let tally = &mut self.stages[stage];
        tally.rows_in += counts.rows_in;
        tally.rows_out += counts.rows_out;
        tally.rows_without += counts.rows_without;
        tally.rejected += counts.rejected;
        tally.plugin_time += counts.plugin_time;
        for issue in counts.issues {
            if !issue.reject {
                *tally.notes.entry(issue.code).or_default() += 1;
                continue;
            }
            if issue.row.is_none() {
                tally.rejected_records += 1;
            }
            self.rejects.push(reject(id, issue, name_row));
        }
    }

    /// Counts the codes of rows in `flags`, `rate_grade` and `rate_source`.
    pub fn count_flags(&mut self, batch: &RecordBatch) {
        self.flagged_rows += batch.num_rows() as u64;
        for (column, counts) in
            [("flags", &mut self.flags), ("rate_grade", &mut self.grades), ("rate_source", &mut self.rate_sources)]
        {
            let Some(texts) = batch.column_by_name(column).and_then(|column| column.as_string_view_opt()) else {
                continue;
            };
            for text in texts.iter().flatten() {
                for code in text.split(';').filter(|code| !code.is_empty()) {
                    match counts.get_mut(code) {
                        Some(count) => *count += 1,
                        None => {
                            counts.insert(code.to_owned(), 1);
                        }
                    }
                }
            }
        }
    }

    pub fn add(&mut self, other: Self) {
        for (mine, theirs) in self.stages.iter_mut().zip(other.stages) {
            mine.rows_in += theirs.rows_in;
            mine.rows_out += theirs.rows_out;
            mine.rows_without += theirs.rows_without;
            mine.rejected += theirs.rejected;
            mine.rejected_records += theirs.rejected_records;
            mine.time += theirs.time;
            mine.plugin_time += theirs.plugin_time;
            add_counts(&mut mine.notes, theirs.notes);
        }
        self.rejects.extend(other.rejects);
        add_counts(&mut self.flags, other.flags);
        add_counts(&mut self.grades, other.grades);
        add_counts(&mut self.rate_sources, other.rate_sources);
        self.flagged_rows += other.flagged_rows;
    }

    /// Rejects by code.
    pub fn reject_codes(&self) -> BTreeMap<String, u64> {
        let mut codes = BTreeMap::new();
        for reject in &self.rejects {
            *codes.entry(reject.code.clone()).or_default() += 1;
        }
        codes
    }
}

fn add_counts(mine: &mut BTreeMap<String, u64>, theirs: BTreeMap<String, u64>) {
    for (code, count) in theirs {
        *mine.entry(code).or_default() += count;
    }
}

fn reject(id: &str, issue: Issue, name_row: &dyn Fn(usize) -> (String, Option<String>)) -> Reject {
    let (source, record) = issue.row.map(|row| name_row(row as usize)).unwrap_or_default();
    let source = if issue.source.is_empty() { source } else { issue.source };
    Reject { stage: id.to_owned(), code: issue.code, message: issue.message, help: issue.help, source, record }
}

/// Source and record of a row: what a reader needs to find the article again.
pub(crate) fn name_row(batch: &RecordBatch, row: usize) -> (String, Option<String>) {
    let cell = |column: &str| -> Option<String> {
        let texts = batch.column_by_name(column)?.as_string_view_opt()?;
        (row < texts.len() && texts.is_valid(row)).then(|| texts.value(row).to_owned())
    };
    let record = cell("mention_id").or_else(|| cell("record_id")).or_else(|| cell("article_id"));
    (cell("source").unwrap_or_default(), record)
}
