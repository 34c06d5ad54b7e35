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
const CHANGE_REACH: usize = 11;

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

    /// 七块五, 四元二: a lone digit behind the unit is its next place.
    fn add_tenth(&self, raw: &mut Raw) {
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
    fn add_cents(&self, raw: &mut Raw) {
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
    fn is_cents(&self, raw: &Raw, at: usize) -> bool {
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

    fn add(&self, raw: &mut Raw, more: Decimal, last: usize) {
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
    fn is_rest(&self, whole: &Raw, rest: &Raw) -> bool {
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

    fn add_rest(&self, whole: &mut Raw, rest: &Raw) {
        let factor = rest.unit.map_or(Decimal::ONE, |unit| self.currencies.units[unit].factor);
        if let Some(more) = rest.low.value.checked_mul(factor) {
            self.add(whole, more, rest.last);
        }
    }

    /// "45–50 тыс. в месяц", "9-12 triệu/tháng": a range whose currency is not said.
    fn pair(&self, low: &Priced) -> Option<Part> {
        let at = low.last + 1;
        let sign = matches!(self.analysis.sign(self.text, at), "-" | "–" | "—" | "~" | "−");
        let joiner = self.analysis.at(at, Term::RangeJoiner);
        if !sign && joiner.is_none() {
            return None;
        }
        let next = joiner.map_or(at, |mark| mark.last) + 1;
        let spaced = self.analysis.tokens[low.last].end < self.analysis.tokens[at].start;
        let high = self.priced(next).filter(|high| high.unit(self.currencies).is_none())?.part;
        if sign && (spaced || low.part.in_words && !self.numerals.east_asian && !self.numerals.scale_first) {
            return None;
        }
        let mut first = low.part;
        if let Some(value) = elliptic(&first, &high) {
            first.value = value;
        } else if first.scale == 0 && high.scale > 0 && first.base <= high.base {
            first = first.with_scale(high.scale);
        }
        let plain = !first.is_like_a_year() && first.grouping != Grouping::Fraction || high.scale > 0;
        let last = high.last;
        (plain && first.value < high.value && first.upto.is_none()).then(|| Part {
            last,
            upto: Some(high.value),
            pair: true,
            scale: high.scale.max(first.scale),
            ..first
        })
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
            let plain = !part.in_words && !part.pair && !part.is_like_a_year() && part.value >= Decimal::from(10);
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

    /// The other end of a range.
    fn range(&self, low: &Priced, found: &[Raw]) -> Option<Priced> {
        let at = low.last + 1;
        let token = self.analysis.tokens.get(at)?;
        let (_, between, _) = self.before(low.first, found);
        let mut next = match self.analysis.sign(self.text, at) {
            "-" | "–" | "—" | "~" | "−" | "‑" | "‒" | "―" | "─" => {
                // " - " with spaces parts clauses more often than ends of a range.
                let spaced = self.analysis.tokens[low.last].end < token.start;
                let spaced_after = self.analysis.tokens.get(at + 1).is_some_and(|next| token.end < next.start);
                // "две-три тысячи", not "twenty-five".
                let in_words = low.part.in_words && !self.numerals.east_asian && !self.numerals.scale_first;
                if spaced != spaced_after || in_words {
                    return None;
                }
                at + 1
            }
            // "venti, al massimo 30 euro"
            "," if low.unit(self.currencies).is_none()
                && low.part.value < Decimal::from(1000)
                && let Some(mark) = self.analysis.at(at + 1, Term::AtMost)
                && self.priced(mark.last + 1).is_some_and(|high| high.part.value > low.part.value) =>
            {
                mark.last + 1
            }
            _ => match (self.analysis.at(at, Term::RangeJoiner), self.analysis.at(at, Term::RangeAnd)) {
                (Some(mark), _) => mark.last + 1,
                (None, Some(mark)) if between => mark.last + 1,
                // "từ 3,9 triệu lên 4,1 triệu": a joiner that says a change.
                (None, None) if self.follows_from(low) => self.analysis.at(at, Term::ChangeTo)?.last + 1,
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
            (Some(_), None) => {
                let by_sign = at + 1 == next && token.kind == Kind::Sign && low.right.is_some();
                low.left.is_some() && low.right.is_none() && !self.counts_things(high.last + 1)
                    || token.kind == Kind::Word && self.changes_from(low) && !self.counts_things(high.last + 1)
                    || by_sign && self.numerals.east_asian && high.part.scale > 0
            }
            // "zum 1. Januar 2024 auf 12,41 Euro": a year is no end of a range, unless "from" stands before it.
            (None, Some(_)) => {
                let from = between || self.changes_from(low);
                !low.part.is_like_a_year() || high.left.is_none() && (token.kind == Kind::Sign || from)
            }
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
        // "5억5000만원에서 2억원 오른": what it was, and by how much.
        if self.analysis.at(low.last + 1, Term::ChangeFromAfter).is_some()
            && low.part.value > high.part.value
            && self.analysis.at(high.last + 1, Term::ChangeToAfter).is_none()
            && (self.analysis.at(high.last + 1, Term::RaiseAfter).is_some() || self.verb_behind(high.last))
        {
            return Some((Change::From, Change::By));
        }
        // 5만원에서 10만원으로 올랐다, 3000元から5000元に上がった
        // A bracket between is mostly the conversion of a range: 2300元から2500元（約4万円）に上がる.
        if self.analysis.at(low.last + 1, Term::ChangeFromAfter).is_some()
            && !self.bracket_has_range(high.last)
            && self.change_behind(high.last, Term::ChangeToAfter)
        {
            return Some((Change::From, Change::To));
        }
        let lead = self.skip_back(low.first);
        let before = lead.checked_sub(1)?;
        let changes = self.change_near(before) || self.verb_behind(high.last);
        let from = self
            .analysis
            .ending(before, Term::ChangeFrom)
            .or_else(|| self.analysis.ending(low.first - 1, Term::ChangeFrom));
        let direct = self.analysis.at(low.last + 1, Term::ChangeTo).is_some()
            && self.analysis.at(low.last + 1, Term::RangeJoiner).is_none()
            && self.follows_from(low);
        if from.is_some() && changes || direct {
            return Some((Change::From, Change::To));
        }
        if self.analysis.at(before, Term::ChangeBy).is_some() && self.change_near(before) {
            return Some((Change::By, Change::To));
        }
        let both = low.unit(self.currencies).is_some() && high.unit(self.currencies).is_some();
        let direct = self.analysis.ending(before, Term::Change).is_some();
        (both && direct && low.part.value < high.part.value).then_some((Change::By, Change::To))
    }

    /// Whether "from" stands before a number.
    fn follows_from(&self, low: &Priced) -> bool {
        let first = self.skip_back(low.first);
        let near = [first, low.first].into_iter().filter_map(|first| first.checked_sub(1));
        near.into_iter().any(|before| self.analysis.ending(before, Term::ChangeFrom).is_some())
            || self.analysis.at(first, Term::ChangeFrom).is_some_and(|mark| mark.last < low.first)
    }

    /// "подняли с 19 242 рублей до 22 440": the sum is what something was.
    fn changes_from(&self, low: &Priced) -> bool {
        let Some(before) = self.skip_back(low.first).checked_sub(1) else { return false };
        let from = self.analysis.ending(before, Term::ChangeFrom).is_some();
        from && low.part.value >= Decimal::from(100) && self.change_near(before)
    }

    /// Whether a range stands in a bracket behind a token.
    fn bracket_has_range(&self, last: usize) -> bool {
        let close = self.analysis.behind_bracket(self.text, last);
        (last + 1..close).any(|token| matches!(self.analysis.sign(self.text, token), "~" | "-" | "–"))
    }

    /// Whether a word of the class and a verb of change stand behind a token, in the same clause.
    fn change_behind(&self, last: usize, term: Term) -> bool {
        let last = self.analysis.behind_bracket(self.text, last);
        let Some(mark) = self.analysis.at(last + 1, term) else {
            return false;
        };
        let reach = self.analysis.reach(CHANGE_REACH / 2);
        (mark.last + 1..mark.last + 1 + reach)
            .take_while(|&token| ![",", ";", ".", ")"].contains(&self.analysis.sign(self.text, token)))
            .any(|token| self.analysis.at(token, Term::Change).is_some())
    }

    /// Whether a verb of change stands behind a token, in the same clause: "von 12 auf 15 Euro steigen".
    fn verb_behind(&self, last: usize) -> bool {
        let last = self.analysis.behind_bracket(self.text, last);
        (last + 1..=last + self.analysis.reach(CHANGE_REACH / 2))
            .take_while(|&token| !matches!(self.analysis.sign(self.text, token), "," | ";" | "." | "(" | ")"))
            .any(|token| self.analysis.at(token, Term::Change).is_some())
    }

    /// Whether a verb of change stands before a token, in the same clause.
    fn change_near(&self, before: usize) -> bool {
        for back in 1..=self.analysis.reach(CHANGE_REACH) {
            let Some(token) = before.checked_sub(back) else {
                return false;
            };
            if self.analysis.ending(token, Term::Change).is_some() {
                return true;
            }
            // The full stop of "1. Juli" ends nothing.
            let ordinal = token > 0 && self.analysis.is_figure(token - 1) && self.analysis.is(self.text, token, ".");
            if !ordinal && matches!(self.analysis.sign(self.text, token), ";" | "." | "(" | ")") {
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

    /// "raised by X", "raised to X", "X로 올랐다".
    fn change_of_one(&self, lead: usize, last: usize) -> Change {
        for (term, change) in [
            (Term::ChangeToAfter, Change::To),
            (Term::ChangeByAfter, Change::By),
            (Term::ChangeFromAfter, Change::From),
        ] {
            if self.change_behind(last, term) {
                return change;
            }
        }
        let Some(before) = lead.checked_sub(1) else {
            return Change::None;
        };
        // 从3000元涨到5000元, с 18 тыс. выросла до 21 тыс.: the verb stands behind.
        let verb_next =
            (last + 1..=last + self.analysis.reach(2)).any(|token| self.analysis.at(token, Term::Change).is_some());
        if verb_next && self.analysis.ending(before, Term::ChangeFrom).is_some() {
            return Change::From;
        }
        // 涨到, 引き上げて: the verb and its preposition in one.
        let both = self.analysis.ending(before, Term::Change);
        for (term, change) in [(Term::ChangeTo, Change::To), (Term::ChangeBy, Change::By)] {
            if let Some(mark) = self.analysis.ending(before, term)
                && both.is_some_and(|verb| verb.first < mark.first)
            {
                return change;
            }
        }
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

/// "7~8000" is 7,000 to 8,000: the lower end shares the zeros of the upper one.
fn elliptic(low: &Part, high: &Part) -> Option<Decimal> {
    let plain = |part: &Part| part.scale == 0 && part.value.scale() == 0 && !part.in_words;
    if !plain(low) || !plain(high) || low.grouping != Grouping::None || high.grouping == Grouping::Fraction {
        return None;
    }
    let (small, large) = (low.value.mantissa(), high.value.mantissa());
    if large <= 0 {
        return None;
    }
    let mut zeros = 1;
    while large % (zeros * 10) == 0 {
        zeros *= 10;
    }
    let lead = large / zeros;
    // One digit before the zeros on both sides, or two.
    let like =
        (1..10).contains(&small) && (2..10).contains(&lead) || (10..100).contains(&small) && (11..100).contains(&lead);
    (like && small < lead && zeros >= 100).then(|| Decimal::new(small * zeros, 0))
}
