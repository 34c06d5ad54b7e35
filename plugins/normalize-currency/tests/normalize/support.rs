//! Rows of text in, cells of text out.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use normalize_currency::normalize::Normalizer;
use normalize_currency::options::{Config, column_name};
use normalize_currency::own_rates::load;
use normalize_currency::table::{Mention, Wage};
use wagemill_plugin::prelude::*;
use wagemill_rates::snapshot::Snapshot;

pub type Cells = BTreeMap<String, Option<String>>;

pub fn snapshot() -> &'static Snapshot {
    static SNAPSHOT: OnceLock<Snapshot> = OnceLock::new();
    SNAPSHOT.get_or_init(|| Snapshot::embedded().unwrap())
}

pub fn config(json: serde_json::Value) -> Config {
    serde_json::from_value(json).unwrap()
}

/// A mention as a test writes it.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Row {
    pub amount_min: Option<Decimal>,
    pub amount_max: Option<Decimal>,
    pub currency: Option<String>,
    pub period: Option<String>,
    pub approximate: Option<bool>,
    pub currency_candidates: Option<String>,
    pub country: Option<String>,
    pub equivalent_min: Option<Decimal>,
    pub equivalent_max: Option<Decimal>,
    pub equivalent_currency: Option<String>,
    pub equivalent_quote: Option<String>,
    pub hours_per_day: Option<Decimal>,
    pub days_per_week: Option<Decimal>,
    pub refers_to: Option<String>,
    pub published_on: Option<String>,
    pub flags: Option<String>,
    pub quote: Option<String>,
    pub sentence: Option<String>,
}

impl Row {
    pub fn exact(amount: &str, currency: &str, period: &str, published_on: &str) -> Row {
        Row {
            amount_min: Some(amount.parse().unwrap()),
            amount_max: Some(amount.parse().unwrap()),
            currency: Some(currency.to_owned()),
            period: Some(period.to_owned()),
            published_on: Some(published_on.to_owned()),
            ..Row::default()
        }
    }

    pub fn mention(&self) -> Mention<'_> {
        Mention {
            amount_min: self.amount_min,
            amount_max: self.amount_max,
            currency: self.currency.as_deref(),
            period: self.period.as_deref(),
            approximate: self.approximate,
            currency_candidates: self.currency_candidates.as_deref(),
            country: self.country.as_deref(),
            equivalent_min: self.equivalent_min,
            equivalent_max: self.equivalent_max,
            equivalent_currency: self.equivalent_currency.as_deref(),
            equivalent_quote: self.equivalent_quote.as_deref(),
            hours_per_day: self.hours_per_day,
            days_per_week: self.days_per_week,
            refers_to: self.refers_to.as_deref(),
            published_on: self.published_on.as_ref().map(|text| text.parse().unwrap()),
            flags: self.flags.as_deref(),
            quote: self.quote.as_deref(),
            sentence: self.sentence.as_deref(),
        }
    }
}

pub fn normalize(config: &Config, row: &Row) -> Wage {
    if config.rates.is_empty() {
        normalize_by(snapshot(), config, row)
    } else {
        normalize_by(&load(&config.rates).unwrap(), config, row)
    }
}

fn normalize_by(snapshot: &Snapshot, config: &Config, row: &Row) -> Wage {
    let rules = config.rules(snapshot).unwrap();
    Normalizer { snapshot, rules: &rules }.normalize(&row.mention())
}

/// The row under the names that its columns have in a table.
pub fn cells(config: &Config, row: &Row) -> Cells {
    let wage = normalize(config, row);
    let mut cells = Cells::new();
    macro_rules! put {
        ($($field:ident)*) => { $(
            let name = column_name(config, stringify!($field)).unwrap_or(stringify!($field).to_owned());
            cells.insert(name, wage.$field.map(|value| value.to_string()));
        )* };
    }
    put! {
        currency_epoch amount_current_min amount_current_max fx_date fx_date_basis fx_granularity rate rate_date
        rate_gap_days rate_source rate_kind rate_path fx_snapshot to_min to_max to_month_min to_month_max to_hour_min
        to_hour_max to_hour_band_low to_hour_band_high to_official_min to_official_max to_market_min to_market_max
        market_premium intext_implied intext_low intext_high intext_deviation_pct intext_status hours_per_day_used
        days_per_week_used weeks_per_year_used hours_basis assumptions ppp_month_min ppp_month_max
        real_ppp_base_month_min real_ppp_base_month_max real_usd_base_month_min real_usd_base_month_max flags notes
    }
    cells.insert("rate_grade".to_owned(), Some(wage.rate_grade.to_owned()));
    cells.insert("review".to_owned(), Some(wage.review.to_owned()));
    cells
}
