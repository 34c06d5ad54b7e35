//! How fast it is: `cargo run --release -p normalize-currency --example speed`
//!
//! Prints the time to load the rates, lookups a second and whole rows a second, on one core.

use std::hint::black_box;
use std::time::Instant;

use normalize_currency::normalize::Normalizer;
use normalize_currency::options::Config;
use normalize_currency::table::Mention;
use wagemill_plugin::prelude::{Date, Decimal};
use wagemill_rates::lookup::Lookup;
use wagemill_rates::snapshot::Snapshot;
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

const LOOKUPS: u32 = 2_000_000;
const ROWS: u32 = 400_000;
/// From 2000 to 2025.
const FIRST_DAY: u32 = 11_000;
const DAYS: u32 = 9_000;

/// The currency of a wage and the country of work: one in eight is paid in the money of elsewhere.
const PAY: [(&str, &str); 8] = [
    ("CNY", "CN"),
    ("RUB", "RU"),
    ("CZK", "CZ"),
    ("XOF", "SN"),
    ("INR", "IN"),
    ("VND", "VN"),
    ("EUR", "KE"),
    ("JPY", "JP"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let snapshot = Snapshot::embedded()?;
    println!("{:>12.3} ms to load the rates", start.elapsed().as_secs_f64() * 1000.0);

    let units: Vec<Unit> = PAY.iter().filter_map(|(code, _)| Unit::parse(code)).collect();
    let lookup = Lookup { snapshot: &snapshot, max_gap_days: 7 };
    let start = Instant::now();
    for number in 0..LOOKUPS {
        let unit = units[number as usize % units.len()];
        black_box(lookup.official(unit, Unit::USD, When::Day(day(number))));
    }
    println!("{:>12.0} lookups a second", f64::from(LOOKUPS) / start.elapsed().as_secs_f64());

    let config: Config = serde_json::from_str("{}")?;
    let rules = config.rules(&snapshot).map_err(|error| error.message().to_owned())?;
    let normalizer = Normalizer { snapshot: &snapshot, rules: &rules };
    let start = Instant::now();
    for number in 0..ROWS {
        let (currency, country) = PAY[number as usize % PAY.len()];
        let amount = Some(Decimal::new((number % 100_000 + 1).into(), 0));
        let mention = Mention {
            amount_min: amount,
            amount_max: amount,
            currency: Some(currency),
            period: Some("month"),
            approximate: Some(false),
            currency_candidates: None,
            country: Some(country),
            equivalent_min: None,
            equivalent_max: None,
            equivalent_currency: None,
            equivalent_quote: None,
            hours_per_day: None,
            days_per_week: None,
            refers_to: None,
            published_on: Some(Date(day(number))),
            flags: None,
            quote: Some("3,500 yuan"),
            sentence: Some("They plan to demand 3,500 yuan per month."),
        };
        black_box(normalizer.normalize(&mention));
    }
    println!("{:>12.0} rows a second", f64::from(ROWS) / start.elapsed().as_secs_f64());
    Ok(())
}

/// A day that jumps about, so that no lookup finds the last one's place in the cache.
fn day(number: u32) -> i32 {
    (FIRST_DAY + number.wrapping_mul(2_654_435_761) % DAYS).cast_signed()
}
