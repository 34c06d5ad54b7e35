//! Rates as fractions, so that nothing is rounded before the output (N9).

use wagemill_decimal::Decimal;

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
