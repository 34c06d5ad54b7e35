//! `wagemill check`: every mistake at once.

use serde::Serialize;
use wagemill_pipeline::Mistake;

use crate::arguments::{CheckArguments, Format};
use crate::failure::{Exit, Failure, Outcome};
use crate::opened::Opened;
use crate::output;

pub fn check(arguments: &CheckArguments) -> Outcome {
    match arguments.format.format {
        Format::Text => {
            let opened = Opened::plan(&arguments.pipeline)?;
            let plan = &opened.plan;
            output::say(&format!("{}: no mistake in {} stages", arguments.pipeline.file.display(), plan.stages.len()));
            Ok(())
        }
        Format::Json => as_json(arguments),
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    ok: bool,
    mistakes: &'a [Mistake],
    warnings: &'a [Mistake],
}

fn as_json(arguments: &CheckArguments) -> Outcome {
    match Opened::try_plan(&arguments.pipeline)? {
        Ok(opened) => {
            output::json(&Checked { ok: true, mistakes: &[], warnings: &opened.plan.warnings });
            Ok(())
        }
        Err(mistakes) => {
            output::json(&Checked { ok: false, mistakes: mistakes.as_slice(), warnings: &[] });
            Err(Failure::silent(Exit::Wrong))
        }
    }
}
