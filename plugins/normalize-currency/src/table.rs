//! The columns that come in and those that go out.

use wagemill_plugin::prelude::*;

/// A mention, or any row of money that belongs to a period, such as a rent.
#[derive(Input)]
pub struct Mention<'a> {
    /// lower end of the amount in native units
    pub amount_min: Option<Decimal>,
    /// upper end of the amount in native units
    pub amount_max: Option<Decimal>,
    /// ISO 4217 code
    pub currency: Option<&'a str>,
    /// `hour`, `day`, `week`, `fortnight`, `month`, `year`, `piece`, `once`; anything else is unknown
    pub period: Option<&'a str>,
    /// whether the text calls the amount approximate
    #[column(optional)]
    pub approximate: Option<bool>,
    /// what the currency could be, joined by `;`
    #[column(optional)]
    pub currency_candidates: Option<&'a str>,
    /// country of the work, ISO 3166 alpha-2
    #[column(optional)]
    pub country: Option<&'a str>,
    /// lower end of the text's own conversion
    #[column(optional)]
    pub equivalent_min: Option<Decimal>,
    /// upper end of the text's own conversion
    #[column(optional)]
    pub equivalent_max: Option<Decimal>,
    /// currency of the text's own conversion
    #[column(optional)]
    pub equivalent_currency: Option<&'a str>,
    /// the text's own conversion as it is printed
    #[column(optional)]
    pub equivalent_quote: Option<&'a str>,
    /// hours of work a day that the text states
    #[column(optional)]
    pub hours_per_day: Option<Decimal>,
    /// days of work a week that the text states
    #[column(optional)]
    pub days_per_week: Option<Decimal>,
    /// the time that the amount belongs to: `2009-06-30`, `2009-06` or `2009`
    #[column(optional)]
    pub refers_to: Option<&'a str>,
    /// day of publication
    #[column(optional)]
    pub published_on: Option<Date>,
    /// flags of earlier stages, kept
    #[column(optional)]
    pub flags: Option<&'a str>,
    /// the printed amount
    #[column(optional)]
    pub quote: Option<&'a str>,
    /// the sentence around it
    #[column(optional)]
    pub sentence: Option<&'a str>,
}

/// `to_…` stands for the target currency, and `…_base_…` for the year of real values: see `rename` of the stage.
#[derive(Output, Default)]
pub struct Wage {
    pub currency_epoch: Option<String>,
    #[column(decimal(38, 4))]
    pub amount_current_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub amount_current_max: Option<Decimal>,
    pub fx_date: Option<String>,
    pub fx_date_basis: Option<&'static str>,
    pub fx_granularity: Option<&'static str>,
    #[column(decimal(38, 6))]
    pub rate: Option<Decimal>,
    pub rate_date: Option<Date>,
    pub rate_gap_days: Option<i64>,
    pub rate_source: Option<String>,
    pub rate_kind: Option<&'static str>,
    pub rate_path: Option<String>,
    pub rate_grade: &'static str,
    pub fx_snapshot: Option<String>,
    #[column(decimal(38, 4))]
    pub to_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_month_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_month_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_hour_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_hour_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_hour_band_low: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_hour_band_high: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_official_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_official_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_market_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub to_market_max: Option<Decimal>,
    #[column(decimal(38, 6))]
    pub market_premium: Option<Decimal>,
    #[column(decimal(38, 6))]
    pub intext_implied: Option<Decimal>,
    #[column(decimal(38, 6))]
    pub intext_low: Option<Decimal>,
    #[column(decimal(38, 6))]
    pub intext_high: Option<Decimal>,
    #[column(decimal(38, 3))]
    pub intext_deviation_pct: Option<Decimal>,
    pub intext_status: Option<&'static str>,
    #[column(decimal(9, 2))]
    pub hours_per_day_used: Option<Decimal>,
    #[column(decimal(9, 2))]
    pub days_per_week_used: Option<Decimal>,
    #[column(decimal(9, 2))]
    pub weeks_per_year_used: Option<Decimal>,
    pub hours_basis: Option<&'static str>,
    pub assumptions: Option<String>,
    #[column(decimal(38, 4))]
    pub ppp_month_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub ppp_month_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub real_ppp_base_month_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub real_ppp_base_month_max: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub real_usd_base_month_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    pub real_usd_base_month_max: Option<Decimal>,
    pub flags: Option<String>,
    pub notes: Option<String>,
    pub review: &'static str,
}
