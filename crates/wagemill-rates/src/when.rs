//! The time for which a rate is wanted (N5, N6): a day, a month or a year, kept as exact as it was given.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use crate::snapshot::Granularity;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Days since 1970-01-01.
    Day(i32),
    Month {
        year: i32,
        month: u32,
    },
    Year(i32),
}

impl When {
    /// Reads `2023-06-13`, `2023-06` or `2023`.
    pub fn parse(text: &str) -> Option<When> {
        let mut parts = text.trim().split('-');
        let year = number(parts.next()?, 4)?;
        let year = i32::try_from(year).ok()?;
        let month = parts.next().map(|part| number(part, 2));
        let day = parts.next().map(|part| number(part, 2));
        if parts.next().is_some() {
            return None;
        }
        match (month, day) {
            (None, None) => day_number(year, 1, 1).map(|_| When::Year(year)),
            (Some(month), None) => {
                let month = month?;
                day_number(year, month, 1).map(|_| When::Month { year, month })
            }
            (Some(month), Some(day)) => day_number(year, month?, day?).map(When::Day),
            (None, Some(_)) => None,
        }
    }

    /// The day, where one is meant.
    pub fn day(self) -> Option<i32> {
        match self {
            When::Day(day) => Some(day),
            _ => None,
        }
    }

    pub fn first_day(self) -> i32 {
        let day = match self {
            When::Day(day) => Some(day),
            When::Month { year, month } => day_number(year, month, 1),
            When::Year(year) => day_number(year, 1, 1),
        };
        day.expect("`When` holds only months and years that the calendar has")
    }

    pub fn last_day(self) -> i32 {
        let next = match self {
            When::Day(day) => return day,
            When::Month { year, month: 12 } | When::Year(year) => day_number(year + 1, 1, 1),
            When::Month { year, month } => day_number(year, month + 1, 1),
        };
        next.map_or(i32::MAX, |day| day - 1)
    }

    pub fn year(self) -> i32 {
        match self {
            When::Day(day) => i32::from(civil(day).year()),
            When::Month { year, .. } | When::Year(year) => year,
        }
    }

    /// The month as months since the year 0; `None` for a whole year.
    pub fn month_number(self) -> Option<i32> {
        match self {
            When::Day(day) => {
                let day = civil(day);
                Some(month_number(day.year().into(), day.month() as u32))
            }
            When::Month { year, month } => Some(month_number(year, month)),
            When::Year(_) => None,
        }
    }

    /// The granularity of the figures that belong to it.
    pub fn level(self) -> Granularity {
        match self {
            When::Day(_) => Granularity::Day,
            When::Month { .. } => Granularity::Month,
            When::Year(_) => Granularity::Year,
        }
    }

    /// The day, month or year that it lies in; `None` where it is not as exact as that.
    pub fn within(self, level: Granularity) -> Option<When> {
        match level {
            Granularity::Day => self.day().map(When::Day),
            Granularity::Month => Some(Granularity::Month.when(self.month_number()?)),
            Granularity::Year => Some(When::Year(self.year())),
        }
    }

    pub fn granularity(self) -> &'static str {
        match self {
            When::Day(_) => "day",
            When::Month { .. } => "month",
            When::Year(_) => "year",
        }
    }

    /// Whether the two spans of days share a day; an open end has `None`.
    pub fn overlaps(self, from: i32, until: Option<i32>) -> bool {
        self.last_day() >= from && until.is_none_or(|until| self.first_day() <= until)
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            When::Day(day) => write!(f, "{}", civil(day)),
            When::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            When::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// Months since the year 0, the key of monthly series.
pub fn month_number(year: i32, month: u32) -> i32 {
    year * 12 + month as i32 - 1
}

/// The days since 1970-01-01; `None` where the calendar has no such day.
pub fn day_number(year: i32, month: u32, day: u32) -> Option<i32> {
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let day = Date::new(year, month, day).ok().filter(|day| day.year() >= 1)?;
    i32::try_from(day.duration_since(EPOCH).as_hours() / 24).ok()
}

const EPOCH: Date = date(1970, 1, 1);

/// The day of a number of days since 1970-01-01; the last one that there is where it lies beyond the calendar.
pub fn civil(day: i32) -> Date {
    EPOCH.saturating_add(SignedDuration::from_hours(i64::from(day) * 24))
}

fn number(text: &str, digits: usize) -> Option<u32> {
    let right = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    right.then(|| text.parse().ok()).flatten()
}
