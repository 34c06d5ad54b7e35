//! Stages that need all rows before they give any.

use std::sync::Mutex;

use arrow_array::{Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use std::sync::Arc;
use wagemill_abi::*;

use super::fake::{Case, articles, batch, describe, rows, transform, word_schema, words};
use crate::events::Flow;

fn whole(flags: u64, own: &Schema, finish: impl Fn(&super::fake::Cx) -> i32 + Send + Sync + 'static) -> Case {
    let mut case = transform(own, |cx, port, batch| {
        if port == 0 && batch.num_rows() == 3 {
            cx.issue(WM_REJECT, 2, "unusable");
        }
        WM_OK
    });
    case.flags = WM_F_WHOLE_TABLE | flags;
    case.finish = Box::new(finish);
    case
}

#[test]
fn rows_of_all_batches_pass_through() {
    let case = whole(WM_F_PASSTHROUGH, &word_schema(), |cx| {
        cx.issue(WM_REJECT, 1, "odd");
        cx.emit(batch(vec![rows(&[4, 0, 4, 3]), words(&["a", "b", "c", "d"])]))
    });
    let ran = case.run(&[articles(&["one", "two"]), articles(&["three", "four", "five"]), articles(&["six"])]);
    // Row 4 is the third of the second batch, which was rejected there.
    insta::assert_snapshot!(
        describe(&ran.unwrap_err()),
        @"bad-lineage (-6): column `__row` of output row 0 names row 4, which was rejected"
    );
    let case = whole(WM_F_PASSTHROUGH, &word_schema(), |cx| {
        cx.issue(WM_REJECT, 1, "odd");
        cx.emit(batch(vec![rows(&[5, 0, 5, 3]), words(&["a", "b", "c", "d"])]))
    });
    let ran = case.run(&[articles(&["one", "two"]), articles(&["three", "four", "five"]), articles(&["six"])]).unwrap();
    let expected = batch(vec![
        ("id", Arc::new(Int64Array::from(vec![0, 0, 0, 1])), false),
        ("text", Arc::new(arrow_array::StringViewArray::from(vec!["six", "one", "six", "four"])), false),
        words(&["a", "b", "c", "d"]),
    ]);
    assert_eq!(ran.batches, [expected]);
    let sum = |of: fn(&crate::Counts) -> u64| ran.counts.iter().map(of).sum::<u64>();
    let (rows_in, with, without, rejected) =
        (sum(|c| c.rows_in), sum(|c| c.rows_with_output), sum(|c| c.rows_without), sum(|c| c.rejected));
    assert_eq!((rows_in, with, without, rejected), (6, 3, 1, 2));
}

#[test]
fn an_aggregate_gives_whole_rows() {
    let own = Schema::new(vec![Field::new("count", DataType::Int64, false)]);
    let case = whole(0, &own, |cx| cx.emit(batch(vec![("count", Arc::new(Int64Array::from(vec![2])), false)])));
    let ran = case.run(&[articles(&["one", "two"])]).unwrap();
    assert_eq!(ran.batches, [batch(vec![("count", Arc::new(Int64Array::from(vec![2])), false)])]);
    assert!(ran.lineage[0].is_empty());
    assert_eq!((ran.counts[0].rows_in, ran.counts[0].rows_with_output, ran.counts[1].rows_out), (2, 2, 1));
}

#[test]
fn inputs_are_named_and_come_on_their_ports() {
    let own = Schema::new(vec![Field::new("count", DataType::Int64, false)]);
    static PORTS: Mutex<Vec<(u32, usize)>> = Mutex::new(Vec::new());
    let mut case = whole(0, &own, |_| WM_OK);
    case.process = Box::new(|_, port, batch| {
        PORTS.lock().unwrap().push((port, batch.num_columns()));
        WM_OK
    });
    let (stage, options) = case.register();
    let (left, right) = (articles(&["one"]), batch(vec![words(&["a"])]));
    let inputs = [("left".to_owned(), left.schema()), ("right".to_owned(), right.schema())];
    let edge = stage.edge(&options, &inputs, None).unwrap();
    let mut instance = stage.open(&options, &inputs, edge, None).unwrap();
    let mut ignore = |_: RecordBatch, _: &arrow_array::UInt32Array| Flow::Continue;
    instance.process(0, &left, &mut ignore, &()).unwrap();
    instance.process(1, &right, &mut ignore, &()).unwrap();
    assert_eq!(*PORTS.lock().unwrap(), [(0, 2), (1, 1)]);
    let error = instance.process(1, &left, &mut ignore, &()).unwrap_err();
    insta::assert_snapshot!(
        describe(&error),
        @"bad-input (-6): the input `right` cannot be handed over: the batch is not of the schema that the stage was opened with"
    );
}
