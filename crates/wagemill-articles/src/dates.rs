//! Dates as articles, records and pages print them. A date that is not certain is refused, with the reason.

mod forms;
mod search;
mod times;
mod tokens;
mod words;

use std::fmt;

use jiff::civil::Date;

pub use search::{FoundDate, PrintedDay, printed_dates, published_date, speaks_of_change};
pub(crate) use search::{day_within, is_date_word};
pub(crate) use tokens::is_unspaced;
pub use words::DateLabel;

use forms::{Cursor, Numbers, Printed, Year, readings};
use times::Clock;
use tokens::{Kind, Token, tokens};
use words::{Order, Years};

/// Years outside are taken for errors: the daily press begins in the seventeenth century.
const YEARS: std::ops::RangeInclusive<u32> = 1600..=2199;

/// Longer than any date with a time and a zone, in characters.
const LONGEST: usize = 120;

/// How much of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    Year,
    Month,
    Day,
}

impl Precision {
    /// The word in the column `published_precision`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// A calendar date as printed, in the place where it was printed; a month or a year stands for its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintedDate {
    date: Date,
    pub precision: Precision,
}

impl PrintedDate {
    /// A day that exists, in a year that a newspaper can have.
    pub fn new(year: u32, month: u32, day: u32, precision: Precision) -> Option<Self> {
        if !YEARS.contains(&year) {
            return None;
        }
        let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        Some(Self { date, precision })
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days())
    }

    pub fn year(self) -> i16 {
        self.date.year()
    }

    fn month_and_day(self) -> (u8, u8) {
        (self.date.month().unsigned_abs(), self.date.day().unsigned_abs())
    }

    /// Monday is 1.
    fn weekday(self) -> u32 {
        u32::try_from(self.date.weekday().to_monday_one_offset()).unwrap_or_default()
    }
}

impl fmt::Display for PrintedDate {
    /// As much of the date as is known: `2023-06-13`, `2023-06` or `2023`.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, precision } = self;
        match precision {
            Precision::Year => write!(out, "{:04}", date.year()),
            Precision::Month => write!(out, "{:04}-{:02}", date.year(), date.month()),
            Precision::Day => write!(out, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        }
    }
}

/// A time of day as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PrintedTime {
    /// up to 24
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
}

impl fmt::Display for PrintedTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)
    }
}

/// A date with what was printed beside it. The day is the one that is printed, whatever the time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateReading {
    pub date: PrintedDate,
    pub time: Option<PrintedTime>,
    /// east of UTC; nothing where no zone is printed, or one that means several
    pub offset_minutes: Option<i32>,
    /// whether the order of day and month is that of the language or the country, and not seen on the date itself
    pub order_assumed: bool,
}

/// Why something printed is no date that can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// not written like a date
    Unreadable,
    /// such as `03/04/2023`
    Ambiguous,
    /// such as 30 February, or a year that no newspaper can have
    Impossible,
    /// such as a Monday that was none
    Contradictory,
}

impl DateProblem {
    pub fn message(self) -> &'static str {
        match self {
            Self::Unreadable => "is not written like a date",
            Self::Ambiguous => "could be two dates: day and month are both at most 12",
            Self::Impossible => "is no date of the calendar, or too far away",
            Self::Contradictory => "names a weekday that is not that of the date",
        }
    }
}

/// Reads a date in one of the forms that leave no doubt: `2023-06-13`, with or without a time, `2023-06`, `2023`,
/// `20230613`, `13 June 2023`, `June 13, 2023`, `Tue, 13 Jun 2023 08:00:00 GMT`, `13.6.2023`, `25/12/2023`,
/// `2023年6月13日`, `令和5年6月13日`, `13 июня 2023 г.`, `ngày 13 tháng 6 năm 2023`, `13 มิถุนายน 2566`.
///
/// The day is the one that is printed, whatever the time zone beside it.
pub fn parse_date(printed: &str) -> Result<PrintedDate, DateProblem> {
    parse_date_in(printed, None, None).map(|reading| reading.date)
}

/// Reads a date with its time. The language (ISO 639-1) and the country of the publisher (ISO 3166 alpha-2), where they are
/// known, decide which number of `03/04/2023` is the day, and the result says so; they also tell what `IST` means.
///
/// A weekday decides before the language does, and one that contradicts the date makes it no date.
pub fn parse_date_in(printed: &str, language: Option<&str>, country: Option<&str>) -> Result<DateReading, DateProblem> {
    let printed = printed.trim().trim_matches(['"', '\'']).trim();
    if printed.is_empty() || printed.chars().nth(LONGEST).is_some() {
        return Err(DateProblem::Unreadable);
    }
    let tokens = tokens(printed);
    let hints = Hints { language, country };
    let mut problem = DateProblem::Unreadable;
    let whole = readings(Cursor::new(&tokens, 0)).filter(|(_, end)| end.is_at_end());
    for (printed, _) in whole {
        match hints.resolve(&printed, &tokens) {
            Ok(reading) => return Ok(reading),
            Err(found) if problem == DateProblem::Unreadable => problem = found,
            Err(_) => {}
        }
    }
    Err(problem)
}

/// What is known of the page that a date stands on.
#[derive(Debug, Clone, Copy, Default)]
struct Hints<'a> {
    language: Option<&'a str>,
    country: Option<&'a str>,
}

impl Hints<'_> {
    /// The one date that the numbers mean; `tokens` are those of the date.
    fn resolve(self, printed: &Printed, tokens: &[Token]) -> Result<DateReading, DateProblem> {
        let (date, order_assumed) = self.date(printed, tokens)?;
        if date.precision == Precision::Day && printed.weekday.is_some_and(|weekday| weekday != date.weekday()) {
            return Err(DateProblem::Contradictory);
        }
        let zone = || printed.zone.and_then(|zone| zone.zone_minutes(self.country));
        Ok(DateReading {
            date,
            time: printed.clock.and_then(time),
            offset_minutes: printed.offset.or_else(zone),
            order_assumed,
        })
    }

    fn date(self, printed: &Printed, tokens: &[Token]) -> Result<(PrintedDate, bool), DateProblem> {
        let day = |year, month, day, precision| {
            self.year(year, tokens)
                .and_then(|year| PrintedDate::new(year, month, day, precision))
                .ok_or(DateProblem::Impossible)
        };
        let sure = |date: Result<PrintedDate, DateProblem>| date.map(|date| (date, false));
        let (year, first, second) = match printed.numbers {
            Numbers::Year(year) => return sure(day(year, 1, 1, Precision::Year)),
            Numbers::Month(year, month) => return sure(day(year, month, 1, Precision::Month)),
            Numbers::Day(year, month, number) => return sure(day(year, month, number, Precision::Day)),
            Numbers::MonthDay(..) | Numbers::OnlyDay(_) => return Err(DateProblem::Unreadable),
            Numbers::Open(year, first, second) => (year, first, second),
        };
        let day_first = day(year, second, first, Precision::Day);
        let month_first = day(year, first, second, Precision::Day);
        let (Ok(one), Ok(other)) = (day_first, month_first) else { return sure(day_first.or(month_first)) };
        if one == other {
            return Ok((one, false));
        }
        if let Some(weekday) = printed.weekday {
            return match (one.weekday() == weekday, other.weekday() == weekday) {
                (true, false) => Ok((one, false)),
                (false, true) => Ok((other, false)),
                (false, false) => Err(DateProblem::Contradictory),
                (true, true) => Err(DateProblem::Ambiguous),
            };
        }
        match words::order(self.language, self.country) {
            Some(Order::DayMonth) => Ok((one, true)),
            Some(Order::MonthDay) => Ok((other, true)),
            None => Err(DateProblem::Ambiguous),
        }
    }

    fn year(self, year: Year, tokens: &[Token]) -> Option<u32> {
        let plain = match year {
            Year::Plain(plain) => plain,
            Year::Common(common) => return Some(common),
            Year::Impossible => return None,
        };
        let of_words = || {
            tokens.iter().find_map(|token| match token.kind {
                Kind::Word(word) => word.calendar,
                _ => None,
            })
        };
        let calendar: Option<Years> = self.language.and_then(words::calendar).or_else(of_words);
        Some(calendar.and_then(|calendar| calendar.common(plain)).unwrap_or(plain))
    }
}

fn time(clock: Clock) -> Option<PrintedTime> {
    Some(PrintedTime {
        hour: clock.hour.try_into().ok()?,
        minute: clock.minute.try_into().ok()?,
        second: clock.second.try_into().ok()?,
    })
}
