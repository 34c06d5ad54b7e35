//! The file of rates: what its records are and where they lie.
//!
//! Little-endian. The magic, then for each section its number of records and its offset; records of
//! fixed size, sorted by their key; then the columns of the series. The reader borrows the columns
//! from the file as it is: to load it is to check it.

use crate::unit::Unit;

pub const MAGIC: &[u8; 8] = b"WMRATES2";

/// The sections in the order of the header.
#[derive(Clone, Copy)]
pub enum Section {
    Series,
    Pegs,
    Redenominations,
    Regimes,
    Codes,
    Members,
    Parities,
    Inflation,
    Tenders,
}

impl Section {
    pub const COUNT: usize = 9;

    /// Bytes of one record.
    pub const fn record(self) -> usize {
        match self {
            Section::Series => 48,
            Section::Pegs => 40,
            Section::Redenominations => 32,
            Section::Regimes => 16,
            Section::Codes => 8,
            Section::Members => 8,
            Section::Parities | Section::Inflation => 40,
            Section::Tenders => 24,
        }
    }
}

pub const HEADER: usize = MAGIC.len() + Section::COUNT * 8;

/// Who published a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Federal Reserve, H.10, daily, against the dollar.
    H10,
    /// European Central Bank, daily, against the euro.
    Ecb,
    /// Monthly averages of H.10.
    FredMonthly,
    /// World Bank, annual averages of official rates, against the dollar.
    WorldBank,
    /// Collected quotes of the North Korean won.
    Kpw,
    /// A user's own, by its place in [`Snapshot::own`](super::Snapshot::own).
    Own(u8),
}

impl Source {
    /// Those of the embedded rates.
    pub const EMBEDDED: [Source; 5] = [Source::H10, Source::Ecb, Source::FredMonthly, Source::WorldBank, Source::Kpw];

    /// The name in `rate_source`; a user's own sources have names of their own, see
    /// [`Snapshot::source_name`](super::Snapshot::source_name).
    pub const fn name(self) -> &'static str {
        match self {
            Source::H10 => "h10",
            Source::Ecb => "ecb",
            Source::FredMonthly => "fred-m",
            Source::WorldBank => "wdi-a",
            Source::Kpw => "kpw",
            Source::Own(_) => "own",
        }
    }

    /// As the file of rates has it.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Source::H10 => 0,
            Source::Ecb => 1,
            Source::FredMonthly => 2,
            Source::WorldBank => 3,
            Source::Kpw => 4,
            Source::Own(place) => FIRST_OWN + place,
        }
    }

    pub(super) fn from_byte(byte: u8) -> Option<Source> {
        match byte.checked_sub(FIRST_OWN) {
            Some(place) => Some(Source::Own(place)),
            None => Source::EMBEDDED.get(usize::from(byte)).copied(),
        }
    }

    /// The unit against which a source quotes all others.
    pub const fn pivot(self) -> Unit {
        match self {
            Source::Ecb => Unit::EUR,
            _ => Unit::USD,
        }
    }
}

const FIRST_OWN: u8 = 16;

/// The period of an observation, and what its key counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Granularity {
    /// Days since 1970-01-01.
    Day,
    /// Months since the year 0.
    Month,
    /// Years.
    Year,
}

impl Granularity {
    pub const ALL: [Granularity; 3] = [Granularity::Day, Granularity::Month, Granularity::Year];
}

/// Whose rate it is, in a regime with two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Market {
    Official,
    Free,
}

impl Market {
    pub const ALL: [Market; 2] = [Market::Official, Market::Free];
}

/// The series quotes units of the quote currency per unit, not the other way round.
pub const INVERTED: u8 = 1;
/// Values of 8 bytes with a scale each, instead of 4 bytes with one scale for all.
pub const WIDE: u8 = 2;
