//! Phrases as data files write them, and their compilation into a lexicon.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

use super::spelling::{expand, lowercase};
use super::{Class, Ending, Entry, Lexicon, Stems};
use crate::error::{Error, Result};
use crate::token::tokens;

/// Collects phrases; [`LexiconBuilder::build`] compiles them.
#[derive(Debug, Default)]
pub struct LexiconBuilder {
    /// by their words in small letters, and whether the last one is a stem
    phrases: BTreeMap<(Vec<String>, bool), Vec<Entry>>,
    endings: Vec<Ending>,
}

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
