//! Chains of consumer prices into the base year, each computed once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use wagemill_rates::fraction::Fraction;
use wagemill_rates::prices::{Country, chain};
use wagemill_rates::snapshot::Snapshot;

/// No figures lie outside; a text may name any year, and only so many are kept.
const KEPT_YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

#[derive(Default)]
pub struct Chains(Mutex<BTreeMap<(Country, i32), Option<Fraction>>>);

impl Chains {
    /// See [`chain`]; the base year is the same in every call.
    pub fn into_base(&self, snapshot: &Snapshot, country: Country, year: i32, base_year: i32) -> Option<Fraction> {
        let compute = || chain(snapshot, country, year, base_year);
        if !KEPT_YEARS.contains(&year) || snapshot.inflation(country).is_none() {
            return compute();
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known.entry((country, year)).or_insert_with(compute)
    }
}
