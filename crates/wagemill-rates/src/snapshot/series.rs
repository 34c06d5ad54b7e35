//! One series: its periods and values as columns inside the file.

use wagemill_decimal::Decimal;

use super::layout::{Granularity, INVERTED, Market, Source, WIDE};
use super::{eight, int, unit};
use crate::fraction::Fraction;
use crate::unit::Unit;

pub struct Series {
    pub unit: Unit,
    pub quote: Unit,
    pub source: Source,
    pub market: Market,
    pub granularity: Granularity,
    /// The first bytes of the SHA-256 of what the series holds.
    pub digest: [u8; 8],
    inverted: bool,
    scale: u8,
    periods: &'static [u8],
    values: &'static [u8],
    /// Empty where one scale holds for all.
    scales: &'static [u8],
}

impl Series {
    pub(super) fn read(bytes: &'static [u8], record: &'static [u8]) -> Option<Series> {
        let traits = record[19];
        let wide = traits & WIDE != 0;
        let count = int(record, 24) as u32 as usize;
        let column = |at: usize, width: usize| {
            let start = int(record, at) as u32 as usize;
            bytes.get(start..start.checked_add(count.checked_mul(width)?)?)
        };
        let series = Series {
            unit: unit(record, 0),
            quote: unit(record, 8),
            source: Source::from_byte(record[16])?,
            market: *Market::ALL.get(usize::from(record[17]))?,
            granularity: *Granularity::ALL.get(usize::from(record[18]))?,
            digest: eight(record, 40),
            inverted: traits & INVERTED != 0,
            scale: record[20],
            periods: column(28, 2)?,
            values: column(32, if wide { 8 } else { 4 })?,
            scales: if wide { column(36, 1)? } else { &[] },
        };
        (series.len() > 0).then_some(series)
    }

    pub fn key(&self) -> (Unit, Unit, Source, Market, Granularity) {
        (self.unit, self.quote, self.source, self.market, self.granularity)
    }

    #[expect(clippy::len_without_is_empty, reason = "a series is never empty")]
    pub fn len(&self) -> usize {
        self.periods.len() / 2
    }

    /// The key of an observation, see [`Granularity`].
    pub fn period(&self, index: usize) -> i32 {
        i32::from(u16::from_le_bytes([self.periods[index * 2], self.periods[index * 2 + 1]]))
    }

    /// The figure as it was published.
    pub fn value(&self, index: usize) -> Decimal {
        match self.scales.get(index) {
            Some(scale) => {
                let mantissa = u64::from_le_bytes(eight(self.values, index * 8));
                Decimal::new(mantissa.into(), *scale)
            }
            None => Decimal::new(int(self.values, index * 4).into(), self.scale),
        }
    }

    /// A published figure, or `sum / count` of several, as units per unit of the quote.
    pub fn fraction(&self, sum: Decimal, count: Decimal) -> Fraction {
        let published = Fraction::new(sum, count);
        if self.inverted { published.inverse() } else { published }
    }

    /// The last observation whose period is not after this one.
    pub fn last_not_after(&self, period: i32) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.period(middle) <= period {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low.checked_sub(1)
    }

    pub fn exactly(&self, period: i32) -> Option<usize> {
        self.last_not_after(period).filter(|index| self.period(*index) == period)
    }
}
