//! Which language a text is in, where nothing says so: by its letters, and in Latin letters by small words.

use rustc_hash::FxHashMap;

use crate::language::{FILES, LanguageId};

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 1200;
/// How many words.
const WORDS: usize = 60;

/// The small words of the languages in Latin letters.
#[derive(Debug)]
pub(crate) struct Detector {
    /// a word, and the languages that have it, a bit each
    words: FxHashMap<&'static str, u16>,
}

const SMALL: &str = include_str!("../data/small-words.txt");

impl Detector {
    pub(crate) fn new() -> Detector {
        let mut words: FxHashMap<&'static str, u16> = FxHashMap::default();
        for line in SMALL.lines().filter(|line| !line.starts_with('#')) {
            let Some((language, list)) = line.split_once(" | ") else { continue };
            let id = LanguageId::from_tag(language);
            for word in list.split_whitespace() {
                *words.entry(word).or_default() |= 1 << id.0;
            }
        }
        Detector { words }
    }

    pub(crate) fn detect(&self, text: &str) -> LanguageId {
        let mut end = SAMPLE.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let sample = &text[..end];
        let mut counts = [0usize; 6];
        if sample.is_ascii() {
            return self.latin(sample);
        }
        for c in sample.chars().filter(|c| c.is_alphabetic()) {
            let script = match u32::from(c) {
                0x41..=0x24f | 0x1e00..=0x1eff => 0,
                0x400..=0x52f => 1,
                0xac00..=0xd7a3 | 0x1100..=0x11ff | 0x3130..=0x318f => 2,
                0x3040..=0x30ff => 3,
                0x3400..=0x9fff | 0xf900..=0xfaff => 4,
                _ => 5,
            };
            counts[script] += 1;
        }
        let [latin, cyrillic, hangul, kana, han, other] = counts;
        // A letter of Chinese or Korean says as much as two or three of the others.
        let east = 2 * (hangul + kana + han);
        if other > latin.max(cyrillic).max(east) {
            return LanguageId::OTHER;
        }
        if east > latin.max(cyrillic) {
            let code = match () {
                () if hangul * 3 > kana + han => "ko",
                () if kana * 12 > han => "ja",
                () => "zh",
            };
            return LanguageId::from_tag(code);
        }
        if cyrillic > latin {
            let foreign = sample.chars().any(|c| "іїєґўђћјљњџәғқңөұүһІЇЄҚҒҰӘ".contains(c));
            return if foreign { LanguageId::OTHER } else { LanguageId::from_tag("ru") };
        }
        self.latin(sample)
    }

    fn latin(&self, sample: &str) -> LanguageId {
        let mut scores = [0u32; FILES.len()];
        let mut words = 0;
        let mut small = String::new();
        for word in sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(WORDS) {
            words += 1;
            if word.len() > 12 {
                continue;
            }
            let bits = match self.words.get(word) {
                Some(bits) => *bits,
                None if word.is_ascii() && !word.starts_with(|c: char| c.is_ascii_uppercase()) => continue,
                None => {
                    small.clear();
                    small.extend(word.chars().flat_map(char::to_lowercase));
                    self.words.get(small.as_str()).copied().unwrap_or_default()
                }
            };
            for (index, score) in scores.iter_mut().enumerate() {
                *score += u32::from(bits >> index & 1 == 1);
            }
        }
        let best = (0..scores.len()).max_by_key(|&index| (scores[index], usize::MAX - index));
        // Too short to tell, such as a line of a table: English, unless two words say another language.
        let short = words < 12 && sample.is_ascii();
        let Some(best) = best.filter(|&best| scores[best] > u32::from(short) && scores[best] * 8 >= words) else {
            return if short { LanguageId(0) } else { LanguageId::OTHER };
        };
        LanguageId(best as u8)
    }
}
