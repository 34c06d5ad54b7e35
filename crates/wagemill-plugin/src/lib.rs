//! What plugin authors import.
//!
//! A stage is a type that implements one of five traits; [`export!`] makes a plugin of it. The options, the columns that
//! come in and the columns that go out are plain structs, from which follow the checks, the documentation and the errors
//! that a user of the plugin sees.
//!
//! ```
//! use wagemill_plugin::prelude::*;
//!
//! #[config]
//! struct Config {
//!     /// smallest amount that is kept
//!     #[serde(default)]
//!     min_amount: Option<Decimal>,
//! }
//!
//! #[derive(Input)]
//! struct Article<'a> {
//!     text: &'a str,
//! }
//!
//! #[derive(Output)]
//! struct Mention {
//!     #[column(decimal(38, 4))]
//!     amount_min: Decimal,
//!     currency: &'static str,
//! }
//!
//! struct Dollars(Config);
//!
//! impl Transform for Dollars {
//!     const NAME: &'static str = "extract-dollars";
//!     type Config = Config;
//!     type In = Article<'static>;
//!     type Out = Mention;
//!
//!     fn open(config: Config, _: &Context) -> Result<Self> {
//!         Ok(Self(config))
//!     }
//!
//!     fn row(&mut self, article: Article<'_>, out: &mut Emit<Mention>) -> Result<()> {
//!         for word in article.text.split_whitespace().filter_map(|word| word.strip_prefix('$')) {
//!             match word.parse::<Decimal>() {
//!                 Ok(amount_min) if self.0.min_amount.is_none_or(|least| least <= amount_min) => {
//!                     out.push(Mention { amount_min, currency: "USD" });
//!                 }
//!                 Ok(_) => {}
//!                 Err(_) => out.note("bad-number", format!("`{word}` is no number")),
//!             }
//!         }
//!         Ok(())
//!     }
//! }
//!
//! export!(Dollars);
//! # fn main() {}
//! ```
//!
//! Columns that a stage does not mention pass through. A row that cannot be used is an [`Issue`]; an [`Error`] stops the
//! run. A panic is caught and reported with its line. Equal input must give equal output: no clock, no network, no
//! environment, no printing.
//!
//! The other kinds are [`Source`], [`BatchTransform`], [`TableTransform`] and [`Sink`]. With the cargo feature `arrow`,
//! batches become `RecordBatch`es of arrow-rs.

#[cfg(feature = "arrow")]
mod arrow;
mod boundary;
mod builder;
mod column;
mod context;
mod emit;
mod error;
mod export;
mod kinds;
mod nearest;
mod panics;
mod read;
mod schema;
mod stages;
mod values;

pub use builder::{Cell, ColumnBuilder, Dynamic, Output, batch_of};
pub use column::ColumnView;
pub use context::Context;
pub use emit::{Emit, Issue};
pub use error::{Error, Result};
pub use log;
pub use nearest::nearest;
pub use read::{AllColumns, Batch, Columns, Input, MissingValue, Value};
pub use schema::{DataType, Field, OwnedSchema, Schema, Table};
pub use stages::{
    BatchTransform, Code, Config, NoOptions, Sink, Source, Span, Split, Splits, TableTransform, Transform,
};
pub use values::{Date, NoDate, Timestamp};
pub use wagemill_abi as abi;
pub use wagemill_decimal::Decimal;
pub use wagemill_plugin_derive::{Input, Output, config};

/// Everything a plugin usually needs.
pub mod prelude {
    pub use crate::{
        AllColumns, Batch, BatchTransform, Code, Context, DataType, Date, Decimal, Dynamic, Emit, Error, Field, Input,
        Issue, NoOptions, Output, Result, Schema, Sink, Source, Span, Split, Splits, Table, TableTransform, Timestamp,
        Transform, config, export,
    };
    pub use log;
}

/// What the macros need; not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use crate::builder::output_column;
    pub use crate::export::{assemble, concat_bytes, length, quoted_is_plain};
    pub use crate::read::read_column;
    pub use schemars;
    pub use serde;
    pub use wagemill_abi as abi;
    pub use wagemill_abi::json::Reads;

    pub const TARGET: &str = env!("WAGEMILL_TARGET");
    pub const PANIC: &str = if cfg!(panic = "unwind") { "unwind" } else { "abort" };
}
