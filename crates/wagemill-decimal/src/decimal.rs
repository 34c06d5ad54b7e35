//! The value itself: what it is, when two are equal, which is larger.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use ethnum::U256;

/// The digits that a result may have: those of Arrow's decimal128.
pub const MAX_DIGITS: u8 = 38;

/// The largest scale that a result may have.
pub const MAX_SCALE: u8 = 38;

/// `mantissa / 10^scale`.
///
/// Equality, order and hash are those of the number: `3.50` equals `3.5`. The scale is kept as it
/// was made, since it says how a figure was written; [`Decimal::normalize`] drops trailing zeros.
#[derive(Clone, Copy, Default)]
pub struct Decimal {
    mantissa: i128,
    scale: u8,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal::new(0, 0);
    pub const ONE: Decimal = Decimal::new(1, 0);

    /// The number `mantissa / 10^scale`. Any pair is a number; a pair beyond 38 digits or a scale
    /// beyond 38 can be compared and written, and calculations with it give `None` unless their
    /// result is within those limits.
    pub const fn new(mantissa: i128, scale: u8) -> Decimal {
        Decimal { mantissa, scale }
    }

    pub const fn mantissa(self) -> i128 {
        self.mantissa
    }

    pub const fn scale(self) -> u8 {
        self.scale
    }

    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Above zero.
    pub const fn is_positive(self) -> bool {
        self.mantissa > 0
    }

    /// The same number without trailing zeros behind the point.
    pub const fn normalize(self) -> Decimal {
        if self.mantissa == 0 {
            return Decimal::ZERO;
        }
        let mut mantissa = self.mantissa;
        let mut scale = self.scale;
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Decimal { mantissa, scale }
    }

    /// The place of the leading digit: numbers of one sign with different places need no division
    /// to be compared.
    fn leading_place(self) -> i32 {
        digits(self.mantissa.unsigned_abs()) as i32 - i32::from(self.scale)
    }

    fn cmp_magnitude(self, other: Decimal) -> Ordering {
        self.leading_place().cmp(&other.leading_place()).then_with(|| {
            let left = self.mantissa.unsigned_abs();
            let right = other.mantissa.unsigned_abs();
            let width = digits(left).max(digits(right));
            widen(left, width - digits(left)).cmp(&widen(right, width - digits(right)))
        })
    }
}

/// The number of decimal digits; 0 has none.
fn digits(value: u128) -> u32 {
    value.checked_ilog10().map_or(0, |log| log + 1)
}

/// `value × 10^zeros`, for a result of at most 39 digits.
fn widen(value: u128, zeros: u32) -> U256 {
    U256::from(value) * U256::from(10u8).pow(zeros)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Decimal) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Decimal) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Decimal) -> Ordering {
        if self.scale == other.scale {
            return self.mantissa.cmp(&other.mantissa);
        }
        match self.mantissa.signum().cmp(&other.mantissa.signum()) {
            Ordering::Equal if self.mantissa > 0 => self.cmp_magnitude(*other),
            Ordering::Equal if self.mantissa < 0 => other.cmp_magnitude(*self),
            order => order,
        }
    }
}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let normal = self.normalize();
        normal.mantissa.hash(state);
        normal.scale.hash(state);
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }
}

impl From<u32> for Decimal {
    fn from(value: u32) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }
}

impl From<u64> for Decimal {
    fn from(value: u64) -> Decimal {
        Decimal::new(i128::from(value), 0)
    }
}
