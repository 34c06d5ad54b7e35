//! Currencies, and the words and signs that stand for them.

use wagemill_decimal::Decimal;

use crate::error::{Error, Result};
use crate::lexicon::LexiconBuilder;
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
#[derive(Debug)]
pub struct Currencies {
    pub all: Vec<Currency>,
    pub units: Vec<Unit>,
}

impl Currencies {
    /// Reads both files and adds their spellings to the lexicon; the value of a mark is an index
    /// into [`Currencies::units`].
    pub(crate) fn read(
        (file, text): (&str, &'static str),
        (words_file, words): (&str, &'static str),
        lexicon: &mut LexiconBuilder,
    ) -> Result<Currencies> {
        let mut found = Currencies { all: Vec::new(), units: Vec::new() };
        let mut cautious: Vec<&str> = Vec::new();
        for (line, fields) in lines(words) {
            if fields.get(1) == Some(&"cautious") {
                cautious.extend(fields[0].split("; "));
            } else if fields.len() != 3 {
                return Err(Error::new(words_file, line, "a line has three fields, parted by `|`"));
            }
        }
        for (line, fields) in lines(text) {
            found.currency(file, line, &fields, &cautious, lexicon)?;
        }
        for (line, fields) in lines(words) {
            if fields[1] != "cautious" {
                found.word(words_file, line, &fields, lexicon)?;
            }
        }
        Ok(found)
    }

    /// The currency with an ISO code.
    pub fn by_code(&self, code: &str) -> Option<usize> {
        self.all.binary_search_by_key(&code, |currency| currency.code).ok()
    }

    /// Whether a currency is one that people speak of and are paid in everywhere.
    pub fn is_international(&self, code: &str) -> bool {
        let found = self.by_code(code);
        self.units.iter().any(|unit| unit.international && unit.convention == found)
    }

    fn currency(
        &mut self,
        file: &str,
        line: usize,
        fields: &[&'static str],
        cautious: &[&str],
        lexicon: &mut LexiconBuilder,
    ) -> Result<()> {
        let [code, digits, magnitude, homes, names, signs] = fields else {
            return Err(Error::new(file, line, "a line has six fields, parted by `|`"));
        };
        let small = |text: &str| {
            text.parse::<u8>().map_err(|_| Error::new(file, line, format!("`{text}` is no number of digits")))
        };
        if self.all.last().is_some_and(|last| last.code >= *code) {
            return Err(Error::new(file, line, format!("`{code}` is out of order")));
        }
        let index = self.all.len();
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
        let place = if cautious.contains(code) { Use::Cautious } else { Use::Code };
        let one = |place| Unit {
            place,
            factor: Decimal::ONE,
            candidates: vec![index],
            convention: Some(index),
            international: false,
        };
        self.add(file, line, one(place), code, true, lexicon)?;
        for name in names.split("; ").filter(|name| !name.is_empty()) {
            self.add(file, line, one(Use::Word), name, false, lexicon)?;
        }
        for sign in signs.split("; ").filter(|sign| !sign.is_empty()) {
            self.add(file, line, one(Use::Code), sign, true, lexicon)?;
        }
        Ok(())
    }

    fn word(&mut self, file: &str, line: usize, fields: &[&'static str], lexicon: &mut LexiconBuilder) -> Result<()> {
        let [spellings, usage, codes] = fields else {
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
        for spelling in spellings.split("; ") {
            let unit = Unit { place, factor, candidates: candidates.clone(), convention, international };
            self.add(file, line, unit, spelling, place != Use::Word, lexicon)?;
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
        lexicon: &mut LexiconBuilder,
    ) -> Result<()> {
        let value = self.units.len() as u32;
        self.units.push(unit);
        lexicon.add(Term::Currency.into(), value, spelling, exact).map_err(|message| Error::new(file, line, message))
    }
}

/// The lines of a table with fields parted by `|`, without comments, and their numbers.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(number, line)| (number + 1, line.split(" |").map(str::trim).collect()))
}
