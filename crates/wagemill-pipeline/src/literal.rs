//! TOML string literals: which bytes of the file a character of the value was written with.

use std::ops::Range;

use crate::place::Place;

/// The characters of a string as written, each with its bytes in `written`; of a bare text, the text itself.
pub fn decode(written: &str) -> Vec<(char, Range<usize>)> {
    for (quotes, has_escapes) in [("\"\"\"", true), ("'''", false), ("\"", true), ("'", false)] {
        let inner =
            written.strip_prefix(quotes).and_then(|rest| rest.strip_suffix(quotes)).map(|inner| (quotes.len(), inner));
        if let Some((mut start, mut inner)) = inner {
            if quotes.len() == 3 {
                let newline = ["\r\n", "\n"].into_iter().find(|newline| inner.starts_with(newline)).unwrap_or("");
                start += newline.len();
                inner = &inner[newline.len()..];
            }
            return if has_escapes { decode_escapes(inner, start) } else { decode_verbatim(inner, start) };
        }
    }
    decode_verbatim(written, 0)
}

/// The place of some characters of a string value; the whole value where that cannot be told.
pub fn place_of(place: &Place, value: &str, characters: Range<usize>) -> Place {
    let decoded = decode(place.written());
    if !decoded.iter().map(|(character, _)| *character).eq(value.chars()) {
        return place.clone();
    }
    let end_of_text = decoded.last().map_or(0, |(_, bytes)| bytes.end);
    let start = decoded.get(characters.start).map_or(end_of_text, |(_, bytes)| bytes.start);
    let end = match characters.end.checked_sub(1) {
        Some(last) if last >= characters.start => decoded.get(last).map_or(end_of_text, |(_, bytes)| bytes.end),
        _ => start,
    };
    Place::new(&place.text, place.span.start + start..place.span.start + end)
}

fn decode_verbatim(inner: &str, start: usize) -> Vec<(char, Range<usize>)> {
    inner
        .char_indices()
        .map(|(index, character)| (character, start + index..start + index + character.len_utf8()))
        .collect()
}

fn decode_escapes(inner: &str, start: usize) -> Vec<(char, Range<usize>)> {
    let mut decoded = Vec::new();
    let mut index = 0;
    while let Some(character) = inner[index..].chars().next() {
        let rest = &inner[index + character.len_utf8()..];
        let (value, length) = match character {
            '\\' => match escape(rest) {
                Some((value, length)) => (value, 1 + length),
                None => (Some('\\'), 1),
            },
            other => (Some(other), other.len_utf8()),
        };
        if let Some(value) = value {
            decoded.push((value, start + index..start + index + length));
        }
        index += length;
    }
    decoded
}

/// What follows a backslash: its character, if it stands for one, and its length.
fn escape(rest: &str) -> Option<(Option<char>, usize)> {
    let character = rest.chars().next()?;
    let hexadecimal = |digits: usize| {
        let value = u32::from_str_radix(rest.get(1..=digits)?, 16).ok()?;
        Some((Some(char::from_u32(value)?), 1 + digits))
    };
    match character {
        'b' => Some((Some('\u{8}'), 1)),
        't' => Some((Some('\t'), 1)),
        'n' => Some((Some('\n'), 1)),
        'f' => Some((Some('\u{c}'), 1)),
        'r' => Some((Some('\r'), 1)),
        'e' => Some((Some('\u{1b}'), 1)),
        '"' | '\\' => Some((Some(character), 1)),
        'x' => hexadecimal(2),
        'u' => hexadecimal(4),
        'U' => hexadecimal(8),
        // A backslash at the end of a line swallows the white space up to the next word.
        ' ' | '\t' | '\r' | '\n' => Some((None, rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Text;

    fn written_at(written: &str, value: &str, characters: Range<usize>) -> String {
        let text = Text::file("file.toml", written);
        place_of(&Place::whole(&text), value, characters).written().to_owned()
    }

    #[test]
    fn escapes_are_longer_than_their_characters() {
        assert_eq!(written_at(r#""a\u00e9 \"b\" c""#, "aé \"b\" c", 1..2), r"\u00e9");
        assert_eq!(written_at(r#""a\u00e9 \"b\" c""#, "aé \"b\" c", 3..6), r#"\"b\""#);
    }

    #[test]
    fn multi_line_strings_lose_their_first_newline_and_joined_lines() {
        let written = "\"\"\"\r\nSELECT a\r\nFROM \\\n   wages\"\"\"";
        assert_eq!(written_at(written, "SELECT a\r\nFROM wages", 15..20), "wages");
        assert_eq!(written_at("'''\nSELECT\nb'''", "SELECT\nb", 7..8), "b");
    }

    #[test]
    fn a_value_that_was_not_written_so_is_underlined_as_a_whole() {
        assert_eq!(written_at("\"${sql}\"", "SELECT 1", 0..6), "\"${sql}\"");
    }

    #[test]
    fn an_empty_span_and_one_past_the_end_stay_inside() {
        assert_eq!(written_at("\"ab\"", "ab", 1..1), "");
        assert_eq!(written_at("\"ab\"", "ab", 1..9), "b");
    }

    proptest::proptest! {
        /// Whatever TOML reads as a string is decoded to the same characters, each from its own bytes.
        #[test]
        fn strings_are_decoded_as_toml_reads_them(
            quotes in r#"("|'|"""|''')"#,
            inner in r#"([a-zé \t"']|\r\n|\n|\\n|\\u00e9|\\"|\\\\|\\ ?\n  |\\U0001f600|\\x41|\\e){0,12}"#,
        ) {
            let text = format!("key = {quotes}{inner}{quotes}");
            if let Ok(document) = toml_edit::Document::parse(text.as_str()) {
                let item = &document.as_table()["key"];
                let span = item.span().expect("a parsed value has a span");
                let decoded = decode(&text[span]);
                let value: String = decoded.iter().map(|(character, _)| *character).collect();
                proptest::prop_assert_eq!(Some(value.as_str()), item.as_str());
                for pair in decoded.windows(2) {
                    proptest::prop_assert!(pair[0].1.end <= pair[1].1.start, "{:?}", pair);
                }
            }
        }
    }
}
