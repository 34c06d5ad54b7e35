//! What verbs of change say of a sum: "raised by", "raised to", "from … to".

use super::{Priced, Scanner};
use crate::money::Change;
use crate::term::Term;
use crate::token::Kind;
use wagemill_decimal::Decimal;

/// How far before an amount a verb of change rules it.
const CHANGE_REACH: usize = 11;

impl Scanner<'_> {
    /// "from X to Y" and "climbs X to Y" after a verb of change: two values.
    pub(super) fn change_of_two(&self, low: &Priced, high: &Priced) -> Option<(Change, Change)> {
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
    pub(super) fn follows_from(&self, low: &Priced) -> bool {
        let first = self.skip_back(low.first);
        let near = [first, low.first].into_iter().filter_map(|first| first.checked_sub(1));
        near.into_iter().any(|before| self.analysis.ending(before, Term::ChangeFrom).is_some())
            || self.analysis.at(first, Term::ChangeFrom).is_some_and(|mark| mark.last < low.first)
    }

    /// "подняли с 19 242 рублей до 22 440": the sum is what something was.
    pub(super) fn changes_from(&self, low: &Priced) -> bool {
        let Some(before) = self.skip_back(low.first).checked_sub(1) else { return false };
        let from = self.analysis.ending(before, Term::ChangeFrom).is_some();
        from && low.part.value >= Decimal::from(100) && self.change_near(before)
    }

    /// Whether a word of the class and a verb of change stand behind a token, in the same clause.
    pub(super) fn change_behind(&self, last: usize, term: Term) -> bool {
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
    pub(super) fn verb_behind(&self, last: usize) -> bool {
        let last = self.analysis.behind_bracket(self.text, last);
        (last + 1..=last + self.analysis.reach(CHANGE_REACH / 2))
            .take_while(|&token| !matches!(self.analysis.sign(self.text, token), "," | ";" | "." | "(" | ")"))
            .any(|token| self.analysis.at(token, Term::Change).is_some())
    }

    /// Whether a verb of change stands before a token, in the same clause.
    pub(super) fn change_near(&self, before: usize) -> bool {
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

    /// "raised by X", "raised to X", "X로 올랐다".
    pub(super) fn change_of_one(&self, lead: usize, last: usize) -> Change {
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
}
