//! What a run says when it is over.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use indicatif::{HumanBytes, HumanCount};
use wagemill_pipeline::{Input, Plan};
use wagemill_runner::{FileReport, Report};
use wagemill_tables::code;

/// Paths are shown relative to `here`.
pub fn summary(report: &Report, plan: &Plan, here: &Path) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} in {}", counts(report), duration(report.seconds));
    rejects(report, plan, &mut text);
    notes(report, plan, &mut text);
    flags(report, &mut text);
    files(report, plan, here, &mut text);
    text
}

fn counts(report: &Report) -> String {
    let mut counted = vec![number(report.articles(), "article", "articles")];
    for (column, one, many) in [("mention_id", "mention", "mentions"), ("rate_grade", "wage", "wages")] {
        counted.extend(report.rows_that_gain(column).map(|rows| number(rows, one, many)));
    }
    counted.join(", ")
}

fn rejects(report: &Report, plan: &Plan, text: &mut String) {
    if report.rejected() == 0 {
        return;
    }
    let _ = writeln!(text, "\nrejected: {}", grouped(report.rejected()));
    for (name, count) in by_count(report.rejects.iter()) {
        let _ = writeln!(text, "  {:>7}  {}", grouped(count), in_words(name, sentence(name, plan).map(clause)));
    }
}

/// What stages said of articles and rows that they kept.
fn notes(report: &Report, plan: &Plan, text: &mut String) {
    let noted: Vec<_> = report.stages.iter().flat_map(|stage| &stage.notes).collect();
    if noted.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nnoted");
    for (name, count) in by_count(noted.into_iter()) {
        let _ = writeln!(text, "  {:>7}  {}", grouped(count), in_words(name, sentence(name, plan).map(clause)));
    }
}

/// What the table of codes, or the stage that gave the code, says of it.
fn sentence<'a>(name: &str, plan: &'a Plan) -> Option<&'a str> {
    let of_stages = plan.stages.iter().flat_map(|stage| &stage.info.spec.codes).find(|code| code.code == name);
    of_stages.map(|code| code.sentence.as_str()).or_else(|| code(name).map(|code| code.sentence))
}

fn flags(report: &Report, text: &mut String) {
    if report.flags.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nrows with flags");
    for (name, count) in by_count(report.flags.iter()) {
        let note = code(name).map(|code| code.note.split(['[', ']']).step_by(2).collect::<String>());
        let _ = writeln!(text, "  {:>7}  {}", grouped(count), in_words(name, note));
    }
}

fn files(report: &Report, plan: &Plan, here: &Path, text: &mut String) {
    let shown = |file: &FileReport| {
        let path: PathBuf = wagemill_pipeline::normal_path(&plan.base_dir.join(&file.path));
        path.strip_prefix(here).unwrap_or(&path).display().to_string()
    };
    let _ = writeln!(text, "\nfiles");
    let width = report.files.iter().map(|file| shown(file).chars().count()).max().unwrap_or(0);
    for file in &report.files {
        let rows = file.rows.map_or_else(String::new, |rows| format!("{}, ", number(rows, "row", "rows")));
        let _ = writeln!(text, "  {:width$}  {rows}{}", shown(file), HumanBytes(file.bytes));
    }
    if let Some(first) = first_to_open(report, plan) {
        let _ =
            writeln!(text, "\nopen {} first; `wagemill explain CODE` says more about a flag or a reject", shown(first));
    }
}

/// A table with rows that a person can read, else any with rows: not the rejects, and not what the run says of itself.
fn first_to_open<'a>(report: &'a Report, plan: &Plan) -> Option<&'a FileReport> {
    let of_rows = |file: &&FileReport| {
        let stage = plan.stages.iter().find(|stage| stage.id == file.id);
        file.rows.is_some_and(|rows| rows > 0)
            && stage.is_some_and(|stage| stage.inputs.iter().any(|input| matches!(input, Input::Stage(_))))
    };
    let readable = |file: &&FileReport| {
        let extension = Path::new(&file.path).extension().and_then(|extension| extension.to_str());
        matches!(extension, Some("csv" | "xlsx" | "html" | "tsv"))
    };
    let tables = || report.files.iter().filter(of_rows);
    tables().find(readable).or_else(|| tables().next())
}

fn by_count<'a>(counts: impl Iterator<Item = (&'a String, &'a u64)>) -> Vec<(&'a str, u64)> {
    let mut counts: Vec<(&str, u64)> = counts.map(|(name, count)| (name.as_str(), *count)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}

fn in_words(name: &str, words: Option<String>) -> String {
    words.map_or_else(|| name.to_owned(), |words| format!("{words} ({name})"))
}

/// A sentence as part of a list.
fn clause(sentence: &str) -> String {
    let mut characters = sentence.trim_end_matches('.').chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

fn number(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

fn grouped(count: u64) -> String {
    HumanCount(count).to_string()
}

fn duration(seconds: f64) -> String {
    if seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole % 3600 / 60, whole % 60);
    if hours == 0 { format!("{minutes} min {seconds} s") } else { format!("{hours} h {minutes} min") }
}

#[cfg(test)]
mod tests {
    use super::{clause, duration, number};

    #[test]
    fn numbers_and_times_read_like_words() {
        assert_eq!(number(1, "row", "rows"), "1 row");
        assert_eq!(number(12_345, "row", "rows"), "12,345 rows");
        assert_eq!(duration(0.04), "0.0 s");
        assert_eq!(duration(61.2), "1 min 1 s");
        assert_eq!(duration(7_325.0), "2 h 2 min");
        assert_eq!(clause("The file has no content."), "the file has no content");
    }
}
