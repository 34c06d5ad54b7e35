//! For tests: finds the libraries that a build left, runs a stage on a case file, and says what is skipped.
//!
//! `cargo test` builds no `cdylib` (rust-lang/cargo#8311). So the libraries have to be built first, in the same profile;
//! this crate only locates them, and says what to run where one is missing or older than its source.
//!
//! A case is a file of its own, with its reason:
//!
//! ```toml
//! why = "`$` in Hong Kong could be HKD or USD: the row stays, the code is null."
//! with = { to = "EUR" }
//!
//! [[row]]
//! amount_min = "15.50"
//! period = "hour"
//!
//! [[expect]]
//! rate_grade = "X"
//! eur_min = ""
//! ```
//!
//! `expect` has a table for each row that must come out, and compares the columns that it names; an empty text is a null.
//! Where there is one row, `[row]` and `[expect]` do. `issue` has one for each
//! note or reject that the stage must give: `code`, and optionally `row` and `message`.
#![allow(clippy::panic, reason = "the crate is for tests, where a panic is the way to fail")]

mod case;
mod libraries;
mod skip;
mod table;

pub use case::{Case, run_case, run_cases};
pub use libraries::{host, library, library_folder};
pub use skip::skipped;
