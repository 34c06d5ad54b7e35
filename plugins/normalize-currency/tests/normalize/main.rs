//! Cases and properties of the stage's rules.
#![allow(clippy::unwrap_used, reason = "a test may stop at a broken invariant")]

mod cases;
mod examples;
mod options;
mod own_rates;
mod properties;
mod second_periods;
mod second_prices;
mod support;
