//! Language and country codes, and the language of a text.

use crate::tables;

const LANGUAGES: &str = include_str!("../data/languages.csv");

/// Below this many letters a detector guesses from proper names.
const SHORTEST_DETECTABLE: usize = 40;

/// From this many letters on the detector's first choice is right even where its second is close, as among
/// languages of one family.
const LONG_ENOUGH: usize = 300;

/// Characters that the detector looks at: three times what it needs to be sure.
const BEGINNING: usize = 1000;

/// A language as its ISO 639-1 code, from what people and pages write: `en`, `EN-us`, `zh_Hans`, `eng`.
/// A three-letter code without a two-letter one stays; anything else is nothing.
pub fn language_code(written: &str) -> Option<String> {
    let primary = written.trim().split(['-', '_', '.']).next()?.to_ascii_lowercase();
    if !primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    match primary.len() {
        2 => Some(primary),
        3 => Some(two_letters(&primary).map_or(primary, str::to_owned)),
        _ => None,
    }
}

/// A country as its ISO 3166 alpha-2 code in capitals; anything but two letters is nothing.
pub fn country_code(written: &str) -> Option<String> {
    let code = written.trim();
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())).then(|| code.to_ascii_uppercase())
}

/// The language that a text is written in, as its ISO 639-1 code, where the detector is sure of it.
pub fn detect_language(text: &str) -> Option<&'static str> {
    // The beginning tells; detection is the costliest thing that is done to a plain text, and its time grows with length.
    let end = text.char_indices().nth(BEGINNING).map_or(text.len(), |(end, _)| end);
    let beginning = &text[..end];
    // A Chinese character says more than a Latin letter.
    let weight: usize = beginning
        .chars()
        .filter(|character| character.is_alphabetic())
        .map(|character| if u32::from(character) >= 0x2e80 { 4 } else { 1 })
        .sum();
    if weight < SHORTEST_DETECTABLE {
        return None;
    }
    let detected = whatlang::detect(beginning)?;
    (detected.is_reliable() || weight >= LONG_ENOUGH).then(|| two_letters(detected.lang().code())).flatten()
}

fn two_letters(three: &str) -> Option<&'static str> {
    tables::rows(LANGUAGES).find_map(|row| match row.as_slice() {
        [code, short] if *code == three => Some(*short),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_in_many_spellings() {
        assert_eq!(language_code("en-GB").as_deref(), Some("en"));
        assert_eq!(language_code("zh_Hans").as_deref(), Some("zh"));
        assert_eq!(language_code("KOR").as_deref(), Some("ko"));
        assert_eq!(language_code("English"), None);
        assert_eq!(country_code("cn").as_deref(), Some("CN"));
        assert_eq!(country_code("China"), None);
    }

    #[test]
    fn every_language_of_the_detector_has_a_short_code() {
        for language in whatlang::Lang::all() {
            assert!(two_letters(language.code()).is_some(), "{}", language.code());
        }
    }

    #[test]
    fn the_text_tells_its_language() {
        assert_eq!(
            detect_language(
                "The factory pays its workers forty dollars a week, two of them said on Monday. Those who came from the \
                 countryside last year live in a dormitory behind the gate, and what they owe for food and for the bed is \
                 taken from the first wage, so that many of them see no money at all before the end of their third month. \
                 The owner did not want to answer our questions when we called."
            ),
            Some("en")
        );
        assert_eq!(detect_language("工厂的工人说，他们每个月的工资是两千五百元人民币。"), Some("zh"));
        assert_eq!(detect_language("Рабочие завода сообщили, что получают двадцать тысяч рублей в месяц."), Some("ru"));
        assert_eq!(detect_language("Too short"), None);
    }
}
