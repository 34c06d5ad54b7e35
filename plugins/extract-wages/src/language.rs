//! Whether a text is in a language that this stage reads.

use wagemill_money::Lexicon;

use crate::cue::Cue;

/// How much of a text is looked at, in bytes.
const SAMPLE: usize = 4000;

/// Whether the text is English: as its `language` says, else by its small words.
pub fn is_english(lexicon: &Lexicon, text: &str, language: Option<&str>) -> bool {
    if let Some(language) = language.map(str::trim).filter(|language| !language.is_empty()) {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        return primary.eq_ignore_ascii_case("en") || primary.eq_ignore_ascii_case("eng");
    }
    let mut end = SAMPLE.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let analysis = lexicon.analyse(text, 0..end);
    let words = analysis.tokens.iter().filter(|token| token.kind == wagemill_money::Kind::Word).count();
    let small = analysis.of(Cue::English).count();
    // A line of a table has no small words: too short to tell.
    words < 12 && text.is_ascii() || small * 8 >= words
}
