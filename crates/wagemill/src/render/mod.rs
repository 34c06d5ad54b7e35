//! How rows, tables and texts are shown.

mod rows;
mod sentence;
mod table;
mod toml;

pub use rows::{rows_as_json, rows_as_table};
pub use sentence::as_sentence;
pub use table::TextTable;
pub use toml::toml_value;
