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
