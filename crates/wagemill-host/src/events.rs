//! What a stage reports while it works, and what a call gives back.

use arrow_array::{RecordBatch, UInt32Array};

/// How important a line of a plugin's log is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    /// A level that the header does not name counts as the nearest one.
    pub(crate) fn of(level: i32) -> Self {
        match level {
            ..=wagemill_abi::WM_TRACE => Self::Trace,
            wagemill_abi::WM_DEBUG => Self::Debug,
            wagemill_abi::WM_INFO => Self::Info,
            wagemill_abi::WM_WARN => Self::Warn,
            _ => Self::Error,
        }
    }
}

/// What kind of number a metric is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Metric {
    Counter,
    Gauge,
    Histogram,
}

/// Receives what a stage reports during a call; a stage may report from several threads.
pub trait Events: Sync {
    /// `fields` is a JSON object or empty.
    fn log(&self, _level: Level, _target: &str, _message: &str, _fields: &str) {}

    fn metric(&self, _name: &str, _metric: Metric, _value: f64) {}

    /// `total` is zero when the stage does not know it.
    fn progress(&self, _done: u64, _total: u64) {}

    /// Whether the stage should stop at its next opportunity.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody listens.
impl Events for () {}

/// Whether a stage should go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flow {
    Continue,
    Cancel,
}

/// Receives each finished batch of an output edge with its lineage (empty where a stage has none).
///
/// It is called inside the stage's `emit`, on whatever thread the stage emits from: it may call stages of other libraries,
/// but none of the same one (R11). What a call emitted before it failed is to be discarded (R6).
pub type Batches<'a> = dyn FnMut(RecordBatch, &UInt32Array) -> Flow + Send + 'a;

/// What became of the rows of one call.
///
/// `rows_in = rows_with_output + rows_without + rejected`, except in a whole-table stage that passes columns through:
/// there the equation holds for the sum over all calls. Where output has no lineage (sinks, aggregates), every row
/// that was not rejected counts as one with output.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    pub rows_in: u64,
    pub rows_out: u64,
    pub rows_with_output: u64,
    pub rows_without: u64,
    pub rejected: u64,
    pub issues: Vec<Issue>,
    /// Time in the plugin's own code; the rest of the call is the boundary's and what `on_batch` took.
    pub plugin_time: std::time::Duration,
}

/// Something that a stage says about one input row, or about none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Issue {
    /// A rejected row has no output; anything else is a note.
    pub reject: bool,
    pub row: Option<u32>,
    pub code: String,
    pub message: String,
    pub help: String,
    pub source: String,
    pub column: Option<String>,
    /// Unicode scalar offsets into `column`.
    pub span: Option<(i64, i64)>,
}

/// One input of a source, or a range of a big one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Split {
    pub split: String,
    pub source: String,
    pub bytes: i64,
    pub fingerprint: String,
}

/// What a source listed.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    pub splits: Vec<Split>,
    pub issues: Vec<Issue>,
}
