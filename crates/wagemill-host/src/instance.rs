//! An open stage: batches in, checked and gathered batches out.

use std::ffi::c_void;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::ffi::FFI_ArrowArray;
use arrow_array::types::UInt32Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchOptions, StringViewArray, UInt32Array};
use arrow_schema::FieldRef;
use wagemill_abi::WmCx;

use crate::array::Taken;
use crate::call::{Call, IssueRows, Outcome, Receiver, Refusal};
use crate::codes;
use crate::error::{Fault, StageError};
use crate::events::{Batches, Counts, Events, Flow, Split};
use crate::gather::Sources;
use crate::layout;
use crate::lineage::Rows;
use crate::plan::{Edge, Planned, Port};
use crate::spans::{Spans, TextIndexes};
use crate::stage::Stage;
use crate::table::Kind;

const SINK_EMITS: &str = "called `emit`, but a sink has no output";
const FINISH_EMITS: &str = "called `emit` in `finish`, which only a whole-table stage may do (R13)";

/// What `open` gave, with what was planned.
pub(crate) struct Opened {
    pub handle: *mut c_void,
    pub ports: Vec<Port>,
    pub planned: Arc<Planned>,
    pub edge: Edge,
    pub base_dir: Option<PathBuf>,
}

/// An open stage; it is closed when it is dropped, which means abort unless `finish` succeeded (R12).
pub struct Instance {
    stage: Arc<Stage>,
    opened: Opened,
    spans: Spans,
    /// What `__row` counts, while it can be named: the current batch, or all of port 0.
    sources: Sources,
    rows: Rows,
    /// After an error or `finish` only `close` is called (R6).
    ended: bool,
}

// SAFETY: R4 lets the calls on one instance come from different threads, and `&mut self` keeps them apart.
unsafe impl Send for Instance {}

impl Instance {
    pub(crate) fn new(stage: Arc<Stage>, opened: Opened) -> Self {
        let spans = Spans::new(&stage.spec().spans, &opened.planned.own, &opened.ports[0].schema);
        Self { stage, opened, spans, sources: Sources::default(), rows: Rows::default(), ended: false }
    }

    pub fn stage(&self) -> &Arc<Stage> {
        &self.stage
    }

    /// Runs a batch of an input through. What `on_batch` got is to be discarded if this fails.
    pub fn process(
        &mut self,
        input: usize,
        batch: &RecordBatch,
        on_batch: &mut Batches<'_>,
        events: &dyn Events,
    ) -> Result<Counts, StageError> {
        let counts = self.try_process(input, batch, on_batch, events);
        self.ended |= counts.is_err();
        if !self.keeps_rows() {
            self.sources.clear();
        }
        counts.map_err(|refusal| self.stage.error(refusal))
    }

    /// Runs splits through a source.
    pub fn process_splits(
        &mut self,
        splits: &[Split],
        on_batch: &mut Batches<'_>,
        events: &dyn Events,
    ) -> Result<Counts, StageError> {
        let texts = |text: fn(&Split) -> &str| -> ArrayRef {
            Arc::new(StringViewArray::from_iter_values(splits.iter().map(text)))
        };
        let bytes = Int64Array::from_iter_values(splits.iter().map(|split| split.bytes));
        let columns = vec![
            texts(|split| &split.split),
            texts(|split| &split.source),
            Arc::new(bytes),
            texts(|split| &split.fingerprint),
        ];
        // The port of a source hands it views or what it asked for; here they are views.
        let schema = Port::of_splits(layout::Layout::View).schema;
        let batch = RecordBatch::try_new(schema, columns).expect("columns of the schema of splits");
        self.process(0, &batch, on_batch, events)
    }

    /// Ends the input: a whole-table stage gives its rows, a sink completes its files.
    pub fn finish(&mut self, on_batch: &mut Batches<'_>, events: &dyn Events) -> Result<Counts, StageError> {
        let counts = self.try_finish(on_batch, events);
        self.ended = true;
        self.sources.clear();
        counts.map_err(|refusal| self.stage.error(refusal))
    }

    /// Whether rows of earlier batches may still be named.
    fn keeps_rows(&self) -> bool {
        self.stage.whole_table() && self.stage.has_lineage()
    }

    fn check_open(&self) -> Result<(), Fault> {
        if self.ended {
            return Err(
                Fault::new(codes::CLOSED, "was used after it had failed or finished").help("look at the first error")
            );
        }
        Ok(())
    }

    fn try_process(
        &mut self,
        input: usize,
        batch: &RecordBatch,
        on_batch: &mut Batches<'_>,
        events: &dyn Events,
    ) -> Result<Counts, Refusal> {
        self.check_open()?;
        let count = batch.num_rows();
        let Some(port) = self.opened.ports.get(input) else {
            return Err(Fault::new(codes::WRONG_INPUTS, format!("has no input {input}")).into());
        };
        let mut array = FFI_ArrowArray::new(&port.project(batch)?.into());
        let before = self.take_rows(input, batch)?;
        let first = match (self.stage.has_lineage(), input) {
            (true, 0) => Some(before.total - count),
            _ => None,
        };
        let known_output = before.with_output.len();
        let (handle, port) = (self.opened.handle, input as u32);
        let process = self.stage.table().process;
        let (outcome, rows_out) = self.call(before, IssueRows { count, first }, on_batch, events, None, |context| {
            // SAFETY: the library is never unloaded, `open` gave the handle, and calls on it do not overlap (R4); both
            // structs are the ArrowArray of the Arrow C Data Interface.
            unsafe { process(handle, context, port, (&raw mut array).cast()) }
        })?;
        // R9: what the stage did not take is released here.
        drop(array);
        self.rows = outcome.rows;
        let rejected = outcome.rejected;
        let mut counts = Counts {
            rows_in: count as u64,
            rows_out,
            rejected: rejected as u64,
            issues: outcome.issues,
            plugin_time: outcome.plugin_time,
            ..Counts::default()
        };
        counts.rows_with_output = (self.rows.with_output.len() - known_output) as u64;
        if first.is_none() {
            counts.rows_with_output += (count - rejected) as u64;
        } else if !self.keeps_rows() {
            counts.rows_without = counts.rows_in - counts.rows_with_output - counts.rejected;
        }
        Ok(counts)
    }

    fn try_finish(&mut self, on_batch: &mut Batches<'_>, events: &dyn Events) -> Result<Counts, Refusal> {
        self.check_open()?;
        let Some(finish) = self.stage.table().finish else {
            return Ok(Counts::default());
        };
        let before = if self.keeps_rows() { std::mem::take(&mut self.rows) } else { Rows::default() };
        let issue_rows = IssueRows { count: before.total, first: self.keeps_rows().then_some(0) };
        let (known_output, known_rejected) = (before.with_output.len(), before.rejected.len());
        let may_not = (!self.stage.whole_table()).then_some(FINISH_EMITS);
        let handle = self.opened.handle;
        let (outcome, rows_out) = self.call(before, issue_rows, on_batch, events, may_not, |context| {
            // SAFETY: the library is never unloaded, `open` gave the handle, and calls on it do not overlap (R4).
            unsafe { finish(handle, context) }
        })?;
        let rows = outcome.rows;
        Ok(Counts {
            rows_in: 0,
            rows_out,
            rows_with_output: (rows.with_output.len() - known_output) as u64,
            rows_without: (rows.total - rows.with_output.len() - rows.rejected.len()) as u64,
            rejected: (rows.rejected.len() - known_rejected) as u64,
            issues: outcome.issues,
            plugin_time: outcome.plugin_time,
        })
    }

    /// The rows that output of this call may name, and their columns.
    fn take_rows(&mut self, input: usize, batch: &RecordBatch) -> Result<Rows, Fault> {
        let keeps = self.keeps_rows();
        if !keeps {
            self.sources.clear();
            self.sources.push(batch.clone());
            return Ok(Rows::of(batch.num_rows()));
        }
        if input == 0 {
            let total = self.rows.total + batch.num_rows();
            if u32::try_from(total).is_err() {
                let message = format!("cannot take more than {} rows, because `__row` has 32 bits", u32::MAX);
                return Err(Fault::new(codes::BAD_INPUT, message).help("split the input of this stage"));
            }
            self.rows.total = total;
            self.sources.push(batch.clone());
        }
        Ok(std::mem::take(&mut self.rows))
    }

    fn call(
        &self,
        rows: Rows,
        issue_rows: IssueRows,
        on_batch: &mut Batches<'_>,
        events: &dyn Events,
        may_not_emit: Option<&'static str>,
        function: impl FnOnce(*const WmCx) -> i32,
    ) -> Result<(Outcome, u64), Refusal> {
        let mut emission = Emission {
            opened: &self.opened,
            lineage: self.stage.has_lineage(),
            spans: &self.spans,
            texts: TextIndexes::default(),
            sources: &self.sources,
            on_batch,
            rows_out: 0,
        };
        let sink = (self.stage.kind() == Kind::Sink).then_some(SINK_EMITS);
        let receiver = match sink.or(may_not_emit) {
            Some(reason) => Err(reason),
            None => Ok(&mut emission as &mut dyn Receiver),
        };
        let call = Call::new(events, self.opened.base_dir.as_deref(), receiver).with_rows(rows, issue_rows);
        let outcome = call.run(function)?;
        Ok((outcome, emission.rows_out))
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        // SAFETY: the library is never unloaded, `open` succeeded and gave the handle, and this is its last use.
        unsafe { (self.stage.table().close)(self.opened.handle) };
        self.stage.release();
    }
}

/// Takes over what one call emits.
struct Emission<'a, 'b> {
    opened: &'a Opened,
    lineage: bool,
    spans: &'a Spans,
    texts: TextIndexes,
    sources: &'a Sources,
    on_batch: &'a mut Batches<'b>,
    rows_out: u64,
}

// SAFETY: `Opened` holds the plugin's handle, which nothing here touches; all else is `Sync` or `Send`.
unsafe impl Send for Emission<'_, '_> {}

impl Receiver for Emission<'_, '_> {
    fn receive(&mut self, port: u32, columns: &[FieldRef], batch: Taken, rows: &Mutex<Rows>) -> Result<Flow, Fault> {
        if port != 0 {
            return Err(Fault::new(codes::BAD_CALL, format!("emitted on port {port}, which it did not plan")));
        }
        let raw = &self.opened.planned.raw;
        check_planned(columns, raw)?;
        // SAFETY: an array that `emit` took over; its structure is checked.
        let (count, mut columns) = unsafe { batch.import(raw) }?;
        let lineage = if self.lineage {
            columns.remove(0).as_primitive::<UInt32Type>().clone()
        } else {
            UInt32Array::from(Vec::<u32>::new())
        };
        if self.lineage {
            rows.lock().unwrap_or_else(PoisonError::into_inner).emit(lineage.values())?;
        }
        let own = columns.iter().zip(&self.opened.planned.own).map(|(column, field)| {
            layout::convert(column, field.data_type())
                .map_err(|error| Fault::new(codes::BAD_ARRAY, format!("column `{}`: {error}", field.name())))
        });
        let own: Vec<ArrayRef> = own.collect::<Result<_, _>>()?;
        if count == 0 {
            return Ok(Flow::Continue);
        }
        self.texts.check(self.spans, &own, &lineage, self.sources)?;
        let finished = self.finished(count, own, &lineage)?;
        self.rows_out += count as u64;
        Ok((self.on_batch)(finished, &lineage))
    }
}

impl Emission<'_, '_> {
    fn finished(&self, count: usize, own: Vec<ArrayRef>, lineage: &UInt32Array) -> Result<RecordBatch, Fault> {
        let edge = &self.opened.edge;
        let bad = |error| {
            Fault::new(codes::BAD_ARRAY, format!("its output does not fit the columns that pass through: {error}"))
        };
        let mut columns = self.sources.gather(&edge.kept, lineage).map_err(bad)?;
        columns.extend(own);
        let options = RecordBatchOptions::new().with_row_count(Some(count));
        RecordBatch::try_new_with_options(edge.output.clone(), columns, &options).map_err(bad)
    }
}

/// What a batch says that it is must be what was planned: an array alone does not know its type.
fn check_planned(columns: &[FieldRef], planned: &arrow_schema::Fields) -> Result<(), Fault> {
    let bad = |message: String| Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, message));
    for (index, field) in planned.iter().enumerate() {
        match columns.get(index) {
            None => {
                return bad(format!(
                    "emitted {} columns, but planned {}; `{}` is missing",
                    columns.len(),
                    planned.len(),
                    field.name()
                ));
            }
            Some(column) if column.name() != field.name() => {
                return bad(format!("emitted column `{}` where it planned `{}`", column.name(), field.name()));
            }
            Some(column) if !column.data_type().equals_datatype(field.data_type()) => {
                return bad(format!(
                    "emitted column `{}` as {}, but planned {}",
                    field.name(),
                    column.data_type(),
                    field.data_type()
                ));
            }
            Some(_) => {}
        }
    }
    if let Some(column) = columns.get(planned.len()) {
        return bad(format!("emitted column `{}`, which it did not plan", column.name()));
    }
    Ok(())
}
