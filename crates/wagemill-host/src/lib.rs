//! Finds, checks and loads plugins, and runs their stages: the trust boundary of wagemill.
//!
//! The way of a plugin: [`Host`] searches folders and reads manifests without loading anything; the first use of a stage
//! loads a private copy of its library, named by its hash, and checks the table of functions that it returns. A
//! [`Stage`] can then be planned, listed and opened; an [`Instance`] takes batches, and everything that it emits is
//! checked before anybody else sees it.
//!
//! Nothing here trusts a pointer, a length, a text, a count or a schema that comes from a plugin. What cannot be
//! detected (an array whose buffers are shorter than its schema says) is left to isolation in a process of its own.

mod array;
mod cache;
mod call;
mod callbacks;
mod checks;
mod codes;
mod error;
mod events;
mod files;
mod gather;
mod host;
mod instance;
mod layout;
mod library;
mod lineage;
mod logging;
mod manifest;
mod plan;
mod schema;
mod search;
mod spans;
mod stage;
mod table;
mod text;
mod views;

#[cfg(test)]
mod tests;

pub use codes::{Code, codes};
pub use error::{Error, StageError, StageFailure};
pub use events::{Batches, Counts, Events, Flow, Issue, Level, Listing, Metric, Split};
pub use host::{Found, Host, Settings};
pub use instance::Instance;
pub use logging::{PluginLog, set_plugin_log};
pub use manifest::read_manifest;
pub use search::Origin;
pub use stage::{PluginInfo, Stage};
pub use table::Kind;
