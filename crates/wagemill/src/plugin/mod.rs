//! `wagemill plugin …`

mod list;
mod new;
mod options;
mod sample;
mod show;

use crate::arguments::PluginCommand;
use crate::failure::Outcome;

pub fn run(command: &PluginCommand) -> Outcome {
    match command {
        PluginCommand::List(arguments) => list::list(arguments),
        PluginCommand::Show(arguments) => show::show(arguments),
        PluginCommand::New(arguments) => new::new(arguments),
    }
}
