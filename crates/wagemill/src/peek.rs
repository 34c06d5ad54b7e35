//! `wagemill peek`: the first rows after a stage.

use std::num::NonZeroUsize;

use wagemill_pipeline::{Plan, StageKind};
use wagemill_runner::{Peek, Quiet};
use wagemill_tables::target_currency;

use crate::arguments::{Format, PeekArguments};
use crate::failure::{Exit, Failure, Outcome};
use crate::opened::Opened;
use crate::output;
use crate::render::{rows_as_json, rows_as_table};
use crate::run::{jobs, unknown_stage};

/// More column names than this make no line that anybody reads.
const NAMED_COLUMNS: usize = 8;

pub fn peek(arguments: &PeekArguments) -> Outcome {
    let opened = Opened::plan(&arguments.pipeline)?;
    let stage = stage(&opened.plan, arguments.at.as_deref())?;
    let rows = arguments.rows.max(1);
    // A few rows are soon found; more workers would read articles that nobody asked for.
    let jobs = if rows < 100 { 1 } else { jobs(None::<NonZeroUsize>) };
    let peek = wagemill_runner::peek(&opened.plan, opened.installed.host(), stage, rows, jobs, &Quiet)
        .map_err(|error| Failure::of(Exit::Failed, error))?;
    let unprintable =
        |error: arrow_schema::ArrowError| Failure::failed("unprintable", format!("cannot print a value: {error}"));
    match arguments.format.format {
        Format::Json => output::json(&rows_as_json(&peek.batches).map_err(unprintable)?),
        Format::Text => {
            let names: Vec<&str> = peek.schema.fields().iter().map(|field| field.name().as_str()).collect();
            let to = target_currency(&names).unwrap_or_default();
            let table = rows_as_table(&peek.schema, &peek.batches, &to).map_err(unprintable)?;
            let fitted = table.fit(output::width());
            output::text(&fitted.text);
            say_the_rest(&opened.plan.stages[stage].id, &peek, &fitted.left_out);
        }
    }
    Ok(())
}

/// The stage that is asked for, else the last that gives rows.
fn stage(plan: &Plan, id: Option<&str>) -> Result<usize, Failure> {
    let gives_rows = |index: &usize| plan.stages[*index].info.kind != StageKind::Sink;
    let Some(id) = id else {
        return (0..plan.stages.len())
            .rev()
            .find(gives_rows)
            .ok_or_else(|| Failure::wrong("no-source", "the pipeline has no stage that gives rows"));
    };
    let index = plan.stages.iter().position(|stage| stage.id == id).ok_or_else(|| unknown_stage(plan, id))?;
    if gives_rows(&index) {
        return Ok(index);
    }
    let reads: Vec<&str> = plan.stages[index].inputs.iter().map(|input| plan.input_name(*input)).collect();
    Err(Failure::wrong("no-rows", format!("`{id}` is a sink and gives no rows"))
        .help(format!("it reads from {}: look there", reads.join(", "))))
}

fn say_the_rest(id: &str, peek: &Peek, left_out: &[String]) {
    let rows: usize = peek.batches.iter().map(arrow_array::RecordBatch::num_rows).sum();
    let rejected: u64 = peek.rejects.values().sum();
    let mut said = format!("{rows} {} after `{id}`", if rows == 1 { "row" } else { "rows" });
    if rejected > 0 {
        said.push_str(&format!(", {rejected} rejected on the way"));
    }
    if !left_out.is_empty() {
        let named = left_out.iter().take(NAMED_COLUMNS).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = left_out.len().saturating_sub(NAMED_COLUMNS);
        let more = if more > 0 { format!(" and {more} more columns") } else { String::new() };
        said.push_str(&format!("; no room for {named}{more}, which `--format json` shows"));
    }
    output::say(&said);
}
