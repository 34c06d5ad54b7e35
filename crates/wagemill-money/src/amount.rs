//! Amounts of a sentence: a number or two, the sign or word of a currency, bounds and ranges.
//!
//! One pass from left to right; nothing is resolved yet (see `denomination.rs`).

mod change;
mod ranges;
mod small_units;

use crate::currency::{Currencies, Use};
use crate::figure::{Numerals, Part};
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{Bound, Change};
use crate::number::Grouping;
use crate::term::Term;
use ranges::elliptic;
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
            if !self.may_begin(at) {
                at += 1;
                continue;
            }
            let Some(low) = self.priced(at) else {
                at += 1;
                continue;
            };
            let next = self.amount(low, &mut found, &mut bare);
            at = next.max(at + 1);
        }
        (found, bare)
    }

    /// Whether a sum may begin at a token: a figure, a numeral, or a word that some list has.
    fn may_begin(&self, at: usize) -> bool {
        self.numerals.east_asian
            || self.analysis.is_figure(at)
            || self.analysis.marks_at(at).any(|mark| {
                matches!(
                    Term::of(mark.class),
                    Some(Term::Currency | Term::NumberWord | Term::ScaleWord | Term::Half | Term::Article)
                )
            })
    }

    fn amount(&self, low: Priced, found: &mut Vec<Raw>, bare: &mut Vec<Part>) -> usize {
        if let Some(high) = self.range(&low, found) {
            let end = high.last + 1;
            if let Some(split) = self.change_of_two(&low, &high) {
                let (first, second) = split;
                let mut low = low;
                // "с 45 до 60 тысяч": the scale is that of both.
                if low.part.scale == 0
                    && high.part.scale > 0
                    && low.unit(self.currencies).is_none()
                    && first == Change::From
                {
                    let shared = low.part.with_scale(high.part.scale);
                    let near = |one: Decimal, other: Decimal| {
                        one.checked_mul(Decimal::from(20)).is_none_or(|limit| limit >= other)
                    };
                    if !near(low.part.value, high.part.value) && near(shared.value, high.part.value) {
                        low.part = shared;
                    }
                }
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
                let mut raw = self.raw(&low, None, Some(unit), None, found);
                self.add_tenth(&mut raw);
                self.add_cents(&mut raw);
                match found.last_mut() {
                    Some(whole) if self.is_rest(whole, &raw) => self.add_rest(whole, &raw),
                    _ => found.push(raw),
                }
            }
            None => {
                let pair = self.pair(&low);
                let part = pair.unwrap_or(low.part);
                bare.push(part);
                return part.last.max(low.last) + 1;
            }
        }
        found.last().map_or(low.last, |raw| raw.last.max(low.last)) + 1
    }

    fn width(&self, unit: usize) -> usize {
        self.currencies.units[unit].candidates.len()
    }

    /// A number at a token, or behind a sign of money at it.
    fn priced(&self, at: usize) -> Option<Priced> {
        let left = self.analysis.marks_at(at).find(|mark| {
            mark.class == Class::from(Term::Currency) && self.currencies.units[mark.value as usize].place.before()
        });
        if let Some(mark) = left {
            let mut next = mark.last + 1;
            // 人民币约5000元, 미화 약 100달러
            if self.numerals.east_asian
                && let Some(about) =
                    self.analysis.at(next, Term::Approximate).or_else(|| self.analysis.at(next, Term::Filler))
            {
                next = about.last + 1;
            }
            if let Some(part) = self.numerals.part(self.text, self.analysis, next, true)
                && (!part.in_words || self.numerals.east_asian)
                && self.fits(&part, self.currencies.units[mark.value as usize].place, mark)
            {
                return Some(self.with_right(part, at, Some(mark.value as usize)));
            }
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
        if self.numerals.east_asian {
            return None;
        }
        let period = [Term::HourPer, Term::DayPer, Term::WeekPer, Term::MonthPer, Term::YearPer];
        if !period.iter().any(|&term| self.analysis.at(mark.last + 1, term).is_some()) {
            return None;
        }
        let part = Part::new(at, at, Decimal::ONE, true);
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
        let mut part = part;
        // "CHF 3'600.–": signs for no cents.
        let glued = |token: usize| {
            self.analysis.tokens.get(token).is_some_and(|next| self.analysis.tokens[token - 1].end == next.start)
        };
        let (point, dash) = (part.last + 1, part.last + 2);
        if glued(point)
            && glued(dash)
            && matches!(self.analysis.sign(self.text, point), "." | ",")
            && matches!(self.analysis.sign(self.text, dash), "–" | "-" | "—")
        {
            part.last = dash;
        }
        let mut priced = Priced { part, first, last: part.last, left, right: None, qualifier: None };
        let mut at = part.last + 1;
        for _ in 0..3 {
            let between = self.analysis.at(at, Term::CurrencyAdjective);
            if self.unit_after(at).is_some() {
                break;
            }
            at = match between {
                Some(mark) => mark.last + 1,
                None if ["-", "'", "’"].iter().any(|sign| self.analysis.is(self.text, at, sign)) => at + 1,
                None => break,
            };
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

    fn starts_number(&self, at: usize) -> bool {
        self.analysis.is_figure(at) || self.analysis.marks_at(at).any(|mark| mark.class == Class::from(Term::Currency))
    }

    fn counts_things(&self, at: usize) -> bool {
        self.analysis.is(self.text, at, "%")
            || [Term::Person, Term::PieceUnit, Term::TimeUnit, Term::HoursWord, Term::People]
                .iter()
                .any(|&term| self.analysis.at(at, term).is_some())
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
            // "lương tối thiểu 12.500": the end of a word for pay is no bound.
            let named = matches!(Term::of(mark.class), Some(Term::AtMost | Term::AtLeast))
                && self
                    .analysis
                    .marks_ending(before)
                    .any(|other| other.first < mark.first && other.class == Class::from(Term::WageStrong));
            if named {
                break;
            }
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

    /// "1,400 + overtime": not "1,400+".
    fn adds(&self, last: usize) -> bool {
        let glued = || self.analysis.tokens[last].end == self.analysis.tokens[last + 1].start;
        self.analysis.is(self.text, last + 1, "+") && !glued()
    }

    /// "would not start for less than X", "nothing short of X".
    fn is_refused(&self, bound: Mark) -> bool {
        self.analysis.at(bound.first, Term::BoundRefusable).is_some_and(|mark| mark.last == bound.last)
            && (1..=self.analysis.reach(7))
                .map_while(|back| bound.first.checked_sub(back))
                .take_while(|&token| {
                    self.analysis.at(token, Term::Barrier).is_none() && !self.analysis.is(self.text, token, ",")
                })
                .any(|token| self.analysis.at(token, Term::Negation).is_some())
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
            let origin = self.analysis.at(mark.first, Term::ChangeFrom).is_some_and(|from| from.last == mark.last);
            // Only where it is said what it becomes: "начинается от 210 тыс." is a bound.
            let becomes = || {
                (last + 1..=last + self.analysis.reach(6))
                    .any(|token| self.analysis.at(token, Term::ChangeTo).is_some())
            };
            let changes = || self.verb_behind(last) || self.change_near(mark.first) && becomes();
            if target && self.change_near(mark.first) {
                shift = Change::To;
                rules.push("change_to");
            } else if origin && changes() {
                shift = Change::From;
                rules.push("change_from");
            } else {
                let most = (mark.class == Class::from(Term::AtMost)) != self.is_refused(mark);
                bound = if most { Bound::AtMost } else { Bound::AtLeast };
                rules.push(bound.name());
            }
        }
        for (term, after) in [(Term::AtMostAfter, Bound::AtMost), (Term::AtLeastAfter, Bound::AtLeast)] {
            if bound == Bound::Exact
                && let Some(mark) = self.analysis.at(last + 1, term)
                && !(after == Bound::AtMost && self.change_behind(last, Term::ChangeToAfter))
                && !self.adds(last)
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
        let more = low.part.or_more || high.is_some_and(|high| high.part.or_more);
        if more && bound == Bound::Exact {
            bound = Bound::AtLeast;
            rules.push(bound.name());
        }
        let mut band = low.part.upto.filter(|_| high.is_none());
        if let Some(mark) = self.analysis.at(last + 1, Term::BandAfter)
            && high.is_none()
            && bound == Bound::Exact
        {
            band = band_of(low.part.value);
            tail = mark.last;
        }
        if band.is_some() && bound == Bound::Exact {
            bound = Bound::Range;
            approximate |= !low.part.pair;
            rules.push(if low.part.pair { "range" } else { "band" });
        }
        if shift == Change::None && bound == Bound::Exact && high.is_none() {
            shift = self.change_of_one(lead, last);
        }
        let (mut low_part, mut high_part) = (low.part, high.map(|high| high.part));
        if let Some(upto) = band {
            high_part = Some(Part { value: upto, ..low.part });
        }
        if let Some(high) = &high_part
            && let Some(value) = elliptic(&low_part, high)
        {
            low_part.value = value;
            low_part.base = value;
            rules.push("shared_zeros");
        }
        if let Some(high) = &high_part
            && band.is_none()
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

    /// The raw amount of a number without a currency.
    pub(crate) fn bare(&self, part: Part, found: &[Raw]) -> Raw {
        let lone = Priced { part, first: part.first, last: part.last, left: None, right: None, qualifier: None };
        let mut raw = self.raw(&lone, None, None, None, found);
        raw.rules.push("elided_currency");
        raw
    }
}

/// The upper end of "in the range of": 2000만원대 is from 20 to 30 million.
fn band_of(value: Decimal) -> Option<Decimal> {
    let mantissa = value.normalize();
    if !mantissa.is_positive() || mantissa.scale() > 0 {
        return None;
    }
    let mut unit: i128 = 1;
    let digits = mantissa.mantissa();
    while digits % (unit * 10) == 0 {
        unit *= 10;
    }
    value.checked_add(Decimal::new(unit, 0))
}
