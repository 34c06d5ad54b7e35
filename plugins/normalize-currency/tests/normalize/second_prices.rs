//! Parity and real values a second time: slow, on long integers and maps, from the rule alone.
//!
//! It covers wages in the currency in which the parities are stated, in an older unit of it, and in the currency before the
//! euro; dollars are those of the row itself. Wages in a foreign currency are in the case files.

use std::collections::BTreeMap;

use serde_json::json;
use wagemill_decimal::Decimal;
use wagemill_rates::prices::{Country, Yearly};
use wagemill_rates::when::When;

use crate::support::{Row, config, normalize, snapshot};

const DRAWS: usize = 5_000;

/// A sign is not needed: digits of a number that is not negative, least first, and how many of them are behind the point.
#[derive(Clone, Debug)]
struct Long {
    digits: Vec<u8>,
    places: usize,
}

impl Long {
    fn of(value: Decimal) -> Long {
        let text = value.mantissa().to_string();
        let digits = text.bytes().rev().map(|digit| digit - b'0').collect();
        Long { digits, places: value.scale().into() }
    }

    fn times(&self, other: &Long) -> Long {
        let mut sums = vec![0u32; self.digits.len() + other.digits.len() + 1];
        for (left, one) in self.digits.iter().enumerate() {
            for (right, two) in other.digits.iter().enumerate() {
                sums[left + right] += u32::from(*one) * u32::from(*two);
            }
        }
        let mut carry = 0;
        let digits = sums.into_iter().map(|sum| {
            let sum = sum + carry;
            carry = sum / 10;
            (sum % 10) as u8
        });
        let mut long = Long { digits: digits.collect(), places: self.places + other.places };
        long.trim();
        long
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
        }
    }

    fn is_less(&self, other: &[u8]) -> bool {
        self.digits.len().cmp(&other.len()).then_with(|| self.digits.iter().rev().cmp(other.iter().rev())).is_lt()
    }

    /// The quotient with `places` places, rounded half to even, by the division of pen and paper.
    fn over(&self, divisor: &Long, places: usize) -> Long {
        let mut dividend = vec![0; places + divisor.places];
        dividend.extend(&self.digits);
        // The places of the dividend itself go to the divisor.
        let mut by = Long { digits: vec![0; self.places], places: 0 };
        by.digits.extend(&divisor.digits);
        by.trim();
        let mut quotient = Vec::new();
        let mut rest = Long { digits: Vec::new(), places: 0 };
        for digit in dividend.iter().rev() {
            rest.digits.insert(0, *digit);
            rest.trim();
            let mut count = 0;
            while !rest.is_less(&by.digits) {
                subtract(&mut rest, &by.digits);
                count += 1;
            }
            quotient.insert(0, count);
        }
        let twice = rest.times(&Long { digits: vec![2], places: 0 });
        let odd = quotient.first().is_some_and(|digit| digit % 2 == 1);
        if by.is_less(&twice.digits) || (odd && twice.digits == by.digits) {
            increment(&mut quotient);
        }
        let mut long = Long { digits: quotient, places };
        long.trim();
        long
    }

    /// 28 significant digits, rounded half to even.
    fn significant(mut self) -> Long {
        self.trim();
        let surplus = self.digits.len().saturating_sub(28);
        if surplus == 0 {
            return self;
        }
        let places = self.places - surplus;
        self.over(&Long { digits: vec![1], places: 0 }, places)
    }

    /// `None` beyond the digits of a decimal.
    fn decimal(&self) -> Option<Decimal> {
        let text: String = self.digits.iter().rev().map(|digit| char::from(digit + b'0')).collect();
        let mantissa: i128 = if text.is_empty() { 0 } else { text.parse().ok()? };
        Some(Decimal::new(mantissa, 4))
    }
}

fn subtract(from: &mut Long, other: &[u8]) {
    let mut borrow = 0;
    for (place, digit) in from.digits.iter_mut().enumerate() {
        let taken = other.get(place).copied().unwrap_or(0) + borrow;
        borrow = u8::from(*digit < taken);
        *digit = *digit + 10 * borrow - taken;
    }
    from.trim();
}

fn increment(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut() {
        *digit += 1;
        if *digit < 10 {
            return;
        }
        *digit = 0;
    }
    digits.push(1);
}

type Figures = BTreeMap<Country, BTreeMap<i32, Decimal>>;

fn figures(all: &[Yearly]) -> Figures {
    let of = |yearly: &Yearly| yearly.years().map(|year| (year, yearly.value(year).unwrap())).collect();
    all.iter().map(|yearly| (yearly.country, of(yearly))).collect()
}

/// The chain between two years, and whether it is divided by.
fn chain(inflation: &Figures, country: Country, from: i32, to: i32) -> Option<(Long, bool)> {
    let mut product = Long::of(Decimal::ONE);
    for year in from.min(to) + 1..=from.max(to) {
        let percent = inflation.get(&country)?.get(&year)?;
        let factor = percent.checked_add(Decimal::new(100, 0)).unwrap();
        product = product.times(&Long::of(Decimal::new(factor.mantissa(), factor.scale() + 2))).significant();
    }
    Some((product, to < from))
}

/// A country, a currency of it, and how many of its units make one of the parities': as a power of ten and a parity.
const WAGES: [(&str, &str, &str, (i32, i32)); 14] = [
    ("CN", "CNY", "1", (1985, 2025)),
    ("US", "USD", "1", (1975, 2025)),
    ("JP", "JPY", "1", (1975, 2025)),
    ("BR", "BRL", "1", (1995, 2025)),
    ("IN", "INR", "1", (1975, 2025)),
    ("ZA", "ZAR", "1", (1975, 2025)),
    ("TR", "TRL", "1000000", (1985, 2005)),
    ("TR", "TRY", "1", (2006, 2025)),
    ("RU", "RUR", "1000", (1994, 1997)),
    ("DE", "DEM", "1.95583", (1985, 2001)),
    ("HR", "HRK", "7.5345", (1996, 2022)),
    ("FR", "EUR", "1", (1999, 2025)),
    ("IT", "ITL", "1936.27", (1985, 2001)),
    ("VE", "VEB", "100000000000000", (1990, 2007)),
];

struct Draws(u64);

impl Draws {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn both_ways_to_parity_and_real_values_agree() {
    let (parities, inflation) = (figures(&snapshot().parities), figures(&snapshot().inflation));
    let mut draws = Draws(15);
    let mut compared = [0; 3];
    for _ in 0..DRAWS {
        let (country, currency, per_unit, (first, last)) = WAGES[draws.below(WAGES.len())];
        let year = first + draws.below((last - first) as usize + 1) as i32;
        let base = 1990 + draws.below(35) as i32;
        let amount = Decimal::new((draws.below(2_000_000_000) + 1) as i128, 2);
        let (period, up, down) = [("month", 1, 1), ("year", 1, 12), ("week", 52, 12)][draws.below(3)];
        let row = Row {
            country: Some(country.to_owned()),
            ..Row::exact(&amount.to_string(), currency, period, &When::Year(year).to_string())
        };
        let row = Row { refers_to: row.published_on.clone(), published_on: None, ..row };
        let wage = normalize(&config(json!({ "base_year": base })), &row);
        let shown = format!("{amount} {currency} a {period} in {year} in {country}, base {base}");
        let key: Country = country.as_bytes().try_into().unwrap();
        let parity = |year: i32| parities[&key].get(&year).map(|value| Long::of(*value));

        let number = |value: i128| Long::of(Decimal::new(value, 0));
        let top = Long::of(amount).times(&number(up));
        let bottom = number(down).times(&Long::of(per_unit.parse().unwrap()));
        let expected = parity(year).and_then(|parity| top.over(&bottom.times(&parity), 4).decimal());
        assert_eq!(wage.ppp_month_min, expected, "{shown}");
        compared[0] += usize::from(expected.is_some());

        let chained = |top: &Long, bottom: &Long, country| {
            let (chain, turned) = chain(&inflation, country, year, base)?;
            let (top, bottom) =
                if turned { (top.clone(), bottom.times(&chain)) } else { (top.times(&chain), bottom.clone()) };
            top.over(&bottom, 4).decimal()
        };
        let expected = parity(base).and_then(|parity| chained(&top, &bottom.times(&parity), key));
        assert_eq!(wage.real_ppp_base_month_min, expected, "{shown}");
        compared[1] += usize::from(expected.is_some());

        if currency == "USD" {
            let expected = chained(&top, &number(down), *b"US");
            assert_eq!(wage.real_usd_base_month_min, expected, "{shown}");
            compared[2] += usize::from(expected.is_some());
        }
    }
    assert!(compared[0] > DRAWS / 2 && compared[1] > DRAWS / 2 && compared[2] > DRAWS / 30, "{compared:?}");
}
