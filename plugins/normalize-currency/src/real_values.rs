//! Purchasing power parity and real values of a month's pay (N15).

use wagemill_decimal::Decimal;
use wagemill_rates::epoch::{self, Epoch, restate};
use wagemill_rates::fraction::Fraction;
use wagemill_rates::prices::{self, Country, UNITED_STATES, Yearly};
use wagemill_rates::rate::push_evidence;
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::flags::Flags;
use crate::normalize::{Headline, Normalizer, Work, both};

/// What an amount is multiplied by to become local units, and the rate that was used, as `fx_snapshot` names it.
struct Local {
    fraction: Fraction,
    rate: Option<String>,
    /// It is the official one of a time with two rates.
    parallel: bool,
}

impl Normalizer<'_> {
    /// `month` is what the amount is multiplied by to become a month's.
    pub fn real_values(&self, native: Option<Epoch>, dollars: Option<Headline>, month: Fraction, work: &mut Work<'_>) {
        let (mention, Some(when)) = (work.mention, work.when) else { return };
        if mention.amount_min.is_none() && mention.amount_max.is_none() {
            return;
        }
        self.real_dollars(native, dollars, month, when, work);
        let Some(native) = native else { return };
        let (country, assumed) = match self.place(mention.country, native, when) {
            Ok(place) => place,
            Err(flag) => return work.flags.raise(flag),
        };
        let Some(parities) = self.snapshot.parities(country) else { return work.flags.raise("ppp_missing") };
        let Some(local) = self.local(native, parities, when) else { return work.flags.raise("ppp_rate_missing") };
        let (now, base) = (parities.value(when.year()), parities.value(self.rules.base_year));
        work.flags.raise_if(now.is_none() || base.is_none(), "ppp_missing");
        let chain = self.chain(country, when);
        work.flags.raise_if(chain.is_none(), "cpi_missing");
        let in_local = month.times_near(local.fraction);
        let per_unit = |parity: Decimal| Fraction::whole(parity).inverse();

        let factor = now.map(|parity| in_local?.times_near(per_unit(parity)));
        (work.wage.ppp_month_min, work.wage.ppp_month_max) =
            both(mention.amount_min, mention.amount_max, |amount| value(factor, amount, &mut work.flags));
        let factor = chain.zip(base).map(|(chain, parity)| in_local?.times_near(chain)?.times_near(per_unit(parity)));
        (work.wage.real_ppp_base_month_min, work.wage.real_ppp_base_month_max) =
            both(mention.amount_min, mention.amount_max, |amount| value(factor, amount, &mut work.flags));

        let some = |values: [Option<Decimal>; 2]| values.iter().any(Option::is_some);
        let at_parity = some([work.wage.ppp_month_min, work.wage.ppp_month_max]);
        let real = some([work.wage.real_ppp_base_month_min, work.wage.real_ppp_base_month_max]);
        if !at_parity && !real {
            return;
        }
        work.flags.raise_if(local.parallel, "ppp_parallel_regime");
        if let Some(rate) = local.rate {
            used(work, &rate);
        }
        used_figures(work, "ppp", parities);
        if real && when.year() != self.rules.base_year {
            self.used_inflation(country, work);
        }
        if assumed {
            let place = format!("ppp_country={}", String::from_utf8_lossy(&country));
            add(&mut work.wage.assumptions, &place, ';');
        }
    }

    fn real_dollars(
        &self,
        native: Option<Epoch>,
        dollars: Option<Headline>,
        month: Fraction,
        when: When,
        work: &mut Work<'_>,
    ) {
        let Some(dollars) = dollars else {
            let told = native.is_none() || work.flags.has("fx_missing");
            return work.flags.raise_if(!told, "usd_rate_missing");
        };
        let Some(chain) = self.chain(UNITED_STATES, when) else {
            return work.flags.raise("cpi_missing");
        };
        let factor = Some(dollars.fraction.times_near(month).and_then(|dollars| dollars.times_near(chain)));
        (work.wage.real_usd_base_month_min, work.wage.real_usd_base_month_max) =
            both(dollars.min, dollars.max, |amount| value(factor, amount, &mut work.flags));
        if when.year() != self.rules.base_year {
            self.used_inflation(UNITED_STATES, work);
        }
    }

    /// The place of work, and whether it was told from the currency alone; or the flag that says why there is none.
    fn place(&self, stated: Option<&str>, native: Epoch, when: When) -> Result<(Country, bool), &'static str> {
        if let Some(text) = stated.map(str::trim).filter(|text| !text.is_empty()) {
            let known = prices::country(text).filter(|country| !self.snapshot.tenders_of(*country).is_empty());
            return known.map(|country| (country, false)).ok_or("ppp_country_unknown");
        }
        match self.snapshot.users(native.unit.code(), when)[..] {
            [] => Err("ppp_country_unknown"),
            [country] => Ok((country, true)),
            _ => Err("ppp_country_ambiguous"),
        }
    }

    /// Into the unit in which the parities of the country are stated. They are back-cast to it, so an old unit goes by the
    /// law that replaced it, also before that law; any other currency by the average of the year.
    fn local(&self, native: Epoch, parities: &Yearly, when: When) -> Option<Local> {
        if epoch::is_later(self.snapshot, native.unit, when) {
            return None;
        }
        let (country, unit) = (parities.country, parities.unit);
        let own = if unit == Unit::EUR { self.snapshot.before_euro(country) } else { None };
        let own = own.map(|place| self.snapshot.pegs[place]);
        let year = When::Year(when.year());
        let euro_is_later = own.is_some_and(|own| own.since > year.first_day());
        let (today, ratio) = epoch::today(self.snapshot, native.unit)?;
        let by_law = |fraction| Some(Local { fraction, rate: None, parallel: false });
        if today.code() == unit && !(unit == Unit::EUR && euro_is_later) {
            return by_law(ratio.inverse());
        }
        let is_tender = || self.snapshot.tenders_of(country).iter().any(|tender| tender.code == today);
        if unit == Unit::EUR
            && is_tender()
            && let Some(peg) = self.snapshot.peg(today, i32::MAX).map(|place| self.snapshot.pegs[place])
            && peg.irrevocable
        {
            return by_law(ratio.times_near(Fraction::whole(peg.rate))?.inverse());
        }
        // Before the euro the average of the year is one of the country's own currency.
        let (quote, parity) = match own.filter(|_| euro_is_later) {
            Some(own) => (own.unit, Fraction::whole(own.rate)),
            None => (unit, Fraction::ONE),
        };
        let target = epoch::target(self.snapshot, quote, Some(year))?;
        let rate = self.lookup().official(native.quoted, target.quoted, year)?;
        let rate = restate(rate, native, target)?;
        let parallel = [native.unit, quote].iter().any(|unit| self.snapshot.is_parallel(unit.code(), year));
        Some(Local {
            fraction: rate.fraction.inverse().times_near(parity.inverse())?,
            rate: rate.snapshot_text(self.snapshot),
            parallel,
        })
    }

    fn chain(&self, country: Country, when: When) -> Option<Fraction> {
        self.rules.chains.into_base(self.snapshot, country, when.year(), self.rules.base_year)
    }

    fn used_inflation(&self, country: Country, work: &mut Work<'_>) {
        if let Some(inflation) = self.snapshot.inflation(country) {
            used_figures(work, "cpi", inflation);
        }
    }
}

/// A factor that is known but too large is an overflow.
fn value(factor: Option<Option<Fraction>>, amount: Option<Decimal>, flags: &mut Flags<'_>) -> Option<Decimal> {
    let (factor, amount) = (factor?, amount?);
    let value = factor.and_then(|factor| factor.of(amount, 4));
    flags.raise_if(value.is_none(), "overflow");
    value
}

fn used_figures(work: &mut Work<'_>, name: &str, figures: &Yearly) {
    let cell = work.wage.fx_snapshot.get_or_insert_default();
    // A country's figures come once; those of the United States may be named already.
    if !(name == "cpi" && figures.country == UNITED_STATES && cell.contains("cpi:US@")) {
        push_evidence(cell, name, &figures.country, figures.digest);
    }
}

/// Each series once in `fx_snapshot`.
fn used(work: &mut Work<'_>, series: &str) {
    for one in series.split('+') {
        let known = work.wage.fx_snapshot.as_deref().unwrap_or_default();
        if !known.split('+').any(|known| known == one) {
            add(&mut work.wage.fx_snapshot, one, '+');
        }
    }
}

fn add(cell: &mut Option<String>, more: &str, separator: char) {
    match cell {
        Some(text) => {
            text.push(separator);
            text.push_str(more);
        }
        None => *cell = Some(more.to_owned()),
    }
}
