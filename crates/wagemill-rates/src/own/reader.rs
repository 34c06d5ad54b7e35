//! The cells of a file of rates, each with its mistakes.

use wagemill_decimal::Decimal;

use super::{Contents, Figure, LeftOut, Mistake, Reason, Result};
use crate::epoch::epoch_at;
use crate::snapshot::{Market, Snapshot};
use crate::unit::Unit;
use crate::when::When;

/// A file that is being read.
pub struct Reader<'a> {
    file: &'a str,
    snapshot: &'a Snapshot,
    /// The line at hand; 0 before the first one.
    pub line: u64,
    pub contents: Contents,
}

impl<'a> Reader<'a> {
    pub fn new(snapshot: &'a Snapshot, file: &'a str) -> Reader<'a> {
        Reader { file, snapshot, line: 0, contents: Contents::default() }
    }

    pub fn mistake(&self, field: Option<&'static str>, message: impl Into<String>) -> Mistake {
        let line = (self.line > 0).then_some(self.line);
        Mistake { file: self.file.to_owned(), line, field, message: message.into(), help: None }
    }

    /// The lines that are not empty.
    pub fn records(&self, bytes: &[u8]) -> Result<Vec<(u64, csv::StringRecord)>> {
        let mut table =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(bytes);
        let mut records = Vec::new();
        // The parser's own count is of where the record before ended.
        let (mut line, mut counted) = (1, 0);
        for record in table.records() {
            let record = record.map_err(|error| {
                let line = error.position().map(|position| position.line());
                let mistake = self.mistake(None, "it is no CSV in UTF-8");
                Mistake { line, ..mistake }.help("save it as CSV, with commas, in the encoding UTF-8")
            })?;
            let end = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(counted);
            let start = end + bytes[end..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            line += bytes[counted..start].iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            counted = start;
            if !record.iter().all(str::is_empty) {
                records.push((line, record));
            }
        }
        Ok(records)
    }

    /// A unit of a day: a code that has named several units is the one of its day.
    pub fn unit(&self, field: &'static str, text: &str, when: When) -> Result<Unit> {
        let unit = Unit::parse(text).filter(|unit| self.snapshot.knows_code(unit.code()));
        let Some(unit) = unit else {
            let mistake = self.mistake(Some(field), format!("`{text}` is no currency code of ISO 4217"));
            return Err(mistake.help(format!("did you mean `{}`?", nearest_code(self.snapshot, text))));
        };
        Ok(if unit == unit.code() { epoch_at(self.snapshot, unit, when.last_day()) } else { unit })
    }

    pub fn when(&self, field: &'static str, text: &str) -> Result<When> {
        let when = When::parse(text).filter(|when| match when {
            When::Day(day) => u16::try_from(*day).is_ok(),
            _ => (1900..2150).contains(&when.year()),
        });
        when.ok_or_else(|| {
            let mistake = self.mistake(Some(field), format!("`{text}` is no date"));
            mistake.help(
                "a date is written `2023-06-13`, `2023-06` or `2023`; a day is not before 1970, a year not before 1900",
            )
        })
    }

    pub fn rate(&self, field: &'static str, text: &str) -> Result<Decimal> {
        let rate = text.parse::<Decimal>().ok().filter(|rate| rate.is_positive() && *rate != Decimal::ZERO);
        match rate.map(|rate| (rate, i64::try_from(rate.mantissa()).is_ok())) {
            Some((rate, true)) => Ok(rate),
            Some((_, false)) => Err(self.mistake(Some(field), format!("`{text}` has more than 18 digits"))),
            None => {
                let mistake = self.mistake(Some(field), format!("`{text}` is no rate"));
                Err(mistake.help("a rate is a number above zero with a point and no other mark, such as `7.1585`"))
            }
        }
    }

    /// A figure of the World Bank has more digits than can have been measured: 15 significant ones are kept.
    pub fn long_rate(&self, field: &'static str, text: &str) -> Result<Decimal> {
        let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let moved = || {
            let value = digits.parse::<Decimal>().ok()?;
            let scale = i32::from(value.scale()).checked_sub(exponent.parse().ok()?)?;
            let (mantissa, scale) = (value.mantissa(), u8::try_from(scale).ok()?);
            let digits = mantissa.checked_ilog10().unwrap_or_default() + 1;
            let kept = scale - u8::try_from(digits.saturating_sub(15)).ok()?.min(scale);
            Some(Decimal::new(mantissa, scale).rescale(kept)?.normalize().to_string())
        };
        self.rate(field, moved().as_deref().unwrap_or(text))
    }

    /// Takes a figure of a publisher, official and behind the embedded ones.
    pub fn publish(&mut self, source: &str, base: Unit, quote: Unit, when: When, rate: Decimal) {
        let (source, line) = (source.to_owned(), self.line);
        let figure = Figure { source, first: false, base, quote, when, rate, market: Market::Official, line };
        self.contents.figures.push(figure);
    }

    pub fn leave_out(&mut self, reason: Reason) {
        self.contents.left_out.push(LeftOut { line: self.line, reason });
    }
}

/// The known code that is most alike; of equals one with rates.
pub fn nearest_code(snapshot: &Snapshot, text: &str) -> String {
    let text = text.to_ascii_uppercase();
    let quoted = |unit: &Unit| {
        snapshot.series.iter().any(|series| series.unit.code() == *unit || series.quote == *unit)
            || snapshot.pegs.iter().any(|peg| peg.unit == *unit)
    };
    let nearest =
        snapshot.codes.iter().min_by_key(|unit| (strsim::damerau_levenshtein(&unit.to_string(), &text), !quoted(unit)));
    nearest.map_or_else(|| Unit::USD.to_string(), Unit::to_string)
}
