//! Cuts what is printed into numbers, words of dates, and marks.

use super::words::{LONGEST_WORD, Word, word};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Number {
        value: u32,
        digits: usize,
    },
    Word(&'static Word),
    Mark(char),
    /// what belongs to no date
    Other,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub kind: Kind,
    /// bytes of the text
    pub start: usize,
    pub end: usize,
    /// characters
    pub length: usize,
    /// whether white space stands before it
    pub spaced: bool,
}

/// A character as the lookup has it: in lower case, digits and punctuation as in ASCII.
#[derive(Clone, Copy)]
struct Plain {
    at: usize,
    character: char,
}

/// The tokens of a text; time is linear in its length.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let plain: Vec<Plain> = text
        .char_indices()
        .filter(|(_, character)| !is_invisible(*character))
        .map(|(at, character)| Plain { at, character: plain(character) })
        .collect();
    let mut tokens = Vec::new();
    let mut place = 0;
    let mut spaced = false;
    while let Some(first) = plain.get(place).copied() {
        if first.character.is_whitespace() {
            spaced = true;
            place += 1;
            continue;
        }
        let (kind, length) = token(&plain[place..]);
        let end = plain.get(place + length).map_or(text.len(), |next| next.at);
        tokens.push(Token { kind, start: first.at, end, length, spaced });
        place += length;
        spaced = false;
    }
    tokens
}

fn token(rest: &[Plain]) -> (Kind, usize) {
    let Some(first) = rest.first() else { return (Kind::Other, 1) };
    if first.character.is_ascii_digit() {
        return number(rest);
    }
    if !is_letter(first.character) {
        return (Kind::Mark(first.character), 1);
    }
    let found = [longest_word(rest), chinese_number(rest)].into_iter().flatten();
    // Of two as long the word: it knows that it is a number, too.
    if let Some(longest) = found.reduce(|word, number| if number.1 > word.1 { number } else { word }) {
        return longest;
    }
    if is_unspaced(first.character) {
        return (Kind::Other, 1);
    }
    let letters = rest.iter().take_while(|plain| is_letter(plain.character) && !is_unspaced(plain.character)).count();
    (Kind::Other, letters.max(1))
}

fn number(rest: &[Plain]) -> (Kind, usize) {
    let digits = rest.iter().take_while(|plain| plain.character.is_ascii_digit()).count();
    // A timestamp without separators has fourteen: the date is the first eight.
    let kept = if digits == 14 { 8 } else { digits };
    if kept > 9 {
        return (Kind::Other, digits);
    }
    let value =
        rest[..kept].iter().filter_map(|plain| plain.character.to_digit(10)).fold(0, |sum, digit| sum * 10 + digit);
    (Kind::Number { value, digits }, digits)
}

/// The longest entry of the lookup that begins here and ends where a word ends.
fn longest_word(rest: &[Plain]) -> Option<(Kind, usize)> {
    let mut written = String::new();
    let mut found = None;
    for (place, plain) in rest.iter().take(LONGEST_WORD).enumerate() {
        written.push(if plain.character.is_whitespace() { ' ' } else { plain.character });
        let next = rest.get(place + 1).map(|next| next.character);
        let goes_on = next.is_some_and(|next| {
            let letters = [plain.character, next].iter().all(|letter| is_letter(*letter) && !is_unspaced(*letter));
            letters || (plain.character.is_ascii_digit() && next.is_ascii_digit())
        });
        if !goes_on && let Some(word) = word(&written) {
            found = Some((Kind::Word(word), place + 1));
        }
    }
    found
}

/// `二十五` is 25, `二〇二一` is 2021.
fn chinese_number(rest: &[Plain]) -> Option<(Kind, usize)> {
    let length =
        rest.iter().take(5).take_while(|plain| DIGITS.contains(plain.character) || plain.character == '十').count();
    let run: Vec<char> = rest[..length].iter().map(|plain| plain.character).collect();
    let digit = |character: &char| DIGITS.chars().position(|known| known == *character).map(|at| (at / 2) as u32);
    let value = match run.as_slice() {
        [] => return None,
        ['十'] => 10,
        ['十', ones] => 10 + digit(ones)?,
        [tens, '十'] => digit(tens)? * 10,
        [tens, '十', ones] => digit(tens)? * 10 + digit(ones)?,
        digits => digits.iter().try_fold(0, |sum, character| Some(sum * 10 + digit(character)?))?,
    };
    let digits = if value >= 1000 { 4 } else { 2 };
    Some((Kind::Number { value, digits }, length))
}

/// Each digit twice, in two spellings.
const DIGITS: &str = "〇零一壱二弐三参四肆五伍六陸七柒八捌九玖";

fn is_letter(character: char) -> bool {
    character.is_alphabetic() || is_combining(character) || is_unspaced(character)
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
}

/// Scripts that set no space between words, and Korean, whose counters follow the digit.
pub(crate) fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn plain(character: char) -> char {
    let digit = |zero: u32| char::from_u32(u32::from(character) - zero + u32::from('0')).unwrap_or(character);
    match character {
        '\u{660}'..='\u{669}' => digit(0x660),
        '\u{6f0}'..='\u{6f9}' => digit(0x6f0),
        '\u{966}'..='\u{96f}' => digit(0x966),
        '\u{e50}'..='\u{e59}' => digit(0xe50),
        '\u{ff01}'..='\u{ff5e}' => {
            let ascii = char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character);
            ascii.to_ascii_lowercase()
        }
        '\u{2010}'..='\u{2012}' | '\u{2212}' => '-',
        '،' | '、' => ',',
        '。' => '.',
        _ => character.to_lowercase().next().unwrap_or(character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<u32> {
        tokens(text)
            .iter()
            .filter_map(|token| match token.kind {
                Kind::Number { value, .. } => Some(value),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn digits_of_other_scripts_are_digits() {
        assert_eq!(numbers("٣ ۴ ๕ ６ ७"), [3, 4, 5, 6, 7]);
        assert_eq!(numbers("二〇二一 十 十五 三十 三十一"), [2021, 10, 15, 30, 31]);
    }

    #[test]
    fn tokens_cover_the_text_in_order() {
        let text = "Tue, 13 Jun 2023年(水) x\u{200f}y";
        let mut before = 0;
        for token in tokens(text) {
            assert!(token.start >= before && token.end > token.start, "{token:?}");
            before = token.end;
        }
        assert_eq!(before, text.len());
    }
}
