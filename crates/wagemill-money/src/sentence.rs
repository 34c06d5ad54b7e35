//! Where sentences begin and end.

use std::collections::HashSet;
use std::ops::Range;

/// Longer stretches without an end are cut, so that the work on one sentence is bounded.
const LONGEST: usize = 4096;

/// A word of so many letters is no abbreviation.
const LONG_WORD: usize = 7;

/// How far around the end of a line it is looked for what goes before and after.
const NEAR: usize = 64;

/// A line shorter than this ends where it ends (a heading, a cell of a table); a longer one may be
/// a line of wrapped text.
const WRAPPED: usize = 45;

/// The sentences of a text, in order, without the spaces around them.
///
/// A sentence ends with `.`, `!`, `?` or `…` before a space (not after one of `abbreviations`), with
/// the full stops of Chinese and Japanese, at an empty line, and at the end of a short line. A line
/// that ends in the midst of a sentence and goes on in small letters does not end it.
pub fn sentences(text: &str, abbreviations: &HashSet<String>, closing: &HashSet<String>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut line_start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(step) = next_end(&bytes[at..]) {
        let stop = at + step;
        let end = match bytes[stop] {
            b'\n' => {
                let ends = ends_at_line(text, start, line_start, stop);
                line_start = stop + 1;
                ends.then_some(stop)
            }
            b'.' | b'!' | b'?' => ends_at_mark(text, start, stop, abbreviations, closing),
            // The first byte of `…`, `。`, `！` or `？`, or of some other character.
            _ => match text[stop..].chars().next() {
                Some('。' | '！' | '？') => Some(stop + 3),
                Some('…') => ends_at_mark(text, start, stop + 2, abbreviations, closing),
                _ => None,
            },
        };
        at = stop + text[stop..].chars().next().map_or(1, char::len_utf8);
        if let Some(end) = end {
            push(text, start..end, &mut found);
            start = end;
            at = at.max(end);
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

/// The bytes at which a sentence may end.
static MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let ends = [b'\n', b'.', b'!', b'?', 0xe2, 0xe3, 0xef];
    let mut index = 0;
    while index < ends.len() {
        table[ends[index] as usize] = true;
        index += 1;
    }
    table
};

/// The next byte at which a sentence may end; eight are looked at in one step.
fn next_end(bytes: &[u8]) -> Option<usize> {
    let mut base = 0;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        if chunk.iter().fold(false, |any, byte| any | MAY_END[usize::from(*byte)]) {
            break;
        }
        base += 8;
    }
    bytes[base..].iter().position(|byte| MAY_END[usize::from(*byte)]).map(|step| base + step)
}

fn push(text: &str, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    let inner = text[span.clone()].trim_start();
    let mut start = span.end - inner.len();
    let end = start + inner.trim_end().len();
    while end - start > LONGEST {
        let mut cut = start + LONGEST;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let window = &text.as_bytes()[start..cut];
        if let Some(space) = memchr::memrchr(b' ', &window[LONGEST / 2..]) {
            cut = start + LONGEST / 2 + space;
        }
        found.push(start..cut);
        start = cut;
    }
    if start < end {
        found.push(start..end);
    }
}

fn ends_at_line(text: &str, start: usize, line_start: usize, stop: usize) -> bool {
    // A bounded look to both sides: endless spaces are an end.
    let Some(last) = text[start..stop].chars().rev().take(NEAR).find(|c| !c.is_whitespace()) else {
        return true;
    };
    let rest = &text[stop + 1..];
    let rest = &rest[..rest.char_indices().nth(NEAR).map_or(rest.len(), |(index, _)| index)];
    let next = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{a0}']);
    let gap = &rest[..rest.len() - next.len()];
    let continues = next.starts_with(|c: char| c.is_lowercase());
    if last.is_alphanumeric() || last == ',' {
        if continues {
            return false;
        }
        let line = &text[line_start.min(stop)..stop];
        let length = line.len();
        // A heading over a text of which each paragraph is one line; wrapped lines are as long as their neighbours.
        let next_line = memchr::memchr(b'\n', &text.as_bytes()[stop + 1..(stop + 1 + 3 * length).min(text.len())]);
        let far_longer = next_line.is_none_or(|end| end > 2 * length) && text.len() - stop > 2 * length;
        // A character of Chinese or Korean has three bytes, and says as much as three letters.
        return length < WRAPPED || far_longer || gap.contains('\n');
    }
    !continues || gap.contains('\n')
}

/// Where a sentence ends whose mark is at `stop`: behind closing quotes and brackets.
fn ends_at_mark(
    text: &str,
    start: usize,
    stop: usize,
    abbreviations: &HashSet<String>,
    closing: &HashSet<String>,
) -> Option<usize> {
    // Most sentences: a word too long for an abbreviation, a full stop, a space, a capital.
    let bytes = text.as_bytes();
    if bytes.get(stop + 1) == Some(&b' ')
        && bytes.get(stop + 2).is_some_and(u8::is_ascii_uppercase)
        && stop >= start + LONG_WORD
        && bytes[stop - LONG_WORD..stop].iter().all(u8::is_ascii_lowercase)
    {
        return Some(stop + 1);
    }
    let mut end = stop + 1;
    for c in text[end..].chars().take(4) {
        if !matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '.' | '!' | '?') {
            break;
        }
        end += c.len_utf8();
    }
    let rest = &text[end..];
    let next = rest.chars().next()?;
    if !next.is_whitespace() {
        // A footnote or a missing space: `won.[3] The`, `won.“The`.
        return matches!(next, '[' | '“' | '«').then_some(end);
    }
    let after = rest.trim_start_matches([' ', '\u{a0}', '\t']).chars().next();
    if after.is_some_and(|c| c.is_lowercase() || matches!(c, ',' | ';' | ')')) {
        return None;
    }
    if text.as_bytes()[stop] == b'.' && end == stop + 1 {
        let head = &text[start..stop];
        let tail = &head[head.len() - head.chars().rev().take(12).map(char::len_utf8).sum::<usize>()..];
        let word = tail.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"')).next().unwrap_or("");
        let bare = word.trim_start_matches(['‘', '\'']);
        let single = bare.chars().count() == 1 && bare.chars().all(char::is_uppercase);
        let small = bare.to_lowercase();
        // "47 тыс. руб. Компания": behind a sum a capital begins a sentence.
        let behind_figure = head[..head.len() - bare.len()].trim_end().ends_with(|c: char| c.is_ascii_digit());
        let closes = (closing.contains(&small) || single && behind_figure) && after.is_some_and(char::is_uppercase);
        if !closes && (single || abbreviations.contains(&small)) {
            return None;
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let abbreviations = ["aug", "u.s", "rs", "mr"].map(str::to_owned).into_iter().collect();
        sentences(text, &abbreviations, &HashSet::new()).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn ends_of_sentences() {
        for (text, expected) in [
            ("One. Two!  Three?", vec!["One.", "Two!", "Three?"]),
            ("He said: “No.” Then he left.", vec!["He said: “No.”", "Then he left."]),
            (
                "From Aug. 1 on, Mr. Kim and J. Lee in the U.S. Army earn Rs. 500.",
                vec!["From Aug. 1 on, Mr. Kim and J. Lee in the U.S. Army earn Rs. 500."],
            ),
            ("It stood at\n\n\nsome 100 won. Then", vec!["It stood at\n\n\nsome 100 won.", "Then"]),
            ("Maize\n1,000\nRice\n1,900", vec!["Maize", "1,000", "Rice", "1,900"]),
            (
                "A line of text that is wrapped at some width or\nOther and goes on. End",
                vec!["A line of text that is wrapped at some width or\nOther and goes on.", "End"],
            ),
            ("Title without a full stop\n\nText.", vec!["Title without a full stop", "Text."]),
            ("$0.5 and $1.50 a month. No.", vec!["$0.5 and $1.50 a month.", "No."]),
            ("工资三千元。明年涨！", vec!["工资三千元。", "明年涨！"]),
            ("", vec![]),
            (" \n \n", vec![]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    #[test]
    fn an_endless_line_is_cut() {
        let text = "word ".repeat(10_000);
        let parts = split(&text);
        assert!(parts.iter().all(|part| part.len() <= LONGEST));
        assert_eq!(parts.concat().replace(' ', ""), text.replace(' ', ""));
        assert!(split(&"9".repeat(20_000)).iter().all(|part| part.len() <= LONGEST));
    }
}
