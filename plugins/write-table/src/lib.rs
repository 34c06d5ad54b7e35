//! Writes a table to a file: CSV for spreadsheets, Parquet for notebooks, JSON lines for everything else.
//!
//! Rows are written as they come in, and cut by this stage alone: the bytes depend on the rows and the options, never on
//! how the rows were batched.

mod cells;
mod codes;
mod csv_file;
mod format;
mod jsonl_file;
mod layout;
mod output;
mod parquet_file;
#[cfg(test)]
mod tests;

use std::path::Path;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use wagemill_plugin::prelude::*;

use crate::csv_file::CsvFile;
use crate::format::Format;
use crate::jsonl_file::JsonlFile;
use crate::layout::{Columns, Layout};
use crate::output::OutputFile;
use crate::parquet_file::ParquetFile;

export!(WriteTable);

#[config]
pub struct Config {
    /// file to write; its extension tells the format: `.csv`, `.jsonl` or `.parquet`; `.csv.gz` and `.jsonl.gz` are compressed
    #[schemars(extend("x-wagemill-path" = "write"))]
    path: String,
    /// format of the file, where the extension does not tell it
    #[serde(default)]
    format: Option<Format>,
    /// columns to write: `core` (what one opens first), `all`, `public` (without speaker, sentence, byline and source), or a list of names;
    /// by default `core` for a CSV file of mentions or wages, and `all` otherwise
    #[serde(default)]
    columns: Option<Columns>,
    /// target currency whose amounts the view `core` shows, such as `USD`; by default that of the table
    #[serde(default)]
    to: Option<String>,
    /// CSV: begin with a byte order mark, without which Excel does not read UTF-8; by default true
    #[serde(default)]
    bom: Option<bool>,
    /// CSV: character between cells; by default a comma
    #[serde(default)]
    delimiter: Option<String>,
    /// CSV: put an apostrophe before text that a spreadsheet would run as a formula; by default true
    #[serde(default)]
    neutralize_formulas: Option<bool>,
}

struct WriteTable {
    columns: Vec<usize>,
    file: TableFile,
}

impl Sink for WriteTable {
    const NAME: &'static str = "write-table";
    const SUMMARY: &'static str = "writes a table as CSV, Parquet or JSON lines";
    const CODES: &'static [Code] = codes::CODES;
    type Config = Config;

    fn check(config: &Config, inputs: &[Table]) -> Result<()> {
        Layout::resolve(config, &only(inputs)?).map(drop)
    }

    fn open(config: Config, inputs: &[Table], _: &Context<'_>) -> Result<Self> {
        let layout = Layout::resolve(&config, &only(inputs)?)?;
        Ok(Self { file: TableFile::create(Path::new(&config.path), &layout)?, columns: layout.columns })
    }

    fn write(&mut self, _: usize, batch: Batch<'_>) -> Result<()> {
        self.file.write(&batch.into_record_batch()?.project(&self.columns)?)
    }

    fn finish(self, _: &Context<'_>) -> Result<()> {
        self.file.finish()
    }
}

fn only(inputs: &[Table]) -> Result<Schema> {
    match inputs {
        [table] => Ok(table.arrow_schema()?.as_ref().clone()),
        _ => Err(Error::schema("one-table", format!("a file holds one table, and {} come in", inputs.len()))
            .help("use one `write-table` for each, or join them with `query-table`")),
    }
}

enum TableFile {
    Csv(CsvFile),
    Jsonl(JsonlFile),
    Parquet(ParquetFile),
}

impl TableFile {
    fn create(path: &Path, layout: &Layout) -> Result<Self> {
        let file = OutputFile::create(path, layout.gzip)?;
        Ok(match layout.format {
            Format::Csv => Self::Csv(CsvFile::new(file, &layout.names(), layout.dialect)?),
            Format::Jsonl => Self::Jsonl(JsonlFile::new(file, &layout.names())),
            Format::Parquet => Self::Parquet(ParquetFile::new(file, &layout.schema, layout.notes())?),
        })
    }

    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match self {
            Self::Csv(file) => file.write(batch),
            Self::Jsonl(file) => file.write(batch),
            Self::Parquet(file) => file.write(batch),
        }
    }

    fn finish(self) -> Result<()> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Jsonl(file) => file.finish(),
            Self::Parquet(file) => file.finish(),
        }
    }
}
