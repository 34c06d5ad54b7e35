//! The command: reads the command line, calls the libraries, prints. No other crate prints.

mod arguments;
mod check;
mod commands;
mod completions;
mod explain;
mod failure;
mod installed;
mod new;
mod opened;
mod output;
mod peek;
mod plan;
mod plugin;
mod rates;
mod render;
mod run;
mod schema;
mod values;
mod write_folder;
mod written_table;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    failure::install_error_style();
    commands::run(&arguments::Arguments::parse().command).map_or_else(failure::Failure::print, |()| ExitCode::SUCCESS)
}
