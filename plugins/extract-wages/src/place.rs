//! Where the work is: the place that is named nearest, in the sentence or shortly before.

use std::collections::BTreeMap;

use wagemill_money::{Grammar, Lexicon, Money, Place, Placed, Reading, Size};

use crate::cue::Cue;

/// A place of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workplace {
    /// bytes of the name in the text
    pub name: Option<std::ops::Range<usize>>,
    /// the same for all spellings of the place
    pub key: Option<String>,
    /// ISO 3166 alpha-2
    pub country: &'static str,
    pub rule: &'static str,
}

/// How many sentences before the sum a place may be named.
const BEFORE: usize = 2;
/// A sentence that lists more places than this tells no place of work.
const MOST: usize = 200;
/// How near, in bytes, two names make one place: "Hunchun, Jilin Province".
const ONE_PLACE: usize = 40;

/// The places of an article at which something is, and its one country.
pub struct Workplaces<'a> {
    grammar: &'a Grammar,
    /// all places that the text names, those for people included
    all: &'a [Placed],
    is_where: Vec<Where>,
    country: Option<&'static str>,
    /// the one town or province that the text names
    only: Option<usize>,
    /// the country that the article came with
    given: Option<&'static str>,
}

impl<'a> Workplaces<'a> {
    pub fn new(
        grammar: &'a Grammar,
        lexicon: &Lexicon,
        text: &str,
        reading: &'a Reading,
        given: Option<&'static str>,
    ) -> Workplaces<'a> {
        let is_where: Vec<Where> = reading
            .places
            .iter()
            .map(|placed| if placed.people { Where::No } else { is_where(lexicon, text, reading, placed) })
            .collect();
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (placed, _) in reading.places.iter().zip(&is_where).filter(|(_, is_where)| **is_where == Where::Yes) {
            *counts.entry(grammar.places().all[placed.place].country).or_default() += 1;
        }
        // The one country that the text names as a place, or names far more often than others.
        let total: usize = counts.values().sum();
        let most = counts.into_iter().max_by_key(|&(country, count)| (count, std::cmp::Reverse(country)));
        let country = most.filter(|(_, count)| count * 3 >= total * 2).map(|(country, _)| country);
        let places = &grammar.places().all;
        let mut below = (0..is_where.len()).filter(|&index| {
            is_where[index] == Where::Yes && places[reading.places[index].place].size != Size::Country
        });
        let only = below.next().filter(|&first| {
            let place = reading.places[first].place;
            below.all(|other| reading.places[other].place == place) && Some(places[place].country) == country
        });
        Workplaces { grammar, all: &reading.places, is_where, country, only, given }
    }

    /// The place of work of a sum.
    pub fn of(&self, sum: &Money) -> Option<Workplace> {
        let here = self.in_sentence(sum.sentence);
        let nearest = here
            .clone()
            .filter(|&index| self.is_where[index] != Where::No)
            .min_by_key(|&index| (self.all[index].start.abs_diff(sum.span.start), index));
        if let Some(index) = nearest {
            return Some(self.named(self.finest(here, index), "place_sentence"));
        }
        for sentence in (sum.sentence.saturating_sub(BEFORE)..sum.sentence).rev() {
            let before = self.in_sentence(sentence);
            if let Some(index) =
                before.clone().rev().find(|&index| self.is_where[index] == Where::Yes && self.has_currency(index, sum))
            {
                return Some(self.named(self.finest(before, index), "place_before"));
            }
        }
        // Money of the people's own country: "North Koreans were paid 50 won".
        let people = here.rev().find(|&index| self.all[index].people).map(|index| self.place(index).country);
        if let Some(country) = people
            && self.is_home(country, sum)
        {
            return Some(Workplace { name: None, key: None, country, rule: "country_people" });
        }
        if let Some(index) =
            self.only.filter(|&index| self.all[index].start < sum.span.start && self.has_currency(index, sum))
        {
            return Some(self.named(index, "place_document"));
        }
        let country = self.country.filter(|&country| self.is_international(sum) || self.is_home(country, sum));
        let found = country.map(|country| (country, "country_document"));
        let (country, rule) = found.or_else(|| self.given.map(|country| (country, "country_given")))?;
        Some(Workplace { name: None, key: None, country, rule })
    }

    /// Whether a place that another sentence names may be where a sum is paid: what is paid in pesos
    /// is hardly paid in Texas. Currencies that are paid everywhere say nothing.
    fn has_currency(&self, index: usize, sum: &Money) -> bool {
        self.is_international(sum) || self.is_home(self.place(index).country, sum)
    }

    fn is_international(&self, sum: &Money) -> bool {
        sum.currency.code.is_none_or(|code| self.grammar.currencies().is_international(code))
    }

    fn is_home(&self, country: &str, sum: &Money) -> bool {
        let currencies = self.grammar.currencies();
        let currency = sum.currency.code.and_then(|code| currencies.by_code(code));
        currency.is_some_and(|currency| currencies.all[currency].homes.contains(&country))
    }

    fn place(&self, index: usize) -> Place {
        self.grammar.places().all[self.all[index].place]
    }

    fn named(&self, index: usize, rule: &'static str) -> Workplace {
        let place = self.place(index);
        let placed = self.all[index];
        Workplace {
            name: Some(placed.start..placed.end),
            key: Some(format!("{}:{}", place.country, place.name)),
            country: place.country,
            rule,
        }
    }

    fn in_sentence(&self, sentence: usize) -> std::ops::Range<usize> {
        let from = self.all.partition_point(|placed| placed.sentence < sentence);
        let length = self.all[from..].iter().take(MOST).take_while(|placed| placed.sentence == sentence).count();
        from..from + length
    }

    /// A town beats its own country or province beside it.
    fn finest(&self, around: std::ops::Range<usize>, chosen: usize) -> usize {
        let place = self.place(chosen);
        around
            .filter(|&index| {
                let other = self.place(index);
                let near = self.all[index].start.abs_diff(self.all[chosen].start) < ONE_PLACE;
                near && !self.all[index].people && other.country == place.country && other.size > place.size
            })
            .max_by_key(|&index| (self.place(index).size, std::cmp::Reverse(index)))
            .filter(|_| place.size != Size::City)
            .unwrap_or(chosen)
    }
}

/// Whether the text says that something is at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    Yes,
    /// the owner of what is spoken of, "Russia's average wage": for that sentence only
    Owner,
    No,
}

/// Whether the text says that something is there: "in Dandong", "[from China]", "Dandong companies";
/// not "China said", nor "a source in Seoul".
fn is_where(lexicon: &Lexicon, text: &str, reading: &Reading, placed: &Placed) -> Where {
    let sentence = &reading.sentences[placed.sentence];
    let reach = |mut byte: usize| {
        while !text.is_char_boundary(byte) {
            byte += 1;
        }
        byte
    };
    let from = reach(placed.start.saturating_sub(ONE_PLACE).max(sentence.start));
    let to = reach((placed.end + ONE_PLACE).min(sentence.end));
    let around = lexicon.analyse(text, from..to);
    let first = around.token_from(placed.start);
    let next = around.token_from(placed.end);
    let says = around.at(next, Cue::PlaceVerb).is_some();
    let possessive = ["'", "’"].iter().any(|sign| around.is(text, next, sign));
    let names_noun =
        around.tokens.get(next).is_some_and(|token| token.text(text).starts_with(|c: char| c.is_lowercase()));
    let plain = if names_noun && !says { Where::Yes } else { Where::No };
    if possessive {
        return Where::Owner;
    }
    let Some(before) = first.checked_sub(1) else {
        return plain;
    };
    let at = around.ending(before, Cue::PlaceAt);
    let speaker = at.is_some_and(|at| at.first > 0 && around.ending(at.first - 1, Cue::PlaceSpeaker).is_some());
    let listed = around.is(text, before, ",");
    match () {
        () if speaker => Where::No,
        () if at.is_some() || listed => Where::Yes,
        () => plain,
    }
}
