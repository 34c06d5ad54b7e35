//! Columns that pass through: for any batches and any lineage, a row keeps the values of the row that it came from.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringViewBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, Int64Array, RecordBatch, StringViewArray, UInt32Array};
use proptest::prelude::*;
use serde_json::json;
use wagemill_abi::*;

use super::fake::{batch, row_field, rows, transform};
use crate::gather::Sources;

/// A batch whose columns all follow from the number of a row.
fn numbered(first: i64, count: usize) -> RecordBatch {
    let numbers = first..first + count as i64;
    let mut list = ListBuilder::new(StringViewBuilder::new());
    for number in numbers.clone() {
        list.append_value((0..number % 3).map(|item| Some(format!("{number} and {item}"))));
    }
    batch(vec![
        ("number", Arc::new(Int64Array::from_iter_values(numbers.clone())), false),
        ("text", Arc::new(StringViewArray::from_iter(numbers.map(text))), true),
        ("list", Arc::new(list.finish()), true),
    ])
}

fn text(number: i64) -> Option<String> {
    (number % 5 != 0).then(|| "long enough to be outside its view: ".repeat(number as usize % 3) + &number.to_string())
}

fn check(columns: &[Arc<dyn Array>], expected: &[u32]) {
    let numbers = columns[0].as_primitive::<Int64Type>();
    assert_eq!(numbers.values().iter().map(|number| *number as u32).collect::<Vec<_>>(), expected);
    let texts: Vec<Option<String>> = columns[1].as_string_view().iter().map(|text| text.map(str::to_owned)).collect();
    assert_eq!(texts, expected.iter().map(|row| text(i64::from(*row))).collect::<Vec<_>>());
    let lists = columns[2].as_list::<i32>();
    for (index, row) in expected.iter().enumerate() {
        assert_eq!(lists.value(index).len(), *row as usize % 3);
    }
}

fn lineage(sizes: &[usize]) -> BoxedStrategy<Vec<u32>> {
    let total: usize = sizes.iter().sum();
    if total == 0 {
        return Just(Vec::new()).boxed();
    }
    let total = total as u32;
    prop_oneof![
        // Any order, any repetition; and the two cases that are not copied.
        prop::collection::vec(0..total, 0..40),
        (0..total, 0..=total).prop_map(move |(start, length)| (start..(start + length).min(total)).collect()),
        Just((0..total).collect()),
    ]
    .boxed()
}

proptest! {
    #[test]
    fn gathered_rows_are_the_rows_that_they_came_from(
        (sizes, rows) in prop::collection::vec(0usize..12, 1..5)
            .prop_flat_map(|sizes| (Just(sizes.clone()), lineage(&sizes)))
    ) {
        let mut sources = Sources::default();
        let mut first = 0;
        for size in sizes {
            sources.push(numbered(first, size));
            first += size as i64;
        }
        let columns = sources.gather(&[0, 1, 2], &UInt32Array::from(rows.clone())).unwrap();
        check(&columns, &rows);
    }

    #[test]
    fn a_stage_passes_rows_through(emitted in prop::collection::vec(0u32..7, 0..20)) {
        let given = emitted.clone();
        let case = transform(&arrow_schema::Schema::new(vec![row_field()]), move |cx, _, _| {
            cx.emit(batch(vec![rows(&given)]))
        });
        let ran = case.run(&[numbered(0, 7)]).unwrap();
        let counts = &ran.counts[0];
        let mut distinct = emitted.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(counts.rows_with_output, distinct.len() as u64);
        prop_assert_eq!(counts.rows_in, counts.rows_with_output + counts.rows_without + counts.rejected);
        match ran.batches.first() {
            Some(batch) => check(batch.columns(), &emitted),
            None => prop_assert!(emitted.is_empty()),
        }
    }
}

#[test]
fn dropped_columns_are_gone_and_added_ones_replace() {
    let added = batch(vec![rows(&[1]), ("text", Arc::new(Int64Array::from(vec![42])), true)]);
    let schema = added.schema();
    let mut case = transform(&schema, move |cx, _, input| {
        assert_eq!(input.schema().fields().len(), 1, "only what it reads is handed over");
        cx.emit(added.clone())
    });
    case.spec = json!({ "reads": [{ "name": "number", "type": "int64" }], "drops": ["list"] });
    let ran = case.run(&[numbered(0, 3)]).unwrap();
    let expected = batch(vec![
        ("number", Arc::new(Int64Array::from(vec![1])), false),
        ("text", Arc::new(Int64Array::from(vec![42])), true),
    ]);
    assert_eq!(ran.batches, [expected]);
}

#[test]
fn one_to_one_output_copies_nothing() {
    let case =
        transform(&arrow_schema::Schema::new(vec![row_field()]), |cx, _, _| cx.emit(batch(vec![rows(&[0, 1, 2])])));
    let input = numbered(0, 3);
    let ran = case.run(std::slice::from_ref(&input)).unwrap();
    for (given, passed) in input.columns().iter().zip(ran.batches[0].columns()) {
        assert!(Arc::ptr_eq(given, passed));
    }
}

#[test]
fn a_stage_may_ask_for_another_layout() {
    let mut case = transform(&arrow_schema::Schema::new(vec![row_field()]), |_, _, input| {
        let types: Vec<String> = input.schema().fields().iter().map(|field| field.data_type().to_string()).collect();
        assert_eq!(types, ["Int64", "Utf8", "List(Utf8)"]);
        WM_OK
    });
    case.spec = json!({ "reads": "*", "layouts": ["u", "U"] });
    case.run(&[numbered(0, 3)]).unwrap();
}
