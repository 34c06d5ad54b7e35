//! The rate between two units at a time, in the order of N8.

use crate::fraction::Fraction;
use crate::observe::{At, Observed, cross, observe, one};
use crate::rate::{Evidence, Few, Grade, Kind, Rate, Span};
use crate::snapshot::{Granularity, Market, Series, Snapshot, Source};
use crate::unit::Unit;
use crate::when::When;

/// How old a quote of the survey of the North Korean won may be.
const SURVEY_MAX_GAP_DAYS: i32 = 31;
/// How many daily observations make the mean of a month and of a year.
const DAYS_OF_A_MONTH: usize = 15;
const DAYS_OF_A_YEAR: usize = 200;
/// A peg to a pegged unit on either side is the longest chain that occurs.
const MAX_PEGS: usize = 3;

pub struct Lookup<'s> {
    pub snapshot: &'s Snapshot,
    /// How old a daily rate may be.
    pub max_gap_days: i32,
}

impl Lookup<'_> {
    /// The official rate: units of `from` per unit of `to`.
    pub fn official(&self, from: Unit, to: Unit, when: When) -> Option<Rate> {
        if from == to {
            return Some(Rate::identity(from, when.day()));
        }
        let own = |first: bool, level: Granularity| self.own(from, to, when, Market::Official, first, level);
        let level = when.level();
        if let Some(rate) = own(true, level) {
            return Some(rate);
        }
        if self.is_surveyed_pair(from, to) {
            let own =
                || own(false, level).or_else(|| own(true, Granularity::Year)).or_else(|| own(false, Granularity::Year));
            return self.survey(from, to, when, Market::Official).or_else(own);
        }
        let first = when.first_day();
        let parity = |unit| {
            let peg = self.snapshot.peg(unit, first);
            peg.is_some_and(|peg| self.snapshot.pegs[peg].irrevocable)
        };
        // From its start a parity is the rate itself; a quote of the days before is only older.
        let published = if parity(from) || parity(to) {
            self.pegged(from, to, when, MAX_PEGS).or_else(|| self.observed(from, to, when))
        } else {
            self.observed(from, to, when).or_else(|| self.pegged(from, to, when, MAX_PEGS))
        };
        // A user's own later figures go on where the embedded ones end.
        let later = |own: &Rate| {
            published.is_none_or(|published| {
                published.kind == Kind::Official && published.span == Span::Day && own.date > published.date
            })
        };
        own(false, level)
            .filter(later)
            .or(published)
            .or_else(|| own(true, Granularity::Month))
            .or_else(|| self.month_average(from, to, when))
            .or_else(|| own(false, Granularity::Month))
            .or_else(|| own(true, Granularity::Year))
            .or_else(|| self.annual_average(from, to, when))
            .or_else(|| own(false, Granularity::Year))
    }

    /// The market rate, where one is collected.
    pub fn market(&self, from: Unit, to: Unit, when: When) -> Option<Rate> {
        let own = |first: bool| {
            let levels = [when.level(), Granularity::Month, Granularity::Year];
            levels.into_iter().find_map(|level| self.own(from, to, when, Market::Free, first, level))
        };
        own(true).or_else(|| self.survey(from, to, when, Market::Free)).or_else(|| own(false))
    }

    /// Whether a market rate between two units is collected, here or by the user.
    pub fn has_market(&self, from: Unit, to: Unit) -> bool {
        if self.is_surveyed_pair(from, to) {
            return true;
        }
        let own = |series: &Series| matches!(series.source, Source::Own(_)) && series.market == Market::Free;
        let one_way = |unit: Unit, quote: Unit| {
            self.snapshot.series_of(unit).iter().any(|series| series.quote == quote && own(series))
        };
        let quoted = |one: Unit, other: Unit| one_way(one, other) || one_way(other, one);
        !self.snapshot.own.is_empty()
            && (quoted(from, to) || PIVOTS.into_iter().any(|pivot| quoted(from, pivot) && quoted(to, pivot)))
    }

    /// A user's own rate of one granularity: a direct quote, or a cross through the dollar or the euro with both legs of one
    /// source and time. `first` are the sources that go before the embedded ones.
    fn own(&self, from: Unit, to: Unit, when: When, market: Market, first: bool, level: Granularity) -> Option<Rate> {
        if self.snapshot.own.is_empty() {
            return None;
        }
        let days = |at_least: usize| Some((Granularity::Day, mean(when, at_least)));
        let year = Some((Granularity::Year, At::Exactly(when.year())));
        let (tries, span) = match (level, when) {
            (Granularity::Day, When::Day(day)) => {
                let oldest = day - if market == Market::Free { SURVEY_MAX_GAP_DAYS } else { self.max_gap_days };
                ([Some((Granularity::Day, At::Latest { period: day, oldest })), None], Span::Day)
            }
            (Granularity::Month, When::Day(_) | When::Month { .. }) => {
                let month = Some((Granularity::Month, At::Exactly(when.month_number()?)));
                let of_a_month = matches!(when, When::Month { .. });
                ([month, if of_a_month { days(DAYS_OF_A_MONTH) } else { None }], Span::Month)
            }
            (Granularity::Year, When::Year(_)) => ([year, days(DAYS_OF_A_YEAR)], Span::Year),
            (Granularity::Year, _) => ([year, None], Span::Year),
            _ => return None,
        };
        let mut sources = (0u8..).zip(&self.snapshot.own).filter(|(_, own)| own.first == first);
        let observed = sources.find_map(|(place, _)| {
            let mut tries = tries.into_iter().flatten();
            tries.find_map(|(granularity, at)| {
                own_pair(self.snapshot, Source::Own(place), market, granularity, from, to, at)
            })
        })?;
        let grade = match (span, when) {
            (Span::Day, When::Day(day)) => daily_grade(day - observed.period),
            (Span::Year, When::Day(_) | When::Month { .. }) => Grade::D,
            _ => Grade::C,
        };
        let mut rate = self.rated(observed, from, to, span, grade, when);
        if market == Market::Free {
            rate.kind = Kind::Market;
            rate.grade = rate.grade.max(Grade::C);
        }
        Some(rate)
    }

    /// Whether a market rate of this unit is collected.
    pub fn is_surveyed(&self, unit: Unit) -> bool {
        let series = self.snapshot.series_of(unit);
        series.iter().any(|series| series.source == Source::Kpw)
    }

    /// Whether one of two units is: then the market's rate is the one that counts.
    pub fn is_surveyed_pair(&self, from: Unit, to: Unit) -> bool {
        from != to && (self.is_surveyed(from) || self.is_surveyed(to))
    }

    /// The same rate on the same day by the other daily source, for comparison.
    pub fn second_opinion(&self, from: Unit, to: Unit, rate: &Rate) -> Option<(Source, Rate)> {
        let (Span::Day, Kind::Official, Some(day)) = (rate.span, rate.kind, rate.date) else {
            return None;
        };
        let Some(Evidence::Series(used)) = rate.evidence.iter().next() else {
            return None;
        };
        let other = match self.snapshot.series[used].source {
            Source::H10 => Source::Ecb,
            Source::Ecb => Source::H10,
            _ => return None,
        };
        let observed = observe(self.snapshot, other, Granularity::Day, from, to, At::Exactly(day))?;
        Some((other, self.rated(observed, from, to, Span::Day, Grade::A, When::Day(day))))
    }

    /// The nearest day on which a daily source or the survey has the unit, as its distance in days
    /// from the wanted time: below zero where it lies before.
    pub fn nearest(&self, from: Unit, to: Unit, when: When) -> Option<(i32, i32)> {
        let (first, last) = (when.first_day(), when.last_day());
        let unit = if self.snapshot.series_of(from).is_empty() { to } else { from };
        let daily = self.snapshot.series_of(unit).iter();
        daily
            .filter(|series| series.granularity == Granularity::Day)
            .flat_map(|series| {
                let before = series.last_not_after(first);
                let after = before.map_or(0, |index| index + 1);
                [before, (after < series.len()).then_some(after)]
                    .into_iter()
                    .flatten()
                    .map(|index| series.period(index))
            })
            .map(|day| (day, if day > last { day - last } else { (day - first).min(0) }))
            .min_by_key(|(_, distance)| distance.abs())
    }

    /// N8, steps 1 and 2; N6 for a month or a year.
    fn observed(&self, from: Unit, to: Unit, when: When) -> Option<Rate> {
        let at = match when {
            When::Day(day) => {
                let oldest = day - self.max_gap_days;
                At::Latest { period: day, oldest }
            }
            When::Month { .. } => mean(when, DAYS_OF_A_MONTH),
            When::Year(year) => {
                let at = At::Exactly(year);
                let annual = observe(self.snapshot, Source::WorldBank, Granularity::Year, from, to, at);
                if let Some(observed) = annual {
                    return Some(self.rated(observed, from, to, Span::Year, Grade::C, when));
                }
                mean(when, DAYS_OF_A_YEAR)
            }
        };
        let observed = daily_sources(from, to)
            .into_iter()
            .find_map(|source| observe(self.snapshot, source, Granularity::Day, from, to, at))?;
        let (span, grade) = match when {
            When::Day(day) => (Span::Day, daily_grade(day - observed.period)),
            When::Month { .. } => (Span::Month, Grade::C),
            When::Year(_) => (Span::Year, Grade::C),
        };
        Some(self.rated(observed, from, to, span, grade, when))
    }

    /// N8, step 3: a peg or parity on one side or both, and what is observed between their bases.
    fn pegged(&self, from: Unit, to: Unit, when: When, pegs_left: usize) -> Option<Rate> {
        let first = when.first_day();
        let left = self.snapshot.peg(from, first);
        let right = self.snapshot.peg(to, first);
        if pegs_left == 0 || (left.is_none() && right.is_none()) {
            return None;
        }
        let base = |peg: Option<usize>, unit| peg.map_or(unit, |peg| self.snapshot.pegs[peg].base);
        // A peg to the target itself needs no peg of the target.
        let (left, right) = if base(left, from) == to {
            (left, None)
        } else if base(right, to) == from {
            (None, right)
        } else {
            (left, right)
        };
        let (near, far) = (base(left, from), base(right, to));
        let between = if near == far {
            Rate::identity(near, when.day().or(Some(when.last_day())))
        } else {
            self.observed(near, far, when).or_else(|| self.pegged(near, far, when, pegs_left - 1))?
        };
        let factor =
            |peg: Option<usize>| peg.map_or(Fraction::ONE, |peg| Fraction::whole(self.snapshot.pegs[peg].rate));
        let fraction = factor(left).times(between.fraction)?.times(factor(right).inverse())?;
        let irrevocable = [left, right].into_iter().flatten().all(|peg| self.snapshot.pegs[peg].irrevocable);
        let mut path = Few::new();
        path.push(from);
        path.extend(between.path);
        path.push(to);
        let mut evidence = Few::new();
        left.into_iter().for_each(|peg| evidence.push(Evidence::Peg(peg)));
        evidence.extend(between.evidence);
        right.into_iter().for_each(|peg| evidence.push(Evidence::Peg(peg)));
        Some(Rate {
            fraction,
            kind: if irrevocable && between.kind != Kind::Peg { Kind::Fixed } else { Kind::Peg },
            grade: between.grade.max(Grade::B),
            path,
            evidence,
            ..between
        })
    }

    /// N8, step 4.
    fn month_average(&self, from: Unit, to: Unit, when: When) -> Option<Rate> {
        let at = At::Exactly(when.month_number()?);
        let source = Source::FredMonthly;
        let observed = observe(self.snapshot, source, Granularity::Month, from, to, at)?;
        Some(self.rated(observed, from, to, Span::Month, Grade::C, when))
    }

    /// N8, step 5. Of a whole year it is what was asked for, see [`Lookup::observed`].
    fn annual_average(&self, from: Unit, to: Unit, when: When) -> Option<Rate> {
        let at = At::Exactly(when.year());
        let source = Source::WorldBank;
        let observed = observe(self.snapshot, source, Granularity::Year, from, to, at)?;
        Some(self.rated(observed, from, to, Span::Year, Grade::D, when))
    }

    /// A quote of the survey; there are direct quotes only.
    fn survey(&self, from: Unit, to: Unit, when: When, market: Market) -> Option<Rate> {
        let find = |unit, quote, granularity| self.snapshot.find(unit, quote, Source::Kpw, market, granularity);
        let quoted = |granularity: Granularity, at: At| {
            let (index, inverse) = match find(from, to, granularity) {
                Some(index) => (index, false),
                None => (find(to, from, granularity)?, true),
            };
            let (fraction, period) = one(&self.snapshot.series[index], at)?;
            let fraction = if inverse { fraction.inverse() } else { fraction };
            let legs = [Some(index), None];
            Some(Observed { fraction, period, legs })
        };
        let daily = || match when {
            When::Day(day) => {
                let oldest = day - SURVEY_MAX_GAP_DAYS;
                quoted(Granularity::Day, At::Latest { period: day, oldest })
                    .map(|observed| (observed, Span::Day, Grade::C))
            }
            _ => None,
        };
        let monthly = || {
            quoted(Granularity::Month, At::Exactly(when.month_number()?))
                .map(|observed| (observed, Span::Month, Grade::C))
        };
        let annual = || {
            let grade = if matches!(when, When::Year(_)) { Grade::C } else { Grade::D };
            quoted(Granularity::Year, At::Exactly(when.year())).map(|observed| (observed, Span::Year, grade))
        };
        let (observed, span, grade) = daily().or_else(monthly).or_else(annual)?;
        let mut rate = self.rated(observed, from, to, span, grade, when);
        if market == Market::Free {
            rate.kind = Kind::Market;
        }
        Some(rate)
    }

    fn rated(&self, observed: Observed, from: Unit, to: Unit, span: Span, grade: Grade, when: When) -> Rate {
        let mut path = Few::new();
        path.push(from);
        let mut evidence = Few::new();
        if let [Some(left), Some(_)] = observed.legs {
            path.push(self.snapshot.series[left].quote);
        }
        path.push(to);
        for leg in observed.legs.into_iter().flatten() {
            evidence.push(Evidence::Series(leg));
        }
        let (date, gap_days) = match (span, when) {
            (Span::Day, When::Day(day)) => (observed.period, day - observed.period),
            (Span::Month, When::Day(day)) => (end_of_month(day), 0),
            (Span::Year, _) => (When::Year(when.year()).last_day(), 0),
            _ => (when.last_day(), 0),
        };
        Rate {
            fraction: observed.fraction,
            date: Some(date),
            gap_days,
            span,
            kind: Kind::Official,
            grade,
            path,
            evidence,
        }
    }
}

/// A user's quotes are crossed through these.
const PIVOTS: [Unit; 2] = [Unit::USD, Unit::EUR];

/// One source's own quotes between two units.
fn own_pair(
    snapshot: &Snapshot,
    source: Source,
    market: Market,
    granularity: Granularity,
    from: Unit,
    to: Unit,
    at: At,
) -> Option<Observed> {
    let find = |unit, quote| snapshot.find(unit, quote, source, market, granularity);
    let direct = |unit, quote, inverse: bool| {
        let index = find(unit, quote)?;
        let (fraction, period) = one(&snapshot.series[index], at)?;
        let fraction = if inverse { fraction.inverse() } else { fraction };
        Some(Observed { fraction, period, legs: [Some(index), None] })
    };
    let through = |pivot: Unit| {
        let (left, right) = (find(from, pivot)?, find(to, pivot)?);
        let (fraction, period) = cross(&snapshot.series[left], &snapshot.series[right], at)?;
        Some(Observed { fraction, period, legs: [Some(left), Some(right)] })
    };
    direct(from, to, false).or_else(|| direct(to, from, true)).or_else(|| PIVOTS.into_iter().find_map(through))
}

/// H.10 for the dollar and the ECB for the euro quote directly; a cross of H.10 comes before one of
/// the ECB, because its series are longer.
fn daily_sources(from: Unit, to: Unit) -> [Source; 2] {
    if to == Unit::EUR || (from == Unit::EUR && to != Unit::USD) {
        [Source::Ecb, Source::H10]
    } else {
        [Source::H10, Source::Ecb]
    }
}

/// N16. An option may allow a gap beyond a week: such a rate is no better than an annual average.
fn daily_grade(gap_days: i32) -> Grade {
    match gap_days {
        ..=1 => Grade::A,
        2..=7 => Grade::B,
        _ => Grade::D,
    }
}

fn mean(when: When, at_least: usize) -> At {
    At::Mean { first: when.first_day(), last: when.last_day(), at_least }
}

fn end_of_month(day: i32) -> i32 {
    When::Day(day).within(Granularity::Month).map_or(day, When::last_day)
}
