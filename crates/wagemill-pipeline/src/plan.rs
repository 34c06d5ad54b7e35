//! The pipeline as it will run, nothing optional left.

use std::fmt;
use std::path::PathBuf;

use arrow_schema::{Schema, SchemaRef};
use serde::ser::{Serialize, SerializeSeq, SerializeStruct, Serializer};

use crate::catalogue::{StageInfo, StageKind, type_name};
use crate::error::Mistake;
use crate::limit::Limit;
use crate::secrets;

/// What will run. Secrets among the options are never shown.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Plan {
    pub name: String,
    pub description: Option<String>,
    pub file: PathBuf,
    pub base_dir: PathBuf,
    pub stages: Vec<PlannedStage>,
    pub max_rejects: Option<Limit>,
    pub fail_on: Vec<(String, Limit)>,
    /// What does not stop a run but may not be meant.
    pub warnings: Vec<Mistake>,
}

#[derive(Clone)]
pub struct PlannedStage {
    pub id: String,
    /// The stage's name, which is the word after `use`.
    pub stage: String,
    pub info: StageInfo,
    pub inputs: Vec<Input>,
    /// Resolved: defaults filled in, paths absolute. May hold secrets; [`PlannedStage::shown_options`] does not.
    pub options: serde_json::Value,
    /// The rows that leave the stage.
    pub schema: SchemaRef,
    /// Files, patterns and folders that options name for reading.
    pub reads: Vec<PathBuf>,
    /// Files that are written, with the JSON pointer to the option that names each.
    pub writes: Vec<(String, PathBuf)>,
    /// JSON pointers to the options that are secrets.
    pub secrets: Vec<String>,
}

/// What a stage reads from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Input {
    /// A stage, by its place in the plan.
    Stage(usize),
    /// The inputs that were refused.
    Rejects,
    /// The counts of each stage.
    Run,
}

impl Plan {
    /// The name by which stages know an input.
    #[must_use]
    pub fn input_name(&self, input: Input) -> &str {
        match input {
            Input::Stage(index) => &self.stages[index].id,
            Input::Rejects => "rejects",
            Input::Run => "run",
        }
    }

    /// The graph as a Mermaid flowchart.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut chart = String::from("flowchart TD\n");
        for (index, stage) in self.stages.iter().enumerate() {
            let label =
                if stage.id == stage.stage { stage.id.clone() } else { format!("{}<br/>{}", stage.id, stage.stage) };
            let (open, close) = match stage.info.kind {
                StageKind::Source => ("([", "])"),
                StageKind::Transform => ("[", "]"),
                StageKind::Sink => ("[(", ")]"),
            };
            chart.push_str(&format!("    s{index}{open}\"{label}\"{close}\n"));
        }
        for reserved in [Input::Rejects, Input::Run] {
            if self.stages.iter().any(|stage| stage.inputs.contains(&reserved)) {
                let name = self.input_name(reserved);
                chart.push_str(&format!("    {name}{{{{\"{name}\"}}}}\n"));
            }
        }
        for (index, stage) in self.stages.iter().enumerate() {
            for input in &stage.inputs {
                let edge = match input {
                    Input::Stage(from) => format!("    s{from} --> s{index}\n"),
                    reserved => format!("    {} -.-> s{index}\n", self.input_name(*reserved)),
                };
                chart.push_str(&edge);
            }
        }
        chart
    }
}

impl PlannedStage {
    /// The options without their secrets, for whatever is shown or stored.
    #[must_use]
    pub fn shown_options(&self) -> serde_json::Value {
        secrets::redacted(&self.options, &self.secrets)
    }
}

impl fmt::Debug for PlannedStage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PlannedStage")
            .field("id", &self.id)
            .field("stage", &self.stage)
            .field("inputs", &self.inputs)
            .field("options", &self.shown_options())
            .field("schema", &self.schema)
            .field("reads", &self.reads)
            .field("writes", &self.writes)
            .finish_non_exhaustive()
    }
}

impl Serialize for PlannedStage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("PlannedStage", 8)?;
        fields.serialize_field("id", &self.id)?;
        fields.serialize_field("stage", &self.stage)?;
        fields.serialize_field("info", &self.info)?;
        fields.serialize_field("inputs", &self.inputs)?;
        fields.serialize_field("options", &self.shown_options())?;
        fields.serialize_field("columns", &Columns(&self.schema))?;
        fields.serialize_field("reads", &self.reads)?;
        fields.serialize_field("writes", &self.writes)?;
        fields.end()
    }
}

/// A schema as a list of columns.
struct Columns<'a>(&'a Schema);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Column<'a> {
            name: &'a str,
            #[serde(rename = "type")]
            data_type: String,
            nullable: bool,
        }
        let mut columns = serializer.serialize_seq(Some(self.0.fields().len()))?;
        for field in self.0.fields() {
            columns.serialize_element(&Column {
                name: field.name(),
                data_type: type_name(field.data_type()),
                nullable: field.is_nullable(),
            })?;
        }
        columns.end()
    }
}
