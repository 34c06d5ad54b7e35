use proptest::prelude::*;
use wagemill_articles::{Dateline, PrintedDay, dateline};

use crate::cases;

#[test]
fn datelines_are_read_as_the_cases_say() {
    let cases = cases(include_str!("../cases/datelines.tsv"), 5);
    assert!(cases.len() >= 60, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in cases {
        let [text, place, agency, day, report] = case.as_slice() else { panic!("{case:?}") };
        let found = dateline(text);
        let expected_none = [place, agency, day, report].iter().all(|cell| cell.is_empty());
        let right = match &found {
            None => expected_none,
            Some(Dateline { place: read_place, agency: read_agency, date, end }) => {
                !expected_none
                    && read_place.as_deref().unwrap_or_default() == *place
                    && read_agency.as_deref().unwrap_or_default() == *agency
                    && date.map(written).unwrap_or_default() == *day
                    && text[*end..].starts_with(report)
            }
        };
        if !right {
            wrong.push(format!("`{text}` is read as {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_end_counts_from_the_beginning_of_the_text() {
    let text = "\n\n  SEOUL — Workers say.\nPARIS — no.";
    assert_eq!(dateline(text).map(|found| &text[found.end..]), Some("Workers say.\nPARIS — no."));
    assert_eq!(dateline("Workers say.\nSEOUL — no."), None);
}

fn written(day: PrintedDay) -> String {
    let year = day.year.map(|year| format!("{year:04}-")).unwrap_or_default();
    let month = day.month.map(|month| format!("{month:02}-")).unwrap_or_default();
    format!("{year}{month}{:02}", day.day)
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        if let Some(found) = dateline(&text) {
            prop_assert!(text.get(found.end..).is_some());
        }
    }

    #[test]
    fn no_heap_of_pieces_panics(pieces in prop::collection::vec(
        "SEOUL|Dhaka|[ÉÀİ]{1,2}|北京|서울|新华社|AP|5月3日|3 May|电|[(\\[【=＝)\\]】/.,—–-]| | — |기자|记者|/ТАСС/|\\. ", 0..20,
    )) {
        let text: String = pieces.concat();
        if let Some(found) = dateline(&text) {
            prop_assert!(text.get(found.end..).is_some());
        }
    }
}
