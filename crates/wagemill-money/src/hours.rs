//! Hours of work in a day and days of work in a week.

use wagemill_decimal::Decimal;

use crate::figure::Numerals;
use crate::lexicon::Analysis;
use crate::term::Term;

/// What a sentence says of working time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WorkingTime {
    pub hours_per_day: Option<Decimal>,
    pub days_per_week: Option<Decimal>,
}

/// Reads "12 hour days", "ten-hour shifts", "14 hours a day", "six days a week", "a six-day week".
pub(crate) fn working_time(text: &str, analysis: &Analysis, numerals: &Numerals) -> WorkingTime {
    let mut found = WorkingTime::default();
    for mark in analysis.of(Term::HoursWord) {
        let day = skip_hyphen(text, analysis, mark.last + 1);
        let is_day = analysis.at(day, Term::HoursDay).is_some() || analysis.at(day, Term::HoursPerDay).is_some();
        if found.hours_per_day.is_none() && is_day {
            found.hours_per_day =
                number_before(text, analysis, numerals, mark.first).filter(|hours| *hours <= Decimal::from(24));
        }
    }
    for mark in analysis.of(Term::DaysWord) {
        let week = skip_hyphen(text, analysis, mark.last + 1);
        let is_week = analysis.at(week, Term::DaysPerWeek).is_some()
            || (week > mark.last + 1 || analysis.at(mark.last, Term::DaySingular).is_some())
                && analysis.at(week, Term::DaysWeek).is_some();
        if found.days_per_week.is_none() && is_week {
            found.days_per_week =
                number_before(text, analysis, numerals, mark.first).filter(|days| *days <= Decimal::from(7));
        }
    }
    found
}

fn skip_hyphen(text: &str, analysis: &Analysis, at: usize) -> usize {
    if analysis.is(text, at, "-") { at + 1 } else { at }
}

/// The one number before a token; nothing where it is the end of a range.
fn number_before(text: &str, analysis: &Analysis, numerals: &Numerals, at: usize) -> Option<Decimal> {
    let mut last = at.checked_sub(1)?;
    if analysis.is(text, last, "-") {
        last = last.checked_sub(1)?;
    }
    if analysis.at(last, Term::HoursExtra).is_some() {
        return None;
    }
    // "twenty-four" has three tokens.
    let part = (last.saturating_sub(2)..=last)
        .filter_map(|first| numerals.part(text, analysis, first, false))
        .find(|part| part.last == last)?;
    let before = part.first.checked_sub(1);
    let range = before.is_some_and(|before| {
        let word = [Term::RangeJoiner, Term::ListJoiner].iter().any(|&term| analysis.at(before, term).is_some());
        let joins = word || ["-", "–"].iter().any(|sign| analysis.is(text, before, sign));
        joins && before > 0 && numerals.part(text, analysis, before - 1, false).is_some()
    });
    (!range && part.value.is_positive()).then_some(part.value)
}
