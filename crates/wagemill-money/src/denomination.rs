//! Which currency an ambiguous word or sign means in this text.
//!
//! The order: a country beside the word; an unambiguous mention of one candidate elsewhere; the
//! place that the sentence names nearest; the countries of the text; the country that the article
//! came with; its publisher's; the convention. What remains open stays open, with its candidates.

use std::collections::BTreeMap;

use crate::amount::Raw;
use crate::currency::{Currencies, Use};
use crate::language::Language;
use crate::lexicon::{Analysis, Class, Mark};
use crate::money::{CurrencyBasis, Denomination, Placed};
use crate::number::Grouping;
use crate::place::Places;
use crate::term::Term;

/// What the text says about currencies and countries.
#[derive(Debug)]
pub(crate) struct Facts<'g> {
    /// unambiguous mentions: currency to count
    explicit: BTreeMap<usize, u32>,
    /// where they stand, in bytes, in order
    explicit_at: Vec<(usize, usize)>,
    /// mentions of countries, by their places and people
    countries: BTreeMap<&'static str, u32>,
    places: &'g [Placed],
    /// the country that the article came with
    pub given: Option<&'static str>,
    /// the country of its publisher
    pub publisher: Option<&'static str>,
    language: &'g Language,
}

/// A word for people is this much farther away, in bytes, than a name of a place.
const PEOPLE_FARTHER: usize = 30;

/// A sentence that names more places than this is a list, and says nothing of its currency.
const MOST_PLACES: usize = 100;

impl<'g> Facts<'g> {
    pub(crate) fn new(language: &'g Language) -> Facts<'g> {
        Facts {
            explicit: BTreeMap::new(),
            explicit_at: Vec::new(),
            countries: BTreeMap::new(),
            places: &[],
            given: None,
            publisher: None,
            language,
        }
    }

    /// Takes in the words for money of the text.
    pub(crate) fn add_units(&mut self, units: &[(u32, usize)]) {
        for &(unit, at) in units {
            let unit = &self.language.currencies.units[unit as usize];
            let certain =
                !matches!(unit.place, Use::Cautious | Use::Letter | Use::Prefix) || self.language.local_dollar;
            if let ([only], true) = (&unit.candidates[..], certain) {
                *self.explicit.entry(*only).or_default() += 1;
                self.explicit_at.push((at, *only));
            }
        }
        self.explicit_at.sort_unstable();
    }

    /// Takes in the places that the text names.
    pub(crate) fn add_places(&mut self, found: &'g [Placed], places: &Places) {
        for placed in found {
            *self.countries.entry(places.all[placed.place].country).or_default() += if placed.people { 1 } else { 2 };
        }
        self.places = found;
    }

    /// Takes in a country that is known from elsewhere, such as the dateline.
    pub(crate) fn add_country(&mut self, country: &'static str) {
        *self.countries.entry(country).or_default() += 2;
    }

    /// The candidate of the country that the article came with, else of the publisher's.
    fn outside(&self, candidates: &[usize], currencies: &Currencies) -> Option<(usize, CurrencyBasis)> {
        let of = |country: Option<&'static str>, basis| Some((home_of(candidates, country?, currencies)?, basis));
        of(self.given, CurrencyBasis::Country).or_else(|| of(self.publisher, CurrencyBasis::Publisher))
    }

    /// The place nearest to an amount in its sentence that fits one of the candidates.
    fn nearest(
        &self,
        candidates: &[usize],
        raw: &Raw,
        analysis: &Analysis,
        currencies: &Currencies,
        places: &Places,
    ) -> Option<usize> {
        let quote = analysis.bytes(raw.first, raw.last);
        let from = self.places.partition_point(|placed| placed.sentence < raw.sentence);
        self.places[from..]
            .iter()
            .take_while(|placed| placed.sentence == raw.sentence)
            .take(MOST_PLACES)
            .filter_map(|placed| {
                let home = home_of(candidates, places.all[placed.place].country, currencies)?;
                let distance = if placed.start >= quote.end {
                    placed.start - quote.end
                } else {
                    quote.start.saturating_sub(placed.end)
                };
                Some((distance + if placed.people { PEOPLE_FARTHER } else { 0 }, home))
            })
            .min()
            .map(|(_, home)| home)
    }

    /// The candidates whose countries the text names, the most often named first.
    fn named(&self, candidates: &[usize], currencies: &Currencies) -> Vec<(u32, usize)> {
        let mut found: Vec<(u32, usize)> = candidates
            .iter()
            .map(|&candidate| {
                let homes = &currencies.all[candidate].homes;
                let count = homes.iter().filter_map(|home| self.countries.get(home)).sum();
                (count, candidate)
            })
            .filter(|(count, _)| *count > 0)
            .collect();
        found.sort_by_key(|&(count, candidate)| (u32::MAX - count, candidate));
        found
    }

    fn most_named_country(&self) -> Option<&'static str> {
        self.countries
            .iter()
            .max_by_key(|(country, count)| (**count, std::cmp::Reverse(**country)))
            .map(|(country, _)| *country)
    }

    /// The currency of an amount that has a word or sign for one.
    pub(crate) fn denomination(
        &self,
        raw: &Raw,
        analysis: &Analysis,
        currencies: &Currencies,
        places: &Places,
    ) -> Denomination {
        let unit = &currencies.units[raw.unit.expect("only amounts with a unit are resolved")];
        let code = |index: usize| currencies.all[index].code;
        let is = |index: usize, basis| Denomination { code: Some(code(index)), basis, candidates: Vec::new() };
        let open = |left: &[usize]| Denomination {
            code: None,
            basis: CurrencyBasis::Ambiguous,
            candidates: left.iter().map(|&index| code(index)).collect(),
        };
        if let [only] = unit.candidates[..] {
            return is(only, CurrencyBasis::Explicit);
        }
        if let Some(qualifier) = raw.qualifier
            && let Some(home) = home_of(&unit.candidates, places.all[qualifier.value as usize].country, currencies)
        {
            return is(home, CurrencyBasis::Qualified);
        }
        let mut candidates = unit.candidates.clone();
        let said: Vec<usize> =
            candidates.iter().copied().filter(|candidate| self.explicit.contains_key(candidate)).collect();
        match said[..] {
            [only] => return is(only, CurrencyBasis::Document),
            [] => {}
            _ => {
                // Where several are named, a word goes on with the one that was named last.
                let start = analysis.tokens[raw.first].start;
                let last = self.explicit_at.iter().rev().find(|(at, one)| *at < start && said.contains(one));
                if self.language.local_dollar
                    && let Some((_, last)) = last
                {
                    return is(*last, CurrencyBasis::Document);
                }
                candidates = said;
            }
        }
        let near = self.nearest(&candidates, raw, analysis, currencies, places);
        let convention = unit.convention.filter(|convention| candidates.contains(convention));
        if unit.international
            && !self.language.local_dollar
            && let Some(convention) = convention
        {
            let named = near.or_else(|| home_of(&candidates, self.most_named_country()?, currencies));
            let other = match named {
                Some(named) => Some((named, CurrencyBasis::Place)),
                None => self.outside(&candidates, currencies),
            };
            // Where only one country is named, people speak of its own dollars, if they call them so.
            let at_home = |other: usize| {
                let only = self.named(&candidates, currencies).len() == 1;
                only && self.language.dollars_at_home.iter().any(|dollar| dollar == code(other))
            };
            return match other {
                Some((other, basis)) if other == convention || at_home(other) => is(other, basis),
                Some((other, _)) => open(&[convention, other]),
                None => is(convention, CurrencyBasis::Convention),
            };
        }
        if let Some(near) = near {
            return is(near, CurrencyBasis::Place);
        }
        match self.named(&candidates, currencies)[..] {
            [(_, only)] => return is(only, CurrencyBasis::Place),
            [(most, first), (second, _), ..] if most >= 2 * second => return is(first, CurrencyBasis::Place),
            [] => {}
            ref several => {
                let several: Vec<usize> = several.iter().map(|&(_, index)| index).collect();
                let given = self.given.and_then(|country| home_of(&several, country, currencies));
                return given.map_or_else(|| open(&several), |given| is(given, CurrencyBasis::Country));
            }
        }
        if let Some((home, basis)) = self.outside(&candidates, currencies) {
            return is(home, basis);
        }
        let lakhs = raw.low.grouping == Grouping::Indian || matches!(raw.low.scale, 5 | 7);
        let first_of_lakhs = candidates
            .iter()
            .copied()
            .find(|&candidate| self.language.lakhs.iter().any(|lakh| lakh == code(candidate)));
        // Of the currencies of the language's own countries just one can be meant.
        let mut homes = self.language.home.iter().copied().filter(|home| candidates.contains(home));
        let home = homes.next().filter(|_| homes.next().is_none());
        match (lakhs, first_of_lakhs, convention.or(home)) {
            (true, Some(first), _) => is(first, CurrencyBasis::Grouping),
            (_, _, Some(convention)) => is(convention, CurrencyBasis::Convention),
            _ => open(&candidates),
        }
    }

    /// The currency of a sum that names none, in a text that names none before it: the one that the text names
    /// at all, else that of its country, else that of its language.
    pub(crate) fn unsaid(&self, currencies: &Currencies) -> Option<Denomination> {
        let of_country = |country: &'static str| {
            currencies.all.iter().position(|currency| currency.homes.contains(&country) && !is_fund(currency.code))
        };
        let mut said = self.explicit.keys().copied();
        let index = match (said.next(), said.next()) {
            (Some(only), None) => Some(only),
            _ => self
                .most_named_country()
                .or(self.given)
                .or(self.publisher)
                .and_then(of_country)
                .or_else(|| self.language.home.first().copied()),
        }?;
        Some(Denomination {
            code: Some(currencies.all[index].code),
            basis: CurrencyBasis::Elided,
            candidates: Vec::new(),
        })
    }
}

/// The names of currencies, places and people that lie in no longer one: "North Korean won" names
/// neither Korea nor its won, and "US" in "US$" is part of a sign.
pub(crate) fn names(analysis: &Analysis) -> impl Iterator<Item = Mark> + '_ {
    let mut covered = 0;
    analysis.marks.iter().copied().filter(move |mark| {
        let is = [Term::Currency, Term::Place, Term::People].iter().any(|&term| Class::from(term) == mark.class);
        let free = is && mark.first >= covered;
        if free {
            covered = mark.last + 1;
        }
        free
    })
}

/// Units of account and funds that have a country, and that nobody is paid in.
fn is_fund(code: &str) -> bool {
    matches!(code, "CHE" | "CHW" | "CLF" | "COU" | "MXV" | "USN" | "USS" | "UYI" | "UYW" | "BOV" | "XDR" | "CNH")
}

fn home_of(candidates: &[usize], country: &str, currencies: &Currencies) -> Option<usize> {
    candidates.iter().copied().find(|&candidate| currencies.all[candidate].homes.contains(&country))
}
