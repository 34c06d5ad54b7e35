use proptest::prelude::*;
use wagemill_articles::{
    DateLabel, DateProblem, DateReading, FoundDate, Precision, PrintedDate, parse_date, parse_date_in, printed_dates,
    published_date,
};

use crate::{cases, given};

#[test]
fn dates_are_read_as_the_cases_say() {
    let cases = cases(include_str!("../cases/dates.tsv"), 4);
    assert!(cases.len() >= 100, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let [text, language, country, expected] = case.as_slice() else { panic!("{case:?}") };
        let read = match parse_date_in(text, given(language), given(country)) {
            Ok(reading) => written(&reading),
            Err(DateProblem::Unreadable) => "unreadable".to_owned(),
            Err(DateProblem::Ambiguous) => "ambiguous".to_owned(),
            Err(DateProblem::Impossible) => "impossible".to_owned(),
            Err(DateProblem::Contradictory) => "contradictory".to_owned(),
        };
        if read != *expected {
            wrong.push(format!("`{text}` is read as `{read}`, not as `{expected}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn dates_are_found_in_lines_of_text() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("../cases/found-dates.tsv"), 5) {
        let [text, language, country, expected, published] = case.as_slice() else { panic!("{case:?}") };
        let found: Vec<String> = printed_dates(text, given(language), given(country)).iter().map(labelled).collect();
        let first = published_date(text, given(language), given(country));
        let first = first.map(|found| found.reading.date.to_string()).unwrap_or_default();
        if (found.join("; ").as_str(), first.as_str()) != (*expected, *published) {
            wrong.push(format!("`{text}` has {found:?}, published {first}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn days_count_from_1970() {
    assert_eq!(parse_date("1970-01-01").map(PrintedDate::days), Ok(0));
    assert_eq!(parse_date("2023-06-13").map(PrintedDate::days), Ok(19_521));
    assert_eq!(parse_date("1969-12-31").map(PrintedDate::days), Ok(-1));
}

fn written(reading: &DateReading) -> String {
    let mut written = reading.date.to_string();
    if let Some(time) = reading.time {
        written += &format!(" {time}");
    }
    if let Some(minutes) = reading.offset_minutes {
        written += &format!(" {minutes:+}");
    }
    if reading.order_assumed {
        written += " assumed";
    }
    written
}

fn labelled(found: &FoundDate) -> String {
    let label = match found.label {
        Some(DateLabel::Published) => "published ",
        Some(DateLabel::Updated) => "updated ",
        None => "",
    };
    format!("{label}{}", written(&found.reading))
}

proptest! {
    #[test]
    fn no_text_panics(printed in any::<String>(), language in "(en|th|ko)?") {
        let _ = parse_date_in(&printed, given(&language), Some("US"));
        for found in printed_dates(&printed, given(&language), None) {
            prop_assert!(printed.get(found.start..found.end).is_some());
        }
    }

    #[test]
    fn no_heap_of_pieces_panics(pieces in prop::collection::vec(
        "[0-9]{1,4}|[-/.:,(]| |年|月|日|tháng|May|мая|Mon|T|Z|\\+|令和|주체|พ.ศ.|h|pm|Published|更新", 0..30,
    )) {
        let printed: String = pieces.concat();
        let _ = parse_date(&printed);
        for found in printed_dates(&printed, None, Some("IN")) {
            prop_assert!(printed.get(found.start..found.end).is_some());
        }
    }

    #[test]
    fn a_date_reads_back_as_itself(year in 1600u32..=2199, month in 1u32..=12, day in 1u32..=28) {
        let date = PrintedDate::new(year, month, day, Precision::Day).expect("days up to 28 exist in every month");
        prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
    }
}
