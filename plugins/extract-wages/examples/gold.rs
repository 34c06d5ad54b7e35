//! Reads passages (JSON lines with `id` and `text`) and prints predictions for the score script:
//! `cargo run -p extract-wages --example gold -- PASSAGES.jsonl > predictions.jsonl`

use std::io::{BufRead, BufReader, Write};

use extract_wages::extractor::{Article, Extractor};
use serde_json::{Value, json};
use wagemill_money::Role;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("usage: gold PASSAGES.jsonl [LANGUAGE]")?;
    let wanted = arguments.next();
    // `ROLES=all`: every sum with its role.
    let all = std::env::var("ROLES").is_ok_and(|roles| roles == "all");
    let extractor = Extractor::new((!all).then(|| vec![Role::Wage, Role::Bonus]));
    let number = |value: Option<wagemill_decimal::Decimal>| {
        value.map_or(Value::Null, |value| json!(value.to_string().parse::<f64>().ok()))
    };
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let passage: Value = serde_json::from_str(&line?)?;
        let language = passage["lang"].as_str();
        if wanted.is_some() && wanted.as_deref() != language {
            continue;
        }
        let text = passage["text"].as_str().unwrap_or_default();
        let published_year = passage["published"].as_str().and_then(|date| date.get(..4)?.parse().ok());
        let found = extractor.extract(&Article { text, language, published_year, ..Article::default() });
        let rows: Vec<Value> = found
            .statements
            .iter()
            .map(|statement| {
                let money = &statement.money;
                json!({
                    "start": money.scalars.start, "end": money.scalars.end, "quote": &text[money.span.clone()],
                    "min": number(money.amount.min), "max": number(money.amount.max), "currency": money.currency.code,
                    "period": money.period.name(), "status": statement.status.name(), "role": money.role.name(),
                    "equivalent": money.equivalent.as_ref().map(|equivalent| json!({
                        "min": number(equivalent.amount.min), "max": number(equivalent.amount.max), "currency": equivalent.currency.code,
                    })),
                    "payee": statement.payee, "place": statement.place, "country": statement.country, "speaker": statement.speaker,
                    "occupation": statement.occupation, "refers_to": statement.refers_to,
                    "hours": number(money.hours_per_day), "days": number(money.days_per_week),
                    "basis": money.currency.basis.name(), "confidence": statement.confidence, "rule": statement.rules.join(";"),
                })
            })
            .collect();
        writeln!(out, "{}", json!({"id": passage["id"], "rows": rows}))?;
    }
    Ok(())
}
