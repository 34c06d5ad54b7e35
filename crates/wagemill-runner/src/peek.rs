//! The first rows after a stage, for a look.

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use wagemill_host::Host;
use wagemill_pipeline::{Plan, StageKind};

use crate::chain::Shared;
use crate::error::Error;
use crate::graph::Graph;
use crate::observer::Observer;
use crate::run::{list, load, open, plugin_numbers};
use crate::tail::{Tail, Tap};
use crate::tally::Tally;
use crate::work::work;

/// Rows after a stage, and the rejects on the way there.
#[derive(Debug)]
pub struct Peek {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    /// Rejected inputs among those that were read, by code.
    pub rejects: std::collections::BTreeMap<String, u64>,
}

/// The first `rows` rows that leave stage number `stage`, which must be no sink. Writes nothing.
pub fn peek(
    plan: &Plan,
    host: &Host,
    stage: usize,
    rows: usize,
    jobs: usize,
    observer: &dyn Observer,
) -> Result<Peek, Error> {
    debug_assert!(plan.stages[stage].info.kind != StageKind::Sink, "the command refuses a sink");
    let stages = load(plan, host)?;
    let graph = Graph::new(plan, Some(stage));
    let listing = list(plan, &stages)?;
    let stop = AtomicBool::new(false);
    let plugins = plugin_numbers(&stages);
    let shared = Shared { plan, graph: &graph, observer, stop: &stop, plugins: &plugins, warnings: Mutex::default() };
    let options: Vec<_> = plan.stages.iter().map(|stage| stage.options.clone()).collect();
    let tap = Tap { stage, batches: Vec::new(), left: rows };
    let mut tail = Tail::new(&shared, open(&shared, &stages, &options, |node| !node.parallel)?, Some(tap));
    let opener = || open(&shared, &stages, &options, |node| node.parallel);
    let mut tally = Tally::new(plan.stages.len());
    work(&shared, &listing.splits, jobs, &opener, &mut |from, batch| tail.take(from, &batch), &mut |task, _| {
        tally.add(task);
        Ok(())
    })?;
    if observer.cancelled() {
        return Err(Error::Cancelled);
    }
    if !tail.is_full() {
        tail.finish_tables()?;
    }
    let batches = tail.into_tap().map(|tap| tap.batches).unwrap_or_default();
    Ok(Peek { schema: plan.stages[stage].schema.clone(), batches, rejects: tally.reject_codes() })
}
