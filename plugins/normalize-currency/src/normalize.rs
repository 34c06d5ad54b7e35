//! One row: from what a text says to figures that can be compared.

use wagemill_decimal::Decimal;
use wagemill_plugin::prelude::Date;
use wagemill_rates::epoch::{self, Epoch};
use wagemill_rates::fraction::Fraction;
use wagemill_rates::rate::{Grade, Kind, Rate, Span};
use wagemill_rates::snapshot::Snapshot;
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::equivalent::{Equivalent, equivalent, weigh_equivalent};
use crate::flags::Flags;
use crate::period::{Paid, Profile, WorkingTime, to_hour, to_month};
use crate::printed::says_old_or_new;
use crate::rules::Rules;
use crate::table::{Mention, Wage};
use crate::two_rates::Rates;
use crate::words;

pub struct Normalizer<'s> {
    pub snapshot: &'s Snapshot,
    pub rules: &'s Rules,
}

/// A row at work.
pub struct Work<'m> {
    pub mention: &'m Mention<'m>,
    pub when: Option<When>,
    pub wage: Wage,
    pub flags: Flags<'m>,
}

/// Amounts and what they are multiplied by to become target units.
#[derive(Clone, Copy)]
pub struct Headline {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub fraction: Fraction,
}

impl Normalizer<'_> {
    pub fn normalize(&self, mention: &Mention<'_>) -> Wage {
        let flags = Flags::of(mention.flags);
        let mut work = Work { mention, when: None, wage: Wage::default(), flags };
        date(&mut work);
        amounts(&mut work);
        let native = self.native(&mut work);
        let target = epoch::target(self.snapshot, self.rules.to, work.when);
        let rates = match (native, target) {
            (Some(native), Some(target)) => self.rates(native, target, work.when),
            _ => Rates::default(),
        };
        rates.both_values(&mut work);
        let equivalent = equivalent(self.snapshot, &mut work);
        if let Some(equivalent) = &equivalent {
            let rate = native.and_then(|native| self.rates(native, equivalent.epoch, work.when).headline());
            weigh_equivalent(equivalent, rate.as_ref(), self.rules, &mut work);
        }

        let table = rates.headline();
        let is_good = table.is_some_and(|rate| rate.grade <= Grade::C);
        let in_text = if is_good { None } else { self.usable(equivalent.as_ref(), target, work.when) };
        let headline = match (table, in_text) {
            (_, Some((equivalent, fraction))) => Some(self.by_text(equivalent, fraction, &mut work)),
            (Some(rate), None) => Some(self.by_table(&rate, &mut work)),
            (None, None) => {
                work.wage.rate_grade = Grade::X.name();
                work.flags.raise_if(native.is_some() && work.when.is_some(), "fx_missing");
                None
            }
        };
        if let Some(month) = self.periods(headline.as_ref(), &mut work) {
            let dollars =
                if self.rules.to == Unit::USD { headline } else { self.dollars(native, equivalent.as_ref(), &work) };
            self.real_values(native, dollars, month, &mut work);
        }
        words::fill(self, &rates, native.zip(target), &mut work);
        work.wage
    }

    /// The unit of the amount (N3), or the reason why there is none.
    fn native(&self, work: &mut Work<'_>) -> Option<Epoch> {
        let mention = work.mention;
        let Some(text) = mention.currency.map(str::trim).filter(|text| !text.is_empty()) else {
            let candidates = mention.currency_candidates.is_some_and(|text| !text.trim().is_empty());
            let ambiguous = candidates || work.flags.has("currency_ambiguous");
            work.flags.raise(if ambiguous { "currency_ambiguous" } else { "currency_unknown" });
            return None;
        };
        let Some(code) = known_code(self.snapshot, text) else {
            work.flags.raise("currency_code_unknown");
            return None;
        };
        let Some(native) = epoch::native(self.snapshot, code, work.when) else {
            // Without a date a code that has named several units says nothing about today's.
            work.wage.currency_epoch = Some(code.to_string());
            return None;
        };
        work.wage.currency_epoch = Some(native.unit.to_string());
        let mut current = |amount: Option<Decimal>| {
            let value = native.current.inverse().of(amount?, 4);
            work.flags.raise_if(value.is_none(), "overflow");
            value
        };
        (work.wage.amount_current_min, work.wage.amount_current_max) =
            both(mention.amount_min, mention.amount_max, &mut current);
        if let Some(when) = work.when {
            let window = epoch::in_window(self.snapshot, code, when);
            let told = window && says_old_or_new(mention.quote, mention.sentence);
            work.flags.raise_if(window && !told, "redenomination_window");
            let parallel = code != self.rules.to
                && (self.snapshot.is_parallel(code, when) || self.snapshot.is_parallel(self.rules.to, when));
            work.flags.raise_if(parallel, "parallel_regime");
        }
        Some(native)
    }

    /// The text's conversion and what it is multiplied by to become target units.
    fn usable<'e>(
        &self,
        equivalent: Option<&'e Equivalent>,
        target: Option<Epoch>,
        when: Option<When>,
    ) -> Option<(&'e Equivalent, Fraction)> {
        let equivalent = equivalent?;
        let rate = self.rates(equivalent.epoch, target?, when).headline()?;
        (rate.grade <= Grade::C).then(|| (equivalent, rate.fraction.inverse()))
    }

    /// The headline value as it would be with the dollar as the target.
    fn dollars(&self, native: Option<Epoch>, equivalent: Option<&Equivalent>, work: &Work<'_>) -> Option<Headline> {
        let target = epoch::target(self.snapshot, Unit::USD, work.when)?;
        let table = native.and_then(|native| self.rates(native, target, work.when).headline());
        let is_good = table.is_some_and(|rate| rate.grade <= Grade::C);
        let in_text = if is_good { None } else { self.usable(equivalent, Some(target), work.when) };
        let mention = work.mention;
        match (in_text, table) {
            (Some((equivalent, fraction)), _) => Some(Headline { min: equivalent.min, max: equivalent.max, fraction }),
            (None, Some(rate)) => {
                Some(Headline { min: mention.amount_min, max: mention.amount_max, fraction: rate.fraction.inverse() })
            }
            (None, None) => None,
        }
    }

    fn by_table(&self, rate: &Rate, work: &mut Work<'_>) -> Headline {
        let Work { mention, when, wage, flags } = work;
        wage.rate = rate.value();
        flags.raise_if(wage.rate.is_none(), "overflow");
        wage.rate_date = rate.date.map(Date);
        wage.rate_gap_days = rate.date.map(|_| rate.gap_days.into());
        wage.rate_source = Some(rate.source_text(self.snapshot));
        wage.rate_kind = Some(rate.kind.name());
        wage.rate_path = Some(rate.path_text());
        wage.rate_grade = rate.grade.name();
        wage.fx_snapshot = rate.snapshot_text(self.snapshot);
        let of_a_day = matches!(when, Some(When::Day(_)));
        let of_a_year = matches!(when, Some(When::Year(_)));
        flags.raise_if(rate.span == Span::Month && of_a_day, "fx_month_average");
        flags.raise_if(rate.span == Span::Year && !of_a_year, "fx_annual_average");
        flags.raise_if(rate.kind != Kind::Market && rate.gap_days > 7, "fx_gap_widened");
        Headline { min: mention.amount_min, max: mention.amount_max, fraction: rate.fraction.inverse() }
    }

    fn by_text(&self, equivalent: &Equivalent, fraction: Fraction, work: &mut Work<'_>) -> Headline {
        let Work { mention, wage, flags, .. } = work;
        flags.raise("intext_used");
        wage.rate_grade = Grade::E.name();
        wage.rate_kind = Some(Kind::InText.name());
        wage.rate_source = Some("article".to_owned());
        wage.rate = equivalent.pairs.first().and_then(|pair| {
            let printed = Fraction::whole(pair.printed).times(fraction)?;
            printed.inverse().of(pair.native, 6)
        });
        flags.raise_if(wage.rate.is_none(), "overflow");
        let through = equivalent.epoch.unit.code();
        let from = mention.currency.map(str::trim).and_then(|text| known_code(self.snapshot, text));
        let to = Some(self.rules.to).filter(|to| *to != through);
        let path = [from, Some(through), to].into_iter().flatten();
        wage.rate_path = Some(path.map(|unit| unit.to_string()).collect::<Vec<_>>().join(">"));
        Headline { min: equivalent.min, max: equivalent.max, fraction }
    }

    /// Values for the printed period, a month and an hour (N12 to N14). Gives what the amount is multiplied by to become a
    /// month's, where it has one.
    fn periods(&self, headline: Option<&Headline>, work: &mut Work<'_>) -> Option<Fraction> {
        let Work { mention, when, wage, flags } = work;
        let (min, max) = headline.map_or((None, None), |headline| (headline.min, headline.max));
        let mut values = |min: Option<Decimal>, max: Option<Decimal>, factor: Option<Fraction>| {
            let Some(headline) = headline else { return (None, None) };
            let fraction = factor.and_then(|factor| headline.fraction.times(factor));
            both(min, max, |amount| {
                let amount = amount?;
                let value = fraction.and_then(|fraction| fraction.of(amount, 4));
                flags.raise_if(value.is_none(), "overflow");
                value
            })
        };
        (wage.to_min, wage.to_max) = values(min, max, Some(Fraction::ONE));
        let period = match Paid::parse(mention.period) {
            Paid::Per(period) => period,
            Paid::ByPiece => {
                flags.raise("period_piece");
                return None;
            }
            Paid::Once => {
                flags.raise("period_once");
                return None;
            }
            Paid::Unknown => {
                flags.raise("period_unknown");
                return None;
            }
        };
        let weeks = self.rules.weeks_per_year;
        let time = self.working_time(mention, *when);
        let month = to_month(period, &time, weeks);
        (wage.to_month_min, wage.to_month_max) = values(min, max, month);
        (wage.to_hour_min, wage.to_hour_max) = values(min, max, to_hour(period, &time, weeks));
        (wage.to_hour_band_low, _) = values(min, None, to_hour(period, &time.longest(), weeks));
        (_, wage.to_hour_band_high) = values(None, max, to_hour(period, &time.shortest(), weeks));

        wage.hours_per_day_used = Some(time.hours);
        wage.days_per_week_used = Some(time.days);
        wage.weeks_per_year_used = Some(weeks);
        wage.hours_basis = Some(time.basis());
        wage.assumptions = Some(time.assumptions()).filter(|text| !text.is_empty());
        flags.raise_if(time.hours_assumed, "assumed_hours");
        flags.raise_if(time.days_assumed, "assumed_days");
        flags.raise_if(time.implausible, "working_time_implausible");
        month
    }

    fn working_time(&self, mention: &Mention<'_>, when: Option<When>) -> WorkingTime {
        let by_country = || {
            let country = mention.country.map(str::trim).unwrap_or_default();
            let member = self.snapshot.is_member(country, when.map(When::first_day));
            if member { Profile::H40 } else { Profile::H48 }
        };
        let profile = self.rules.profile.unwrap_or_else(by_country);
        WorkingTime::new(mention.hours_per_day, mention.days_per_week, profile)
    }
}

/// What is made of the ends of a range; of one amount it is made once.
pub fn both<V: Copy>(
    min: Option<Decimal>,
    max: Option<Decimal>,
    mut value: impl FnMut(Option<Decimal>) -> Option<V>,
) -> (Option<V>, Option<V>) {
    let low = value(min);
    (low, if min == max { low } else { value(max) })
}

/// A code of ISO 4217; the text is trimmed, nothing else is guessed.
pub fn known_code(snapshot: &Snapshot, text: &str) -> Option<Unit> {
    Unit::parse(text).filter(|unit| *unit == unit.code() && snapshot.knows_code(*unit))
}

/// N5: the time in the text, else the day of publication.
fn date(work: &mut Work<'_>) {
    let Work { mention, when, wage, flags } = work;
    let text = mention.refers_to.map(str::trim).filter(|text| !text.is_empty());
    let stated = text.and_then(When::parse);
    flags.raise_if(text.is_some() && stated.is_none(), "refers_to_unreadable");
    let published = mention.published_on.map(|date| When::Day(date.0));
    *when = stated.or(published);
    let Some(known) = *when else { return flags.raise("no_date") };
    wage.fx_date = Some(known.to_string());
    wage.fx_granularity = Some(known.granularity());
    wage.fx_date_basis = Some(match stated {
        None => "published",
        Some(When::Day(_)) => "text_day",
        Some(When::Month { .. }) => "text_month",
        Some(When::Year(_)) => "text_year",
    });
}

/// N14: what is open stays open, and what is inverted stays inverted.
fn amounts(work: &mut Work<'_>) {
    let (min, max) = (work.mention.amount_min, work.mention.amount_max);
    match (min, max) {
        (None, None) => work.flags.raise("amount_missing"),
        (Some(min), Some(max)) => work.flags.raise_if(min > max, "range_inverted"),
        _ => work.flags.raise("open_bound"),
    }
}
