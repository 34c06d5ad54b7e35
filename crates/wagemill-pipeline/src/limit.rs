//! Limits such as `10` and `5%`.

use std::fmt;

use serde::{Serialize, Serializer};

/// How much of something is too much: a count, or a share in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    Count(u64),
    Share { millionths: u32 },
}

impl Limit {
    /// Reads `5%` or `0.5%`; a share has at most four decimals and is at most 100 %.
    #[must_use]
    pub fn parse_share(text: &str) -> Option<Self> {
        let number = text.strip_suffix('%')?.trim_end();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || fraction.len() > 4 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let millionths: u32 = format!("{whole}{fraction:0<4}").parse().ok()?;
        (millionths <= 1_000_000).then_some(Self::Share { millionths })
    }

    /// Whether `count` of `total` is more than the limit allows.
    #[must_use]
    pub fn is_exceeded(self, count: u64, total: u64) -> bool {
        match self {
            Self::Count(limit) => count > limit,
            Self::Share { millionths } => u128::from(count) * 1_000_000 > u128::from(total) * u128::from(millionths),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Count(count) => write!(formatter, "{count}"),
            Self::Share { millionths } => {
                let fraction = format!("{:04}", millionths % 10_000);
                let fraction = fraction.trim_end_matches('0');
                let point = if fraction.is_empty() { "" } else { "." };
                write!(formatter, "{}{point}{fraction}%", millionths / 10_000)
            }
        }
    }
}

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Share { .. } => serializer.collect_str(self),
        }
    }
}
