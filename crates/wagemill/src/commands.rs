//! Which file does which command.

use crate::arguments::Command;
use crate::failure::Outcome;
use crate::{check, completions, explain, new, peek, plan, plugin, rates, run, schema, values};

pub fn run(command: &Command) -> Outcome {
    match command {
        Command::New(arguments) => new::new(arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::Check(arguments) => check::check(arguments),
        Command::Plan(arguments) => plan::plan(arguments),
        Command::Peek(arguments) => peek::peek(arguments),
        Command::Explain(arguments) => explain::explain(arguments),
        Command::Values(arguments) => values::values(arguments),
        Command::Rates(command) => rates::run(command),
        Command::Plugin(command) => plugin::run(command),
        Command::Schema(arguments) => schema::schema(arguments),
        Command::Completions(arguments) => completions::completions(arguments),
    }
}
