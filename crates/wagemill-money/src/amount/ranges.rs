//! Two numbers that are one sum.

use super::{Priced, Raw, Scanner};
use crate::figure::Part;
use crate::number::Grouping;
use crate::term::Term;
use crate::token::Kind;
use wagemill_decimal::Decimal;

impl Scanner<'_> {
    /// "45–50 тыс. в месяц", "9-12 triệu/tháng": a range whose currency is not said.
    pub(super) fn pair(&self, low: &Priced) -> Option<Part> {
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

    /// "1000 and 1400 soums": the number before takes the unit, too.
    pub(super) fn shared(&self, priced: &Priced, unit: usize, found: &mut Vec<Raw>, bare: &mut Vec<Part>) {
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

    /// The other end of a range.
    pub(super) fn range(&self, low: &Priced, found: &[Raw]) -> Option<Priced> {
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

    /// Whether a range stands in a bracket behind a token.
    pub(super) fn bracket_has_range(&self, last: usize) -> bool {
        let close = self.analysis.behind_bracket(self.text, last);
        (last + 1..close).any(|token| matches!(self.analysis.sign(self.text, token), "~" | "-" | "–"))
    }
}

/// "7~8000" is 7,000 to 8,000: the lower end shares the zeros of the upper one.
pub(super) fn elliptic(low: &Part, high: &Part) -> Option<Decimal> {
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
