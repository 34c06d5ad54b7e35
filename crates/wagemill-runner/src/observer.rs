//! Who watches a run.

use wagemill_host::Level;

/// Sees a run as it goes.
pub trait Observer: Sync {
    fn begin(&self, _bytes: u64, _splits: usize) {}

    /// All sums since the beginning.
    fn progress(&self, _bytes: u64, _splits: usize, _rows: u64) {}

    fn log(&self, _level: Level, _stage: &str, _message: &str) {}

    /// Whether the run should end without touching any output.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Observer for Quiet {}
