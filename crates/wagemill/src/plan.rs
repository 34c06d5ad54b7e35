//! `wagemill plan`: what would run.

use std::fmt::Write as _;

use wagemill_pipeline::{Input, Plan, PlannedStage, StageKind};

use crate::arguments::{Format, PlanArguments};
use crate::failure::Outcome;
use crate::opened::Opened;
use crate::output;
use crate::render::toml_value;

/// More column names than this make no line that anybody reads.
const NAMED_COLUMNS: usize = 12;

pub fn plan(arguments: &PlanArguments) -> Outcome {
    let opened = Opened::plan(&arguments.pipeline)?;
    match arguments.format.format {
        _ if arguments.graph => output::text(&opened.plan.to_mermaid()),
        Format::Json => output::json(&opened.plan),
        Format::Text => output::text(&text(&opened.plan)),
    }
    Ok(())
}

fn text(plan: &Plan) -> String {
    let mut text = format!("{}: {} stages\n", plan.name, plan.stages.len());
    if let Some(description) = &plan.description {
        let _ = writeln!(text, "{description}");
    }
    for stage in &plan.stages {
        text.push('\n');
        stage_text(plan, stage, &mut text);
    }
    text
}

fn stage_text(plan: &Plan, stage: &PlannedStage, text: &mut String) {
    let names: Vec<&str> = stage.inputs.iter().map(|input| plan.input_name(*input)).collect();
    let from = if names.is_empty() { String::new() } else { format!(" of {}", names.join(", ")) };
    let used = if stage.id == stage.stage { String::new() } else { format!(" ({})", stage.stage) };
    let _ = writeln!(text, "{}{used}: {}{from}", stage.id, stage.info.kind.name());
    for (name, value) in stage.shown_options().as_object().into_iter().flatten().filter(|(_, value)| !value.is_null()) {
        let _ = writeln!(text, "  {name} = {}", toml_value(value));
    }
    if stage.info.kind != StageKind::Sink {
        let _ = writeln!(text, "  {}", columns(plan, stage));
    }
}

/// What the stage adds to its input, and what it takes away.
fn columns(plan: &Plan, stage: &PlannedStage) -> String {
    let before: Vec<&str> = match stage.inputs.as_slice() {
        [Input::Stage(from)] if stage.info.pass_through => column_names(&plan.stages[*from]),
        _ => Vec::new(),
    };
    let after = column_names(stage);
    let added: Vec<&str> = after.iter().copied().filter(|name| !before.contains(name)).collect();
    let dropped: Vec<&str> = before.iter().copied().filter(|name| !after.contains(name)).collect();
    let mut said = format!("gives {} columns", after.len());
    if !added.is_empty() {
        let _ = write!(said, ", {}{}", if before.is_empty() { "" } else { "new: " }, listed(&added));
    }
    if !dropped.is_empty() {
        let _ = write!(said, ", without {}", listed(&dropped));
    }
    said
}

fn column_names(stage: &PlannedStage) -> Vec<&str> {
    stage.schema.fields().iter().map(|field| field.name().as_str()).collect()
}

fn listed(names: &[&str]) -> String {
    if names.len() <= NAMED_COLUMNS {
        return names.join(", ");
    }
    format!("{} and {} more", names[..NAMED_COLUMNS].join(", "), names.len() - NAMED_COLUMNS)
}
