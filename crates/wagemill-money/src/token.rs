//! Words, figures and signs of a sentence, with their byte spans.

use std::ops::Range;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// letters; each Chinese, Japanese or Korean character is one of its own
    Word,
    /// digits, with the separators inside: `1,700`, `12 500`, `0.5`
    Figure,
    /// any other character that is no space
    Sign,
}

/// A token and its place, in bytes of the whole text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

impl Token {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }
}

/// The tokens of `text[span]`, in order.
///
/// ```
/// use wagemill_money::{Kind, tokens};
/// let text = "US$12 500 a month";
/// let found: Vec<_> = tokens(text, 0..text.len()).iter().map(|token| token.text(text)).collect();
/// assert_eq!(found, ["US", "$", "12 500", "a", "month"]);
/// ```
pub fn tokens(text: &str, span: Range<usize>) -> Vec<Token> {
    let mut found = Vec::with_capacity(span.len() / 4 + 4);
    let end = span.end;
    let mut at = span.start;
    let bytes = text.as_bytes();
    while at < end {
        let start = at;
        // Most words and signs are ASCII.
        let byte = bytes[at];
        if byte.is_ascii_alphabetic() {
            at += bytes[at..end].iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(end - at);
            if at == end || bytes[at] < 0x80 {
                found.push(Token { kind: Kind::Word, start, end: at });
                continue;
            }
            at = start;
        } else if byte == b' ' {
            at += 1;
            continue;
        }
        let Some(first) = text[at..end].chars().next() else { break };
        let kind = if digit(first).is_some() {
            at = figure_end(text, at, end);
            Kind::Figure
        } else if first.is_whitespace() || is_invisible(first) {
            at += first.len_utf8();
            continue;
        } else if is_single(first) {
            at += first.len_utf8();
            Kind::Word
        } else if first.is_alphabetic() {
            at = text[at..end].find(|c: char| !is_letter(c)).map_or(end, |length| at + length);
            Kind::Word
        } else {
            at += first.len_utf8();
            Kind::Sign
        };
        found.push(Token { kind, start, end: at });
    }
    found
}

/// The value of an ASCII or full-width digit.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(u32::from(c) - u32::from('0')),
        '\u{ff10}'..='\u{ff19}' => Some(u32::from(c) - 0xff10),
        _ => None,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// Scripts without spaces, in which every character may end a word.
fn is_single(c: char) -> bool {
    matches!(u32::from(c), 0x3005..=0x30ff | 0x3400..=0x9fff | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0x20000..=0x3ffff)
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() && !is_single(c)) || matches!(u32::from(c), 0x300..=0x36f)
}

/// Spaces and apostrophes that part groups of three digits.
fn parts_groups(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’')
}

/// Where the figure that begins at `at` ends.
fn figure_end(text: &str, at: usize, end: usize) -> usize {
    let digits = |from: usize| -> usize {
        text[from..end].find(|c: char| digit(c).is_none()).map_or(end, |length| from + length)
    };
    let first_end = digits(at);
    let mut last = first_end;
    let short_lead = text[at..first_end].chars().count() <= 3 && !text[at..].starts_with('0');
    let mut spaced: Option<char> = None;
    let mut pointed = false;
    while let Some(separator) = text[last..end].chars().next() {
        let next = last + separator.len_utf8();
        let group_end = digits(next);
        let length = text[next..group_end].chars().count();
        if length == 0 {
            break;
        }
        let takes = match separator {
            ',' | '.' => true,
            // A comma of Chinese text parts clauses, too.
            '，' | '．' => length == 3 || separator == '．',
            c if parts_groups(c) => short_lead && !pointed && length == 3 && spaced.is_none_or(|was| was == c),
            _ => false,
        };
        if !takes {
            break;
        }
        if parts_groups(separator) {
            spaced = Some(separator);
        } else {
            pointed = true;
        }
        last = group_end;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokens(text, 0..text.len()).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn figures_keep_their_separators() {
        for (text, expected) in [
            ("Rs 2,42,000 per annum", vec!["Rs", "2,42,000", "per", "annum"]),
            ("R12 500 and 300", vec!["R", "12 500", "and", "300"]),
            ("in 2012 300 men", vec!["in", "2012", "300", "men"]),
            ("6000won.", vec!["6000", "won", "."]),
            ("12-hour", vec!["12", "-", "hour"]),
            ("1,700, then", vec!["1,700", ",", "then"]),
            ("61\u{a0}300 руб", vec!["61\u{a0}300", "руб"]),
            ("３０万円", vec!["３０", "万", "円"]),
            ("1'200", vec!["1'200"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
