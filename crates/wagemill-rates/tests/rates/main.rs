//! The embedded rates, and an independent second lookup.
#![allow(clippy::unwrap_used, reason = "a test may stop at a broken invariant")]

mod own;
mod prices;
mod second_lookup;
mod snapshot;
mod support;
