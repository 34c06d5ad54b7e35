//! Annual official rates of the World Bank. They are keyed by country and back-cast to the country's
//! latest unit, so a figure is taken over only for a year in which that unit was tender.

use std::collections::BTreeMap;
use std::error::Error;

use wagemill_decimal::Decimal;
use wagemill_rates::prices::Tender;
use wagemill_rates::snapshot::write::NewSeries;
use wagemill_rates::snapshot::{Granularity, Market, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::daily::unit;
use crate::files::{Folder, Row, cell, figure};

/// Years and figures.
type Observations = Vec<(u16, Decimal)>;

/// Not taken over, with the reason.
const LEFT_OUT: [(&str, &str); 2] = [
    ("ZWE", "the unit of each year is not stated"),
    ("TKM", "the figures are in manat of 1993, which the code TMT does not name"),
];

/// Countries that have rates and no parity, so that the file of parities does not give their code.
const WITHOUT_PARITY: [(&str, &str); 2] = [("French Polynesia", "PF"), ("New Caledonia", "NC")];

#[derive(Clone)]
struct TenderYears {
    code: String,
    from_year: i32,
    until_year: i32,
}

/// The series, and the table of countries and their currencies by which a later download of the World Bank is read.
pub fn annual(
    folder: &mut Folder,
    homes: &[Row],
    tenders: &[Tender],
    remarks: &mut Vec<String>,
) -> Result<(Vec<NewSeries>, String), Box<dyn Error>> {
    let regions = by_country(tenders);
    let alpha2 = country_codes(folder)?;
    let redenominated = redenominated(folder)?;
    let mut found: BTreeMap<(String, String), Observations> = BTreeMap::new();
    let mut without_code = BTreeMap::new();
    let mut regions_of = BTreeMap::from([("EMU".to_owned(), Vec::new())]);
    for row in folder.rows("worldbank/pa_nus_fcrf.csv")? {
        let (country, name) = (cell(&row, "iso3")?, cell(&row, "country")?);
        if LEFT_OUT.iter().any(|(code, _)| *code == country) {
            continue;
        }
        let year: u16 = cell(&row, "year")?.parse()?;
        let code = if country == "EMU" {
            Some("EUR")
        } else if let Some(tenders) = alpha2.get(name).and_then(|code| regions.get(code)) {
            regions_of.entry(country.to_owned()).or_insert_with(|| tenders.clone());
            currency_of(tenders, year.into(), &redenominated)
        } else {
            without_code.insert(country.to_owned(), name.to_owned());
            None
        };
        if let Some(code) = code
            && code != "USD"
            && (code != "EUR" || country == "EMU")
        {
            found
                .entry((code.to_owned(), country.to_owned()))
                .or_default()
                .push((year, figure(cell(&row, "exchange_rate")?)?));
        }
    }
    for (country, reason) in LEFT_OUT {
        remarks.push(format!("World Bank, {country}: left out, {reason}"));
    }
    for (country, name) in without_code {
        remarks.push(format!("World Bank, {country}: left out, no region of CLDR is known for `{name}`"));
    }
    let chosen = choose(found, homes, remarks)?;
    let mut table = "country,currency,from_year,until_year\n".to_owned();
    for (country, series) in &chosen {
        let code = series.unit.to_string();
        let held = |year: &i32| currency_of(&regions_of[country], *year, &redenominated) == Some(code.as_str());
        let (from, until) = match country.as_str() {
            "EMU" => (1999, String::new()),
            _ => {
                let years: Vec<i32> = (1900..=LAST_YEAR).filter(held).collect();
                let (from, until) = years.first().zip(years.last()).ok_or("a series has no year of its currency")?;
                (*from, if *until == LAST_YEAR { String::new() } else { until.to_string() })
            }
        };
        table.push_str(&format!("{country},{code},{from},{until}\n"));
    }
    Ok((chosen.into_iter().map(|(_, series)| series).collect(), table))
}

/// A currency that is tender then has no end.
const LAST_YEAR: i32 = 2200;

/// One country for each currency: its home where several use it.
fn choose(
    found: BTreeMap<(String, String), Observations>,
    homes: &[Row],
    remarks: &mut Vec<String>,
) -> Result<Vec<(String, NewSeries)>, Box<dyn Error>> {
    let mut by_code: BTreeMap<String, Vec<(String, Observations)>> = BTreeMap::new();
    for ((code, country), observations) in found {
        by_code.entry(code).or_default().push((country, observations));
    }
    let mut all = Vec::new();
    for (code, mut countries) in by_code {
        if countries.len() > 1 {
            let home = homes
                .iter()
                .find(|row| row.get("currency") == Some(&code))
                .map(|row| cell(row, "country"))
                .transpose()?;
            match home {
                Some(home) => countries.retain(|(country, _)| country == home),
                None => {
                    // A currency that passed from one state to another has a home for each year.
                    let names: Vec<&str> = countries.iter().map(|entry| entry.0.as_str()).collect();
                    remarks.push(format!(
                        "World Bank, {code}: left out, used in {} and no home is given",
                        names.join(" and ")
                    ));
                    continue;
                }
            }
        }
        let Some((country, mut observations)) = countries.pop() else {
            return Err(format!("the home of `{code}` has no figures").into());
        };
        observations.sort_by_key(|(year, _)| *year);
        let series = NewSeries {
            unit: unit(&code)?,
            quote: Unit::USD,
            source: Source::WorldBank,
            market: Market::Official,
            granularity: Granularity::Year,
            inverted: false,
            observations,
        };
        all.push((country, series));
    }
    Ok(all)
}

/// The currency in which the figure of a year is: the euro from the year of accession, before that
/// the country's last own currency, and that only where it was tender in that year.
fn currency_of<'t>(tenders: &'t [TenderYears], year: i32, redenominated: &[(String, String)]) -> Option<&'t str> {
    let euro = tenders.iter().find(|tender| tender.code == "EUR");
    if euro.is_some_and(|euro| euro.from_year <= year) {
        return Some("EUR");
    }
    let mut own = tenders.iter().filter(|tender| tender.code != "EUR");
    let mut last = own.next()?;
    // A successor at par (such as XCG after ANG) is no redenomination: the older code keeps its years.
    for before in own {
        if year >= last.from_year || redenominated.contains(&(before.code.clone(), last.code.clone())) {
            break;
        }
        if last.from_year < 2025 {
            break;
        }
        last = before;
    }
    (last.from_year <= year && year <= last.until_year).then_some(last.code.as_str())
}

/// Legal tender by country, the latest first.
fn by_country(tenders: &[Tender]) -> BTreeMap<String, Vec<TenderYears>> {
    let mut all: BTreeMap<String, Vec<TenderYears>> = BTreeMap::new();
    for tender in tenders {
        let country = String::from_utf8_lossy(&tender.country).into_owned();
        let year = |day: i32| When::Day(day).year();
        all.entry(country).or_default().push(TenderYears {
            code: tender.code.to_string(),
            from_year: year(tender.from),
            until_year: tender.until.map_or(9999, year),
        });
    }
    all.values_mut().for_each(|tenders| tenders.sort_by_key(|tender| -tender.from_year));
    all
}

/// The World Bank's names of countries to ISO 3166 alpha-2, from its file of parities.
fn country_codes(folder: &mut Folder) -> Result<BTreeMap<String, String>, Box<dyn Error>> {
    let mut codes = BTreeMap::new();
    for row in folder.rows("worldbank/pa_nus_ppp.csv")? {
        codes.insert(cell(&row, "Country")?.to_owned(), cell(&row, "Country ID")?.to_owned());
    }
    for (name, code) in WITHOUT_PARITY {
        codes.insert(name.to_owned(), code.to_owned());
    }
    Ok(codes)
}

fn redenominated(folder: &mut Folder) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for row in folder.rows("tables/redenominations.csv")? {
        let code = |name: &str| -> Result<String, String> {
            let unit = cell(&row, name)?;
            Ok(unit.split('#').next().unwrap_or(unit).to_owned())
        };
        pairs.push((code("old_unit")?, code("new_unit")?));
    }
    Ok(pairs)
}
