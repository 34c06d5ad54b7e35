//! Writes the file of rates; used by the tool that compiles it.

use wagemill_decimal::Decimal;

use super::layout::{Granularity, HEADER, INVERTED, MAGIC, Market, Section, Source, WIDE};
use super::{Member, Peg, Redenomination, Regime};
use crate::prices::{Country, Tender};
use crate::unit::Unit;

/// A series before it is written.
#[derive(Clone, Debug)]
pub struct NewSeries {
    pub unit: Unit,
    pub quote: Unit,
    pub source: Source,
    pub market: Market,
    pub granularity: Granularity,
    pub inverted: bool,
    /// Ascending by period, no period twice.
    pub observations: Vec<(u16, Decimal)>,
}

/// The figures of a country before they are written.
#[derive(Clone, Debug)]
pub struct NewYearly {
    pub country: Country,
    /// The unit of a parity; of a change in percent any.
    pub unit: Unit,
    /// Ascending by year, no year twice.
    pub figures: Vec<(u16, Decimal)>,
}

/// All that goes into a file of rates.
#[derive(Default)]
pub struct Contents {
    pub series: Vec<NewSeries>,
    pub pegs: Vec<Peg>,
    pub redenominations: Vec<Redenomination>,
    pub regimes: Vec<Regime>,
    pub codes: Vec<Unit>,
    pub members: Vec<Member>,
    pub parities: Vec<NewYearly>,
    pub inflation: Vec<NewYearly>,
    pub tenders: Vec<Tender>,
}

impl NewSeries {
    /// What its digest is made of: the key and each figure as published.
    pub fn text(&self) -> String {
        let mut text =
            format!("{} {} {} {:?} {:?}\n", self.unit, self.quote, self.source.name(), self.market, self.granularity);
        for (period, value) in &self.observations {
            text.push_str(&format!("{period} {value}\n"));
        }
        text
    }
}

/// `digest` gives the first eight bytes of a SHA-256. `Err` names what does not fit into the file.
pub fn write(mut contents: Contents, digest: impl Fn(&str) -> [u8; 8]) -> Result<Vec<u8>, String> {
    contents.series.sort_by_key(|series| {
        let NewSeries { unit, quote, source, market, granularity, .. } = series;
        (*unit, *quote, *source, *market, *granularity)
    });
    contents.pegs.sort_by_key(|peg| peg.unit);
    contents.codes.sort();
    contents.codes.dedup();
    contents.parities.sort_by_key(|yearly| yearly.country);
    contents.inflation.sort_by_key(|yearly| yearly.country);
    contents.tenders.sort_by_key(|tender| (tender.country, tender.from));

    let sections = [
        (Section::Series, contents.series.len()),
        (Section::Pegs, contents.pegs.len()),
        (Section::Redenominations, contents.redenominations.len()),
        (Section::Regimes, contents.regimes.len()),
        (Section::Codes, contents.codes.len()),
        (Section::Members, contents.members.len()),
        (Section::Parities, contents.parities.len()),
        (Section::Inflation, contents.inflation.len()),
        (Section::Tenders, contents.tenders.len()),
    ];
    let mut file = MAGIC.to_vec();
    let mut offset = HEADER;
    for (section, count) in sections {
        file.extend(small(count)?);
        file.extend(small(offset)?);
        offset += count * section.record();
    }
    let mut columns = Vec::new();
    for series in &contents.series {
        file.extend(series_record(series, &mut columns, offset, &digest)?);
    }
    for peg in &contents.pegs {
        file.extend(peg.unit.to_bytes());
        file.extend(peg.base.to_bytes());
        file.extend(mantissa(peg.rate)?);
        file.extend(peg.since.to_le_bytes());
        file.extend([peg.rate.scale(), u8::from(peg.irrevocable), 0, 0]);
        file.extend(digest(&format!("{} {} {} {}", peg.unit, peg.base, peg.rate, peg.since)));
    }
    for redenomination in &contents.redenominations {
        file.extend(redenomination.old.to_bytes());
        file.extend(redenomination.new.to_bytes());
        file.extend(mantissa(redenomination.ratio)?);
        file.extend(redenomination.effective.to_le_bytes());
        file.extend([redenomination.ratio.scale(), 0, 0, 0]);
    }
    for regime in &contents.regimes {
        file.extend(regime.unit.to_bytes());
        file.extend(regime.from.to_le_bytes());
        file.extend(regime.until.unwrap_or(i32::MAX).to_le_bytes());
    }
    for code in &contents.codes {
        file.extend(code.to_bytes());
    }
    for member in &contents.members {
        file.extend(member.country);
        file.extend([0, 0]);
        file.extend(member.since.to_le_bytes());
    }
    for (name, all) in [("ppp", &contents.parities), ("cpi", &contents.inflation)] {
        for yearly in all {
            file.extend(yearly_record(name, yearly, &mut columns, offset, &digest)?);
        }
    }
    for tender in &contents.tenders {
        file.extend(tender.country);
        file.extend([0; 6]);
        file.extend(tender.code.to_bytes());
        file.extend(tender.from.to_le_bytes());
        file.extend(tender.until.unwrap_or(i32::MAX).to_le_bytes());
    }
    file.extend(columns);
    Ok(file)
}

fn series_record(
    series: &NewSeries,
    columns: &mut Vec<u8>,
    offset: usize,
    digest: &impl Fn(&str) -> [u8; 8],
) -> Result<Vec<u8>, String> {
    let name = format!("{} in {}", series.unit, series.source.name());
    if !series.observations.is_sorted_by(|left, right| left.0 < right.0) {
        return Err(format!("the periods of {name} are not ascending"));
    }
    let scale = series
        .observations
        .iter()
        .map(|(_, value)| value.normalize().scale())
        .max()
        .ok_or(format!("{name} has no observation"))?;
    let narrow: Option<Vec<i32>> =
        series.observations.iter().map(|(_, value)| i32::try_from(value.rescale(scale)?.mantissa()).ok()).collect();
    let traits = if series.inverted { INVERTED } else { 0 } | if narrow.is_none() { WIDE } else { 0 };

    let periods = small(offset + columns.len())?;
    for (period, _) in &series.observations {
        columns.extend(period.to_le_bytes());
    }
    let values = small(offset + columns.len())?;
    let mut scales = [0; 4];
    match narrow {
        Some(mantissas) => mantissas.iter().for_each(|value| columns.extend(value.to_le_bytes())),
        None => {
            for (_, value) in &series.observations {
                columns.extend(mantissa(*value)?);
            }
            scales = small(offset + columns.len())?;
            columns.extend(series.observations.iter().map(|(_, value)| value.scale()));
        }
    }

    let mut record = Vec::new();
    record.extend(series.unit.to_bytes());
    record.extend(series.quote.to_bytes());
    record.extend([series.source.byte(), series.market as u8, series.granularity as u8, traits, scale, 0, 0, 0]);
    record.extend(small(series.observations.len())?);
    record.extend(periods);
    record.extend(values);
    record.extend(scales);
    record.extend(digest(&series.text()));
    Ok(record)
}

fn yearly_record(
    name: &str,
    yearly: &NewYearly,
    columns: &mut Vec<u8>,
    offset: usize,
    digest: &impl Fn(&str) -> [u8; 8],
) -> Result<Vec<u8>, String> {
    let country = String::from_utf8_lossy(&yearly.country).into_owned();
    if yearly.figures.is_empty() || !yearly.figures.is_sorted_by(|left, right| left.0 < right.0) {
        return Err(format!("the years of {name} in {country} are not ascending"));
    }
    let mut text = format!("{name} {country} {}\n", yearly.unit);
    let years = small(offset + columns.len())?;
    for (year, value) in &yearly.figures {
        columns.extend(year.to_le_bytes());
        text.push_str(&format!("{year} {value}\n"));
    }
    let values = small(offset + columns.len())?;
    for (_, value) in &yearly.figures {
        columns.extend(mantissa(*value)?);
    }
    let scales = small(offset + columns.len())?;
    columns.extend(yearly.figures.iter().map(|(_, value)| value.scale()));
    let mut record = Vec::new();
    record.extend(yearly.country);
    record.extend([0; 6]);
    record.extend(yearly.unit.to_bytes());
    record.extend(small(yearly.figures.len())?);
    record.extend(years);
    record.extend(values);
    record.extend(scales);
    record.extend(digest(&text));
    Ok(record)
}

fn small(value: usize) -> Result<[u8; 4], String> {
    u32::try_from(value).map(u32::to_le_bytes).map_err(|_| "the file is larger than 4 GiB".to_owned())
}

fn mantissa(value: Decimal) -> Result<[u8; 8], String> {
    i64::try_from(value.mantissa()).map(i64::to_le_bytes).map_err(|_| format!("`{value}` has more than 18 digits"))
}
