//! The rest of a sum: cents behind its unit, and a second sum in the smaller unit.

use super::{Raw, Scanner};
use crate::money::{Bound, Change};
use crate::term::Term;
use crate::token::Kind;
use wagemill_decimal::Decimal;

impl Scanner<'_> {
    /// 七块五, 四元二: a lone digit behind the unit is its next place.
    pub(super) fn add_tenth(&self, raw: &mut Raw) {
        if !self.numerals.east_asian || raw.low.value.scale() > 0 || raw.high.is_some() {
            return;
        }
        let next = raw.last + 1;
        let Some(digit) = self.numerals.part(self.text, self.analysis, next, false) else { return };
        let lone = digit.last == next && digit.in_words && digit.scale == 0 && digit.value < Decimal::from(10);
        let glued = self.analysis.tokens[raw.last].end == self.analysis.tokens[next].start;
        let ends = matches!(self.analysis.sign(self.text, next + 1), "" | "," | "." | ";" | ")" | "”" | "!" | "?");
        if lone
            && glued
            && ends
            && let Some(tenth) = digit.value.checked_mul(Decimal::new(1, 1))
        {
            self.add(raw, tenth, next);
        }
    }

    /// "acht Euro fünfundsiebzig", "4 euros 50": a number below a hundred behind the unit is its cents.
    pub(super) fn add_cents(&self, raw: &mut Raw) {
        let next = raw.last + 1;
        let whole = raw.low.scale == 0 && raw.low.value.scale() == 0 && raw.high.is_none();
        if whole && self.is_cents(raw, next) {
            let cents = self.analysis.tokens[next].text(self.text).parse::<i128>().unwrap_or_default();
            return self.add(raw, Decimal::new(cents, 2), next);
        }
        if !whole || !raw.low.in_words || !self.numerals.scale_first {
            return;
        }
        let Some(cents) = self.numerals.part(self.text, self.analysis, next, false) else { return };
        let few = cents.in_words && cents.value >= Decimal::from(5) && cents.value < Decimal::from(100);
        if few
            && !self.counts_things(cents.last + 1)
            && self.unit_after(cents.last + 1).is_none()
            && let Some(hundredths) = cents.value.checked_mul(Decimal::new(1, 2))
        {
            self.add(raw, hundredths, cents.last);
        }
    }

    /// Whether two digits behind a word for money say nothing but its cents.
    pub(super) fn is_cents(&self, raw: &Raw, at: usize) -> bool {
        let written = self.analysis.tokens[raw.last].text(self.text);
        let word = self.analysis.tokens[raw.last].kind == Kind::Word && written.chars().count() >= 4;
        let digits = self.analysis.tokens.get(at).filter(|token| token.kind == Kind::Figure);
        let two = digits
            .is_some_and(|token| token.end - token.start == 2 && token.start == self.analysis.tokens[raw.last].end + 1);
        let coins = raw.unit.is_some_and(|unit| {
            let unit = &self.currencies.units[unit];
            let of_coins = |currency: usize| {
                self.currencies.all[currency].digits == 2 && self.currencies.all[currency].magnitude <= 1
            };
            unit.factor == Decimal::ONE && unit.candidates.iter().any(|&candidate| of_coins(candidate))
        });
        let ends = || {
            let sign = self.analysis.sign(self.text, at + 1);
            matches!(sign, "" | "," | "." | ";" | ")" | "”" | "\"" | "»" | "!" | "?" | "–" | "—" | "(" | "/" | ":")
                || crate::period::per(self.analysis, at + 1).is_some()
                || self.analysis.at(at + 1, Term::PieceEach).is_some()
                || self.analysis.at(at + 1, Term::PieceArticle).is_some()
                    && self.analysis.at(at + 2, Term::PieceUnit).is_some()
                || self.analysis.at(at + 1, Term::Barrier).is_some()
        };
        word && two && coins && ends()
    }

    pub(super) fn add(&self, raw: &mut Raw, more: Decimal, last: usize) {
        if let Some(value) = raw.low.value.checked_add(more) {
            raw.low.value = value.normalize();
            raw.low.base = raw.low.value;
            raw.low.grouped = None;
            raw.tail = raw.tail.max(last);
            raw.last = last;
            raw.rules.push("subunit");
        }
    }

    /// "2 dollars and 50 cents", 1위안 50전: the second sum is the rest of the first one.
    pub(super) fn is_rest(&self, whole: &Raw, rest: &Raw) -> bool {
        let (Some(one), Some(other)) = (whole.unit, rest.unit) else { return false };
        let (one, other) = (&self.currencies.units[one], &self.currencies.units[other]);
        let joins =
            [Term::RangeAnd, Term::Preposition].iter().any(|&term| self.analysis.at(whole.last + 1, term).is_some());
        let and = usize::from(joins);
        let plain = |raw: &Raw| raw.high.is_none() && raw.change == Change::None && raw.low.scale == 0;
        let one_unit = Decimal::ONE;
        whole.last + 1 + and == rest.first
            && plain(whole)
            && plain(rest)
            && rest.bound == Bound::Exact
            && whole.low.value.scale() == 0
            && one.factor == one_unit
            && other.factor < one_unit
            && rest.low.value.checked_mul(other.factor).is_some_and(|value| value < one_unit)
            && one.candidates.iter().any(|candidate| other.candidates.contains(candidate))
    }

    pub(super) fn add_rest(&self, whole: &mut Raw, rest: &Raw) {
        let factor = rest.unit.map_or(Decimal::ONE, |unit| self.currencies.units[unit].factor);
        if let Some(more) = rest.low.value.checked_mul(factor) {
            self.add(whole, more, rest.last);
        }
    }
}
