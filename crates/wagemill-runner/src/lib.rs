//! From a plan to a run.
//!
//! ```text
//! splits ── worker: source → transform → transform ──┐
//! splits ── worker: source → transform → transform ──┼─ tail: whole-table stages, sinks ── commit
//! splits ── worker: source → transform → transform ──┘
//! ```
//!
//! Splits are grouped into tasks by their sizes alone; workers take tasks through all stages that see one batch at a time;
//! the tail takes the results in the order of the tasks. So the rows that reach a sink, and their order, depend on neither
//! the number of workers nor their speed. A task hands its batches over through a short channel of its own: memory is
//! bounded by the number of workers and the size of a batch.
//!
//! What is written goes to staging folders and is moved to its place when every sink has finished.

mod chain;
mod error;
mod graph;
mod observer;
mod peek;
mod report;
mod run;
mod staging;
mod tail;
mod tally;
mod tasks;
mod work;

pub use error::Error;
pub use observer::{Observer, Quiet};
pub use peek::{Peek, peek};
pub use report::{FileReport, Outcome, Report, StageReport};
pub use run::{Settings, run};
pub use wagemill_host::Level;
