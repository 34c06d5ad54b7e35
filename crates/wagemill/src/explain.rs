//! `wagemill explain`: a code in words.

use std::fmt::Write as _;

use serde::Serialize;
use wagemill_abi::json::CodeText;
use wagemill_tables::{Code, CodeKind, Severity, codes};

use crate::arguments::{ExplainArguments, Format};
use crate::failure::{Failure, Outcome};
use crate::installed::Installed;
use crate::output;
use crate::render::as_sentence;
use wagemill_pipeline::nearest;

pub fn explain(arguments: &ExplainArguments) -> Outcome {
    let mut entries = own_entries();
    let is_known = |entries: &[Entry], code: &str| entries.iter().any(|entry| entry.code == code);
    // Plugins are asked last: to ask them is to load them.
    if !arguments.code.as_deref().is_some_and(|code| is_known(&entries, code)) {
        add_codes_of_stages(&mut entries, &Installed::find(&arguments.folders.plugins, None));
    }
    let chosen: Vec<&Entry> = match &arguments.code {
        None => entries.iter().collect(),
        Some(code) if is_known(&entries, code) => entries.iter().filter(|entry| entry.code == *code).collect(),
        Some(code) => return Err(unknown(code, &entries)),
    };
    match (arguments.format.format, &arguments.code) {
        (Format::Json, _) => output::json(&chosen),
        (Format::Text, Some(_)) => {
            let texts: Vec<String> = chosen.iter().map(|entry| entry.text()).collect();
            output::text(&texts.join("\n"));
        }
        (Format::Text, None) => output::text(&list(&chosen)),
    }
    Ok(())
}

/// A code of wagemill itself or of an installed stage.
#[derive(Debug, Serialize)]
struct Entry {
    code: String,
    kind: &'static str,
    severity: &'static str,
    /// the stage that gives it, for codes that belong to one
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'static str,
    sentence: String,
    remedy: String,
}

impl Entry {
    fn own(code: &Code) -> Self {
        Self {
            code: code.code.to_owned(),
            kind: kind_word(code.kind),
            severity: severity_word(code.severity),
            stage: None,
            note: code.note,
            sentence: code.sentence.to_owned(),
            remedy: code.remedy.to_owned(),
        }
    }

    fn error(code: &str, sentence: &str, remedy: &str) -> Self {
        Self {
            code: code.to_owned(),
            kind: "error",
            severity: "error",
            stage: None,
            note: "",
            sentence: as_sentence(sentence),
            remedy: as_sentence(remedy),
        }
    }

    fn of_stage(code: &CodeText) -> Self {
        let (kind, severity) = if code.code.contains('_') { ("flag", "check") } else { ("reject", "error") };
        Self { kind, severity, ..Self::error(&code.code, &code.sentence, &code.remedy) }
    }

    fn text(&self) -> String {
        let mut text = format!("{}: {}", self.code, self.kind);
        if self.kind == "flag" || self.kind == "grade" {
            let _ = write!(text, ", severity {}", self.severity);
        }
        if let Some(stage) = &self.stage {
            let _ = write!(text, " of {stage}");
        }
        let _ = write!(text, "\n\n{}\n\nWhat to do: {}\n", self.sentence, self.remedy);
        if !self.note.is_empty() {
            let _ = write!(text, "\nIn the column `notes`: {}\n", plain_note(self.note));
        }
        text
    }
}

/// Codes of the tables and the run, of mistakes in pipeline files, and of the host.
fn own_entries() -> Vec<Entry> {
    let mut entries: Vec<Entry> = codes().map(Entry::own).collect();
    for code in wagemill_pipeline::codes() {
        add(&mut entries, Entry::error(code.code, code.sentence, code.remedy));
    }
    for code in wagemill_host::codes() {
        // The planner finds some of the host's errors first, and says more of them.
        if entries.iter().all(|entry| entry.code != code.code) {
            entries.push(Entry::error(code.code, code.sentence, code.remedy));
        }
    }
    entries
}

fn add_codes_of_stages(entries: &mut Vec<Entry>, installed: &Installed) {
    for stage in installed.stages() {
        for code in &stage.spec.codes {
            add(entries, Entry { stage: Some(stage.name.clone()), ..Entry::of_stage(code) });
        }
    }
}

/// One code may mean a thing to the planner and another to a stage; what is said twice is listed once.
fn add(entries: &mut Vec<Entry>, entry: Entry) {
    if !entries.iter().any(|other| other.code == entry.code && other.sentence == entry.sentence) {
        entries.push(entry);
    }
}

fn list(entries: &[&Entry]) -> String {
    let width = entries.iter().map(|entry| entry.code.len()).max().unwrap_or(0);
    let mut text = String::new();
    for entry in entries {
        let _ = writeln!(text, "{:width$}  {:6}  {}", entry.code, entry.kind, entry.sentence);
    }
    text
}

fn unknown(code: &str, entries: &[Entry]) -> Failure {
    let help = match nearest(code, entries.iter().map(|entry| entry.code.as_str())) {
        Some(near) => format!("did you mean `{near}`? `wagemill explain` lists all codes"),
        None => "`wagemill explain` lists all codes".to_owned(),
    };
    Failure::wrong("unknown-code", format!("there is no code `{code}`")).help(help)
}

fn kind_word(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Flag => "flag",
        CodeKind::Grade => "grade",
        CodeKind::Reject => "reject",
        CodeKind::Error => "error",
    }
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Check => "check",
        Severity::Unusable => "unusable",
        Severity::Error => "error",
    }
}

/// The words of a note without its placeholders.
fn plain_note(note: &str) -> String {
    note.split(['[', ']']).step_by(2).collect()
}
