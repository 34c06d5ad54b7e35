//! The steps after the amounts are found: currencies, conversions, roles, periods, working time.

use std::collections::BTreeMap;

use wagemill_decimal::Decimal;

use crate::amount::Raw;
use crate::conversion::{Link, links};
use crate::denomination::Facts;
use crate::figure::Part;
use crate::grammar::Grammar;
use crate::hours::{WorkingTime, working_time};
use crate::language::Language;
use crate::lexicon::Analysis;
use crate::money::{Amount, Bound, Denomination, Equivalent, Money, Period, PeriodBasis, Reading, Role};
use crate::period::{self, Found};
use crate::role::{Barriers, Carried, Judgement, Surroundings};
use crate::scalars::Scalars;
use crate::sum::{FARTHEST, FARTHEST_AFTER, Scale, Sum, is_alike, is_close, near, sides};
use crate::term::Term;

/// A sum may take its role and period from one this many sentences before.
pub(crate) const CARRY: usize = 3;
/// So many powers of ten of dollars are nobody's pay for a month.
const LARGE_MAGNITUDE: u32 = 5;
/// Where pay is bargained for, so many sums of pay before a sum may say what it is.
const LAST_WAGES: usize = 3;
/// As many items of a list are looked back over for what leads to it.
const LONGEST_LIST: usize = 12;
/// More than this in US dollars a year is paid to no one person, unless a salary is named.
const TOO_LARGE_MAGNITUDE: u8 = 7;

pub(crate) struct Reader<'a> {
    pub grammar: &'a Grammar,
    pub language: &'a Language,
    pub text: &'a str,
    pub reading: &'a Reading,
    pub facts: Facts<'a>,
}

impl<'a> Reader<'a> {
    pub(crate) fn analysis(&self, sentence: usize) -> &'a Analysis {
        self.grammar.sentence(self.reading, self.text, sentence)
    }

    pub(crate) fn read(self, amounts: Vec<(usize, Vec<Raw>)>, bare: Vec<(usize, Part)>) -> Vec<Money> {
        let mut sums: Vec<Sum> = Vec::new();
        let mut amounts = amounts.into_iter().peekable();
        let mut bare = bare.into_iter().peekable();
        let mut last_currency: Option<(Denomination, usize)> = None;
        while let Some(sentence) = next_sentence(amounts.peek().map(|(at, _)| *at), bare.peek().map(|(at, _)| *at)) {
            let raws = amounts.next_if(|(at, _)| *at == sentence).map(|(_, raws)| raws).unwrap_or_default();
            let mut here: Vec<Sum> = Vec::new();
            let mut numbers: Vec<Part> = Vec::new();
            while let Some((_, part)) = bare.next_if(|(index, _)| *index == sentence) {
                numbers.push(part);
            }
            let named: Vec<Sum> = raws.into_iter().map(|raw| self.named(raw)).collect();
            let own = self.main_currency(sentence, &named);
            if !numbers.is_empty() {
                let before =
                    last_currency.as_ref().filter(|(_, at)| sentence - at <= CARRY).map(|(currency, _)| currency);
                here = self.elided(sentence, &named, numbers, &sums, before, own.as_ref());
            }
            here.extend(named);
            here.sort_by_key(|sum| sum.raw.first);
            let said = own.or_else(|| here.last().map(|sum| sum.currency.clone()));
            if let Some(currency) = said {
                last_currency = Some((currency, sentence));
            }
            self.relate(sentence, &mut here);
            let offset = sums.len();
            for sum in &mut here {
                match &mut sum.link {
                    Link::Of(host) | Link::Further(host) => *host += offset,
                    Link::None | Link::Rate => {}
                }
                sum.equivalent = sum.equivalent.map(|index| index + offset);
            }
            sums.append(&mut here);
        }
        self.judge(&mut sums);
        self.carry_periods(&mut sums);
        self.finish(sums)
    }

    fn named(&self, raw: Raw) -> Sum {
        let currency = self.facts.denomination(
            &raw,
            self.analysis(raw.sentence),
            &self.language.currencies,
            self.grammar.places(),
        );
        self.sum(raw, currency)
    }

    pub(crate) fn sum(&self, raw: Raw, currency: Denomination) -> Sum {
        let unit = raw.unit.map(|unit| &self.language.currencies.units[unit]);
        let whole = currency
            .code
            .and_then(|code| self.language.currencies.by_code(code))
            .map(|index| &self.language.currencies.all[index])
            .is_some_and(|currency| currency.digits == 0 || currency.magnitude >= 3);
        let value = |part: &Part| {
            let value = if whole { part.grouped.unwrap_or(part.value) } else { part.value };
            match unit {
                Some(unit) if unit.factor != Decimal::ONE => value.checked_mul(unit.factor).map(Decimal::normalize),
                _ => Some(value),
            }
        };
        let low = value(&raw.low);
        let high = raw.high.as_ref().map_or(low, value);
        let (min, max) = match raw.bound {
            Bound::Exact | Bound::Range => (low, high),
            Bound::AtLeast => (low, None),
            Bound::AtMost => (None, high),
        };
        let amount = Amount { min, max, bound: raw.bound, approximate: raw.approximate };
        let judgement = Judgement::by_rule(Role::Other, 0.1, "other_words");
        Sum {
            end: raw.tail,
            tail: raw.tail,
            raw,
            currency,
            amount,
            link: Link::None,
            equivalent: None,
            period: None,
            judgement,
        }
    }

    /// Conversions and rates of a sentence, and the phrases of periods behind the amounts.
    fn relate(&self, sentence: usize, sums: &mut [Sum]) {
        let analysis = self.analysis(sentence);
        let found = links(self.text, analysis, &sides(sums));
        for (index, link) in found.iter().enumerate() {
            sums[index].link = *link;
            if let Link::Of(host) | Link::Further(host) = *link {
                let end = self.closing(analysis, sums[index].raw.tail);
                sums[host].end = end;
                sums[host].tail = end;
                if matches!(link, Link::Of(_)) {
                    sums[host].equivalent = Some(index);
                }
            }
        }
        for index in 0..sums.len() {
            if sums[index].link != Link::None {
                continue;
            }
            // The phrase stands behind the amount, or behind its conversions.
            let sum = &sums[index];
            let floor = index.checked_sub(1).map_or(0, |before| sums[before].tail + 1);
            let own = period::phrase(self.text, analysis, sum.raw.lead, sum.raw.tail + 1, floor)
                .filter(|found| sum.end == sum.raw.tail || found.last < self.lead_of_equivalent(sums, sum));
            let found = own.or_else(|| {
                (sum.end > sum.raw.tail)
                    .then(|| period::phrase(self.text, analysis, sum.raw.lead, sum.end + 1, floor))
                    .flatten()
            });
            if let Some(found) = found {
                let sum = &mut sums[index];
                sum.tail = sum.tail.max(found.last);
                sum.period = Some(found);
            }
        }
    }

    fn lead_of_equivalent(&self, sums: &[Sum], sum: &Sum) -> usize {
        sum.equivalent.map_or(usize::MAX, |index| sums[index].raw.lead)
    }

    /// The closing bracket behind a token, if it stands there.
    fn closing(&self, analysis: &Analysis, last: usize) -> usize {
        (last + 1..=last + analysis.reach(4))
            .find(|&token| analysis.is(self.text, token, ")") || analysis.is(self.text, token, "]"))
            .unwrap_or(last)
    }

    fn judge(&self, sums: &mut [Sum]) {
        // The last sums of pay.
        let mut wages: Vec<usize> = Vec::new();
        let mut at = 0;
        while at < sums.len() {
            let sentence = sums[at].raw.sentence;
            let end = at + sums[at..].iter().take_while(|sum| sum.raw.sentence == sentence).count();
            let analysis = self.analysis(sentence);
            let spans: Vec<(usize, usize)> =
                sums[at..end].iter().filter(|sum| sum.link == Link::None).map(|sum| (sum.raw.first, sum.end)).collect();
            let barriers = Barriers::new(self.text, analysis, &spans);
            for index in at..end {
                if sums[index].link == Link::Rate {
                    sums[index].judgement = Judgement::by_rule(Role::Rate, 0.9, "exchange_rate");
                    continue;
                }
                if sums[index].link != Link::None {
                    continue;
                }
                let others: Vec<(usize, usize)> = near(&spans, sums[index].raw.first);
                if sums[index].period.is_none() {
                    let own = Scale::of(&sums[index]);
                    let unlike = |last: usize, period: Period| {
                        sums[at..end]
                            .iter()
                            .find(|other| other.raw.last == last)
                            .is_some_and(|other| !own.may_share(Scale::of(other), period, FARTHEST))
                    };
                    let raw = &sums[index].raw;
                    sums[index].period = period::in_sentence(self.text, analysis, raw, &others, &unlike);
                }
                let sum = &sums[index];
                let once = sum.period.as_ref().is_none_or(|found| found.basis != PeriodBasis::Phrase)
                    && period::once(analysis, sum.raw.lead, sum.tail);
                if once {
                    sums[index].period = Some(Found::once(sums[index].tail));
                }
                let sum = &sums[index];
                let phrase =
                    sum.period.as_ref().filter(|found| found.basis == PeriodBasis::Phrase).map(|found| found.period);
                let bargained = (1..=analysis.reach(4))
                    .map_while(|back| sum.raw.lead.checked_sub(back))
                    .any(|token| analysis.ending(token, Term::Bargain).is_some());
                let judgement = Surroundings {
                    text: self.text,
                    analysis,
                    barriers: &barriers,
                    lead: sum.raw.lead,
                    first: sum.raw.first,
                    tail: sum.tail,
                    end: sum.end,
                    change: sum.raw.change,
                    phrase,
                    period_in_sentence: sum.period.as_ref().is_some_and(|found| found.period != Period::Unknown),
                    period_noun: sum.period.as_ref().is_some_and(|found| found.rule == "period_noun"),
                    too_large: self.too_large(sum, 0),
                    far_too_large: self.too_large(sum, 1),
                    verb_last: self.language.verb_last,
                    in_list: self.reading.is_advertisement(sentence) || self.heading(sentence).is_some(),
                    priced_before: self.is_priced(&sums[..index], sum),
                    carried: wages
                        .iter()
                        .rev()
                        .take(if bargained { LAST_WAGES } else { 1 })
                        .filter_map(|&wage| self.carried(&sums[wage], &sums[wage + 1..index], sum))
                        .reduce(|last, before| if before.strength > last.strength { before } else { last }),
                    said_before: &|| self.said_before(sentence),
                }
                .judge();
                sums[index].judgement = judgement;
                self.restate(sums, index);
                self.named_again(sums, index);
                if matches!(sums[index].judgement.role, Role::Wage | Role::Bonus) {
                    wages.push(index);
                }
            }
            at = end;
        }
    }

    /// Whether the last sum for the same pieces was their price.
    fn is_priced(&self, before: &[Sum], sum: &Sum) -> bool {
        let unit = |sum: &Sum| sum.period.as_ref()?.piece_unit.clone();
        let Some(own) = unit(sum) else { return false };
        let same = |other: &Sum| unit(other).is_some_and(|other| other.ends_with(&own) || own.ends_with(&other));
        before
            .iter()
            .rev()
            .take_while(|other| other.raw.sentence + CARRY >= sum.raw.sentence)
            .find(|other| other.link == Link::None && same(other))
            .is_some_and(|other| other.judgement.role == Role::Price)
    }

    /// How strongly a sum of pay that was named before speaks for pay.
    fn carried(&self, wage: &Sum, since: &[Sum], sum: &Sum) -> Option<Carried> {
        let sentence = sum.raw.sentence;
        let strength = match sentence - wage.raw.sentence {
            0 => 1.2,
            1 => 0.9,
            distance if distance <= CARRY && is_close(wage, sum, 2) => 0.9,
            distance if distance <= CARRY => 0.6,
            _ => return None,
        };
        let like = match () {
            () if is_close(wage, sum, 3) => 1.3,
            () if is_alike(wage, sum) => 1.0,
            () => 0.6,
        };
        // Behind the rent in a list of what is spent there is no pay.
        let bought = |other: &Sum| matches!(other.judgement.role, Role::Rent | Role::Price);
        let between = since.iter().any(|other| other.link == Link::None && bought(other));
        let last = since.last().filter(|last| last.raw.sentence == sentence);
        let from = last.map_or(0, |last| last.tail + 2);
        let mut clause = from..sum.raw.lead;
        let people = clause.any(|token| self.analysis(sentence).at(token, Term::Person).is_some());
        let like = if between && !people && sentence > wage.raw.sentence { like * 0.25 } else { like };
        Some(Carried { role: wage.judgement.role, strength: strength * like, clear: wage.judgement.clear })
    }

    /// How strongly a word for pay in the sentence before speaks for pay, or in what leads to a list; or an
    /// advertisement for work.
    fn said_before(&self, sentence: usize) -> Option<Carried> {
        let heading = self.heading(sentence);
        let lines =
            heading.map_or(sentence.saturating_sub(1)..sentence, |heading| heading.saturating_sub(1)..heading + 1);
        let wage = Carried { role: Role::Wage, strength: if heading.is_some() { 1.2 } else { 0.8 }, clear: true };
        for before in lines.rev().map(|before| self.analysis(before)) {
            if before.of(Term::WageStrong).next().is_some() {
                return Some(wage);
            }
            if before.of(Term::Bonus).next().is_some() {
                return Some(Carried { role: Role::Bonus, strength: 0.9, clear: true });
            }
        }
        self.reading.is_advertisement(sentence).then_some(Carried { strength: 1.2, ..wage })
    }

    /// The sentence that leads to the list of which a sentence is an item.
    pub(crate) fn heading(&self, sentence: usize) -> Option<usize> {
        let is_item = |sentence: usize| {
            let line = &self.text[self.reading.sentences[sentence].clone()];
            line.trim_start()
                .starts_with(['-', '–', '—', '•', '*', '·', '●', '■', '○', '▪', '◆', '◇', '△', '▲', '▶', '・'])
        };
        if !is_item(sentence) {
            return None;
        }
        (sentence.saturating_sub(LONGEST_LIST)..sentence).rev().find(|&before| !is_item(before))
    }

    /// A sum that is stated again, without words of its own, is what it was.
    fn restate(&self, sums: &mut [Sum], index: usize) {
        if sums[index].judgement.own_words || sums[index].judgement.certainty > 0.6 {
            return;
        }
        let earlier = sums[index.saturating_sub(8)..index].iter().rev().find(|sum| {
            sum.link == Link::None && sum.amount == sums[index].amount && sum.currency.code == sums[index].currency.code
        });
        if let Some(earlier) = earlier.filter(|earlier| earlier.judgement.role != Role::Other) {
            sums[index].judgement = Judgement { rule: "restated", weak: true, ..earlier.judgement };
        }
    }

    /// "the sum was X": what the sums before were, where one of them was no pay.
    fn named_again(&self, sums: &mut [Sum], index: usize) {
        let sum = &sums[index];
        let analysis = self.analysis(sum.raw.sentence);
        let neutral = (1..=3)
            .map_while(|back| sum.raw.lead.checked_sub(back))
            .any(|token| analysis.ending(token, Term::Neutral).is_some());
        if !neutral || sum.judgement.clear {
            return;
        }
        let earlier = sums[index.saturating_sub(4)..index].iter().rev().find(|earlier| {
            let pay = matches!(earlier.judgement.role, Role::Wage | Role::Bonus | Role::Other);
            earlier.link == Link::None && !pay && sum.raw.sentence - earlier.raw.sentence <= CARRY
        });
        if let Some(earlier) = earlier {
            sums[index].judgement = Judgement { rule: "named_again", weak: true, ..earlier.judgement };
        }
    }

    /// Whether a sum is more than one person is paid, by `more` powers of ten.
    fn too_large(&self, sum: &Sum, more: u8) -> bool {
        let Some(value) = sum.amount.max.or(sum.amount.min) else {
            return false;
        };
        let magnitude = match sum.currency.code.and_then(|code| self.language.currencies.by_code(code)) {
            Some(index) => self.language.currencies.all[index].magnitude,
            None => 4,
        };
        let per_year = match sum.period.as_ref().map(|found| found.period) {
            Some(Period::Year | Period::Unknown | Period::Once) | None => 0,
            Some(Period::Month) => 1,
            Some(_) => 2,
        };
        let Some(limit) = 10i128.checked_pow(u32::from(TOO_LARGE_MAGNITUDE + more + magnitude - per_year)) else {
            return false;
        };
        value >= Decimal::new(limit, 0)
    }

    /// A sum of pay without a period takes that of the nearest one that has it.
    fn carry_periods(&self, sums: &mut [Sum]) {
        let known = |sum: &Sum| {
            let found = sum.period.as_ref()?;
            let rate = !matches!(found.period, Period::Unknown | Period::Piece | Period::Once);
            (sum.judgement.role == Role::Wage && sum.link == Link::None && rate && found.basis != PeriodBasis::Context)
                .then(|| (found.period, sum.raw.sentence, Scale::of(sum)))
        };
        // The wages before each sum whose period is known, the last ones of a few.
        let mut before: Vec<Vec<(Period, usize, Scale)>> = Vec::with_capacity(sums.len());
        let mut last: Vec<(Period, usize, Scale)> = Vec::new();
        // A sum for a whole season, or for a piece, stops what was said before, but for sums of much the same size.
        let mut stopped: Vec<(Period, usize, Scale)> = Vec::new();
        for sum in sums.iter() {
            let own = Scale::of(sum);
            let alike = stopped.iter().filter(|(.., scale)| scale.ratio(own) <= 2.0);
            before.push(if last.is_empty() { alike.copied().collect() } else { last.clone() });
            if sum.judgement.role == Role::Wage && sum.link == Link::None {
                match (&sum.period, known(sum)) {
                    (Some(_), Some(found)) => {
                        last.retain(|(period, at, _)| *period != found.0 && sum.raw.sentence - at <= CARRY);
                        last.push(found);
                    }
                    (Some(_), None) if last.is_empty() => {}
                    (Some(_), None) => stopped = std::mem::take(&mut last),
                    (None, _) => {}
                }
            }
        }
        let mut after = None;
        for index in (0..sums.len()).rev() {
            let here = known(&sums[index]);
            if sums[index].link == Link::None
                && sums[index].judgement.role == Role::Wage
                && sums[index].period.is_none()
            {
                let sentence = sums[index].raw.sentence;
                let own = Scale::of(&sums[index]);
                let near = |found: Option<(Period, usize, Scale)>| {
                    found
                        .filter(|(period, at, scale)| {
                            at.abs_diff(sentence) <= CARRY && own.may_share(*scale, *period, FARTHEST_AFTER)
                        })
                        .map(|(period, ..)| period)
                };
                // Of several the one whose sum is most alike, or the last one.
                let earlier = before[index]
                    .iter()
                    .filter(|(period, at, scale)| {
                        at.abs_diff(sentence) <= CARRY && own.may_share(*scale, *period, FARTHEST)
                    })
                    .rev()
                    .min_by(|one, other| one.2.ratio(own).total_cmp(&other.2.ratio(own)))
                    .map(|(period, ..)| *period);
                let stops =
                    index > 0 && sums[index - 1].period.as_ref().is_some_and(|found| found.rule == "stretch_of_time");
                let noun = || self.noun_before(sentence).filter(|period| !unlike(sums, sentence, *period, own));
                let piece = || self.piece_before(sums, index);
                if let Some(period) = earlier.or_else(noun).or_else(piece).or_else(|| near(after).filter(|_| !stops)) {
                    let last = sums[index].raw.last;
                    sums[index].period = Some(Found {
                        period,
                        basis: PeriodBasis::Context,
                        piece_unit: None,
                        rule: "period_context",
                        last,
                    });
                }
            }
            after = here.or(after);
        }
        self.large_of_a_year(sums);
    }

    /// "received £3.2m last year": so much is the pay of a year, where the sentence names one.
    fn large_of_a_year(&self, sums: &mut [Sum]) {
        for sum in sums.iter_mut() {
            let pay = sum.judgement.role == Role::Wage && sum.link == Link::None && sum.period.is_none();
            if !pay || !self.is_large(sum) {
                continue;
            }
            let analysis = self.analysis(sum.raw.sentence);
            let year = |token: usize| {
                let text = analysis.tokens[token].text(self.text);
                analysis.is_figure(token) && text.len() == 4 && matches!(&text[..2], "19" | "20")
            };
            if analysis.of(Term::YearLast).next().is_some() || (0..analysis.tokens.len()).any(year) {
                let (period, basis, last) = (Period::Year, PeriodBasis::Context, sum.raw.last);
                sum.period = Some(Found { period, basis, piece_unit: None, rule: "period_large", last });
            }
        }
    }

    /// Whether a sum is more than 100,000 US dollars, roughly.
    fn is_large(&self, sum: &Sum) -> bool {
        let magnitude = sum.currency.code.and_then(|code| self.language.currencies.by_code(code));
        let magnitude = magnitude.map_or(4, |index| self.language.currencies.all[index].magnitude);
        let value = sum.amount.max.or(sum.amount.min);
        let limit = 10i128.checked_pow(u32::from(magnitude) + LARGE_MAGNITUDE);
        value.zip(limit).is_some_and(|(value, limit)| value >= Decimal::new(limit, 0))
    }

    /// Piece work goes on within a sentence: "1200 soums in stage one; in stage two, 1500 soums".
    fn piece_before(&self, sums: &[Sum], index: usize) -> Option<Period> {
        let sentence = sums[index].raw.sentence;
        let before = sums[..index].iter().rev().take_while(|sum| sum.raw.sentence == sentence);
        let mut before = before.filter(|sum| sum.link == Link::None && sum.judgement.role == Role::Wage);
        before.find(|sum| sum.period.as_ref().is_some_and(|found| found.period == Period::Piece)).map(|_| Period::Piece)
    }

    /// The period of the word for pay in one of the sentences before: "monthly wages …".
    fn noun_before(&self, sentence: usize) -> Option<Period> {
        let says = |before: &usize| {
            let span = self.reading.sentences[*before].clone();
            self.language.periods.is_match(&self.text[span])
        };
        if let Some(heading) = self.heading(sentence)
            && let Some(period) = period::of_heading(self.text, self.analysis(heading))
        {
            return Some(period);
        }
        let mut before = (sentence.saturating_sub(2)..sentence).rev().filter(says);
        before.find_map(|before| period::of_noun(self.analysis(before)))
    }

    fn finish(self, mut sums: Vec<Sum>) -> Vec<Money> {
        let times = self.times(&sums);
        let mut scalars = Scalars::new(self.text);
        let mut money = Vec::new();
        for index in 0..sums.len() {
            if matches!(sums[index].link, Link::Of(_) | Link::Further(_)) {
                continue;
            }
            let equivalent = sums[index].equivalent.map(|other| {
                let sum = &sums[other];
                Equivalent {
                    amount: sum.amount,
                    currency: sum.currency.clone(),
                    span: self.analysis(sum.raw.sentence).bytes(sum.raw.first, sum.raw.last),
                }
            });
            let sum = &mut sums[index];
            let analysis = self.analysis(sum.raw.sentence);
            let span = analysis.bytes(sum.raw.first, sum.raw.last);
            let low = analysis.bytes(sum.raw.low.first, sum.raw.low.last);
            let high = sum.raw.high.as_ref().map_or(low.clone(), |high| analysis.bytes(high.first, high.last));
            let mut rules = std::mem::take(&mut sum.raw.rules);
            rules.push(sum.judgement.rule);
            if equivalent.is_some() {
                rules.push("conversion");
            }
            let (period, period_basis, piece_unit) = match sum.period.take() {
                _ if sum.judgement.role == Role::Bonus => {
                    rules.push("period_role");
                    (Period::Once, PeriodBasis::Role, None)
                }
                Some(found) => {
                    rules.push(found.rule);
                    (found.period, found.basis, found.piece_unit)
                }
                None => (Period::Unknown, PeriodBasis::None, None),
            };
            let time = times.get(&sum.raw.sentence).copied().unwrap_or_default();
            money.push(Money {
                scalars: scalars.of(span.clone()),
                span,
                ends: [low, high],
                phrase: analysis.bytes(sum.raw.lead, sum.tail.min(analysis.tokens.len() - 1)),
                amount: sum.amount,
                currency: sum.currency.clone(),
                equivalent,
                role: sum.judgement.role,
                certainty: sum.judgement.certainty,
                weak_role: sum.judgement.weak,
                change: sum.raw.change,
                period,
                period_basis,
                piece_unit,
                hours_per_day: time.hours_per_day,
                days_per_week: time.days_per_week,
                sentence: sum.raw.sentence,
                rules,
            });
        }
        money
    }

    /// Working time for each sentence with pay: its own, else that of the sentences beside it.
    fn times(&self, sums: &[Sum]) -> BTreeMap<usize, WorkingTime> {
        let mut times = BTreeMap::new();
        for sum in sums.iter().filter(|sum| matches!(sum.judgement.role, Role::Wage | Role::Bonus)) {
            let sentence = sum.raw.sentence;
            if times.contains_key(&sentence) {
                continue;
            }
            let mut time = WorkingTime::default();
            let beside = [Some(sentence), sentence.checked_add(1), sentence.checked_sub(1)];
            for near in beside.into_iter().flatten().filter(|near| *near < self.reading.sentences.len()) {
                let span = self.reading.sentences[near].clone();
                // Without a figure or a word for hours there is nothing to read.
                if near != sentence && !self.language.hours.is_match(&self.text[span]) {
                    continue;
                }
                let said = working_time(self.text, self.analysis(near), &self.language.numerals);
                time.hours_per_day = time.hours_per_day.or(said.hours_per_day);
                time.days_per_week = time.days_per_week.or(said.days_per_week);
            }
            times.insert(sentence, time);
        }
        times
    }
}

/// Whether a wage shortly before has this period and quite another size.
fn unlike(sums: &[Sum], sentence: usize, period: Period, own: Scale) -> bool {
    sums.iter()
        .rev()
        .skip_while(|sum| sum.raw.sentence >= sentence)
        .take_while(|sum| sum.raw.sentence + 2 >= sentence)
        .any(|sum| {
            let same = sum.period.as_ref().is_some_and(|found| found.period == period);
            same && sum.link == Link::None && !Scale::of(sum).is_like(own)
        })
}

fn next_sentence(one: Option<usize>, other: Option<usize>) -> Option<usize> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
