//! How well what was found agrees with labels; the same rules as the score script beside the labelled passages.

use extract_wages::extractor::{Article, Extractor, Statement};
use serde_json::Value;
use wagemill_decimal::Decimal;

/// Two bounds agree: both open, or equal to one part in a million.
fn same(gold: &Value, found: Option<Decimal>) -> bool {
    match (gold.as_f64(), found) {
        (None, None) => true,
        (Some(gold), Some(found)) => {
            let found: f64 = found.to_string().parse().unwrap();
            (gold - found).abs() <= 1e-6 * gold.abs().max(1.0)
        }
        _ => false,
    }
}

pub fn same_amount(gold: &Value, amount: &wagemill_money::Amount, currency: Option<&str>) -> bool {
    let others = gold["alt"]["values"].as_array().cloned().unwrap_or_default();
    let bounds = |low: &Value, high: &Value| same(low, amount.min) && same(high, amount.max);
    gold["currency"].as_str() == currency
        && (bounds(&gold["min"], &gold["max"]) || others.iter().any(|pair| bounds(&pair[0], &pair[1])))
}

fn allows(gold: &Value, field: &str, found: &str) -> bool {
    let also = gold["alt"][field].as_array().is_some_and(|others| others.iter().any(|other| other == found));
    gold[field] == found || also
}

/// 0 nothing, 1 found, 2 amount, 3 wage, 4 full.
pub fn level(gold: &Value, found: &Statement) -> usize {
    let start = gold["start"].as_u64().unwrap() as usize;
    let end = start + gold["quote"].as_str().unwrap().chars().count();
    let scalars = &found.money.scalars;
    if !(scalars.start < end && start < scalars.end) {
        return 0;
    }
    if !same_amount(gold, &found.money.amount, found.money.currency.code) {
        return 1;
    }
    if !allows(gold, "period", found.money.period.name()) {
        return 2;
    }
    if allows(gold, "status", found.status.name()) { 4 } else { 3 }
}

/// What the stage finds in a passage.
pub fn read(extractor: &Extractor, passage: &Value) -> Vec<Statement> {
    let text = passage["text"].as_str().unwrap();
    let published_year = passage["published"].as_str().and_then(|date| date.get(..4)?.parse().ok());
    let article = Article { text, language: passage["lang"].as_str(), published_year, ..Article::default() };
    extractor.extract(&article).statements
}

/// For each label the statement that fits it best, and which statements are used.
pub fn matched(gold: &[Value], found: &[Statement]) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (gold_index, row) in gold.iter().enumerate() {
        let start = row["start"].as_u64().unwrap() as usize;
        let levels = found
            .iter()
            .enumerate()
            .map(|(index, found)| (level(row, found), found.money.scalars.start.abs_diff(start), index));
        pairs.extend(
            levels
                .filter(|(level, ..)| *level > 0)
                .map(|(level, distance, index)| (level * 1_000_000 - distance, gold_index, index)),
        );
    }
    pairs.sort_unstable_by(|one, other| other.cmp(one));
    let mut of_gold: Vec<Option<usize>> = vec![None; gold.len()];
    let mut used = vec![false; found.len()];
    for (_, gold_index, index) in pairs {
        if of_gold[gold_index].is_none() && !used[index] {
            of_gold[gold_index] = Some(index);
            used[index] = true;
        }
    }
    (of_gold, used)
}

/// F1 at each level, and the share of right conversions.
#[allow(dead_code, reason = "the example that makes the calibration needs the rest only")]
pub fn score(extractor: &Extractor, passages: &[Value]) -> ([f64; 4], f64) {
    let (mut reached, mut counted, mut right, mut conversions) = (Vec::new(), 0, 0, 0);
    for passage in passages {
        let found = read(extractor, passage);
        let gold = passage["rows"].as_array().unwrap();
        let (of_gold, used) = matched(gold, &found);
        for (row, matched) in gold.iter().zip(&of_gold).filter(|(row, _)| row["optional"] != true) {
            reached.push(matched.map_or(0, |index| level(row, &found[index])));
            counted += usize::from(matched.is_some());
            if let Some(equivalent) = row.get("equivalent") {
                conversions += 1;
                let said = matched.and_then(|index| found[index].money.equivalent.as_ref());
                right +=
                    usize::from(said.is_some_and(|said| same_amount(equivalent, &said.amount, said.currency.code)));
            }
        }
        for (found, _) in found.iter().zip(&used).filter(|(_, used)| !**used) {
            let restated = gold.iter().any(|row| same_amount(row, &found.money.amount, found.money.currency.code));
            counted += usize::from(!restated);
        }
    }
    let f1 = |least: usize| {
        let hits = reached.iter().filter(|level| **level >= least).count() as f64;
        2.0 * hits / (reached.len() + counted) as f64
    };
    ([f1(1), f1(2), f1(3), f1(4)], right as f64 / f64::from(conversions.max(1)))
}
