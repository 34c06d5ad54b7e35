//! Parities, inflation and legal tender as they lie in the file.

use std::path::Path;

use wagemill_decimal::Decimal;
use wagemill_rates::fraction::{Fraction, significant};
use wagemill_rates::prices::{chain, country};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::support::snapshot;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn years_ascend_and_parities_are_positive() {
    assert!(snapshot().parities.len() > 180 && snapshot().inflation.len() > 180);
    for figures in snapshot().parities.iter().chain(&snapshot().inflation) {
        let years: Vec<i32> = figures.years().collect();
        assert!(!years.is_empty() && years.is_sorted_by(|left, right| left < right));
        assert!(years.iter().all(|year| figures.value(*year).is_some()));
        assert_eq!(figures.value(years[0] - 1), None);
        assert_eq!(figures.value(years[years.len() - 1] + 1), None);
    }
    for figures in &snapshot().parities {
        assert!(figures.years().all(|year| figures.value(year).unwrap().is_positive()));
        assert!(snapshot().knows_code(figures.unit));
    }
}

#[test]
fn every_figure_is_as_published() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fx/worldbank");
    if !folder.exists() {
        return wagemill_testkit::skipped("the figures of the World Bank are not at hand");
    }
    let mut reader = csv::Reader::from_path(folder.join("pa_nus_ppp.csv")).unwrap();
    let mut compared = 0;
    for record in reader.records().map(Result::unwrap) {
        let Some(figures) = country(&record[1]).and_then(|country| snapshot().parities(country)) else { continue };
        assert_eq!(figures.value(record[2].parse().unwrap()), Some(decimal(&record[3]).normalize()), "{record:?}");
        compared += 1;
    }
    let held: usize = snapshot().parities.iter().map(|figures| figures.years().len()).sum();
    assert_eq!(compared, held);
}

#[test]
fn groups_of_countries_are_left_out() {
    for code in ["EU", "ZW"] {
        assert!(snapshot().parities(country(code).unwrap()).is_none(), "{code}");
    }
    assert!(snapshot().inflation(*b"XK").is_some());
    assert!(["E1", "eur", "cn", ""].iter().all(|text| country(text).is_none()));
}

#[test]
fn units_are_those_of_the_latest_figures() {
    let units = [
        ("DE", "EUR"),
        ("HR", "EUR"),
        ("BG", "BGN"),
        ("TR", "TRY"),
        ("LR", "USD"),
        ("SV", "USD"),
        ("CN", "CNY"),
        ("CU", "CUP"),
    ];
    for (code, unit) in units {
        let parities = snapshot().parities(country(code).unwrap()).unwrap();
        assert_eq!(Some(parities.unit), Unit::parse(unit), "{code}");
    }
}

#[test]
fn a_chain_with_a_missing_year_is_none() {
    let value = |from, to| chain(snapshot(), *b"RU", from, to).map(|chain| chain.value(3).unwrap().to_string());
    assert_eq!(value(2022, 2023), None, "the figures of Russia end in 2021");
    assert_eq!(value(2023, 2023).as_deref(), Some("1.000"));
    assert!(value(2020, 2021).is_some());
    assert!(chain(snapshot(), *b"TW", 2010, 2023).is_none());
}

#[test]
fn a_chain_turned_round_is_its_inverse() {
    let (there, back) =
        (chain(snapshot(), *b"US", 1990, 2023).unwrap(), chain(snapshot(), *b"US", 2023, 1990).unwrap());
    assert_eq!(there.numerator, back.denominator);
    assert_eq!(there.times_near(back).unwrap().value(20).unwrap(), Decimal::new(10i128.pow(20), 20));
}

#[test]
fn shared_currencies_have_several_users() {
    let users = |code: &str, when: &str| {
        let users = snapshot().users(Unit::parse(code).unwrap(), When::parse(when).unwrap());
        users.iter().map(|country| String::from_utf8_lossy(country).into_owned()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(users("CNY", "2020"), "CN");
    assert_eq!(users("XAF", "2020"), "CF CG CM GA GQ TD");
    assert_eq!(users("CHF", "2020"), "CH", "Liechtenstein has no parity");
    assert_eq!(users("KPW", "2020"), "KP", "no parity at all, but one home");
    assert_eq!(users("DEM", "1995"), "DE");
    assert!(users("EUR", "2020").split(' ').count() > 19);
    assert_eq!(users("XAU", "2020"), "");
}

#[test]
fn twenty_eight_digits_stay() {
    let third = significant(Decimal::ONE, Decimal::ONE, decimal("3")).unwrap();
    assert_eq!(third.to_string(), format!("0.{}", "3".repeat(28)));
    let large = significant(decimal("123456789012345678"), decimal("1000003"), decimal("7")).unwrap();
    assert_eq!(large.mantissa().to_string().len(), 28);
    assert_eq!(significant(decimal("2.50"), decimal("2"), Decimal::ONE), Some(decimal("5")));
    assert_eq!(significant(Decimal::ONE, Decimal::ONE, Decimal::ZERO), None);
}

#[test]
fn a_product_that_does_not_fit_keeps_28_digits() {
    let long = Fraction::new(decimal("1.234567890123456789012345678901"), decimal("9.87654321987654321"));
    assert!(long.times(long).is_none());
    // Computed apart with 60 digits.
    let square = long.times_near(long).unwrap().value(24).unwrap();
    assert_eq!(square.to_string(), "0.015624999687109376854695");
}
