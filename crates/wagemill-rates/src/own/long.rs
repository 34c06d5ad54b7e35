//! The long table: a line a figure.

use super::reader::Reader;
use super::{Figure, Mistake, Reason, Records, Result};
use crate::snapshot::{Granularity, Market};

/// The columns of a long table; the first five are needed.
pub const COLUMNS: [&str; 8] = ["source", "base", "quote", "date", "rate", "kind", "granularity", "precedence"];

pub fn read(reader: &mut Reader<'_>, header: &csv::StringRecord, records: Records<'_>) -> Result<()> {
    let mut places = [None; COLUMNS.len()];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        *place = header.iter().position(|cell| cell == name);
    }
    if let Some((_, name)) = places.iter().zip(COLUMNS).take(5).find(|(place, _)| place.is_none()) {
        return Err(reader.mistake(Some(name), "the table has no such column"));
    }
    for (line, record) in records {
        reader.line = *line;
        let cells = places.map(|place| place.and_then(|place| record.get(place)).unwrap_or_default());
        if cells[4].is_empty() {
            reader.leave_out(Reason::NotFilledIn);
            continue;
        }
        let figure = figure(reader, cells)?;
        reader.contents.figures.push(figure);
    }
    Ok(())
}

fn figure(reader: &Reader<'_>, cells: [&str; COLUMNS.len()]) -> Result<Figure> {
    let [source, base, quote, date, rate, kind, granularity, precedence] = cells;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if source.is_empty() {
        let mistake = reader.mistake(Some("source"), "the line does not say whose rate it is");
        return Err(mistake.help("give a name, such as `cbr-daily`"));
    }
    if source.len() > 40 || !source.bytes().all(plain) {
        let mistake = reader.mistake(Some("source"), format!("`{source}` is no name for a source"));
        return Err(mistake.help("it is up to 40 letters, digits, `-`, `_` and `.`, such as `cbr-daily`"));
    }
    let when = reader.when("date", date)?;
    let level = match granularity {
        "" => when.level(),
        "day" => Granularity::Day,
        "month" => Granularity::Month,
        "year" => Granularity::Year,
        other => return Err(one_of(reader, "granularity", other, "`day`, `month` or `year`")),
    };
    let when = when.within(level).ok_or_else(|| {
        let message = format!("`{date}` is not as exact as its granularity, `{granularity}`");
        reader.mistake(Some("date"), message)
    })?;
    let market = match kind {
        "" | "official" => Market::Official,
        "market" => Market::Free,
        other => return Err(one_of(reader, "kind", other, "`official` or `market`")),
    };
    let first = match precedence {
        "" | "last" => false,
        "first" => true,
        other => return Err(one_of(reader, "precedence", other, "`first` or `last`")),
    };
    let (one, other) = (reader.unit("base", base, when)?, reader.unit("quote", quote, when)?);
    if one == other {
        return Err(reader.mistake(Some("quote"), format!("`{quote}` is quoted against itself")));
    }
    let rate = reader.rate("rate", rate)?;
    Ok(Figure { source: source.to_owned(), first, base: one, quote: other, when, rate, market, line: reader.line })
}

fn one_of(reader: &Reader<'_>, field: &'static str, said: &str, known: &str) -> Mistake {
    reader.mistake(Some(field), format!("`{said}` is not known")).help(format!("it is {known}"))
}
