//! A currency unit: an ISO 4217 code, and the epoch where one code has named several units.

use std::fmt;

/// `CNY`, or `KPW#1959`: the code and, behind `#`, the year in which this unit began.
///
/// Packed into eight bytes, so that a comparison is one of integers and nothing is allocated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(u64);

impl Unit {
    pub const USD: Unit = Unit(u64::from_be_bytes(*b"USD\0\0\0\0\0"));
    pub const EUR: Unit = Unit(u64::from_be_bytes(*b"EUR\0\0\0\0\0"));

    /// Three capital letters, with an optional `#` and four digits behind them.
    pub fn parse(text: &str) -> Option<Unit> {
        let bytes = text.as_bytes();
        let (code, epoch) = bytes.split_at_checked(3)?;
        let epoch_is_right = match epoch.split_first() {
            None => true,
            Some((b'#', year)) => year.len() == 4 && year.iter().all(u8::is_ascii_digit),
            Some(_) => false,
        };
        if !code.iter().all(u8::is_ascii_uppercase) || !epoch_is_right {
            return None;
        }
        let mut packed = [0; 8];
        packed[..bytes.len()].copy_from_slice(bytes);
        Some(Unit::from_bytes(packed))
    }

    pub const fn from_bytes(bytes: [u8; 8]) -> Unit {
        Unit(u64::from_be_bytes(bytes))
    }

    pub const fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }

    /// The unit's code without its epoch.
    pub const fn code(self) -> Unit {
        Unit(self.0 & 0xFFFF_FF00_0000_0000)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.to_bytes();
        let length = bytes.iter().take_while(|byte| **byte != 0).count();
        f.pad(str::from_utf8(&bytes[..length]).unwrap_or_default())
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
