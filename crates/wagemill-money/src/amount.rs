//! Amounts of a sentence: a number or two, the sign or word of a currency, bounds and ranges.
//!
//! One pass from left to right; nothing is resolved yet (see `denomination.rs`).

use crate::currency::{Currencies, Use};
use crate::figure::{Numerals, Part};
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Bound, Change};
use crate::number::Grouping;
use crate::term::Term;
use crate::token::Kind;
use wagemill_decimal::Decimal;

/// An amount as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub sentence: usize,
    /// the tokens of the quote
    pub first: usize,
    pub last: usize,
    /// with the bounds and approximations around
    pub lead: usize,
    pub tail: usize,
    pub low: Part,
    pub high: Option<Part>,
    /// index into `Currencies::units`; `None` where no currency is written
    pub unit: Option<usize>,
    /// the mark of a place or people before the unit: "Qatar riyals"
    pub qualifier: Option<Mark>,
    pub bound: Bound,
    pub approximate: bool,
    pub change: Change,
    pub rules: Vec<&'static str>,
}

/// How far before an amount a verb of change rules it.
const CHANGE_REACH: usize = 9;

pub(crate) struct Scanner<'a> {
    pub text: &'a str,
    pub analysis: &'a Analysis,
    pub numerals: &'a Numerals,
    pub currencies: &'a Currencies,
    pub sentence: usize,
}

/// A part with the units on both sides of it.
struct Priced {
    part: Part,
    first: usize,
    last: usize,
    left: Option<usize>,
    right: Option<usize>,
    qualifier: Option<Mark>,
}

impl Priced {
    fn unit(&self, currencies: &Currencies) -> Option<usize> {
        match (self.left, self.right) {
            (Some(left), Some(right)) => {
                let narrower = currencies.units[right].candidates.len() < currencies.units[left].candidates.len();
                Some(if narrower { right } else { left })
            }
            (left, right) => left.or(right),
        }
    }
}

impl Scanner<'_> {
    /// All amounts with a currency, and the bare numbers between them.
    pub(crate) fn amounts(&self) -> (Vec<Raw>, Vec<Part>) {
        let mut found = Vec::new();
        let mut bare: Vec<Part> = Vec::new();
        let mut at = 0;
        while at < self.analysis.tokens.len() {
            let Some(low) = self.priced(at) else {
                at += 1;
                continue;
            };
            let next = self.amount(low, &mut found, &mut bare);
            at = next.max(at + 1);
        }
        (found, bare)
    }

    fn amount(&self, low: Priced, found: &mut Vec<Raw>, bare: &mut Vec<Part>) -> usize {
        if let Some(high) = self.range(&low, found) {
            let end = high.last + 1;
            if let Some(split) = self.change_of_two(&low, &high) {
                let (first, second) = split;
                found.push(self.raw(
                    &low,
                    None,
                    low.unit(self.currencies).or(high.unit(self.currencies)),
                    Some(first),
                    found,
                ));
                let unit = high.unit(self.currencies).or(low.unit(self.currencies));
                found.push(self.raw(&high, None, unit, Some(second), found));
            } else {
                let unit = match (low.unit(self.currencies), high.unit(self.currencies)) {
                    (Some(one), Some(other)) if self.width(other) < self.width(one) => Some(other),
                    (one, other) => one.or(other),
                };
                let raw = self.raw(&low, Some(&high), unit, None, found);
                found.push(raw);
            }
            return end;
        }
        match low.unit(self.currencies) {
            Some(unit) => {
                self.shared(&low, unit, found, bare);
                let raw = self.raw(&low, None, Some(unit), None, found);
                found.push(raw);
            }
            None => bare.push(low.part),
        }
        low.last + 1
    }

    fn width(&self, unit: usize) -> usize {
        self.currencies.units[unit].candidates.len()
    }

    /// "1000 and 1400 soums": the number before takes the unit, too.
    fn shared(&self, priced: &Priced, unit: usize, found: &mut Vec<Raw>, bare: &mut Vec<Part>) {
        if priced.left.is_some() {
            return;
        }
        let mut first = priced.first;
        let mut parts = Vec::new();
        while let Some(part) = bare.last().copied() {
            let joined = part.last + 2 == first && self.analysis.at(part.last + 1, Term::ListJoiner).is_some();
            let plain = !part.in_words && !part.is_like_a_year() && part.value >= Decimal::from(10);
            let bound = part.first > 0
                && (self.analysis.ending(part.first - 1, Term::AtMost).is_some()
                    || self.analysis.ending(part.first - 1, Term::AtLeast).is_some());
            let one_style = (part.grouping == Grouping::Fraction) == (priced.part.grouping == Grouping::Fraction);
            if !joined || !plain || bound || !one_style || parts.len() == 3 {
                break;
            }
            bare.pop();
            first = part.first;
            parts.push(part);
        }
        for part in parts.into_iter().rev() {
            let lone = Priced {
                part,
                first: part.first,
                last: part.last,
                left: None,
                right: None,
                qualifier: priced.qualifier,
            };
            let mut raw = self.raw(&lone, None, Some(unit), None, found);
            raw.rules.push("shared_unit");
            found.push(raw);
        }
    }

    /// A number at a token, or behind a sign of money at it.
    fn priced(&self, at: usize) -> Option<Priced> {
        let left = self.analysis.marks_at(at).find(|mark| {
            mark.class == Class::from(Term::Currency) && self.currencies.units[mark.value as usize].place.before()
        });
        if let Some(mark) = left
            && let Some(part) = self.numerals.part(self.text, self.analysis, mark.last + 1, true)
            && !part.in_words
            && self.fits(&part, self.currencies.units[mark.value as usize].place, mark)
        {
            return Some(self.with_right(part, at, Some(mark.value as usize)));
        }
        if let Some(part) = self.numerals.part(self.text, self.analysis, at, false) {
            return Some(self.with_right(part, at, None));
        }
        self.one_unit(at)
    }

    /// "a dollar a day": an article for a number, where a period follows.
    fn one_unit(&self, at: usize) -> Option<Priced> {
        self.analysis.at(at, Term::Article)?;
        let mark = self.unit_after(at + 1)?;
        let period = [Term::HourPer, Term::DayPer, Term::WeekPer, Term::MonthPer, Term::YearPer];
        if !period.iter().any(|&term| self.analysis.at(mark.last + 1, term).is_some()) {
            return None;
        }
        let part = Part {
            first: at,
            last: at,
            value: Decimal::ONE,
            base: Decimal::ONE,
            grouped: None,
            grouping: Grouping::None,
            scale: 0,
            in_words: true,
        };
        Some(self.with_right(part, at, None))
    }

    fn fits(&self, part: &Part, place: Use, mark: Mark) -> bool {
        let figure = self.analysis.tokens[part.first];
        let length = figure.text(self.text).chars().filter(char::is_ascii_digit).count();
        match place {
            // "W1 million", "R14.50", "N30,000"; not "R2", "N95", nor "K 12".
            Use::Letter => {
                let glued = self.analysis.tokens[mark.last].end == figure.start;
                glued && (length >= 3 || part.scale > 0 || part.grouping != Grouping::None)
            }
            Use::Cautious => length >= 4 || part.scale > 0,
            _ => true,
        }
    }

    fn unit_after(&self, at: usize) -> Option<Mark> {
        self.analysis.marks_at(at).find(|mark| {
            mark.class == Class::from(Term::Currency) && self.currencies.units[mark.value as usize].place.after()
        })
    }

    fn with_right(&self, part: Part, first: usize, left: Option<usize>) -> Priced {
        let mut priced = Priced { part, first, last: part.last, left, right: None, qualifier: None };
        let mut at = part.last + 1;
        if self.analysis.is(self.text, at, "-") || self.analysis.at(at, Term::CurrencyAdjective).is_some() {
            at += 1;
        }
        let qualifier = self.analysis.at(at, Term::People).or_else(|| self.analysis.at(at, Term::Place));
        let direct = self.unit_after(at);
        let (mark, qualifier) = match (direct, qualifier) {
            (Some(mark), _) => (Some(mark), None),
            (None, Some(qualifier)) => (self.unit_after(qualifier.last + 1), Some(qualifier)),
            (None, None) => (None, None),
        };
        let Some(mark) = mark else {
            return priced;
        };
        let unit = &self.currencies.units[mark.value as usize];
        // A code or sign before the next figure belongs to that one.
        let before_next = unit.place.before() && self.analysis.is_figure(mark.last + 1);
        let compatible = left.is_none_or(|left| {
            let others = &self.currencies.units[left].candidates;
            unit.candidates.iter().any(|candidate| others.contains(candidate))
        });
        if compatible && !before_next {
            priced.right = Some(mark.value as usize);
            priced.qualifier = qualifier;
            priced.last = mark.last;
        }
        priced
    }

    /// The other end of a range.
    fn range(&self, low: &Priced, found: &[Raw]) -> Option<Priced> {
        let at = low.last + 1;
        let token = self.analysis.tokens.get(at)?;
        let (_, between, _) = self.before(low.first, found);
        let mut next = match token.text(self.text) {
            "-" | "–" | "—" | "~" | "～" | "−" | "‑" | "‒" | "〜" => {
                // " - " with spaces parts clauses more often than ends of a range.
                let spaced = self.analysis.tokens[low.last].end < token.start;
                let spaced_after = self.analysis.tokens.get(at + 1).is_some_and(|next| token.end < next.start);
                if spaced != spaced_after || low.part.in_words {
                    return None;
                }
                at + 1
            }
            _ => match (self.analysis.at(at, Term::RangeJoiner), self.analysis.at(at, Term::RangeAnd)) {
                (Some(mark), _) => mark.last + 1,
                (None, Some(mark)) if between => mark.last + 1,
                _ => return None,
            },
        };
        for _ in 0..3 {
            let skipped = self.analysis.at(next, Term::Approximate).or_else(|| self.analysis.at(next, Term::Filler));
            match skipped {
                Some(mark) if !self.starts_number(next) => next = mark.last + 1,
                _ => break,
            }
        }
        let high = self.priced(next)?;
        let (one, other) = (low.unit(self.currencies), high.unit(self.currencies));
        let agree = match (one, other) {
            (None, None) => return None,
            (Some(one), Some(other)) => {
                let others = &self.currencies.units[other].candidates;
                self.currencies.units[one].candidates.iter().any(|candidate| others.contains(candidate))
            }
            // "500 yuan to 20 workers" is no range, "$300 to 400" is one.
            (Some(_), None) => low.left.is_some() && low.right.is_none() && !self.counts_things(high.last + 1),
            (None, Some(_)) => !low.part.is_like_a_year() || high.left.is_none(),
        };
        // "5 - $20": a number before a sign of money is something else.
        let lone = one.is_none() && high.left.is_some();
        (agree && !lone).then_some(high)
    }

    fn starts_number(&self, at: usize) -> bool {
        self.analysis.is_figure(at) || self.analysis.marks_at(at).any(|mark| mark.class == Class::from(Term::Currency))
    }

    fn counts_things(&self, at: usize) -> bool {
        self.analysis.is(self.text, at, "%")
            || [Term::Person, Term::PieceUnit, Term::TimeUnit, Term::HoursWord, Term::People]
                .iter()
                .any(|&term| self.analysis.at(at, term).is_some())
    }

    /// "from X to Y" and "climbs X to Y" after a verb of change: two values.
    fn change_of_two(&self, low: &Priced, high: &Priced) -> Option<(Change, Change)> {
        if !matches!(self.analysis.tokens[low.last + 1].kind, Kind::Word) {
            return None;
        }
        let lead = self.skip_back(low.first);
        let before = lead.checked_sub(1)?;
        if self.analysis.at(before, Term::ChangeFrom).is_some() && self.change_near(before) {
            return Some((Change::From, Change::To));
        }
        if self.analysis.at(before, Term::ChangeBy).is_some() && self.change_near(before) {
            return Some((Change::By, Change::To));
        }
        let both = low.unit(self.currencies).is_some() && high.unit(self.currencies).is_some();
        let direct = self.analysis.ending(before, Term::Change).is_some();
        (both && direct && low.part.value < high.part.value).then_some((Change::By, Change::To))
    }

    /// Whether a verb of change stands before a token, in the same clause.
    fn change_near(&self, before: usize) -> bool {
        for back in 1..=CHANGE_REACH {
            let Some(token) = before.checked_sub(back) else {
                return false;
            };
            if self.analysis.ending(token, Term::Change).is_some() {
                return true;
            }
            if matches!(self.analysis.tokens[token].text(self.text), ";" | ".") {
                return false;
            }
        }
        false
    }

    /// The first token before which there is no word that merely colours an amount.
    fn skip_back(&self, first: usize) -> usize {
        let mut at = first;
        for _ in 0..6 {
            let Some(before) = at.checked_sub(1) else { break };
            let mark =
                self.analysis.ending(before, Term::Approximate).or_else(|| self.analysis.ending(before, Term::Filler));
            match mark {
                Some(mark) => at = mark.first,
                None => break,
            }
        }
        at
    }

    /// The bound and the approximation before an amount: (first token, led by "between", found).
    fn before(&self, first: usize, found: &[Raw]) -> (usize, bool, (Option<Mark>, bool)) {
        let floor = found.last().map_or(0, |raw| raw.last + 1);
        let mut at = first;
        let (mut between, mut bound, mut approximate) = (false, None, false);
        let mut definite = false;
        for _ in 0..8 {
            let Some(before) = at.checked_sub(1) else { break };
            let mark = self.analysis.marks_ending(before).find(|mark| {
                mark.first >= floor
                    && matches!(
                        Term::of(mark.class),
                        Some(
                            Term::AtMost
                                | Term::AtLeast
                                | Term::Approximate
                                | Term::Filler
                                | Term::RangeBetween
                                | Term::RangeFrom
                        )
                    )
            });
            let Some(mark) = mark else { break };
            match Term::of(mark.class) {
                // "below the Rs 600 minimum" compares; the sum itself is exact.
                Some(Term::AtMost | Term::AtLeast) if definite => break,
                Some(Term::AtMost | Term::AtLeast) if bound.is_none() => bound = Some(mark),
                Some(Term::AtMost | Term::AtLeast) => break,
                Some(Term::Approximate) => approximate = true,
                Some(Term::RangeBetween | Term::RangeFrom) => between = true,
                _ => definite |= self.analysis.at(mark.first, Term::Definite).is_some(),
            }
            at = mark.first;
        }
        (at, between, (bound, approximate))
    }

    fn raw(
        &self,
        low: &Priced,
        high: Option<&Priced>,
        unit: Option<usize>,
        change: Option<Change>,
        found: &[Raw],
    ) -> Raw {
        let (lead, _, (bound_mark, mut approximate)) = self.before(low.first, found);
        let last = high.map_or(low.last, |high| high.last);
        let mut rules = vec!["amount"];
        let mut tail = last;
        let mut bound = Bound::Exact;
        let mut shift = change.unwrap_or(Change::None);
        if high.is_some() {
            bound = Bound::Range;
            rules.push("range");
        } else if let Some(mark) = bound_mark {
            let target = self.analysis.at(mark.first, Term::ChangeTo).is_some_and(|to| to.last == mark.last);
            if target && self.change_near(mark.first) {
                shift = Change::To;
                rules.push("change_to");
            } else {
                bound = if mark.class == Class::from(Term::AtMost) { Bound::AtMost } else { Bound::AtLeast };
                rules.push(bound.name());
            }
        }
        for (term, after) in [(Term::AtMostAfter, Bound::AtMost), (Term::AtLeastAfter, Bound::AtLeast)] {
            if bound == Bound::Exact
                && let Some(mark) = self.analysis.at(last + 1, term)
            {
                bound = after;
                tail = mark.last;
                rules.push(bound.name());
            }
        }
        if let Some(mark) = self.analysis.at(last + 1, Term::ApproximateAfter) {
            approximate = true;
            tail = mark.last;
        }
        if shift == Change::None && bound == Bound::Exact && high.is_none() {
            shift = self.change_of_one(lead);
        }
        let (mut low_part, high_part) = (low.part, high.map(|high| high.part));
        if let Some(high) = &high_part
            && low_part.scale == 0
            && high.scale > 0
            && low_part.base <= high.base
            && low_part.base < Decimal::from(1000)
        {
            low_part = low_part.with_scale(high.scale);
            rules.push("shared_scale");
        }
        Raw {
            sentence: self.sentence,
            first: low.first,
            last,
            lead,
            tail,
            low: low_part,
            high: high_part,
            unit,
            qualifier: low.qualifier.or(high.and_then(|high| high.qualifier)),
            bound,
            approximate,
            change: shift,
            rules,
        }
    }

    /// "raised by X", "raised to X".
    fn change_of_one(&self, lead: usize) -> Change {
        let Some(before) = lead.checked_sub(1) else {
            return Change::None;
        };
        if self.analysis.ending(before, Term::ChangeBy).is_some() && self.change_near(before) {
            Change::By
        } else if self.analysis.ending(before, Term::ChangeTo).is_some() && self.change_near(before) {
            Change::To
        } else if self.analysis.at(before, Term::ChangeFrom).is_some() && self.change_near(before) {
            Change::From
        } else {
            Change::None
        }
    }

    /// The raw amount of a number without a currency.
    pub(crate) fn bare(&self, part: Part, found: &[Raw]) -> Raw {
        let lone = Priced { part, first: part.first, last: part.last, left: None, right: None, qualifier: None };
        let mut raw = self.raw(&lone, None, None, None, found);
        raw.rules.push("elided_currency");
        raw
    }
}
