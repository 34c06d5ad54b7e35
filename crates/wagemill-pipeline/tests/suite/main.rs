//! Sample pipeline files, valid and invalid, named after what is right or wrong with them; and properties.
#![allow(clippy::unwrap_used, reason = "a test that fails should say where")]

mod behaviour;
mod cases;
mod catalogue;
mod files;
mod properties;
mod shown;
