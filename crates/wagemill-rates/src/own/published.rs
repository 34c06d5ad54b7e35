//! What central banks and the World Bank publish, as it comes.

use super::reader::Reader;
use super::{Reason, Records, Result};
use crate::snapshot::Granularity;
use crate::unit::Unit;

/// FRED's letters for a country, and its currency.
const FRED_LETTERS: &str = include_str!("../../data/fred-letters.csv");
/// The country whose figures stand for a currency, and the years in which they are in that currency.
const WDI_CURRENCIES: &str = include_str!("../../data/wdi-currencies.csv");

/// The rows of one of our own tables, behind its header.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        let row = std::array::from_fn(|_| cells.next().unwrap_or_default());
        (!line.is_empty()).then_some(row)
    })
}

/// The ECB's reference rates: units per euro, a column a currency, the latest day first.
pub fn ecb(reader: &mut Reader<'_>, header: &csv::StringRecord, records: Records<'_>) -> Result<()> {
    for (line, record) in records {
        reader.line = *line;
        let when = reader.when("date", record.get(0).unwrap_or_default())?;
        for (code, value) in header.iter().zip(record).skip(1).filter(|(code, _)| !code.is_empty()) {
            if matches!(value, "" | "N/A") {
                continue;
            }
            let quote = reader.unit("quote", code, when)?;
            let rate = reader.rate("rate", value)?;
            reader.publish("ecb-own", Unit::EUR, quote, when, rate);
        }
    }
    Ok(())
}

/// FRED: `DEXCHUS` is yuan per dollar, `DEXUSEU` dollars per euro; `EX…` are averages of months, `AEX…` of years.
pub fn fred(reader: &mut Reader<'_>, header: &csv::StringRecord, records: Records<'_>) -> Result<()> {
    let mut columns = Vec::new();
    for (at, id) in header.iter().enumerate().skip(1) {
        let kinds = [("DEX", Granularity::Day), ("AEX", Granularity::Year), ("EX", Granularity::Month)];
        let pair = kinds.into_iter().find_map(|(start, level)| Some((level, fred_pair(id.strip_prefix(start)?)?)));
        let Some((level, (base, quote))) = pair else {
            let mistake = reader.mistake(None, format!("`{id}` is no series of exchange rates of FRED"));
            return Err(mistake.help("such as `DEXCHUS`, `EXCHUS` or `DEXUSEU`"));
        };
        columns.push((at, level, base, quote));
    }
    for (line, record) in records {
        reader.line = *line;
        let day = reader.when("date", record.get(0).unwrap_or_default())?;
        for &(at, level, base, quote) in &columns {
            let value = record.get(at).unwrap_or_default();
            if matches!(value, "" | "." | "ND") {
                continue;
            }
            let when = day.within(level).unwrap_or(day);
            let (base, quote) = (reader.unit("base", base, when)?, reader.unit("quote", quote, when)?);
            let rate = reader.rate("rate", value)?;
            reader.publish("h10-own", base, quote, when, rate);
        }
    }
    Ok(())
}

/// Base and quote of `CHUS` (yuan per dollar) or `USEU` (dollars per euro).
fn fred_pair(letters: &str) -> Option<(&'static str, &'static str)> {
    let code = |letters: &str| rows::<2>(FRED_LETTERS).find(|[known, _]| *known == letters).map(|[_, code]| code);
    match (letters.get(..2)?, letters.get(2..)?) {
        ("US", letters) => Some((code(letters)?, "USD")),
        (letters, "US") => Some(("USD", code(letters)?)),
        _ => None,
    }
}

/// The Federal Reserve's own CSV of H.10: some lines that describe each column, then a line a day.
pub fn federal_reserve(reader: &mut Reader<'_>, records: Records<'_>) -> Result<()> {
    let needed = |name: &str| {
        let called = |record: &csv::StringRecord| record.get(0).is_some_and(|cell| cell.trim_end_matches(':') == name);
        let found = records.iter().position(|(_, record)| called(record));
        found.ok_or_else(|| reader.mistake(None, format!("it has no line `{name}`")))
    };
    let (units, multipliers, currencies, start) =
        (needed("Unit")?, needed("Multiplier")?, needed("Currency")?, needed("Time Period")?);
    let cell = |line: usize, at: usize| records[line].1.get(at).unwrap_or_default();
    let mut columns = Vec::new();
    for at in 1..records[start].1.len() {
        // Indices of the dollar are no rates.
        let base = cell(units, at).strip_prefix("Currency:_Per_").filter(|base| base.len() == 3);
        if let Some(base) = base.filter(|_| cell(multipliers, at) == "1") {
            columns.push((at, base, cell(currencies, at)));
        }
    }
    for (line, record) in &records[start + 1..] {
        reader.line = *line;
        let when = reader.when("date", record.get(0).unwrap_or_default())?;
        for &(at, base, quote) in &columns {
            let value = record.get(at).unwrap_or_default();
            if matches!(value, "" | "ND" | "NA") {
                continue;
            }
            let (base, quote) = (reader.unit("base", base, when)?, reader.unit("quote", quote, when)?);
            let rate = reader.rate("rate", value)?;
            reader.publish("h10-own", base, quote, when, rate);
        }
    }
    Ok(())
}

const COUNTRY: [&str; 2] = ["Country Code", "iso3"];

/// Where the header of a table of the World Bank stands; a few lines about the download come before it.
pub fn world_bank_header(records: Records<'_>) -> Option<usize> {
    records.iter().take(8).position(|(_, record)| record.iter().any(|cell| COUNTRY.contains(&cell)))
}

/// Annual official rates of the World Bank, `PA.NUS.FCRF`: units of the local currency per dollar, keyed by country and
/// stated in its latest unit. A column a year, or a line a year.
pub fn world_bank(reader: &mut Reader<'_>, records: Records<'_>) -> Result<()> {
    let Some(((line, header), records)) = records.split_first() else { return Ok(()) };
    reader.line = *line;
    let place = |names: &[&str]| header.iter().position(|cell| names.contains(&cell));
    let Some(country) = place(&COUNTRY) else { return Ok(()) };
    let indicator = place(&["Indicator Code", "Series Code"]);
    let year = place(&["Year", "year", "Time"]);
    let value = place(&["Value", "value", "exchange_rate"]);
    let years: Vec<(usize, &str)> = match (year, value) {
        (Some(_), Some(value)) => vec![(value, "")],
        // `2023`, and `2023 [YR2023]` of the DataBank
        _ => header.iter().enumerate().filter_map(|(at, cell)| Some((at, year_of(cell)?))).collect(),
    };
    if years.is_empty() {
        return Err(reader.mistake(None, "the table has neither columns of years nor `Year` and `Value`"));
    }
    for (line, record) in records {
        reader.line = *line;
        let cell = |at: usize| record.get(at).unwrap_or_default();
        // The DataBank adds lines about itself below the table.
        if cell(country).is_empty() {
            continue;
        }
        if let Some(found) = indicator.map(cell).filter(|found| *found != "PA.NUS.FCRF") {
            let mistake = reader.mistake(Some("Indicator Code"), format!("`{found}` is no exchange rate"));
            return Err(mistake.help("the official rate, as an average of the year, is the indicator `PA.NUS.FCRF`"));
        }
        for &(at, of_column) in &years {
            let text = cell(at);
            if matches!(text, "" | "..") {
                continue;
            }
            let of_line = year.map_or("", cell);
            let when = reader.when("date", if of_column.is_empty() { of_line } else { of_column })?;
            match currency_of(cell(country), when.year()) {
                Ok(code) => {
                    let quote = reader.unit("quote", code, when)?;
                    let rate = reader.long_rate("rate", text)?;
                    reader.publish("wdi-own", Unit::USD, quote, when, rate);
                }
                Err(reason) => reader.leave_out(reason),
            }
        }
    }
    Ok(())
}

fn year_of(cell: &str) -> Option<&str> {
    let year = cell.split(' ').next().filter(|year| year.len() == 4)?;
    year.bytes().all(|byte| byte.is_ascii_digit()).then_some(year)
}

fn currency_of(country: &str, year: i32) -> std::result::Result<&'static str, Reason> {
    let mut reason = Reason::Country;
    for [known, code, from, until] in rows::<4>(WDI_CURRENCIES) {
        if known == country {
            let from = from.parse().unwrap_or(i32::MIN);
            let until = until.parse().unwrap_or(i32::MAX);
            if (from..=until).contains(&year) {
                return Ok(code);
            }
            reason = Reason::EarlierUnit;
        }
    }
    Err(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_tables_hold_codes() {
        let snapshot = crate::snapshot::Snapshot::embedded().expect("the embedded rates are whole");
        let known = |code: &str| Unit::parse(code).is_some_and(|unit| snapshot.knows_code(unit));
        assert!(rows::<2>(FRED_LETTERS).all(|[letters, code]| letters.len() == 2 && known(code)));
        assert!(rows::<4>(WDI_CURRENCIES).count() > 100);
        for [country, code, from, until] in rows::<4>(WDI_CURRENCIES) {
            let whole = country.len() == 3 && known(code) && from.parse::<i32>().is_ok();
            assert!(whole && (until.is_empty() || until.parse::<i32>().is_ok()), "{country}");
        }
    }
}
