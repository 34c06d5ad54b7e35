//! What stages agree on: the columns of the three tables, the views of them, every code in words, and identity.
//!
//! Nothing here computes a wage. A stage looks up the type of a column, a sink the columns of a view, the command the
//! sentence of a code; the reference documentation is generated from the same tables.

mod codes;
mod columns;
mod identity;
mod notes;
mod target;
mod views;

pub use codes::{Code, CodeKind, Severity, code, codes};
pub use columns::{COLUMNS, Column, Kind, Table, column, column_for, columns_of};
pub use identity::{article_id, mention_id};
pub use notes::{notes, review};
pub use target::target_currency;
pub use views::View;
