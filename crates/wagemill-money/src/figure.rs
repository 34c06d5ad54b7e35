//! Numbers of a sentence: figures and words, with their scale ("1.5 million", "two hundred", "45k").

use std::collections::BTreeMap;

use serde::Deserialize;
use wagemill_decimal::Decimal;

use crate::error::{Error, Result};
use crate::lexicon::{Analysis, Classes};
use crate::number::{Grouping, read_figure};
use crate::term::Term;
use crate::token::Kind;

/// Words for numbers.
#[derive(Debug)]
pub(crate) struct Numerals {
    words: BTreeMap<String, u32>,
    scales: BTreeMap<String, u8>,
    letters: BTreeMap<String, u8>,
}

/// The file of a language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageFile {
    pub abbreviations: Vec<String>,
    /// ISO codes of the currencies whose people group digits in lakhs
    pub lakhs: Vec<String>,
    pub classes: Classes,
    numbers: BTreeMap<String, u32>,
    scales: BTreeMap<String, u8>,
    scale_letters: BTreeMap<String, u8>,
}

impl LanguageFile {
    pub(crate) fn read(file: &str, text: &str) -> Result<LanguageFile> {
        toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            Error::at_byte(file, text, byte, error.message())
        })
    }

    pub(crate) fn numerals(&self) -> Numerals {
        Numerals { words: self.numbers.clone(), scales: self.scales.clone(), letters: self.scale_letters.clone() }
    }
}

/// A number of a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// the tokens, scale included
    pub first: usize,
    pub last: usize,
    pub value: Decimal,
    /// the value without its scale
    pub base: Decimal,
    /// the other reading of a point before three digits
    pub grouped: Option<Decimal>,
    pub grouping: Grouping,
    /// the power of ten of the scale, 0 for none
    pub scale: u8,
    pub in_words: bool,
}

impl Part {
    /// The same number with the scale of the other end of its range.
    pub(crate) fn with_scale(self, scale: u8) -> Part {
        match times_ten(self.base, scale) {
            Some(value) => Part { value, scale, grouped: None, ..self },
            None => self,
        }
    }

    /// Whether it might be a year.
    pub(crate) fn is_like_a_year(&self) -> bool {
        self.grouping == Grouping::None
            && !self.in_words
            && self.scale == 0
            && self.value >= Decimal::from(1900)
            && self.value <= Decimal::from(2100)
    }
}

pub(crate) fn times_ten(value: Decimal, power: u8) -> Option<Decimal> {
    value.checked_mul(Decimal::new(10i128.checked_pow(u32::from(power))?, 0)).map(Decimal::normalize)
}

impl Numerals {
    /// The number that begins at a token. `has_unit`: a sign of money stands before it, so that a
    /// letter may be a scale.
    pub(crate) fn part(&self, text: &str, analysis: &Analysis, first: usize, has_unit: bool) -> Option<Part> {
        let token = analysis.tokens.get(first)?;
        match token.kind {
            Kind::Figure => {
                let figure = read_figure(token.text(text))?;
                let part = Part {
                    first,
                    last: first,
                    value: figure.value,
                    base: figure.value,
                    grouped: figure.grouped,
                    grouping: figure.grouping,
                    scale: 0,
                    in_words: false,
                };
                Some(self.scaled(text, analysis, part, has_unit))
            }
            Kind::Word => self.in_words(text, analysis, first),
            Kind::Sign => None,
        }
    }

    fn word(&self, text: &str, analysis: &Analysis, token: usize) -> Option<String> {
        let found = analysis.tokens.get(token)?;
        (found.kind == Kind::Word && found.end - found.start <= 10).then(|| found.text(text).to_ascii_lowercase())
    }

    fn scaled(&self, text: &str, analysis: &Analysis, mut part: Part, has_unit: bool) -> Part {
        // Two at most: "1.5 lakh crore".
        for _ in 0..2 {
            let mut next = part.last + 1;
            if analysis.is(text, next, "-") {
                next += 1;
            }
            let Some(word) = self.word(text, analysis, next) else {
                break;
            };
            let glued = analysis.tokens[part.last].end == analysis.tokens[next].start;
            let letter = (glued || has_unit).then(|| self.letters.get(&word)).flatten();
            let Some(&power) = self.scales.get(&word).or(letter) else {
                break;
            };
            let Some(value) = times_ten(part.value, power) else {
                break;
            };
            part = Part { last: next, value, scale: part.scale + power, grouped: None, ..part };
        }
        part
    }

    /// "two", "twenty-five hundred", "a million", "half a million", "one thousand and two hundred".
    fn in_words(&self, text: &str, analysis: &Analysis, first: usize) -> Option<Part> {
        let mut total: i128 = 0;
        let mut current: i128 = 0;
        let mut last = None;
        let mut at = first;
        let mut power_of_last = 0;
        let lead = self.word(text, analysis, first)?;
        let mut halves = false;
        if analysis.at(first, Term::Half).is_some() && analysis.at(first + 1, Term::Article).is_some() {
            halves = true;
            current = 1;
            at += 2;
            self.scales.get(&self.word(text, analysis, at)?)?;
        } else if analysis.at(first, Term::Article).is_some() {
            current = 1;
            at += 1;
            self.scales.get(&self.word(text, analysis, at)?)?;
        } else if !self.words.contains_key(&lead) {
            return None;
        }
        for _ in 0..16 {
            let joins = last.is_some() && (analysis.is(text, at, "-") || analysis.at(at, Term::RangeAnd).is_some());
            let here = if joins { at + 1 } else { at };
            let Some(word) = self.word(text, analysis, here) else {
                break;
            };
            if let Some(&value) = self.words.get(&word) {
                // "nineteen seventy" is a year, "two or three" is not one number.
                let fits = current == 0 || current % 100 == 0 || (current % 10 == 0 && value < 10);
                if !fits {
                    break;
                }
                current += i128::from(value);
            } else if let Some(&power) = self.scales.get(&word) {
                if word.ends_with('s') && current == 0 {
                    return None;
                }
                let times = 10i128.checked_pow(u32::from(power))?;
                current = current.max(1).checked_mul(times)?;
                power_of_last = power;
                if power > 2 {
                    total = total.checked_add(current)?;
                    current = 0;
                }
            } else {
                break;
            }
            last = Some(here);
            at = here + 1;
        }
        let last = last?;
        let sum = total.checked_add(current)?;
        let value = if halves { Decimal::new(sum.checked_mul(5)?, 1).normalize() } else { Decimal::new(sum, 0) };
        Some(Part {
            first,
            last,
            value,
            base: value,
            grouped: None,
            grouping: Grouping::None,
            scale: if power_of_last > 2 { power_of_last } else { 0 },
            in_words: true,
        })
    }
}
