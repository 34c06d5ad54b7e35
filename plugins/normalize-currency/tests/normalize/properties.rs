//! What holds for every row.

use normalize_currency::normalize::Normalizer;
use normalize_currency::options::Config;
use normalize_currency::table::Wage;
use proptest::option;
use proptest::prelude::*;
use serde_json::json;
use wagemill_decimal::Decimal;
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::support::{Row, config, normalize, snapshot};

fn amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (1i64..10_000_000).prop_map(|mantissa| Decimal::new(mantissa.into(), 2)),
        (0i64..i64::MAX).prop_map(|mantissa| Decimal::new(mantissa.into(), 4)),
        (0i128..10i128.pow(37)).prop_map(|mantissa| Decimal::new(mantissa, 4)),
    ]
}

fn code() -> impl Strategy<Value = String> {
    let codes: Vec<String> = snapshot().codes.iter().map(Unit::to_string).collect();
    prop_oneof![
        prop::sample::select(codes),
        prop::sample::select(vec!["CNY", "RUB", "KPW", "VES", "TRL", "XOF", "DEM", "HRK", "MMK", "EUR", "???"])
            .prop_map(str::to_owned),
    ]
}

fn time() -> impl Strategy<Value = String> {
    let day = 0i32..21_000;
    prop_oneof![
        3 => day.clone().prop_map(|day| When::Day(day).to_string()),
        1 => day.clone().prop_map(|day| When::Day(day).to_string()[..7].to_owned()),
        1 => day.prop_map(|day| When::Day(day).to_string()[..4].to_owned()),
        1 => Just("spring".to_owned()),
    ]
}

prop_compose! {
    fn row()(
        amount_min in option::of(amount()),
        amount_max in option::of(amount()),
        currency in option::of(code()),
        period in option::of(prop::sample::select(vec!["hour", "day", "week", "fortnight", "month", "year", "piece", "once", "x"])),
        equivalent_min in option::of(amount()),
        equivalent_max in option::of(amount()),
        equivalent_currency in option::of(code()),
        hours in option::of(0i64..30),
        days in option::of(0i64..9),
        refers_to in option::of(time()),
        published in option::of(0i32..21_000),
        country in option::of(prop::sample::select(vec!["JP", "KP", "CN", "??", "HR", "TR", "VE", "US", "LR", "RU"])),
    ) -> Row {
        Row {
            amount_min,
            amount_max,
            currency,
            period: period.map(str::to_owned),
            equivalent_min,
            equivalent_max,
            equivalent_currency,
            hours_per_day: hours.map(Decimal::from),
            days_per_week: days.map(Decimal::from),
            refers_to,
            published_on: published.map(|day| When::Day(day).to_string()),
            country: country.map(str::to_owned),
            ..Row::default()
        }
    }
}

fn target() -> impl Strategy<Value = Config> {
    prop::sample::select(vec!["USD", "EUR", "JPY", "XOF", "TRY", "AED"]).prop_map(|to| config(json!({ "to": to })))
}

fn has(wage: &Wage, any: &[&str]) -> bool {
    let flags = wage.flags.as_deref().unwrap_or_default();
    flags.split(';').any(|flag| any.contains(&flag))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_null_result_has_a_flag(row in row(), config in target()) {
        let wage = normalize(&config, &row);
        let no_currency = ["currency_unknown", "currency_ambiguous", "currency_code_unknown"];
        let no_rate = ["fx_missing", "no_date", "overflow", no_currency[0], no_currency[1], no_currency[2]];
        let without_fx = ["no_date", "overflow", no_currency[0], no_currency[1], no_currency[2]];
        let no_period = ["period_unknown", "period_piece", "period_once"];
        let open = ["open_bound", "amount_missing"];
        let explained = |value: Option<Decimal>, reasons: &[&[&str]]| {
            value.is_some() || reasons.iter().any(|reasons| has(&wage, reasons))
        };
        prop_assert!(wage.fx_date.is_some() || has(&wage, &["no_date"]));
        prop_assert!(wage.currency_epoch.is_some() || has(&wage, &no_currency));
        prop_assert!(explained(wage.amount_current_min, &[&open, &no_rate]));
        prop_assert!(explained(wage.rate, &[&no_rate]));
        for value in [wage.to_min, wage.to_max] {
            prop_assert!(explained(value, &[&open, &no_rate]));
        }
        for value in [wage.to_month_min, wage.to_month_max, wage.to_hour_min, wage.to_hour_band_high] {
            prop_assert!(explained(value, &[&open, &no_rate, &no_period]));
        }
        let no_price = ["ppp_country_ambiguous", "ppp_country_unknown", "ppp_missing", "ppp_rate_missing"];
        for value in [wage.ppp_month_min, wage.ppp_month_max] {
            prop_assert!(explained(value, &[&open, &without_fx, &no_period, &no_price]));
        }
        for value in [wage.real_ppp_base_month_min, wage.real_ppp_base_month_max] {
            prop_assert!(explained(value, &[&open, &without_fx, &no_period, &no_price, &["cpi_missing"]]));
        }
        for value in [wage.real_usd_base_month_min, wage.real_usd_base_month_max] {
            prop_assert!(explained(value, &[&open, &no_rate, &no_period, &["cpi_missing", "usd_rate_missing"]]));
        }
        if has(&wage, &["parallel_regime"]) && wage.rate_kind != Some("in_text") && wage.rate_grade != "X" {
            prop_assert!(explained(wage.to_market_min, &[&open, &["fx_missing_market", "overflow"]]));
            prop_assert!(explained(wage.to_official_min, &[&open, &["fx_missing_official", "overflow"]]));
        }
        prop_assert!(wage.rate_grade != "X" || wage.review == "unusable");
        prop_assert!(wage.rate_grade == "X" || wage.rate_kind.is_some());
    }

    #[test]
    fn in_the_base_year_real_is_nominal(row in row(), base_year in 1990u32..=2024) {
        let wage = normalize(&config(json!({ "base_year": base_year })), &row);
        if wage.fx_date.as_deref().and_then(When::parse).is_some_and(|when| when.year() == base_year as i32) {
            prop_assert_eq!(wage.real_ppp_base_month_min, wage.ppp_month_min);
            prop_assert_eq!(wage.real_usd_base_month_min, wage.to_month_min);
        }
    }

    #[test]
    fn a_rate_is_never_later_than_its_date(row in row(), config in target()) {
        let wage = normalize(&config, &row);
        let (Some(date), Some(rate_date)) = (&wage.fx_date, wage.rate_date) else { return Ok(()) };
        let when = When::parse(date).unwrap();
        let gap = wage.rate_gap_days.unwrap();
        if has(&wage, &["fx_annual_average"]) {
            prop_assert_eq!(rate_date.0, When::Year(when.year()).last_day());
        } else if has(&wage, &["fx_month_average"]) {
            prop_assert_eq!(&rate_date.to_string()[..7], &date[..7]);
        } else {
            prop_assert!(rate_date.0 <= when.last_day());
            prop_assert_eq!(i64::from(when.last_day() - rate_date.0), gap);
            prop_assert!((0..=31).contains(&gap));
        }
    }

    #[test]
    fn values_grow_with_the_amount(row in row(), more in amount(), config in target()) {
        let larger = Row { amount_min: row.amount_min.and_then(|amount| amount.checked_add(more)), ..row.clone() };
        let (wage, larger) = (normalize(&config, &row), normalize(&config, &larger));
        if wage.rate_kind != Some("in_text") && larger.rate_kind != Some("in_text") {
            for (low, high) in [
                (wage.to_min, larger.to_min),
                (wage.to_month_min, larger.to_month_min),
                (wage.to_hour_min, larger.to_hour_min),
                (wage.to_hour_band_low, larger.to_hour_band_low),
                (wage.ppp_month_min, larger.ppp_month_min),
                (wage.real_ppp_base_month_min, larger.real_ppp_base_month_min),
                (wage.real_usd_base_month_min, larger.real_usd_base_month_min),
                (wage.amount_current_min, larger.amount_current_min),
            ] {
                if let (Some(low), Some(high)) = (low, high) {
                    prop_assert!(low <= high);
                }
            }
        }
    }

    #[test]
    fn an_amount_in_the_target_stays_what_it_is(amount in amount(), day in 0i32..21_000) {
        for code in ["USD", "EUR", "CNY", "XOF"] {
            let row = Row { amount_min: Some(amount), ..Row::exact("1", code, "month", &When::Day(day).to_string()) };
            let wage = normalize(&config(json!({ "to": code })), &row);
            prop_assert_eq!(wage.to_min, amount.rescale(4));
            prop_assert_eq!(wage.rate_kind, Some("identity"));
        }
    }

    #[test]
    fn there_and_back_is_the_amount_within_rounding(
        cents in 100i64..10_000_000_000, day in 0i32..21_000, code in code(),
    ) {
        let amount = Decimal::new(cents.into(), 2);
        let row = Row { amount_min: Some(amount), ..Row::exact("1", &code, "month", &When::Day(day).to_string()) };
        let config = config(json!({}));
        let rules = config.rules(snapshot()).unwrap();
        let normalizer = Normalizer { snapshot: snapshot(), rules: &rules };
        let there = normalizer.normalize(&row.mention());
        if let (Some(value), Some(when), Some(unit)) =
            (there.to_min, there.fx_date.as_deref().and_then(When::parse), Unit::parse(&code))
            && let Some(rate) = normalizer.lookup().official(unit, Unit::USD, when)
            && there.rate == rate.value()
        {
            let back = rate.fraction.of(value, 4).unwrap();
            // Half of the last digit of the dollar value, in native units.
            let half = rate.fraction.of(Decimal::new(5, 5), 4).unwrap().checked_add(Decimal::new(1, 4)).unwrap();
            let distance = back.checked_sub(amount).unwrap().checked_abs().unwrap();
            prop_assert!(distance <= half, "{amount} {code} came back as {back}");
        }
    }

    #[test]
    fn the_band_holds_the_value(row in row()) {
        let wage = normalize(&config(json!({})), &row);
        if let (Some(low), Some(value)) = (wage.to_hour_band_low, wage.to_hour_min) {
            prop_assert!(low <= value);
        }
        if let (Some(high), Some(value)) = (wage.to_hour_band_high, wage.to_hour_max) {
            prop_assert!(value <= high);
        }
    }
}
