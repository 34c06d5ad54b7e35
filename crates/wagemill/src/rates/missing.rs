//! `wagemill rates missing`: the rates that a written table lacks, as a table to fill in.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use wagemill_rates::lookup::Lookup;
use wagemill_rates::snapshot::{Market, Snapshot};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;
use wagemill_tables::target_currency;

use super::{embedded, kind};
use crate::arguments::RatesMissingArguments;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::written_table::WrittenTable;

const COLUMNS: [&str; 4] = ["currency", "fx_date", "fx_granularity", "flags"];
const ALL_COLUMNS: &str = "write the table with `columns = \"all\"`";

pub fn missing(arguments: &RatesMissingArguments) -> Outcome {
    let snapshot = embedded();
    let table = WrittenTable::open(&arguments.table)?;
    let places = table.places(COLUMNS).map_err(|failure| failure.help(ALL_COLUMNS))?;
    let to = target_currency(&table.columns()).and_then(|to| Unit::parse(&to)).ok_or_else(|| {
        let file = arguments.table.display();
        Failure::wrong(
            "no-column",
            format!("`{file}` has no column that is named after a currency, as `usd_month_min` is"),
        )
        .help(ALL_COLUMNS)
    })?;
    let mut needed: BTreeMap<Needed, u64> = BTreeMap::new();
    let mut unreadable = 0u64;
    table.each(|row| {
        let [currency, date, granularity, flags] = places.map(|place| row.text(place));
        let markets = markets(flags, arguments.all);
        if markets.iter().all(Option::is_none) {
            return;
        }
        let Some(wanted) = Wanted::of(&snapshot, currency, date, granularity).filter(|wanted| wanted.quote != to)
        else {
            unreadable += 1;
            return;
        };
        let headline = if is_surveyed(&snapshot, &wanted) { Market::Free } else { Market::Official };
        let mut markets: Vec<Market> = markets.into_iter().flatten().map(|missing| missing.market(headline)).collect();
        markets.sort();
        markets.dedup();
        for market in markets {
            let quote = wanted.quote.to_string();
            let key = Needed { quote, date: wanted.when.to_string(), market, granularity: wanted.when.granularity() };
            *needed.entry(key).or_default() += 1;
        }
    })?;
    output::text(&text(to, needed));
    if unreadable > 0 {
        let rows = if unreadable == 1 { "row" } else { "rows" };
        output::say(&format!("left out: {unreadable} {rows} whose currency or `fx_date` cannot be used"));
    }
    Ok(())
}

/// One figure that somebody has to look up.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Needed {
    quote: String,
    date: String,
    market: Market,
    granularity: &'static str,
}

/// The currency and the time of a row.
struct Wanted {
    quote: Unit,
    when: When,
}

impl Wanted {
    /// The granularity can be left out in a table of one's own; where it is given it has to fit.
    fn of(snapshot: &Snapshot, currency: &str, date: &str, granularity: &str) -> Option<Self> {
        let quote = Unit::parse(currency).filter(|unit| snapshot.knows_code(unit.code()))?;
        let when = When::parse(date).filter(|when| granularity.is_empty() || when.granularity() == granularity)?;
        Some(Self { quote, when })
    }
}

/// Which rate of a row is missing.
#[derive(Clone, Copy)]
enum Missing {
    /// the one that the row is converted with
    Headline,
    Of(Market),
}

impl Missing {
    fn market(self, headline: Market) -> Market {
        match self {
            Missing::Headline => headline,
            Missing::Of(market) => market,
        }
    }
}

fn markets(flags: &str, all: bool) -> [Option<Missing>; 4] {
    let has = |flag: &str| flags.split(';').any(|raised| raised.trim() == flag);
    let raised = |flag: &str, missing: Missing| has(flag).then_some(missing);
    let more = |flag: &str, missing: Missing| raised(flag, missing).filter(|_| all);
    [
        raised("fx_missing", Missing::Headline),
        more("fx_missing_official", Missing::Of(Market::Official)),
        more("fx_missing_market", Missing::Of(Market::Free)),
        more("fx_annual_average", Missing::Headline),
    ]
}

/// Of these normalize-currency takes the market's rate.
fn is_surveyed(snapshot: &Snapshot, wanted: &Wanted) -> bool {
    let lookup = Lookup { snapshot, max_gap_days: 0 };
    let same = |unit: &Unit| unit.code() == wanted.quote.code();
    snapshot.series.iter().map(|series| series.unit).filter(same).any(|unit| lookup.is_surveyed(unit))
}

/// The form that `wagemill rates add` reads once `source` and `rate` are filled in; the most useful figure first.
fn text(to: Unit, needed: BTreeMap<Needed, u64>) -> String {
    let mut lines: Vec<(Needed, u64)> = needed.into_iter().collect();
    // The sort is stable: equals stay in the order of their keys.
    lines.sort_by_key(|(_, rows)| Reverse(*rows));
    let mut text = "source,base,quote,date,rate,kind,granularity,rows\n".to_owned();
    for (Needed { quote, date, market, granularity }, rows) in lines {
        let _ = writeln!(text, ",{to},{quote},{date},,{},{granularity},{rows}", kind(market));
    }
    text
}
