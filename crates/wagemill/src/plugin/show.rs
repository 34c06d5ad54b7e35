//! `wagemill plugin show`: what a stage needs, gives and can be told.

use std::fmt::Write as _;

use serde::Serialize;
use wagemill_abi::json::{CodeText, ReadColumn, Reads};
use wagemill_pipeline::{Catalogue, StageInfo, StageKind, type_name};

use super::options::{StageOption, stage_options};
use super::sample::{more_sample_options, sample_inputs, sample_options};
use crate::arguments::{Format, PluginShowArguments};
use crate::failure::{Failure, Outcome};
use crate::installed::Installed;
use crate::output;
use crate::render::as_sentence;
use wagemill_pipeline::nearest;

pub fn show(arguments: &PluginShowArguments) -> Outcome {
    let installed = Installed::find(&arguments.folders.plugins, None);
    let Some(stage) = installed.stage(&arguments.stage) else {
        return Err(unknown(&arguments.stage, &installed));
    };
    let shown = Shown::of(&stage, &installed);
    match arguments.format.format {
        Format::Json => output::json(&shown),
        Format::Text => output::text(&shown.text()),
    }
    Ok(())
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    kind: &'static str,
    version: &'a str,
    library: &'a str,
    summary: &'a str,
    needs: &'a Reads,
    /// none where the columns depend on the options or on the input
    gives: Option<Vec<GivenColumn>>,
    drops: &'a [String],
    passes_through: bool,
    whole_table: bool,
    options: Vec<StageOption>,
    codes: &'a [CodeText],
}

#[derive(Serialize)]
struct GivenColumn {
    name: String,
    #[serde(rename = "type")]
    data_type: String,
    doc: String,
}

impl<'a> Shown<'a> {
    fn of(stage: &'a StageInfo, installed: &Installed) -> Self {
        Self {
            name: &stage.name,
            kind: stage.kind.name(),
            version: &stage.plugin.version,
            library: &stage.plugin.file,
            summary: &stage.spec.summary,
            needs: &stage.spec.reads,
            gives: gives(stage, installed),
            drops: &stage.spec.drops,
            passes_through: stage.pass_through && stage.kind == StageKind::Transform,
            whole_table: stage.whole_table,
            options: stage_options(&stage.options_schema),
            codes: &stage.spec.codes,
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{}: {} {}\n", self.name, self.kind, self.version);
        if !self.summary.is_empty() {
            let _ = writeln!(text, "{}", self.summary);
        }
        self.needs_text(&mut text);
        self.gives_text(&mut text);
        self.options_text(&mut text);
        if !self.codes.is_empty() {
            text.push_str("\ncodes\n");
            for code in self.codes {
                let _ = writeln!(
                    text,
                    "  {}\n      {} {}",
                    code.code,
                    as_sentence(&code.sentence),
                    as_sentence(&code.remedy)
                );
            }
        }
        let _ = writeln!(text, "\nlibrary\n  {}", self.library);
        text
    }

    fn needs_text(&self, text: &mut String) {
        match self.needs {
            _ if self.kind == "source" => return,
            Reads::All => text.push_str("\nneeds\n  any columns\n"),
            Reads::Columns(columns) => {
                text.push_str("\nneeds\n");
                let width = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
                for column in columns {
                    let _ = writeln!(text, "{}", need(column, width).trim_end());
                }
            }
        }
        if self.whole_table {
            text.push_str("  the whole table before it gives a row\n");
        }
    }

    fn gives_text(&self, text: &mut String) {
        if self.kind == "sink" {
            return;
        }
        text.push_str("\ngives\n");
        match &self.gives {
            Some(columns) => {
                let width = columns.iter().map(|column| column.name.len()).max().unwrap_or(0);
                let kind_width = columns.iter().map(|column| column.data_type.len()).max().unwrap_or(0);
                for GivenColumn { name, data_type, doc } in columns {
                    let _ = writeln!(text, "{}", format!("  {name:width$}  {data_type:kind_width$}  {doc}").trim_end());
                }
            }
            None => {
                text.push_str("  columns that depend on its options and its input; `wagemill plan FILE` shows them\n")
            }
        }
        if self.passes_through {
            let dropped = if self.drops.is_empty() { String::new() } else { format!(" but {}", self.drops.join(", ")) };
            let _ = writeln!(text, "  and all columns that it reads or does not mention{dropped}");
        }
    }

    fn options_text(&self, text: &mut String) {
        if self.options.is_empty() {
            text.push_str("\noptions\n  none\n");
            return;
        }
        text.push_str("\noptions\n");
        for option in &self.options {
            let necessity = match (&option.default, option.required) {
                (Some(default), _) => format!(", default {default}"),
                (None, true) => ", required".to_owned(),
                (None, false) => String::new(),
            };
            let _ = writeln!(text, "  {}: {}{necessity}", option.name, option.takes);
            if !option.doc.is_empty() {
                let _ = writeln!(text, "      {}", option.doc);
            }
        }
    }
}

fn need(column: &ReadColumn, width: usize) -> String {
    let allowance = match (column.optional, column.nullable) {
        (true, _) => ", where there is one",
        (false, true) => ", may be empty",
        (false, false) => "",
    };
    let doc = if column.doc.is_empty() { String::new() } else { format!("  {}", column.doc) };
    format!("  {:width$}  {}{allowance}{doc}", column.name, column.kind)
}

/// Asks the stage for its columns, with as few options as it allows and an input that holds just what it reads.
fn gives(stage: &StageInfo, installed: &Installed) -> Option<Vec<GivenColumn>> {
    let inputs = sample_inputs(stage)?;
    let options =
        std::iter::once(sample_options(&stage.options_schema)).chain(more_sample_options(&stage.options_schema));
    let schema = options.into_iter().find_map(|options| installed.plan_stage(&stage.name, &options, &inputs).ok())?;
    let columns = schema.fields().iter().filter(|field| field.name() != "__row").map(|field| GivenColumn {
        name: field.name().clone(),
        data_type: type_name(field.data_type()),
        doc: wagemill_tables::column_for(field.name(), "USD").map_or_else(String::new, |column| column.doc.to_owned()),
    });
    Some(columns.collect())
}

fn unknown(name: &str, installed: &Installed) -> Failure {
    if let Some(error) = installed.refused(name) {
        let failure = Failure::failed(&error.code, error.message);
        return match error.help {
            Some(help) => failure.help(help),
            None => failure,
        };
    }
    let names = installed.stage_names();
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`wagemill plugin list` names the stages that are installed".to_owned(),
    };
    Failure::wrong("unknown-stage", format!("there is no stage `{name}`")).help(help)
}
