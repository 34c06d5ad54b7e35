//! The lookup a second time: slow, from the rules alone, on maps of all observations.

use std::collections::BTreeMap;

use wagemill_decimal::Decimal;
use wagemill_rates::lookup::Lookup;
use wagemill_rates::rate::Rate;
use wagemill_rates::snapshot::{Granularity, Market, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::support::snapshot;

const DRAWS: usize = 100_000;

/// Units per unit of the quote, as published, and whether it was published the other way round.
type Observations = BTreeMap<i32, Decimal>;

struct Figures {
    /// By source, granularity and unit; official only, against the source's pivot.
    series: BTreeMap<(Source, Granularity, Unit), (bool, Observations)>,
    /// By unit: base, rate, since, irrevocable.
    pegs: BTreeMap<Unit, (Unit, Decimal, i32, bool)>,
}

/// Numerator and denominator of units of `from` per unit of `to`, and what stands behind them.
#[derive(Clone, Debug)]
struct Found {
    top: Decimal,
    bottom: Decimal,
    day: i32,
    grade: &'static str,
    kind: &'static str,
}

fn figures() -> Figures {
    let mut series = BTreeMap::new();
    for one in snapshot().series.iter().filter(|one| one.market == Market::Official && one.source != Source::Kpw) {
        let observations = (0..one.len()).map(|index| (one.period(index), one.value(index))).collect();
        let probe = one.fraction(Decimal::new(2, 0), Decimal::ONE);
        let turned = probe.numerator == Decimal::ONE;
        series.insert((one.source, one.granularity, one.unit), (turned, observations));
    }
    let pegs = snapshot().pegs.iter().map(|peg| (peg.unit, (peg.base, peg.rate, peg.since, peg.irrevocable)));
    Figures { series, pegs: pegs.collect() }
}

impl Figures {
    /// The sum of what was published in the periods and their number, turned so that it is units per pivot.
    fn leg(&self, source: Source, granularity: Granularity, unit: Unit, periods: &[i32]) -> Option<(Decimal, Decimal)> {
        if unit == source.pivot() {
            return Some((Decimal::ONE, Decimal::ONE));
        }
        let (turned, observations) = self.series.get(&(source, granularity, unit))?;
        let mut sum = Decimal::ZERO;
        for period in periods {
            sum = sum.checked_add(*observations.get(period)?)?;
        }
        let count = Decimal::new(periods.len() as i128, 0);
        Some(if *turned { (count, sum) } else { (sum, count) })
    }

    /// The periods in which both units were observed, among those of `range`.
    fn common(
        &self,
        source: Source,
        granularity: Granularity,
        units: [Unit; 2],
        range: (i32, i32),
    ) -> Option<Vec<i32>> {
        let mut common: Option<Vec<i32>> = None;
        for unit in units.into_iter().filter(|unit| *unit != source.pivot()) {
            let (_, observations) = self.series.get(&(source, granularity, unit))?;
            let own: Vec<i32> = observations.range(range.0..=range.1).map(|(period, _)| *period).collect();
            common = Some(match common {
                None => own,
                Some(others) => others.into_iter().filter(|period| own.contains(period)).collect(),
            });
        }
        common
    }

    fn between(
        &self,
        source: Source,
        granularity: Granularity,
        units: [Unit; 2],
        periods: &[i32],
    ) -> Option<(Decimal, Decimal)> {
        let (left, under_left) = self.leg(source, granularity, units[0], periods)?;
        let (right, under_right) = self.leg(source, granularity, units[1], periods)?;
        Some((left.checked_mul(under_right)?, under_left.checked_mul(right)?))
    }

    fn in_period(
        &self,
        source: Source,
        granularity: Granularity,
        units: [Unit; 2],
        period: i32,
    ) -> Option<(Decimal, Decimal)> {
        let common = self.common(source, granularity, units, (period, period))?;
        if common.is_empty() { None } else { self.between(source, granularity, units, &common) }
    }

    fn observed(&self, units: [Unit; 2], when: When) -> Option<Found> {
        let found = |(top, bottom), day, grade| Some(Found { top, bottom, day, grade, kind: "official" });
        if let When::Year(year) = when
            && let Some(value) = self.in_period(Source::WorldBank, Granularity::Year, units, year)
        {
            return found(value, when.last_day(), "C");
        }
        let ecb_first = units[1] == Unit::EUR || (units[0] == Unit::EUR && units[1] != Unit::USD);
        let sources = if ecb_first { [Source::Ecb, Source::H10] } else { [Source::H10, Source::Ecb] };
        for source in sources {
            let range = match when {
                When::Day(day) => (day - 7, day),
                _ => (when.first_day(), when.last_day()),
            };
            let Some(common) = self.common(source, Granularity::Day, units, range) else { continue };
            let enough = match when {
                When::Day(_) => 1,
                When::Month { .. } => 15,
                When::Year(_) => 200,
            };
            if common.len() < enough {
                continue;
            }
            if let When::Day(day) = when {
                let last = *common.last()?;
                let value = self.between(source, Granularity::Day, units, &[last])?;
                return found(value, last, if day - last <= 1 { "A" } else { "B" });
            }
            return found(self.between(source, Granularity::Day, units, &common)?, when.last_day(), "C");
        }
        None
    }

    fn pegged(&self, units: [Unit; 2], when: When, depth: usize) -> Option<Found> {
        let peg = |unit: Unit| self.pegs.get(&unit).filter(|peg| peg.2 <= when.first_day());
        let (mut left, mut right) = (peg(units[0]), peg(units[1]));
        if depth == 0 || (left.is_none() && right.is_none()) {
            return None;
        }
        if left.is_some_and(|peg| peg.0 == units[1]) {
            right = None;
        } else if right.is_some_and(|peg| peg.0 == units[0]) {
            left = None;
        }
        let bases = [left.map_or(units[0], |peg| peg.0), right.map_or(units[1], |peg| peg.0)];
        let mut found = if bases[0] == bases[1] {
            Found { top: Decimal::ONE, bottom: Decimal::ONE, day: when.last_day(), grade: "B", kind: "official" }
        } else {
            self.observed(bases, when).or_else(|| self.pegged(bases, when, depth - 1))?
        };
        let lawful = left.is_none_or(|peg| peg.3) && right.is_none_or(|peg| peg.3) && found.kind != "peg";
        found.kind = if lawful { "fixed" } else { "peg" };
        found.grade = found.grade.max("B");
        found.top = found.top.checked_mul(left.map_or(Decimal::ONE, |peg| peg.1))?;
        found.bottom = found.bottom.checked_mul(right.map_or(Decimal::ONE, |peg| peg.1))?;
        Some(found)
    }

    fn official(&self, units: [Unit; 2], when: When) -> Option<Found> {
        if units[0] == units[1] {
            let day = when.last_day();
            return Some(Found { top: Decimal::ONE, bottom: Decimal::ONE, day, grade: "A", kind: "identity" });
        }
        let parity = units.iter().any(|unit| self.pegs.get(unit).is_some_and(|peg| peg.3 && peg.2 <= when.first_day()));
        let found = if parity {
            self.pegged(units, when, 3).or_else(|| self.observed(units, when))
        } else {
            self.observed(units, when).or_else(|| self.pegged(units, when, 3))
        };
        let of_month = || {
            let month = match when {
                When::Year(_) => return None,
                When::Month { year, month } => year * 12 + month as i32 - 1,
                When::Day(_) => {
                    let text = when.to_string();
                    text[..4].parse::<i32>().unwrap() * 12 + text[5..7].parse::<i32>().unwrap() - 1
                }
            };
            let (top, bottom) = self.in_period(Source::FredMonthly, Granularity::Month, units, month)?;
            let month = When::Month { year: month / 12, month: (month % 12 + 1) as u32 };
            Some(Found { top, bottom, day: month.last_day(), grade: "C", kind: "official" })
        };
        let of_year = || {
            let (top, bottom) = self.in_period(Source::WorldBank, Granularity::Year, units, when.year())?;
            let day = When::Year(when.year()).last_day();
            Some(Found { top, bottom, day, grade: "D", kind: "official" })
        };
        found.or_else(of_month).or_else(of_year)
    }
}

/// A generator that gives the same draws everywhere.
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn both_lookups_agree_on_random_draws() {
    let figures = figures();
    let lookup = Lookup { snapshot: snapshot(), max_gap_days: 7 };
    let mut units: Vec<Unit> = figures.series.keys().map(|key| key.2).chain(figures.pegs.keys().copied()).collect();
    units.push(Unit::USD);
    units.sort();
    units.dedup();
    let targets: Vec<Unit> =
        ["USD", "EUR", "JPY", "XOF", "AED", "DEM", "CZK"].iter().map(|code| Unit::parse(code).unwrap()).collect();
    let mut draws = Draws(2023);
    let mut agreed = 0;
    for _ in 0..DRAWS {
        let from = units[draws.below(units.len())];
        let to = targets[draws.below(targets.len())];
        let day = When::Day(i32::try_from(draws.below(20_900)).unwrap());
        let when = match draws.below(4) {
            0 => When::parse(&day.to_string()[..7]).unwrap(),
            1 => When::Year(day.year()),
            _ => day,
        };
        let (fast, slow) = (lookup.official(from, to, when), figures.official([from, to], when));
        let shown = format!("{from} into {to} on {when}");
        match (fast, slow) {
            (None, None) => {}
            (Some(fast), Some(slow)) => {
                same(&fast, &slow, &shown);
                agreed += 1;
            }
            (fast, slow) => panic!("{shown}: {fast:?} and {slow:?}"),
        }
    }
    assert!(agreed > DRAWS / 3, "{agreed} of {DRAWS} draws have a rate");
}

fn same(fast: &Rate, slow: &Found, shown: &str) {
    assert_eq!(fast.value(), Decimal::ONE.mul_div(slow.top, slow.bottom, 6), "{shown}");
    assert_eq!(fast.grade.name(), slow.grade, "{shown}");
    assert_eq!(fast.kind.name(), slow.kind, "{shown}");
    // The identity has a day only where one was asked for.
    assert!(fast.date.is_none_or(|date| date == slow.day), "{shown}: {:?} and {}", fast.date, slow.day);
}
