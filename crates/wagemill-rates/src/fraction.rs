//! Rates as fractions, so that nothing is rounded before the output (N9).

use wagemill_decimal::{Decimal, MAX_SCALE};

/// `numerator / denominator`; of a rate: native units per unit of the target.
#[derive(Clone, Copy, Debug)]
pub struct Fraction {
    pub numerator: Decimal,
    pub denominator: Decimal,
}

impl Fraction {
    pub const ONE: Fraction = Fraction { numerator: Decimal::ONE, denominator: Decimal::ONE };

    pub const fn new(numerator: Decimal, denominator: Decimal) -> Fraction {
        Fraction { numerator, denominator }
    }

    pub const fn whole(value: Decimal) -> Fraction {
        Fraction::new(value, Decimal::ONE)
    }

    pub const fn inverse(self) -> Fraction {
        Fraction::new(self.denominator, self.numerator)
    }

    /// The exact product; `None` where it needs more than 38 digits on one side.
    pub fn times(self, other: Fraction) -> Option<Fraction> {
        Some(Fraction::new(product(self.numerator, other.numerator)?, product(self.denominator, other.denominator)?))
    }

    /// The product: exact where it fits, else each step rounded half to even to 28 significant digits.
    pub fn times_near(self, other: Fraction) -> Option<Fraction> {
        if let Some(exact) = self.times(other) {
            return Some(exact);
        }
        let (own, other) = (self.near()?, other.near()?);
        let top = significant(own.numerator, other.numerator, Decimal::ONE)?;
        let bottom = significant(own.denominator, other.denominator, Decimal::ONE)?;
        Fraction::new(top, bottom).near()
    }

    /// The fraction with 28 significant digits on one side and 1 on the other.
    fn near(self) -> Option<Fraction> {
        if self.numerator.checked_abs()? >= self.denominator.checked_abs()? {
            Some(Fraction::whole(significant(self.numerator, Decimal::ONE, self.denominator)?))
        } else {
            Some(Fraction::whole(significant(self.denominator, Decimal::ONE, self.numerator)?).inverse())
        }
    }

    /// `amount × self`, rounded once.
    pub fn of(self, amount: Decimal, scale: u8) -> Option<Decimal> {
        amount.mul_div(self.numerator, self.denominator, scale)
    }

    /// The value itself, rounded once.
    pub fn value(self, scale: u8) -> Option<Decimal> {
        self.of(Decimal::ONE, scale)
    }
}

/// Most factors are 1: the shortcut keeps a row at a few microseconds.
fn product(left: Decimal, right: Decimal) -> Option<Decimal> {
    let is_one = |value: Decimal| value.mantissa() == 1 && value.scale() == 0;
    if is_one(left) {
        return Some(right);
    }
    if is_one(right) {
        return Some(left);
    }
    left.checked_mul(right)
}

const SIGNIFICANT: i32 = 28;

/// `value × numerator / denominator`, rounded half to even to 28 significant digits; fewer where the result is below
/// 10⁻¹⁰, since a decimal has no more than 38 places.
pub fn significant(value: Decimal, numerator: Decimal, denominator: Decimal) -> Option<Decimal> {
    let size = |value: Decimal| digits(value) - i32::from(value.scale());
    let whole_digits = size(value) + size(numerator) - size(denominator);
    let places = |wanted: i32| u8::try_from(wanted.clamp(0, MAX_SCALE.into())).ok();
    let scale = places(SIGNIFICANT - whole_digits)?;
    let near = value.mul_div(numerator, denominator, scale)?;
    // The estimate can be wrong by one digit on either side; the second time the number of digits is known.
    let surplus = digits(near) - SIGNIFICANT;
    let right = if surplus == 0 || near.is_zero() {
        near
    } else {
        value.mul_div(numerator, denominator, places(i32::from(scale) - surplus)?)?
    };
    Some(right.normalize())
}

/// Digits of the mantissa.
fn digits(value: Decimal) -> i32 {
    value.mantissa().unsigned_abs().checked_ilog10().map_or(0, |log| log as i32 + 1)
}
