#![doc = include_str!("../README.md")]

pub mod coverage;
pub mod epoch;
pub mod fraction;
pub mod lookup;
pub mod observe;
pub mod own;
pub mod prices;
pub mod rate;
pub mod snapshot;
pub mod unit;
pub mod when;
