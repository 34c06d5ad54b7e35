//! The worked cases that were published with the rules, to the last digit, where they are at hand.

use serde_json::{Value, json};

use crate::support::{Cells, Row, cells, config};

const PUBLISHED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/normalization-examples.json");

fn range(min: &str, max: &str, currency: &str, period: &str) -> Row {
    Row {
        amount_min: Some(min.parse().unwrap()),
        amount_max: Some(max.parse().unwrap()),
        currency: Some(currency.to_owned()),
        period: Some(period.to_owned()),
        ..Row::default()
    }
}

/// The text of each example as an extractor reads it.
fn read(text: &str) -> Row {
    let month = |amount, currency| range(amount, amount, currency, "month");
    let dollars = |row: Row, min: &str, max: &str| Row {
        equivalent_min: Some(min.parse().unwrap()),
        equivalent_max: Some(max.parse().unwrap()),
        equivalent_currency: Some("USD".to_owned()),
        sentence: Some(text.to_owned()),
        ..row
    };
    match text {
        "RMB 3,500 [around USD 488] per month" => dollars(month("3500", "CNY"), "488", "488"),
        "RMB 3,500 (USD 588) per month" => dollars(month("3500", "CNY"), "588", "588"),
        "RMB 1,700 to 2,000 (USD 237 to 279) per month to work 12 hour days" => Row {
            hours_per_day: Some("12".parse().unwrap()),
            ..dollars(range("1700", "2000", "CNY", "month"), "237", "279")
        },
        "RMB 3,500 a month" => month("3500", "CNY"),
        "100,000 roubles a month" => month("100000", "RUB"),
        "60,000 roubles a month" => month("60000", "RUB"),
        "60,000 roubles ($1,040) a month" => dollars(month("60000", "RUB"), "1040", "1040"),
        "TRL 350,000,000 a month" => month("350000000", "TRL"),
        "Rs 6 lakh per annum" => range("600000", "600000", "INR", "year"),
        "30,000 won a month" => month("30000", "KPW"),
        "3,000 won a month in June 2009" => Row { refers_to: Some("2009-06".to_owned()), ..month("3000", "KPW") },
        "QAR 1,000 a month" => month("1000", "QAR"),
        "1,000 yen an hour" => range("1000", "1000", "JPY", "hour"),
        "60,000 CFA francs a month" => month("60000", "XOF"),
        other => panic!("no reading of `{other}`"),
    }
}

#[test]
fn the_published_examples_come_out_to_the_last_digit() {
    let Ok(text) = std::fs::read_to_string(PUBLISHED) else {
        return wagemill_testkit::skipped("the published examples are not at hand");
    };
    let examples: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(!examples.is_empty());
    for example in examples {
        let string = |name: &str| example[name].as_str().map(str::to_owned);
        let row = Row {
            published_on: string("published"),
            country: string("place"),
            ..read(example["text"].as_str().unwrap())
        };
        let with = match example["profile"].as_str() {
            Some(profile) => json!({ "hours_profile": profile }),
            None => json!({}),
        };
        let dollars = cells(&config(with), &row);
        let euros = cells(&config(json!({ "to": "EUR" })), &row);
        for (name, expected) in example["exp"].as_object().unwrap() {
            compare(&example["id"].to_string(), name, expected, &row, &dollars, &euros);
        }
    }
}

fn compare(id: &str, name: &str, expected: &Value, row: &Row, dollars: &Cells, euros: &Cells) {
    let cell = |column: &str| dollars[column].clone();
    let is = |column: &str| {
        let found = cell(column).unwrap_or_default();
        let expected = match expected {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        assert_eq!(found, expected, "example {id}, {name}");
    };
    let both = |low: &str, high: &str| {
        assert_eq!(json!([cell(low), cell(high)]), *expected, "example {id}, {name}");
    };
    match name {
        "intext_lo" => is("intext_low"),
        "intext_hi" => is("intext_high"),
        // One column for both bounds: it holds the larger deviation.
        "intext_dev_pct" if expected.is_array() => {
            assert_eq!(*expected, json!(["0.000", "0.000"]), "example {id}");
            assert_eq!(cell("intext_deviation_pct").as_deref(), Some("0.000"), "example {id}");
        }
        "intext_dev_pct" => is("intext_deviation_pct"),
        "eur" => assert_eq!(euros["eur_min"].as_deref(), expected.as_str(), "example {id}"),
        "flag" => {
            let flags = cell("flags").unwrap();
            let flag = expected.as_str().unwrap();
            assert!(flags.split(';').any(|known| known == flag), "example {id}: {flags}");
        }
        "grade" => is("rate_grade"),
        "gap" => is("rate_gap_days"),
        "hours_per_day" => is("hours_per_day_used"),
        "days_per_week" => is("days_per_week_used"),
        "band" => both("usd_hour_band_low", "usd_hour_band_high"),
        "unit" => is("currency_epoch"),
        "usd_market" => is("usd_market_min"),
        "usd_official" => is("usd_official_min"),
        "usd_hour" => is("usd_hour_min"),
        "usd_month" => is("usd_month_min"),
        "native_current" => {
            let expected = expected.as_str().unwrap();
            let amount = expected.split(' ').next().unwrap();
            let amount: wagemill_decimal::Decimal = amount.parse().unwrap();
            assert_eq!(cell("amount_current_min"), Some(amount.rescale(4).unwrap().to_string()));
        }
        // Values for periods that have no column: a year is twelve months, a native value has rate 1.
        "usd_year" => {
            let year = row.period.as_deref() == Some("year");
            if year {
                return is("usd_min");
            }
            let rate: wagemill_decimal::Decimal = cell("rate").unwrap().parse().unwrap();
            let amount = row.amount_min.unwrap().checked_mul(2080.into()).unwrap();
            let value = amount.mul_div(1.into(), rate, 4).unwrap();
            assert_eq!(Some(value.to_string().as_str()), expected.as_str(), "example {id}");
        }
        "native_month" => {
            let own = cells(&config(json!({ "to": row.currency })), row);
            let column = format!("{}_month_min", row.currency.as_deref().unwrap().to_lowercase());
            assert_eq!(own[&column].as_deref(), expected.as_str(), "example {id}");
        }
        other => is(other),
    }
}
