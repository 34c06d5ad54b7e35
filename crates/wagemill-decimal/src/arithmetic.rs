//! Checked arithmetic: exact, or rounded once (half to even) where a scale is asked for.

use std::cmp::Ordering;

use ethnum::U256;

use crate::decimal::{Decimal, MAX_DIGITS, MAX_SCALE};

/// The first number with too many digits.
const LIMIT: u128 = 10u128.pow(MAX_DIGITS as u32);

impl Decimal {
    /// The exact sum, at the larger of both scales.
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        let scale = self.scale().max(other.scale());
        let left = self.at_scale(scale)?;
        let right = other.at_scale(scale)?;
        limited(left.checked_add(right)?, scale)
    }

    /// The exact difference, at the larger of both scales.
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        self.checked_add(other.checked_neg()?)
    }

    /// The exact product; its scale is the sum of both. A product that has too many digits only
    /// because of trailing zeros is given without them.
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        if let (Some(mantissa), Some(scale)) =
            (self.mantissa().checked_mul(other.mantissa()), self.scale().checked_add(other.scale()))
            && let Some(product) = limited(mantissa, scale)
        {
            return Some(product);
        }
        let (left, right) = (self.normalize(), other.normalize());
        let scale = left.scale().checked_add(right.scale())?;
        limited(left.mantissa().checked_mul(right.mantissa())?, scale)
    }

    pub fn checked_neg(self) -> Option<Decimal> {
        Some(Decimal::new(self.mantissa().checked_neg()?, self.scale()))
    }

    pub fn checked_abs(self) -> Option<Decimal> {
        Some(Decimal::new(self.mantissa().checked_abs()?, self.scale()))
    }

    /// `self × numerator / denominator` with `scale` digits behind the point.
    ///
    /// The product is held in 256 bits and the quotient is rounded once, half to even, so the
    /// result does not depend on the order in which a chain of factors was written. `None` for a
    /// denominator of zero and for a result of more than 38 digits.
    pub fn mul_div(self, numerator: Decimal, denominator: Decimal, scale: u8) -> Option<Decimal> {
        if denominator.is_zero() || scale > MAX_SCALE {
            return None;
        }
        let negative = self.is_negative() ^ numerator.is_negative() ^ denominator.is_negative();
        let left = self.mantissa().unsigned_abs();
        let right = numerator.mantissa().unsigned_abs();
        let divisor = denominator.mantissa().unsigned_abs();
        let shift =
            i32::from(scale) + i32::from(denominator.scale()) - i32::from(self.scale()) - i32::from(numerator.scale());
        let magnitude = match left.checked_mul(right) {
            Some(product) if (0..=MAX_DIGITS.into()).contains(&shift) => {
                match product.checked_mul(10u128.pow(shift.unsigned_abs())) {
                    Some(dividend) => divide_small(dividend, divisor),
                    None => divide_wide(U256::from(product), divisor, shift)?,
                }
            }
            _ => divide_wide(U256::from(left) * U256::from(right), divisor, shift)?,
        };
        signed(magnitude, negative, scale)
    }

    /// The same number with `scale` digits behind the point: exact when the scale grows, rounded
    /// half to even when it shrinks. `None` where 38 digits do not hold it.
    pub fn rescale(self, scale: u8) -> Option<Decimal> {
        if scale > MAX_SCALE {
            return None;
        }
        if scale >= self.scale() {
            return limited(self.at_scale(scale)?, scale);
        }
        let Some(divisor) = 10u128.checked_pow(u32::from(self.scale() - scale)) else {
            // The divisor has more digits than twice the largest mantissa: it rounds to nothing.
            return Some(Decimal::new(0, scale));
        };
        let magnitude = divide_small(self.mantissa().unsigned_abs(), divisor);
        signed(magnitude, self.is_negative(), scale)
    }

    /// The mantissa at a scale that is not smaller.
    fn at_scale(self, scale: u8) -> Option<i128> {
        if self.is_zero() {
            return Some(0);
        }
        let factor = 10i128.checked_pow(u32::from(scale - self.scale()))?;
        self.mantissa().checked_mul(factor)
    }
}

fn limited(mantissa: i128, scale: u8) -> Option<Decimal> {
    (mantissa.unsigned_abs() < LIMIT && scale <= MAX_SCALE).then(|| Decimal::new(mantissa, scale))
}

fn signed(magnitude: u128, negative: bool, scale: u8) -> Option<Decimal> {
    let mantissa = i128::try_from(magnitude).ok()?;
    limited(if negative { -mantissa } else { mantissa }, scale)
}

/// Quotient of a dividend that fits, rounded half to even.
fn divide_small(dividend: u128, divisor: u128) -> u128 {
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    // `divisor - rest` instead of `2 × rest`, which could overflow.
    let up = match rest.cmp(&(divisor - rest)) {
        Ordering::Less => false,
        Ordering::Equal => quotient % 2 == 1,
        Ordering::Greater => true,
    };
    // A rounded-up quotient cannot overflow: with a divisor of 1 the rest is 0.
    quotient + u128::from(up)
}

/// `product × 10^shift / divisor`, rounded half to even, with a product of up to 254 bits.
fn divide_wide(product: U256, divisor: u128, shift: i32) -> Option<u128> {
    let divisor = U256::from(divisor);
    let (quotient, rest, divisor) = if shift >= 0 {
        long_division(product, divisor, shift.unsigned_abs())?
    } else {
        let factor = U256::from(10u8).checked_pow(shift.unsigned_abs());
        let Some(divisor) = factor.and_then(|factor| factor.checked_mul(divisor)) else {
            // Beyond 256 bits the divisor is over twice any product: it rounds to nothing.
            return Some(0);
        };
        (product / divisor, product % divisor, divisor)
    };
    let up = match rest.cmp(&(divisor - rest)) {
        Ordering::Less => false,
        Ordering::Equal => quotient % U256::from(2u8) == U256::ONE,
        Ordering::Greater => true,
    };
    let rounded = quotient.checked_add(U256::from(u8::from(up)))?;
    u128::try_from(rounded).ok()
}

/// `product × 10^zeros` divided: in one step where it fits in 256 bits, else digit by digit.
fn long_division(product: U256, divisor: U256, zeros: u32) -> Option<(U256, U256, U256)> {
    let factor = U256::from(10u8).checked_pow(zeros);
    if let Some(dividend) = factor.and_then(|factor| product.checked_mul(factor)) {
        return Some((dividend / divisor, dividend % divisor, divisor));
    }
    let ten = U256::from(10u8);
    let (mut quotient, mut rest) = (product / divisor, product % divisor);
    for _ in 0..zeros {
        let next = rest * ten;
        quotient = quotient.checked_mul(ten)?.checked_add(next / divisor)?;
        rest = next % divisor;
    }
    Some((quotient, rest, divisor))
}
