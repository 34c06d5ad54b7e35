//! The stage `normalize-currency`: each row of money gets comparable figures, with the rate of each.
//!
//! What it does to a row, and what it leaves alone, is in the package's readme. Rates come from a
//! file inside the library: no network, no clock, no folder of figures at run time.

use wagemill_plugin::prelude::*;

pub mod equivalent;
pub mod flags;
pub mod in_text;
pub mod normalize;
pub mod options;
pub mod period;
pub mod printed;
pub mod rules;
pub mod table;
pub mod two_rates;
pub mod words;

use normalize::Normalizer;
use options::Config;
use rules::Rules;
use table::{Mention, Wage};
use wagemill_rates::snapshot::Snapshot;

export!(NormalizeCurrency);

struct NormalizeCurrency {
    snapshot: Snapshot,
    rules: Rules,
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
        config.rules(&Snapshot::embedded()?).map(|_| ())
    }

    fn open(config: Config, _: &Context) -> Result<Self> {
        let snapshot = Snapshot::embedded()?;
        let rules = config.rules(&snapshot)?;
        Ok(Self { snapshot, rules })
    }

    fn row(&mut self, mention: Mention<'_>, out: &mut Emit<Wage>) -> Result<()> {
        let rules = &self.rules;
        out.push(Normalizer { snapshot: &self.snapshot, rules }.normalize(&mention));
        Ok(())
    }
}
