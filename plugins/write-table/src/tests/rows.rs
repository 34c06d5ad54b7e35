//! Rows for property tests.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch};
use proptest::prelude::*;

use super::{money, table, texts};

type Row = (Option<String>, Option<i64>, Option<bool>, i32, Option<f64>, Vec<Option<String>>);

fn row() -> impl Strategy<Value = Row> {
    let text = prop_oneof![
        3 => "[=+@'\"\\\\,;\t\r\na-zé工 -]{0,12}",
        // Longer than what a view holds in itself.
        1 => "[a-z]{13,40}",
    ];
    (
        proptest::option::of(text.clone()),
        proptest::option::of(any::<i64>()),
        proptest::option::of(any::<bool>()),
        -700_000..2_000_000_i32,
        proptest::option::of(any::<f64>()),
        proptest::collection::vec(proptest::option::of(text), 0..3),
    )
}

/// A table of up to so many rows.
pub fn tables(most: usize) -> impl Strategy<Value = RecordBatch> {
    proptest::collection::vec(row(), 0..most).prop_map(|rows| {
        let mut tags = ListBuilder::new(StringBuilder::new());
        for row in &rows {
            tags.append_value(row.5.iter().map(Option::as_deref));
        }
        let tags = tags.finish();
        table(vec![
            ("quote", texts(rows.iter().map(|row| row.0.as_deref()))),
            ("amount_min", money(rows.iter().map(|row| row.1.map(i128::from)))),
            ("start", Arc::new(rows.iter().map(|row| row.1).collect::<Int64Array>())),
            ("approximate", Arc::new(rows.iter().map(|row| row.2).collect::<BooleanArray>())),
            ("published_on", Arc::new(rows.iter().map(|row| Some(row.3)).collect::<Date32Array>())),
            ("confidence", Arc::new(rows.iter().map(|row| row.4).collect::<Float64Array>())),
            ("tags", Arc::new(tags)),
        ])
    })
}

/// The table cut at these places.
pub fn cut(table: &RecordBatch, places: &[prop::sample::Index]) -> Vec<RecordBatch> {
    let mut places: Vec<usize> = places.iter().map(|place| place.index(table.num_rows() + 1)).collect();
    places.extend([0, table.num_rows()]);
    places.sort_unstable();
    places.windows(2).map(|ends| table.slice(ends[0], ends[1] - ends[0])).collect()
}
