//! The score on labelled passages, where they lie beside the repository.

use std::path::PathBuf;

use serde_json::Value;

use crate::EXTRACTOR;
use crate::score::score;

fn passages(file: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        wagemill_testkit::skipped(&format!("there is no {}", path.display()));
        return None;
    };
    Some(text.lines().filter(|line| !line.is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[test]
fn the_first_article_is_completely_right() {
    if let Some(passages) = passages("seed.jsonl") {
        assert_eq!(score(&EXTRACTOR, &passages), ([1.0; 4], 1.0));
    }
}

#[test]
fn the_passages_stay_above_their_floors() {
    let Some(passages) = passages("wages.jsonl") else { return };
    let ([found, amount, wage, full], conversions) = score(&EXTRACTOR, &passages);
    println!("all: found {found:.3}, amount {amount:.3}, wage {wage:.3}, full {full:.3}, conversions {conversions:.3}");
    assert!(amount >= 0.93 && wage >= 0.90 && full >= 0.80 && conversions >= 0.90);
    for language in ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "vi", "zh"] {
        let own: Vec<Value> = passages.iter().filter(|passage| passage["lang"] == language).cloned().collect();
        let ([_, amount, wage, full], _) = score(&EXTRACTOR, &own);
        println!("{language}: amount {amount:.3}, wage {wage:.3}, full {full:.3}");
        assert!(wage >= 0.80, "{language}: {wage}");
    }
    // Passages without a wage give no rows: two at most in all of them.
    let none: Vec<&Value> = passages.iter().filter(|passage| passage["rows"].as_array().unwrap().is_empty()).collect();
    let spurious: usize = none.iter().map(|passage| crate::score::read(&EXTRACTOR, passage).len()).sum();
    assert!(!none.is_empty() && spurious <= 2, "{spurious} rows in passages without wages");
}
