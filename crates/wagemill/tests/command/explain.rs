//! `wagemill explain`

use crate::program::Alone;

#[test]
fn a_flag_a_grade_a_reject_and_an_error() {
    let program = Alone::new();
    for code in ["assumed_days", "D", "empty-file", "output-edited", "no-manifest"] {
        let ran = program.run(&["explain", code]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{code}");
        insta::assert_snapshot!(format!("explain_{code}"), ran.stdout);
    }
}

#[test]
fn a_misspelled_code_gets_a_suggestion() {
    let program = Alone::new();
    insta::assert_snapshot!("explain_misspelled", program.run(&["explain", "fx-misssing"]));
    insta::assert_snapshot!("explain_unknown", program.run(&["explain", "weather"]));
}

#[test]
fn for_programs() {
    let ran = Alone::new().run(&["explain", "fx_missing", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!("explain_json", ran.stdout);
}

#[test]
fn without_a_code_all_are_listed_once() {
    let ran = Alone::new().run(&["explain"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let listed: Vec<&str> = ran.stdout.lines().collect();
    for code in wagemill_tables::codes() {
        assert!(
            listed.iter().any(|line| line.split_whitespace().next() == Some(code.code)),
            "{} is not listed",
            code.code
        );
    }
    let different: std::collections::BTreeSet<&&str> = listed.iter().collect();
    assert_eq!(different.len(), listed.len(), "something is listed twice");
}
