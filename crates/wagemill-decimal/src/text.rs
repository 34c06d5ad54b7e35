//! Decimals as text: plain notation, no exponent, no grouping.

use std::fmt;
use std::str::FromStr;

use crate::decimal::{Decimal, MAX_DIGITS, MAX_SCALE};

/// Why a text is no decimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseError {
    /// There is no digit in it.
    NoDigits,
    /// A character that is no digit, sign or point, or one of these in a wrong place.
    Unexpected(char),
    /// More than 38 digits.
    TooLong,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ParseError::NoDigits => write!(f, "a decimal needs at least one digit"),
            ParseError::Unexpected(found) => {
                write!(f, "`{found}` has no place in a decimal such as `-1234.50`")
            }
            ParseError::TooLong => write!(f, "a decimal has at most {MAX_DIGITS} digits"),
        }
    }
}

impl std::error::Error for ParseError {}

impl FromStr for Decimal {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Decimal, ParseError> {
        let (negative, number) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let mut mantissa = 0i128;
        let mut scale = 0u8;
        let mut point = false;
        let mut any = false;
        for character in number.chars() {
            match character.to_digit(10) {
                Some(digit) => {
                    any = true;
                    mantissa = mantissa
                        .checked_mul(10)
                        .and_then(|shifted| shifted.checked_add(i128::from(digit)))
                        .filter(|value| *value < 10i128.pow(MAX_DIGITS.into()))
                        .ok_or(ParseError::TooLong)?;
                    if point {
                        scale += 1;
                        if scale > MAX_SCALE {
                            return Err(ParseError::TooLong);
                        }
                    }
                }
                None if character == '.' && !point => point = true,
                None => return Err(ParseError::Unexpected(character)),
            }
        }
        if !any {
            return Err(ParseError::NoDigits);
        }
        Ok(Decimal::new(if negative { -mantissa } else { mantissa }, scale))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale());
        let digits = self.mantissa().unsigned_abs().to_string();
        let plain = if scale == 0 {
            digits
        } else {
            let padded = format!("{digits:0>width$}", width = scale + 1);
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            format!("{whole}.{fraction}")
        };
        f.pad_integral(!self.is_negative(), "", &plain)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
