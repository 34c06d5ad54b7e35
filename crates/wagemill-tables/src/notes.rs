//! Flags in words, and the verdict that a reader of the table sees.

use crate::codes::{CodeKind, Severity, code};

/// The flags of a row (joined by `;`) in words, joined by ` | `.
///
/// Some notes name a value of the row, such as the days that were assumed: `values` gives them as pairs of column and
/// text. A part of a note whose value is not given is left out; a flag that is unknown here stands for itself.
///
/// ```
/// let notes = wagemill_tables::notes("assumed_days;intext_used", &[("days_per_week_used", "6")]);
/// assert_eq!(notes, "days per week not stated; 6 assumed | converted with the article's own figure");
/// assert_eq!(wagemill_tables::notes("ppp_missing", &[]), "", "a flag beside the values is in `flags` alone");
/// ```
pub fn notes(flags: &str, values: &[(&str, &str)]) -> String {
    let mut words = String::new();
    for flag in each(flags).filter(|flag| !UNSAID.contains(flag)) {
        if !words.is_empty() {
            words.push_str(" | ");
        }
        match code(flag).filter(|code| code.kind == CodeKind::Flag) {
            Some(code) => fill(&mut words, code.note, values),
            None => words.push_str(flag),
        }
    }
    words
}

/// Flags that are left out of the words: they say why a parity or a real value is empty, which of a recent article they
/// always are, and change nothing else in the row. The column `flags` has them, and each has its sentence.
const UNSAID: &[&str] = &[
    "cpi_missing",
    "ppp_country_ambiguous",
    "ppp_country_unknown",
    "ppp_missing",
    "ppp_rate_missing",
    "usd_rate_missing",
];

/// Whether a row can be used: `ok`, `check` or `unusable`. The published rule:
///
/// 1. `unusable`, if the grade of its rate is `X` or one of its flags has the severity *unusable*: there is no
///    comparable figure, or none that can be trusted;
/// 2. else `check`, if the grade is `D` or `E` or one of its flags has the severity *check*: look at the source before
///    you rely on the row. A flag that is unknown here, such as one of a custom stage, counts as *check*;
/// 3. else `ok`. Flags with the severity *info* say what was done and change nothing.
///
/// An empty grade says that no conversion took place, and decides nothing.
pub fn review(flags: &str, grade: &str) -> &'static str {
    let flag_severity = each(flags).map(|flag| code(flag).map_or(Severity::Check, |code| code.severity)).max();
    let grade_severity = code(grade).filter(|code| code.kind == CodeKind::Grade).map(|code| code.severity);
    match flag_severity.max(grade_severity) {
        None | Some(Severity::Info) => "ok",
        Some(Severity::Check) => "check",
        Some(Severity::Unusable | Severity::Error) => "unusable",
    }
}

fn each(flags: &str) -> impl Iterator<Item = &str> {
    flags.split(';').map(str::trim).filter(|flag| !flag.is_empty())
}

/// Replaces `{column}` by its value; a part in brackets stays only if all its values are known.
fn fill(filled: &mut String, note: &str, values: &[(&str, &str)]) {
    if !note.contains(['{', '[']) {
        return filled.push_str(note);
    }
    for (index, part) in note.split(['[', ']']).enumerate() {
        let optional = index % 2 == 1;
        match substitute(part, values) {
            Some(text) => filled.push_str(&text),
            None if optional => {}
            None => filled.push_str(part),
        }
    }
}

fn substitute(part: &str, values: &[(&str, &str)]) -> Option<String> {
    let mut text = String::new();
    let mut rest = part;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        let (_, value) = values.iter().find(|(column, value)| *column == name && !value.is_empty())?;
        text.push_str(before);
        text.push_str(value);
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}
