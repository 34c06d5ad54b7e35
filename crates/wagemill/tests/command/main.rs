//! The command as a person uses it: snapshots of what it prints and of what it writes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cases;
mod check;
mod codes;
mod explain;
mod help;
mod hostile;
mod new;
mod peek;
mod pipelines;
mod plan;
mod plugin;
mod plugin_new;
mod program;
mod rates;
mod reprints;
mod run;
mod study;
mod values;
