//! `wagemill peek`

use crate::study::{study, study_with_broken_articles};

#[test]
fn rows_of_the_last_stage_with_the_columns_that_one_opens_first() {
    let ran = study().run(&["peek", "study/wages.toml", "--rows", "2"]);
    let header = ran.stdout.lines().next().unwrap();
    assert!(header.starts_with("published_on  publisher"), "{header}");
    assert_eq!(ran.stdout.lines().count(), 4, "{ran}");
    assert_eq!(ran.stderr, "2 rows after `normalize-currency`\n");
}

#[test]
fn rows_of_a_stage_in_the_middle_and_the_rejects_before_it() {
    let ran = study_with_broken_articles().run(&["peek", "study/wages.toml", "--at", "parse-article"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "1 row after `parse-article`, 2 rejected on the way\n"));
    assert!(ran.stdout.contains("Dock workers in Durban ask for more"), "{ran}");
}

#[test]
fn for_programs_amounts_are_text() {
    let ran = study().run(&["peek", "study/wages.toml", "--at", "extract-wages", "--rows", "1", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(rows[0]["amount_min"], "320.0000");
    assert_eq!(rows[0]["published_on"], "2024-03-12");
    assert!(rows[0]["start"].is_u64() && rows[0]["approximate"].is_boolean() && rows[0]["equivalent_min"].is_null());
}

#[test]
fn a_stage_without_rows_and_one_that_is_not_there() {
    let program = study();
    insta::assert_snapshot!("peek_sink", program.run(&["peek", "study/wages.toml", "--at", "write-table"]));
    insta::assert_snapshot!("peek_unknown", program.run(&["peek", "study/wages.toml", "--at", "extract-wage"]));
}
