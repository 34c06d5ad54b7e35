//! Legal tender, purchasing power parities and inflation, by country.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use serde_json::Value;
use wagemill_decimal::Decimal;
use wagemill_rates::prices::{Country, Tender, country};
use wagemill_rates::snapshot::write::{Contents, NewYearly};
use wagemill_rates::unit::Unit;

use crate::daily::unit;
use crate::files::{Folder, Row, cell, day, figure, signed};

type Figures = BTreeMap<Country, BTreeMap<u16, Decimal>>;

pub fn fill(
    folder: &mut Folder,
    own: &mut Folder,
    contents: &mut Contents,
    remarks: &mut Vec<String>,
) -> Result<(), Box<dyn Error>> {
    let mut alpha2 = BTreeMap::new();
    for row in own.rows("iso3166.csv")? {
        alpha2.insert(cell(&row, "alpha3")?.to_owned(), parse(cell(&row, "alpha2")?)?);
    }
    let countries: BTreeSet<Country> = alpha2.values().copied().collect();

    let mut parities = Figures::new();
    for row in folder.rows("worldbank/pa_nus_ppp.csv")? {
        let code = cell(&row, "Country ID")?;
        let known = country(code).filter(|country| countries.contains(country));
        put(&mut parities, known, &row, "PPP", figure)?;
    }
    let exceptions = own.rows("ppp-units.csv")?;
    for (country, figures) in parities {
        let name = String::from_utf8_lossy(&country).into_owned();
        let exception = exceptions.iter().find(|row| row.get("country") == Some(&name));
        let unit = match exception.map(|row| cell(row, "unit")).transpose()? {
            Some("") => {
                remarks.push(format!("World Bank, PPP of {name}: left out, its unit is not certain"));
                continue;
            }
            Some(code) => unit(code)?,
            None => latest(&contents.tenders, country).ok_or(format!("CLDR has no tender for {name}"))?,
        };
        contents.parities.push(NewYearly { country, unit, figures: figures.into_iter().collect() });
    }

    let mut inflation = Figures::new();
    let mut no_country = BTreeSet::new();
    for row in folder.rows("worldbank/fp_cpi_totl_zg.csv")? {
        let code = cell(&row, "Country Code")?;
        if !alpha2.contains_key(code) {
            no_country.insert(code.to_owned());
        }
        put(&mut inflation, alpha2.get(code).copied(), &row, "CPI", signed)?;
    }
    let no_country: Vec<String> = no_country.into_iter().collect();
    remarks.push(format!("World Bank, inflation: left out as no countries, {}", no_country.join(" ")));
    for (country, figures) in inflation {
        // A change in percent has no unit.
        contents.inflation.push(NewYearly { country, unit: Unit::USD, figures: figures.into_iter().collect() });
    }
    Ok(())
}

/// A blank cell is no figure.
fn put(
    figures: &mut Figures,
    country: Option<Country>,
    row: &Row,
    column: &str,
    read: fn(&str) -> Result<Decimal, String>,
) -> Result<(), Box<dyn Error>> {
    let text = cell(row, column)?;
    let Some(country) = country.filter(|_| !text.is_empty()) else { return Ok(()) };
    let year: u16 = cell(row, "Year")?.parse()?;
    if figures.entry(country).or_default().insert(year, read(text)?).is_some() {
        return Err(format!("two figures for one year in {row:?}").into());
    }
    Ok(())
}

/// The tender that began last, of those that have not ended.
fn latest(tenders: &[Tender], country: Country) -> Option<Unit> {
    let current = tenders.iter().filter(|tender| tender.country == country && tender.until.is_none());
    current.max_by_key(|tender| tender.from).map(|tender| tender.code)
}

/// Legal tender of every region of CLDR.
pub fn tenders(folder: &mut Folder) -> Result<Vec<Tender>, Box<dyn Error>> {
    let data: Value = serde_json::from_str(&folder.text("cldr/currencyData.json")?)?;
    let regions = data["supplemental"]["currencyData"]["region"].as_object().ok_or("CLDR has no regions")?;
    let mut all = Vec::new();
    for (region, entries) in regions {
        for entry in entries.as_array().into_iter().flatten() {
            for (code, span) in entry.as_object().into_iter().flatten() {
                let date = |name: &str| span[name].as_str().map(day).transpose();
                if span["_tender"].as_str() != Some("false")
                    && let Some(from) = date("_from")?
                {
                    all.push(Tender { country: parse(region)?, code: unit(code)?, from, until: date("_to")? });
                }
            }
        }
    }
    Ok(all)
}

fn parse(text: &str) -> Result<Country, String> {
    country(text).ok_or(format!("`{text}` is no country"))
}
