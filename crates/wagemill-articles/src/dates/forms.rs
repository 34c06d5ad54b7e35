//! The forms in which dates are printed, each a way to read on from a place in the tokens.

use super::times::{Clock, clock, clock_before, clock_of, zones};
use super::tokens::{Kind, Token};
use super::words::{Role, Word};

/// A place in the tokens. A copy is a place to come back to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'t> {
    tokens: &'t [Token],
    pub at: usize,
}

impl<'t> Cursor<'t> {
    pub fn new(tokens: &'t [Token], at: usize) -> Self {
        Self { tokens, at }
    }

    pub fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn take<T>(&mut self, read: impl FnOnce(Token) -> Option<T>) -> Option<T> {
        let value = read(self.peek()?)?;
        self.at += 1;
        Some(value)
    }

    /// A number with so many digits; a word for a number counts as two.
    pub fn number(&mut self, fewest: usize, most: usize) -> Option<u32> {
        self.take(|token| match token.kind {
            Kind::Number { value, digits } => (fewest..=most).contains(&digits).then_some(value),
            Kind::Word(word) => word.number.filter(|_| (fewest..=most).contains(&2)),
            _ => None,
        })
    }

    pub fn word(&mut self, wanted: impl FnOnce(&Word) -> bool) -> Option<&'static Word> {
        self.take(|token| match token.kind {
            Kind::Word(word) => wanted(word).then_some(word),
            _ => None,
        })
    }

    pub fn role(&mut self, role: Role) -> bool {
        self.word(|word| word.is(role)).is_some()
    }

    pub fn mark(&mut self, marks: &str) -> Option<char> {
        self.take(|token| match token.kind {
            Kind::Mark(mark) => marks.contains(mark).then_some(mark),
            _ => None,
        })
    }

    /// Passes over at most three marks and words that say nothing.
    pub fn skip(&mut self, marks: &str, roles: &[Role]) {
        for _ in 0..3 {
            if self.mark(marks).is_none() && self.word(|word| roles.iter().any(|role| word.is(*role))).is_none() {
                return;
            }
        }
    }
}

/// A year as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// four digits, of the common era or of the calendar of the language
    Plain(u32),
    /// resolved from an era
    Common(u32),
    /// before the era began or after it ended
    Impossible,
}

/// The numbers of a date as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    Year(Year),
    Month(Year, u32),
    Day(Year, u32, u32),
    /// two numbers before a year, of which either may be the day
    Open(Year, u32, u32),
    /// without a year
    MonthDay(u32, u32),
    OnlyDay(u32),
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Printed {
    pub numbers: Numbers,
    pub weekday: Option<u32>,
    pub clock: Option<Clock>,
    /// minutes east of UTC, as printed with a sign
    pub offset: Option<i32>,
    pub zone: Option<&'static Word>,
}

/// All readings of a date that begin at a place, with the place behind each; the surer ones first.
pub(crate) fn readings<'t>(start: Cursor<'t>) -> impl Iterator<Item = (Printed, Cursor<'t>)> {
    let with_time = clock_before(start);
    let starts = [with_time.map(|(time, cursor)| (Some(time), cursor)), Some((None, start))];
    starts.into_iter().flatten().flat_map(|(time, start)| {
        let with_weekday = weekday(start);
        [with_weekday, Some((None, start))].into_iter().flatten().flat_map(move |(before, mut cursor)| {
            cursor.skip(",", &[Role::Filler]);
            FORMS.iter().filter_map(move |form| {
                let (mut printed, cursor) = form(cursor)?;
                printed.weekday = before;
                if let Some(time) = time {
                    (printed.clock, printed.offset, printed.zone) = time;
                }
                Some(behind(printed, cursor))
            })
        })
    })
}

type Form = for<'t> fn(Cursor<'t>) -> Option<(Printed, Cursor<'t>)>;

/// A form stands before those that read a part of it.
const FORMS: &[Form] = &[
    compact,
    year_marked,
    year_numbers,
    year_month_name,
    three_numbers,
    day_month_year,
    day_month_time_year,
    month_day_year,
    month_day_time_year,
    year_month,
    month_year,
    month_number_year,
    day_and_month,
    month_and_day,
    marked_month_and_day,
    marked_day,
    year_alone,
];

fn printed(numbers: Numbers) -> Printed {
    Printed { numbers, weekday: None, clock: None, offset: None, zone: None }
}

/// `20230613`, `20230613081500`, `20230613T0815Z`
fn compact(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let fourteen = matches!(cursor.peek()?.kind, Kind::Number { digits: 14, .. });
    let value = if fourteen { cursor.number(14, 14)? } else { cursor.number(8, 8)? };
    let mut found = printed(Numbers::Day(Year::Plain(value / 10_000), value / 100 % 100, value % 100));
    let mut after = cursor;
    if !fourteen && after.role(Role::At) {
        let clock = match after.number(4, 4) {
            Some(value) => Some((value / 100, value % 100, 0)),
            None => after.number(6, 6).map(|value| (value / 10_000, value / 100 % 100, value % 100)),
        };
        if let Some(clock) = clock.and_then(|(hour, minute, second)| clock_of(hour, minute, second)) {
            found.clock = Some(clock);
            cursor = after;
        }
    }
    Some((found, cursor))
}

/// Four digits, or an era and its year, perhaps with the common year in brackets: `令和3`, `주체110(2021)`.
fn year(cursor: &mut Cursor<'_>) -> Option<Year> {
    let Some(era) = cursor.word(|word| word.era.is_some()).and_then(|word| word.era) else {
        return cursor.number(4, 4).map(Year::Plain);
    };
    let year = era.common(cursor.number(1, 4)?).map_or(Year::Impossible, Year::Common);
    Some(beside(cursor, year))
}

/// The year that stands again in brackets must be the same one.
fn beside(cursor: &mut Cursor<'_>, year: Year) -> Year {
    let mut after = *cursor;
    let Some(common) = after.mark("(").and_then(|_| after.number(4, 4)) else { return year };
    after.role(Role::YearMark);
    if after.mark(")").is_none() {
        return year;
    }
    *cursor = after;
    if year == Year::Common(common) { year } else { Year::Impossible }
}

/// `2021年5月3日`, `2021년 5월`, `令和3年`
fn year_marked(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let year = year(&mut cursor)?;
    if !cursor.role(Role::YearMark) {
        return None;
    }
    let year = if matches!(year, Year::Plain(_)) { year } else { beside(&mut cursor, year) };
    let mut after = cursor;
    let Some(month) = after.number(1, 2).filter(|_| after.role(Role::MonthMark)) else {
        return Some((printed(Numbers::Year(year)), cursor));
    };
    let mut behind_day = after;
    match behind_day.number(1, 2).filter(|_| behind_day.role(Role::DayMark)) {
        Some(day) => Some((printed(Numbers::Day(year, month, day)), behind_day)),
        None => Some((printed(Numbers::Month(year, month)), after)),
    }
}

/// `2021-05-03`, `2021. 5. 3.`, `2021/5/3`
fn year_numbers(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let year = year(&mut cursor)?;
    let mark = cursor.mark("-/.")?;
    let month = cursor.number(1, 2)?;
    cursor.mark("-/.").filter(|second| *second == mark)?;
    let day = cursor.number(1, 2)?;
    let mut after = cursor;
    // Korean closes the day with a point, too.
    if mark == '.'
        && after.mark(".").is_some()
        && !matches!(after.peek(), Some(Token { kind: Kind::Number { .. }, spaced: false, .. }))
    {
        cursor = after;
    }
    Some((printed(Numbers::Day(year, month, day)), cursor))
}

/// `2021-Jun-13`, `2021, June 13`
fn year_month_name(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let year = year(&mut cursor)?;
    cursor.mark("-/,");
    let month = cursor.word(|word| word.month.is_some())?.month?;
    cursor.mark("-/");
    let day = cursor.number(1, 2)?;
    Some((printed(Numbers::Day(year, month, day)), cursor))
}

/// `13.6.2023`, `25/12/2023`, `3-5-2021`
fn three_numbers(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let first = cursor.number(1, 2)?;
    let mark = cursor.mark("-/.")?;
    let second = cursor.number(1, 2)?;
    cursor.mark("-/.").filter(|other| *other == mark)?;
    let year = year(&mut cursor)?;
    cursor.skip(".", &[Role::YearSuffix]);
    // With points, the day comes first wherever it is written; with strokes, America has the month first.
    let numbers = match mark {
        '.' => Numbers::Day(year, second, first),
        _ => Numbers::Open(year, first, second),
    };
    Some((printed(numbers), cursor))
}

/// `3`, `3rd`, `1º`, `3-го`, `3.`
fn day(cursor: &mut Cursor<'_>) -> Option<u32> {
    let day = cursor.number(1, 2)?;
    let mut after = *cursor;
    after.mark(".-");
    if after.role(Role::Ordinal) || after.mark("°").is_some() {
        *cursor = after;
    }
    Some(day)
}

/// The name of a month, or `tháng 5`; two names of the same month count as one: `أيار/مايو`.
fn month(cursor: &mut Cursor<'_>) -> Option<u32> {
    let Some(name) = cursor.word(|word| word.month.is_some()) else {
        if !cursor.role(Role::MonthPrefix) {
            return None;
        }
        return cursor.number(1, 2);
    };
    let mut after = *cursor;
    if after.mark("/(").is_some() && after.word(|word| word.month == name.month).is_some() {
        after.mark(")");
        *cursor = after;
    }
    name.month
}

fn day_then_month(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let day = day(cursor)?;
    cursor.skip("-/.", &[Role::Filler]);
    let month = month(cursor)?;
    Some((day, month))
}

fn month_then_day(cursor: &mut Cursor<'_>) -> Option<(u32, u32)> {
    let month = month(cursor)?;
    cursor.skip(".-/", &[Role::Filler]);
    let day = day(cursor)?;
    Some((day, month))
}

/// `3 May 2021`, `3 de mayo de 2021`, `3. Mai 2021`, `3 мая 2021 г.`, `ngày 3 tháng 5 năm 2021`, `13-Jun-2023`
fn day_month_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let (day, month) = day_then_month(&mut cursor)?;
    cursor.skip("-/.,", &[Role::Filler]);
    let year = year(&mut cursor)?;
    let mut after = cursor;
    if after.role(Role::YearSuffix) {
        after.mark(".");
        cursor = after;
    }
    Some((printed(Numbers::Day(year, month, day)), cursor))
}

/// `13 Jun 08:00:00 2023`
fn day_month_time_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let numbers = day_then_month(&mut cursor)?;
    time_then_year(numbers, cursor)
}

/// `May 3, 2021`, `June the 13th, 2023`
fn month_day_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let (day, month) = month_then_day(&mut cursor)?;
    cursor.skip(",-/.", &[Role::Filler]);
    let year = year(&mut cursor)?;
    Some((printed(Numbers::Day(year, month, day)), cursor))
}

/// `Jun 13 08:00:00 +0000 2023`
fn month_day_time_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let numbers = month_then_day(&mut cursor)?;
    time_then_year(numbers, cursor)
}

fn time_then_year((day, month): (u32, u32), cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let (clock, mut cursor) = clock(cursor)?;
    let (offset, zone) = zones(&mut cursor);
    let year = year(&mut cursor)?;
    let numbers = Numbers::Day(year, month, day);
    Some((Printed { clock: Some(clock), offset, zone, ..printed(numbers) }, cursor))
}

/// `2021-05`
fn year_month(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let year = year(&mut cursor)?;
    cursor.mark("-/.")?;
    let month = cursor.number(1, 2)?;
    Some((printed(Numbers::Month(year, month)), cursor))
}

/// `May 2021`, `mayo de 2021`
fn month_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let month = month(&mut cursor)?;
    cursor.skip(".,-/", &[Role::Filler]);
    let year = year(&mut cursor)?;
    cursor.skip(".", &[Role::YearSuffix]);
    Some((printed(Numbers::Month(year, month)), cursor))
}

/// `5/2021`, where a word says that it is a month: `tháng 5/2021`
fn month_number_year(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    if !cursor.role(Role::MonthPrefix) {
        return None;
    }
    let month = cursor.number(1, 2)?;
    cursor.mark("/-")?;
    let year = year(&mut cursor)?;
    Some((printed(Numbers::Month(year, month)), cursor))
}

/// `3 May`
fn day_and_month(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let (day, month) = day_then_month(&mut cursor)?;
    cursor.mark(".");
    Some((printed(Numbers::MonthDay(month, day)), cursor))
}

/// `May 3`
fn month_and_day(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let (day, month) = month_then_day(&mut cursor)?;
    Some((printed(Numbers::MonthDay(month, day)), cursor))
}

/// `5月3日`
fn marked_month_and_day(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let month = cursor.number(1, 2)?;
    if !cursor.role(Role::MonthMark) {
        return None;
    }
    let day = cursor.number(1, 2)?;
    cursor.role(Role::DayMark).then(|| (printed(Numbers::MonthDay(month, day)), cursor))
}

/// `3日`
fn marked_day(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let day = cursor.number(1, 2)?;
    cursor.role(Role::DayMark).then(|| (printed(Numbers::OnlyDay(day)), cursor))
}

fn year_alone(mut cursor: Cursor<'_>) -> Option<(Printed, Cursor<'_>)> {
    let year = year(&mut cursor)?;
    cursor.skip(".", &[Role::YearSuffix]);
    Some((printed(Numbers::Year(year)), cursor))
}

/// `Tue,`, `(水)`; nothing as its number where the word is a preposition elsewhere, as `do` is.
fn weekday(mut cursor: Cursor<'_>) -> Option<(Option<u32>, Cursor<'_>)> {
    let bracket = cursor.mark("(").is_some();
    let length = cursor.peek()?.length;
    let word = cursor.word(|word| word.weekday.is_some())?;
    if bracket {
        cursor.mark(")")?;
    } else if length < 2 {
        return None;
    } else {
        cursor.mark(",.");
    }
    Some((word.weekday.filter(|_| !word.is(Role::Filler)), cursor))
}

/// What may stand behind a date: the weekday, then a time and a zone.
fn behind(mut printed: Printed, mut cursor: Cursor<'_>) -> (Printed, Cursor<'_>) {
    let mut after = cursor;
    after.mark(",");
    if printed.weekday.is_none()
        && let Some((number, after)) = weekday(after)
    {
        printed.weekday = number;
        cursor = after;
    }
    if printed.clock.is_none() {
        let mut after = cursor;
        after.skip(",|-–—•·@/", &[]);
        // China has the zone before the time.
        let zone_first = after.word(|word| word.is_zone);
        if let Some((clock, after)) = clock(after) {
            printed.clock = Some(clock);
            printed.zone = printed.zone.or(zone_first);
            cursor = after;
        }
    }
    if printed.offset.is_none() && printed.zone.is_none() {
        let only_a_date = printed.clock.is_none();
        let mut after = cursor;
        if !(only_a_date && after.mark("-").is_some()) {
            (printed.offset, printed.zone) = zones(&mut cursor);
        }
    }
    (printed, cursor)
}
