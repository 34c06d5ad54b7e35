//! One run, from its plan to its report.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Instant, SystemTime};

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringViewArray};
use arrow_schema::SchemaRef;
use serde_json::Value;
use sha2::{Digest, Sha256};
use wagemill_host::{Counts, Host, Instance, Level, Listing, Stage};
use wagemill_pipeline::{Input, Plan, StageKind};

use crate::chain::Shared;
use crate::error::Error;
use crate::graph::Graph;
use crate::observer::Observer;
use crate::report::{self, Outcome, Report};
use crate::staging::{Staging, hexadecimal, redirect};
use crate::tail::Tail;
use crate::tally::{Reject, Tally};
use crate::tasks;
use crate::work::work;

#[derive(Clone, Debug)]
pub struct Settings {
    /// Workers; at least one.
    pub jobs: usize,
    /// Whether files may be replaced that wagemill did not write, or that were edited since.
    pub overwrite: bool,
    /// The version that the report names.
    pub version: String,
}

/// Runs a plan. The outputs are complete when it returns a report, and untouched when it returns an error.
pub fn run(plan: &Plan, host: &Host, settings: &Settings, observer: &dyn Observer) -> Result<Report, Error> {
    let begun = Instant::now();
    let started = SystemTime::now();
    if !plan.stages.iter().any(|stage| stage.info.kind == StageKind::Sink) {
        return Err(Error::NoSink);
    }
    let stages = load(plan, host)?;
    let mut staging = Staging::new(&plan.base_dir);
    let own_files = OwnFiles::of(plan);
    if let Some(rejects) = &own_files.rejects {
        staging.check(rejects, settings.overwrite)?;
    }
    let mut redirected = Vec::new();
    for stage in &plan.stages {
        let mut staged = Vec::new();
        for (_, target) in &stage.writes {
            staged.push(staging.stage(&stage.id, target, settings.overwrite)?);
        }
        redirected.push(redirect(&stage.options, &stage.writes, &staged));
    }
    let graph = Graph::new(plan, None);
    let listing = list(plan, &stages)?;
    let stop = AtomicBool::new(false);
    let plugins = plugin_numbers(&stages);
    let shared = Shared { plan, graph: &graph, observer, stop: &stop, plugins: &plugins, warnings: Mutex::default() };
    let mut tally = Tally::new(plan.stages.len());
    count_listing(plan, &listing, &mut tally);
    let tail_stages = open(&shared, &stages, &redirected, |node| !node.parallel)?;
    let mut tail = Tail::new(&shared, tail_stages, None);
    let bytes = tasks::bytes(&listing.splits);
    observer.begin(bytes, listing.splits.len());
    let (mut done_bytes, mut done_splits) = (0, 0);
    let opener = || open(&shared, &stages, &redirected, |node| node.parallel);
    work(
        &shared,
        &listing.splits,
        settings.jobs,
        &opener,
        &mut |from, batch| tail.take(from, &batch),
        &mut |task, splits| {
            tally.add(task);
            done_bytes += tasks::bytes(splits);
            done_splits += splits.len();
            observer.progress(done_bytes, done_splits, tally.stages[0].rows_out);
            Ok(())
        },
    )?;
    if shared.stopping() {
        return Err(Error::Cancelled);
    }
    tail.finish_tables()?;
    tail.finish_sinks(&mut tally, &|input, tally| reserved_table(plan, input, tally))?;
    drop(tail);
    own_files.write_rejects(&mut staging, &tally, settings.overwrite)?;
    let identity = identity(plan, &listing);
    let mut written = staging.commit()?;
    let mut report = Report {
        run: identity,
        wagemill: settings.version.clone(),
        pipeline: plan.name.clone(),
        started_unix_seconds: started.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()),
        seconds: begun.elapsed().as_secs_f64(),
        jobs: settings.jobs,
        outcome: outcome(plan, &tally),
        splits: listing.splits.len(),
        bytes,
        stages: report::stages(plan, &tally),
        rejects: tally.reject_codes(),
        flags: tally.flags.clone(),
        grades: tally.grades.clone(),
        rate_sources: tally.rate_sources.clone(),
        files: report::files(plan, &tally, &written),
        plan: plan.stages.iter().map(|stage| report::planned(&plan.base_dir, stage)).collect(),
    };
    // The manifest comes last: where it stands, everything it names stands, too.
    let text = serde_json::to_vec_pretty(&report).unwrap_or_default();
    let staged = staging.stage("", &own_files.report, true)?;
    std::fs::write(&staged, text).map_err(Error::file("write", &staged))?;
    written = staging.commit()?;
    // The outputs stand: that the next run will not know them for its own is worth a warning, and no more.
    if let Err(error) = staging.remember() {
        observer.log(Level::Warn, "", &format!("{error}; the next run will ask for `--overwrite`"));
    }
    report.files.extend(report::files(plan, &tally, &written));
    Ok(report)
}

pub(crate) fn load(plan: &Plan, host: &Host) -> Result<Vec<Arc<Stage>>, Error> {
    let stage = |planned: &wagemill_pipeline::PlannedStage| {
        host.stage(&planned.stage).map_err(|error| Error::Plugin(error.to_string(), error.help.clone()))
    };
    plan.stages.iter().map(stage).collect()
}

pub(crate) fn list(plan: &Plan, stages: &[Arc<Stage>]) -> Result<Listing, Error> {
    let Some((planned, stage)) =
        plan.stages.first().zip(stages.first()).filter(|(planned, _)| planned.info.kind == StageKind::Source)
    else {
        return Err(Error::NoSource);
    };
    let listing = stage.list(&planned.options, Some(&plan.base_dir)).map_err(Error::stage(&planned.id))?;
    if listing.splits.is_empty() && listing.issues.is_empty() {
        return Err(Error::NoInput(planned.id.clone()));
    }
    Ok(listing)
}

/// What the source said of inputs that gave no split.
fn count_listing(plan: &Plan, listing: &Listing, tally: &mut Tally) {
    let counts = Counts { issues: listing.issues.clone(), ..Counts::default() };
    tally.count(0, &plan.stages[0].id, counts, &|_| (String::new(), None));
}

/// A number for each stage's plugin: equal numbers, same library.
pub(crate) fn plugin_numbers(stages: &[Arc<Stage>]) -> Vec<usize> {
    let hashes: Vec<&str> = stages.iter().map(|stage| stage.plugin().sha256.as_str()).collect();
    hashes.iter().map(|hash| hashes.iter().position(|other| other == hash).unwrap_or(0)).collect()
}

/// Opens the stages that are needed and that `wanted` chooses.
pub(crate) fn open(
    shared: &Shared<'_>,
    stages: &[Arc<Stage>],
    options: &[Value],
    wanted: impl Fn(&crate::graph::Node) -> bool,
) -> Result<Vec<Option<Instance>>, Error> {
    let plan = shared.plan;
    let mut instances = Vec::new();
    for (index, planned) in plan.stages.iter().enumerate() {
        let node = &shared.graph.nodes[index];
        if !node.needed || !wanted(node) {
            instances.push(None);
            continue;
        }
        let inputs: Vec<(String, SchemaRef)> = planned
            .inputs
            .iter()
            .map(|&input| (plan.input_name(input).to_owned(), input_schema(plan, input)))
            .collect();
        let instance = stages[index].open(&options[index], &inputs, planned.schema.clone(), Some(&plan.base_dir));
        instances.push(Some(instance.map_err(Error::stage(&planned.id))?));
    }
    Ok(instances)
}

fn input_schema(plan: &Plan, input: Input) -> SchemaRef {
    match input {
        Input::Stage(from) => plan.stages[from].schema.clone(),
        Input::Rejects => Arc::new(wagemill_pipeline::rejects_schema()),
        Input::Run => Arc::new(wagemill_pipeline::run_schema()),
    }
}

/// The table of a reserved input.
fn reserved_table(plan: &Plan, input: &Input, tally: &Tally) -> Result<RecordBatch, Error> {
    let columns: Vec<ArrayRef> = match input {
        Input::Run => {
            let stages = || plan.stages.iter().zip(&tally.stages);
            let number = |get: fn(&crate::tally::StageTally) -> u64| -> ArrayRef {
                Arc::new(Int64Array::from_iter_values(stages().map(|(_, tally)| get(tally) as i64)))
            };
            vec![
                Arc::new(StringViewArray::from_iter_values(stages().map(|(stage, _)| &stage.id))),
                Arc::new(StringViewArray::from_iter_values(stages().map(|(stage, _)| &stage.stage))),
                Arc::new(StringViewArray::from_iter_values(stages().map(|(stage, _)| &stage.info.plugin.version))),
                number(|tally| tally.rows_in),
                number(|tally| tally.rows_out),
                number(|tally| tally.rows_without),
                number(|tally| tally.rejected + tally.rejected_records),
            ]
        }
        _ => {
            let text = |get: fn(&Reject) -> Option<&str>| -> ArrayRef {
                Arc::new(tally.rejects.iter().map(get).collect::<StringViewArray>())
            };
            vec![
                text(|reject| Some(&reject.stage)),
                text(|reject| Some(&reject.code)),
                text(|reject| Some(&reject.message)),
                text(|reject| Some(reject.help.as_str()).filter(|help| !help.is_empty())),
                text(|reject| Some(reject.source.as_str()).filter(|source| !source.is_empty())),
                text(|reject| reject.record.as_deref()),
            ]
        }
    };
    let schema = input_schema(plan, *input);
    RecordBatch::try_new(schema, columns).map_err(|error| Error::Plugin(error.to_string(), String::new()))
}

/// A hash of what decides on the outputs: stages, options, plugins and inputs.
fn identity(plan: &Plan, listing: &Listing) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    };
    for stage in &plan.stages {
        add(&stage.info.plugin.sha256);
        add(&report::planned(&plan.base_dir, stage).to_string());
    }
    for split in &listing.splits {
        add(&split.source);
        add(&split.fingerprint);
    }
    format!("r{}", &hexadecimal(&hash.finalize())[..16])
}

fn outcome(plan: &Plan, tally: &Tally) -> Outcome {
    let rejects = tally.rejects.len() as u64;
    let records = tally.stages.first().map_or(0, |source| source.rows_out)
        + tally.rejects.iter().filter(|reject| reject.stage == plan.stages[0].id).count() as u64;
    if let Some(limit) = plan.max_rejects
        && limit.is_exceeded(rejects, records)
    {
        return Outcome::TooManyRejects { rejects, limit: limit.to_string() };
    }
    for (flag, limit) in &plan.fail_on {
        let rows = tally.flags.get(flag).copied().unwrap_or(0);
        if limit.is_exceeded(rows, tally.flagged_rows) {
            return Outcome::TooManyFlags { flag: flag.clone(), rows, limit: limit.to_string() };
        }
    }
    Outcome::Done
}

/// Files that the run writes itself, beside the first output.
struct OwnFiles {
    report: PathBuf,
    /// `None` where a sink takes the rejects.
    rejects: Option<PathBuf>,
}

impl OwnFiles {
    fn of(plan: &Plan) -> Self {
        let first = plan.stages.iter().flat_map(|stage| &stage.writes).map(|(_, path)| path.as_path()).next();
        let folder = first.and_then(Path::parent).unwrap_or(&plan.base_dir);
        let taken = plan.stages.iter().any(|stage| stage.inputs.contains(&Input::Rejects));
        Self { report: folder.join("run.json"), rejects: (!taken).then(|| folder.join("rejects.csv")) }
    }

    /// Nothing is lost: without a sink for them, rejects go to a table of their own.
    fn write_rejects(&self, staging: &mut Staging, tally: &Tally, overwrite: bool) -> Result<(), Error> {
        let Some(target) = &self.rejects else { return Ok(()) };
        if tally.rejects.is_empty() {
            staging.retire(target);
            return Ok(());
        }
        let staged = staging.stage("", target, overwrite)?;
        let write = || -> Result<(), csv::Error> {
            let mut table = csv::Writer::from_path(&staged)?;
            table.write_record(wagemill_pipeline::rejects_schema().fields().iter().map(|field| field.name()))?;
            for reject in &tally.rejects {
                let record = reject.record.as_deref().unwrap_or_default();
                table.write_record([
                    reject.stage.as_str(),
                    &reject.code,
                    &reject.message,
                    &reject.help,
                    &reject.source,
                    record,
                ])?;
            }
            table.flush()?;
            Ok(())
        };
        write().map_err(|error| Error::File { doing: "write", path: target.clone(), error: error.into() })
    }
}
