//! The article's own conversion, weighed against the table (N11).

use wagemill_decimal::Decimal;
use wagemill_rates::rate::{Grade, Rate};

const TWO: Decimal = Decimal::new(2, 0);
const HUNDRED: Decimal = Decimal::new(100, 0);
/// A drift ends at this multiple of the tolerance, in tenths.
const DRIFT_TENTHS: Decimal = Decimal::new(25, 1);
/// An average or a survey may lie farther away by this factor.
const GRADE_C_FACTOR: Decimal = Decimal::new(25, 1);
/// The drift of an average or a survey: 15 % for a tolerance of 2 %.
const GRADE_C_DRIFT: Decimal = Decimal::new(3, 0);

/// An amount, what the article prints for it, and the unit of the last printed digit.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    pub native: Decimal,
    pub printed: Decimal,
    pub unit: Decimal,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Unverified,
    Consistent,
    Drift,
    Conflict,
}

impl Status {
    pub const fn name(self) -> &'static str {
        match self {
            Status::Unverified => "unverified",
            Status::Consistent => "consistent",
            Status::Drift => "drift",
            Status::Conflict => "conflict",
        }
    }
}

/// What a pair says; of two bounds, the one that lies farther away.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    pub implied: Option<Decimal>,
    pub low: Option<Decimal>,
    pub high: Option<Decimal>,
    /// In percent of the table's rate.
    pub deviation: Option<Decimal>,
    pub status: Status,
}

/// `rate` is native units per unit of the article's currency; `tolerance` is in percent.
pub fn weigh(pairs: &[Pair], rate: Option<&Rate>, tolerance: Decimal) -> Option<Verdict> {
    let rate = rate.filter(|rate| rate.grade <= Grade::C);
    let verdicts = pairs.iter().map(|pair| pair.verdict(rate, tolerance));
    // The first of equals stays: both bounds of a range are checked, the worse one is shown.
    verdicts.reduce(|kept, next| {
        let size = |verdict: &Verdict| verdict.deviation.and_then(Decimal::checked_abs);
        if size(&next) > size(&kept) { next } else { kept }
    })
}

impl Pair {
    fn verdict(&self, rate: Option<&Rate>, tolerance: Decimal) -> Verdict {
        let implied = self.native.mul_div(Decimal::ONE, self.printed, 6);
        let double = self.native.checked_mul(TWO);
        let end = |sign: Decimal| {
            let printed = self.printed.checked_mul(TWO)?;
            let end = printed.checked_add(self.unit.checked_mul(sign)?)?;
            end.is_positive().then_some(end)
        };
        let (wide, narrow) = (end(Decimal::ONE), end(Decimal::new(-1, 0)));
        let bound = |end: Option<Decimal>| double?.mul_div(Decimal::ONE, end?, 6);
        let deviation = rate.and_then(|rate| deviation(double?, wide?, narrow, rate));
        let status = match (rate, deviation) {
            (Some(rate), Some(deviation)) => judge(deviation, rate.grade, tolerance),
            _ => Status::Unverified,
        };
        Verdict { implied, low: bound(wide), high: bound(narrow), deviation, status }
    }
}

/// Signed distance of the interval `[double / wide, double / narrow]` from the rate, in percent of
/// the rate: 0 inside. Without a narrow end the interval has no upper limit.
fn deviation(double: Decimal, wide: Decimal, narrow: Option<Decimal>, rate: &Rate) -> Option<Decimal> {
    let against = |end: Decimal| {
        let numerator = double.checked_mul(rate.fraction.denominator)?;
        let denominator = end.checked_mul(rate.fraction.numerator)?;
        let percent = numerator.mul_div(HUNDRED, denominator, 3)?.checked_sub(HUNDRED)?;
        Some((numerator.cmp(&denominator), percent))
    };
    let (low, above) = against(wide)?;
    if low.is_gt() {
        return Some(above);
    }
    if let Some(narrow) = narrow {
        let (high, below) = against(narrow)?;
        if high.is_lt() {
            return Some(below);
        }
    }
    Some(Decimal::new(0, 3))
}

fn judge(deviation: Decimal, grade: Grade, tolerance: Decimal) -> Status {
    let times = |value: Decimal, factor| value.checked_mul(factor).unwrap_or(value);
    let (consistent, drift) = if grade <= Grade::B {
        (tolerance, times(tolerance, DRIFT_TENTHS))
    } else {
        let consistent = times(tolerance, GRADE_C_FACTOR);
        (consistent, times(consistent, GRADE_C_DRIFT))
    };
    let distance = deviation.checked_abs().unwrap_or(deviation);
    if distance <= consistent {
        Status::Consistent
    } else if distance <= drift {
        Status::Drift
    } else {
        Status::Conflict
    }
}
