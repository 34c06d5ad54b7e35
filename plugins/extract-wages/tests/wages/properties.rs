use proptest::prelude::*;

use crate::read;

const PIECES: &[&str] = &[
    "The workers",
    "in Dandong",
    "earn",
    "$15",
    "RMB 1,700 to 2,000",
    "(USD 237 to 279)",
    "an hour",
    "per month",
    "the minimum wage",
    "is",
    "was",
    "promised",
    "from",
    "in 2012",
    ",",
    ".",
    ";",
    "“",
    "”",
    "said",
    "according to",
    "each",
    "’s",
    "Aug.",
    "1",
    "North Koreans",
    "bonus",
    "é",
    "\n\n",
];

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,120}") {
        read(&text);
    }

    #[test]
    fn mentions_are_right_in_any_order_of_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..50)) {
        let text = pieces.join(" ");
        for statement in read(&text) {
            let span = statement.money.span.clone();
            let counted: String = text.chars().skip(statement.money.scalars.start).take(statement.money.scalars.len()).collect();
            prop_assert_eq!(&text[span], counted);
            prop_assert!((0.0..=1.0).contains(&statement.confidence));
            prop_assert!(statement.payee.as_deref().is_none_or(|payee| !payee.is_empty()));
            prop_assert!(statement.country.is_none_or(|country| country.len() == 2));
        }
    }
}

/// All passages of our own that the rules were mended on.
fn passages() -> Vec<(String, String)> {
    let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples/passages");
    let mut found = Vec::new();
    for language in ["en", "ko", "zh", "ja", "ru", "es", "fr", "de", "pt", "it", "vi"] {
        let text = std::fs::read_to_string(folder.join(format!("{language}.jsonl"))).unwrap();
        for line in text.lines() {
            let passage: serde_json::Value = serde_json::from_str(line).unwrap();
            found.push((language.to_owned(), passage["text"].as_str().unwrap().to_owned()));
        }
    }
    found
}

/// What is said of a sum that nothing around its paragraph can change: where it stands, and its value if the currency is the
/// same. Numbers without a currency are sums only beside others.
type Fixed = (usize, usize, Option<&'static str>, Option<wagemill_decimal::Decimal>, Option<wagemill_decimal::Decimal>);

fn fixed(language: &str, text: &str, from: usize, to: usize) -> Vec<Fixed> {
    let article = extract_wages::extractor::Article { text, language: Some(language), ..Default::default() };
    let found = ALL.extract(&article).statements;
    let inside = found.iter().filter(|statement| statement.money.span.start >= from && statement.money.span.end <= to);
    inside
        .filter(|statement| !statement.money.rules.contains(&"elided_currency"))
        .map(|statement| {
            let money = &statement.money;
            (money.span.start - from, money.span.end - from, money.currency.code, money.amount.min, money.amount.max)
        })
        .collect()
}

static ALL: std::sync::LazyLock<extract_wages::extractor::Extractor> =
    std::sync::LazyLock::new(|| extract_wages::extractor::Extractor::new(None));

#[test]
fn paragraphs_around_change_no_span_and_no_amount() {
    let passages = passages();
    assert!(passages.len() > 300);
    for pair in passages.windows(2) {
        let [(language, text), (other_language, other)] = pair else { unreachable!() };
        if language != other_language {
            continue;
        }
        let alone = fixed(language, text, 0, text.len());
        let around = format!("{other}\n\n{text}\n\n{other}");
        let from = other.len() + 2;
        let within = fixed(language, &around, from, from + text.len());
        let spans = |found: &[Fixed]| found.iter().map(|one| (one.0, one.1)).collect::<Vec<_>>();
        // A sum that is the conversion of another one with one currency may be one of its own with another.
        for one in &alone {
            let same = within.iter().find(|two| (two.0, two.1) == (one.0, one.1));
            if let Some(same) = same.filter(|same| same.2 == one.2) {
                assert_eq!((same.3, same.4), (one.3, one.4), "{text}");
            }
        }
        let lost = spans(&alone).into_iter().filter(|span| !spans(&within).contains(span)).count();
        assert!(lost <= 1, "{:?} against {:?} in {text}", spans(&alone), spans(&within));
    }
}

#[test]
fn what_stands_beside_an_article_changes_nothing() {
    let passages = passages();
    let read = |(language, text): &(String, String)| {
        let article = extract_wages::extractor::Article { text, language: Some(language), ..Default::default() };
        format!("{:?}", ALL.extract(&article).statements)
    };
    let forwards: Vec<String> = passages.iter().map(read).collect();
    let mut backwards: Vec<String> = passages.iter().rev().map(read).collect();
    backwards.reverse();
    assert_eq!(forwards, backwards);
    // On four threads at once, with an extractor that begins anew.
    let fresh = extract_wages::extractor::Extractor::new(None);
    std::thread::scope(|scope| {
        let fresh = &fresh;
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let passages = &passages;
                scope.spawn(move || {
                    let mine = passages.iter().enumerate().skip(thread).step_by(4);
                    mine.map(|(index, (language, text))| {
                        let article =
                            extract_wages::extractor::Article { text, language: Some(language), ..Default::default() };
                        (index, format!("{:?}", fresh.extract(&article).statements))
                    })
                    .collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in threads {
            for (index, found) in thread.join().unwrap() {
                assert_eq!(found, forwards[index]);
            }
        }
    });
}
