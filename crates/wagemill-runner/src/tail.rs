//! What sees whole tables, in order, on one thread: whole-table stages, what follows them, and the sinks.

use arrow_array::RecordBatch;
use wagemill_host::{Flow, Instance};
use wagemill_pipeline::{Input, StageKind};

use crate::chain::{Chain, Shared, Work, takes_whole_inputs};
use crate::error::Error;
use crate::tally::Tally;

pub(crate) struct Tail<'run> {
    chain: Chain<'run>,
    /// For each stage, the batches of inputs that have to wait for the inputs before them.
    waiting: Vec<Vec<Vec<RecordBatch>>>,
    /// Rows that somebody looks at.
    tap: Option<Tap>,
}

/// The first rows after a stage.
pub(crate) struct Tap {
    pub stage: usize,
    pub batches: Vec<RecordBatch>,
    pub left: usize,
}

impl Tap {
    fn take(&mut self, batch: &RecordBatch) {
        let rows = batch.num_rows().min(self.left);
        if rows > 0 {
            self.batches.push(batch.slice(0, rows));
            self.left -= rows;
        }
    }
}

impl<'run> Tail<'run> {
    pub fn new(shared: &'run Shared<'run>, instances: Vec<Option<Instance>>, tap: Option<Tap>) -> Self {
        let waiting = shared.plan.stages.iter().map(|stage| vec![Vec::new(); stage.inputs.len()]).collect();
        Self { chain: Chain { shared, instances, tally: Tally::new(shared.plan.stages.len()) }, waiting, tap }
    }

    /// Takes a batch that left a worker's chain, or a stage of the tail, to what takes whole inputs.
    pub fn take(&mut self, from: usize, batch: &RecordBatch) -> Result<Flow, Error> {
        let shared = self.chain.shared;
        if let Some(tap) = self.tap.as_mut().filter(|tap| tap.stage == from) {
            tap.take(batch);
        }
        for &(consumer, port) in &shared.graph.nodes[from].consumers {
            if takes_whole_inputs(shared.plan, consumer) {
                self.take_input(consumer, port, batch.clone())?;
            }
        }
        Ok(if self.is_full() || shared.stopping() { Flow::Cancel } else { Flow::Continue })
    }

    /// Whether whoever looks has seen enough.
    pub fn is_full(&self) -> bool {
        self.tap.as_ref().is_some_and(|tap| tap.left == 0)
    }

    pub fn into_tap(self) -> Option<Tap> {
        self.tap
    }

    /// Inputs arrive completely, in the order of the ports (R13): the first goes straight in, the others wait.
    fn take_input(&mut self, consumer: usize, port: usize, batch: RecordBatch) -> Result<(), Error> {
        if port == 0 {
            self.chain.run(consumer, Work::Batch(0, &batch), &mut |_, _| Flow::Continue)
        } else {
            self.waiting[consumer][port].push(batch);
            Ok(())
        }
    }

    fn complete_inputs(&mut self, stage: usize) -> Result<(), Error> {
        for port in 1..self.waiting[stage].len() {
            for batch in std::mem::take(&mut self.waiting[stage][port]) {
                self.chain.run(stage, Work::Batch(port, &batch), &mut |_, _| Flow::Continue)?;
            }
        }
        Ok(())
    }

    /// All splits have passed: finishes every stage of the tail but the sinks, upstream first.
    pub fn finish_tables(&mut self) -> Result<(), Error> {
        for stage in 0..self.chain.instances.len() {
            if self.chain.instances[stage].is_none()
                || self.chain.shared.plan.stages[stage].info.kind == StageKind::Sink
            {
                continue;
            }
            self.complete_inputs(stage)?;
            let mut left = Vec::new();
            self.chain.run(stage, Work::Finish, &mut |from, batch| {
                left.push((from, batch.clone()));
                Flow::Continue
            })?;
            for (from, batch) in left {
                if self.take(from, &batch)? == Flow::Cancel {
                    return if self.is_full() { Ok(()) } else { Err(Error::Cancelled) };
                }
            }
        }
        Ok(())
    }

    /// Finishes the sinks; those that read the rejects or the report of the run come last.
    ///
    /// `reserved` makes the table of a reserved input from the tally so far.
    pub fn finish_sinks(
        &mut self,
        tally: &mut Tally,
        reserved: &dyn Fn(&Input, &Tally) -> Result<RecordBatch, Error>,
    ) -> Result<(), Error> {
        let stages = &self.chain.shared.plan.stages;
        let is_late = |stage: &usize| stages[*stage].inputs.iter().any(|input| !matches!(input, Input::Stage(_)));
        let sinks = (0..stages.len())
            .filter(|&stage| stages[stage].info.kind == StageKind::Sink && self.chain.instances[stage].is_some());
        let (late, early): (Vec<usize>, Vec<usize>) = sinks.partition(is_late);
        for sink in early {
            self.complete_inputs(sink)?;
            self.chain.run(sink, Work::Finish, &mut |_, _| Flow::Continue)?;
        }
        self.hand_over(tally);
        for sink in late {
            for (port, input) in stages[sink].inputs.iter().enumerate() {
                if matches!(input, Input::Stage(_)) {
                    continue;
                }
                let batch = reserved(input, tally)?;
                self.waiting[sink][port].insert(0, batch);
            }
            for batch in std::mem::take(&mut self.waiting[sink][0]) {
                self.chain.run(sink, Work::Batch(0, &batch), &mut |_, _| Flow::Continue)?;
            }
            self.complete_inputs(sink)?;
            self.chain.run(sink, Work::Finish, &mut |_, _| Flow::Continue)?;
            self.hand_over(tally);
        }
        Ok(())
    }

    fn hand_over(&mut self, tally: &mut Tally) {
        let stages = self.chain.shared.plan.stages.len();
        tally.add(std::mem::replace(&mut self.chain.tally, Tally::new(stages)));
    }
}
