//! What was found in a sentence, and the questions that rules ask of it.

use std::ops::Range;

use super::spelling::plain_sign;
use super::{Class, Mark};
use crate::token::{Kind, Token};

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
    pub(super) fn new(span: Range<usize>, step: f32, tokens: Vec<Token>, marks: Vec<Mark>, starts: &[u32]) -> Analysis {
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
