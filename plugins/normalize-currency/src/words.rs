//! Flags, notes and the verdict on the row.

use wagemill_decimal::Decimal;
use wagemill_plugin::prelude::Date;
use wagemill_rates::epoch::{Epoch, restate};
use wagemill_rates::rate::Rate;
use wagemill_rates::snapshot::Source;

use crate::normalize::{Normalizer, Work};
use crate::two_rates::Rates;

const HUNDRED: Decimal = Decimal::new(100, 0);
/// From here on two sources disagree (N8).
const DISAGREEMENT_PERCENT: Decimal = Decimal::new(3, 0);

pub fn fill(normalizer: &Normalizer<'_>, rates: &Rates, units: Option<(Epoch, Epoch)>, work: &mut Work<'_>) {
    let Work { mention, when, wage, flags } = work;
    let used = rates.headline().filter(|rate| wage.rate_grade == rate.grade.name());
    let other = used.zip(units).and_then(|(rate, units)| other_source(normalizer, &rate, units));
    flags.raise_if(other.is_some(), "fx_sources_disagree");
    let nearest = match (units, when) {
        (Some((native, target)), Some(when)) if flags.has("fx_missing") => {
            normalizer.lookup().nearest(native.quoted, target.quoted, *when)
        }
        _ => None,
    };

    let flags = flags.text();
    if !flags.is_empty() {
        let text = |value: Option<Decimal>| value.map_or_else(String::new, |value| value.normalize().to_string());
        let (date, gap) = nearest.map_or_else(Default::default, |(day, distance)| {
            (Date(day).to_string(), distance.unsigned_abs().to_string())
        });
        let values = [
            ("days_per_week_used", &*text(wage.days_per_week_used)),
            ("hours_per_day_used", &*text(wage.hours_per_day_used)),
            ("currency_candidates", mention.currency_candidates.unwrap_or_default()),
            ("rate_date", &*date),
            ("rate_gap_days", &*gap),
            ("intext_deviation_pct", &*text(wage.intext_deviation_pct)),
        ];
        let mut notes = wagemill_tables::notes(&flags, &values);
        if let Some((source, other)) = other {
            let value = other.value().map_or_else(String::new, |value| value.to_string());
            notes.push_str(&format!(" | the other source, {}, has {value}", source.name()));
        }
        wage.notes = Some(notes).filter(|notes| !notes.is_empty());
    }
    wage.review = wagemill_tables::review(&flags, wage.rate_grade);
    wage.flags = Some(flags).filter(|text| !text.is_empty());
}

/// The rate of the same day by another source, where it lies 3 % or more from the one that was used.
fn other_source(normalizer: &Normalizer<'_>, rate: &Rate, units: (Epoch, Epoch)) -> Option<(Source, Rate)> {
    let (native, target) = units;
    let (source, other) = normalizer.lookup().second_opinion(native.quoted, target.quoted, rate)?;
    let other = restate(other, native, target)?;
    let percent = rate.fraction.inverse().times(other.fraction)?.of(HUNDRED, 9)?;
    let distance = percent.checked_sub(HUNDRED)?.checked_abs()?;
    (distance >= DISAGREEMENT_PERCENT).then_some((source, other))
}
