//! The options of the stage, as written and as resolved.

use wagemill_plugin::prelude::*;
use wagemill_rates::own::nearest_code;
use wagemill_rates::prices::Yearly;
use wagemill_rates::snapshot::{Damaged, Series, Snapshot, Source};
use wagemill_rates::unit::Unit;

use crate::chains::Chains;
use crate::period::Profile;
use crate::rules::{Prefer, Rules};

/// Beyond a month a daily rate says nothing about the day.
const MOST_GAP_DAYS: u32 = 31;

#[config]
pub struct Config {
    /// ISO 4217 code of the currency that all amounts are converted into; the names of the columns
    /// with values carry it in small letters, such as `usd_month_min`
    #[serde(default = "dollar")]
    pub to: String,
    /// which rate gives the headline values where a currency has an official and a market rate:
    /// `auto` takes the market's for the North Korean won and the official one elsewhere
    #[serde(default)]
    pub prefer: PreferOption,
    /// working time where the text states none: `h40` is 5 days of 8 hours, `h48` is 6 days of
    /// 8 hours; without it `h40` inside the OECD and `h48` elsewhere
    #[serde(default)]
    pub hours_profile: Option<ProfileOption>,
    /// weeks of pay in a year
    #[serde(default = "weeks")]
    #[schemars(range(min = 1, max = 53))]
    pub weeks_per_year: u32,
    /// days that a daily rate may be older than the date, 0 to 31; one older than 7 days gets grade D
    #[serde(default = "gap")]
    #[schemars(range(min = 0, max = 31))]
    pub max_gap_days: u32,
    /// the year whose prices real values are in; the names of their columns carry it, such as `real_ppp_2023_month_min`
    #[serde(default = "base")]
    pub base_year: u32,
    /// percent by which the article's own conversion may differ from the table and still be
    /// consistent; up to 2.5 times as much is a drift, and averages may differ 2.5 times as much
    #[serde(default = "tolerance")]
    pub intext_tolerance: Decimal,
    /// CSV files with rates of one's own: a table with the columns source, base, quote, date, rate
    /// and, if wanted, kind, granularity, precedence; or files of the ECB, the Federal Reserve, FRED
    /// or the World Bank
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read"))]
    pub rates: Vec<String>,
}

#[config]
#[derive(Copy, Default)]
#[serde(rename_all = "lowercase")]
pub enum PreferOption {
    #[default]
    Auto,
    Official,
    Market,
}

#[config]
#[derive(Copy)]
#[serde(rename_all = "lowercase")]
pub enum ProfileOption {
    H40,
    H48,
}

fn dollar() -> String {
    "USD".to_owned()
}

fn weeks() -> u32 {
    52
}

fn gap() -> u32 {
    7
}

fn base() -> u32 {
    2023
}

fn tolerance() -> Decimal {
    Decimal::new(2, 0)
}

impl Config {
    pub fn rules(&self, snapshot: &Snapshot) -> Result<Rules> {
        Ok(Rules {
            to: target(snapshot, &self.to)?,
            prefer: match self.prefer {
                PreferOption::Auto => Prefer::ByCurrency,
                PreferOption::Official => Prefer::Official,
                PreferOption::Market => Prefer::Market,
            },
            profile: self.hours_profile.map(|profile| match profile {
                ProfileOption::H40 => Profile::H40,
                ProfileOption::H48 => Profile::H48,
            }),
            weeks_per_year: in_range("weeks_per_year", self.weeks_per_year, 1, 53)?,
            max_gap_days: self.gap_days()?,
            base_year: self.base_year(snapshot)?,
            chains: Chains::default(),
            intext_tolerance: self.tolerance()?,
        })
    }

    fn gap_days(&self) -> Result<i32> {
        in_range("max_gap_days", self.max_gap_days, 0, MOST_GAP_DAYS)?;
        Ok(i32::try_from(self.max_gap_days)?)
    }

    /// A year for which there are parities, and inflation up to it.
    fn base_year(&self, snapshot: &Snapshot) -> Result<i32> {
        let years = |all: &[Yearly]| {
            let first = all.iter().filter_map(|figures| figures.years().next()).min()?;
            let last = all.iter().filter_map(|figures| figures.years().next_back()).max()?;
            Some((u32::try_from(first).ok()?, u32::try_from(last).ok()?))
        };
        let spans = years(&snapshot.parities).zip(years(&snapshot.inflation));
        let (parities, inflation) = spans.ok_or(Damaged("it has no figures of prices"))?;
        let (first, last) = (parities.0.max(inflation.0), parities.1.min(inflation.1));
        in_range("base_year", self.base_year, first, last)?;
        Ok(i32::try_from(self.base_year)?)
    }

    fn tolerance(&self) -> Result<Decimal> {
        let tolerance = self.intext_tolerance;
        if tolerance.is_negative() || tolerance > Decimal::new(100, 0) {
            return Err(Error::new(
                "option-out-of-range",
                format!("`intext_tolerance` is {tolerance}, and must be 0 to 100 percent"),
            )
            .option("/intext_tolerance"));
        }
        Ok(tolerance)
    }
}

/// `to_month_min` as `usd_month_min`, and `real_ppp_base_month_min` as `real_ppp_2023_month_min`.
pub fn column_name(config: &Config, column: &str) -> Option<String> {
    if column.starts_with("real_") {
        return Some(column.replace("_base_", &format!("_{}_", config.base_year)));
    }
    let rest = column.strip_prefix("to_")?;
    Some(format!("{}_{rest}", config.to.trim().to_ascii_lowercase()))
}

fn in_range(name: &str, value: u32, least: u32, most: u32) -> Result<Decimal> {
    if (least..=most).contains(&value) {
        return Ok(Decimal::from(value));
    }
    let message = format!("`{name}` is {value}, and must be {least} to {most}");
    Err(Error::new("option-out-of-range", message).option(format!("/{name}")))
}

fn target(snapshot: &Snapshot, text: &str) -> Result<Unit> {
    let text = text.trim();
    let error = |code: &str, message: String| Error::new(code, message).option("/to");
    let known = Unit::parse(text).filter(|unit| snapshot.knows_code(*unit));
    let Some(unit) = known else {
        return Err(error("unknown-currency", format!("`{text}` is no currency code of ISO 4217"))
            .help(format!("did you mean `{}`?", nearest_code(snapshot, text))));
    };
    // Every other unit is quoted against one of these.
    let reachable = unit == Unit::USD || unit == Unit::EUR || has_rates(snapshot, unit);
    if !reachable {
        return Err(error("no-rates-for-currency", format!("there are no rates into `{text}`"))
            .help("convert into a currency with rates, such as `USD` or `EUR`"));
    }
    Ok(unit)
}

fn has_rates(snapshot: &Snapshot, code: Unit) -> bool {
    let pegged = snapshot.pegs.iter().any(|peg| peg.unit == code);
    let quoted = |series: &Series| series.unit.code() == code || series.quote.code() == code;
    pegged || snapshot.series.iter().any(|series| quoted(series) && series.source != Source::Kpw)
}
