//! Sums without a currency: "they promised me 1,100".

use wagemill_decimal::Decimal;

use crate::amount::Scanner;
use crate::conversion::{Link, links};
use crate::figure::Part;
use crate::lexicon::Analysis;
use crate::money::{CurrencyBasis, Denomination};
use crate::number::Grouping;
use crate::period;
use crate::reader::{CARRY, Reader};
use crate::sum::{Sum, sides};
use crate::term::Term;

/// A smaller number without a currency is mostly no money.
const LEAST: i32 = 100;
/// 万 and more: a number with it is large enough to be pay.
const EAST_ASIAN_SCALE: u8 = 4;

impl Reader<'_> {
    /// The currency of the last sum of a sentence that is no conversion.
    pub(crate) fn main_currency(&self, sentence: usize, sums: &[Sum]) -> Option<Denomination> {
        let found = links(self.text, self.analysis(sentence), &sides(sums));
        let last = found.iter().rposition(|link| *link == Link::None)?;
        Some(sums[last].currency.clone())
    }

    /// The bare numbers of a sentence that must be pay, too: "they promised me 1,100". `before` is the currency of the
    /// sentences before, `own` that of this one.
    pub(crate) fn elided(
        &self,
        sentence: usize,
        named: &[Sum],
        numbers: Vec<Part>,
        earlier_sums: &[Sum],
        before: Option<&Denomination>,
        own: Option<&Denomination>,
    ) -> Vec<Sum> {
        let analysis = self.analysis(sentence);
        let scanner = Scanner {
            text: self.text,
            analysis,
            numerals: &self.language.numerals,
            currencies: &self.language.currencies,
            sentence,
        };
        let mut found = Vec::new();
        let links = links(self.text, analysis, &sides(named));
        let mut next_named = 0;
        for part in numbers {
            while named.get(next_named).is_some_and(|sum| sum.raw.last < part.first) {
                next_named += 1;
            }
            let used = named.get(next_named).is_some_and(|sum| sum.raw.first <= part.first);
            let scaled = part.scale >= EAST_ASIAN_SCALE && self.language.numerals.east_asian;
            let in_words = part.in_words && !scaled && part.scale == 0 && part.value < Decimal::from(1000);
            let next = part.last + 1;
            // "piden doce pesetas …, la patronal no pasa de ocho": a number of the size of the sum before.
            let own_sums = named[..next_named].iter().zip(&links).rev();
            let nearest = own_sums
                .filter(|(_, link)| **link == Link::None)
                .map(|(sum, _)| sum)
                .chain(earlier_sums.iter().rev().filter(|sum| sum.link == Link::None).take(6))
                .find(|sum| sum.raw.sentence + CARRY >= sentence && sum.amount.min.or(sum.amount.max).is_some());
            let like = nearest.is_some_and(|sum| {
                let value = sum.amount.min.or(sum.amount.max).unwrap_or(Decimal::ZERO);
                let three = Decimal::from(3);
                let within =
                    |small: Decimal, large: Decimal| small.checked_mul(three).is_none_or(|limit| limit >= large);
                within(value, part.value) && within(part.value, value)
            });
            let small = part.value < Decimal::from(LEAST) && period::per(analysis, next).is_none() && !like;
            let in_words = in_words && !(like && part.value >= Decimal::from(5));
            if used || in_words || part.is_like_a_year() || small {
                continue;
            }
            let east = self.language.numerals.east_asian;
            let ends = next >= analysis.tokens.len()
                || [",", ".", ";", "!", "?", "”", "\"", "’", ")", "»", "“", "—", "–", "…", "(", "[", ":"]
                    .contains(&analysis.sign(self.text, next))
                || [Term::AtLeastAfter, Term::AtMostAfter, Term::ApproximateAfter, Term::BandAfter]
                    .iter()
                    .any(|&term| analysis.at(next, term).is_some())
                || scaled
                || part.scale > 0;
            let per = period::per(analysis, next).is_some();
            let each = analysis.at(next, Term::ElidedAfter).is_some();
            let joined =
                each || analysis.at(next, Term::ListJoiner).is_some() || analysis.at(next, Term::Barrier).is_some();
            if !(ends || per || joined) || !each && self.counts(analysis, next) {
                continue;
            }
            let raw = scanner.bare(part, &[]);
            let pays = |token: usize| {
                analysis.ending(token, Term::ElidedVerb).is_some() || analysis.ending(token, Term::WageStrong).is_some()
            };
            // Before the amount, whatever colours it, or in what colours it: "quedó en 540".
            let mut paid = (1..=analysis.reach(4))
                .flat_map(|back| [raw.lead.checked_sub(back), raw.first.checked_sub(back).filter(|_| back <= 2)])
                .flatten()
                .any(pays);
            let bargains = |token: usize| {
                [Term::WageWeak, Term::Bargain, Term::DemandVerb, Term::Change]
                    .iter()
                    .any(|&term| analysis.ending(token, term).is_some())
            };
            paid |= like
                && !self.language.numerals.east_asian
                && (1..=4).filter_map(|back| raw.lead.checked_sub(back)).any(bargains);
            // "1.9 million rubles at once and 210,000 a month", "- Region I: 4.9 million …".
            // "Five years ago it was 400."
            let exact = part.value >= Decimal::from(LEAST) || part.value.scale() > 0;
            let was = [raw.lead, raw.first]
                .iter()
                .filter_map(|first| first.checked_sub(1))
                .any(|token| analysis.ending(token, Term::ElidedLike).is_some());
            paid |= like && exact && was && !part.in_words;
            // "They made 5,743 yuan, and in catering 4,022."
            let goes_on = like && next_named > 0 && !self.language.numerals.east_asian;
            paid |= goes_on && ends && part.value >= Decimal::from(LEAST) && !part.in_words;
            paid |= per
                && (next_named > 0 || before.is_some())
                && part.value >= Decimal::from(LEAST)
                && (like || part.scale > 0 || part.grouping != Grouping::None);
            paid |= self.heading(sentence).is_some() && (like || part.scale > 0) && earlier_sums.last().is_some();
            // "рабочий получает 3000 юаней, начальник — 5000"
            let dash =
                raw.lead.checked_sub(1).is_some_and(|token| matches!(analysis.sign(self.text, token), "—" | "–"));
            paid |= dash && next_named > 0;
            if self.language.verb_last {
                paid |= (next..next + analysis.reach(4)).any(|token| analysis.at(token, Term::ElidedVerb).is_some());
            }
            // "월급 300", "月薪3万": a noun that says the time and the sum right behind it.
            let said_so = raw.lead.checked_sub(1).is_some_and(|token| period::noun_ending(analysis, token, east))
                || part.scale > 0 && (per || period::before(analysis, raw.lead, 0).is_some());
            let unsaid = || said_so.then(|| self.facts.unsaid(&self.language.currencies)).flatten();
            // The sum before it in the sentence, else in those before, else one behind it.
            let mut own_sums = named[..next_named].iter().zip(&links).rev();
            let earlier = own_sums.find(|(sum, link)| **link == Link::None && sum.currency.code.is_some());
            let said = earlier.map(|(sum, _)| &sum.currency).or(before).or(own);
            let Some(mut currency) = said.cloned().or_else(unsaid) else { continue };
            if let Some(home) = self.home_instead(&part, &currency) {
                currency = home;
            }
            if paid || said_so && east {
                let currency = Denomination { basis: CurrencyBasis::Elided, ..currency };
                found.push(self.sum(raw, currency));
            }
        }
        found
    }

    /// The currency of the language's country, where the one that was named last makes the sum too large for anybody's pay
    /// and the other does not: "3 triệu rưỡi" behind a sum in dollars.
    fn home_instead(&self, part: &Part, said: &Denomination) -> Option<Denomination> {
        let all = &self.language.currencies.all;
        let magnitude = |index: usize| all[index].magnitude;
        let is_too_large = |magnitude: u8| {
            10i128.checked_pow(u32::from(magnitude) + 5).is_some_and(|limit| part.value >= Decimal::new(limit, 0))
        };
        let home = *self.language.home.first()?;
        let named = self.language.currencies.by_code(said.code?)?;
        (is_too_large(magnitude(named)) && !is_too_large(magnitude(home))).then(|| Denomination {
            code: Some(all[home].code),
            basis: CurrencyBasis::Elided,
            candidates: Vec::new(),
        })
    }

    /// Whether a word for what is counted stands at a token: "1,100 workers", "12小时", "3만명".
    fn counts(&self, analysis: &Analysis, at: usize) -> bool {
        analysis.is(self.text, at, "%")
            || [Term::Person, Term::PieceUnit, Term::TimeUnit, Term::HoursWord, Term::DaysWord]
                .iter()
                .any(|&term| analysis.at(at, term).is_some())
    }
}
