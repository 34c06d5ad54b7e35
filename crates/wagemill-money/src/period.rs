//! For what time or work a sum is paid.

use crate::amount::Raw;
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Period, PeriodBasis};
use crate::term::Term;

/// A period that was found, with the token span of its words.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub period: Period,
    pub basis: PeriodBasis,
    pub piece_unit: Option<String>,
    pub rule: &'static str,
    pub last: usize,
}

impl Found {
    /// A sum that is paid one time.
    pub(crate) fn once(last: usize) -> Found {
        Found { period: Period::Once, basis: PeriodBasis::Sentence, piece_unit: None, rule: "period_once", last }
    }
}

/// "one-off", "einmalig", 一次性 right beside an amount.
pub(crate) fn once(analysis: &Analysis, lead: usize, tail: usize) -> bool {
    let near = analysis.reach(2);
    (lead.saturating_sub(near)..lead)
        .any(|token| analysis.at(token, Term::PeriodOnce).is_some_and(|mark| mark.last < lead))
        || (tail + 1..=tail + near).any(|token| analysis.at(token, Term::PeriodOnce).is_some())
}

const PER: &[(Term, Period)] = &[
    (Term::HourPer, Period::Hour),
    (Term::DayPer, Period::Day),
    (Term::WeekPer, Period::Week),
    (Term::FortnightPer, Period::Fortnight),
    (Term::MonthPer, Period::Month),
    (Term::YearPer, Period::Year),
];

const ADJECTIVE: &[(Term, Period)] = &[
    (Term::HourAdjective, Period::Hour),
    (Term::DayAdjective, Period::Day),
    (Term::WeekAdjective, Period::Week),
    (Term::FortnightAdjective, Period::Fortnight),
    (Term::MonthAdjective, Period::Month),
    (Term::YearAdjective, Period::Year),
];

const NOUN: &[(Term, Period)] = &[
    (Term::HourNoun, Period::Hour),
    (Term::DayNoun, Period::Day),
    (Term::WeekNoun, Period::Week),
    (Term::FortnightNoun, Period::Fortnight),
    (Term::MonthNoun, Period::Month),
    (Term::YearNoun, Period::Year),
];

const BEFORE: &[(Term, Period)] = &[
    (Term::HourBefore, Period::Hour),
    (Term::DayBefore, Period::Day),
    (Term::WeekBefore, Period::Week),
    (Term::FortnightBefore, Period::Fortnight),
    (Term::MonthBefore, Period::Month),
    (Term::YearBefore, Period::Year),
];

const LAST: &[(Term, Period)] =
    &[(Term::WeekLast, Period::Week), (Term::MonthLast, Period::Month), (Term::YearLast, Period::Year)];

/// The first of a table whose class begins at a token, the longest phrase first.
fn at_of(analysis: &Analysis, at: usize, table: &[(Term, Period)]) -> Option<(Period, Mark)> {
    if !table.iter().any(|(term, _)| analysis.at(at, *term).is_some()) {
        return None;
    }
    analysis.marks_at(at).find_map(|mark| Some((lookup(table, mark.class)?, mark)))
}

fn lookup(table: &[(Term, Period)], class: Class) -> Option<Period> {
    table.iter().find(|(term, _)| Class::from(*term) == class).map(|(_, period)| *period)
}

/// The longest phrase of a table that begins at a token, unless it is only the beginning of a phrase of another kind:
/// "à l'heure actuelle", "в час пик".
fn unhidden(analysis: &Analysis, at: usize, table: &[(Term, Period)]) -> Option<(Period, Mark)> {
    let (period, mark) = at_of(analysis, at, table)?;
    let hidden = analysis.marks_at(at).take_while(|other| other.last > mark.last).any(|other| {
        matches!(
            Term::of(other.class),
            Some(
                Term::Filler | Term::Barrier | Term::Approximate | Term::TimeStretch | Term::Neutral | Term::HoursExtra
            )
        )
    });
    (!hidden).then_some((period, mark))
}

/// Whether marks of a class are phrases such as "a month".
pub(crate) fn is_per(class: Class) -> bool {
    lookup(PER, class).is_some()
}

/// The longest phrase such as "a month" that begins at a token.
pub(crate) fn per(analysis: &Analysis, at: usize) -> Option<(Period, Mark)> {
    let (period, mark) = unhidden(analysis, at, PER)?;
    // "im Jahr 2015" is a date.
    let dated = period == Period::Year && analysis.is_figure(mark.last + 1);
    (!dated).then_some((period, mark))
}

fn adjective(analysis: &Analysis, at: usize) -> Option<(Period, Mark)> {
    unhidden(analysis, at, ADJECTIVE)
}

/// Whether a noun for pay that says its time ends at a token; in the east of Asia other words may end there, too.
pub(crate) fn noun_ending(analysis: &Analysis, token: usize, or_per: bool) -> bool {
    analysis.marks_ending(token).any(|mark| lookup(NOUN, mark.class).is_some())
        || or_per
            && analysis.marks_ending(token).any(|mark| {
                mark.class == Class::from(Term::ElidedVerb)
                    && mark.first > 0
                    && analysis
                        .marks_ending(mark.first - 1)
                        .any(|before| lookup(BEFORE, before.class).or_else(|| lookup(PER, before.class)).is_some())
            })
}

/// "月4千元", "한 달에 30만원", "al mes 900 euros": right before the amount.
pub(crate) fn before(analysis: &Analysis, lead: usize, floor: usize) -> Option<Found> {
    let last = lead.checked_sub(1)?;
    if let Some((period, mark)) = analysis.marks_ending(last).find_map(|mark| Some((lookup(LAST, mark.class)?, mark)))
        && mark.first >= floor
    {
        let near = analysis.reach(8);
        let from = mark.first.saturating_sub(near).max(floor);
        let mut around = (from..mark.first).chain(lead..lead + near);
        let earned = around.any(|token| analysis.at(token, Term::EarnVerb).is_some());
        return earned.then(|| found(period, "period_last", lead));
    }
    if let Some(piece) = analysis.ending(last, Term::PiecePer).filter(|mark| mark.first >= floor) {
        return Some(Found { last: lead, ..found(Period::Piece, "piece_unit", piece.last) });
    }
    let mark = analysis.marks_ending(last).find(|mark| {
        mark.first >= floor && (lookup(BEFORE, mark.class).is_some() || lookup(PER, mark.class).is_some())
    })?;
    // "2020年5000元" is a date, and "15日" another; "3个月" is how long.
    let counted = mark.first > 0
        && (analysis.is_figure(mark.first - 1)
            || analysis.ending(mark.first - 1, Term::SmallNumber).is_some()
            || analysis.ending(mark.first - 1, Term::TimeStretch).is_some());
    if counted || analysis.step >= 0.5 && works(analysis, mark.first) {
        return None;
    }
    let period = lookup(BEFORE, mark.class).or_else(|| lookup(PER, mark.class))?;
    Some(Found { period, basis: PeriodBasis::Phrase, piece_unit: None, rule: "period_before", last: 0 })
}

/// The period right behind an amount: "a month", "monthly", "per kg", "/hour".
///
/// `lead` is the first token of the amount, `after` the one behind it and its conversions, `floor` the first token
/// behind the sum before.
pub(crate) fn phrase(text: &str, analysis: &Analysis, lead: usize, after: usize, floor: usize) -> Option<Found> {
    behind(text, analysis, lead, after).or_else(|| before(analysis, lead, floor))
}

fn behind(text: &str, analysis: &Analysis, lead: usize, after: usize) -> Option<Found> {
    if let Some(found) = counted(analysis, lead) {
        return Some(found);
    }
    // "RMB 3,500 in wages per month", "$15, per hour": a few words may stand between.
    let mut next = after;
    // "$15-an-hour"
    if analysis.is(text, after, "-")
        && (per(analysis, after + 1).is_some() || piece(text, analysis, after + 1).is_some())
    {
        next += 1;
    }
    let mut parted = false;
    // "12,41 Euro, pro Kilo gibt es 75 Cent": behind a comma it belongs to the next sum.
    let leads_on = |last: usize| (last + 1..=last + analysis.reach(4)).any(|token| analysis.is_figure(token));
    for _ in 0..=3 {
        let at = next;
        if parted
            && let Some((_, mark)) = per(analysis, at)
            && leads_on(mark.last)
        {
            return None;
        }
        if let Some((period, mark)) = per(analysis, at).or_else(|| adjective(analysis, at)) {
            // "a day laborer" and "daily wage of a day laborer" are no periods of the amount.
            if analysis.at(mark.last + 1, Term::Person).is_some()
                && period == Period::Day
                && analysis.at(mark.first, Term::Article).is_some()
            {
                return None;
            }
            return Some(Found {
                period,
                basis: PeriodBasis::Phrase,
                piece_unit: None,
                rule: "period_phrase",
                last: mark.last,
            });
        }
        if let Some(found) = piece(text, analysis, at).filter(|found| !(parted && leads_on(found.last))) {
            return Some(found);
        }
        if let Some(found) = for_hours(text, analysis, at).filter(|_| at == after) {
            return Some(found);
        }
        if let Some(found) = last_time(analysis, lead, at).filter(|_| at == after) {
            return Some(found);
        }
        let pay = analysis.at(at, Term::WageStrong).is_some() || analysis.at(at, Term::WageWeak).is_some();
        match analysis.at(at, Term::PeriodLink) {
            Some(link) => {
                parted |= analysis.is(text, at, ",");
                next = link.last + 1;
            }
            None if pay && at > after => next = at + 1,
            None => return None,
        }
    }
    None
}

fn found(period: Period, rule: &'static str, last: usize) -> Found {
    Found { period, basis: PeriodBasis::Phrase, piece_unit: None, rule, last }
}

/// "earned 500 last month" is for that month; "the wage was 500 last year" is not for the year.
fn last_time(analysis: &Analysis, lead: usize, at: usize) -> Option<Found> {
    let earned =
        (1..=2).map_while(|back| lead.checked_sub(back)).any(|token| analysis.ending(token, Term::EarnVerb).is_some());
    let (period, mark) = at_of(analysis, at, LAST)?;
    earned.then(|| found(period, "period_last", mark.last))
}

/// "for nine hours of work": as many hours as a day of work has.
fn for_hours(text: &str, analysis: &Analysis, at: usize) -> Option<Found> {
    let joined = analysis.at(at, Term::TimeStretch)?;
    let number = joined.last + 1;
    let hours = analysis.at(number + 1, Term::HoursWord)?;
    let in_words = analysis.at(number, Term::WorkdayHours).is_some();
    let figure = analysis.tokens.get(number)?.text(text).parse::<u8>().ok();
    let is_day = in_words || figure.is_some_and(|figure| (6..=16).contains(&figure));
    let found = Found { basis: PeriodBasis::Sentence, ..found(Period::Day, "period_hours_of_day", hours.last) };
    is_day.then_some(found)
}

/// "three months at 500".
fn counted(analysis: &Analysis, lead: usize) -> Option<Found> {
    const UNITS: &[(Term, Period)] = &[
        (Term::DayUnit, Period::Day),
        (Term::WeekUnit, Period::Week),
        (Term::MonthUnit, Period::Month),
        (Term::YearUnit, Period::Year),
    ];
    let at = lead.checked_sub(1).filter(|&at| analysis.at(at, Term::TimeEach).is_some())?;
    let unit = at.checked_sub(1)?;
    let number = unit.checked_sub(1)?;
    let is_number = analysis.is_figure(number) || analysis.at(number, Term::SmallNumber).is_some();
    let period = analysis.marks_ending(unit).find_map(|mark| lookup(UNITS, mark.class))?;
    is_number.then(|| found(period, "period_counted", at))
}

/// "per kg", "for each 1 kg", "a garment".
fn piece(text: &str, analysis: &Analysis, at: usize) -> Option<Found> {
    if let Some(mark) = analysis.at(at, Term::PiecePer) {
        return Some(Found {
            period: Period::Piece,
            basis: PeriodBasis::Phrase,
            piece_unit: Some(text[analysis.bytes(mark.first, mark.last)].to_lowercase()),
            rule: "piece_unit",
            last: mark.last,
        });
    }
    let mut next = match analysis.at(at, Term::PieceEach) {
        Some(mark) => mark.last + 1,
        None if analysis.at(at, Term::PieceArticle).is_some() => at + 1,
        None => return None,
    };
    // The number belongs to the unit: "per 1,000 bricks".
    let first = next;
    if analysis.is_figure(next) {
        next += 1;
    }
    let unit = analysis.at(next, Term::PieceUnit)?;
    Some(Found {
        period: Period::Piece,
        basis: PeriodBasis::Phrase,
        piece_unit: Some(text[analysis.bytes(first, unit.last)].to_ascii_lowercase()),
        rule: "piece_unit",
        last: unit.last,
    })
}

/// The period that the sentence gives away from the amount. `others` are the spans of the other
/// amounts, whose own periods do not count.
pub(crate) fn in_sentence(
    text: &str,
    analysis: &Analysis,
    raw: &Raw,
    others: &[(usize, usize)],
    unlike: &dyn Fn(usize, Period) -> bool,
) -> Option<Found> {
    let best = nearest(text, analysis, raw, others, unlike);
    // "a daily wage of 500 for two years": the noun beside the amount goes first.
    let noun = best.as_ref().is_some_and(|(cost, found)| *cost <= 8 && found.basis == PeriodBasis::Noun);
    if !noun && stretch(text, analysis, raw, others) {
        return Some(Found {
            period: Period::Unknown,
            basis: PeriodBasis::None,
            piece_unit: None,
            rule: "stretch_of_time",
            last: raw.last,
        });
    }
    best.filter(|(cost, _)| *cost < 70).map(|(_, found)| found)
}

/// A noun for pay that says its time; not in "three months' wages", 3个月工资.
fn noun(text: &str, analysis: &Analysis, at: usize) -> Option<(Period, Mark)> {
    let found = at_of(analysis, at, NOUN)?;
    let before = at.checked_sub(1);
    let counted = before.is_some_and(|before| {
        analysis.is_figure(before)
            || analysis.ending(before, Term::SmallNumber).is_some()
            || matches!(analysis.sign(text, before), "个" | "個")
    });
    (!counted).then_some(found)
}

/// The period whose words are nearest, and how far that is.
///
/// `unlike` says whether the sum that ends at a token is too large or small for its period to be that of this one, too.
fn nearest(
    text: &str,
    analysis: &Analysis,
    raw: &Raw,
    others: &[(usize, usize)],
    unlike: &dyn Fn(usize, Period) -> bool,
) -> Option<(usize, Found)> {
    let mut best: Option<(usize, Found)> = None;
    let mut keep = |cost: usize, found: Found| {
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, found));
        }
    };
    let step = |tokens: usize| (tokens as f32 * analysis.step) as usize;
    let from = raw.first.saturating_sub(analysis.reach(60));
    let to = (raw.last + analysis.reach(40)).min(analysis.tokens.len());
    for at in from..to {
        if at >= raw.first && at <= raw.last {
            continue;
        }
        let before = at < raw.first;
        let (distance, between) = if before {
            (step(raw.first - at), others.iter().filter(|(first, _)| *first > at && *first < raw.first).count())
        } else {
            (step(at - raw.last), others.iter().filter(|(first, last)| *first > raw.last && *last < at).count())
        };
        // "30 euros: an hourly wage of 3.75"
        let another = || !before && (raw.last + 1..at).any(|token| matches!(analysis.sign(text, token), ":" | ";"));
        if let Some((period, mark)) = noun(text, analysis, at) {
            // Behind the amount it may lead to the next sum.
            let next = others.iter().any(|(first, _)| *first > mark.last && *first - mark.last <= analysis.reach(6));
            let cost = distance
                + 10 * between
                + if before { 0 } else { 3 }
                + if !before && next { 20 } else { 0 }
                + if another() { 15 } else { 0 };
            keep(
                cost,
                Found { period, basis: PeriodBasis::Noun, piece_unit: None, rule: "period_noun", last: mark.last },
            );
        } else if let Some((period, mark)) = adjective(analysis, at)
            .filter(|(_, mark)| !is_name(text, analysis, at) && !counts_hours(analysis, mark.last))
        {
            // An adjective that stands behind another amount belongs there.
            let noun = is_pay(analysis, mark.last + 1) || follows_pay(analysis, mark.first);
            if noun || distance <= 12 {
                let cost = distance
                    + 10 * between
                    + if before { 0 } else { 8 }
                    + if noun { 0 } else { 12 }
                    + if another() { 15 } else { 0 };
                keep(
                    cost,
                    Found {
                        period,
                        basis: PeriodBasis::Noun,
                        piece_unit: None,
                        rule: if noun { "period_noun" } else { "period_adjective" },
                        last: mark.last,
                    },
                );
            }
        } else if let Some((period, mark)) = per(analysis, at) {
            // "pa" and "pm" say it only right behind the amount.
            let letters = analysis.bytes(mark.first, mark.last).len() <= 2;
            // "for a year" is how long.
            let lasts = mark.first > 0
                && analysis.at(mark.first - 1, Term::TimeStretch).is_some()
                && analysis.at(mark.first, Term::Article).is_some();
            if letters || lasts || works(analysis, mark.first) || counts_hours(analysis, mark.last) {
                continue;
            }
            let owner = others.iter().find(|(_, last)| *last < mark.first && mark.first - *last <= analysis.reach(3));
            if owner.is_some_and(|(_, last)| unlike(*last, period)) {
                continue;
            }
            let owned = owner.is_some();
            let cost = distance + 6 * between + 10 + if owned { 8 } else { 0 };
            keep(
                cost,
                Found {
                    period,
                    basis: PeriodBasis::Sentence,
                    piece_unit: None,
                    rule: "period_sentence",
                    last: mark.last,
                },
            );
        } else if before
            && between == 0
            && (analysis.at(at, Term::PieceEach).is_some() && analysis.step >= 0.5
                || analysis.at(at, Term::PiecePer).is_some())
            && let Some(found) = piece(text, analysis, at)
        {
            let owned = others.iter().any(|(_, last)| *last < at && at - *last <= analysis.reach(3));
            keep(
                distance + if owned { 20 } else { 0 },
                Found { basis: PeriodBasis::Sentence, rule: "piece_sentence", ..found },
            );
        }
    }
    best
}

/// "Daily NK": two capitals make a name.
fn is_name(text: &str, analysis: &Analysis, at: usize) -> bool {
    let capital =
        |token: usize| analysis.tokens.get(token).is_some_and(|token| token.text(text).starts_with(char::is_uppercase));
    capital(at) && capital(at + 1)
}

/// Whether a word for pay stands within the next words: "monthly [minimum basic] wage".
fn is_pay(analysis: &Analysis, at: usize) -> bool {
    (at..at + analysis.reach(4)).any(|token| {
        analysis.marks_at(token).any(|mark| {
            [Term::WageStrong, Term::Bonus, Term::Allowance].iter().any(|&term| Class::from(term) == mark.class)
                || mark.class == Class::from(Term::WageWeak)
        })
    })
}

/// "salario mensual": the adjective behind the word for pay.
fn follows_pay(analysis: &Analysis, first: usize) -> bool {
    (1..=3).filter_map(|back| first.checked_sub(back)).any(|token| {
        [Term::WageStrong, Term::Bonus, Term::Allowance].iter().any(|&term| analysis.ending(token, term).is_some())
    })
}

/// Whether "a week" at a token belongs to hours or days of work: "84 hours a week", "80 extra
/// hours worked a month".
fn works(analysis: &Analysis, at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|token| {
            analysis.ending(token, Term::HoursWord).is_some()
                || analysis.ending(token, Term::DaysWord).is_some_and(|mark| mark.first == token)
        })
    })
}

/// 하루 11시간: hours of work right behind the words for a time.
fn counts_hours(analysis: &Analysis, last: usize) -> bool {
    analysis.is_figure(last + 1) && analysis.at(last + 2, Term::HoursWord).is_some()
}

/// "over 40 days", "for the season": the sum is for all of it.
fn stretch(text: &str, analysis: &Analysis, raw: &Raw, others: &[(usize, usize)]) -> bool {
    let from = raw.first.saturating_sub(analysis.reach(8));
    for at in from..(raw.last + analysis.reach(8)).min(analysis.tokens.len()) {
        if at >= raw.first && at <= raw.last {
            continue;
        }
        let (low, high) = if at < raw.first { (at, raw.first) } else { (raw.last, at) };
        // Behind a comma or "and" it belongs to what follows.
        let parted = at > raw.last
            && (raw.last + 1..at).any(|token| {
                analysis.at(token, Term::Barrier).is_some() || matches!(analysis.sign(text, token), "," | ";" | ":")
            });
        if parted || others.iter().any(|(first, _)| *first > low && *first < high) {
            continue;
        }
        if analysis.at(at, Term::TimeStretch).is_some() {
            let number = at + 1;
            let small = analysis.at(number, Term::SmallNumber);
            let counted = analysis.is_figure(number) || small.is_some();
            let unit = small.map_or(number, |mark| mark.last) + 1;
            if counted && analysis.at(unit, Term::TimeUnit).is_some() && per(analysis, number).is_none() {
                return true;
            }
        }
    }
    // The words for a whole season may stand farther away, in a clause of their own; not those of a ticket.
    let tickets = |mark: &Mark| analysis.at(mark.last + 1, Term::Price).is_some();
    analysis.of(Term::PeriodStretch).filter(|mark| !tickets(mark)).any(|mark| {
        let (low, high) =
            if mark.last < raw.first { (mark.last, raw.first) } else { (raw.last, mark.first.max(raw.last)) };
        // "36,000, along with a one-off payment of 10,000": it speaks of the other sum.
        let beside_other = others.iter().any(|(first, last)| {
            (*first > mark.last && *first <= mark.last + analysis.reach(4))
                || (*last < mark.first && *last + analysis.reach(4) >= mark.first)
        });
        let beside = high - low <= analysis.reach(4);
        high - low < analysis.reach(20) && (beside || !beside_other)
    })
}

/// The period that what leads to a list says: "Per month:", "Monthly minimum wages (net):".
pub(crate) fn of_heading(text: &str, analysis: &Analysis) -> Option<Period> {
    let leads = analysis.tokens.len().checked_sub(1).is_some_and(|last| analysis.is(text, last, ":"));
    let said = || (0..analysis.tokens.len()).find_map(|token| per(analysis, token)).map(|(period, _)| period);
    of_noun(analysis).or_else(|| leads.then(said).flatten())
}

/// The period of the word for pay in a sentence: "monthly wages".
pub(crate) fn of_noun(analysis: &Analysis) -> Option<Period> {
    let nouns = NOUN.iter().find_map(|&(term, period)| analysis.of(term).next().is_some().then_some(period));
    nouns.or_else(|| of_adjective(analysis))
}

fn of_adjective(analysis: &Analysis) -> Option<Period> {
    ADJECTIVE.iter().find_map(|&(term, period)| {
        let pay = |mark: Mark| is_pay(analysis, mark.last + 1) || follows_pay(analysis, mark.first);
        analysis.of(term).any(pay).then_some(period)
    })
}
