//! Phrases of a language and what they stand for, found in one pass over a sentence.
//!
//! All phrases of a [`Lexicon`] are compiled into one tree of words: the first word of a phrase leads to a node, each
//! further word to the next. So a phrase counts only where it begins and ends with a token (`won` is not found in
//! `wonder`), and each token costs one look into a table.

mod analysis;
mod builder;
mod spelling;

use std::cell::RefCell;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::token::{Kind, Token, tokens};

pub use analysis::Analysis;
pub(crate) use builder::Classes;
pub use builder::LexiconBuilder;
pub use spelling::expand;
pub(crate) use spelling::lowercase;
use spelling::push_lowercase;

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

#[derive(Clone, Debug)]
struct Entry {
    class: Class,
    value: u32,
    /// the words as written, where capitals count
    exact: Option<Box<[Box<str>]>>,
    /// the last word may go on
    stem: bool,
}

/// All words that end so, except some.
#[derive(Debug)]
struct Ending {
    class: Class,
    letters: String,
    except: FxHashSet<String>,
}

/// A word must have this many letters before its ending.
const STEM: usize = 3;

/// No word, no node.
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    /// a range of `Lexicon::entries`
    entries: (u32, u32),
    /// longer phrases begin so
    goes_on: bool,
}

/// Compiled phrases.
#[derive(Debug)]
pub struct Lexicon {
    /// the words of all phrases
    words: FxHashMap<Box<str>, u32>,
    /// the node of each word that begins a phrase
    roots: Vec<u32>,
    nodes: Vec<Node>,
    /// the node behind a node and a word
    children: FxHashMap<(u32, u32), u32>,
    entries: Vec<Entry>,
    /// stems that begin a phrase
    stems: Stems,
    /// stems behind a node
    later_stems: FxHashMap<u32, Vec<LaterStem>>,
    endings: Vec<Ending>,
    /// the bytes with which an ending ends: most words are done with after one look
    last_letters: [bool; 256],
    /// see [`Analysis::step`]
    pub(crate) step: f32,
    /// a capital inside a sentence makes no name
    pub(crate) capital_nouns: bool,
    /// see [`Analysis::described_before`]
    pub(crate) described_before: bool,
    /// see [`Analysis::verb_last`]
    pub(crate) verb_last: bool,
}

/// A stem, and a range of `Lexicon::entries`.
type LaterStem = (String, (u32, u32));

/// Beginnings of words: a tree of bytes.
#[derive(Debug, Default)]
struct Stems {
    nodes: FxHashMap<(u32, u8), u32>,
    ends: Vec<(u32, u32)>,
    /// the first bytes of all stems
    first: Vec<bool>,
}

impl Stems {
    fn add(&mut self, stem: &str, entries: (u32, u32)) {
        if self.ends.is_empty() {
            self.ends.push((0, 0));
            self.first = vec![false; 256];
        }
        self.first[usize::from(stem.as_bytes()[0])] = true;
        let mut node = 0;
        for byte in stem.bytes() {
            let next = self.ends.len() as u32;
            node = *self.nodes.entry((node, byte)).or_insert(next);
            if node == next {
                self.ends.push((0, 0));
            }
        }
        self.ends[node as usize] = entries;
    }

    /// The entries of all stems with which a word begins, the shortest first.
    fn find(&self, word: &str, mut found: impl FnMut((u32, u32))) {
        if !self.first.get(usize::from(word.as_bytes()[0])).is_some_and(|first| *first) {
            return;
        }
        let mut node = 0;
        for byte in word.bytes() {
            let Some(&next) = self.nodes.get(&(node, byte)) else { return };
            node = next;
            let (from, to) = self.ends[node as usize];
            if from < to {
                found((from, to));
            }
        }
    }
}

impl Lexicon {
    fn child(&mut self, node: Option<u32>, word: &str) -> u32 {
        let next = self.words.len() as u32;
        let id = *self.words.entry(word.into()).or_insert(next);
        if id as usize == self.roots.len() {
            self.roots.push(NONE);
        }
        let new = self.nodes.len() as u32;
        let found = match node {
            None => {
                if self.roots[id as usize] == NONE {
                    self.roots[id as usize] = new;
                }
                self.roots[id as usize]
            }
            Some(node) => {
                self.nodes[node as usize].goes_on = true;
                *self.children.entry((node, id)).or_insert(new)
            }
        };
        if found == new {
            self.nodes.push(Node { entries: (0, 0), goes_on: false });
        }
        found
    }

    /// Tokens and marks of `text[span]`.
    pub fn analyse(&self, text: &str, span: Range<usize>) -> Analysis {
        SCRATCH.with_borrow_mut(|scratch| self.analyse_with(text, span, scratch))
    }

    fn analyse_with(&self, text: &str, span: Range<usize>, scratch: &mut Scratch) -> Analysis {
        let tokens = tokens(text, span.clone());
        scratch.lower.clear();
        push_lowercase(&text[span.clone()], &mut scratch.lower);
        let lower = scratch.lower.as_str();
        let small = |token: &Token| &lower[token.start - span.start..token.end - span.start];
        let ids = &mut scratch.ids;
        ids.clear();
        ids.extend(tokens.iter().map(|token| self.words.get(small(token)).copied().unwrap_or(NONE)));
        let mut marks: Vec<Mark> = Vec::with_capacity(tokens.len() * 4 + 8);
        let starts = &mut scratch.starts;
        starts.clear();
        for first in 0..tokens.len() {
            let begin = marks.len();
            starts.push(begin as u32);
            if !self.stems.first.is_empty() {
                self.stems.find(small(&tokens[first]), |range| {
                    self.mark(range, text, &tokens, first, first, &mut marks);
                });
            }
            if !self.endings.is_empty() {
                marks.extend(self.by_ending(text, small(&tokens[first]), &tokens, first));
            }
            let mut node = ids.get(first).filter(|id| **id != NONE).map_or(NONE, |id| self.roots[*id as usize]);
            let mut last = first;
            while node != NONE {
                let here = self.nodes[node as usize];
                self.mark(here.entries, text, &tokens, first, last, &mut marks);
                if !here.goes_on || last + 1 >= tokens.len() {
                    break;
                }
                if let Some(stems) = self.later_stems.get(&node) {
                    let word = small(&tokens[last + 1]);
                    for (_, range) in stems.iter().filter(|(stem, _)| word.starts_with(stem.as_str())) {
                        self.mark(*range, text, &tokens, first, last + 1, &mut marks);
                    }
                }
                last += 1;
                let id = ids[last];
                node = if id == NONE { NONE } else { self.children.get(&(node, id)).copied().unwrap_or(NONE) };
            }
            // The longest first.
            marks[begin..].reverse();
        }
        starts.push(marks.len() as u32);
        let mut analysis = Analysis::new(span, self.step, tokens, marks, starts);
        analysis.described_before = self.described_before;
        analysis.verb_last = self.verb_last;
        analysis
    }

    /// Whether a word alone is a phrase of a class, whatever its capitals.
    pub(crate) fn is_word_of(&self, word: &str, class: Class) -> bool {
        let has =
            |(from, to): (u32, u32)| self.entries[from as usize..to as usize].iter().any(|entry| entry.class == class);
        let small = lowercase(word);
        let root = self.words.get(small.as_str()).map_or(NONE, |id| self.roots[*id as usize]);
        if root != NONE && has(self.nodes[root as usize].entries) {
            return true;
        }
        let mut found = false;
        if !small.is_empty() {
            self.stems.find(&small, |range| found |= has(range));
        }
        found
    }

    fn mark(
        &self,
        (from, to): (u32, u32),
        text: &str,
        tokens: &[Token],
        first: usize,
        last: usize,
        marks: &mut Vec<Mark>,
    ) {
        // Backwards, since the marks of a token are turned round at the end.
        for entry in self.entries[from as usize..to as usize].iter().rev() {
            let as_written = |words: &[Box<str>]| {
                words.iter().zip(&tokens[first..=last]).enumerate().all(|(index, (word, token))| {
                    let said = token.text(text);
                    if entry.stem && index + first == last { said.starts_with(&**word) } else { said == &**word }
                })
            };
            if entry.exact.as_deref().is_none_or(as_written) {
                marks.push(Mark { class: entry.class, value: entry.value, first, last });
            }
        }
    }

    /// A word by its ending; a capital inside a sentence makes it a name. `small` is the word in small letters.
    fn by_ending(&self, text: &str, small: &str, tokens: &[Token], index: usize) -> Option<Mark> {
        let token = tokens[index];
        if token.kind != Kind::Word || small.len() <= STEM {
            return None;
        }
        if !small.bytes().next_back().is_some_and(|last| self.last_letters[usize::from(last)]) {
            return None;
        }
        let ending = self.endings.iter().find(|ending| {
            small.len() >= ending.letters.len() + STEM
                && small.ends_with(&ending.letters)
                && !ending.except.contains(small)
        })?;
        let begins = index == 0 || tokens[index - 1].kind == Kind::Sign;
        let name = !begins && !self.capital_nouns && token.text(text).starts_with(char::is_uppercase);
        (!name).then_some(Mark { class: ending.class, value: u32::MAX, first: index, last: index })
    }
}

/// Buffers that are used again for each sentence.
#[derive(Default)]
struct Scratch {
    lower: String,
    ids: Vec<u32>,
    starts: Vec<u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
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
