//! Places: countries, regions and cities, and the words for their people.

use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, Anchored, Input, MatchKind, StartKind};

use crate::currency::{Spelling, lines};
use crate::error::{Error, Result};
use crate::lexicon::{LexiconBuilder, expand};
use crate::money::Placed;
use crate::term::Term;
use crate::words::{WordIndex, next, word_starts};

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Country,
    Region,
    City,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// the name that a table shows
    pub name: &'static str,
    pub size: Size,
    /// ISO 3166 alpha-2
    pub country: &'static str,
}

/// All places, and their names in all languages.
#[derive(Debug)]
pub struct Places {
    pub all: Vec<Place>,
    names: Vec<Name>,
    /// by country and English name, which is empty for the country itself
    index: HashMap<(&'static str, &'static str), u32>,
}

/// A name of a place.
#[derive(Debug)]
pub(crate) struct Name {
    language: &'static str,
    spelling: String,
    /// index into [`Places::all`]
    place: u32,
    /// a word for its people
    people: bool,
    /// any ending may follow
    stem: bool,
    /// capitals do not count
    small: bool,
}

impl Name {
    /// The names of a phrase of a language file; a `=` in front makes capitals count, and so does a capital.
    pub(crate) fn of_phrase(phrase: &str, place: u32, people: bool) -> std::result::Result<Vec<Name>, String> {
        let (notation, exact) = phrase.strip_prefix('=').map_or((phrase, false), |rest| (rest, true));
        let (notation, stem) = notation.strip_suffix('*').map_or((notation, false), |rest| (rest, true));
        let small = !exact && !notation.starts_with(char::is_uppercase);
        let name = |spelling| Name { language: "", spelling, place, people, stem, small };
        Ok(expand(notation)?.into_iter().map(name).collect())
    }

    /// Adds the name to a lexicon; the value of its mark is the place.
    pub(crate) fn add_to(&self, lexicon: &mut LexiconBuilder) -> std::result::Result<(), String> {
        let class = if self.people { Term::People } else { Term::Place };
        let star = if self.stem { "*" } else { "" };
        lexicon.add_plain(class.into(), self.place, &self.spelling, star, !self.small)
    }
}

impl Places {
    /// Reads the gazetteer: places with their English names, and their names in other languages.
    pub(crate) fn read(
        (file, text): (&str, &'static str),
        (names_file, names): (&str, &'static str),
    ) -> Result<Places> {
        let mut places = Places { all: Vec::new(), names: Vec::new(), index: HashMap::new() };
        for (line, fields) in lines(text) {
            let (kind, country, names, people) = match fields[..] {
                [kind, country, names] => (kind, country, names, ""),
                [kind, country, names, people] => (kind, country, names, people),
                _ => return Err(Error::new(file, line, "a line has four fields, parted by `|`")),
            };
            let size = match kind {
                "country" => Size::Country,
                "region" => Size::Region,
                "city" => Size::City,
                other => return Err(Error::new(file, line, format!("unknown kind `{other}`"))),
            };
            let first = places.all.len() as u32;
            for name in names.split(';').map(str::trim).filter(|name| !name.is_empty()) {
                // A country has one entry, whatever it is called; of towns each name is its own.
                if size != Size::Country || places.all.len() == first as usize {
                    places.all.push(Place { name, size, country });
                }
                let place = places.all.len() as u32 - 1;
                for spelling in expand(name).map_err(|message| Error::new(file, line, message))? {
                    places.names.push(Name {
                        language: "en",
                        spelling,
                        place,
                        people: false,
                        stem: false,
                        small: false,
                    });
                }
            }
            for word in people.split(';').map(str::trim).filter(|word| !word.is_empty()) {
                for spelling in expand(word).map_err(|message| Error::new(file, line, message))? {
                    places.names.push(Name {
                        language: "en",
                        spelling,
                        place: first,
                        people: true,
                        stem: false,
                        small: false,
                    });
                }
            }
        }
        for (number, place) in places.all.iter().enumerate() {
            let name = if place.size == Size::Country { "" } else { place.name };
            places.index.entry((place.country, name)).or_insert(number as u32);
            // "HK:Hong Kong" is the same.
            places.index.entry((place.country, place.name)).or_insert(number as u32);
        }
        for (line, fields) in lines(names) {
            let [language, key, written] = fields[..] else {
                return Err(Error::new(names_file, line, "a line has three fields, parted by `|`"));
            };
            let place =
                places.by_key(key).ok_or_else(|| Error::new(names_file, line, format!("unknown place `{key}`")))?;
            for name in written.split("; ") {
                let (name, stem) = name.strip_suffix('*').map_or((name, false), |stem| (stem, true));
                places.names.push(Name {
                    language,
                    spelling: name.to_owned(),
                    place,
                    people: false,
                    stem,
                    small: false,
                });
            }
        }
        Ok(places)
    }

    /// Adds a name of a place in all languages; a key that the gazetteer lacks makes a new place in its country.
    /// Nothing where there is no such country.
    pub(crate) fn add(&mut self, name: &str, key: &str) {
        let place = self.by_key(key).or_else(|| {
            let (country, own) = key.split_once(':')?;
            let country = self.all[self.by_key(country)? as usize].country;
            // The gazetteer lives as long as the program, and so do the few names that a user adds.
            let own: &'static str = Box::leak(own.to_owned().into_boxed_str());
            self.all.push(Place { name: own, size: Size::City, country });
            let number = self.all.len() as u32 - 1;
            self.index.insert((country, own), number);
            Some(number)
        });
        if let Some(place) = place {
            let spelling = name.to_owned();
            self.names.push(Name { language: "", spelling, place, people: false, stem: false, small: false });
        }
    }

    /// The place with a key: `CN`, `CN:Dandong`.
    pub(crate) fn by_key(&self, key: &str) -> Option<u32> {
        self.index.get(&key.split_once(':').unwrap_or((key, ""))).copied()
    }

    /// The place with an English name, as the gazetteer spells it.
    pub fn by_name(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().find(|known| known.language == "en" && !known.people && known.spelling == name);
        found.map(|name| name.place as usize)
    }

    /// The names that a text of a language may have: those in it, and the English ones of towns and regions where
    /// it is written in Latin letters.
    fn of<'p>(&'p self, language: &'p str) -> impl Iterator<Item = &'p Name> {
        let latin = !matches!(language, "ko" | "zh" | "ja" | "ru");
        self.names.iter().filter(move |name| {
            let town = self.all[name.place as usize].size != Size::Country;
            name.language == language
                || name.language.is_empty()
                || (latin && name.language == "en" && (town && !name.people || language == "other"))
        })
    }

    /// Adds the names of a language to its lexicon; the value of a mark is an index into [`Places::all`].
    pub(crate) fn add_to(&self, language: &str, lexicon: &mut LexiconBuilder) -> Result<()> {
        for name in self.of(language) {
            name.add_to(lexicon).map_err(|message| Error::new("place-names.txt", 1, message))?;
        }
        Ok(())
    }

    /// What finds the places of a text: the language's names in the gazetteer and `own`; `longer` are words in which a
    /// name stands for something else.
    pub(crate) fn finder(&self, language: &str, own: &[Name], longer: &[Spelling]) -> PlaceFinder {
        let mut texts: Vec<&str> = Vec::new();
        let mut entries = Vec::new();
        let mut smalls: Vec<(&str, u32)> = Vec::new();
        let latin = !matches!(language, "ko" | "zh" | "ja" | "ru");
        for name in self.of(language).chain(own) {
            let entry = Some(Entry { place: name.place, people: name.people, stem: name.stem });
            if latin && name.small {
                smalls.push((&name.spelling, entries.len() as u32));
                entries.push(entry);
                texts.push("");
                continue;
            }
            texts.push(&name.spelling);
            entries.push(entry);
        }
        for spelling in longer {
            let names = spelling.text.starts_with(char::is_uppercase) && spelling.text.contains([' ', '$']);
            if names {
                texts.push(&spelling.text);
                entries.push(None);
            }
        }
        let named = || texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let all = || named().map(|(number, text)| (*text, number as u32));
        let (words, others) = if latin {
            let (words, others) = WordIndex::new(all(), false);
            (Some(words), others)
        } else {
            (None, all().collect())
        };
        // Small words that begin with other letters than those of ASCII are left out.
        let (smalls, _) = WordIndex::new(smalls.into_iter(), true);
        let numbers = others.iter().map(|(_, number)| *number).collect();
        let automaton = (!others.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .start_kind(if words.is_none() { StartKind::Unanchored } else { StartKind::Anchored })
                .build(others.iter().map(|(text, _)| text))
                .expect("a gazetteer fits into an automaton")
        });
        PlaceFinder { words, smalls, automaton, numbers, entries }
    }
}

/// Finds the places that a text names.
#[derive(Debug)]
pub(crate) struct PlaceFinder {
    /// names that begin with letters of ASCII
    words: Option<WordIndex>,
    /// names and words for people of which capitals do not count
    smalls: WordIndex,
    /// all others
    automaton: Option<AhoCorasick>,
    numbers: Vec<u32>,
    /// `None` for a longer word that only holds a name
    entries: Vec<Option<Entry>>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    place: u32,
    people: bool,
    stem: bool,
}

impl PlaceFinder {
    /// All places that a text names; `sentences` are its sentences in bytes.
    pub(crate) fn find(&self, text: &str, sentences: &[Range<usize>]) -> Vec<Placed> {
        let bytes = text.as_bytes();
        let mut hits: Vec<(usize, usize, Entry)> = Vec::new();
        if let Some(words) = &self.words {
            // The bytes of the last name that was found.
            let mut last = 0..0;
            word_starts(bytes, |start| {
                if last.contains(&start) {
                    return;
                }
                let mut is_name = |end: usize, number: u32| {
                    let entry = self.entries[number as usize];
                    let is_word = entry.is_some_and(|entry| entry.stem) || ends_word(text, end);
                    if is_word && let Some(entry) = entry {
                        hits.push((start, end, entry));
                    }
                    is_word
                };
                let mut end = None;
                if bytes[start].is_ascii_uppercase() && words.may_begin(bytes, start) {
                    end = words.find(text, start, &mut is_name);
                }
                if end.is_none() && self.smalls.may_begin(bytes, start) {
                    end = self.smalls.find(text, start, &mut is_name);
                }
                last = end.map_or(last.clone(), |end| start..end);
            });
            hits.sort_unstable_by_key(|(start, end, _)| (*start, *end));
        }
        if let Some(automaton) = &self.automaton {
            let mut take = |start: usize, end: usize, number: usize| {
                let Some(entry) = self.entries[self.numbers[number] as usize] else { return };
                if begins_word(text, start) && (entry.stem || ends_word(text, end)) {
                    hits.push((start, end, entry));
                }
            };
            if self.words.is_none() {
                for hit in automaton.find_iter(text) {
                    take(hit.start(), hit.end(), hit.pattern().as_usize());
                }
            } else {
                // Names that begin with other letters: only where one of them stands.
                let mut at = 0;
                while let Some(start) = next(bytes, at, |byte| byte >= 0xc0) {
                    at = start + 1;
                    if let Some(hit) = automaton.find(Input::new(text).range(start..).anchored(Anchored::Yes)) {
                        take(start, hit.end(), hit.pattern().as_usize());
                        at = hit.end();
                    }
                }
            }
            hits.sort_unstable_by_key(|(start, end, _)| (*start, *end));
        }
        let mut found = Vec::with_capacity(hits.len());
        let mut sentence = 0;
        for (start, end, entry) in hits {
            while sentences.get(sentence).is_some_and(|span| span.end <= start) {
                sentence += 1;
            }
            if sentences.get(sentence).is_some_and(|span| span.contains(&start)) {
                found.push(Placed { place: entry.place as usize, sentence, start, end, people: entry.people });
            }
        }
        found
    }
}

/// Letters of scripts with spaces; those of the others are words of their own.
fn joins(c: char) -> bool {
    c.is_alphabetic() && u32::from(c) < 0x2e80
}

fn begins_word(text: &str, start: usize) -> bool {
    let (own, before) = (text[start..].chars().next(), text[..start].chars().next_back());
    !goes_on(before, own)
}

/// Whether two characters one after the other are parts of one word; a run of katakana is one, too.
fn goes_on(one: Option<char>, other: Option<char>) -> bool {
    let katakana = |c: char| matches!(c, '\u{30a1}'..='\u{30fa}' | '\u{30fc}');
    let (Some(one), Some(other)) = (one, other) else { return false };
    joins(one) && joins(other) || katakana(one) && katakana(other)
}

fn ends_word(text: &str, end: usize) -> bool {
    !goes_on(text[..end].chars().next_back(), text[end..].chars().next())
}
