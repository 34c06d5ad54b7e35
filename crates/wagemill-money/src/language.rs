//! The languages: their data files, and which language a text is in.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Deserialize;
use toml::Spanned;

use crate::currency::{Currencies, Spelling, Spellings, Use};
use crate::error::{Error, Result};
use crate::figure::Numerals;
use crate::lexicon::{Class, Classes, Lexicon, LexiconBuilder, expand, lowercase};
use crate::place::{Name, Places};
use crate::term::Term;
use crate::trigger::Triggers;

/// A language that the grammar reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LanguageId(pub(crate) u8);

macro_rules! languages {
    ($($code:literal),* $(,)?) => {
        /// The codes (ISO 639-1), and the grammar's data files.
        pub(crate) const FILES: &[(&str, &str, &str)] = &[
            $(($code, concat!("languages/", $code, ".toml"), include_str!(concat!("../data/languages/", $code, ".toml")))),*
        ];
    };
}
languages!("en", "ko", "zh", "ja", "ru", "es", "fr", "de", "pt", "it", "vi", "other");

impl LanguageId {
    /// The language of which only figures, signs and words that many languages share are read.
    pub const OTHER: LanguageId = LanguageId(FILES.len() as u8 - 1);

    /// All languages, the last one stands for all others.
    pub fn all() -> impl Iterator<Item = LanguageId> {
        (0..FILES.len() as u8).map(LanguageId)
    }

    /// The language with a tag such as `pt-BR` or `eng`; [`LanguageId::OTHER`] where it is none of them.
    pub fn from_tag(tag: &str) -> LanguageId {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let two = match primary.as_str() {
            "eng" => "en",
            "kor" => "ko",
            "zho" | "chi" | "cmn" | "yue" => "zh",
            "jpn" => "ja",
            "rus" => "ru",
            "spa" => "es",
            "fra" | "fre" => "fr",
            "deu" | "ger" => "de",
            "por" => "pt",
            "ita" => "it",
            "vie" => "vi",
            other => other,
        };
        let known = FILES.iter().position(|(code, ..)| *code == two);
        known.map_or(LanguageId::OTHER, |index| LanguageId(index as u8))
    }

    /// ISO 639-1, or `other`.
    pub fn code(self) -> &'static str {
        FILES[usize::from(self.0)].0
    }

    /// Whether its words are read, not only figures and signs.
    pub fn is_full(self) -> bool {
        self != LanguageId::OTHER
    }
}

/// A data file of a language, of the grammar or of who builds on it; everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct LanguageFile {
    pub language: Option<Spanned<String>>,
    /// the sign before fractions
    decimal: Option<Spanned<String>>,
    step: Option<f32>,
    verb_last: bool,
    /// the currencies of its countries
    home: Vec<Spanned<String>>,
    pub abbreviations: Vec<String>,
    /// ISO codes of the currencies whose people group digits in lakhs
    pub lakhs: Vec<String>,
    /// ISO codes of the dollars that are called so where they are paid
    pub dollars_at_home: Vec<String>,
    numbers: BTreeMap<String, Count>,
    /// nouns begin with capitals, as in German
    capital_nouns: bool,
    /// what describes people stands before the noun, as in English
    described_before: bool,
    scales: BTreeMap<String, u8>,
    scale_letters: BTreeMap<String, u8>,
    currencies: Words,
    pub classes: Classes,
    /// the names of places: a country's code or `code:English name`, and its names
    places: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// words that say of which country somebody or something is, by the country's code
    people: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// names of a table of the builder, and their phrases
    pub occupations: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

/// The value of a word for a number: whole, or with a half.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(untagged)]
enum Count {
    Whole(u32),
    Half(f64),
}

impl Count {
    fn twice(self) -> u32 {
        match self {
            Count::Whole(value) => value.saturating_mul(2),
            Count::Half(value) => (value * 2.0).round() as u32,
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    words: Vec<Spanned<String>>,
}

impl LanguageFile {
    pub(crate) fn read(file: &str, text: &str) -> Result<LanguageFile> {
        toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            Error::at_byte(file, text, byte, error.message())
        })
    }

    /// The language that the file is for; `None` for all.
    pub(crate) fn of(&self, file: &str, text: &str) -> Result<Option<LanguageId>> {
        let Some(tag) = &self.language else { return Ok(None) };
        let found = LanguageId::from_tag(tag.get_ref());
        if found == LanguageId::OTHER && tag.get_ref() != "other" {
            let known: Vec<&str> = FILES.iter().map(|(code, ..)| *code).collect();
            let message = format!("unknown language `{}`; there are {}", tag.get_ref(), known.join(", "));
            return Err(Error::at_byte(file, text, tag.span().start, message));
        }
        Ok(Some(found))
    }
}

/// The classes and names of who builds on the grammar, and their files.
#[derive(Debug, Default)]
pub(crate) struct Extension {
    pub names: &'static [&'static str],
    pub base: Class,
    /// the names of the table `[occupations]`, and the class of their marks
    pub table: Vec<String>,
    pub table_class: Class,
    /// class, value and notation of phrases of all languages
    pub phrases: Vec<(Class, u32, String)>,
    /// language (`None`: all), file name, text
    pub files: Vec<(Option<LanguageId>, String, String)>,
}

/// A language, compiled.
#[derive(Debug)]
pub(crate) struct Language {
    pub lexicon: Lexicon,
    pub numerals: Numerals,
    pub currencies: Currencies,
    pub abbreviations: HashSet<String>,
    pub lakhs: Vec<String>,
    pub dollars_at_home: Vec<String>,
    pub home: Vec<usize>,
    pub verb_last: bool,
    /// a bare `$` is the country's own dollar or peso
    pub local_dollar: bool,
    pub triggers: Triggers,
    /// words for hours of work: a sentence without one is not asked for working time
    pub hours: AhoCorasick,
    /// words that say a period: a sentence without one is not asked for it
    pub periods: AhoCorasick,
    /// names of places and words for people of its own file
    pub names: Vec<Name>,
    /// how money is spelled in it
    pub spellings: Vec<Spelling>,
    /// abbreviations that may end a sentence: those of currencies
    pub closing: HashSet<String>,
}

/// What all languages share.
pub(crate) struct Shared<'a> {
    pub currencies: &'a Currencies,
    pub currency_file: (&'a str, &'static str),
    pub word_file: (&'a str, &'static str),
    pub name_file: (&'a str, &'static str),
    pub places: &'a Places,
    pub extension: &'a Extension,
}

const PERIOD_NOUNS: [Term; 6] =
    [Term::HourNoun, Term::DayNoun, Term::WeekNoun, Term::FortnightNoun, Term::MonthNoun, Term::YearNoun];

const PERIOD_ADJECTIVES: [Term; 6] = [
    Term::HourAdjective,
    Term::DayAdjective,
    Term::WeekAdjective,
    Term::FortnightAdjective,
    Term::MonthAdjective,
    Term::YearAdjective,
];

/// What finds one of a few words, in any capitals of ASCII.
fn automaton(words: Vec<String>) -> AhoCorasick {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .expect("a list of words fits into an automaton")
}

impl Language {
    /// Compiles a language.
    pub(crate) fn compile(id: LanguageId, shared: &Shared<'_>) -> Result<Language> {
        let (code, file, text) = FILES[usize::from(id.0)];
        let mut builder = LexiconBuilder::default();
        let mut currencies = shared.currencies.clone();
        let own = LanguageFile::read(file, text)?;
        let step = own.step.unwrap_or(1.0);
        // Each character is a token: Chinese, Japanese, Korean.
        let east_asian = step < 0.5;
        let mut files = vec![(file.to_owned(), text.to_owned(), own)];
        for (of, file, text) in &shared.extension.files {
            if of.is_none_or(|of| of == id) {
                files.push((file.clone(), text.clone(), LanguageFile::read(file, text)?));
            }
        }
        let mut numerals = Numerals { east_asian, ..Numerals::default() };
        let mut abbreviations = HashSet::new();
        let (mut lakhs, mut dollars_at_home) = (Vec::new(), Vec::new());
        let mut home = Vec::new();
        let mut number_words: Vec<String> = Vec::new();
        let mut scale_words: Vec<String> = Vec::new();
        let mut verb_last = false;
        let mut capital_nouns = false;
        let mut described_before = false;
        let mut spellings = Spellings::new(&mut builder);
        for (file, text, parsed) in &files {
            for line in &parsed.currencies.words {
                let at = Error::at_byte(file, text, line.span().start, "").line;
                let fields: Vec<&str> = line.get_ref().split(" |").map(str::trim).collect();
                currencies.word(file, at, &fields, &mut spellings)?;
            }
            for written in &parsed.home {
                let index = currencies.by_code(written.get_ref()).ok_or_else(|| {
                    let message = format!("unknown currency `{}`", written.get_ref());
                    Error::at_byte(file, text, written.span().start, message)
                })?;
                home.push(index);
            }
            if let Some(decimal) = &parsed.decimal {
                numerals.decimal_comma = match decimal.get_ref().as_str() {
                    "," => true,
                    "." => false,
                    other => {
                        let message = format!("`decimal` is `{other}`, not `.` or `,`");
                        return Err(Error::at_byte(file, text, decimal.span().start, message));
                    }
                };
            }
            verb_last |= parsed.verb_last;
            let fail = |message| Error::new(file, 1, message);
            for (word, count) in &parsed.numbers {
                let lexicon = &mut *spellings.lexicon;
                lexicon.add_plain(Term::NumberWord.into(), count.twice(), word, "", false).map_err(fail)?;
                number_words.push(lowercase(word));
            }
            for (class, scales) in [(Term::ScaleWord, &parsed.scales), (Term::ScaleLetter, &parsed.scale_letters)] {
                for (word, power) in scales {
                    let lexicon = &mut *spellings.lexicon;
                    lexicon.add_plain(class.into(), u32::from(*power), word, "", false).map_err(fail)?;
                }
            }
            scale_words.extend(parsed.scales.keys().map(|word| lowercase(word)));
            capital_nouns |= parsed.capital_nouns;
            described_before |= parsed.described_before;
            abbreviations.extend(parsed.abbreviations.iter().map(|word| lowercase(word)));
            lakhs.extend(parsed.lakhs.iter().cloned());
            dollars_at_home.extend(parsed.dollars_at_home.iter().cloned());
        }
        numerals.scale_first = numerals.decimal_comma && !number_words.is_empty();
        let name_use = if east_asian { Use::Code } else { Use::Word };
        currencies.add_names(shared.name_file, code, name_use, &mut spellings)?;
        currencies.add_shared(shared.currency_file, shared.word_file, code == "en", &mut spellings)?;
        let spelled = std::mem::take(&mut spellings.all);
        shared.places.add_to(code, &mut builder)?;
        let mut names = Vec::new();
        for (file, text, parsed) in &files {
            for (table, people) in [(&parsed.places, false), (&parsed.people, true)] {
                for (key, phrases) in table {
                    let place = shared.places.by_key(key.get_ref()).ok_or_else(|| {
                        let message = format!("unknown place `{}`", key.get_ref());
                        Error::at_byte(file, text, key.span().start, message)
                    })?;
                    for phrase in phrases {
                        let fail = |message| Error::at_byte(file, text, phrase.span().start, message);
                        names.extend(Name::of_phrase(phrase.get_ref(), place, people).map_err(fail)?);
                    }
                }
            }
        }
        for name in &names {
            name.add_to(&mut builder).map_err(|message| Error::new(file, 1, message))?;
        }
        let extension = shared.extension;
        let mut nouns = Vec::new();
        let mut hours: Vec<String> = Vec::new();
        let mut periods: Vec<String> = Vec::new();
        for (file, text, parsed) in files {
            for (name, phrases) in &parsed.classes {
                let named = |term: &Term| Term::NAMES[*term as usize] == name.get_ref();
                let plain = || {
                    let plain = phrases.iter().map(|phrase| phrase.get_ref().trim_matches(['=', '*']));
                    plain.filter_map(|phrase| expand(phrase).ok()).flatten()
                };
                if named(&Term::HoursWord) {
                    hours.extend(plain());
                }
                if PERIOD_NOUNS.iter().chain(&PERIOD_ADJECTIVES).any(named) {
                    periods.extend(plain());
                }
                if PERIOD_NOUNS.iter().any(|&noun| Term::NAMES[noun as usize] == name.get_ref()) {
                    // A noun for pay that says its period is a word for pay.
                    for phrase in phrases {
                        let fail = |message| Error::at_byte(&file, &text, phrase.span().start, message);
                        builder.add(Term::WageStrong.into(), 0, phrase.get_ref(), false).map_err(fail)?;
                        nouns.push(phrase.get_ref().clone());
                    }
                }
            }
            let class_of = |name: &str| {
                let term = Term::NAMES.iter().position(|known| *known == name).map(|class| class as Class);
                let more = || extension.names.iter().position(|known| *known == name);
                term.or_else(|| more().map(|class| extension.base + class as Class))
            };
            builder.add_classes_of(&file, &text, parsed.classes, class_of)?;
            for (name, phrases) in parsed.occupations {
                let Some(value) = extension.table.iter().position(|known| known == name.get_ref()) else {
                    let message = format!("unknown occupation `{}`", name.get_ref());
                    return Err(Error::at_byte(&file, &text, name.span().start, message));
                };
                for phrase in phrases {
                    builder
                        .add(extension.table_class, value as u32, phrase.get_ref(), false)
                        .map_err(|message| Error::at_byte(&file, &text, phrase.span().start, message))?;
                }
            }
        }
        let closing = spelled
            .iter()
            .filter(|spelling| currencies.units[spelling.unit as usize].place.after())
            .map(|spelling| lowercase(spelling.text.trim_end_matches('.')))
            .filter(|word| abbreviations.contains(word))
            .collect();
        for (class, value, notation) in &extension.phrases {
            builder.add(*class, *value, notation, false).map_err(|message| Error::new(notation, 1, message))?;
        }
        let triggers =
            Triggers::new(&spelled, &nouns, &currencies, (&number_words, &scale_words), east_asian, !home.is_empty());
        let mut lexicon = builder.build();
        lexicon.step = step;
        lexicon.capital_nouns = capital_nouns;
        lexicon.described_before = described_before;
        lexicon.verb_last = verb_last;
        Ok(Language {
            lexicon,
            numerals,
            currencies,
            abbreviations,
            lakhs,
            dollars_at_home,
            home,
            verb_last,
            local_dollar: code != "en",
            triggers,
            hours: automaton(hours),
            periods: automaton(periods),
            names,
            spellings: spelled,
            closing,
        })
    }
}
