//! What a decimal must keep: exact values, one rounding, no panic on any input.
#![allow(clippy::unwrap_used, reason = "a test may stop at a broken invariant")]

use std::collections::HashSet;

use ethnum::I256;
use proptest::prelude::*;
use wagemill_decimal::{Decimal, ParseError};

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn text_goes_in_and_comes_out_unchanged() {
    for text in ["0", "0.00", "-0.05", "3500", "7.1585", "99999999999999999999999999999999999999"] {
        assert_eq!(decimal(text).to_string(), text);
    }
    assert_eq!(decimal("+.5").to_string(), "0.5");
    assert_eq!(Decimal::new(5, 38).to_string(), format!("0.{}5", "0".repeat(37)));
    assert_eq!(format!("{:>8}", decimal("1.5")), "     1.5");
}

#[test]
fn text_that_is_no_decimal_says_why() {
    assert_eq!("".parse::<Decimal>(), Err(ParseError::NoDigits));
    assert_eq!("-.".parse::<Decimal>(), Err(ParseError::NoDigits));
    assert_eq!("1,5".parse::<Decimal>(), Err(ParseError::Unexpected(',')));
    assert_eq!("1e5".parse::<Decimal>(), Err(ParseError::Unexpected('e')));
    assert_eq!("1.2.3".parse::<Decimal>(), Err(ParseError::Unexpected('.')));
    assert_eq!("٣".parse::<Decimal>(), Err(ParseError::Unexpected('٣')));
    assert_eq!("9".repeat(39).parse::<Decimal>(), Err(ParseError::TooLong));
}

#[test]
fn equal_numbers_are_equal_whatever_their_scale() {
    assert_eq!(decimal("3.50"), decimal("3.5"));
    assert!(decimal("-3.5") < decimal("-3.49"));
    assert!(decimal("0") > decimal("-0.0001"));
    let set = HashSet::from([decimal("3.50"), decimal("3.5"), decimal("0.0"), decimal("0")]);
    assert_eq!(set.len(), 2);
    assert!(Decimal::new(i128::MAX, 255) < Decimal::new(1, 200));
    assert!(Decimal::new(i128::MIN, 0) < Decimal::new(-1, 255));
}

#[test]
fn halves_go_to_the_even_neighbour() {
    for (text, rounded) in [("0.5", "0"), ("1.5", "2"), ("2.5", "2"), ("-2.5", "-2"), ("2.51", "3")] {
        assert_eq!(decimal(text).rescale(0).unwrap().to_string(), rounded);
        assert_eq!(decimal(text).mul_div(Decimal::ONE, Decimal::ONE, 0).unwrap(), decimal(rounded));
    }
}

#[test]
fn the_seed_article_converts_to_the_last_digit() {
    let rate = decimal("7.1585");
    let dollars = |text| decimal(text).mul_div(Decimal::ONE, rate, 4).unwrap().to_string();
    assert_eq!(dollars("3500"), "488.9292");
    assert_eq!(dollars("1700"), "237.4799");
    assert_eq!(dollars("2000"), "279.3881");
}

#[test]
fn what_does_not_fit_is_none() {
    let most = decimal(&"9".repeat(38));
    assert_eq!(most.checked_add(Decimal::ONE), None);
    assert_eq!(most.checked_mul(decimal("2")), None);
    assert_eq!(most.rescale(1), None);
    assert_eq!(most.mul_div(most, Decimal::ONE, 0), None);
    assert_eq!(most.mul_div(most, most, 0), Some(most));
    assert_eq!(Decimal::ONE.mul_div(Decimal::ONE, Decimal::ZERO, 4), None);
    assert_eq!(Decimal::ONE.rescale(39), None);
    assert_eq!(Decimal::new(i128::MIN, 0).checked_neg(), None);
    assert_eq!(Decimal::new(7, 255).rescale(4), Some(Decimal::ZERO));
    assert_eq!(Decimal::new(7, 255).mul_div(most, most, 4), Some(Decimal::ZERO));
}

#[test]
fn serde_writes_text_and_reads_numbers_too() {
    assert_eq!(serde_json::to_string(&decimal("1.50")).unwrap(), "\"1.50\"");
    for (json, text) in [("\"1.50\"", "1.50"), ("3", "3"), ("-3", "-3"), ("0.02", "0.02")] {
        let value: Decimal = serde_json::from_str(json).unwrap();
        assert_eq!(value.to_string(), text);
    }
    for json in ["\"1,5\"", "0.12345678901234567", "1e300", "true", "null"] {
        assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
    }
}

/// Any number that a column can hold.
fn any_decimal() -> impl Strategy<Value = Decimal> {
    let limit = 10i128.pow(38);
    let mantissa = prop_oneof![-1_000_000i128..1_000_000, any::<i64>().prop_map(i128::from), (1 - limit)..limit,];
    (mantissa, 0u8..=38).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale))
}

/// Numbers small enough for the plain 256-bit formula of the tests.
fn small_decimal() -> impl Strategy<Value = Decimal> {
    (any::<i64>(), 0u8..=9).prop_map(|(mantissa, scale)| Decimal::new(mantissa.into(), scale))
}

fn ten(power: u8) -> I256 {
    I256::from(10u8).pow(power.into())
}

proptest! {
    #[test]
    fn text_round_trips(value in any_decimal()) {
        let back: Decimal = value.to_string().parse().unwrap();
        prop_assert_eq!((back.mantissa(), back.scale()), (value.mantissa(), value.scale()));
        prop_assert_eq!(value.normalize(), value);
    }

    #[test]
    fn order_is_that_of_the_numbers(left in small_decimal(), right in small_decimal()) {
        let wide = |value: Decimal| I256::from(value.mantissa()) * ten(9 - value.scale());
        prop_assert_eq!(left.cmp(&right), wide(left).cmp(&wide(right)));
    }

    #[test]
    fn sums_and_products_undo(left in small_decimal(), right in small_decimal()) {
        prop_assert_eq!(left.checked_add(right).unwrap().checked_sub(right), Some(left));
        let product = left.checked_mul(right).unwrap();
        if !right.is_zero() {
            prop_assert_eq!(product.mul_div(Decimal::ONE, right, 9), Some(left));
        }
    }

    #[test]
    fn mul_div_is_within_half_a_unit(
        value in small_decimal(), numerator in small_decimal(), denominator in small_decimal(),
    ) {
        prop_assume!(!denominator.is_zero());
        let scale = 6;
        if let Some(result) = value.mul_div(numerator, denominator, scale) {
            // |result × denominator − value × numerator| ≤ |denominator| / (2 × 10^scale)
            let left = I256::from(result.mantissa()) * I256::from(denominator.mantissa())
                * ten(value.scale() + numerator.scale());
            let right = I256::from(value.mantissa()) * I256::from(numerator.mantissa())
                * ten(scale + denominator.scale());
            let half = I256::from(denominator.mantissa()).abs()
                * ten(value.scale() + numerator.scale());
            prop_assert!((left - right).abs() * I256::from(2u8) <= half);
        }
    }

    #[test]
    fn nothing_panics(left in any_decimal(), right in any_decimal(), third in any_decimal(), scale in any::<u8>()) {
        let _ = left.checked_add(right);
        let _ = left.checked_mul(right);
        let _ = left.cmp(&right);
        let _ = left.mul_div(right, third, scale);
        let _ = left.rescale(scale);
        if let Some(value) = left.mul_div(right, third, scale) {
            prop_assert!(value.mantissa().unsigned_abs() < 10u128.pow(38));
        }
    }

    #[test]
    fn mul_div_is_monotone(left in any_decimal(), right in any_decimal(), rate in 1i64..1_000_000_000) {
        let rate = Decimal::new(rate.into(), 4);
        let (low, high) = (left.min(right), left.max(right));
        if let (Some(low), Some(high)) =
            (low.mul_div(Decimal::ONE, rate, 4), high.mul_div(Decimal::ONE, rate, 4))
        {
            prop_assert!(low <= high);
        }
    }
}
