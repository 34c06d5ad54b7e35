//! A second way from an amount to a month's and an hour's pay, written from N12 and N13 with whole numbers of 256 bits, and
//! compared on random draws of currency, day, target, period and working time. The rate itself has its second lookup in
//! `wagemill-rates`.

use ethnum::U256;
use serde_json::json;
use wagemill_decimal::Decimal;
use wagemill_rates::lookup::Lookup;
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::support::{Row, config, normalize, snapshot};

const DRAWS: usize = 100_000;
const CURRENCIES: [&str; 10] = ["CNY", "RUB", "INR", "JPY", "XOF", "CZK", "GBP", "THB", "USD", "EUR"];
const TARGETS: [&str; 4] = ["USD", "EUR", "CNY", "JPY"];
const PERIODS: [&str; 6] = ["hour", "day", "week", "fortnight", "month", "year"];
/// From 2000 to 2025.
const DAYS: std::ops::Range<i32> = 10_957..20_454;

/// A generator that gives the same draws everywhere.
struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A quotient of whole numbers.
struct Quotient(U256, U256);

impl Quotient {
    fn times(self, top: u128, bottom: u128) -> Quotient {
        Quotient(self.0 * U256::from(top), self.1 * U256::from(bottom))
    }

    /// With four places, half to even.
    fn rounded(&self) -> Decimal {
        let (top, bottom) = (self.0 * U256::from(10_000u32), self.1);
        let (whole, rest) = (top / bottom, top % bottom);
        let twice = rest * U256::from(2u32);
        let odd = whole % U256::from(2u32) == U256::ONE;
        let up = twice > bottom || (twice == bottom && odd);
        Decimal::new((whole + U256::from(u32::from(up))).as_i128(), 4)
    }
}

/// What a period's pay is multiplied by to become a month's, and an hour's.
fn factors(period: &str, hours: u128, days: u128) -> [(u128, u128); 2] {
    let hours_a_year = hours * days * 52;
    match period {
        "hour" => [(hours_a_year, 12), (1, 1)],
        "day" => [(days * 52, 12), (1, hours)],
        "week" => [(52, 12), (1, days * hours)],
        "fortnight" => [(26, 12), (26, hours_a_year)],
        "month" => [(1, 1), (12, hours_a_year)],
        _ => [(1, 12), (1, hours_a_year)],
    }
}

/// A decimal as a quotient.
fn quotient(value: Decimal) -> (u128, u128) {
    (value.mantissa().unsigned_abs(), 10u128.pow(value.scale().into()))
}

#[test]
fn both_ways_to_a_month_and_an_hour_agree() {
    let configs = TARGETS.map(|to| config(json!({ "to": to })));
    let lookup = Lookup { snapshot: snapshot(), max_gap_days: 7 };
    let mut draws = Draws(52);
    let mut compared = 0;
    for _ in 0..DRAWS {
        let (currency, to) = (CURRENCIES[draws.below(CURRENCIES.len())], draws.below(TARGETS.len()));
        let period = PERIODS[draws.below(PERIODS.len())];
        let day = DAYS.start + i32::try_from(draws.below(DAYS.len())).unwrap();
        let (hours, days) = (draws.below(14) as u128 + 1, draws.below(7) as u128 + 1);
        let amount = Decimal::new(draws.below(1_000_000_000) as i128 + 1, 2);
        let row = Row {
            hours_per_day: Some(Decimal::from(hours as i64)),
            days_per_week: Some(Decimal::from(days as i64)),
            ..Row::exact(&amount.to_string(), currency, period, &When::Day(day).to_string())
        };
        let wage = normalize(&configs[to], &row);
        let unit = |code: &str| Unit::parse(code).unwrap();
        let Some(rate) = lookup.official(unit(currency), unit(TARGETS[to]), When::Day(day)) else {
            assert_eq!((wage.to_month_min, wage.to_hour_min), (None, None), "{row:?}");
            continue;
        };
        // As many native units for one of the target: a quotient of two decimals.
        let (top, bottom) = (quotient(rate.fraction.numerator), quotient(rate.fraction.denominator));
        let (digits, unit) = quotient(amount);
        for (found, (more, less)) in [wage.to_month_min, wage.to_hour_min].into_iter().zip(factors(period, hours, days))
        {
            let value = Quotient(U256::from(digits), U256::from(unit))
                .times(bottom.0, bottom.1)
                .times(top.1, top.0)
                .times(more, less);
            assert_eq!(found, Some(value.rounded()), "{row:?} into {}", TARGETS[to]);
        }
        compared += 1;
    }
    assert!(compared > DRAWS / 2, "{compared}");
}
