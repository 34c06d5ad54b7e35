//! Takes a user's figures into the rates at hand, where they contradict nobody.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use wagemill_decimal::Decimal;

use super::{Figure, Mistake, Result};
use crate::lookup::Lookup;
use crate::snapshot::write::{self, NewSeries};
use crate::snapshot::{Granularity, Market, OwnSource, Snapshot, Source};
use crate::unit::Unit;
use crate::when::When;

/// As many sources of one's own fit into a file of rates.
const MOST_SOURCES: usize = 200;
/// A rate is taken for one that was turned round where its inverse is so many times nearer to its neighbour.
const TURNED_ROUND: f64 = 9.0;
/// From here on a rate is far from its neighbour.
const FAR: f64 = 3.0;
/// Neighbours are no further apart.
const NEAR_DAYS: i32 = 31;

/// A series: what is quoted in what, by whom.
type Key = (Unit, Unit, u8, Market, Granularity);
/// Its figures by period, each with the place of its file.
type Periods<'a> = BTreeMap<u16, (usize, &'a Figure)>;

impl Snapshot {
    /// The embedded rates with the figures of files (the name of each, and its figures).
    ///
    /// # Errors
    /// A figure that contradicts another one of its source, or one that looks turned round.
    pub fn with_own(mut self, files: &[(String, Vec<Figure>)]) -> Result<Snapshot> {
        let mut sources: Vec<OwnSource> = Vec::new();
        let mut found: BTreeMap<Key, Periods<'_>> = BTreeMap::new();
        for (place, (file, figures)) in files.iter().enumerate() {
            for figure in figures {
                let mistake = |field, message| mistake(file, figure, field, message);
                let source = source(&mut sources, figure).map_err(|message| mistake("precedence", message))?;
                let period = period_of(figure.when)
                    .ok_or_else(|| mistake("date", format!("`{}` is out of range", figure.when)))?;
                let (market, level) = (figure.market, figure.when.level());
                if found.contains_key(&(figure.base, figure.quote, source, market, level)) {
                    let (source, base, quote) = (&figure.source, figure.base, figure.quote);
                    let message = format!("`{source}` quotes {base} and {quote} the other way round elsewhere");
                    return Err(mistake("base", message));
                }
                let periods = found.entry((figure.quote, figure.base, source, market, level)).or_default();
                if let Some((other, before)) = periods.insert(period, (place, figure))
                    && before.rate != figure.rate
                {
                    let (other, line) = (&files[other].0, before.line);
                    let message = format!(
                        "`{}` is {} here and {} in {other}, line {line}",
                        figure.when, figure.rate, before.rate
                    );
                    return Err(mistake("rate", message));
                }
            }
        }
        for periods in found.values() {
            let mut before: Option<&Figure> = None;
            for (place, figure) in periods.values() {
                let near = before.filter(|before| figure.when.first_day() - before.when.last_day() <= NEAR_DAYS);
                let neighbour = self.embedded_beside(figure).or(near.map(|near| near.rate));
                if let Some(neighbour) = neighbour.filter(|neighbour| is_turned_round(figure.rate, *neighbour)) {
                    let message = format!(
                        "{} looks turned round: beside it, one {} is {neighbour} {}",
                        figure.rate, figure.base, figure.quote
                    );
                    let mistake = mistake(&files[*place].0, figure, "rate", message);
                    return Err(mistake.help(
                        "`rate` is how many units of `quote` one unit of `base` is: exchange the two codes, or the digits",
                    ));
                }
                before = Some(figure);
            }
        }
        let series = found.into_iter().map(|((unit, quote, source, market, granularity), periods)| NewSeries {
            unit,
            quote,
            source: Source::Own(source),
            market,
            granularity,
            inverted: false,
            observations: periods.into_iter().map(|(period, (_, figure))| (period, figure.rate)).collect(),
        });
        self.join(compiled(series.collect())?, sources);
        Ok(self)
    }

    /// The rate beside a figure, in its direction, where the figure is three times as high or more, or a third or less: a
    /// slip, or a devaluation. Of market rates nothing is said.
    pub fn far_from(&self, figure: &Figure) -> Option<Decimal> {
        let beside = self.embedded_beside(figure).filter(|_| figure.market == Market::Official)?;
        ((log(figure.rate) - log(beside)).abs() >= FAR.ln()).then_some(beside)
    }

    /// The embedded rate at the time of a figure, in the figure's direction.
    fn embedded_beside(&self, figure: &Figure) -> Option<Decimal> {
        let lookup = Lookup { snapshot: self, max_gap_days: NEAR_DAYS };
        lookup.official(figure.quote, figure.base, figure.when)?.value().filter(|rate| *rate != Decimal::ZERO)
    }
}

fn mistake(file: &str, figure: &Figure, field: &'static str, message: String) -> Mistake {
    Mistake { file: file.to_owned(), line: Some(figure.line), field: Some(field), message, help: None }
}

/// The place of a figure's source among the user's.
fn source(sources: &mut Vec<OwnSource>, figure: &Figure) -> std::result::Result<u8, String> {
    let place = sources.iter().position(|source| source.name == figure.source).unwrap_or_else(|| {
        sources.push(OwnSource { name: figure.source.clone(), first: figure.first });
        sources.len() - 1
    });
    if sources[place].first != figure.first {
        return Err(format!("`{}` has another precedence elsewhere", figure.source));
    }
    let number = u8::try_from(place).ok().filter(|_| place < MOST_SOURCES);
    number.ok_or_else(|| format!("there are more than {MOST_SOURCES} sources"))
}

/// No amount is made of these floats.
fn log(value: Decimal) -> f64 {
    (value.mantissa() as f64).ln() - f64::from(value.scale()) * std::f64::consts::LN_10
}

/// Whether the inverse of a rate is much nearer to its neighbour.
fn is_turned_round(rate: Decimal, neighbour: Decimal) -> bool {
    let (rate, neighbour) = (log(rate), log(neighbour));
    (rate - neighbour).abs() - (rate + neighbour).abs() > TURNED_ROUND.ln()
}

fn compiled(series: Vec<NewSeries>) -> Result<Snapshot> {
    let whole = |message: String| Mistake { file: "the rates".into(), line: None, field: None, message, help: None };
    let digest = |text: &str| {
        let mut first = [0; 8];
        first.copy_from_slice(&Sha256::digest(text.as_bytes())[..8]);
        first
    };
    let bytes = write::write(write::Contents { series, ..write::Contents::default() }, digest).map_err(whole)?;
    // They live as long as the embedded ones.
    Snapshot::read(bytes.leak()).map_err(|damaged| whole(damaged.to_string()))
}

fn period_of(when: When) -> Option<u16> {
    let number = match when {
        When::Day(day) => day,
        When::Month { .. } => when.month_number()?,
        When::Year(year) => year,
    };
    u16::try_from(number).ok()
}
