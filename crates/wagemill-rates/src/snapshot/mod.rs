//! The embedded rates: sorted columns, read in place.

pub mod layout;
mod series;
pub mod write;

use std::fmt;

use wagemill_decimal::Decimal;

pub use layout::{Granularity, Market, Source};
pub use series::Series;

use crate::prices::{Tender, Yearly};
use crate::unit::Unit;
use crate::when::When;
use layout::{HEADER, MAGIC, Section};

static EMBEDDED: &[u8] = include_bytes!("../../data/rates.bin");

/// All figures that a conversion needs.
pub struct Snapshot {
    /// Sorted by unit, quote, source, market and granularity.
    pub series: Vec<Series>,
    /// Sorted by unit.
    pub pegs: Vec<Peg>,
    pub redenominations: Vec<Redenomination>,
    pub regimes: Vec<Regime>,
    /// Every code of ISO 4217, current and historic, sorted.
    pub codes: Vec<Unit>,
    pub members: Vec<Member>,
    /// Purchasing power parities, sorted by country.
    pub parities: Vec<Yearly>,
    /// Annual changes of consumer prices in percent, sorted by country.
    pub inflation: Vec<Yearly>,
    /// Legal tender, sorted by country.
    pub tenders: Vec<Tender>,
    /// A user's own sources, in the order in which they were given.
    pub own: Vec<OwnSource>,
}

/// A source of a user's own series.
#[derive(Clone, Debug)]
pub struct OwnSource {
    pub name: String,
    /// It goes before the embedded rates of its granularity.
    pub first: bool,
}

/// So many units for one of the base, fixed by law since a day.
#[derive(Clone, Copy, Debug)]
pub struct Peg {
    pub unit: Unit,
    pub base: Unit,
    pub rate: Decimal,
    pub since: i32,
    /// An irrevocable parity of the euro, which no later decision can change.
    pub irrevocable: bool,
    pub digest: [u8; 8],
}

/// On `effective`, `ratio` old units became one new unit.
#[derive(Clone, Copy, Debug)]
pub struct Redenomination {
    pub old: Unit,
    pub new: Unit,
    pub ratio: Decimal,
    pub effective: i32,
}

/// A time in which a currency had an official and a market rate.
#[derive(Clone, Copy, Debug)]
pub struct Regime {
    pub unit: Unit,
    pub from: i32,
    pub until: Option<i32>,
}

/// A member of the OECD.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub country: [u8; 2],
    pub since: i32,
}

/// The file of rates is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged(pub &'static str);

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the embedded rates are damaged: {}", self.0)
    }
}

impl std::error::Error for Damaged {}

impl Snapshot {
    pub fn embedded() -> Result<Snapshot, Damaged> {
        Snapshot::read(EMBEDDED)
    }

    pub fn embedded_bytes() -> &'static [u8] {
        EMBEDDED
    }

    pub fn read(bytes: &'static [u8]) -> Result<Snapshot, Damaged> {
        if bytes.get(..MAGIC.len()) != Some(MAGIC) || bytes.len() < HEADER {
            return Err(Damaged("it does not begin with its mark"));
        }
        let snapshot = Snapshot {
            series: records(bytes, Section::Series, |record| Series::read(bytes, record))?,
            pegs: records(bytes, Section::Pegs, Peg::read)?,
            redenominations: records(bytes, Section::Redenominations, Redenomination::read)?,
            regimes: records(bytes, Section::Regimes, Regime::read)?,
            codes: records(bytes, Section::Codes, |record| Some(unit(record, 0)))?,
            members: records(bytes, Section::Members, Member::read)?,
            parities: records(bytes, Section::Parities, |record| Yearly::read(bytes, record))?,
            inflation: records(bytes, Section::Inflation, |record| Yearly::read(bytes, record))?,
            tenders: records(bytes, Section::Tenders, Tender::read)?,
            own: Vec::new(),
        };
        let by_country = |figures: &[Yearly]| figures.is_sorted_by(|left, right| left.country < right.country);
        let sorted = snapshot.series.is_sorted_by_key(Series::key)
            && snapshot.codes.is_sorted()
            && by_country(&snapshot.parities)
            && by_country(&snapshot.inflation)
            && snapshot.tenders.is_sorted_by_key(|tender| tender.country);
        if !sorted {
            return Err(Damaged("its records are not sorted"));
        }
        Ok(snapshot)
    }

    /// Takes in the series of another file of rates, whose own sources are those named.
    pub(crate) fn join(&mut self, mut other: Snapshot, own: Vec<OwnSource>) {
        self.series.append(&mut other.series);
        self.series.sort_by_key(Series::key);
        self.own = own;
    }

    /// Whether a currency had an official and a market rate at that time.
    pub fn is_parallel(&self, code: Unit, when: When) -> bool {
        self.regimes.iter().any(|regime| regime.unit == code && when.overlaps(regime.from, regime.until))
    }

    /// The name of a source in `rate_source`.
    pub fn source_name(&self, source: Source) -> &str {
        match source {
            Source::Own(place) => self.own.get(usize::from(place)).map_or("own", |own| own.name.as_str()),
            _ => source.name(),
        }
    }

    /// The one series of this key.
    pub fn find(
        &self,
        unit: Unit,
        quote: Unit,
        source: Source,
        market: Market,
        granularity: Granularity,
    ) -> Option<usize> {
        let key = (unit, quote, source, market, granularity);
        self.series.binary_search_by_key(&key, Series::key).ok()
    }

    /// All series of a unit.
    pub fn series_of(&self, unit: Unit) -> &[Series] {
        let first = self.series.partition_point(|series| series.unit < unit);
        let end = self.series.partition_point(|series| series.unit <= unit);
        &self.series[first..end]
    }

    /// The peg of a unit that was in force from `day` on, as its place in `pegs`.
    pub fn peg(&self, unit: Unit, day: i32) -> Option<usize> {
        let index = self.pegs.binary_search_by_key(&unit, |peg| peg.unit).ok()?;
        (self.pegs[index].since <= day).then_some(index)
    }

    pub fn knows_code(&self, code: Unit) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    pub fn is_member(&self, country: &str, day: Option<i32>) -> bool {
        self.members
            .iter()
            .any(|member| member.country == country.as_bytes() && day.is_none_or(|day| member.since <= day))
    }
}

impl Peg {
    fn read(record: &'static [u8]) -> Option<Peg> {
        let mut digest = [0; 8];
        digest.copy_from_slice(record.get(32..40)?);
        Some(Peg {
            unit: unit(record, 0),
            base: unit(record, 8),
            rate: Decimal::new(long(record, 16).into(), *record.get(28)?),
            since: int(record, 24),
            irrevocable: *record.get(29)? != 0,
            digest,
        })
    }
}

impl Redenomination {
    fn read(record: &'static [u8]) -> Option<Redenomination> {
        Some(Redenomination {
            old: unit(record, 0),
            new: unit(record, 8),
            ratio: Decimal::new(long(record, 16).into(), *record.get(28)?),
            effective: int(record, 24),
        })
    }
}

impl Regime {
    fn read(record: &'static [u8]) -> Option<Regime> {
        let until = int(record, 12);
        Some(Regime { unit: unit(record, 0), from: int(record, 8), until: (until != i32::MAX).then_some(until) })
    }
}

impl Member {
    fn read(record: &'static [u8]) -> Option<Member> {
        Some(Member { country: [*record.first()?, *record.get(1)?], since: int(record, 4) })
    }
}

fn records<T>(
    bytes: &'static [u8],
    section: Section,
    read: impl Fn(&'static [u8]) -> Option<T>,
) -> Result<Vec<T>, Damaged> {
    const DAMAGED: Damaged = Damaged("a section lies outside the file");
    let entry = MAGIC.len() + section as usize * 8;
    let count = int(bytes, entry) as u32 as usize;
    let offset = int(bytes, entry + 4) as u32 as usize;
    let end = count.checked_mul(section.record()).and_then(|length| length.checked_add(offset)).ok_or(DAMAGED)?;
    let area = bytes.get(offset..end).ok_or(DAMAGED)?;
    area.chunks_exact(section.record()).map(|record| read(record).ok_or(DAMAGED)).collect()
}

/// Eight bytes at a place that lies within a record.
pub(crate) fn eight(bytes: &[u8], at: usize) -> [u8; 8] {
    let mut found = [0; 8];
    found.copy_from_slice(&bytes[at..at + 8]);
    found
}

pub(crate) fn unit(bytes: &[u8], at: usize) -> Unit {
    Unit::from_bytes(eight(bytes, at))
}

fn long(bytes: &[u8], at: usize) -> i64 {
    i64::from_le_bytes(eight(bytes, at))
}

pub(crate) fn int(bytes: &[u8], at: usize) -> i32 {
    i32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
