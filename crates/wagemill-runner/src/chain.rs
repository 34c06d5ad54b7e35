//! Takes batches through stages, each handing on to its consumers within its own call.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use arrow_array::{RecordBatch, UInt32Array};
use wagemill_abi::WM_E_CANCELLED;
use wagemill_host::{Counts, Events, Flow, Instance, Level, Split, StageError};
use wagemill_pipeline::Plan;

use crate::error::Error;
use crate::graph::Graph;
use crate::observer::Observer;
use crate::tally::{Tally, name_row};

/// What all chains of a run share.
pub(crate) struct Shared<'run> {
    pub plan: &'run Plan,
    pub graph: &'run Graph,
    pub observer: &'run dyn Observer,
    /// Set when a worker or the tail has failed.
    pub stop: &'run AtomicBool,
    /// A number for each stage's plugin: equal numbers, same library.
    pub plugins: &'run [usize],
    /// The warnings that stages have given, each with its stage.
    pub warnings: Mutex<BTreeSet<(usize, String)>>,
}

/// As many warnings are kept, so that a stage that warns of every row does not fill the memory.
const MOST_WARNINGS: usize = 1000;

impl Shared<'_> {
    pub fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.observer.cancelled()
    }

    pub fn id(&self, stage: usize) -> &str {
        &self.plan.stages[stage].id
    }

    /// Whether a warning is new: each worker has an instance of a stage, and one of them is enough.
    fn is_new(&self, stage: usize, message: &str) -> bool {
        let mut warnings = self.warnings.lock().unwrap_or_else(PoisonError::into_inner);
        warnings.len() < MOST_WARNINGS && warnings.insert((stage, message.to_owned()))
    }
}

/// Stages that run on one thread. A stage that is absent runs elsewhere, and gets its batches through the outlet.
pub(crate) struct Chain<'run> {
    pub shared: &'run Shared<'run>,
    pub instances: Vec<Option<Instance>>,
    pub tally: Tally,
}

/// Where batches go that leave the chain: the stage that made them, and the batch.
pub(crate) type Outlet<'a> = dyn FnMut(usize, &RecordBatch) -> Flow + Send + 'a;

/// What a call to a stage works on.
pub(crate) enum Work<'a> {
    Splits(&'a [Split]),
    Batch(usize, &'a RecordBatch),
    Finish,
}

/// A batch that waits because its consumer is in a library that is at work on this thread (R11 of the header).
type Waiting = Vec<(usize, usize, RecordBatch)>;

impl Chain<'_> {
    /// Runs one call of `stage`, and everything in this chain that follows from it.
    pub fn run(&mut self, stage: usize, work: Work<'_>, outlet: &mut Outlet<'_>) -> Result<(), Error> {
        let mut active = Vec::new();
        let mut nested = Duration::ZERO;
        let mut walk =
            Walk { shared: self.shared, tally: &mut self.tally, outlet, active: &mut active, nested: &mut nested };
        let waiting = walk.call(&mut self.instances, 0, stage, work)?;
        debug_assert!(waiting.is_empty(), "nothing is at work any more, so nothing can wait");
        Ok(())
    }
}

struct Walk<'w, 'o> {
    shared: &'w Shared<'w>,
    tally: &'w mut Tally,
    outlet: &'w mut Outlet<'o>,
    /// Plugins at work on this thread, outermost first.
    active: &'w mut Vec<usize>,
    /// Time spent in stages further down, within the call that is being timed.
    nested: &'w mut Duration,
}

impl Walk<'_, '_> {
    /// `instances[0]` is stage `base`.
    fn call(
        &mut self,
        instances: &mut [Option<Instance>],
        base: usize,
        stage: usize,
        work: Work<'_>,
    ) -> Result<Waiting, Error> {
        let shared = self.shared;
        let (head, rest) = instances.split_at_mut(stage - base + 1);
        let instance = head.last_mut().and_then(Option::as_mut).expect("a stage is called where it lives");
        let events = StageEvents { shared, stage };
        let mut failure = None;
        let mut waiting = Waiting::new();
        let started = Instant::now();
        let nested_before = std::mem::take(self.nested);
        self.active.push(shared.plugins[stage]);
        let result = {
            let mut on_batch = |batch: RecordBatch, _: &UInt32Array| -> Flow {
                let handed = Instant::now();
                let before = *self.nested;
                let flow = self.hand_on(rest, stage + 1, stage, &batch, &mut waiting).unwrap_or_else(|error| {
                    failure = Some(error);
                    Flow::Cancel
                });
                *self.nested = before + handed.elapsed();
                flow
            };
            match &work {
                Work::Splits(splits) => instance.process_splits(splits, &mut on_batch, &events),
                Work::Batch(port, batch) => instance.process(*port, batch, &mut on_batch, &events),
                Work::Finish => instance.finish(&mut on_batch, &events),
            }
        };
        self.active.pop();
        let spent = started.elapsed();
        self.tally.stages[stage].time += spent.saturating_sub(*self.nested);
        *self.nested = nested_before + spent;
        if let Some(error) = failure {
            return Err(error);
        }
        self.count(stage, &work, result)?;
        // What waited for this library may go on now, unless a call further out is in the same one.
        let mut still_waiting = Waiting::new();
        for (consumer, port, batch) in waiting {
            if self.active.contains(&shared.plugins[consumer]) {
                still_waiting.push((consumer, port, batch));
            } else {
                still_waiting.extend(self.call(rest, stage + 1, consumer, Work::Batch(port, &batch))?);
            }
        }
        Ok(still_waiting)
    }

    fn count(&mut self, stage: usize, work: &Work<'_>, result: Result<Counts, StageError>) -> Result<(), Error> {
        let counts = result.map_err(|error| {
            if self.shared.stopping() && error.status == WM_E_CANCELLED {
                Error::Cancelled
            } else {
                Error::stage(self.shared.id(stage))(error)
            }
        })?;
        let id = self.shared.id(stage);
        match work {
            Work::Splits(splits) => {
                let name = |row: usize| (splits.get(row).map(|split| split.source.clone()).unwrap_or_default(), None);
                self.tally.count(stage, id, counts, &name);
            }
            Work::Batch(_, batch) => self.tally.count(stage, id, counts, &|row| name_row(batch, row)),
            Work::Finish => self.tally.count(stage, id, counts, &|_| (String::new(), None)),
        }
        Ok(())
    }

    fn hand_on(
        &mut self,
        instances: &mut [Option<Instance>],
        base: usize,
        from: usize,
        batch: &RecordBatch,
        waiting: &mut Waiting,
    ) -> Result<Flow, Error> {
        let shared = self.shared;
        if shared.stopping() {
            return Ok(Flow::Cancel);
        }
        if shared.graph.flag_stage == Some(from) {
            self.tally.count_flags(batch);
        }
        let mut leaves = shared.graph.tap == Some(from);
        for &(consumer, port) in &shared.graph.nodes[from].consumers {
            let lives_here = instances.get(consumer - base).is_some_and(Option::is_some);
            if !lives_here || takes_whole_inputs(shared.plan, consumer) {
                leaves = true;
            } else if self.active.contains(&shared.plugins[consumer]) {
                waiting.push((consumer, port, batch.clone()));
            } else {
                waiting.extend(self.call(instances, base, consumer, Work::Batch(port, batch))?);
            }
        }
        if leaves { Ok((self.outlet)(from, batch)) } else { Ok(Flow::Continue) }
    }
}

/// Sinks and whole-table stages get their inputs one after the other, so the tail keeps their books.
pub(crate) fn takes_whole_inputs(plan: &Plan, stage: usize) -> bool {
    let info = &plan.stages[stage].info;
    info.whole_table || info.kind == wagemill_pipeline::StageKind::Sink
}

struct StageEvents<'run> {
    shared: &'run Shared<'run>,
    stage: usize,
}

impl Events for StageEvents<'_> {
    fn log(&self, level: Level, target: &str, message: &str, _fields: &str) {
        if level >= Level::Warn && !self.shared.is_new(self.stage, message) {
            return;
        }
        let id = self.shared.id(self.stage);
        if target.is_empty() {
            self.shared.observer.log(level, id, message);
        } else {
            self.shared.observer.log(level, &format!("{id} ({target})"), message);
        }
    }

    fn cancelled(&self) -> bool {
        self.shared.stopping()
    }
}
