//! What `check` refuses, in the words that a user reads.

use normalize_currency::options::{Config, column_name};
use normalize_currency::table::Wage;
use serde_json::{Value, json};
use wagemill_plugin::{DataType, Error, Output};
use wagemill_tables::Kind;

use crate::support::{config, snapshot};

fn error(with: Value) -> Error {
    config(with).rules(snapshot()).err().unwrap()
}

#[test]
fn an_unknown_currency_is_named_with_the_nearest_known_one() {
    for (to, nearest) in [("USDD", "USD"), ("usd", "USD"), ("EUX", "EUR"), ("CNH", "CNY")] {
        let error = error(json!({ "to": to }));
        assert_eq!(error.code(), "unknown-currency");
        assert_eq!(error.message(), format!("`{to}` is no currency code of ISO 4217"));
        let shown = format!("{error:?}");
        assert!(shown.contains(&format!("did you mean `{nearest}`?")), "{to}: {shown}");
    }
}

#[test]
fn a_currency_without_rates_is_no_target() {
    let error = error(json!({ "to": "XAU" }));
    assert_eq!(error.code(), "no-rates-for-currency");
    assert_eq!(error.message(), "there are no rates into `XAU`");
}

#[test]
fn numbers_outside_their_range_are_refused() {
    for with in [
        json!({ "weeks_per_year": 0 }),
        json!({ "weeks_per_year": 54 }),
        json!({ "max_gap_days": 32 }),
        json!({ "intext_tolerance": "-1" }),
        json!({ "intext_tolerance": 101 }),
        json!({ "base_year": 1989 }),
        json!({ "base_year": 2025 }),
    ] {
        assert_eq!(error(with).code(), "option-out-of-range");
    }
}

#[test]
fn the_base_year_is_one_that_has_figures() {
    let error = error(json!({ "base_year": 2050 }));
    assert_eq!(error.message(), "`base_year` is 2050, and must be 1990 to 2024");
}

#[test]
fn columns_of_real_values_carry_the_base_year() {
    let config = config(json!({ "base_year": 2015 }));
    assert_eq!(column_name(&config, "real_ppp_base_month_min").as_deref(), Some("real_ppp_2015_month_min"));
    assert_eq!(column_name(&config, "real_usd_base_month_max").as_deref(), Some("real_usd_2015_month_max"));
    assert_eq!(column_name(&config, "ppp_month_min"), None);
}

#[test]
fn options_that_do_not_exist_are_refused() {
    assert!(serde_json::from_value::<Config>(json!({ "target": "USD" })).is_err());
    assert!(serde_json::from_value::<Config>(json!({ "prefer": "black" })).is_err());
    assert!(serde_json::from_value::<Config>(json!({ "hours_profile": "h35" })).is_err());
}

#[test]
fn columns_of_values_carry_the_target() {
    let euros = config(json!({ "to": "EUR" }));
    assert_eq!(column_name(&euros, "to_month_min").as_deref(), Some("eur_month_min"));
    assert_eq!(column_name(&euros, "rate"), None);
    assert_eq!(column_name(&config(json!({})), "to_min").as_deref(), Some("usd_min"));
}

#[test]
fn every_column_is_one_that_the_stages_agree_on() {
    let euros = config(json!({ "to": "EUR" }));
    for field in Wage::columns() {
        let name = column_name(&euros, &field.name).unwrap_or(field.name.clone());
        let column = wagemill_tables::column_for(&name, "EUR").unwrap_or_else(|| panic!("`{name}` is in no codebook"));
        let agreed = match column.kind {
            Kind::Utf8 => DataType::Utf8,
            Kind::Date => DataType::Date32,
            Kind::Int64 => DataType::Int64,
            Kind::Decimal { precision, scale } => DataType::Decimal { precision, scale: scale.try_into().unwrap() },
            other => panic!("`{name}` is {other:?}"),
        };
        assert_eq!(field.data_type, agreed, "`{name}`");
    }
}
