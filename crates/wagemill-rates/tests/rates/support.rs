//! What several tests need.

use std::io::Write;
use std::sync::OnceLock;

use wagemill_rates::snapshot::Snapshot;

pub fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| Snapshot::embedded().unwrap())
}

/// Shown also where the test runner keeps the output of tests that pass.
#[expect(clippy::explicit_write, reason = "the runner keeps what `eprintln!` writes")]
pub fn skipped(reason: &str) {
    writeln!(std::io::stderr(), "skipped: {reason}").unwrap();
}
