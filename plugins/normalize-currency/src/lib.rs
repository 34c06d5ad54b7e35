//! The stage `normalize-currency`: each row of money gets comparable figures, with the rate of each.
//!
//! What it does to a row, and what it leaves alone, is in the package's readme. Rates come from a
//! file inside the library and from files of the user's own: no network and no clock.

use wagemill_plugin::prelude::*;

pub mod chains;
pub mod equivalent;
pub mod flags;
pub mod in_text;
pub mod normalize;
pub mod options;
pub mod own_rates;
pub mod period;
pub mod printed;
pub mod real_values;
pub mod rules;
pub mod table;
pub mod two_rates;
pub mod words;

use normalize::Normalizer;
use options::Config;
use rules::Rules;
use table::{Mention, Wage};
use wagemill_rates::snapshot::Snapshot;
use wagemill_rates::when::When;

export!(NormalizeCurrency);

struct NormalizeCurrency {
    snapshot: Snapshot,
    rules: Rules,
    /// From this day on no daily rate is near enough; in days since 1970.
    beyond: i32,
    warned: bool,
}

impl Transform for NormalizeCurrency {
    const NAME: &'static str = "normalize-currency";
    const SUMMARY: &'static str = "comparable figures from mentions, with the rate of each";
    type Config = Config;
    type In = Mention<'static>;
    type Out = Wage;

    fn rename(config: &Config, column: &str) -> Option<String> {
        options::column_name(config, column)
    }

    fn check(config: &Config, _: &[Table]) -> Result<()> {
        config.rules(&own_rates::load(&config.rates)?).map(|_| ())
    }

    fn open(config: Config, _: &Context) -> Result<Self> {
        let snapshot = own_rates::load(&config.rates)?;
        let rules = config.rules(&snapshot)?;
        let beyond = own_rates::last_day(&snapshot) + rules.max_gap_days + 1;
        Ok(Self { snapshot, rules, beyond, warned: false })
    }

    fn row(&mut self, mention: Mention<'_>, out: &mut Emit<Wage>) -> Result<()> {
        let rules = &self.rules;
        let wage = Normalizer { snapshot: &self.snapshot, rules }.normalize(&mention);
        if !self.warned && self.is_beyond(&wage) {
            self.warned = true;
            out.context().warn(&format!(
                "some articles are newer than the rates: there are none for {} and later; `wagemill rates missing` lists \
                 what is needed, `wagemill rates add` takes it in",
                Date(self.beyond)
            ));
        }
        out.push(wage);
        Ok(())
    }
}

impl NormalizeCurrency {
    /// Whether a row has no rate because it is newer than all of them.
    fn is_beyond(&self, wage: &Wage) -> bool {
        let missing = wage.flags.as_deref().is_some_and(|flags| flags.split(';').any(|flag| flag == "fx_missing"));
        let when = wage.fx_date.as_deref().and_then(When::parse);
        missing && when.is_some_and(|when| when.first_day() >= self.beyond)
    }
}
