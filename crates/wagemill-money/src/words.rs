//! Names found by the words that they begin with, faster than an automaton reads.
//!
//! Texts are ruled out eight bytes at a time: only where a word begins its first three letters are looked up in a small
//! set of bits, and only where they are in it, the names that begin so are compared.

use rustc_hash::FxHashMap;

use crate::lexicon::lowercase;

/// How many letters the set of bits knows.
const PREFIX: usize = 3;
const BITS: usize = 1 << 15;

/// Names, by the first letters of their first word.
#[derive(Debug)]
pub(crate) struct WordIndex {
    bits: Box<[u64]>,
    /// the names with the same first letters, the longest first: the name and its number
    names: FxHashMap<[u8; PREFIX], Vec<(Box<str>, u32)>>,
    /// capitals do not count
    small: bool,
    is_empty: bool,
}

impl WordIndex {
    /// An index of names; the number of each is what it is found by. The names that cannot be found so (they do not
    /// begin with a letter of ASCII, or are shorter than three bytes) are given back.
    pub(crate) fn new<'n>(
        names: impl Iterator<Item = (&'n str, u32)>,
        small: bool,
    ) -> (WordIndex, Vec<(&'n str, u32)>) {
        let mut index =
            WordIndex { bits: vec![0; BITS / 64].into(), names: FxHashMap::default(), small, is_empty: true };
        let mut others = Vec::new();
        for (name, number) in names {
            let letters = name.as_bytes().get(..PREFIX).filter(|letters| letters[0].is_ascii_alphabetic());
            let Some(letters) = letters else {
                others.push((name, number));
                continue;
            };
            let key = key_of(letters);
            let bit = hash(key);
            index.bits[bit / 64] |= 1 << (bit % 64);
            let written = if small { lowercase(name) } else { name.to_owned() };
            index.names.entry(key).or_default().push((written.into_boxed_str(), number));
        }
        index.is_empty = index.names.is_empty();
        for same in index.names.values_mut() {
            same.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        (index, others)
    }

    /// Whether a name may begin at a byte at which a word begins.
    #[inline]
    pub(crate) fn may_begin(&self, bytes: &[u8], start: usize) -> bool {
        let Some(letters) = bytes.get(start..start + PREFIX).filter(|_| !self.is_empty) else { return false };
        let bit = hash(key_of(letters));
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// The first of the names that begin at a byte at which a word begins, the longest first, that is right: its end
    /// and its number go to `is_right`.
    pub(crate) fn find(&self, text: &str, start: usize, mut is_right: impl FnMut(usize, u32) -> bool) -> Option<usize> {
        let bytes = text.as_bytes();
        let same = self.names.get(&key_of(bytes.get(start..start + PREFIX)?))?;
        let fourth = bytes.get(start + PREFIX).map(|byte| byte | 0x20);
        for (name, number) in same {
            if name.len() > PREFIX && Some(name.as_bytes()[PREFIX] | 0x20) != fourth {
                continue;
            }
            let Some(written) = bytes.get(start..start + name.len()) else { continue };
            let equal = if self.small {
                written.eq_ignore_ascii_case(name.as_bytes()) || !name.is_ascii() && is_in_small(written, name)
            } else {
                written == name.as_bytes() || is_in_capitals(written, name)
            };
            let end = start + name.len();
            if equal && text.is_char_boundary(end) && is_right(end, *number) {
                return Some(end);
            }
        }
        None
    }
}

fn is_in_small(written: &[u8], name: &str) -> bool {
    std::str::from_utf8(written).is_ok_and(|written| lowercase(written) == name)
}

/// Whether a name is written in capitals: "CIUDAD DE MÉXICO".
fn is_in_capitals(written: &[u8], name: &str) -> bool {
    name.len() > 3
        && written.first().is_some_and(u8::is_ascii_uppercase)
        && !written[1].is_ascii_lowercase()
        && std::str::from_utf8(written)
            .is_ok_and(|written| !written.contains(char::is_lowercase) && lowercase(written) == lowercase(name))
}

/// The first bytes; a capital and its small letter have the same key, in ASCII and in most other Latin letters.
#[inline]
fn key_of(letters: &[u8]) -> [u8; PREFIX] {
    [letters[0] | 0x20, letters[1] | 0x20, letters[2] | 0x20]
}

#[inline]
fn hash(key: [u8; PREFIX]) -> usize {
    let value = u32::from_le_bytes([key[0], key[1], key[2], 0]);
    (value.wrapping_mul(0x9e37_79b1) >> 17) as usize
}

/// Calls `found` for each byte at which a word of ASCII letters begins; bytes of other scripts are taken for letters. The
/// words behind signs that are no ASCII come last.
#[inline]
pub(crate) fn word_starts(bytes: &[u8], mut found: impl FnMut(usize)) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The high bit of each byte that is a letter, or not ASCII.
    let letters = |word: u64| {
        let low = (word | (0x20 * ONES)) & !HIGH;
        let from_a = low.wrapping_add((0x80 - u64::from(b'a')) * ONES);
        let past_z = low.wrapping_add((0x80 - u64::from(b'z') - 1) * ONES);
        ((from_a & !past_z) | word) & HIGH
    };
    let mut before = 0;
    let mut chunks = bytes.chunks_exact(8);
    let mut base = 0;
    for chunk in &mut chunks {
        let word = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        let mask = letters(word);
        let mut starts = mask & !(mask << 8 | before);
        before = mask >> 56 & 0x80;
        while starts != 0 {
            found(base + (starts.trailing_zeros() / 8) as usize);
            starts &= starts - 1;
        }
        base += 8;
    }
    let mut inside = before != 0;
    for (index, byte) in chunks.remainder().iter().enumerate() {
        let letter = byte.is_ascii_alphabetic() || *byte >= 0x80;
        if letter && !inside {
            found(base + index);
        }
        inside = letter;
    }
    // Behind quotation marks, dashes and hard spaces, whose bytes look like letters.
    for sign in memchr::memchr2_iter(0xc2, 0xe2, bytes) {
        let next = match (bytes[sign], bytes.get(sign + 1)) {
            (0xc2, Some(0xa0..=0xbf)) => sign + 2,
            (0xe2, Some(0x80)) => sign + 3,
            _ => continue,
        };
        if bytes.get(next).is_some_and(u8::is_ascii_alphabetic) {
            found(next);
        }
    }
}

/// The next byte of a kind; many bytes at once.
#[inline]
pub(crate) fn next(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool) -> Option<usize> {
    const LANES: usize = 32;
    let mut at = from;
    while let Some(block) = bytes.get(at..at + LANES) {
        if block.iter().fold(false, |any, byte| any | is(*byte)) {
            break;
        }
        at += LANES;
    }
    bytes.get(at..)?.iter().position(|byte| is(*byte)).map(|step| at + step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_where_letters_begin() {
        let text = "US$5 for 3pm, \u{e9}t\u{e9} a-b (won) x \u{201c}q 5\u{a0}y";
        let mut found = Vec::new();
        word_starts(text.as_bytes(), |start| found.push(&text[start..]));
        let firsts: Vec<char> = found.iter().filter_map(|rest| rest.chars().next()).collect();
        assert_eq!(firsts, ['U', 'f', 'p', '\u{e9}', 'a', 'b', 'w', 'x', '\u{201c}', '\u{a0}', 'q', 'y']);
    }

    #[test]
    fn the_longest_name_goes_first() {
        let (index, others) =
            WordIndex::new([("dollars", 0), ("Dollars a day", 1), ("$", 2), ("yen", 3)].into_iter(), true);
        assert_eq!(others, [("$", 2)]);
        let text = "10 dollars a day";
        let mut found = Vec::new();
        assert!(index.may_begin(text.as_bytes(), 3));
        index.find(text, 3, |end, number| {
            found.push((end, number));
            false
        });
        assert_eq!(found, [(16, 1), (10, 0)]);
        assert!(!index.may_begin(b"yes", 0));
    }
}
