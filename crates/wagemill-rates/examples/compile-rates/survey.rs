//! Quotes of the North Korean won, official and market.

use std::collections::BTreeMap;
use std::error::Error;

use wagemill_decimal::Decimal;
use wagemill_rates::snapshot::write::NewSeries;
use wagemill_rates::snapshot::{Granularity, Market, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::{civil, month_number};

use crate::daily::unit;
use crate::files::{Folder, cell, day, figure};

/// Where several cities were surveyed on one day, the first of these is taken.
const CITIES: [&str; 5] = ["Pyongyang", "", "Pyongsong", "Sinuiju", "Hyesan"];

type Key = (Unit, Unit, Market, Granularity);

pub fn north_korea(folder: &mut Folder) -> Result<Vec<NewSeries>, Box<dyn Error>> {
    let mut found: BTreeMap<Key, BTreeMap<u16, (usize, Decimal)>> = BTreeMap::new();
    for row in folder.rows("kpw/kpw_rates.csv")? {
        let date = day(cell(&row, "date")?)?;
        let (year, month) = (i32::from(civil(date).year()), civil(date).month() as u32);
        let (granularity, period) = match cell(&row, "date_precision")? {
            // The survey of a week is dated by its last day.
            "day" | "week" => (Granularity::Day, date),
            "month" => (Granularity::Month, month_number(year, month)),
            "year" => (Granularity::Year, year),
            other => return Err(format!("`{other}` is no precision of a date").into()),
        };
        let market = match cell(&row, "kind")? {
            "official" => Market::Official,
            "market" => Market::Free,
            other => return Err(format!("`{other}` is no kind of rate").into()),
        };
        let city = cell(&row, "city")?;
        let rank = CITIES.iter().position(|known| *known == city).ok_or(format!("`{city}` has no rank"))?;
        let key = (unit(cell(&row, "unit_epoch")?)?, unit(cell(&row, "quote")?)?, market, granularity);
        let value = figure(cell(&row, "kpw_per_unit")?)?;
        let periods = found.entry(key).or_default();
        let kept = periods.entry(u16::try_from(period)?).or_insert((rank, value));
        if rank < kept.0 {
            *kept = (rank, value);
        }
    }
    let series = found.into_iter().map(|((unit, quote, market, granularity), periods)| NewSeries {
        unit,
        quote,
        source: Source::Kpw,
        market,
        granularity,
        inverted: false,
        observations: periods.into_iter().map(|(period, (_, value))| (period, value)).collect(),
    });
    Ok(series.collect())
}
