//! The official and the market rate of a row, and which of them counts (N10).

use wagemill_decimal::Decimal;
use wagemill_rates::epoch::{Epoch, restate};
use wagemill_rates::lookup::Lookup;
use wagemill_rates::rate::Rate;
use wagemill_rates::when::When;

use crate::normalize::{Normalizer, Work};
use crate::rules::Prefer;

#[derive(Clone, Copy, Default)]
pub struct Rates {
    official: Option<Rate>,
    market: Option<Rate>,
    /// Both belong into the row.
    dual: bool,
    market_counts: bool,
}

impl Rates {
    pub fn headline(&self) -> Option<Rate> {
        if self.market_counts { self.market } else { self.official }
    }

    pub fn both_values(&self, work: &mut Work<'_>) {
        if !self.dual {
            return;
        }
        let Work { mention, wage, flags, .. } = work;
        flags.raise_if(self.official.is_none(), "fx_missing_official");
        flags.raise_if(self.market.is_none(), "fx_missing_market");
        let mut value = |rate: Option<Rate>, amount: Option<Decimal>| {
            let (rate, amount) = (rate?, amount?);
            let value = rate.fraction.inverse().of(amount, 4);
            flags.raise_if(value.is_none(), "overflow");
            value
        };
        wage.to_official_min = value(self.official, mention.amount_min);
        wage.to_official_max = value(self.official, mention.amount_max);
        wage.to_market_min = value(self.market, mention.amount_min);
        wage.to_market_max = value(self.market, mention.amount_max);
        if let (Some(official), Some(market)) = (self.official, self.market) {
            let premium = market.fraction.times(official.fraction.inverse());
            wage.market_premium = premium.and_then(|premium| premium.value(6));
            flags.raise_if(wage.market_premium.is_none(), "overflow");
        }
    }
}

impl Normalizer<'_> {
    pub fn lookup(&self) -> Lookup<'_> {
        Lookup { snapshot: self.snapshot, max_gap_days: self.rules.max_gap_days }
    }

    /// Native units per unit of the target.
    pub fn rates(&self, native: Epoch, target: Epoch, when: Option<When>) -> Rates {
        if native.quoted == target.quoted && native.unit == target.unit {
            let date = when.and_then(When::day);
            return Rates { official: Some(Rate::identity(native.unit, date)), ..Rates::default() };
        }
        let Some(when) = when else { return Rates::default() };
        let lookup = self.lookup();
        let restated = |rate: Option<Rate>| rate.and_then(|rate| restate(rate, native, target));
        let (from, to) = (native.quoted, target.quoted);
        let surveyed = lookup.is_surveyed_pair(from, to);
        let has_market = from != to && lookup.has_market(from, to);
        let parallel = [native, target].iter().any(|epoch| self.snapshot.is_parallel(epoch.unit.code(), when));
        let dual = from != to && (has_market || parallel);
        Rates {
            official: restated(lookup.official(from, to, when)),
            market: if has_market { restated(lookup.market(from, to, when)) } else { None },
            dual,
            market_counts: match self.rules.prefer {
                Prefer::ByCurrency => surveyed,
                Prefer::Official => false,
                Prefer::Market => dual,
            },
        }
    }
}
