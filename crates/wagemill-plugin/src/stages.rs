//! The kinds of stage that a plugin can provide.
//!
//! Every kind has required items (a name, options, work) and provided ones. `__stage` and `KIND` are what `export!`
//! calls; leave them alone.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use wagemill_abi::WmStage;

use crate::builder::Output;
use crate::context::Context;
use crate::emit::{Emit, Issue, send_issue};
use crate::error::Result;
use crate::read::{Batch, Input};
use crate::schema::{Schema, Table};
use crate::{boundary, builder};

/// Options of a stage: what `#[config]` makes of a struct.
pub trait Config: DeserializeOwned + JsonSchema + Send + 'static {}

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Config for T {}

/// Options of a stage that has none.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoOptions {}

/// Output columns that are a span of an input column: the host checks `text[start..end] == quote`.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub text: &'static str,
    pub start: &'static str,
    pub end: &'static str,
    pub quote: &'static str,
}

/// A code that the stage gives to rows or inputs, in words for `wagemill explain`.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    pub code: &'static str,
    pub sentence: &'static str,
    pub remedy: &'static str,
}

macro_rules! common_items {
    ($kind:literal) => {
        /// A verb and its object: `extract-wages`. The word after `use =` in a pipeline file.
        const NAME: &'static str;
        /// One sentence for `plugin list`.
        const SUMMARY: &'static str = "";
        /// The codes of its issues, in words.
        const CODES: &'static [Code] = &[];
        #[doc(hidden)]
        const KIND: &'static str = $kind;
        /// Its options; `#[config]` on a struct, or [`NoOptions`].
        type Config: Config;
    };
}

/// Rows in, rows out; columns that it does not mention pass through.
pub trait Transform: Sized + Send + 'static {
    common_items!("transform");
    type In: Input;
    type Out: Output;
    /// Columns that do not pass through.
    const DROPS: &'static [&'static str] = &[];
    const SPANS: &'static [Span] = &[];
    /// Whether what leaves the stage is worth keeping for the next run.
    const CHECKPOINT: bool = false;

    /// The name of an output column that depends on the options.
    fn rename(_config: &Self::Config, _column: &str) -> Option<String> {
        None
    }

    /// What the JSON Schema of the options cannot check. Pure: no clock, no network.
    fn check(_config: &Self::Config, _inputs: &[Table]) -> Result<()> {
        Ok(())
    }

    fn open(config: Self::Config, context: &Context<'_>) -> Result<Self>;

    /// Works on one row. No row may influence another.
    fn row(&mut self, row: <Self::In as Input>::Row<'_>, out: &mut Emit<'_, Self::Out>) -> Result<()>;

    #[doc(hidden)]
    fn __stage() -> WmStage {
        boundary::transform::<Self>()
    }
}

/// Like [`Transform`], a batch at a time: for work that is cheaper on many rows. Batches are cut anywhere, so none may
/// influence another.
pub trait BatchTransform: Sized + Send + 'static {
    common_items!("transform");
    type In: Input;
    type Out: Output;
    const DROPS: &'static [&'static str] = &[];
    const SPANS: &'static [Span] = &[];
    const CHECKPOINT: bool = false;

    fn rename(_config: &Self::Config, _column: &str) -> Option<String> {
        None
    }

    fn check(_config: &Self::Config, _inputs: &[Table]) -> Result<()> {
        Ok(())
    }

    fn open(config: Self::Config, context: &Context<'_>) -> Result<Self>;

    /// Works on a batch; [`Emit::at`] says which row an output row comes from.
    fn batch(&mut self, batch: Batch<'_>, out: &mut Emit<'_, Self::Out>) -> Result<()>;

    #[doc(hidden)]
    fn __stage() -> WmStage {
        boundary::batch_transform::<Self>()
    }
}

/// Sees the whole table, or several, before it emits anything.
pub trait TableTransform: Sized + Send + 'static {
    common_items!("transform");
    /// Typed rows, or [`Dynamic`](crate::Dynamic) where the options decide on the columns.
    type Out: Output;
    /// With it, output rows carry on the columns of the row of input 0 that [`Emit::at`] names, counted over the table.
    const PASS_THROUGH: bool = false;

    fn check(_config: &Self::Config, _inputs: &[Table]) -> Result<()> {
        Ok(())
    }

    /// The columns that the stage gives.
    fn plan(_config: &Self::Config, _inputs: &[Table]) -> Result<Schema> {
        Ok(Schema { fields: <Self::Out as builder::Output>::columns() })
    }

    fn open(config: Self::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self>;

    /// Inputs arrive completely, one after the other.
    fn batch(&mut self, input: usize, batch: Batch<'_>) -> Result<()>;

    fn finish(self, out: &mut Emit<'_, Self::Out>) -> Result<()>;

    #[doc(hidden)]
    fn __stage() -> WmStage {
        boundary::table_transform::<Self>()
    }
}

/// Lists its inputs and reads them.
pub trait Source: Sized + Send + 'static {
    common_items!("source");
    type Out: Output;

    fn rename(_config: &Self::Config, _column: &str) -> Option<String> {
        None
    }

    fn check(_config: &Self::Config) -> Result<()> {
        Ok(())
    }

    /// The inputs, in the order in which their rows shall come out.
    fn list(config: &Self::Config, context: &Context<'_>, splits: &mut Splits<'_>) -> Result<()>;

    fn open(config: Self::Config, context: &Context<'_>) -> Result<Self>;

    /// Reads one split. A bad record is an [`Issue`] with its own `source`; a bad split one without.
    fn read(&mut self, split: &Split, out: &mut Emit<'_, Self::Out>) -> Result<()>;

    #[doc(hidden)]
    fn __stage() -> WmStage {
        boundary::source::<Self>()
    }
}

/// Takes tables and writes files. The paths in its options lie in a staging folder: the host moves the files to their
/// places when every sink has finished.
pub trait Sink: Sized + Send + 'static {
    common_items!("sink");

    fn check(_config: &Self::Config, _inputs: &[Table]) -> Result<()> {
        Ok(())
    }

    fn open(config: Self::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self>;

    /// Inputs arrive completely, one after the other.
    fn write(&mut self, input: usize, batch: Batch<'_>) -> Result<()>;

    /// Completes the files. A sink that is dropped without it leaves nothing behind.
    fn finish(self, context: &Context<'_>) -> Result<()>;

    #[doc(hidden)]
    fn __stage() -> WmStage {
        boundary::sink::<Self>()
    }
}

/// One input of a source, or a range of a big one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Split {
    /// What the source needs to find it again.
    pub split: String,
    /// What a reader of the table calls it: a path relative to the pipeline file, a URL, archive:offset.
    pub source: String,
    pub bytes: i64,
    /// Changes when the content does.
    pub fingerprint: String,
}

/// Where a source lists its splits.
pub struct Splits<'cx> {
    pub(crate) context: Context<'cx>,
    pub(crate) splits: Vec<Split>,
}

impl Splits<'_> {
    pub fn push(&mut self, split: Split) {
        self.splits.push(split);
    }

    /// Something about an input that gives no split: name it as the issue's source.
    pub fn issue(&mut self, issue: Issue) {
        send_issue(self.context.cx, &issue, None);
    }
}
