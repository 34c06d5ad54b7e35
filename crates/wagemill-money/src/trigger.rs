//! Where a text may name money, found in one pass over it, before anything else is looked at.
//!
//! A candidate is a word, sign or code of a currency with a figure or a numeral beside it, or a word for
//! pay of a language without spaces before a figure. A text without one is done with after this pass, and of the others
//! only the sentences around candidates are taken apart.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::currency::{Currencies, Spelling, Use};
use crate::lexicon::{expand, lowercase};
use crate::words::{WordIndex, next, word_starts};

/// As many names have a table that is made in no time.
const FEW: usize = 1000;

/// How far before and behind a word for money its figure may stand, in bytes.
const BEFORE: usize = 40;
const BEHIND: usize = 28;

#[derive(Debug)]
pub(crate) struct Triggers {
    /// words for money that begin with letters of ASCII, found by their beginnings
    words: Option<WordIndex>,
    /// all other words, and signs
    automaton: Option<AhoCorasick>,
    /// which pattern each of the automaton is
    numbers: Vec<u32>,
    /// signs of one byte are looked for by themselves
    dollar: Option<u32>,
    patterns: Vec<Pattern>,
    /// longer names by the pattern that they end with: "Indian rupees" by "rupees"
    longer: FxHashMap<u32, Vec<(String, u32)>>,
    /// codes and letters, which stand right beside a figure: the unit
    codes: FxHashMap<Packed, Code>,
    /// words for numbers and scales, in small letters
    numerals: FxHashSet<String>,
    east_asian: bool,
}

#[derive(Clone, Copy, Debug)]
struct Code {
    unit: u32,
    before: bool,
    after: bool,
}

#[derive(Debug)]
struct Pattern {
    /// the unit; `None` for a word for pay
    unit: Option<u32>,
    place: Use,
    text: String,
    exact: bool,
    stem: bool,
}

/// What a text says of money, before it is taken apart.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    /// where a sum may stand, in bytes, in order
    pub candidates: Vec<usize>,
    /// the units that are named, and where
    pub units: Vec<(u32, usize)>,
}

impl Hits {
    fn sorted(mut self) -> Hits {
        self.candidates.sort_unstable();
        self.units.sort_unstable_by_key(|(unit, start)| (*start, *unit));
        self
    }
}

/// Longer ones are found as words.
const LONGEST_CODE: usize = 8;

impl Triggers {
    pub(crate) fn new(
        spellings: &[Spelling],
        nouns: &[String],
        currencies: &Currencies,
        (numbers, scales): (&[String], &[String]),
        east_asian: bool,
        bare_scales: bool,
    ) -> Triggers {
        let mut texts: Vec<String> = Vec::new();
        let mut patterns = Vec::new();
        let mut codes: FxHashMap<Packed, Code> = FxHashMap::default();
        for spelling in spellings {
            let place = currencies.units[spelling.unit as usize].place;
            let letters = spelling.text.trim_end_matches(['.', '/']);
            // "R", "USD", "Rs.": too short to be looked for everywhere.
            if spelling.exact
                && !letters.is_empty()
                && letters.len() <= LONGEST_CODE
                && letters.chars().all(char::is_alphabetic)
                && !letters.chars().any(|c| u32::from(c) >= SINGLE)
                && let Some(packed) = pack(letters.as_bytes())
            {
                let code = codes.entry(packed).or_insert(Code { unit: spelling.unit, before: false, after: false });
                code.before |= place.before();
                code.after |= place.after();
                continue;
            }
            let mut forms = vec![spelling.text.clone()];
            if !spelling.exact && !spelling.text.is_ascii() {
                // The automaton knows the capitals of ASCII only.
                forms = vec![lowercase(&spelling.text)];
                let capital: String = capitalized(&forms[0]);
                if capital != forms[0] {
                    forms.push(capital);
                }
            }
            for text in forms {
                texts.push(text.clone());
                patterns.push(Pattern {
                    unit: Some(spelling.unit),
                    place,
                    text,
                    exact: spelling.exact,
                    stem: spelling.stem,
                });
            }
        }
        if east_asian {
            for text in nouns.iter().filter_map(|noun| expand(noun.trim_end_matches('*')).ok()).flatten() {
                texts.push(text.clone());
                patterns.push(Pattern { unit: None, place: Use::Prefix, text, exact: false, stem: true });
            }
        }
        // "8 triệu/tháng": a sum whose currency everybody knows.
        for text in scales.iter().filter(|_| bare_scales) {
            texts.push(text.clone());
            patterns.push(Pattern { unit: None, place: Use::Word, text: text.clone(), exact: false, stem: false });
        }
        // A name that ends with another one is found by it.
        let mut longer: FxHashMap<u32, Vec<(String, u32)>> = FxHashMap::default();
        let known: FxHashMap<String, u32> =
            texts.iter().enumerate().map(|(number, text)| (lowercase(text), number as u32)).collect();
        let mut is_longer = vec![false; texts.len()];
        if !east_asian {
            for (number, text) in texts.iter().enumerate() {
                let pattern: &Pattern = &patterns[number];
                let last = text.rsplit(' ').next().filter(|last| last.len() < text.len()).map(lowercase);
                let shorter = last.and_then(|last| known.get(&last)).copied();
                if let (Some(shorter), Some(unit), false, false) = (shorter, pattern.unit, pattern.exact, pattern.stem)
                    && !patterns[shorter as usize].exact
                {
                    longer.entry(shorter).or_default().push((lowercase(text), unit));
                    is_longer[number] = true;
                }
            }
            for names in longer.values_mut() {
                names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
            }
        }
        let kept = || texts.iter().enumerate().filter(|(number, _)| !is_longer[*number]);
        let all = || kept().map(|(number, text)| (text.as_str(), number as u32));
        let (words, mut others) = if east_asian {
            (None, all().collect())
        } else {
            let (words, others) = WordIndex::new(all(), true);
            (Some(words), others)
        };
        let dollar = others.iter().position(|(text, _)| *text == "$").filter(|_| words.is_some());
        let dollar = dollar.map(|index| others.remove(index).1);
        let of_automaton = others.iter().map(|(_, number)| *number).collect();
        let automaton = (!others.is_empty()).then(|| {
            AhoCorasick::builder()
                .ascii_case_insensitive(words.is_none())
                .match_kind(MatchKind::LeftmostLongest)
                // A table for thousands of words in three bytes a letter takes longer to make than it saves.
                .kind((words.is_none() && others.len() < FEW).then_some(AhoCorasickKind::DFA))
                .start_kind(if words.is_none() { StartKind::Unanchored } else { StartKind::Anchored })
                .build(others.iter().map(|(text, _)| text))
                .expect("a list of names fits into an automaton")
        });
        let numerals = numbers.iter().chain(scales).cloned().collect();
        Triggers { words, automaton, numbers: of_automaton, dollar, patterns, longer, codes, numerals, east_asian }
    }

    /// All words for money of a text.
    pub(crate) fn find(&self, text: &str) -> Hits {
        let mut hits = Hits::default();
        let bytes = text.as_bytes();
        if let Some(words) = &self.words {
            // The bytes of the last name that was found.
            let mut last = 0..0;
            word_starts(bytes, |start| {
                if words.may_begin(bytes, start) && !last.contains(&start) {
                    let end = words.find(text, start, |end, number| self.hit(text, start, end, number, &mut hits));
                    last = end.map_or(last.clone(), |end| start..end);
                }
            });
        }
        if let Some(dollar) = self.dollar {
            for start in memchr::memchr_iter(b'$', bytes) {
                self.hit(text, start, start + 1, dollar, &mut hits);
            }
        }
        let Some(automaton) = &self.automaton else {
            self.find_codes(text, &mut hits);
            return hits.sorted();
        };
        if self.words.is_none() {
            for found in automaton.find_iter(text) {
                self.hit(text, found.start(), found.end(), self.numbers[found.pattern().as_usize()], &mut hits);
            }
        } else {
            // Signs, and words that begin with other letters: only where one of them stands.
            let mut at = 0;
            while let Some(start) = next_sign(bytes, at) {
                at = start + 1;
                let found = automaton.find(Input::new(text).range(start..).anchored(Anchored::Yes));
                if let Some(found) = found
                    && self.hit(text, start, found.end(), self.numbers[found.pattern().as_usize()], &mut hits)
                {
                    at = found.end();
                }
            }
        }
        self.find_codes(text, &mut hits);
        hits.sorted()
    }

    /// Takes in a word for money, if it is one.
    fn hit(&self, text: &str, start: usize, end: usize, number: u32, hits: &mut Hits) -> bool {
        let pattern = &self.patterns[number as usize];
        if !self.is_word(text.as_bytes(), text, start, end, pattern) {
            return false;
        }
        if pattern.exact && &text[start..end] != pattern.text.as_str() {
            return false;
        }
        if let Some(unit) = pattern.unit {
            let longer = self.longer.get(&number).and_then(|names| {
                let ends = |name: &str| {
                    let from = end.checked_sub(name.len())?;
                    let written = text.get(from..end)?;
                    (written.eq_ignore_ascii_case(name) || !written.is_ascii() && lowercase(written) == name)
                        .then_some(())
                };
                names.iter().find(|(name, _)| ends(name).is_some())
            });
            hits.units.push((longer.map_or(unit, |(_, unit)| *unit), start));
        }
        if pattern.place.after() && self.number_before(text, start) || self.number_behind(text, end, pattern) {
            hits.candidates.push(start);
        }
        true
    }

    /// Codes and letters beside figures.
    fn find_codes(&self, text: &str, hits: &mut Hits) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(first) = next_digit(bytes, at) {
            let mut end = first;
            while end < bytes.len() && (bytes[end].is_ascii_digit() || matches!(bytes[end], b'.' | b',')) {
                end += 1;
            }
            at = end;
            let before = word_before(bytes, first).and_then(|(whole, ascii)| {
                let code = whole.and_then(|word| self.codes.get(&word)).or_else(|| self.codes.get(&ascii?));
                code.filter(|code| code.before)
            });
            if let Some(code) = before {
                hits.units.push((code.unit, first));
                hits.candidates.push(first);
                continue;
            }
            // "2,400 CNY", "12.5 million USD", "10k p".
            let mut from = end;
            for _ in 0..3 {
                let Some((start, length, word)) = word_behind(bytes, from) else { break };
                if let Some(code) = word.and_then(|word| self.codes.get(&word)).filter(|code| code.after) {
                    hits.units.push((code.unit, start));
                    hits.candidates.push(first);
                    break;
                }
                if length > 2 && !self.numerals.contains(&*lowercase(&text[start..start + length])) {
                    break;
                }
                from = start + length;
            }
        }
    }

    /// Whether a match begins and ends with a word.
    fn is_word(&self, bytes: &[u8], text: &str, start: usize, end: usize, pattern: &Pattern) -> bool {
        let first = bytes[start];
        if first.is_ascii_alphabetic() && start > 0 && bytes[start - 1].is_ascii_alphabetic() {
            return false;
        }
        if !pattern.stem
            && end < bytes.len()
            && bytes[end - 1].is_ascii_alphabetic()
            && bytes[end].is_ascii_alphabetic()
        {
            return false;
        }
        if self.east_asian || (start == 0 || bytes[start - 1] < 0x80) && (end == bytes.len() || bytes[end] < 0x80) {
            return true;
        }
        let single = |c: char| u32::from(c) >= 0x2e80;
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && !single(c));
        let own = |c: Option<char>| letter(c);
        let head = text[start..end].chars().next();
        let tail = text[start..end].chars().next_back();
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        !(own(head) && letter(before)) && (pattern.stem || !(own(tail) && letter(after)))
    }

    fn number_before(&self, text: &str, start: usize) -> bool {
        let bytes = &text.as_bytes()[start.saturating_sub(BEFORE)..start];
        if bytes.iter().any(u8::is_ascii_digit) {
            return true;
        }
        if bytes.iter().any(|byte| *byte >= 0x80) {
            let mut from = start.saturating_sub(BEFORE);
            while !text.is_char_boundary(from) {
                from += 1;
            }
            if text[from..start].chars().any(|c| self.is_numeral(c)) {
                return true;
            }
        }
        if self.east_asian {
            return false;
        }
        // One of the three words before is a word for a number.
        let mut rest = text[..start].trim_end_matches([' ', '\u{a0}', '-', '\'', '’']);
        for _ in 0..4 {
            let from = rest
                .char_indices()
                .rev()
                .take(30)
                .take_while(|(_, c)| c.is_alphabetic())
                .last()
                .map_or(rest.len(), |(index, _)| index);
            let word = &rest[from..];
            if word.is_empty() {
                return false;
            }
            if word.len() == 1 && word.eq_ignore_ascii_case("a") || self.numerals.contains(&*lowercase(word)) {
                return true;
            }
            rest = rest[..from].trim_end_matches([' ', '\u{a0}', '-', '\'', '’']);
        }
        false
    }

    fn number_behind(&self, text: &str, end: usize, pattern: &Pattern) -> bool {
        if !pattern.place.before() {
            return false;
        }
        let bytes = text.as_bytes();
        let bytes = &bytes[end..(end + BEHIND).min(bytes.len())];
        if bytes.iter().take(if self.east_asian { BEHIND } else { 4 }).any(u8::is_ascii_digit) {
            return true;
        }
        if !bytes.iter().any(|byte| *byte >= 0x80) {
            return false;
        }
        let mut to = (end + BEHIND).min(text.len());
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        text[end..to].chars().any(|c| self.is_numeral(c))
    }

    fn is_numeral(&self, c: char) -> bool {
        matches!(c, '\u{ff10}'..='\u{ff19}')
            || self.east_asian
                && "一二两兩三四五六七八九十百千万萬亿億兆〇零几幾数數일이삼사오육륙칠팔구십백천만억조수몇壹贰叁"
                    .contains(c)
    }
}

/// From here on each letter is a word of its own.
const SINGLE: u32 = 0x2e80;

/// The next ASCII digit.
fn next_digit(bytes: &[u8], from: usize) -> Option<usize> {
    next(bytes, from, |byte| byte.wrapping_sub(b'0') < 10)
}

/// The next byte at which a character begins that is no ASCII, or one of the signs with which spellings begin.
fn next_sign(bytes: &[u8], from: usize) -> Option<usize> {
    next(bytes, from, |byte| byte >= 0xc0 || byte == b'$' || byte == b'=')
}

/// A short word of ASCII letters or others, packed into a number.
type Packed = u64;

fn pack(word: &[u8]) -> Option<Packed> {
    let mut packed = [0; 8];
    packed.get_mut(..word.len())?.copy_from_slice(word);
    Some(u64::from_le_bytes(packed))
}

/// Letters; bytes of other scripts are taken for them.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80
}

/// The short word that ends right before a byte, but for a space, and signs such as `.` and `$`; and its end in ASCII
/// letters, where other bytes stand before it ("“RMB 5").
fn word_before(bytes: &[u8], at: usize) -> Option<(Option<Packed>, Option<Packed>)> {
    let mut end = at;
    if end > 0 && bytes[end - 1] == b' ' {
        end -= 1;
    } else if bytes[..end].ends_with("\u{a0}".as_bytes()) {
        end -= 2;
    }
    while end > 0 && matches!(bytes[end - 1], b'.' | b'$' | b'/' | b'-') {
        end -= 1;
    }
    let mut start = end;
    while start > 0 && end - start <= 16 && is_letter(bytes[start - 1]) {
        start -= 1;
    }
    let word = &bytes[start..end];
    let ascii = word.iter().rev().take_while(|byte| byte.is_ascii()).count();
    let tail = (0 < ascii && ascii < word.len()).then(|| pack(&word[word.len() - ascii..])).flatten();
    (!word.is_empty()).then(|| (pack(word), tail))
}

/// The word that begins right behind a byte, but for a space or a hyphen: where, how long, and packed if it is short.
fn word_behind(bytes: &[u8], at: usize) -> Option<(usize, usize, Option<Packed>)> {
    let mut start = at;
    if matches!(bytes.get(start), Some(b' ' | b'-')) {
        start += 1;
    } else if bytes[start..].starts_with("\u{a0}".as_bytes()) {
        start += 2;
    }
    let length = bytes[start..].iter().take(30).take_while(|byte| is_letter(**byte)).count();
    (1..30).contains(&length).then(|| (start, length, pack(&bytes[start..start + length])))
}

/// With a capital in front.
fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
