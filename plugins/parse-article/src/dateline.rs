//! The place before the first sentence: `DANDONG, China (AP) — The factory …`.

/// Longest dateline, in characters.
const LONGEST: usize = 80;

/// The place in the dateline of a text, as printed, without agency and date.
pub fn place(text: &str) -> Option<String> {
    let first = text.trim_start().lines().next()?;
    let beginning: String = first.chars().take(LONGEST).collect();
    let (dateline, spaced) = [" — ", " – ", " -- ", " - ", "— ", "– "]
        .into_iter()
        .filter_map(|dash| beginning.split_once(dash).map(|(before, _)| (before.trim(), dash)))
        .min_by_key(|(before, _)| before.len())?;
    let (place, agency) = match dateline.split_once('(') {
        Some((place, agency)) => (place.trim(), agency.trim_end().strip_suffix(')')),
        None => (dateline, None),
    };
    if dateline.contains('(') && agency.is_none() {
        return None;
    }
    let parts: Vec<&str> = place.split(',').map(str::trim).collect();
    let place = without_date(&parts)?;
    let city = place.split(',').next()?;
    let capital_words = place
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .all(|word| word.chars().next().is_some_and(char::is_uppercase) || word.len() <= 3);
    let shouted = city.chars().filter(|character| character.is_alphabetic()).count() >= 3
        && !city.chars().any(char::is_lowercase);
    let placelike = place.chars().all(|character| character.is_alphabetic() || " ,.'’-".contains(character))
        && place.split_whitespace().count() <= 6;
    // A city in capitals is a dateline; one in ordinary letters only beside the name of an agency.
    let certain =
        shouted || (spaced.starts_with(' ') && agency.is_some_and(|agency| agency.starts_with(char::is_uppercase)));
    (placelike && capital_words && certain).then_some(place)
}

/// Leaves out a date such as `June 13`, which stands last.
fn without_date(parts: &[&str]) -> Option<String> {
    let kept: Vec<&str> =
        parts.iter().copied().take_while(|part| !part.chars().any(|character| character.is_ascii_digit())).collect();
    (!kept.is_empty() && kept.iter().all(|part| !part.is_empty())).then(|| kept.join(", "))
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
