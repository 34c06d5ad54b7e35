//! The grammar: data files compiled once for each language, and the steps of reading a text.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::amount::{Raw, Scanner};
use crate::currency::{self, Currencies};
use crate::denomination::{Facts, names};
use crate::detect::Detector;
use crate::error::Result;
use crate::language::{Extension, FILES, Language, LanguageFile, LanguageId, Shared};
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Context, Placed, Reading};
use crate::place::{PlaceFinder, Places, Size};
use crate::reader::{CARRY, Reader};
use crate::sentence::sentences;
use crate::term::Term;

const CURRENCIES: (&str, &str) = ("currencies.txt", include_str!("../data/currencies.txt"));
const WORDS: (&str, &str) = ("currency-words.txt", include_str!("../data/currency-words.txt"));
const NAMES: (&str, &str) = ("currency-names.txt", include_str!("../data/currency-names.txt"));
const PLACES: (&str, &str) = ("places.txt", include_str!("../data/places.txt"));
const PLACE_NAMES: (&str, &str) = ("place-names.txt", include_str!("../data/place-names.txt"));

/// The compiled grammar. Make it once and share it: reading needs `&self` only. A language is compiled when
/// the first text in it is read.
#[derive(Debug)]
pub struct Grammar {
    currencies: Currencies,
    places: Arc<Places>,
    extension: Extension,
    languages: Vec<OnceLock<(Language, PlaceFinder)>>,
    detector: Detector,
    international: Vec<&'static str>,
}

/// Makes a [`Grammar`] with classes and phrases of one's own.
#[derive(Debug, Default)]
pub struct GrammarBuilder {
    extension: Extension,
    places: Vec<(String, String)>,
}

impl GrammarBuilder {
    /// Classes of one's own, made with [`classes!`](crate::classes), which begin behind those of [`Term`]: their
    /// phrases are found together with those of the grammar.
    pub fn classes(mut self, names: &'static [&'static str], base: Class) -> GrammarBuilder {
        self.extension.names = names;
        self.extension.base = base;
        self
    }

    /// The names that the table `[occupations]` of a file may have, and the class of its phrases; a mark's value is
    /// the index of the name.
    pub fn table(mut self, names: Vec<String>, class: Class) -> GrammarBuilder {
        self.extension.table = names;
        self.extension.table_class = class;
        self
    }

    /// Adds a name of a place: its key is that of the gazetteer (`KP`, `CN:Dandong`), or a new one in a known country.
    pub fn place(mut self, name: &str, key: &str) -> GrammarBuilder {
        self.places.push((name.to_owned(), key.to_owned()));
        self
    }

    /// Adds words of a class of one's own to all languages; notation as in the data files.
    pub fn phrase(mut self, class: Class, value: u32, notation: &str) -> GrammarBuilder {
        self.extension.phrases.push((class, value, notation.to_owned()));
        self
    }

    /// Adds a file in the format of the grammar's own language files, for a language, or for the one that it names.
    ///
    /// # Errors
    /// Where the file is no such file: the place and what is wrong.
    pub fn file(mut self, language: Option<LanguageId>, file: &str, text: &str) -> Result<GrammarBuilder> {
        let language = match language {
            // It is read when the language is compiled.
            Some(language) => Some(language),
            None => LanguageFile::read(file, text)?.of(file, text)?,
        };
        self.extension.files.push((language, file.to_owned(), text.to_owned()));
        Ok(self)
    }

    /// Adds a file of a user's own and compiles the languages that it is for, so that its mistakes are found here.
    ///
    /// # Errors
    /// The first mistake, with its place.
    pub fn checked(self) -> Result<Grammar> {
        let languages: Vec<LanguageId> = LanguageId::all()
            .filter(|id| self.extension.files.iter().any(|(of, ..)| of.is_some_and(|of| of == *id)))
            .collect();
        let grammar = self.build();
        let first = LanguageId::OTHER;
        for id in languages.into_iter().chain([first]) {
            Language::compile(id, &grammar.shared())?;
        }
        Ok(grammar)
    }

    /// The grammar.
    ///
    /// # Panics
    /// Never for the crate's own files, which a test reads; see [`GrammarBuilder::checked`] for those of users.
    pub fn build(self) -> Grammar {
        let right = "the data files of the crate are right";
        let mut places = Places::read(PLACES, PLACE_NAMES).expect(right);
        for (name, key) in &self.places {
            places.add(name, key);
        }
        Grammar {
            currencies: Currencies::read(CURRENCIES.0, CURRENCIES.1).expect(right),
            places: Arc::new(places),
            extension: self.extension,
            languages: FILES.iter().map(|_| OnceLock::new()).collect(),
            detector: Detector::new(),
            international: currency::international(WORDS.1),
        }
    }
}

impl Default for Grammar {
    fn default() -> Grammar {
        Grammar::new()
    }
}

impl Grammar {
    /// The grammar of all languages with all ISO currencies.
    ///
    /// ```
    /// use wagemill_money::{Context, Grammar, Role};
    ///
    /// let grammar = Grammar::new();
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
    pub fn new() -> Grammar {
        GrammarBuilder::default().build()
    }

    /// Begins a grammar with more than the crate's own.
    pub fn builder() -> GrammarBuilder {
        GrammarBuilder::default()
    }

    fn shared(&self) -> Shared<'_> {
        Shared {
            currencies: &self.currencies,
            currency_file: CURRENCIES,
            word_file: WORDS,
            name_file: NAMES,
            places: &self.places,
            extension: &self.extension,
        }
    }

    fn compiled(&self, id: LanguageId) -> &(Language, PlaceFinder) {
        self.languages[usize::from(id.0)].get_or_init(|| {
            let language = Language::compile(id, &self.shared()).expect("the data files of the crate are right");
            let finder = self.places.finder(id.code(), &language.names, &language.spellings);
            (language, finder)
        })
    }

    pub(crate) fn language(&self, id: LanguageId) -> &Language {
        &self.compiled(id).0
    }

    /// The language of a text: as its tag says, else as its letters and small words say.
    pub fn language_of(&self, text: &str, tag: Option<&str>) -> LanguageId {
        match tag.map(str::trim).filter(|tag| !tag.is_empty()) {
            Some(tag) => LanguageId::from_tag(tag),
            None => self.detector.detect(text),
        }
    }

    /// The currencies.
    pub fn currencies(&self) -> &Currencies {
        &self.currencies
    }

    /// The gazetteer.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// Tokens and phrases of a part of a text. The marks' classes are those of [`Term`], and those of the builder.
    pub fn analyse(&self, language: LanguageId, text: &str, span: Range<usize>) -> Analysis {
        let mut analysis = self.language(language).lexicon.analyse(text, span);
        analysis.promote(Term::PersonEnding.into(), Term::ArticleOrOne.into(), Term::Person.into());
        analysis
    }

    /// Whether the words of a language stand apart.
    pub fn has_spaces(&self, language: LanguageId) -> bool {
        !self.language(language).numerals.east_asian
    }

    /// Whether a word alone is a phrase of a class.
    pub fn is_word_of(&self, language: LanguageId, word: &str, class: impl Into<Class>) -> bool {
        self.language(language).lexicon.is_word_of(word, class.into())
    }

    /// The phrases of a sentence of a text that was read; taken apart on the first call.
    pub fn sentence<'r>(&self, reading: &'r Reading, text: &str, index: usize) -> &'r Analysis {
        reading.analyses[index].get_or_init(|| self.analyse(reading.language, text, reading.sentences[index].clone()))
    }

    /// The places that a text names which was read.
    pub fn places_of<'r>(&self, reading: &'r Reading, text: &str) -> &'r [Placed] {
        reading.places.get_or_init(|| self.compiled(reading.language).1.find(text, &reading.sentences))
    }

    /// Whether a currency is one that people speak of and are paid in everywhere.
    pub fn is_international(&self, code: &str) -> bool {
        self.international.contains(&code)
    }

    /// Reads a text: all its mentions of money, in order.
    ///
    /// The work is proportional to the length of the text: sentences have a longest length, and
    /// everything that looks around an amount looks a bounded way.
    pub fn read(&self, text: &str, context: &Context<'_>) -> Reading {
        let id = self.language_of(text, context.language);
        let language = self.language(id);
        let hits = language.triggers.find(text);
        if hits.candidates.is_empty() {
            return Reading::empty(id);
        }
        let sentences = sentences(text, &language.abbreviations, &language.closing);
        let mut reading = Reading::empty(id);
        reading.analyses.resize_with(sentences.len(), Default::default);
        reading.sentences = sentences;
        let mut amounts: Vec<(usize, Vec<Raw>)> = Vec::new();
        let mut bare = Vec::new();
        let scan = |index: usize, reading: &Reading| {
            let analysis = self.sentence(reading, text, index);
            let scanner = Scanner {
                text,
                analysis,
                numerals: &language.numerals,
                currencies: &language.currencies,
                sentence: index,
            };
            scanner.amounts()
        };
        let mut candidates = hits.candidates.iter().copied().peekable();
        // Until which sentence a number without a currency may be money.
        let mut until = 0;
        for index in 0..reading.sentences.len() {
            let span = reading.sentences[index].clone();
            let mut candidate = false;
            while candidates.next_if(|&at| at < span.end).is_some() {
                candidate = true;
            }
            if !candidate && (index >= until || !has_long_number(&text.as_bytes()[span])) {
                continue;
            }
            let (found, numbers) = scan(index, &reading);
            bare.extend(numbers.into_iter().map(|part| (index, part)));
            if candidate {
                until = index + CARRY + 1;
                amounts.push((index, found));
            }
        }
        // An advertisement is short, and says so at its beginning or beside a sum.
        let beginning = if text.len() < ADVERTISEMENT { 0..reading.sentences.len().min(2) } else { 0..0 };
        reading.advertisement = beginning
            .chain(amounts.iter().map(|(sentence, _)| *sentence))
            .find(|&sentence| self.sentence(&reading, text, sentence).of(Term::Advertisement).next().is_some());
        let mut facts = Facts::new(language);
        let own = amounts.iter().flat_map(|(_, raws)| raws).filter_map(|raw| {
            let at = self.sentence(&reading, text, raw.sentence).tokens[raw.first].start;
            Some((raw.unit? as u32, at))
        });
        let mut units = hits.units;
        units.extend(own);
        facts.add_units(&units);
        self.add_context(id, context, &mut facts);
        let open = amounts
            .iter()
            .flat_map(|(_, raws)| raws)
            .any(|raw| raw.unit.is_none_or(|unit| language.currencies.units[unit].candidates.len() > 1));
        if open || !bare.is_empty() {
            facts.add_places(self.places_of(&reading, text), &self.places);
        }
        let money = Reader { grammar: self, language, text, reading: &reading, facts }.read(amounts, bare);
        reading.money = money;
        reading
    }

    fn add_context(&self, id: LanguageId, context: &Context<'_>, facts: &mut Facts<'_>) {
        for said in [context.title, context.dateline].into_iter().flatten() {
            for country in self.countries(id, said) {
                facts.add_country(country);
            }
        }
        facts.given = context.country.and_then(|country| self.country(country));
        let named = context.publisher.and_then(|publisher| self.countries(id, publisher).next());
        facts.publisher = named.or_else(|| self.country_of_address(context.url?));
    }

    /// The countries of the places that a few words name.
    fn countries(&self, id: LanguageId, words: &str) -> impl Iterator<Item = &'static str> {
        let analysis = self.language(id).lexicon.analyse(words, 0..words.len());
        let places: Vec<Mark> = names(&analysis).filter(|mark| mark.class == Class::from(Term::Place)).collect();
        places.into_iter().map(|mark| self.places.all[mark.value as usize].country)
    }

    /// A country by its ISO 3166 alpha-2 code, in any capitals, or by an English name of it.
    pub fn country(&self, name: &str) -> Option<&'static str> {
        let name = name.trim();
        let coded = self.places.all.iter().map(|place| place.country).find(|known| known.eq_ignore_ascii_case(name));
        coded.or_else(|| {
            let place = self.places.by_name(name)?;
            Some(self.places.all[place]).filter(|place| place.size == Size::Country).map(|place| place.country)
        })
    }

    /// The country of the top-level domain of a web address.
    fn country_of_address(&self, url: &str) -> Option<&'static str> {
        let host = url.split("//").nth(1)?.split(['/', ':', '?']).next()?;
        let domain = host.rsplit('.').next()?;
        self.country(&domain.to_ascii_uppercase()).filter(|_| domain.len() == 2)
    }
}

/// In a text of as many bytes the first sentences may say that it is an advertisement.
const ADVERTISEMENT: usize = 3000;

/// Whether a number stands there that may be pay: three digits or more that are no year, or a scale of the east of Asia.
fn has_long_number(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(step) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let first = at + step;
        let plain = bytes[first..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole =
            bytes[first..].iter().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.')).count();
        let digits = bytes[first..first + whole].iter().filter(|byte| byte.is_ascii_digit()).count();
        let year = plain == 4 && digits == 4 && matches!(&bytes[first..first + 2], b"19" | b"20");
        at = first + whole;
        if digits >= 3 && !year || bytes.get(at).is_some_and(|byte| *byte >= 0xe0) {
            return true;
        }
        // "12 500"
        if bytes.get(at) == Some(&b' ')
            && bytes[at + 1..].iter().take(3).filter(|byte| byte.is_ascii_digit()).count() == 3
        {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_data_files_are_right() {
        let grammar = Grammar::new();
        for id in LanguageId::all() {
            if let Err(error) = Language::compile(id, &grammar.shared()) {
                panic!("{error}");
            }
        }
    }
}
