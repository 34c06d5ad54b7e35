//! Rows by a user's own rates, and the words of a mistake in their file.

use std::path::PathBuf;

use normalize_currency::own_rates::load;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{Cells, Row, cells, config};

const HEADER: &str = "source,base,quote,date,rate,kind,granularity,precedence\n";

fn file(folder: &TempDir, lines: &str) -> PathBuf {
    let path = folder.path().join("own.csv");
    std::fs::write(&path, format!("{HEADER}{lines}\n")).unwrap();
    path
}

fn row(lines: &str, row: &Row, prefer: &str) -> Cells {
    let folder = TempDir::new().unwrap();
    cells(&config(json!({ "rates": [file(&folder, lines)], "prefer": prefer })), row)
}

fn cell<'c>(cells: &'c Cells, name: &str) -> &'c str {
    cells[name].as_deref().unwrap_or_default()
}

#[test]
fn an_own_rate_fills_what_the_embedded_ones_do_not_have() {
    let roubles = Row::exact("100000", "RUB", "month", "2025-06-02");
    let without = cells(&config(json!({})), &roubles);
    assert_eq!((cell(&without, "usd_month_min"), cell(&without, "rate_grade")), ("", "X"));
    assert!(cell(&without, "flags").contains("fx_missing"));
    let with = row("cbr-daily,USD,RUB,2025-06-01,78.6172", &roubles, "auto");
    // 100000 / 78.6172 = 1271.98628…
    let shown = ["usd_month_min", "rate", "rate_date", "rate_source", "rate_kind", "rate_grade"];
    assert_eq!(
        shown.map(|name| cell(&with, name)),
        ["1271.9863", "78.617200", "2025-06-01", "cbr-daily", "official", "A"]
    );
    assert!(!cell(&with, "flags").split(';').any(|flag| flag == "fx_missing"));
    assert!(cell(&with, "fx_snapshot").starts_with("cbr-daily:"), "{}", cell(&with, "fx_snapshot"));
}

#[test]
fn an_own_market_rate_stands_beside_the_official_one() {
    let kyat = Row::exact("290000", "MMK", "month", "2023-06-13");
    let lines = "cbm,USD,MMK,2023-06-13,2100\nstreet,USD,MMK,2023-06-12,2900,market";
    let shown = |prefer: &str| {
        let cells = row(lines, &kyat, prefer);
        let names = [
            "usd_month_min",
            "usd_official_min",
            "usd_market_min",
            "market_premium",
            "rate_source",
            "rate_kind",
            "rate_grade",
        ];
        names.map(|name| cell(&cells, name).to_owned())
    };
    // 290000 / 2100 = 138.09523…, 290000 / 2900 = 100, 2900 / 2100 = 1.38095…
    assert_eq!(shown("auto"), ["138.0952", "138.0952", "100.0000", "1.380952", "cbm", "official", "A"]);
    let baht = row(lines, &Row::exact("300", "THB", "day", "2023-06-13"), "auto");
    assert_eq!((cell(&baht, "usd_official_min"), cell(&baht, "rate_grade")), ("", "A"));
    assert!(!cell(&baht, "flags").contains("fx_missing"), "a market rate of the kyat says nothing about the baht");
    assert_eq!(shown("market"), ["100.0000", "138.0952", "100.0000", "1.380952", "street", "market", "C"]);
}

#[test]
fn a_currency_with_own_rates_alone_can_be_the_target() {
    let folder = TempDir::new().unwrap();
    let own = file(&folder, "lbma,XAU,USD,2023-06-13,1943.05");
    let dollars = Row::exact("1943.05", "USD", "month", "2023-06-13");
    let cells = cells(&config(json!({ "to": "XAU", "rates": [own] })), &dollars);
    assert_eq!(cell(&cells, "xau_month_min"), "1.0000");
}

#[test]
fn a_mistake_names_file_line_and_field() {
    let folder = TempDir::new().unwrap();
    let error = |lines: &str| {
        let path = file(&folder, lines).to_string_lossy().into_owned();
        let error = load(std::slice::from_ref(&path)).err().unwrap();
        (error.code().to_owned(), error.message().replace(&path, "own.csv"), format!("{error:?}"))
    };
    let (code, message, shown) = error("cbr,USD,RUP,2025-06-01,78.6");
    assert_eq!(code, "bad-rates");
    assert_eq!(message, "own.csv, line 2, `quote`: `RUP` is no currency code of ISO 4217");
    assert!(shown.contains("did you mean `RUB`?") && shown.contains("/rates"), "{shown}");
    let (_, message, shown) = error("cbr,USD,RUB,2025-06-01,");
    assert_eq!(message, "own.csv, line 2, `rate`: the line has no rate");
    assert!(shown.contains("wagemill rates add"), "{shown}");
    let (_, message, _) = error("pboc,CNY,USD,2023-06-13,7.1498");
    assert!(message.starts_with("own.csv, line 2, `rate`: 7.1498 looks turned round"), "{message}");
    let missing = load(&["none.csv".to_owned()]).err().unwrap();
    assert!(missing.message().starts_with("none.csv: cannot be read: "), "{}", missing.message());
}
