//! Plugins in this process that lie in each way, real libraries compiled from C, and properties of gathering.
#![allow(clippy::unwrap_used, reason = "a test fails where it is surprised")]

mod arrays;
mod caching;
mod calls;
mod fake;
mod gathering;
mod libraries;
mod planning;
mod schemas;
mod spans;
mod tables;
mod whole_tables;
