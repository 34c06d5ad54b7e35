//! The grammar: data files compiled once, and the steps of reading a text.

use std::collections::HashSet;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::amount::{Raw, Scanner};
use crate::currency::{Currencies, lines};
use crate::denomination::{Facts, names};
use crate::error::Result;
use crate::figure::{LanguageFile, Numerals};
use crate::lexicon::{Analysis, Class, Lexicon, LexiconBuilder, Mark, expand};
use crate::money::{Context, Reading};
use crate::place::{Places, Size};
use crate::reader::Reader;
use crate::sentence::sentences;
use crate::term::Term;

const ENGLISH: &str = include_str!("../data/english.toml");
const CURRENCIES: &str = include_str!("../data/currencies.txt");
const WORDS: &str = include_str!("../data/currency-words.txt");
const PLACES: &str = include_str!("../data/places.txt");

/// The compiled grammar. Make it once and share it: reading needs `&self` only.
#[derive(Debug)]
pub struct Grammar {
    pub(crate) lexicon: Lexicon,
    pub(crate) numerals: Numerals,
    pub(crate) currencies: Currencies,
    pub(crate) places: Places,
    abbreviations: HashSet<String>,
    /// the currencies whose people group digits in lakhs
    lakhs: Vec<String>,
    /// names of currencies: a sentence without a digit needs one of them
    names: AhoCorasick,
}

impl Grammar {
    /// The grammar of English with all ISO currencies.
    ///
    /// ```
    /// use wagemill_money::{Context, Grammar, Role};
    ///
    /// let grammar = Grammar::english();
    /// let text = "Workers there earn RMB 1,700 to 2,000 (USD 237 to 279) per month.";
    /// let reading = grammar.read(text, &Context::default());
    /// let wage = &reading.money[0];
    /// assert_eq!(&text[wage.span.clone()], "RMB 1,700 to 2,000");
    /// assert_eq!(wage.role, Role::Wage);
    /// assert_eq!(wage.currency.code, Some("CNY"));
    /// assert_eq!(wage.amount.max, Some(2000.into()));
    /// assert_eq!(wage.period.name(), "month");
    /// assert_eq!(wage.equivalent.as_ref().unwrap().amount.min, Some(237.into()));
    /// ```
    ///
    /// # Panics
    /// Never: the data files are part of the crate, and a test reads them.
    pub fn english() -> Grammar {
        Grammar::read_data().expect("the data files of the crate are right")
    }

    fn read_data() -> Result<Grammar> {
        let language = LanguageFile::read("english.toml", ENGLISH)?;
        let numerals = language.numerals();
        let mut builder = LexiconBuilder::default();
        let currencies = Currencies::read(("currencies.txt", CURRENCIES), ("currency-words.txt", WORDS), &mut builder)?;
        let places = Places::read("places.txt", PLACES, &mut builder)?;
        builder.add_classes("english.toml", ENGLISH, language.classes, Term::NAMES)?;
        Ok(Grammar {
            lexicon: builder.build(),
            numerals,
            currencies,
            places,
            abbreviations: language.abbreviations.into_iter().collect(),
            lakhs: language.lakhs,
            names: unit_names(),
        })
    }

    /// The currencies.
    pub fn currencies(&self) -> &Currencies {
        &self.currencies
    }

    /// The gazetteer.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The sentences of a text, in bytes.
    pub fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        sentences(text, &self.abbreviations)
    }

    /// Tokens and phrases of a part of a text. The marks' classes are those of [`Term`].
    pub fn analyse(&self, text: &str, span: Range<usize>) -> Analysis {
        let mut analysis = self.lexicon.analyse(text, span);
        analysis.promote(Term::PersonEnding.into(), Term::ArticleOrOne.into(), Term::Person.into());
        analysis
    }

    /// Reads a text: all its mentions of money, in order.
    ///
    /// The work is proportional to the length of the text: sentences have a longest length, and
    /// everything that looks around an amount looks a bounded way.
    pub fn read(&self, text: &str, context: &Context<'_>) -> Reading {
        let sentences = self.sentences(text);
        let mut analyses: Vec<Option<Analysis>> = Vec::new();
        analyses.resize_with(sentences.len(), || None);
        let mut amounts: Vec<Vec<Raw>> = vec![Vec::new(); sentences.len()];
        let mut bare = Vec::new();
        let mut any = false;
        for (index, span) in sentences.iter().enumerate() {
            if !self.may_have_money(&text[span.clone()]) {
                continue;
            }
            let analysis = self.analyse(text, span.clone());
            let scanner = Scanner {
                text,
                analysis: &analysis,
                numerals: &self.numerals,
                currencies: &self.currencies,
                sentence: index,
            };
            let (found, numbers) = scanner.amounts();
            any |= !found.is_empty();
            amounts[index] = found;
            bare.extend(numbers.into_iter().map(|part| (index, part)));
            analyses[index] = Some(analysis);
        }
        if !any {
            return Reading { sentences, money: Vec::new(), places: Vec::new() };
        }
        let analyses: Vec<Analysis> = analyses
            .into_iter()
            .zip(&sentences)
            .map(|(analysis, span)| analysis.unwrap_or_else(|| self.analyse(text, span.clone())))
            .collect();
        let mut facts = Facts::new(&self.lakhs);
        for (index, analysis) in analyses.iter().enumerate() {
            facts.add(analysis, index, &self.currencies, &self.places);
        }
        self.add_context(context, &mut facts);
        Reader { grammar: self, text, analyses, facts }.read(sentences, amounts, bare)
    }

    fn add_context(&self, context: &Context<'_>, facts: &mut Facts<'_>) {
        for said in [context.title, context.dateline].into_iter().flatten() {
            for country in self.countries(said) {
                facts.add_country(country);
            }
        }
        facts.given = context.country.and_then(|country| self.country(country));
        let named = context.publisher.and_then(|publisher| self.countries(publisher).next());
        facts.publisher = named.or_else(|| self.country_of_address(context.url?));
    }

    /// The countries of the places that a few words name.
    fn countries(&self, words: &str) -> impl Iterator<Item = &'static str> {
        let analysis = self.lexicon.analyse(words, 0..words.len());
        let places: Vec<Mark> = names(&analysis).filter(|mark| mark.class == Class::from(Term::Place)).collect();
        places.into_iter().map(|mark| self.places.all[mark.value as usize].country)
    }

    /// A country by its ISO 3166 alpha-2 code, in any capitals, or by a name of it.
    pub fn country(&self, name: &str) -> Option<&'static str> {
        let name = name.trim();
        let coded = self.places.all.iter().map(|place| place.country).find(|known| known.eq_ignore_ascii_case(name));
        coded.or_else(|| {
            let analysis = self.lexicon.analyse(name, 0..name.len());
            let mark = analysis.at(0, Term::Place).filter(|mark| mark.last + 1 == analysis.tokens.len())?;
            Some(self.places.all[mark.value as usize])
                .filter(|place| place.size == Size::Country)
                .map(|place| place.country)
        })
    }

    /// The country of the top-level domain of a web address.
    fn country_of_address(&self, url: &str) -> Option<&'static str> {
        let host = url.split("//").nth(1)?.split(['/', ':', '?']).next()?;
        let domain = host.rsplit('.').next()?;
        self.country(&domain.to_ascii_uppercase()).filter(|_| domain.len() == 2)
    }

    fn may_have_money(&self, sentence: &str) -> bool {
        sentence.bytes().any(|byte| byte.is_ascii_digit() || byte == 0xef) || self.names.is_match(sentence)
    }
}

/// The words that are names of currencies, each only as far as it is plain ASCII.
fn unit_names() -> AhoCorasick {
    let mut found: Vec<String> = Vec::new();
    for (_, fields) in lines(WORDS) {
        if fields[1].starts_with("word") {
            let spellings = fields[0].split("; ").filter_map(|name| expand(name).ok()).flatten();
            found.extend(spellings);
        }
    }
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        // Some hundred names: a table is small, and every sentence without a digit goes through it.
        .kind(Some(AhoCorasickKind::DFA))
        .build(found)
        .expect("a list of names fits into an automaton")
}
