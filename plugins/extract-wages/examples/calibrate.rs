//! Makes `data/calibration.txt`: for each step of the raw score of a row, which share of the rows with it is right.
//!
//! `cargo run --release -p extract-wages --example calibrate -- PASSAGES.jsonl … > plugins/extract-wages/data/calibration.txt`
//!
//! A row counts as right where its amount, currency and period agree with the label. Steps whose shares fall are pooled, so
//! that more score never means less confidence, and each pool is drawn a little to the middle by one right and one wrong row.
#![allow(clippy::unwrap_used, reason = "a tool of the repository may stop at a wrong file")]

#[path = "../tests/wages/score.rs"]
mod score;

use std::collections::BTreeMap;

use extract_wages::extractor::Extractor;
use serde_json::Value;
use wagemill_money::Role;

fn main() {
    let extractor = Extractor::new(Some(vec![Role::Wage, Role::Bonus]));
    // score in hundredths: right rows, rows
    let mut steps: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    for path in std::env::args().skip(1) {
        for line in std::fs::read_to_string(path).unwrap().lines().filter(|line| !line.is_empty()) {
            let passage: Value = serde_json::from_str(line).unwrap();
            let gold = passage["rows"].as_array().unwrap();
            let found = score::read(&extractor, &passage);
            let (of_gold, _) = score::matched(gold, &found);
            for (index, statement) in found.iter().enumerate() {
                let label = of_gold.iter().position(|matched| *matched == Some(index)).map(|label| &gold[label]);
                let restated = || {
                    let money = &statement.money;
                    gold.iter().any(|row| score::same_amount(row, &money.amount, money.currency.code))
                };
                if label.is_some_and(|label| label["optional"] == true) || label.is_none() && restated() {
                    continue;
                }
                let step = steps.entry((statement.score * 100.0).round() as u32).or_default();
                step.0 += u32::from(label.is_some_and(|label| score::level(label, statement) >= 3));
                step.1 += 1;
            }
        }
    }
    let mut pools: Vec<(Vec<u32>, u32, u32)> = Vec::new();
    for (step, (right, rows)) in &steps {
        pools.push((vec![*step], *right, *rows));
        while let [.., one, other] = &pools[..]
            && u64::from(one.1) * u64::from(other.2) > u64::from(other.1) * u64::from(one.2)
        {
            let last = pools.pop().unwrap();
            let before = pools.last_mut().unwrap();
            before.0.extend(last.0);
            before.1 += last.1;
            before.2 += last.2;
        }
    }
    println!("# How sure a row is, by its score: made by `examples/calibrate.rs`, which says how.");
    println!("#");
    println!("# score in hundredths | share of right rows | rows");
    for (steps, right, rows) in pools {
        let share = f64::from(right + 1) / f64::from(rows + 2);
        for step in steps {
            println!("{step} | {share:.2} | {rows}");
        }
    }
}
