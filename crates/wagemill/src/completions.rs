//! `wagemill completions`: completions for a shell, from the definitions of the command line.

use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsArguments};
use crate::failure::Outcome;
use crate::output;

pub fn completions(arguments: &CompletionsArguments) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "wagemill", &mut script);
    output::text(&String::from_utf8_lossy(&script));
    Ok(())
}
