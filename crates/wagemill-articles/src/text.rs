//! Plain text as the columns hold it.

use sha2::{Digest, Sha256};

/// Text with `\n` as its only line end, without control characters, and without blank lines at its two ends.
///
/// Nothing else changes: offsets of mentions point into exactly these characters.
pub fn clean_text(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\u{c}' | '\u{2028}' | '\u{2029}' | '\u{85}' => cleaned.push('\n'),
            '\n' | '\t' => cleaned.push(character),
            '\u{feff}' => {}
            _ if character.is_control() => {}
            _ => cleaned.push(character),
        }
    }
    let end = cleaned.trim_end().len();
    cleaned.truncate(end);
    let blank = cleaned.len() - cleaned.trim_start_matches(|character: char| character.is_whitespace()).len();
    // Only whole lines go: the indentation of the first line is the author's.
    if let Some(line_end) = cleaned[..blank].rfind('\n') {
        cleaned.drain(..=line_end);
    }
    cleaned
}

/// One line of metadata: no line ends, no runs of white space, none at the ends; nothing if nothing is left.
pub fn tidy_line(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|character: char| character.is_whitespace() || character.is_control() || character == '\u{feff}')
        .filter(|word| !word.is_empty())
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The SHA-256 of a text's UTF-8 bytes, in hexadecimal.
pub fn text_sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_one_kind_and_inner_lines_stay() {
        assert_eq!(clean_text("\r\n\n one\r\n\r\ntwo \rthree\u{0}\n\n"), " one\n\ntwo \nthree");
    }

    #[test]
    fn a_text_of_white_space_is_empty() {
        assert_eq!(clean_text(" \n\t\r\n "), "");
        assert_eq!(tidy_line(" \n\u{feff}"), None);
    }

    #[test]
    fn metadata_is_one_line() {
        assert_eq!(tidy_line("  Wages \n in\u{a0}Dandong ").as_deref(), Some("Wages in Dandong"));
    }
}
