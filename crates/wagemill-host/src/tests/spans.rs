//! Spans that lead to their quote, and spans that lie.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringViewArray};
use serde_json::json;

use super::fake::{Case, articles, batch, refusal, rows, transform};

const TEXT: &str = "Ein Maurer in Zürich verdient 45 Fr. – 漢字 inklusive.";

type Row = (u32, Option<i64>, Option<i64>, Option<&'static str>);

fn emitted(mentions: &[Row]) -> RecordBatch {
    let numbers =
        |number: fn(&Row) -> Option<i64>| -> ArrayRef { Arc::new(Int64Array::from_iter(mentions.iter().map(number))) };
    batch(vec![
        rows(&mentions.iter().map(|mention| mention.0).collect::<Vec<_>>()),
        ("start", numbers(|mention| mention.1), true),
        ("end", numbers(|mention| mention.2), true),
        ("quote", Arc::new(StringViewArray::from_iter(mentions.iter().map(|mention| mention.3))), true),
    ])
}

fn finding(mentions: Vec<Row>) -> Case {
    let mut case = transform(emitted(&[]).schema().as_ref(), move |cx, _, _| cx.emit(emitted(&mentions)));
    case.spec = json!({
        "reads": [{ "name": "text", "type": "utf8" }],
        "drops": ["text"],
        "spans": [{ "text": "text", "start": "start", "end": "end", "quote": "quote" }]
    });
    case
}

#[test]
fn spans_are_scalar_offsets_into_the_text_of_the_row() {
    let mentions = vec![
        (1, Some(30), Some(36), Some("45 Fr.")),
        (0, Some(0), Some(3), Some("Ein")),
        (1, None, None, None),
        (1, Some(39), Some(41), Some("漢字")),
    ];
    let ran = finding(mentions).run(&[articles(&["Einbruch", TEXT])]).unwrap();
    assert_eq!(ran.batches[0].num_rows(), 4);
    assert!(ran.batches[0].schema().index_of("text").is_err(), "dropped, but checked against");
}

#[test]
fn spans_that_lie_are_shown_with_their_row() {
    let lies: Vec<(&str, Row)> = vec![
        ("another quote", (1, Some(30), Some(36), Some("46 Fr."))),
        ("bytes instead of scalars", (1, Some(31), Some(37), Some("45 Fr."))),
        ("backwards", (1, Some(36), Some(30), Some("45 Fr."))),
        ("negative", (1, Some(-1), Some(3), Some("Ein"))),
        ("beyond the text", (0, Some(0), Some(9), Some("Einbruch"))),
        ("absurd", (0, Some(i64::MAX - 1), Some(i64::MAX), Some(""))),
        ("half of it null", (1, Some(0), None, Some("Ein"))),
        ("another row", (0, Some(30), Some(36), Some("45 Fr."))),
    ];
    let report: Vec<String> = lies
        .into_iter()
        .map(|(what, lie)| {
            format!(
                "{what}: {}",
                refusal(finding(vec![(0, Some(0), Some(3), Some("Ein")), lie]), &articles(&["Einbruch", TEXT]))
            )
        })
        .collect();
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn many_mentions_in_a_long_text_are_checked_in_linear_time() {
    let text = "ein Lohn – ".repeat(100_000);
    let mentions: Vec<Row> = (0..100_000).map(|n| (0, Some(n * 11 + 4), Some(n * 11 + 8), Some("Lohn"))).collect();
    let started = std::time::Instant::now();
    finding(mentions).run(&[articles(&[&text])]).unwrap();
    // A scan from the start for each mention would take minutes.
    assert!(started.elapsed().as_secs() < 20, "took {:?}", started.elapsed());
}
