//! What is kept of a text: its overlapping runs of words as numbers, and its figures.

/// Words of a run.
const RUN: usize = 4;

/// Characters of a run, in scripts that set no spaces between words: about as much text as four words.
const RUN_OF_HAN: usize = 7;
const RUN_OF_THAI: usize = 14;

/// How much of a text is looked at, in words or characters.
const LONGEST: usize = 20_000;

/// The runs and figures of a text. Equal texts have equal sketches; case, punctuation and white space do not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// hashes of the runs: sorted, each once
    pub runs: Vec<u32>,
    /// hashes of the words with digits: sorted, each once
    pub figures: Vec<u32>,
    /// of all words in their order
    pub whole: u64,
    pub words: usize,
}

impl Sketch {
    pub fn of(text: &str) -> Self {
        let words = words(text);
        let unspaced =
            |script: fn(char) -> bool| words.iter().filter(|word| script(word.first)).count() * 2 > words.len();
        let run = if unspaced(is_han) {
            RUN_OF_HAN
        } else if unspaced(is_thai) {
            RUN_OF_THAI
        } else {
            RUN
        };
        let mut runs: Vec<u32> = words
            .windows(run)
            .map(|window| mixed(window.iter().fold(0, |hash, word| mixed(hash ^ word.hash))) as u32)
            .collect();
        runs.sort_unstable();
        runs.dedup();
        let mut figures: Vec<u32> = words.iter().filter(|word| word.is_figure).map(|word| word.hash as u32).collect();
        figures.sort_unstable();
        figures.dedup();
        let whole = words.iter().fold(words.len() as u64, |hash, word| mixed(hash ^ word.hash));
        runs.shrink_to_fit();
        Self { runs, figures, whole, words: words.len() }
    }
}

struct Word {
    hash: u64,
    first: char,
    is_figure: bool,
}

/// The words of a text in lower case; in scripts without spaces each character is one.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut current: Option<Word> = None;
    for character in text.chars() {
        if words.len() >= LONGEST {
            break;
        }
        if character.is_ascii_alphanumeric() {
            let word = current.get_or_insert(Word { hash: START, first: character, is_figure: false });
            word.hash = step(word.hash, character.to_ascii_lowercase());
            word.is_figure |= character.is_ascii_digit();
        } else if is_han(character) || is_thai(character) {
            words.extend(current.take());
            words.push(Word { hash: step(START, character), first: character, is_figure: false });
        } else if character.is_alphanumeric() {
            let word = current.get_or_insert(Word { hash: START, first: character, is_figure: false });
            for lower in character.to_lowercase() {
                word.hash = step(word.hash, lower);
            }
            word.is_figure |= character.is_numeric();
        } else if !joins(character) {
            words.extend(current.take());
        }
    }
    words.extend(current);
    words
}

/// Marks inside of words and figures that other papers leave out or write otherwise: `1,500`, `don’t`.
fn joins(character: char) -> bool {
    matches!(character, '\'' | '’' | ',' | '.' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{300}'..='\u{36f}')
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Thai, Lao, Burmese and Khmer.
fn is_thai(character: char) -> bool {
    matches!(character, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

// The hash is FNV-1a with a mixing step. It has to be the same on every machine and in every version: what is compared
// decides what is found.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn step(hash: u64, character: char) -> u64 {
    (hash ^ u64::from(u32::from(character))).wrapping_mul(0x0100_0000_01b3)
}

fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// How many numbers two sorted lists share.
pub fn shared(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right, mut both) = (0, 0, 0);
    while let (Some(first), Some(second)) = (one.get(left), other.get(right)) {
        both += usize::from(first == second);
        left += usize::from(first <= second);
        right += usize::from(second <= first);
    }
    both
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_punctuation_do_not_count() {
        assert_eq!(Sketch::of("They earn $1,500 — a month."), Sketch::of("they earn \n$1500 a MONTH"));
        assert_ne!(Sketch::of("they earn 1500 a month").whole, Sketch::of("they earn 1600 a month").whole);
        assert_eq!(Sketch::of("ends. Begins anew now").words, 4);
    }

    #[test]
    fn scripts_without_spaces_have_runs_of_characters() {
        assert_eq!(Sketch::of("工厂的工人每月挣两千元").runs.len(), 11 - RUN_OF_HAN + 1);
        assert_eq!(Sketch::of("one two three four five").runs.len(), 2);
        assert_eq!(Sketch::of("one two three").runs.len(), 0);
    }

    #[test]
    fn what_two_lists_share() {
        assert_eq!(shared(&[1, 3, 5, 7], &[2, 3, 4, 7, 9]), 2);
        assert_eq!(shared(&[], &[1]), 0);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let sketch = Sketch::of(&text);
            prop_assert_eq!(shared(&sketch.runs, &sketch.runs), sketch.runs.len());
        }
    }
}
