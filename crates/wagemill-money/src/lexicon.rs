//! Phrases of a language and what they stand for, found in one pass over a sentence.
//!
//! All phrases of a [`Lexicon`] are compiled into one Aho–Corasick automaton. A phrase counts only
//! where it begins and ends with a token, so `won` is not found in `wonder`.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use toml::Spanned;

use crate::error::{Error, Result};
use crate::token::{Kind, Token, tokens};

/// What a phrase stands for: an index into the class names that the lexicon was made with.
pub type Class = u16;

/// A phrase that was found: the tokens from `first` to `last`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub class: Class,
    /// what the maker of the lexicon attached to the phrase
    pub value: u32,
    pub first: usize,
    pub last: usize,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    class: Class,
    value: u32,
    exact: bool,
}

/// Collects phrases; [`LexiconBuilder::build`] compiles them.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    phrases: BTreeMap<String, Vec<(Entry, String)>>,
    endings: Vec<Ending>,
}

/// All words that end so, except some.
#[derive(Debug)]
struct Ending {
    class: Class,
    letters: String,
    except: HashSet<String>,
}

/// A word must have this many letters before its ending.
const STEM: usize = 3;

/// The table `[classes]` of a data file, with the places where things stand.
pub(crate) type Classes = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassesFile {
    classes: Classes,
}

impl LexiconBuilder {
    /// Adds a phrase: `exact` compares capitals. Notation as in [`expand`].
    pub fn add(&mut self, class: Class, value: u32, notation: &str, exact: bool) -> std::result::Result<(), String> {
        for spelling in expand(notation)? {
            let entry = Entry { class, value, exact };
            let same = self.phrases.entry(spelling.to_ascii_lowercase()).or_default();
            if !same.iter().any(|(was, _)| was.class == class && was.value == value) {
                same.push((entry, spelling));
            }
        }
        Ok(())
    }

    /// Adds the phrases of a TOML file with a table `[classes]`: the name of a class, and its phrases.
    ///
    /// `names` are the classes that may occur; the index there is the class of the marks.
    pub fn add_toml(&mut self, file: &str, text: &str, names: &[&str]) -> Result<()> {
        let parsed: ClassesFile = toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            Error::at_byte(file, text, byte, error.message())
        })?;
        self.add_classes(file, text, parsed.classes, names)
    }

    pub(crate) fn add_classes(&mut self, file: &str, text: &str, classes: Classes, names: &[&str]) -> Result<()> {
        for (name, phrases) in classes {
            let Some(class) = names.iter().position(|known| known == name.get_ref()) else {
                let message = format!("unknown class `{}`", name.get_ref());
                return Err(Error::at_byte(file, text, name.span().start, message));
            };
            let written = |mark: char| phrases.iter().filter_map(move |phrase| phrase.get_ref().strip_prefix(mark));
            let except: HashSet<String> = written('!').map(str::to_ascii_lowercase).collect();
            self.endings.extend(written('*').map(|letters| Ending {
                class: class as Class,
                letters: letters.to_owned(),
                except: except.iter().filter(|word| word.ends_with(letters)).cloned().collect(),
            }));
            let plain = phrases.iter().filter(|phrase| !phrase.get_ref().starts_with(['*', '!']));
            for (value, phrase) in plain.enumerate() {
                let written = phrase.get_ref();
                let (notation, exact) = match written.strip_prefix('=') {
                    Some(rest) if !rest.is_empty() => (rest, true),
                    _ => (written.as_str(), false),
                };
                self.add(class as Class, value as u32, notation, exact)
                    .map_err(|message| Error::at_byte(file, text, phrase.span().start, message))?;
            }
        }
        Ok(())
    }

    /// Compiles the phrases.
    ///
    /// # Panics
    /// Only where the phrases exceed what an automaton can hold (gigabytes).
    pub fn build(self) -> Lexicon {
        let mut patterns = Vec::with_capacity(self.phrases.len());
        let mut entries = Vec::with_capacity(self.phrases.len());
        for (pattern, same) in self.phrases {
            patterns.push(pattern);
            entries.push(same);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .expect("a lexicon fits into an automaton");
        let mut last_letters = [false; 256];
        for last in self.endings.iter().filter_map(|ending| ending.letters.bytes().next_back()) {
            last_letters[usize::from(last)] = true;
        }
        Lexicon { automaton, entries, endings: self.endings, last_letters }
    }
}

/// Compiled phrases.
#[derive(Debug)]
pub struct Lexicon {
    automaton: AhoCorasick,
    entries: Vec<Vec<(Entry, String)>>,
    endings: Vec<Ending>,
    /// the bytes with which an ending ends: most words are done with after one look
    last_letters: [bool; 256],
}

impl Lexicon {
    /// Tokens and marks of `text[span]`.
    pub fn analyse(&self, text: &str, span: Range<usize>) -> Analysis {
        let tokens = tokens(text, span.clone());
        let mut marks = Vec::new();
        for found in self.automaton.find_overlapping_iter(&text[span.clone()]) {
            let (start, end) = (span.start + found.start(), span.start + found.end());
            let Ok(first) = tokens.binary_search_by_key(&start, |token| token.start) else {
                continue;
            };
            let Ok(last) = tokens.binary_search_by_key(&end, |token| token.end) else {
                continue;
            };
            for (entry, spelling) in &self.entries[found.pattern().as_usize()] {
                if !entry.exact || &text[start..end] == spelling {
                    let Entry { class, value, .. } = *entry;
                    marks.push(Mark { class, value, first, last });
                }
            }
        }
        if !self.endings.is_empty() {
            for (index, token) in tokens.iter().enumerate() {
                marks.extend(self.by_ending(text, &tokens, index, *token));
            }
        }
        Analysis::new(span, tokens, marks)
    }

    /// A word by its ending; a capital inside a sentence makes it a name.
    fn by_ending(&self, text: &str, tokens: &[Token], index: usize, token: Token) -> Option<Mark> {
        if token.kind != Kind::Word || token.end - token.start <= STEM {
            return None;
        }
        let word = token.text(text);
        if !word.bytes().next_back().is_some_and(|last| self.last_letters[usize::from(last)]) {
            return None;
        }
        let ending = self
            .endings
            .iter()
            .find(|ending| word.len() >= ending.letters.len() + STEM && word.ends_with(&ending.letters))?;
        let begins = index == 0 || tokens[index - 1].kind == Kind::Sign;
        let name = !begins && word.starts_with(char::is_uppercase);
        let excepted = ending.except.contains(&*word.to_ascii_lowercase());
        (!name && !excepted).then_some(Mark { class: ending.class, value: u32::MAX, first: index, last: index })
    }
}

/// A sentence taken apart: its tokens, and the phrases that were found in them.
#[derive(Debug)]
pub struct Analysis {
    pub span: Range<usize>,
    pub tokens: Vec<Token>,
    /// by first token, the longest first
    pub marks: Vec<Mark>,
    /// where in `marks` the marks of each token begin
    starts: Vec<u32>,
    /// indices into `marks` by last token, the longest first, and where each token's begin
    by_end: Vec<u32>,
    ends: Vec<u32>,
}

impl Analysis {
    fn new(span: Range<usize>, tokens: Vec<Token>, mut marks: Vec<Mark>) -> Analysis {
        marks.sort_unstable_by_key(|mark| (mark.first, usize::MAX - mark.last, mark.class, mark.value));
        marks.dedup();
        let mut by_end: Vec<u32> = (0..marks.len() as u32).collect();
        by_end.sort_by_key(|&index| (marks[index as usize].last, marks[index as usize].first));
        let offsets = |places: &mut dyn Iterator<Item = usize>| {
            let mut counts = vec![0u32; tokens.len() + 1];
            for place in places {
                counts[place + 1] += 1;
            }
            for index in 1..counts.len() {
                counts[index] += counts[index - 1];
            }
            counts
        };
        let starts = offsets(&mut marks.iter().map(|mark| mark.first));
        let ends = offsets(&mut marks.iter().map(|mark| mark.last));
        Analysis { span, tokens, marks, starts, by_end, ends }
    }

    /// Gives the words of the class `from` behind a word of the class `behind` the class `to`, too.
    pub(crate) fn promote(&mut self, from: Class, behind: Class, to: Class) {
        let found: Vec<Mark> = self
            .of(from)
            .filter(|mark| mark.first > 0 && self.at(mark.first - 1, behind).is_some())
            .map(|mark| Mark { class: to, ..mark })
            .collect();
        if !found.is_empty() {
            let mut marks = std::mem::take(&mut self.marks);
            marks.extend(found);
            *self = Analysis::new(self.span.clone(), std::mem::take(&mut self.tokens), marks);
        }
    }

    /// The marks that begin at a token, the longest first.
    pub fn marks_at(&self, token: usize) -> impl Iterator<Item = Mark> + '_ {
        let range = match (self.starts.get(token), self.starts.get(token + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.marks[range].iter().copied()
    }

    /// The marks that end at a token, the longest first.
    pub fn marks_ending(&self, token: usize) -> impl Iterator<Item = Mark> + '_ {
        let range = match (self.ends.get(token), self.ends.get(token + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.by_end[range].iter().map(|&index| self.marks[index as usize])
    }

    /// The longest mark of a class that begins at a token.
    pub fn at(&self, token: usize, class: impl Into<Class>) -> Option<Mark> {
        let class = class.into();
        self.marks_at(token).find(|mark| mark.class == class)
    }

    /// The longest mark of a class that ends at a token.
    pub fn ending(&self, token: usize, class: impl Into<Class>) -> Option<Mark> {
        let class = class.into();
        self.marks_ending(token).find(|mark| mark.class == class)
    }

    /// All marks of a class, in order.
    pub fn of(&self, class: impl Into<Class>) -> impl Iterator<Item = Mark> + '_ {
        let class = class.into();
        self.marks.iter().copied().filter(move |mark| mark.class == class)
    }

    /// Whether the token is exactly this sign or word.
    pub fn is(&self, text: &str, token: usize, what: &str) -> bool {
        self.tokens.get(token).is_some_and(|found| found.text(text) == what)
    }

    /// Whether the token is a figure in digits.
    pub fn is_figure(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|found| found.kind == Kind::Figure)
    }

    /// The bytes of the tokens from `first` to `last`.
    pub fn bytes(&self, first: usize, last: usize) -> Range<usize> {
        self.tokens[first].start..self.tokens[last].end
    }

    /// The first token that begins at or after a byte.
    pub fn token_from(&self, byte: usize) -> usize {
        self.tokens.partition_point(|token| token.start < byte)
    }
}

/// All spellings of a phrase: `(s)` may be absent, `[a|b]` is one of them; a bracket alone is itself.
///
/// ```
/// # use wagemill_money::expand;
/// assert_eq!(expand("labo(u)rer").unwrap(), ["laborer", "labourer"]);
/// assert_eq!(expand("[each|every] day").unwrap(), ["each day", "every day"]);
/// ```
pub fn expand(notation: &str) -> std::result::Result<Vec<String>, String> {
    if notation.chars().count() == 1 {
        return Ok(vec![notation.to_owned()]);
    }
    let mut rest = notation;
    let all = alternatives(&mut rest, notation)?;
    if !rest.is_empty() {
        return Err(format!("unmatched `{}` in `{notation}`", &rest[..1]));
    }
    if all.iter().any(|spelling| spelling.trim().is_empty()) {
        return Err(format!("`{notation}` may be empty"));
    }
    Ok(all)
}

/// Reads up to a closing bracket or bar, which it leaves.
fn alternatives(rest: &mut &str, whole: &str) -> std::result::Result<Vec<String>, String> {
    let mut spellings = vec![String::new()];
    loop {
        let plain = rest.find(['(', ')', '[', ']', '|']).unwrap_or(rest.len());
        for spelling in &mut spellings {
            spelling.push_str(&rest[..plain]);
        }
        *rest = &rest[plain..];
        let close = match rest.bytes().next() {
            Some(b'(') => ')',
            Some(b'[') => ']',
            _ => return Ok(spellings),
        };
        let mut choices = Vec::new();
        if close == ')' {
            choices.push(String::new());
        }
        loop {
            *rest = &rest[1..];
            choices.extend(alternatives(rest, whole)?);
            match rest.chars().next() {
                Some('|') => {}
                Some(found) if found == close => break,
                _ => return Err(format!("no `{close}` in `{whole}`")),
            }
        }
        *rest = &rest[1..];
        if spellings.len() * choices.len() > 1000 {
            return Err(format!("`{whole}` has more than 1000 spellings"));
        }
        spellings = spellings.iter().flat_map(|head| choices.iter().map(move |tail| format!("{head}{tail}"))).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(file: &str) -> String {
        LexiconBuilder::default().add_toml("my.toml", file, &["known"]).expect_err("a wrong file").to_string()
    }

    #[test]
    fn a_mistake_in_a_file_names_its_line() {
        for (file, message) in [
            ("[classes]\nknown = [\"a\"]\nother = [\"b\"]\n", "my.toml:3: unknown class `other`"),
            ("[classes]\nknown = [\n\"a\",\n\"lab(or\",\n]\n", "my.toml:4: no `)` in `lab(or`"),
            ("[classes]\nknown = [\"(s)\"]\n", "my.toml:2: `(s)` may be empty"),
            ("[classes]\nknown = [\"a]\"]\n", "my.toml:2: unmatched `]` in `a]`"),
        ] {
            assert_eq!(error_of(file), message);
        }
        assert!(
            error_of("[classes]\n[more]\n").starts_with("my.toml:2: unknown field"),
            "{}",
            error_of("[classes]\n[more]\n")
        );
    }

    #[test]
    fn a_phrase_counts_from_token_to_token() {
        let mut builder = LexiconBuilder::default();
        builder
            .add_toml("my.toml", "[classes]\nknown = [\"won\", \"a month\", \"=US\"]\n", &["known"])
            .expect("a right file");
        let lexicon = builder.build();
        for (text, count) in [("6000won", 1), ("wonder", 0), ("A Month", 1), ("a monthly", 0), ("us US", 1)] {
            assert_eq!(lexicon.analyse(text, 0..text.len()).of(0u16).count(), count, "{text}");
        }
    }
}
