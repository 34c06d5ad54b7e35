//! Currencies, and the words and signs that stand for them.

use std::collections::HashSet;

use wagemill_decimal::Decimal;

use crate::error::{Error, Result};
use crate::lexicon::{LexiconBuilder, expand, lowercase};
use crate::term::Term;

/// Where a spelling may stand beside a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Word,
    Sign,
    Prefix,
    Letter,
    Suffix,
    Code,
    Cautious,
}

impl Use {
    pub(crate) fn before(self) -> bool {
        !matches!(self, Use::Word | Use::Suffix)
    }

    pub(crate) fn after(self) -> bool {
        matches!(self, Use::Word | Use::Sign | Use::Suffix | Use::Code)
    }
}

/// A currency.
#[derive(Clone, Debug)]
pub struct Currency {
    /// ISO 4217
    pub code: &'static str,
    /// digits after the point
    pub digits: u8,
    /// how many digits more than a sum in US dollars the same sum has, roughly
    pub magnitude: u8,
    /// the territories of today's legal tender, ISO 3166 alpha-2
    pub homes: Vec<&'static str>,
}

/// What a spelling stands for.
#[derive(Clone, Debug)]
pub struct Unit {
    pub place: Use,
    /// what one of it is of the currency's unit: 0.01 for cents
    pub factor: Decimal,
    /// indices into [`Currencies::all`]
    pub candidates: Vec<usize>,
    /// the candidate that is meant where nothing speaks for another
    pub convention: Option<usize>,
    /// whether people speak of the convention's currency everywhere, so that a place alone does
    /// not decide against it
    pub international: bool,
}

/// All currencies, and all spellings for them.
#[derive(Clone, Debug)]
pub struct Currencies {
    pub all: Vec<Currency>,
    pub units: Vec<Unit>,
}

impl Currencies {
    /// Reads the currencies, without the words for them.
    pub(crate) fn read(file: &str, text: &'static str) -> Result<Currencies> {
        let mut found = Currencies { all: Vec::new(), units: Vec::new() };
        for (line, fields) in lines(text) {
            found.currency(file, line, &fields)?;
        }
        Ok(found)
    }

    /// Adds the signs and codes that all languages share to a lexicon and, for English, its words. The value
    /// of a mark is an index into [`Currencies::units`].
    pub(crate) fn add_shared(
        &mut self,
        (file, text): (&str, &'static str),
        (words_file, words): (&str, &'static str),
        english: bool,
        spellings: &mut Spellings<'_>,
    ) -> Result<()> {
        let mut cautious: Vec<&str> = Vec::new();
        for (line, fields) in lines(words) {
            if fields.get(1) == Some(&"cautious") {
                cautious.extend(fields[0].split("; "));
            } else if fields.len() != 3 {
                return Err(Error::new(words_file, line, "a line has three fields, parted by `|`"));
            }
        }
        for (index, (line, fields)) in lines(text).enumerate() {
            let place = if cautious.contains(&fields[0]) { Use::Cautious } else { Use::Code };
            self.add(file, line, Unit::one(place, index), fields[0], true, spellings)?;
            for name in fields[4].split("; ").filter(|name| english && !name.is_empty()) {
                self.add(file, line, Unit::one(Use::Word, index), name, false, spellings)?;
            }
            for sign in fields[5].split("; ").filter(|sign| !sign.is_empty()) {
                self.add(file, line, Unit::one(Use::Code, index), sign, true, spellings)?;
            }
        }
        for (line, fields) in lines(words) {
            if fields[1] != "cautious" && (english || !fields[1].starts_with("word")) {
                self.word(words_file, line, &fields, spellings)?;
            }
        }
        Ok(())
    }

    /// Adds the full names of all currencies in a language.
    pub(crate) fn add_names(
        &mut self,
        (file, text): (&str, &'static str),
        language: &str,
        place: Use,
        spellings: &mut Spellings<'_>,
    ) -> Result<()> {
        for (line, fields) in lines(text) {
            let [of, code, names] = fields[..] else {
                return Err(Error::new(file, line, "a line has three fields, parted by `|`"));
            };
            if of != language {
                continue;
            }
            let index =
                self.by_code(code).ok_or_else(|| Error::new(file, line, format!("unknown currency `{code}`")))?;
            for name in names.split("; ") {
                self.add(file, line, Unit::one(place, index), name, false, spellings)?;
            }
        }
        Ok(())
    }

    /// The currency with an ISO code.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.all.binary_search_by_key(&code, |currency| currency.code).ok()
    }

    fn currency(&mut self, file: &str, line: usize, fields: &[&'static str]) -> Result<()> {
        let [code, digits, magnitude, homes, _names, _signs] = fields else {
            return Err(Error::new(file, line, "a line has six fields, parted by `|`"));
        };
        let small = |text: &str| {
            text.parse::<u8>().map_err(|_| Error::new(file, line, format!("`{text}` is no number of digits")))
        };
        if self.all.last().is_some_and(|last| last.code >= *code) {
            return Err(Error::new(file, line, format!("`{code}` is out of order")));
        }
        self.all.push(Currency {
            code,
            digits: small(digits)?,
            magnitude: small(magnitude)?,
            homes: homes
                .split_whitespace()
                .filter_map(|home| match home.split_once('@') {
                    Some((territory, dates)) => dates.ends_with("..").then_some(territory),
                    None => Some(home),
                })
                .collect(),
        });
        Ok(())
    }

    /// Adds a line `spellings | use | candidates`.
    pub(crate) fn word(
        &mut self,
        file: &str,
        line: usize,
        fields: &[&str],
        spellings: &mut Spellings<'_>,
    ) -> Result<()> {
        let [written_so, usage, codes] = fields else {
            return Err(Error::new(file, line, "a line has three fields, parted by `|`"));
        };
        let split = usage.find(['/', '*']).unwrap_or(usage.len());
        let place = match &usage[..split] {
            "word" => Use::Word,
            "sign" => Use::Sign,
            "prefix" => Use::Prefix,
            "letter" => Use::Letter,
            "suffix" => Use::Suffix,
            "code" => Use::Code,
            other => return Err(Error::new(file, line, format!("unknown use `{other}`"))),
        };
        let factor = match &usage[split..] {
            "" => Decimal::ONE,
            "*10" => Decimal::from(10),
            "/10" => Decimal::new(1, 1),
            "/100" => Decimal::new(1, 2),
            "/1000" => Decimal::new(1, 3),
            other => return Err(Error::new(file, line, format!("unknown factor `{other}`"))),
        };
        let mut candidates = Vec::new();
        let mut convention = None;
        let mut international = false;
        for written in codes.split_whitespace() {
            let code = written.trim_end_matches('*');
            let index =
                self.by_code(code).ok_or_else(|| Error::new(file, line, format!("unknown currency `{code}`")))?;
            if written.ends_with('*') {
                convention = Some(index);
                international = written.ends_with("**");
            }
            candidates.push(index);
        }
        if let [only] = candidates[..] {
            convention = Some(only);
        }
        if candidates.is_empty() {
            return Err(Error::new(file, line, "no candidates"));
        }
        for spelling in written_so.split("; ") {
            let unit = Unit { place, factor, candidates: candidates.clone(), convention, international };
            self.add(file, line, unit, spelling, place != Use::Word, spellings)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        file: &str,
        line: usize,
        unit: Unit,
        spelling: &str,
        exact: bool,
        spellings: &mut Spellings<'_>,
    ) -> Result<()> {
        let value = self.units.len() as u32;
        let fail = |message: String| Error::new(file, line, message);
        spellings.add(value, unit.place, spelling, exact).map_err(fail)?;
        self.units.push(unit);
        Ok(())
    }
}

/// Where spellings of currencies go: the lexicon of a language, and the list that its texts are searched for.
/// Of two that are the same the first counts, so that a language goes before what all share.
pub(crate) struct Spellings<'l> {
    pub lexicon: &'l mut LexiconBuilder,
    pub all: Vec<Spelling>,
    known: HashSet<(String, bool)>,
}

/// A spelling of a currency.
#[derive(Clone, Debug)]
pub(crate) struct Spelling {
    pub text: String,
    pub unit: u32,
    /// as written, capitals included
    pub exact: bool,
    /// any ending may follow
    pub stem: bool,
}

impl<'l> Spellings<'l> {
    pub(crate) fn new(lexicon: &'l mut LexiconBuilder) -> Spellings<'l> {
        Spellings { lexicon, all: Vec::new(), known: HashSet::new() }
    }

    fn add(&mut self, unit: u32, place: Use, notation: &str, exact: bool) -> std::result::Result<(), String> {
        let (plain, stem) = match notation.strip_suffix('*') {
            Some(rest) if !rest.is_empty() => (rest, true),
            _ => (notation, false),
        };
        for text in expand(plain)? {
            let before_only = place.before() && !place.after();
            let key = if exact { text.clone() } else { lowercase(&text) };
            if !self.known.insert((key, before_only)) {
                continue;
            }
            let star = if stem { "*" } else { "" };
            self.lexicon.add_plain(Term::Currency.into(), unit, &text, star, exact)?;
            self.all.push(Spelling { text, unit, exact, stem });
        }
        Ok(())
    }
}

impl Unit {
    fn one(place: Use, currency: usize) -> Unit {
        Unit {
            place,
            factor: Decimal::ONE,
            candidates: vec![currency],
            convention: Some(currency),
            international: false,
        }
    }
}

/// The currencies of which people speak everywhere: those with two stars.
pub(crate) fn international(words: &'static str) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = lines(words)
        .filter_map(|(_, fields)| fields.get(2).copied())
        .flat_map(str::split_whitespace)
        .filter_map(|code| code.strip_suffix("**"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The lines of a table with fields parted by `|`, without comments, and their numbers.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number + 1, line.split(" |").map(str::trim).collect()))
}
