//! A sum of money while its text is read.

use wagemill_decimal::Decimal;

use crate::amount::Raw;
use crate::conversion::{Link, Side};
use crate::money::{Amount, Denomination};
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
    let value = |sum: &Sum| sum.amount.min.or(sum.amount.max);
    let (Some(low), Some(high)) = (value(one), value(other)) else {
        return false;
    };
    let hundred = Decimal::from(100);
    let within = |small: Decimal, large: Decimal| small.checked_mul(hundred).is_none_or(|limit| limit >= large);
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
const FARTHEST: i32 = 30;

impl Scale {
    pub(crate) fn of(sum: &Sum) -> Scale {
        Scale { value: sum.amount.min.or(sum.amount.max), currency: sum.currency.code }
    }

    /// Whether two sums can be pay for the same time; sums of different currencies are not compared.
    pub(crate) fn is_like(self, other: Scale) -> bool {
        let (Some(one), Some(two)) = (self.value, other.value) else { return true };
        let (small, large) = (one.min(two), one.max(two));
        let limit = small.checked_mul(Decimal::from(FARTHEST));
        self.currency != other.currency || limit.is_none_or(|limit| limit >= large)
    }
}
