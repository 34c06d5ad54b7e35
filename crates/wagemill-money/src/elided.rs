//! Sums without a currency: "they promised me 1,100".

use wagemill_decimal::Decimal;

use crate::amount::Scanner;
use crate::conversion::{Link, links};
use crate::figure::Part;
use crate::money::{CurrencyBasis, Denomination};
use crate::period;
use crate::reader::Reader;
use crate::sum::{Sum, sides};
use crate::term::Term;

/// A smaller number without a currency is mostly no money.
const LEAST: i32 = 100;

impl Reader<'_> {
    /// The currency of the last sum of a sentence that is no conversion.
    pub(crate) fn main_currency(&self, sentence: usize, sums: &[Sum]) -> Option<Denomination> {
        let found = links(self.text, &self.analyses[sentence], &sides(sums));
        let last = found.iter().rposition(|link| *link == Link::None)?;
        Some(sums[last].currency.clone())
    }

    /// The bare numbers of a sentence that must be pay, too: "they promised me 1,100".
    pub(crate) fn elided(
        &self,
        sentence: usize,
        named: &[Sum],
        numbers: Vec<Part>,
        currency: &Denomination,
    ) -> Vec<Sum> {
        let analysis = &self.analyses[sentence];
        let scanner = Scanner {
            text: self.text,
            analysis,
            numerals: &self.grammar.numerals,
            currencies: &self.grammar.currencies,
            sentence,
        };
        let mut found = Vec::new();
        let mut next_named = 0;
        for part in numbers {
            while named.get(next_named).is_some_and(|sum| sum.raw.last < part.first) {
                next_named += 1;
            }
            let used = named.get(next_named).is_some_and(|sum| sum.raw.first <= part.first);
            if used || part.in_words || part.is_like_a_year() || part.value < Decimal::from(LEAST) {
                continue;
            }
            let next = part.last + 1;
            let ends = next >= analysis.tokens.len()
                || [",", ".", ";", "!", "?", "”", "\"", "’"].iter().any(|sign| analysis.is(self.text, next, sign));
            let per = period::per(analysis, next).is_some();
            if !(ends || per) {
                continue;
            }
            let raw = scanner.bare(part, &[]);
            let paid = (1..=4).any(|back| {
                raw.lead.checked_sub(back).is_some_and(|token| {
                    let verb =
                        analysis.at(token, Term::ElidedVerb).is_some_and(|mark| mark.last + 1 + back >= raw.lead);
                    verb || analysis.ending(token, Term::WageStrong).is_some()
                })
            });
            if paid {
                let currency = Denomination { basis: CurrencyBasis::Elided, ..currency.clone() };
                found.push(self.sum(raw, currency));
            }
        }
        found
    }
}
