//! The command line, as it is written; help and completions come from these definitions.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Articles in, wage tables out.
///
/// wagemill reads news articles, finds every statement about pay, makes the figures comparable across currencies, pay periods and years, and writes tables. What it does is written in a pipeline file; `wagemill new FOLDER` writes one to start from.
#[derive(Debug, Parser)]
#[command(name = "wagemill", version, arg_required_else_help = true, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 the run failed, 2 the command line or the file is wrong, 3 done with rejects or flags above the limit.
Data goes to standard output, everything else to standard error.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a folder to start a study from
    New(NewArguments),
    /// Run a pipeline
    Run(RunArguments),
    /// Find every mistake in a pipeline file at once; run nothing
    Check(CheckArguments),
    /// Show what would run
    Plan(PlanArguments),
    /// Show the first rows after a stage
    Peek(PeekArguments),
    /// Say what a flag, a grade, a reject or an error means and what to do
    Explain(ExplainArguments),
    /// List the values of a column of a written table that have no code yet
    Values(ValuesArguments),
    /// List, show and add exchange rates, and find those that a table lacks
    #[command(subcommand)]
    Rates(RatesCommand),
    /// List, show and make plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Print the JSON Schema of pipeline files, for editors
    Schema(SchemaArguments),
    /// Print completions for a shell
    Completions(CompletionsArguments),
}

#[derive(Debug, Subcommand)]
pub enum PluginCommand {
    /// List the stages that are installed
    List(PluginListArguments),
    /// Show what a stage needs, gives and can be told
    Show(PluginShowArguments),
    /// Write a crate for a stage of your own
    New(PluginNewArguments),
}

#[derive(Debug, Subcommand)]
pub enum RatesCommand {
    /// List the sources of rates, or what there is of one currency
    List(RatesListArguments),
    /// Show the rate of a day, a month or a year, what it rests on, and what else there is
    Show(RatesShowArguments),
    /// List the rates that a written table lacks, as a table to fill in
    #[command(after_long_help = WHERE_RATES_ARE)]
    Missing(RatesMissingArguments),
    /// Check a file of rates and put it beside a pipeline file
    Add(RatesAddArguments),
}

const WHERE_RATES_ARE: &str = "\
Where such rates are published: central banks' websites, mostly with an archive of daily rates; the \
IMF's archive of exchange rates; the BIS, monthly and annual averages; FRED, series of the Federal \
Reserve; newspapers' tables of the time, also for market rates.

`rate` is how many units of `quote` one unit of `base` is. Name in `source` who published the figure; \
lines that stay without a rate are left out by `wagemill rates add`.";

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct FormatArguments {
    /// How the result is written to standard output: for people or for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct PluginFolders {
    /// Look for plugins in this folder first; may be given several times
    #[arg(long, value_name = "DIR")]
    pub plugins: Vec<PathBuf>,
}

/// A pipeline file with everything that the command line can lay over it.
#[derive(Debug, Args)]
pub struct PipelineArguments {
    /// The pipeline file
    pub file: PathBuf,

    /// Files, folders or patterns to read instead of those that the pipeline's source names
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,

    /// Lay the file's table [profile.NAME] over it
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,

    /// Set an option of a stage, such as `wages.to=EUR`; may be given several times
    #[arg(long, value_name = "STAGE.KEY=VALUE")]
    pub set: Vec<String>,

    #[command(flatten)]
    pub folders: PluginFolders,
}

#[derive(Debug, Args)]
pub struct NewArguments {
    /// The folder to make; it must not exist yet, or be empty
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    #[command(flatten)]
    pub pipeline: PipelineArguments,

    /// How many inputs are worked on at once [default: the number of cores]
    #[arg(long, value_name = "N")]
    pub jobs: Option<std::num::NonZeroUsize>,

    /// Stop behind this stage, and write what is complete there
    #[arg(long, value_name = "STAGE")]
    pub until: Option<String>,

    /// Replace output files even if they were changed since wagemill wrote them
    #[arg(long)]
    pub overwrite: bool,

    /// No progress and no summary, only errors
    #[arg(long, short)]
    pub quiet: bool,

    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    pub pipeline: PipelineArguments,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct PlanArguments {
    #[command(flatten)]
    pub pipeline: PipelineArguments,

    /// Draw the stages as a Mermaid graph
    #[arg(long, conflicts_with = "format")]
    pub graph: bool,

    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct PeekArguments {
    #[command(flatten)]
    pub pipeline: PipelineArguments,

    /// The stage whose rows are shown [default: the last one that is no sink]
    #[arg(long, value_name = "STAGE")]
    pub at: Option<String>,

    /// How many rows are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub rows: usize,

    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The code, such as `fx_missing`; without one, all codes are listed
    pub code: Option<String>,
    #[command(flatten)]
    pub folders: PluginFolders,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct ValuesArguments {
    /// A table that write-table wrote: `.csv` or `.jsonl`
    pub file: PathBuf,
    /// The column, such as `place`, `occupation` or `payee`
    pub column: String,
    /// Also list values that have a code
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct RatesListArguments {
    /// The code of a currency, such as `CNY`
    pub code: Option<String>,
    /// A file of rates of one's own, as normalize-currency's option `rates` takes it; may be given several times
    #[arg(long, value_name = "FILE")]
    pub rates: Vec<PathBuf>,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct RatesShowArguments {
    /// The code of the currency, such as `CNY`; `KPW#1959` names the unit that began in that year
    pub code: String,
    /// The day, month or year: `2023-06-13`, `2023-06` or `2023`
    pub when: String,
    /// The code of the currency to convert into
    #[arg(long, value_name = "CODE", default_value = "USD")]
    pub to: String,
    /// How many days older than the day a daily rate may be, 0 to 31
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(i32).range(0..=31))]
    pub max_gap_days: i32,
    /// A file of rates of one's own, as normalize-currency's option `rates` takes it; may be given several times
    #[arg(long, value_name = "FILE")]
    pub rates: Vec<PathBuf>,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct RatesMissingArguments {
    /// A table that write-table wrote with `columns = "all"`: `.csv` or `.jsonl`
    pub table: PathBuf,
    /// Also rows that lack only the official or the market rate, or were converted at the average of the year
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct RatesAddArguments {
    /// A table with the columns source, base, quote, date and rate, such as `rates missing` writes; the ECB's eurofxref-hist.csv; a CSV of the Federal Reserve (H.10) or of FRED; or the World Bank's PA.NUS.FCRF
    pub file: PathBuf,
    /// The name of the file that is written [default: that of FILE]
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// The pipeline file that shall use the rates; they are written into `rates/` beside it [default: `rates/` in the current folder]
    #[arg(long, value_name = "PIPELINE")]
    pub into: Option<PathBuf>,
    /// Replace a file of this name that holds something else
    #[arg(long)]
    pub overwrite: bool,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct PluginListArguments {
    #[command(flatten)]
    pub folders: PluginFolders,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct PluginShowArguments {
    /// The stage, as a pipeline file names it after `use =`
    pub stage: String,
    #[command(flatten)]
    pub folders: PluginFolders,
    #[command(flatten)]
    pub format: FormatArguments,
}

#[derive(Debug, Args)]
pub struct PluginNewArguments {
    /// A verb and its object, such as `extract-rents`: the name of the stage and of the folder that is made
    pub name: String,

    /// What the stage is
    #[arg(long, value_enum, default_value_t)]
    pub kind: PluginKind,

    /// The folder to make [default: NAME]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,

    /// The folder of the crate wagemill-plugin [default: the one this program was built with]
    #[arg(long, value_name = "DIR")]
    pub sdk: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum PluginKind {
    /// Lists inputs and reads rows from them
    Source,
    /// Turns one row into any number of rows
    #[default]
    Transform,
    /// Turns a batch of rows into rows
    Batch,
    /// Needs the whole table before it gives rows
    Table,
    /// Writes rows to a file
    Sink,
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    #[command(flatten)]
    pub folders: PluginFolders,
}

#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        super::Arguments::command().debug_assert();
    }
}
