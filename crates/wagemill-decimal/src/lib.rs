//! Exact decimals: a 128-bit integer and a scale, with checked arithmetic.
//!
//! Money never passes through a float in wagemill. A [`Decimal`] is `mantissa / 10^scale`, the
//! same pair that Arrow's decimal128 stores, so a column's values cross the plugin boundary
//! without a conversion. Every operation that can leave the 38 digits of that type returns
//! `None` instead of panicking, wrapping or rounding.
//!
//! ```
//! use wagemill_decimal::Decimal;
//!
//! let pay: Decimal = "3500".parse()?;
//! let rate: Decimal = "7.1585".parse()?;
//! let dollars = pay.mul_div(Decimal::ONE, rate, 4);
//! assert_eq!(dollars.map(|value| value.to_string()).as_deref(), Some("488.9292"));
//! # Ok::<(), wagemill_decimal::ParseError>(())
//! ```

mod arithmetic;
mod decimal;
mod text;
mod wire;

pub use decimal::{Decimal, MAX_DIGITS, MAX_SCALE};
pub use text::ParseError;
