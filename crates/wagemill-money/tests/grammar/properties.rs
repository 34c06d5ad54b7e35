//! What holds for every text.

use proptest::prelude::*;

use crate::read;

/// Pieces that mean something to the grammar, in any order.
const PIECES: &[&str] = &[
    "RMB",
    "US$",
    "$",
    "€",
    "won",
    "yuan",
    "Rs",
    "1,700",
    "2,000",
    "12 500",
    "3",
    "0.5",
    "million",
    "lakh",
    "to",
    "-",
    "–",
    "and",
    "between",
    "from",
    "up to",
    "more than",
    "(",
    ")",
    "[",
    "]",
    "or",
    "about",
    "a month",
    "per",
    "kg",
    "wages",
    "rent",
    "workers",
    "earn",
    "paid",
    ".",
    ",",
    ";",
    "\n",
    "\n\n",
    "North Korean",
    "China",
    "Dandong",
    "raised",
    "by",
    "hike",
    "é",
    "元",
    "万",
    "\u{a0}",
    "”",
    "'",
    "12 hour days",
    "99999999999999999999999999999999999999",
    "=",
    "%",
    "two",
    "hundred",
    "a dollar",
];

fn check(text: &str) -> Result<(), TestCaseError> {
    let reading = read(text);
    let scalars: Vec<char> = text.chars().collect();
    let mut last = 0;
    for money in &reading.money {
        let quote = &text[money.span.clone()];
        prop_assert!(!quote.is_empty());
        prop_assert!(money.span.start >= last, "mentions are in order");
        last = money.span.start;
        let counted: String = scalars[money.scalars.clone()].iter().collect();
        prop_assert_eq!(quote, counted);
        let sentence = &reading.sentences[money.sentence];
        prop_assert!(sentence.start <= money.span.start && money.span.end <= sentence.end);
        for end in &money.ends {
            prop_assert!(money.span.start <= end.start && end.end <= money.span.end);
        }
        prop_assert!(money.phrase.start <= money.span.start && money.span.end <= money.phrase.end);
        prop_assert!((0.0..=1.0).contains(&money.certainty));
        prop_assert_eq!(money.currency.code.is_none(), !money.currency.candidates.is_empty());
        prop_assert!(money.amount.min.is_some() || money.amount.max.is_some());
    }
    for pair in reading.sentences.windows(2) {
        prop_assert!(pair[0].end <= pair[1].start);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_with_right_spans(text in "\\PC{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_order_of_meaningful_pieces_is_read(pieces in prop::collection::vec((prop::sample::select(PIECES), prop::bool::ANY), 0..60)) {
        let text: String = pieces.iter().map(|(piece, space)| format!("{piece}{}", if *space { " " } else { "" })).collect();
        check(&text)?;
    }

    #[test]
    fn what_stands_far_away_changes_no_amount(count in 1usize..5) {
        let text = "They earn RMB 1,700 to 2,000 per month.";
        let long = format!("{}{text}", "Nothing is said of money here.\n\n".repeat(count));
        let (short, long_reading) = (read(text), read(&long));
        prop_assert_eq!(short.money[0].amount, long_reading.money[0].amount);
        prop_assert_eq!(&text[short.money[0].span.clone()], &long[long_reading.money[0].span.clone()]);
    }
}

/// Long texts without an end, of the kinds that make a grammar slow: they end in a reasonable time,
/// because sentences have a longest length and nothing looks farther than that.
/// What a fuzzer found: see `plugins/extract-wages/fuzz`.
#[test]
fn finds_of_the_fuzzer_end() {
    for text in ["扣掉油錢50–0元,剩不到1500元。", "5-0 dollars", "0~0원"] {
        read(text);
    }
}

#[test]
fn hostile_texts_end() {
    for piece in [
        "9",
        "$",
        "(",
        "1 to ",
        "RMB 1,700 to ",
        "between ",
        "wage ",
        "a",
        "\n",
        " ",
        ". ",
        "1,",
        "$1 (",
        "from $1 to $2 up ",
        "x\n\n",
    ] {
        let text = piece.repeat(30_000 / piece.len());
        check(&text).unwrap();
    }
}
