//! The text's own conversions: "(USD 237 to 279)", ", or 11 cents", "equivalent to $841"; and
//! exchange rates, which only look like them: "US$1=W1,123", "3,400 won per US dollar".

use crate::lexicon::{Analysis, Class, Mark};
use crate::money::Denomination;
use crate::period;
use crate::term::Term;

/// A resolved amount of a sentence, as this module sees it.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub lead: usize,
    pub first: usize,
    pub last: usize,
    pub tail: usize,
    pub is_one: bool,
    pub approximate: bool,
    pub currency: &'a Denomination,
}

/// What an amount is besides a sum of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    None,
    /// the conversion of the amount with this index
    Of(usize),
    /// a further conversion of an amount that has one
    Further(usize),
    /// one side of an exchange rate
    Rate,
}

/// The links of all amounts of a sentence.
pub(crate) fn links(text: &str, analysis: &Analysis, sides: &[Side<'_>]) -> Vec<Link> {
    let mut links = vec![Link::None; sides.len()];
    for (index, link) in links.iter_mut().enumerate() {
        if is_rate(text, analysis, sides, index) {
            *link = Link::Rate;
        }
    }
    let mut index = 0;
    while index < sides.len() {
        if links[index] != Link::Rate {
            let host = index;
            let mut next = index + 1;
            // "100북한원(1북한원=약372원), 우리돈으로 3만7천원": the rate stands between.
            while next < sides.len() && links[next] == Link::Rate && next <= host + 2 {
                next += 1;
            }
            let rated = next > host + 1;
            let first = next;
            while next < sides.len() && links[next] == Link::None {
                let first_of_host = next == first;
                let bridged;
                let previous = if rated && first_of_host {
                    let close = (sides[next - 1].tail + 1..sides[next].lead)
                        .find(|&token| matches!(analysis.sign(text, token), ")" | "]"));
                    let Some(close) = close else { break };
                    bridged = Side { tail: close, ..sides[next - 1] };
                    &bridged
                } else {
                    &sides[next - 1]
                };
                if !follows(text, analysis, previous, &sides[next], first_of_host, &sides[host]) {
                    break;
                }
                links[next] = if first_of_host { Link::Of(host) } else { Link::Further(host) };
                next += 1;
            }
            index = next.max(index + 1);
        } else {
            index += 1;
        }
    }
    links
}

/// Two sums around `=` or, with one unit of the one currency, `:`; a sum "per dollar".
fn is_rate(text: &str, analysis: &Analysis, sides: &[Side<'_>], index: usize) -> bool {
    let side = &sides[index];
    let joined = |left: &Side<'_>, right: &Side<'_>| {
        let sign = left.last + 1;
        let near = right.first <= sign + 2;
        (analysis.is(text, sign, "=") || analysis.is(text, sign, ":"))
            && near
            && (left.is_one || right.is_one)
            && (different(left.currency, right.currency) || left.is_one && analysis.is(text, sign, "="))
    };
    let with_next = sides.get(index + 1).is_some_and(|next| joined(side, next));
    let with_previous = index > 0 && joined(&sides[index - 1], side);
    if with_next || with_previous {
        return true;
    }
    // "135 won per US dollar", "3,400 won to the dollar".
    let after = side.last + 1;
    if analysis.at(after, Term::Rate).is_some()
        || side.lead.checked_sub(1).is_some_and(|before| is_rate_word(analysis, before))
    {
        return true;
    }
    let article = analysis.at(after + 1, Term::ArticleOrOne).is_some();
    let per = analysis.at(after, Term::RatePer).is_some() || (article && analysis.at(after, Term::RateFor).is_some());
    let unit = after + if article { 2 } else { 1 };
    per && analysis.at(unit, Term::Currency).is_some()
        && analysis.tokens.get(unit).is_none_or(|token| token.text(text).len() != 1)
        && !sides.iter().any(|other| other.first == unit)
}

/// 달러당, за доллар, 1ドル＝: the words end with the currency of which one is meant.
fn is_rate_word(analysis: &Analysis, last: usize) -> bool {
    analysis.ending(last, Term::Rate).is_some_and(|mark| {
        (mark.first..=mark.last)
            .any(|token| analysis.at(token, Term::Currency).is_some_and(|unit| unit.last <= mark.last))
    })
}

fn different(one: &Denomination, other: &Denomination) -> bool {
    match (one.code, other.code) {
        (Some(one), Some(other)) => one != other,
        (Some(code), None) => !other.candidates.contains(&code) || other.candidates.len() > 1,
        (None, Some(code)) => !one.candidates.contains(&code),
        (None, None) => false,
    }
}

/// Whether `next` restates `host` in another currency; `previous` is the amount right before it.
fn follows(
    text: &str,
    analysis: &Analysis,
    previous: &Side<'_>,
    next: &Side<'_>,
    first: bool,
    host: &Side<'_>,
) -> bool {
    if !different(host.currency, next.currency) {
        return false;
    }
    let gap = previous.tail + 1..next.lead.max(previous.tail + 1);
    if !first {
        // In one bracket, or one after another: "($300, 250 euros)", "($300; €250)".
        return gap.len() <= 2
            && gap.clone().all(|token| analysis.at(token, Term::ListJoiner).is_some())
            && !gap.is_empty();
    }
    if gap.len() == 1 && analysis.is(text, gap.start, "/") {
        return true;
    }
    if gap.len() > analysis.reach(12) {
        return false;
    }
    let bracket = gap.clone().rev().find(|&token| analysis.is(text, token, "(") || analysis.is(text, token, "["));
    if let Some(open) = bracket {
        let before = gap.start..open;
        let closed = before.clone().any(|token| [")", "]", ";", "."].contains(&analysis.sign(text, token)));
        if closed || before.len() > analysis.reach(6) {
            return false;
        }
        let inside = open + 1..gap.end;
        return covered(text, analysis, inside.clone(), &[Term::Conversion, Term::ConversionVerb]).is_some()
            || says_nothing_else(text, analysis, inside, next);
    }
    // 우리돈으로 3만7천원: the words for the money say that it is a conversion.
    let says_so = [Term::Conversion, Term::ConversionVerb]
        .iter()
        .any(|&term| analysis.at(next.first, term).is_some_and(|mark| mark.last > next.first));
    if says_so && gap.len() <= 1 {
        return true;
    }
    // "500 won a day, roughly $40".
    let restates = next.approximate
        && gap.end > gap.start
        && [",", "-", "–", "—"].iter().any(|sign| analysis.is(text, gap.end - 1, sign));
    // "$325 at the rate of the day"
    let at_rate = gap.len() == 1
        && matches!(analysis.sign(text, gap.start), "," | "–" | "—" | "-")
        && analysis.at(next.tail + 1, Term::ConversionAfter).is_some();
    // "278 pesos a day from January, equivalent to $14"
    let says_at_end = || {
        let mark = analysis.marks_ending(gap.end.checked_sub(1)?).filter(|mark| mark.first > gap.start);
        let verb = mark.into_iter().find(|mark| mark.class == Class::from(Term::ConversionSaid))?;
        let comma = matches!(analysis.sign(text, verb.first - 1), "," | "–" | "—" | "-");
        let speaks = |token: usize| {
            analysis.is_figure(token)
                || analysis.at(token, Term::Barrier).is_some()
                || analysis.at(token, Term::WageStrong).is_some()
        };
        let plain = !(gap.start..verb.first - 1).any(speaks);
        (comma && plain && gap.len() <= analysis.reach(10)).then_some(())
    };
    at_rate
        || says_at_end().is_some()
        || covered(text, analysis, gap.clone(), &[Term::ConversionVerb]).is_some_and(|linked| linked || restates)
}

/// Whether a bracket holds nothing but a sum and a few words that speak neither of pay nor of a change.
fn says_nothing_else(text: &str, analysis: &Analysis, before: std::ops::Range<usize>, next: &Side<'_>) -> bool {
    const OTHER: &[Term] = &[
        Term::WageStrong,
        Term::WageWeak,
        Term::Bonus,
        Term::Raise,
        Term::Rate,
        Term::Price,
        Term::Person,
        Term::Change,
        Term::YearPer,
    ];
    let closes =
        (next.tail + 1..=next.tail + analysis.reach(3)).any(|token| matches!(analysis.sign(text, token), ")" | "]"));
    let speaks = |token: usize| {
        analysis.marks_at(token).any(|mark| OTHER.iter().any(|&term| Class::from(term) == mark.class))
            || analysis.is_figure(token)
            || matches!(analysis.sign(text, token), ";" | ":" | "=" | "%")
    };
    closes && before.len() <= analysis.reach(6) && !before.clone().any(speaks)
}

/// Whether all tokens of the range belong to words of conversion, approximations and periods, and
/// whether one of `links` is among them.
fn covered(text: &str, analysis: &Analysis, range: std::ops::Range<usize>, links: &[Term]) -> Option<bool> {
    let colour = [Term::Approximate, Term::Filler, Term::AtMost, Term::AtLeast, Term::Conversion, Term::ConversionVerb];
    let mut linked = false;
    let mut at = range.start;
    while at < range.end {
        if [",", "-", "–", "—", "/", "="].iter().any(|sign| analysis.is(text, at, sign)) {
            linked |= analysis.is(text, at, "=");
            at += 1;
            continue;
        }
        let known = |mark: &Mark| {
            let is = |terms: &[Term]| terms.iter().any(|&term| Class::from(term) == mark.class);
            mark.last < range.end && (is(links) || is(&colour) || period::is_per(mark.class))
        };
        let mark = analysis.marks_at(at).find(known)?;
        let same = analysis.marks_at(at).filter(|other| other.last == mark.last);
        linked |= same.into_iter().any(|other| links.iter().any(|&term| Class::from(term) == other.class));
        at = mark.last + 1;
    }
    Some(linked)
}
