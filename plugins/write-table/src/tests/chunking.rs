//! The bytes depend on the rows alone, and CSV gives the cells back.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, Int64Array};
use proptest::prelude::*;
use serde_json::json;

use super::{rows, table, texts, written, written_text};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_cut_of_the_same_rows_gives_the_same_bytes(
        table in rows::tables(60),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        for file in ["t.csv", "t.jsonl", "t.parquet", "t.csv.gz"] {
            let whole = written(file, json!({}), table.schema_ref(), std::slice::from_ref(&table)).unwrap();
            let pieces = written(file, json!({}), table.schema_ref(), &rows::cut(&table, &places)).unwrap();
            prop_assert_eq!(whole, pieces, "{}", file);
        }
    }

    #[test]
    fn a_csv_reader_gets_every_cell_back(table in rows::tables(30)) {
        let options = json!({ "columns": ["quote", "start"], "bom": false, "neutralize_formulas": false });
        let text = written_text("t.csv", options, &table);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let quotes = table.column_by_name("quote").unwrap().as_string_view();
        let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(read.len(), table.num_rows());
        for (row, record) in read.iter().enumerate() {
            let expected = if quotes.is_null(row) { "" } else { quotes.value(row) };
            prop_assert_eq!(&record[0], expected);
        }
    }

    #[test]
    fn every_json_line_parses(table in rows::tables(30)) {
        let text = written_text("t.jsonl", json!({}), &table);
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(lines.len(), table.num_rows());
        let quotes = table.column_by_name("quote").unwrap().as_string_view();
        for (row, line) in lines.iter().enumerate() {
            let expected = (!quotes.is_null(row)).then(|| quotes.value(row));
            prop_assert_eq!(line["quote"].as_str(), expected);
        }
    }
}

#[test]
fn parquet_pages_and_groups_do_not_depend_on_batches() {
    let count = 150_000;
    let words: Vec<String> = (0..count).map(|number| format!("statement number {number} about pay")).collect();
    let big = table(vec![
        ("quote", texts(words.iter().map(|word| Some(word.as_str())))),
        ("start", Arc::new(Int64Array::from_iter_values(0..count))),
    ]);
    let bytes = |size: usize| {
        let total = big.num_rows();
        let batches: Vec<_> = (0..total).step_by(size).map(|from| big.slice(from, size.min(total - from))).collect();
        written("t.parquet", json!({}), big.schema_ref(), &batches).unwrap()
    };
    let whole = bytes(big.num_rows());
    assert!(whole == bytes(777), "batches of 777 rows");
    assert!(whole == bytes(10_000), "batches of 10000 rows");
}
