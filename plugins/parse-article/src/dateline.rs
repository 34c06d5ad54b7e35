//! The place before the first sentence: `DANDONG, China (AP) — The factory …`.

/// Lines at the beginning that are looked at: a byline or a summary may come first.
const LINES: usize = 4;

/// The place in the dateline of a text, as printed, without agency and date.
pub fn place(text: &str) -> Option<String> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.take(LINES).find_map(|line| wagemill_articles::dateline(line)?.place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_are_found_as_printed() {
        for (text, found) in [
            ("DANDONG, China (AP) — The factory pays.", "DANDONG, China"),
            ("SEOUL — Workers say.", "SEOUL"),
            ("SEOUL, June 13 (Yonhap) -- Workers say.", "SEOUL"),
            ("Dhaka (Reuters) - Garment workers say.", "Dhaka"),
            ("PHNOM PENH – Workers say.", "PHNOM PENH"),
            ("ST. PETERSBURG, Russia— Workers say.", "ST. PETERSBURG, Russia"),
            ("By A. Kim\n\nSEOUL — Workers say.", "SEOUL"),
        ] {
            assert_eq!(place(text).as_deref(), Some(found), "{text}");
        }
    }

    #[test]
    fn first_sentences_are_no_places() {
        for text in [
            "North Korean workers earn little – and they know it.",
            "The pay - $5 - is low.",
            "Pay (in dollars) - a table",
            "RMB 3,500 – that is what they want.",
            "He said — no.",
            "",
        ] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[A-Zé]{0,9}[ ,(]{0,3}[a-z0-9]{0,5}\\)? ?(—|–|-|--) ?.{0,9}") {
            let _ = place(&text);
        }
    }
}
