//! Dates as articles, records and pages print them. A date that is not certain is refused, with the reason.

use std::fmt;

use jiff::civil::Date;

use crate::tables;

const WORDS: &str = include_str!("../data/date-words.csv");

/// Years outside are taken for errors: the daily press begins in the seventeenth century.
const YEARS: std::ops::RangeInclusive<u32> = 1600..=2199;

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

/// Why something printed is no date that can be relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateProblem {
    /// not written like a date
    Unreadable,
    /// such as `03/04/2023`
    Ambiguous,
    /// such as 30 February, or a year that no newspaper can have
    Impossible,
}

impl DateProblem {
    pub fn message(self) -> &'static str {
        match self {
            Self::Unreadable => "is not written like a date",
            Self::Ambiguous => "could be two dates: day and month are both at most 12",
            Self::Impossible => "is no date of the calendar, or too far away",
        }
    }
}

/// Reads a date in one of the forms that leave no doubt: `2023-06-13`, with or without a time, `2023-06`, `2023`,
/// `20230613`, `13 June 2023`, `June 13, 2023`, `Tue, 13 Jun 2023 08:00:00 GMT`, `13.6.2023`, `25/12/2023`, `2023年6月13日`.
///
/// The day is the one that is printed, whatever the time zone beside it.
pub fn parse_date(printed: &str) -> Result<PrintedDate, DateProblem> {
    let tokens = tokens(printed)?;
    let after_weekday = match tokens.as_slice() {
        [Token::Weekday, Token::Mark(',' | '.'), rest @ ..] | [Token::Weekday, rest @ ..] => rest,
        all => all,
    };
    match after_weekday {
        [Token::Number { value, digits: 4 }] => dated(*value, 1, 1, Precision::Year),
        [Token::Number { value, digits: 8 | 14 }, rest @ ..] => compact(*value, rest),
        [Token::Number { value: year, digits: 4 }, rest @ ..] => year_first(*year, rest),
        [Token::Number { .. }, ..] => day_first(after_weekday),
        [Token::Month(month), rest @ ..] => month_first(*month, rest),
        _ => Err(DateProblem::Unreadable),
    }
}

fn dated(year: u32, month: u32, day: u32, precision: Precision) -> Result<PrintedDate, DateProblem> {
    PrintedDate::new(year, month, day, precision).ok_or(DateProblem::Impossible)
}

/// `20230613`, `20230613T080000Z`, `20230613080000` (whose lexer keeps the first eight digits).
fn compact(value: u32, rest: &[Token]) -> Result<PrintedDate, DateProblem> {
    let rest = match rest {
        [Token::Time, Token::Number { digits: 4 | 6, .. }, rest @ ..] => rest,
        rest => rest,
    };
    time_follows(rest)?;
    dated(value / 10_000, value / 100 % 100, value % 100, Precision::Day)
}

fn year_first(year: u32, rest: &[Token]) -> Result<PrintedDate, DateProblem> {
    match rest {
        [Token::YearMark] => dated(year, 1, 1, Precision::Year),
        [Token::YearMark, Token::Number { value: month, .. }, Token::MonthMark] => {
            dated(year, *month, 1, Precision::Month)
        }
        [
            Token::YearMark,
            Token::Number { value: month, .. },
            Token::MonthMark,
            Token::Number { value: day, .. },
            Token::DayMark,
            rest @ ..,
        ] => {
            time_follows(rest)?;
            dated(year, *month, *day, Precision::Day)
        }
        [Token::Mark('-' | '/' | '.'), Token::Number { value: month, digits: 1 | 2 }] => {
            dated(year, *month, 1, Precision::Month)
        }
        [
            Token::Mark(first @ ('-' | '/' | '.')),
            Token::Number { value: month, digits: 1 | 2 },
            Token::Mark(second),
            Token::Number { value: day, digits: 1 | 2 },
            rest @ ..,
        ] if first == second => {
            time_follows(rest)?;
            dated(year, *month, *day, Precision::Day)
        }
        [
            Token::Mark('-' | '/' | ','),
            Token::Month(month),
            Token::Mark('-' | '/'),
            Token::Number { value: day, digits: 1 | 2 },
            rest @ ..,
        ]
        | [Token::Month(month), Token::Number { value: day, digits: 1 | 2 }, rest @ ..] => {
            time_follows(rest)?;
            dated(year, *month, *day, Precision::Day)
        }
        _ => Err(DateProblem::Unreadable),
    }
}

fn day_first(tokens: &[Token]) -> Result<PrintedDate, DateProblem> {
    match tokens {
        [
            Token::Number { value: first, digits: 1 | 2 },
            Token::Mark(one @ ('-' | '/' | '.')),
            Token::Number { value: second, digits: 1 | 2 },
            Token::Mark(two),
            Token::Number { value: year, digits: 4 },
            rest @ ..,
        ] if one == two => {
            time_follows(rest)?;
            let day_then_month = dated(*year, *second, *first, Precision::Day);
            // With points, the day comes first wherever it is written; with strokes, America has the month first.
            if *one == '.' || first == second {
                return day_then_month;
            }
            match (day_then_month, dated(*year, *first, *second, Precision::Day)) {
                (Ok(_), Ok(_)) => Err(DateProblem::Ambiguous),
                (Ok(date), Err(_)) | (Err(_), Ok(date)) => Ok(date),
                (Err(problem), Err(_)) => Err(problem),
            }
        }
        [Token::Number { value: day, digits: 1 | 2 }, rest @ ..] => {
            let rest =
                without(rest, |token| matches!(token, Token::Ordinal | Token::Filler | Token::Mark('-' | '/' | '.')));
            let [Token::Month(month), rest @ ..] = rest else { return Err(DateProblem::Unreadable) };
            let rest = without(rest, |token| matches!(token, Token::Mark('-' | '/' | '.' | ',')));
            year_then_time(rest, *month, *day)
        }
        _ => Err(DateProblem::Unreadable),
    }
}

fn month_first(month: u32, rest: &[Token]) -> Result<PrintedDate, DateProblem> {
    let rest = without(rest, |token| matches!(token, Token::Mark('.' | ',' | '-' | '/') | Token::Filler));
    match rest {
        [Token::Number { value: year, digits: 4 }] => dated(*year, month, 1, Precision::Month),
        [Token::Number { value: day, digits: 1 | 2 }, rest @ ..] => {
            let rest = without(rest, |token| matches!(token, Token::Ordinal | Token::Mark(',' | '-' | '/' | '.')));
            year_then_time(rest, month, *day)
        }
        _ => Err(DateProblem::Unreadable),
    }
}

/// What follows day and month: the year and perhaps a time, or a time and then the year as in `Jun 13 08:00:00 2023`.
fn year_then_time(rest: &[Token], month: u32, day: u32) -> Result<PrintedDate, DateProblem> {
    match rest {
        [Token::Number { value: year, digits: 4 }, rest @ ..] => {
            time_follows(rest)?;
            dated(*year, month, day, Precision::Day)
        }
        [time @ .., Token::Number { value: year, digits: 4 }] if !time.is_empty() => {
            time_follows(time)?;
            dated(*year, month, day, Precision::Day)
        }
        _ => Err(DateProblem::Unreadable),
    }
}

/// Whatever stands after a date must be a time: `2023-06-13 or 14` is not a date.
fn time_follows(rest: &[Token]) -> Result<(), DateProblem> {
    let rest = without(rest, |token| matches!(token, Token::Mark(',' | '|')));
    let only_time = rest.iter().all(|token| {
        matches!(
            token,
            Token::Number { .. }
                | Token::Time
                | Token::Ordinal
                | Token::Mark(':' | '.' | ',' | '+' | '-' | '(' | ')' | '/')
        )
    });
    let clock =
        rest.windows(3).any(|window| matches!(window, [Token::Number { .. }, Token::Mark(':'), Token::Number { .. }]));
    let zone_alone = rest.iter().all(|token| matches!(token, Token::Time));
    if only_time && (clock || zone_alone) { Ok(()) } else { Err(DateProblem::Unreadable) }
}

fn without(tokens: &[Token], skipped: impl Fn(&Token) -> bool) -> &[Token] {
    let kept = tokens.iter().position(|token| !skipped(token)).unwrap_or(tokens.len());
    &tokens[kept..]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Number { value: u32, digits: usize },
    Month(u32),
    Weekday,
    Ordinal,
    Filler,
    Time,
    YearMark,
    MonthMark,
    DayMark,
    Mark(char),
}

/// Longer than any date with a time and a zone.
const LONGEST: usize = 80;

fn tokens(printed: &str) -> Result<Vec<Token>, DateProblem> {
    let printed = printed.trim().trim_matches(['"', '\'']).trim();
    if printed.is_empty() || printed.len() > LONGEST {
        return Err(DateProblem::Unreadable);
    }
    let mut tokens = Vec::new();
    let mut rest = printed;
    while let Some(first) = rest.chars().next() {
        if first.is_whitespace() {
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let length = if first.is_ascii_digit() {
            rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len())
        } else if first.is_ascii_alphabetic() {
            rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(length);
        rest = after;
        tokens.push(if first.is_ascii_digit() {
            number(piece)?
        } else {
            match word(&piece.to_ascii_lowercase()) {
                Some(token) => token,
                None if first.is_ascii_punctuation() => Token::Mark(first),
                None => return Err(DateProblem::Unreadable),
            }
        });
    }
    Ok(tokens)
}

fn number(digits: &str) -> Result<Token, DateProblem> {
    let kept = match digits.len() {
        0..=9 => digits,
        // a timestamp without separators: the time after the date is of no interest here
        14 => &digits[..8],
        _ => return Err(DateProblem::Unreadable),
    };
    let value = kept.parse().map_err(|_| DateProblem::Unreadable)?;
    Ok(Token::Number { value, digits: digits.len() })
}

fn word(written: &str) -> Option<Token> {
    tables::rows(WORDS).find_map(|row| {
        let [_language, kind, known, number] = row.as_slice() else { return None };
        if *known != written {
            return None;
        }
        match *kind {
            "month" => number.parse().ok().map(Token::Month),
            "weekday" => Some(Token::Weekday),
            "ordinal" => Some(Token::Ordinal),
            "filler" => Some(Token::Filler),
            "time" => Some(Token::Time),
            "year_mark" => Some(Token::YearMark),
            "month_mark" => Some(Token::MonthMark),
            "day_mark" => Some(Token::DayMark),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_understood() {
        for row in tables::rows(WORDS) {
            assert_eq!(row.len(), 4, "{row:?}");
            assert!(word(row[2]).is_some(), "{row:?}");
        }
    }

    #[test]
    fn dates_without_doubt() {
        for (printed, date) in [
            ("2023-06-13", "2023-06-13"),
            (" '2023-06-13' ", "2023-06-13"),
            ("2023-6-3", "2023-06-03"),
            ("2023/06/13", "2023-06-13"),
            ("2023-06-13T23:30:00+09:00", "2023-06-13"),
            ("2023-06-13T23:30:00.123456Z", "2023-06-13"),
            ("2023-06-13 08:15", "2023-06-13"),
            ("2023-06-13 08:15 pm KST", "2023-06-13"),
            ("2023-06-13Z", "2023-06-13"),
            ("20230613", "2023-06-13"),
            ("20230613T081500Z", "2023-06-13"),
            ("20230613081500", "2023-06-13"),
            ("2023-06", "2023-06"),
            ("2023", "2023"),
            ("June 2023", "2023-06"),
            ("13 June 2023", "2023-06-13"),
            ("13th of June, 2023", "2023-06-13"),
            ("13-Jun-2023", "2023-06-13"),
            ("June 13, 2023", "2023-06-13"),
            ("Jun. 13, 2023, 8:15 a.m.", "2023-06-13"),
            ("Tuesday, June 13, 2023", "2023-06-13"),
            ("Tue, 13 Jun 2023 08:00:00 GMT", "2023-06-13"),
            ("Tue Jun 13 08:00:00 2023", "2023-06-13"),
            ("Tue Jun 13 08:00:00 +0000 2023", "2023-06-13"),
            ("13.6.2023", "2023-06-13"),
            ("04.03.2023", "2023-03-04"),
            ("25/12/2023", "2023-12-25"),
            ("12/25/2023", "2023-12-25"),
            ("05/05/2023", "2023-05-05"),
            ("2023年6月13日", "2023-06-13"),
            ("2023년 6월 13일", "2023-06-13"),
            ("2024-02-29", "2024-02-29"),
        ] {
            assert_eq!(parse_date(printed).map(|date| date.to_string()).as_deref(), Ok(date), "{printed}");
        }
    }

    #[test]
    fn dates_that_are_refused() {
        use DateProblem::{Ambiguous, Impossible, Unreadable};
        for (printed, problem) in [
            ("", Unreadable),
            ("yesterday", Unreadable),
            ("03/04/2023", Ambiguous),
            ("3-4-2023", Ambiguous),
            ("2023-02-30", Impossible),
            ("2023-13-01", Impossible),
            ("0000-00-00", Impossible),
            ("9999-01-01", Impossible),
            ("13 June 23", Unreadable),
            ("13/06/23", Unreadable),
            ("13 June", Unreadable),
            ("2023-06-13 or 2023-06-14", Unreadable),
            ("2023-06-13 - 2023-06-14", Unreadable),
            ("2023-06-13-45", Unreadable),
            ("2023-W24-2", Unreadable),
            ("1686614400", Unreadable),
            ("2023-06/13", Unreadable),
            ("12:30", Unreadable),
        ] {
            assert_eq!(parse_date(printed), Err(problem), "{printed}");
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(parse_date("1970-01-01").map(PrintedDate::days), Ok(0));
        assert_eq!(parse_date("2023-06-13").map(PrintedDate::days), Ok(19_521));
        assert_eq!(parse_date("1969-12-31").map(PrintedDate::days), Ok(-1));
    }

    proptest! {
        #[test]
        fn no_text_panics(printed in any::<String>()) {
            let _ = parse_date(&printed);
        }

        #[test]
        fn a_date_reads_back_as_itself(year in 1600u32..=2199, month in 1u32..=12, day in 1u32..=28) {
            let date = PrintedDate::new(year, month, day, Precision::Day).expect("days up to 28 exist in every month");
            prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        }
    }
}
