//! Cells that Rust's own types do not name: dates and instants.

use std::fmt;
use std::str::FromStr;

/// A day, in days since 1970-01-01.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Date(pub i32);

/// An instant, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Timestamp(pub i64);

impl Date {
    /// `None` where the calendar has no such day, or the year is outside 1 to 9999.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Days since 1970 in the proleptic Gregorian calendar, counted from March so that leap days come last.
        let shifted_year = i64::from(if month <= 2 { year - 1 } else { year });
        let shifted_month = i64::from((month + 9) % 12);
        let day_of_year = (153 * shifted_month + 2) / 5 + i64::from(day) - 1;
        let days =
            365 * shifted_year + shifted_year / 4 - shifted_year / 100 + shifted_year / 400 + day_of_year - 719_468;
        i32::try_from(days).ok().map(Self)
    }

    /// Year, month and day.
    pub fn ymd(self) -> (i32, u32, u32) {
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(formatter, "{year:04}-{month:02}-{day:02}")
    }
}

impl FromStr for Date {
    type Err = NoDate;

    /// Reads `2023-06-13`, and nothing else.
    fn from_str(text: &str) -> Result<Self, NoDate> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| -> Option<u32> {
            let part = &bytes[range];
            part.iter()
                .all(u8::is_ascii_digit)
                .then(|| part.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0')))
        };
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NoDate);
        }
        match (digits(0..4), digits(5..7), digits(8..10)) {
            (Some(year), Some(month), Some(day)) => Self::from_ymd(year as i32, month, day).ok_or(NoDate),
            _ => Err(NoDate),
        }
    }
}

/// The text is no date of the form `2023-06-13`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NoDate;

impl fmt::Display for NoDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a date of the form `2023-06-13`")
    }
}

impl std::error::Error for NoDate {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn dates_of_four_centuries_round_trip() {
        let mut day = Date::from_ymd(1700, 1, 1).unwrap();
        assert_eq!(Date::from_ymd(1970, 1, 1), Some(Date(0)));
        let last = Date::from_ymd(2100, 12, 31).unwrap();
        let mut before = (1699, 12, 31);
        while day <= last {
            let (year, month, number) = day.ymd();
            assert!((year, month, number) > before);
            assert_eq!(Date::from_ymd(year, month, number), Some(day));
            assert_eq!(day.to_string().parse(), Ok(day));
            before = (year, month, number);
            day.0 += 1;
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "2023-13-01",
            "2023-00-10",
            "2023-06-31",
            "2023-6-1",
            "13-06-2023",
            "",
            "2023-06-1x",
            "0000-01-01",
        ] {
            assert_eq!(text.parse::<Date>(), Err(NoDate), "{text}");
        }
    }
}
