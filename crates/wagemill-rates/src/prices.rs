//! Purchasing power parity and consumer prices by country and year, and the legal tender of each country.
//!
//! Figures are as the World Bank publishes them. A year without a figure gives none: nothing is carried forward.

use wagemill_decimal::Decimal;

use crate::fraction::{Fraction, significant};
use crate::snapshot::{Snapshot, eight, int, unit};
use crate::unit::Unit;
use crate::when::When;

/// ISO 3166 alpha-2.
pub type Country = [u8; 2];

pub const UNITED_STATES: Country = *b"US";

/// Years and figures of a country, as columns inside the file of rates.
#[derive(Debug)]
pub struct Yearly {
    pub country: Country,
    /// Of a parity: the unit in which it is stated, for all years the one of the latest figures.
    pub unit: Unit,
    /// The first bytes of the SHA-256 of what is held.
    pub digest: [u8; 8],
    years: &'static [u8],
    values: &'static [u8],
    scales: &'static [u8],
}

/// A currency that was legal tender in a country.
#[derive(Clone, Copy, Debug)]
pub struct Tender {
    pub country: Country,
    pub code: Unit,
    pub from: i32,
    pub until: Option<i32>,
}

/// Two capital letters.
pub fn country(text: &str) -> Option<Country> {
    let country: Country = text.as_bytes().try_into().ok()?;
    country.iter().all(u8::is_ascii_uppercase).then_some(country)
}

/// The product of `1 + z / 100` over the years behind `from` up to `to`: how much prices rose. Where `to` lies before
/// `from` it is turned round. `None` where a year is missing.
///
/// A product of published figures soon has more than 38 digits, so each step is rounded half to even to 28 significant
/// digits.
pub fn chain(snapshot: &Snapshot, country: Country, from: i32, to: i32) -> Option<Fraction> {
    if from == to {
        return Some(Fraction::ONE);
    }
    let figures = snapshot.inflation(country)?;
    let mut product = Decimal::ONE;
    for year in from.min(to) + 1..=from.max(to) {
        let percent = figures.value(year)?.checked_add(HUNDRED)?;
        if !percent.is_positive() {
            return None;
        }
        product = significant(product, percent, HUNDRED)?;
    }
    let chain = Fraction::whole(product);
    Some(if to < from { chain.inverse() } else { chain })
}

const HUNDRED: Decimal = Decimal::new(100, 0);

impl Snapshot {
    /// The parities of a country, in its units per international dollar.
    pub fn parities(&self, country: Country) -> Option<&Yearly> {
        find(&self.parities, country)
    }

    pub fn inflation(&self, country: Country) -> Option<&Yearly> {
        find(&self.inflation, country)
    }

    pub fn tenders_of(&self, country: Country) -> &[Tender] {
        let first = self.tenders.partition_point(|tender| tender.country < country);
        let end = self.tenders.partition_point(|tender| tender.country <= country);
        &self.tenders[first..end]
    }

    /// The countries in which a currency was legal tender at this time, or at any time if it was nowhere then. Those
    /// without parities count only where no other is left. Sorted, each once.
    pub fn users(&self, code: Unit, when: When) -> Vec<Country> {
        let of_code = || self.tenders.iter().filter(|tender| tender.code == code);
        let mut users: Vec<Country> =
            of_code().filter(|tender| when.overlaps(tender.from, tender.until)).map(|tender| tender.country).collect();
        if users.is_empty() {
            users = of_code().map(|tender| tender.country).collect();
        }
        users.dedup();
        if users.iter().any(|country| self.parities(*country).is_some()) {
            users.retain(|country| self.parities(*country).is_some());
        }
        users
    }

    /// The currency that a country had before the euro, as the place of its parity among the pegs.
    pub fn before_euro(&self, country: Country) -> Option<usize> {
        self.tenders_of(country).iter().rev().find_map(|tender| {
            let peg = self.pegs.binary_search_by_key(&tender.code, |peg| peg.unit).ok()?;
            self.pegs[peg].irrevocable.then_some(peg)
        })
    }
}

impl Yearly {
    pub(crate) fn read(bytes: &'static [u8], record: &'static [u8]) -> Option<Yearly> {
        let count = int(record, 16) as u32 as usize;
        let column = |at: usize, width: usize| {
            let start = int(record, at) as u32 as usize;
            bytes.get(start..start.checked_add(count.checked_mul(width)?)?)
        };
        Some(Yearly {
            country: [record[0], record[1]],
            unit: unit(record, 8),
            digest: eight(record, 32),
            years: column(20, 2)?,
            values: column(24, 8)?,
            scales: column(28, 1)?,
        })
    }

    /// The figure of a year.
    pub fn value(&self, year: i32) -> Option<Decimal> {
        let (mut low, mut high) = (0, self.scales.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.year(middle) < year {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low < self.scales.len() && self.year(low) == year).then(|| {
            let mantissa = i64::from_le_bytes(eight(self.values, low * 8));
            Decimal::new(mantissa.into(), self.scales[low])
        })
    }

    /// The years that have a figure, ascending.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = i32> + ExactSizeIterator + '_ {
        (0..self.scales.len()).map(|index| self.year(index))
    }

    fn year(&self, index: usize) -> i32 {
        u16::from_le_bytes([self.years[index * 2], self.years[index * 2 + 1]]).into()
    }
}

impl Tender {
    pub(crate) fn read(record: &'static [u8]) -> Option<Tender> {
        let until = int(record, 20);
        Some(Tender {
            country: [record[0], record[1]],
            code: unit(record, 8),
            from: int(record, 16),
            until: (until != i32::MAX).then_some(until),
        })
    }
}

fn find(all: &[Yearly], country: Country) -> Option<&Yearly> {
    let place = all.binary_search_by_key(&country, |figures| figures.country).ok()?;
    Some(&all[place])
}
