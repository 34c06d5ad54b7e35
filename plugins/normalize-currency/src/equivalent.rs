//! The text's own conversion of a row: each bound beside the one that it converts.

use wagemill_decimal::Decimal;
use wagemill_rates::epoch::{self, Epoch};
use wagemill_rates::rate::Rate;
use wagemill_rates::snapshot::Snapshot;

use crate::in_text::{Pair, Status, weigh};
use crate::normalize::{Work, known_code};
use crate::printed::unit_of_last_digit;
use crate::rules::Rules;

pub struct Equivalent {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub epoch: Epoch,
    /// Never empty.
    pub pairs: Vec<Pair>,
}

/// `None` where the text converts nothing, or nothing that can be used, which is flagged.
pub fn equivalent(snapshot: &Snapshot, work: &mut Work<'_>) -> Option<Equivalent> {
    let mention = work.mention;
    let (min, max) = (mention.equivalent_min, mention.equivalent_max);
    if min.is_none() && max.is_none() {
        return None;
    }
    let found = mention
        .equivalent_currency
        .and_then(|text| known_code(snapshot, text.trim()))
        .and_then(|code| epoch::native(snapshot, code, work.when))
        .and_then(|epoch| paired(work, epoch));
    work.flags.raise_if(found.is_none(), "intext_unusable");
    found
}

fn paired(work: &Work<'_>, epoch: Epoch) -> Option<Equivalent> {
    let mention = work.mention;
    let is_exact = mention.amount_min.is_some() && mention.amount_min == mention.amount_max;
    let (mut min, mut max) = (mention.equivalent_min, mention.equivalent_max);
    if is_exact {
        (min, max) = (min.or(max), max.or(min));
    }
    let is_range = |min: Option<Decimal>, max: Option<Decimal>| min.zip(max).is_some_and(|(min, max)| min != max);
    let amount_is_range = is_range(mention.amount_min, mention.amount_max);
    // One figure for a range converts one of its ends, and nothing says which.
    if amount_is_range && !is_range(min, max) {
        return None;
    }
    let approximate = mention.approximate.unwrap_or(false);
    let pair = |native: Option<Decimal>, printed: Option<Decimal>| {
        let (native, printed) = (native?, printed?);
        (native.is_positive() && printed.is_positive()).then(|| Pair {
            native,
            printed,
            unit: unit_of_last_digit(printed, mention.equivalent_quote, mention.sentence, approximate),
        })
    };
    let lower = pair(mention.amount_min, min);
    // An exact amount with an exact conversion is one pair, not two equal ones.
    let upper = if lower.is_some() && !amount_is_range && min == max { None } else { pair(mention.amount_max, max) };
    let pairs: Vec<Pair> = [lower, upper].into_iter().flatten().collect();
    (!pairs.is_empty()).then(|| Equivalent {
        min: min.filter(|_| mention.amount_min.is_some()),
        max: max.filter(|_| mention.amount_max.is_some()),
        epoch,
        pairs,
    })
}

/// Sets the conversion beside the table's rate, in native units per unit of the conversion.
pub fn weigh_equivalent(equivalent: &Equivalent, rate: Option<&Rate>, rules: &Rules, work: &mut Work<'_>) {
    let Some(verdict) = weigh(&equivalent.pairs, rate, rules.intext_tolerance) else { return };
    let wage = &mut work.wage;
    wage.intext_implied = verdict.implied;
    wage.intext_low = verdict.low;
    wage.intext_high = verdict.high;
    wage.intext_deviation_pct = verdict.deviation;
    wage.intext_status = Some(verdict.status.name());
    work.flags.raise_if(verdict.status == Status::Conflict, "intext_conflict");
}
