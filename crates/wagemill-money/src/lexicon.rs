//! Phrases of a language and what they stand for, found in one pass over a sentence.
//!
//! All phrases of a [`Lexicon`] are compiled into one tree of words: the first word of a phrase leads to a node, each
//! further word to the next. So a phrase counts only where it begins and ends with a token (`won` is not found in
//! `wonder`), and each token costs one look into a table.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
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

#[derive(Clone, Debug)]
struct Entry {
    class: Class,
    value: u32,
    /// the words as written, where capitals count
    exact: Option<Box<[Box<str>]>>,
    /// the last word may go on
    stem: bool,
}

/// Collects phrases; [`LexiconBuilder::build`] compiles them.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    /// by their words in small letters, and whether the last one is a stem
    phrases: BTreeMap<(Vec<String>, bool), Vec<Entry>>,
    endings: Vec<Ending>,
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
/// A shorter stem begins too many words.
const SHORTEST_STEM: usize = 2;

/// The table `[classes]` of a data file, with the places where things stand.
pub(crate) type Classes = BTreeMap<Spanned<String>, Vec<Spanned<String>>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassesFile {
    classes: Classes,
}

impl LexiconBuilder {
    /// Adds a phrase: `exact` compares capitals. Notation as in [`expand`]; a star at the end stands
    /// for any ending of the last word.
    pub fn add(&mut self, class: Class, value: u32, notation: &str, exact: bool) -> std::result::Result<(), String> {
        let (notation, stem) = match notation.strip_suffix('*') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (notation, false),
        };
        for spelling in expand(notation)? {
            self.add_plain(class, value, &spelling, if stem { "*" } else { "" }, exact)?;
        }
        Ok(())
    }

    /// Adds a phrase that is written out; `star` is `*` where any ending may follow.
    pub(crate) fn add_plain(
        &mut self,
        class: Class,
        value: u32,
        spelling: &str,
        star: &str,
        exact: bool,
    ) -> std::result::Result<(), String> {
        let stem = !star.is_empty();
        if stem && spelling.chars().rev().take_while(|c| c.is_alphabetic()).count() < SHORTEST_STEM {
            return Err(format!("the stem of `{spelling}*` is too short"));
        }
        let words = |text: &str| -> Vec<String> {
            tokens(text, 0..text.len()).iter().map(|token| token.text(text).to_owned()).collect()
        };
        let written = words(spelling);
        if written.is_empty() {
            return Err(format!("`{spelling}` has no letters"));
        }
        let small = written.iter().map(|word| lowercase(word)).collect();
        let exact = exact.then(|| written.into_iter().map(String::into_boxed_str).collect());
        let same = self.phrases.entry((small, stem)).or_default();
        if !same.iter().any(|was| was.class == class && was.value == value) {
            same.push(Entry { class, value, exact, stem });
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
        self.add_classes_of(file, text, classes, |name| {
            names.iter().position(|known| *known == name).map(|class| class as Class)
        })
    }

    /// The same where a function knows the classes.
    pub(crate) fn add_classes_of(
        &mut self,
        file: &str,
        text: &str,
        classes: Classes,
        class_of: impl Fn(&str) -> Option<Class>,
    ) -> Result<()> {
        for (name, phrases) in classes {
            let Some(class) = class_of(name.get_ref()) else {
                let message = format!("unknown class `{}`", name.get_ref());
                return Err(Error::at_byte(file, text, name.span().start, message));
            };
            let written = |mark: char| phrases.iter().filter_map(move |phrase| phrase.get_ref().strip_prefix(mark));
            let except: FxHashSet<String> = written('!').map(lowercase).collect();
            self.endings.extend(written('*').filter(|letters| !letters.is_empty()).map(|letters| Ending {
                class,
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
                self.add(class, value as u32, notation, exact)
                    .map_err(|message| Error::at_byte(file, text, phrase.span().start, message))?;
            }
        }
        Ok(())
    }

    /// Compiles the phrases.
    pub fn build(self) -> Lexicon {
        let mut lexicon = Lexicon {
            words: FxHashMap::default(),
            roots: Vec::new(),
            nodes: Vec::new(),
            children: FxHashMap::default(),
            entries: Vec::new(),
            stems: Stems::default(),
            later_stems: FxHashMap::default(),
            endings: self.endings,
            last_letters: [false; 256],
            step: 1.0,
            capital_nouns: false,
            described_before: false,
            verb_last: false,
        };
        for ((words, stem), mut entries) in self.phrases {
            entries.sort_by_key(|entry| (entry.class, entry.value));
            let (last, before) = words.split_last().expect("a phrase has words");
            let mut node = None;
            for word in before {
                node = Some(lexicon.child(node, word));
            }
            if stem {
                let from = lexicon.entries.len() as u32;
                lexicon.entries.extend(entries);
                let range = (from, lexicon.entries.len() as u32);
                match node {
                    None => lexicon.stems.add(last, range),
                    Some(node) => lexicon.later_stems.entry(node).or_default().push((last.clone(), range)),
                }
            } else {
                let node = lexicon.child(node, last);
                let from = lexicon.entries.len() as u32;
                lexicon.entries.extend(entries);
                lexicon.nodes[node as usize].entries = (from, lexicon.entries.len() as u32);
            }
        }
        for last in lexicon.endings.iter().filter_map(|ending| ending.letters.bytes().next_back()) {
            lexicon.last_letters[usize::from(last)] = true;
        }
        for &node in lexicon.later_stems.keys() {
            lexicon.nodes[node as usize].goes_on = true;
        }
        lexicon
    }
}

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

/// A sentence taken apart: its tokens, and the phrases that were found in them.
#[derive(Debug)]
pub struct Analysis {
    pub span: Range<usize>,
    /// what one token of distance counts for: less than one where each character is a token
    pub step: f32,
    /// what describes a noun stands before it
    pub described_before: bool,
    /// verbs stand behind what they speak of
    pub verb_last: bool,
    pub tokens: Vec<Token>,
    /// by first token, the longest first
    pub marks: Vec<Mark>,
    /// where in `marks` the marks of each token begin, then where in `by_end` those that end there, then the indices
    /// into `marks` by last token, the longest first
    offsets: Vec<u32>,
    /// which classes begin and end at each token, so that most questions need no look at the marks
    classes: Vec<(ClassSet, ClassSet)>,
    /// which classes there are at all
    any: ClassSet,
}

/// A set of classes; those beyond what it can hold are always taken to be in it.
#[derive(Clone, Copy, Debug, Default)]
struct ClassSet([u64; 4]);

impl ClassSet {
    #[inline]
    fn insert(&mut self, class: Class) {
        if let Some(word) = self.0.get_mut(usize::from(class / 64)) {
            *word |= 1 << (class % 64);
        }
    }

    #[inline]
    fn may_have(&self, class: Class) -> bool {
        self.0.get(usize::from(class / 64)).is_none_or(|word| word >> (class % 64) & 1 == 1)
    }
}

impl Analysis {
    /// `marks` are by first token, the longest first; `starts` says where those of each token begin.
    fn new(span: Range<usize>, step: f32, tokens: Vec<Token>, marks: Vec<Mark>, starts: &[u32]) -> Analysis {
        let count = tokens.len();
        let mut offsets = Vec::with_capacity(starts.len() + count + 2 + marks.len());
        offsets.extend_from_slice(starts);
        offsets.resize(starts.len() + count + 2 + marks.len(), 0);
        let (ends, by_end) = offsets[starts.len()..].split_at_mut(count + 2);
        for mark in &marks {
            ends[mark.last + 2] += 1;
        }
        for index in 2..ends.len() {
            ends[index] += ends[index - 1];
        }
        for (index, mark) in marks.iter().enumerate() {
            let slot = &mut ends[mark.last + 1];
            by_end[*slot as usize] = index as u32;
            *slot += 1;
        }
        let mut analysis = Analysis {
            span,
            step,
            described_before: false,
            verb_last: false,
            classes: Vec::new(),
            any: ClassSet::default(),
            tokens,
            marks,
            offsets,
        };
        analysis.note_classes();
        analysis
    }

    fn note_classes(&mut self) {
        self.classes.clear();
        self.classes.resize(self.tokens.len(), Default::default());
        for mark in &self.marks {
            self.classes[mark.first].0.insert(mark.class);
            self.classes[mark.last].1.insert(mark.class);
            self.any.insert(mark.class);
        }
    }

    fn starts(&self) -> &[u32] {
        &self.offsets[..=self.tokens.len()]
    }

    fn ends(&self) -> &[u32] {
        &self.offsets[self.tokens.len() + 1..][..self.tokens.len() + 1]
    }

    fn by_end(&self) -> &[u32] {
        &self.offsets[2 * self.tokens.len() + 3..]
    }

    /// Makes the words of the class `from` behind a word of the class `behind` words of the class `to`.
    pub(crate) fn promote(&mut self, from: Class, behind: Class, to: Class) {
        if !self.any.may_have(from) {
            return;
        }
        for index in 0..self.marks.len() {
            let mark = self.marks[index];
            if mark.class == from && mark.first > 0 && self.at(mark.first - 1, behind).is_some() {
                self.marks[index].class = to;
            }
        }
        self.note_classes();
    }

    /// The last token of a short bracket behind a token, else the token itself: "290 won (2.9 %) more".
    pub(crate) fn behind_bracket(&self, text: &str, last: usize) -> usize {
        if !matches!(self.sign(text, last + 1), "(" | "[") {
            return last;
        }
        let close = (last + 2..last + 2 + self.reach(8)).find(|&token| matches!(self.sign(text, token), ")" | "]"));
        close.unwrap_or(last)
    }

    /// As many tokens as make so many words.
    pub fn reach(&self, words: usize) -> usize {
        (words as f32 / self.step) as usize
    }

    /// The marks that begin at a token, the longest first.
    pub fn marks_at(&self, token: usize) -> impl Iterator<Item = Mark> + '_ {
        let range = match (self.starts().get(token), self.starts().get(token + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.marks[range].iter().copied()
    }

    /// The marks that end at a token, the longest first.
    pub fn marks_ending(&self, token: usize) -> impl Iterator<Item = Mark> + '_ {
        let range = match (self.ends().get(token), self.ends().get(token + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        };
        self.by_end()[range].iter().map(|&index| self.marks[index as usize])
    }

    /// The longest mark of a class that begins at a token.
    #[inline]
    pub fn at(&self, token: usize, class: impl Into<Class>) -> Option<Mark> {
        let class = class.into();
        if !self.classes.get(token)?.0.may_have(class) {
            return None;
        }
        self.marks_at(token).find(|mark| mark.class == class)
    }

    /// The longest mark of a class that ends at a token.
    #[inline]
    pub fn ending(&self, token: usize, class: impl Into<Class>) -> Option<Mark> {
        let class = class.into();
        if !self.classes.get(token)?.1.may_have(class) {
            return None;
        }
        self.marks_ending(token).find(|mark| mark.class == class)
    }

    /// All marks of a class, in order.
    pub fn of(&self, class: impl Into<Class>) -> impl Iterator<Item = Mark> + '_ {
        let class = class.into();
        let marks = if self.any.may_have(class) { &self.marks[..] } else { &[] };
        marks.iter().copied().filter(move |mark| mark.class == class)
    }

    /// Whether the token is exactly this sign or word; full-width signs are what they stand for.
    pub fn is(&self, text: &str, token: usize, what: &str) -> bool {
        let Some(found) = self.tokens.get(token) else { return false };
        let said = found.text(text);
        match (said.as_bytes(), what.as_bytes()) {
            ([one], [other]) => one == other,
            ([_], _) => false,
            _ => plain_sign(said) == what,
        }
    }

    /// The sign or word of a token; full-width signs are what they stand for.
    pub fn sign<'t>(&self, text: &'t str, token: usize) -> &'t str {
        self.tokens.get(token).map_or("", |found| plain_sign(found.text(text)))
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

/// A full-width sign as the narrow one that it stands for.
fn plain_sign(sign: &str) -> &str {
    if sign.is_ascii() {
        return sign;
    }
    match sign {
        "（" => "(",
        "）" => ")",
        "［" | "【" | "〔" => "[",
        "］" | "】" | "〕" => "]",
        "，" | "、" | "､" => ",",
        "；" => ";",
        "：" => ":",
        "！" => "!",
        "？" => "?",
        "＝" => "=",
        "／" => "/",
        "％" => "%",
        "＋" => "+",
        "．" | "。" => ".",
        "・" | "·" => "/",
        "－" => "-",
        "～" | "〜" | "∼" | "˜" => "~",
        "「" | "『" | "《" => "“",
        "」" | "』" | "》" => "”",
        other => other,
    }
}

/// Small letters, each as long as the capital it stands for, so that offsets stay.
pub(crate) fn lowercase(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    push_lowercase(text, &mut lower);
    lower
}

fn push_lowercase(text: &str, lower: &mut String) {
    if text.is_ascii() {
        lower.push_str(text);
        lower.make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        let mut small = c.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => lower.push(one),
            _ => lower.push(c),
        }
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
