//! The words of dates and times in all languages, as one lookup: months, weekdays, eras, time zones, labels.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::tables;

const WORDS: &str = include_str!("../../data/dates/words.csv");
const ERAS: &str = include_str!("../../data/dates/eras.csv");
const CALENDARS: &str = include_str!("../../data/dates/calendars.csv");
const ZONES: &str = include_str!("../../data/dates/zones.csv");
const LABELS: &str = include_str!("../../data/dates/labels.csv");
const ORDERS: &str = include_str!("../../data/dates/orders.csv");

/// What a word can do in a date beside naming a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Ordinal = 1,
    Filler = 1 << 1,
    /// stands before a time, such as `at`
    At = 1 << 2,
    Am = 1 << 3,
    Pm = 1 << 4,
    HourMark = 1 << 5,
    MinuteMark = 1 << 6,
    SecondMark = 1 << 7,
    YearMark = 1 << 8,
    MonthMark = 1 << 9,
    DayMark = 1 << 10,
    /// stands behind a year, such as `г.`
    YearSuffix = 1 << 11,
    /// stands before the number of a month, such as `tháng`
    MonthPrefix = 1 << 12,
}

impl Role {
    fn named(kind: &str) -> Option<Self> {
        Some(match kind {
            "ordinal" => Self::Ordinal,
            "filler" => Self::Filler,
            "at" => Self::At,
            "am" => Self::Am,
            "pm" => Self::Pm,
            "hour_mark" => Self::HourMark,
            "minute_mark" => Self::MinuteMark,
            "second_mark" => Self::SecondMark,
            "year_mark" => Self::YearMark,
            "month_mark" => Self::MonthMark,
            "day_mark" => Self::DayMark,
            "year_suffix" => Self::YearSuffix,
            "month_prefix" => Self::MonthPrefix,
            _ => return None,
        })
    }
}

/// What a date on a page is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateLabel {
    Published,
    Updated,
}

/// The years of an era or of a calendar: `year + before_year_one` is the year of the common era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Years {
    pub before_year_one: i32,
    pub first: u32,
    pub last: u32,
}

impl Years {
    pub fn common(self, year: u32) -> Option<u32> {
        let known = (self.first..=self.last).contains(&year);
        known.then(|| i32::try_from(year).ok()?.checked_add(self.before_year_one)?.try_into().ok()).flatten()
    }
}

/// Everything that a word can be; the sentence around it decides.
#[derive(Debug, Default)]
pub(crate) struct Word {
    pub month: Option<u32>,
    pub weekday: Option<u32>,
    pub number: Option<u32>,
    pub era: Option<Years>,
    /// of the language that has the word, where its years are not those of the common era
    pub calendar: Option<Years>,
    pub label: Option<DateLabel>,
    pub is_zone: bool,
    /// with the country where it means that; without one it means that wherever no other country is known
    zones: Vec<(Option<&'static str>, Option<i32>)>,
    roles: u32,
}

impl Word {
    pub fn is(&self, role: Role) -> bool {
        self.roles & role as u32 != 0
    }

    /// Minutes east of UTC; nothing where the abbreviation has several meanings.
    pub fn zone_minutes(&self, country: Option<&str>) -> Option<i32> {
        let row = |wanted: Option<&str>| self.zones.iter().find(|(country, _)| *country == wanted);
        country.and_then(|country| row(Some(country))).or_else(|| row(None)).and_then(|(_, minutes)| *minutes)
    }
}

/// Longest entry of the tables, in characters.
pub(crate) const LONGEST_WORD: usize = 32;

/// The word that is written so, in lower case.
pub(crate) fn word(written: &str) -> Option<&'static Word> {
    LOOKUP.get(written)
}

static LOOKUP: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut lookup: HashMap<&'static str, Word> = HashMap::new();
    let calendars: HashMap<&str, Years> = tables::rows(CALENDARS)
        .filter_map(|row| match row.as_slice() {
            [language, before, first, last] => Some((*language, years(before, first, last)?)),
            _ => None,
        })
        .collect();
    for row in tables::rows(WORDS) {
        let [language, kind, written, number] = row.as_slice() else { continue };
        let word = lookup.entry(written).or_default();
        word.calendar = calendars.get(language).copied();
        let number = number.parse().ok();
        match *kind {
            "month" => word.month = number,
            "weekday" => word.weekday = number,
            "number" => word.number = number,
            kind => word.roles |= Role::named(kind).map_or(0, |role| role as u32),
        }
    }
    for row in tables::rows(ERAS) {
        let [_language, written, before, last] = row.as_slice() else { continue };
        lookup.entry(written).or_default().era = years(before, "1", last);
    }
    for row in tables::rows(ZONES) {
        let [written, country, minutes] = row.as_slice() else { continue };
        let word = lookup.entry(written).or_default();
        word.is_zone = true;
        word.zones.push(((!country.is_empty()).then_some(*country), minutes.parse().ok()));
    }
    for row in tables::rows(LABELS) {
        let [_language, label, written] = row.as_slice() else { continue };
        lookup.entry(written).or_default().label =
            if *label == "published" { Some(DateLabel::Published) } else { Some(DateLabel::Updated) };
    }
    lookup
});

fn years(before_year_one: &str, first: &str, last: &str) -> Option<Years> {
    Some(Years {
        before_year_one: before_year_one.parse().ok()?,
        first: first.parse().ok()?,
        last: last.parse().unwrap_or(u32::MAX),
    })
}

/// The calendar of a language whose years are not those of the common era.
pub(crate) fn calendar(language: &str) -> Option<Years> {
    tables::rows(CALENDARS).find_map(|row| match row.as_slice() {
        [known, before, first, last] if *known == language => years(before, first, last),
        _ => None,
    })
}

/// Which of two numbers before a year is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayMonth,
    MonthDay,
}

/// The order that a language in a country writes; nothing where it writes both, or where the two disagree.
pub(crate) fn order(language: Option<&str>, country: Option<&str>) -> Option<Order> {
    let row = |language: &str, country: &str| {
        tables::rows(ORDERS).find_map(|row| match row.as_slice() {
            [one, other, order] if *one == language && *other == country => Some(match *order {
                "day_month" => Some(Order::DayMonth),
                "month_day" => Some(Order::MonthDay),
                _ => None,
            }),
            _ => None,
        })
    };
    let both = language.zip(country).and_then(|(language, country)| row(language, country));
    let by_language = language.and_then(|language| row(language, ""));
    let by_country = country.and_then(|country| row("", country));
    match (both, by_language, by_country) {
        (Some(order), _, _) => order,
        (None, Some(one), Some(other)) => one.filter(|_| one == other),
        (None, one, other) => one.or(other).flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        for (table, cells) in [(WORDS, 4), (ERAS, 4), (CALENDARS, 4), (ZONES, 3), (LABELS, 3), (ORDERS, 3)] {
            for row in tables::rows(table) {
                assert_eq!(row.len(), cells, "{row:?}");
            }
        }
        for row in tables::rows(WORDS) {
            let known = ["month", "weekday", "number"].contains(&row[1]);
            assert!(known != Role::named(row[1]).is_some(), "{row:?}");
            assert_eq!(known, row[3].parse::<u32>().is_ok(), "{row:?}");
        }
        for row in tables::rows(LABELS) {
            assert!(["published", "updated"].contains(&row[1]), "{row:?}");
        }
        for row in tables::rows(ORDERS) {
            assert!(["day_month", "month_day", "open"].contains(&row[2]), "{row:?}");
        }
    }

    #[test]
    fn no_month_or_weekday_has_two_numbers() {
        let mut numbers: HashMap<(&str, &str), &str> = HashMap::new();
        for row in tables::rows(WORDS).filter(|row| !row[3].is_empty()) {
            let first = *numbers.entry((row[1], row[2])).or_insert(row[3]);
            assert_eq!(first, row[3], "{row:?}");
        }
    }

    #[test]
    fn words_are_in_lower_case_and_not_too_long() {
        for written in LOOKUP.keys() {
            assert_eq!(written.to_lowercase(), *written);
            assert!(written.chars().count() <= LONGEST_WORD, "{written}");
        }
    }

    #[test]
    fn the_order_is_open_where_language_and_country_disagree() {
        assert_eq!(order(Some("en"), None), None);
        assert_eq!(order(Some("en"), Some("US")), Some(Order::MonthDay));
        assert_eq!(order(Some("de"), None), Some(Order::DayMonth));
        assert_eq!(order(Some("de"), Some("US")), None);
        assert_eq!(order(Some("fr"), Some("CA")), None);
        assert_eq!(order(None, Some("GB")), Some(Order::DayMonth));
        assert_eq!(order(None, None), None);
    }
}
