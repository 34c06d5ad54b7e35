//! H.10, the reference rates of the ECB, and the monthly averages of H.10.

use std::error::Error;

use wagemill_rates::snapshot::write::NewSeries;
use wagemill_rates::snapshot::{Granularity, Market, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::month_number;

use crate::files::{Folder, cell, day, figure};

/// Quoted as dollars per unit; all others are units per dollar.
const DOLLARS_PER_UNIT: [&str; 4] = ["AUD", "EUR", "GBP", "NZD"];

pub fn h10(folder: &mut Folder) -> Result<Vec<NewSeries>, Box<dyn Error>> {
    let mut all = Vec::new();
    for name in folder.names("h10")? {
        let code = name
            .strip_prefix("fred_")
            .and_then(|rest| rest.strip_suffix("_usd.csv"))
            .ok_or(format!("`{name}` is no file of H.10"))?
            .to_uppercase();
        let mut observations = Vec::new();
        for row in folder.rows(&format!("h10/{name}"))? {
            let value = row
                .iter()
                .find(|(column, _)| column.as_str() != "observation_date")
                .map(|(_, value)| value.as_str())
                .ok_or(format!("`{name}` has no column of figures"))?;
            // A holiday has a line without a figure.
            if !value.is_empty() && value != "." {
                let period = u16::try_from(day(cell(&row, "observation_date")?)?)?;
                observations.push((period, figure(value)?));
            }
        }
        all.push(NewSeries {
            unit: unit(&code)?,
            quote: Unit::USD,
            source: Source::H10,
            market: Market::Official,
            granularity: Granularity::Day,
            inverted: DOLLARS_PER_UNIT.contains(&code.as_str()),
            observations,
        });
    }
    Ok(all)
}

pub fn ecb(folder: &mut Folder) -> Result<Vec<NewSeries>, Box<dyn Error>> {
    let mut rows = folder.rows("ecb/eurofxref-hist.csv")?;
    rows.reverse();
    let codes: Vec<String> =
        rows.first().ok_or("no reference rates")?.keys().filter(|name| name.len() == 3).cloned().collect();
    let mut all = Vec::new();
    for code in codes {
        let mut observations = Vec::new();
        for row in &rows {
            let value = cell(row, &code)?;
            if value != "N/A" && !value.is_empty() {
                observations.push((u16::try_from(day(cell(row, "Date")?)?)?, figure(value)?));
            }
        }
        all.push(NewSeries {
            unit: unit(&code)?,
            quote: Unit::EUR,
            source: Source::Ecb,
            market: Market::Official,
            granularity: Granularity::Day,
            inverted: false,
            observations,
        });
    }
    Ok(all)
}

/// The names of the monthly file. All of them are local units per dollar, those of H.10 turned over.
const COUNTRIES: [(&str, &str); 32] = [
    ("Australia", "AUD"),
    ("Austria", "ATS"),
    ("Belgium", "BEF"),
    ("Brazil", "BRL"),
    ("Canada", "CAD"),
    ("China", "CNY"),
    ("Denmark", "DKK"),
    ("Euro", "EUR"),
    ("Finland", "FIM"),
    ("France", "FRF"),
    ("Germany", "DEM"),
    ("Greece", "GRD"),
    ("Hong Kong", "HKD"),
    ("India", "INR"),
    ("Ireland", "IEP"),
    ("Italy", "ITL"),
    ("Japan", "JPY"),
    ("Malaysia", "MYR"),
    ("Mexico", "MXN"),
    ("Netherlands", "NLG"),
    ("New Zealand", "NZD"),
    ("Norway", "NOK"),
    ("Portugal", "PTE"),
    ("Singapore", "SGD"),
    ("South Africa", "ZAR"),
    ("South Korea", "KRW"),
    ("Spain", "ESP"),
    ("Sri Lanka", "LKR"),
    ("Sweden", "SEK"),
    ("Switzerland", "CHF"),
    ("Taiwan", "TWD"),
    ("Thailand", "THB"),
];

pub fn monthly(folder: &mut Folder) -> Result<Vec<NewSeries>, Box<dyn Error>> {
    let rows = folder.rows("monthly/fred_monthly.csv")?;
    let mut all: Vec<NewSeries> = Vec::new();
    for row in &rows {
        let country = cell(row, "Country")?;
        let (year, month) = year_and_month(cell(row, "Date")?)?;
        let key = month_number(year, month);
        let code = match COUNTRIES.iter().find(|(name, _)| *name == country) {
            Some((_, code)) => Some(unit(code)?),
            None if country == "United Kingdom" => Some(unit("GBP")?),
            None if country == "Venezuela" => venezuela(key)?,
            None => return Err(format!("no currency is known for `{country}`").into()),
        };
        let Some(code) = code else { continue };
        let observation = (u16::try_from(key)?, figure(cell(row, "Exchange rate")?)?);
        match all.iter_mut().find(|series| series.unit == code) {
            Some(series) => series.observations.push(observation),
            None => all.push(NewSeries {
                unit: code,
                quote: Unit::USD,
                source: Source::FredMonthly,
                market: Market::Official,
                granularity: Granularity::Month,
                inverted: false,
                observations: vec![observation],
            }),
        }
    }
    for series in &mut all {
        series.observations.sort_by_key(|(period, _)| *period);
    }
    Ok(all)
}

/// The series changes its unit with the currency; before 2008 it is back-cast to the bolívar fuerte,
/// and an average over a change of unit belongs to neither.
fn venezuela(month: i32) -> Result<Option<Unit>, String> {
    let (fuerte, soberano, digital) = (month_number(2008, 1), month_number(2018, 8), month_number(2021, 10));
    match month {
        month if month < fuerte || month == soberano || month == digital => Ok(None),
        month if month < soberano => unit("VEF").map(Some),
        month if month < digital => unit("VES#2018").map(Some),
        _ => unit("VES#2021").map(Some),
    }
}

fn year_and_month(text: &str) -> Result<(i32, u32), String> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(year), Some(month)) => Ok((year as i32, month)),
        _ => Err(format!("`{text}` is no month")),
    }
}

pub fn unit(code: &str) -> Result<Unit, String> {
    Unit::parse(code).ok_or(format!("`{code}` is no currency unit"))
}
