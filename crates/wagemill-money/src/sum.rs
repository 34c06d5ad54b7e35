//! A sum of money while its text is read.

use wagemill_decimal::Decimal;

use crate::amount::Raw;
use crate::conversion::{Link, Side};
use crate::money::{Amount, Denomination, Period};
use crate::period::Found;
use crate::role::Judgement;

/// A sum of money on its way to a [`Money`].
pub(crate) struct Sum {
    pub raw: Raw,
    pub currency: Denomination,
    pub amount: Amount,
    pub link: Link,
    pub equivalent: Option<usize>,
    /// the last token of the amount and its conversions
    pub end: usize,
    /// the same with the phrase of the period
    pub tail: usize,
    pub period: Option<Found>,
    pub judgement: Judgement,
}

/// The sums of a sentence as the rules for conversions see them.
pub(crate) fn sides(sums: &[Sum]) -> Vec<Side<'_>> {
    sums.iter()
        .map(|sum| Side {
            lead: sum.raw.lead,
            first: sum.raw.first,
            last: sum.raw.last,
            tail: sum.raw.tail,
            is_one: sum.amount.min == Some(Decimal::ONE) && sum.raw.high.is_none(),
            approximate: sum.raw.approximate,
            currency: &sum.currency,
        })
        .collect()
}

/// Two sums of one currency and of one order: a hundred times as much at most.
pub(crate) fn is_alike(one: &Sum, other: &Sum) -> bool {
    is_close(one, other, 100)
}

/// Two sums of one currency of which one is at most so many times the other.
pub(crate) fn is_close(one: &Sum, other: &Sum, times: i32) -> bool {
    let value = |sum: &Sum| sum.amount.min.or(sum.amount.max);
    let (Some(low), Some(high)) = (value(one), value(other)) else {
        return false;
    };
    let times = Decimal::from(times);
    let within = |small: Decimal, large: Decimal| small.checked_mul(times).is_none_or(|limit| limit >= large);
    one.currency.code == other.currency.code && within(low, high) && within(high, low)
}

/// The spans around a token, not its own: a bounded number on both sides.
pub(crate) fn near(spans: &[(usize, usize)], first: usize) -> Vec<(usize, usize)> {
    let own = spans.partition_point(|span| span.0 < first);
    let around = own.saturating_sub(12)..(own + 13).min(spans.len());
    spans[around].iter().copied().filter(|span| span.0 != first).collect()
}

/// The size of a sum, to tell whether two can be pay for the same time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    value: Option<Decimal>,
    currency: Option<&'static str>,
}

/// Pay for one period differs by less than this within a text; an hour and a month lie farther apart.
pub(crate) const FARTHEST: i32 = 12;
/// Pay by the hour, day or week differs by less than this.
const NEAREST: i32 = 6;
/// The same for a period that is said only afterwards, where nothing nearer says one.
pub(crate) const FARTHEST_AFTER: i32 = 30;

impl Scale {
    pub(crate) fn of(sum: &Sum) -> Scale {
        Scale { value: sum.amount.min.or(sum.amount.max), currency: sum.currency.code }
    }

    /// How many times the one the other is, or its inverse; sums of different currencies are not compared.
    pub(crate) fn ratio(self, other: Scale) -> f64 {
        let (Some(one), Some(two)) = (self.value, other.value) else { return 1.0 };
        if self.currency != other.currency {
            return f64::from(FARTHEST);
        }
        let float = |value: Decimal| value.mantissa() as f64 / 10f64.powi(i32::from(value.scale()));
        let (small, large) = (float(one.min(two)), float(one.max(two)));
        // All that are within a factor of two are alike.
        if small > 0.0 { (large / small).max(2.0) } else { f64::from(FARTHEST) }
    }

    /// Whether two sums can be pay for the same time; sums of different currencies are not compared.
    pub(crate) fn is_like(self, other: Scale) -> bool {
        self.is_within(other, FARTHEST)
    }

    /// Whether a period of the other can be that of this one: pay by the hour, day or week differs little within a text, and
    /// says nothing of another currency.
    pub(crate) fn may_share(self, other: Scale, period: Period, farthest: i32) -> bool {
        match period {
            Period::Hour | Period::Day | Period::Week => {
                self.currency == other.currency && self.is_within(other, NEAREST)
            }
            _ => self.is_within(other, farthest),
        }
    }

    /// The same, with a limit of one's own.
    pub(crate) fn is_within(self, other: Scale, times: i32) -> bool {
        let (Some(one), Some(two)) = (self.value, other.value) else { return true };
        let (small, large) = (one.min(two), one.max(two));
        let limit = small.checked_mul(Decimal::from(times));
        self.currency != other.currency || limit.is_none_or(|limit| limit >= large)
    }
}
