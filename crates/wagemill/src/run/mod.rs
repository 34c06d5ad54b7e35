//! `wagemill run`

mod interrupt;
mod progress;
mod summary;
mod until;

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use wagemill_pipeline::Plan;
use wagemill_runner::{Outcome as RunOutcome, Report, Settings};

pub use self::until::unknown_stage;

use self::progress::Progress;
use crate::arguments::{Format, RunArguments};
use crate::failure::{Exit, Failure, Outcome};
use crate::opened::Opened;
use crate::output;

pub fn run(arguments: &RunArguments) -> Outcome {
    let opened = Opened::plan(&arguments.pipeline)?;
    let plan = match &arguments.until {
        Some(id) => until::until(&opened.plan, id)?,
        None => opened.plan,
    };
    let settings = Settings {
        jobs: jobs(arguments.jobs),
        overwrite: arguments.overwrite,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    interrupt::watch();
    let progress = Progress::new(arguments.quiet);
    let result = wagemill_runner::run(&plan, opened.installed.host(), &settings, &progress);
    progress.end();
    let report = result.map_err(|error| Failure::of(Exit::Failed, error))?;
    if arguments.format.format == Format::Json {
        output::json(&report);
    }
    if !arguments.quiet {
        output::say(summary::summary(&report, &plan, &output::here()).trim_end());
    }
    judge(&report, &plan)
}

/// As many as there are cores, unless somebody says otherwise.
pub fn jobs(wanted: Option<NonZeroUsize>) -> usize {
    wanted.or_else(|| available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

fn judge(report: &Report, plan: &Plan) -> Outcome {
    let problem = |code, message| {
        Failure::above_limit(code, message).help("the outputs are complete; look at them before you use them")
    };
    match &report.outcome {
        RunOutcome::Done => Ok(()),
        RunOutcome::TooManyRejects { rejects, limit } => Err(problem(
            "too-many-rejects",
            format!("{rejects} inputs were rejected; `max_rejects` of `{}` allows {limit}", plan.name),
        )),
        RunOutcome::TooManyFlags { flag, rows, limit } => Err(problem(
            "too-many-flags",
            format!("{rows} rows carry the flag `{flag}`; `fail_on` of `{}` allows {limit}", plan.name),
        )),
    }
}
