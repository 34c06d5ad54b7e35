//! How exact a figure was printed: the unit of its last digit (N11), and words that stand beside an amount (N3).

use wagemill_decimal::Decimal;

const APPROXIMATE_WORDS: &str = include_str!("../data/approximate-words.txt");
const OLD_AND_NEW: &str = include_str!("../data/old-and-new.txt");

/// The powers of ten that a scale word can stand for, from thousand and lakh to billion.
const SCALES: [u8; 7] = [3, 4, 5, 6, 7, 8, 9];
/// How much text before a figure is searched for a word.
const WORDS_BEFORE: usize = 3;

/// The unit of the last printed digit of `figure`: 1 for 488, 0.1 for 0.5, 100 for "about 500".
///
/// The quote shows how the figure was printed, and the sentence which words stand before the quote;
/// without a quote the figure is looked for in the sentence. Without both it is taken as a whole
/// number unless it has a fraction, and `approximate` decides whether its trailing zeros count.
pub fn unit_of_last_digit(figure: Decimal, quote: Option<&str>, sentence: Option<&str>, approximate: bool) -> Decimal {
    let figure = figure.normalize();
    let quoted = quote.and_then(|quote| {
        let before = sentence.and_then(|sentence| sentence.split_once(quote)).map_or("", |(before, _)| before);
        let found = find(figure, quote)?;
        Some(Found { approximate: found.approximate || ends_approximate(before), ..found })
    });
    let found = quoted.or_else(|| find(figure, sentence?));
    let (exponent, approximate) = match found {
        Some(found) => (found.exponent, found.approximate || approximate),
        None => (-i32::from(figure.scale()), approximate),
    };
    if approximate && exponent == 0 {
        let mut unit = Decimal::ONE;
        let mut rest = figure.mantissa();
        while rest != 0 && rest % 10 == 0 {
            rest /= 10;
            unit = Decimal::new(unit.mantissa().saturating_mul(10), 0);
        }
        return unit;
    }
    power_of_ten(exponent)
}

/// Whether "old" or "new" stands in the quote or right beside it.
pub fn says_old_or_new(quote: Option<&str>, sentence: Option<&str>) -> bool {
    let Some(quote) = quote else { return false };
    let around = sentence
        .and_then(|sentence| sentence.split_once(quote))
        .map(|(before, after)| {
            let before = before.split_whitespace().rev().take(WORDS_BEFORE);
            let after = after.split_whitespace().take(WORDS_BEFORE);
            before.chain(after).map(str::to_lowercase).collect::<Vec<_>>()
        })
        .unwrap_or_default();
    let quoted = quote.split_whitespace().map(str::to_lowercase);
    let near: Vec<String> = quoted.chain(around).collect();
    listed(OLD_AND_NEW).any(|word| near.iter().any(|token| same_word(token, word)))
}

struct Found {
    /// The power of ten of the last printed digit.
    exponent: i32,
    approximate: bool,
}

/// The first number of the sentence that is the figure, as it stands or with a scale word.
fn find(figure: Decimal, sentence: &str) -> Option<Found> {
    let numbers = || numbers(sentence);
    let plain = numbers().find(|(_, value)| *value == figure).map(|found| (found, 0));
    let ((start, value), scale) = plain.or_else(|| {
        let scaled =
            |value: Decimal, scale: u8| value.checked_mul(Decimal::new(10i128.pow(scale.into()), 0)) == Some(figure);
        numbers().find_map(|(start, value)| {
            let scale = SCALES.into_iter().find(|scale| scaled(value, *scale))?;
            Some(((start, value), scale))
        })
    })?;
    let approximate = ends_approximate(&sentence[..start]);
    Some(Found { exponent: i32::from(scale) - i32::from(value.scale()), approximate })
}

/// Whether one of the last words says that what follows is about right.
fn ends_approximate(before: &str) -> bool {
    let before: Vec<String> = before.split_whitespace().rev().take(WORDS_BEFORE).map(str::to_lowercase).collect();
    listed(APPROXIMATE_WORDS).any(|word| before.iter().any(|token| same_word(token, word)))
}

/// The numbers of a text with the place of their first digit. A separator with exactly three digits
/// behind it groups, any other last separator is the decimal one.
fn numbers(text: &str) -> impl Iterator<Item = (usize, Decimal)> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let start = rest + text[rest..].find(|c: char| c.is_ascii_digit())?;
            let length = text[start..]
                .find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '\'' | '\u{a0}' | '\u{202f}'))
                .unwrap_or(text.len() - start);
            rest = start + length;
            let token = text[start..rest].trim_end_matches(|c: char| !c.is_ascii_digit());
            if let Some(value) = number(token) {
                return Some((start, value));
            }
        }
    })
}

fn number(token: &str) -> Option<Decimal> {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).collect::<String>();
    let last = token.rfind(|c: char| !c.is_ascii_digit());
    match last {
        Some(place) => {
            let separator = token[place..].chars().next()?;
            let behind = &token[place + separator.len_utf8()..];
            let is_decimal =
                matches!(separator, '.' | ',') && behind.len() != 3 && token.matches(separator).count() == 1;
            if is_decimal {
                format!("{}.{behind}", digits(&token[..place])).parse().ok()
            } else {
                digits(token).parse().ok()
            }
        }
        None => token.parse().ok(),
    }
}

fn listed(words: &'static str) -> impl Iterator<Item = &'static str> {
    let lines = words.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A word of a script without spaces may stand inside a token; any other is the whole token. A
/// hyphen makes another word of it: "year-old" says nothing of a currency.
fn same_word(token: &str, word: &str) -> bool {
    if word.chars().all(|c| c > '\u{2e7f}') {
        return token.contains(word);
    }
    token.trim_matches(|c: char| !c.is_alphanumeric() && c != '-') == word
}

fn power_of_ten(exponent: i32) -> Decimal {
    match u8::try_from(-exponent) {
        Ok(scale) => Decimal::new(1, scale.min(38)),
        Err(_) => Decimal::new(10i128.pow(exponent.unsigned_abs().min(30)), 0),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn unit(figure: &str, sentence: Option<&str>, approximate: bool) -> String {
        unit_of_last_digit(figure.parse().unwrap(), None, sentence, approximate).to_string()
    }

    #[test]
    fn the_last_printed_digit_counts() {
        assert_eq!(unit("488.0000", None, false), "1");
        assert_eq!(unit("0.5000", None, false), "0.1");
        assert_eq!(unit("500", None, false), "1");
        assert_eq!(unit("500", None, true), "100");
        assert_eq!(unit("500", Some("(around USD 500)"), false), "100");
        assert_eq!(unit("488", Some("RMB 3,500 [around USD 488]"), false), "1");
        assert_eq!(unit("488", Some("3.500 元 (488,00 $)"), false), "0.01");
        assert_eq!(unit("1200000", Some("$1.2 million"), false), "100000");
        assert_eq!(unit("1040", Some("60,000 roubles ($1,040)"), false), "1");
    }

    #[test]
    fn the_quote_of_the_conversion_goes_before_the_sentence() {
        let unit = |figure: &str, quote, sentence| {
            unit_of_last_digit(figure.parse().unwrap(), Some(quote), Some(sentence), false).to_string()
        };
        assert_eq!(unit("0.5", "$0.50", "0.5 dollars is what 3,500 won ($0.50) buys."), "0.01");
        assert_eq!(unit("488", "USD 488", "RMB 3,500 (USD 488)"), "1");
        assert_eq!(unit("500", "USD 500", "RMB 3,500 (around USD 500)"), "100");
        assert_eq!(unit("500", "USD 500", "About RMB 3,500 in cash (USD 500)"), "1");
        assert_eq!(unit("261", "USD 206 to 261", "RMB 1,500 to 1,900 (USD 206 to 261)"), "1");
        assert_eq!(unit("1.5", "$9", "It pays RMB 10.50 ($1.50)."), "0.01", "a quote without the figure says nothing");
    }

    #[test]
    fn old_and_new_count_beside_the_amount_only() {
        let says = |quote, sentence| says_old_or_new(Some(quote), Some(sentence));
        assert!(says("3,000 won", "They get 3,000 won in old currency."));
        assert!(says("100만원", "월급은 신권 100만원이다"));
        assert!(!says("3,000 won", "A 30-year-old man gets 3,000 won."));
        assert!(!says("3,000 won", "A new factory of the old town opened and it pays each worker 3,000 won."));
    }
}
