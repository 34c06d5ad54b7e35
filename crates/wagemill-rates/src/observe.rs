//! One source's rate between two units: a direct quote, or a cross through the source's pivot (N6, N7).

use wagemill_decimal::Decimal;

use crate::fraction::Fraction;
use crate::snapshot::{Granularity, Market, Series, Snapshot, Source};
use crate::unit::Unit;

/// Which observations are meant.
#[derive(Clone, Copy, Debug)]
pub enum At {
    /// The latest that is not after `period` and not older than `oldest`.
    Latest { period: i32, oldest: i32 },
    /// The one of this period.
    Exactly(i32),
    /// The mean of those from `first` to `last`, if there are enough.
    Mean { first: i32, last: i32, at_least: usize },
}

#[derive(Clone, Copy, Debug)]
pub struct Observed {
    /// Units of `from` per unit of `to`.
    pub fraction: Fraction,
    /// The period of the observation; of a mean, the last one in it.
    pub period: i32,
    /// The series of `from` and of `to`, where these are not the pivot.
    pub legs: [Option<usize>; 2],
}

/// Both legs of a cross come from one source and one period.
pub fn observe(
    snapshot: &Snapshot,
    source: Source,
    granularity: Granularity,
    from: Unit,
    to: Unit,
    at: At,
) -> Option<Observed> {
    let pivot = source.pivot();
    let leg = |unit: Unit| snapshot.find(unit, pivot, source, Market::Official, granularity);
    match (from == pivot, to == pivot) {
        (true, true) => None,
        (false, true) => {
            let index = leg(from)?;
            let (fraction, period) = one(&snapshot.series[index], at)?;
            Some(Observed { fraction, period, legs: [Some(index), None] })
        }
        (true, false) => {
            let index = leg(to)?;
            let (fraction, period) = one(&snapshot.series[index], at)?;
            Some(Observed { fraction: fraction.inverse(), period, legs: [None, Some(index)] })
        }
        (false, false) => {
            let (left, right) = (leg(from)?, leg(to)?);
            let (fraction, period) = cross(&snapshot.series[left], &snapshot.series[right], at)?;
            Some(Observed { fraction, period, legs: [Some(left), Some(right)] })
        }
    }
}

/// Units per unit of the quote.
pub fn one(series: &Series, at: At) -> Option<(Fraction, i32)> {
    let published = |index: usize| {
        let fraction = series.fraction(series.value(index), Decimal::ONE);
        Some((fraction, series.period(index)))
    };
    match at {
        At::Latest { period, oldest } => {
            let index = series.last_not_after(period)?;
            (series.period(index) >= oldest).then_some(())?;
            published(index)
        }
        At::Exactly(period) => published(series.exactly(period)?),
        At::Mean { first, last, at_least } => {
            let end = series.last_not_after(last)?;
            let start = start_of(series, first);
            let count = (end + 1).checked_sub(start)?;
            if count < at_least {
                return None;
            }
            let sum = (start..=end).try_fold(Decimal::ZERO, |sum, index| sum.checked_add(series.value(index)))?;
            Some((series.fraction(sum, number(count)), series.period(end)))
        }
    }
}

/// Units of the left series per unit of the right one. A cross of means takes the days on which
/// both were observed, and divides mean by mean.
pub(crate) fn cross(left: &Series, right: &Series, at: At) -> Option<(Fraction, i32)> {
    let divide = |left: Fraction, right: Fraction| left.times(right.inverse());
    let published = |series: &Series, index: usize| series.fraction(series.value(index), Decimal::ONE);
    match at {
        At::Latest { period, oldest } => {
            let mut before = period;
            loop {
                let (one, other) = (left.last_not_after(before)?, right.last_not_after(before)?);
                let both = left.period(one).min(right.period(other));
                if both < oldest {
                    return None;
                }
                if left.period(one) == right.period(other) {
                    let fraction = divide(published(left, one), published(right, other))?;
                    return Some((fraction, both));
                }
                before = both;
            }
        }
        At::Exactly(period) => {
            let fraction = divide(published(left, left.exactly(period)?), published(right, right.exactly(period)?))?;
            Some((fraction, period))
        }
        At::Mean { first, last, at_least } => {
            let (mut one, mut other) = (start_of(left, first), start_of(right, first));
            let (mut count, mut latest) = (0, first);
            let (mut left_sum, mut right_sum) = (Decimal::ZERO, Decimal::ZERO);
            while one < left.len() && other < right.len() {
                let (day, other_day) = (left.period(one), right.period(other));
                if day.max(other_day) > last {
                    break;
                }
                if day == other_day {
                    left_sum = left_sum.checked_add(left.value(one))?;
                    right_sum = right_sum.checked_add(right.value(other))?;
                    (count, latest) = (count + 1, day);
                }
                one += usize::from(day <= other_day);
                other += usize::from(other_day <= day);
            }
            if count < at_least {
                return None;
            }
            let count = number(count);
            let fraction = divide(left.fraction(left_sum, count), right.fraction(right_sum, count))?;
            Some((fraction, latest))
        }
    }
}

/// The place of the first observation that is not before this period.
fn start_of(series: &Series, first: i32) -> usize {
    series.last_not_after(first - 1).map_or(0, |index| index + 1)
}

fn number(count: usize) -> Decimal {
    Decimal::new(count as i128, 0)
}
