//! Tests that need what is not at hand.

use std::io::Write;

/// Says that a test is skipped; shown also where the test runner keeps the output of tests that pass.
pub fn skipped(reason: &str) {
    writeln!(std::io::stderr(), "skipped: {reason}")
        .unwrap_or_else(|error| panic!("standard error is closed: {error}"));
}
