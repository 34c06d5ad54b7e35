//! The options as the rules see them.

use wagemill_decimal::Decimal;
use wagemill_rates::unit::Unit;

use crate::chains::Chains;
use crate::period::Profile;

/// Which of two rates is the headline in a parallel-rate regime (N10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// The market's for the North Korean won, the official one elsewhere.
    ByCurrency,
    Official,
    Market,
}

/// The options, resolved.
pub struct Rules {
    pub to: Unit,
    pub prefer: Prefer,
    /// For all rows; else it depends on the country.
    pub profile: Option<Profile>,
    pub weeks_per_year: Decimal,
    pub max_gap_days: i32,
    /// The year whose prices real values are in.
    pub base_year: i32,
    pub chains: Chains,
    /// In percent.
    pub intext_tolerance: Decimal,
}
