//! `wagemill rates …`: the exchange rates that are built in, and a user's own beside them.

mod add;
mod list;
mod missing;
mod show;

use std::path::PathBuf;

use wagemill_rates::own::{Mistake, load, nearest_code};
use wagemill_rates::snapshot::{Market, Snapshot};
use wagemill_rates::unit::Unit;

use crate::arguments::RatesCommand;
use crate::failure::{Failure, Outcome};

pub fn run(command: &RatesCommand) -> Outcome {
    match command {
        RatesCommand::List(arguments) => list::list(arguments),
        RatesCommand::Show(arguments) => show::show(arguments),
        RatesCommand::Missing(arguments) => missing::missing(arguments),
        RatesCommand::Add(arguments) => add::add(arguments),
    }
}

fn embedded() -> Snapshot {
    Snapshot::embedded().expect("the embedded rates are whole: a test of wagemill-rates reads them")
}

/// The embedded rates with those of files.
fn with_files(files: &[PathBuf]) -> Result<Snapshot, Failure> {
    load(files).map_err(|mistake| failure(&mistake))
}

fn failure(mistake: &Mistake) -> Failure {
    let failure = Failure::wrong("unusable-rates", mistake.to_string());
    match &mistake.help {
        Some(help) => failure.help(help.clone()),
        None => failure,
    }
}

/// A currency as one writes it: `CNY`, or `KPW#1959` for a unit that its code named once.
fn currency(snapshot: &Snapshot, text: &str) -> Result<Unit, Failure> {
    let is_known = |unit: &Unit| {
        let epoch = || snapshot.redenominations.iter().any(|entry| [entry.old, entry.new].contains(unit));
        snapshot.knows_code(unit.code()) && (*unit == unit.code() || epoch())
    };
    Unit::parse(&text.trim().to_ascii_uppercase()).filter(is_known).ok_or_else(|| {
        Failure::wrong("unknown-currency", format!("`{text}` is no currency code of ISO 4217"))
            .help(format!("did you mean `{}`?", nearest_code(snapshot, text)))
    })
}

/// The word in the column `kind` of a table of rates.
fn kind(market: Market) -> &'static str {
    match market {
        Market::Official => "official",
        Market::Free => "market",
    }
}
