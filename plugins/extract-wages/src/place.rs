//! Where the work is: the place that is named nearest, in the sentence or shortly before.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use wagemill_money::{Grammar, Money, Place, Placed, Reading, Size};

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

/// The places of an article at which something is, and its one country; found out only as far as it is asked.
pub struct Workplaces<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    reading: &'a Reading,
    /// all places that the text names, those for people included
    all: &'a [Placed],
    is_where: Vec<Cell<Option<Where>>>,
    whole: OnceCell<Whole>,
    /// the country that the article came with
    given: Option<&'static str>,
}

/// What all places of a text say together.
struct Whole {
    country: Option<&'static str>,
    /// the one town or province that the text names
    only: Option<usize>,
}

impl<'a> Workplaces<'a> {
    pub fn new(
        grammar: &'a Grammar,
        text: &'a str,
        reading: &'a Reading,
        given: Option<&'static str>,
    ) -> Workplaces<'a> {
        let all = grammar.places_of(reading, text);
        let is_where = vec![Cell::new(None); all.len()];
        Workplaces { grammar, text, reading, all, is_where, whole: OnceCell::new(), given }
    }

    fn is_where(&self, index: usize) -> Where {
        let cell = &self.is_where[index];
        cell.get().unwrap_or_else(|| {
            let placed = &self.all[index];
            let found = if placed.people { Where::No } else { is_where(self.grammar, self.text, self.reading, placed) };
            cell.set(Some(found));
            found
        })
    }

    fn whole(&self) -> &Whole {
        self.whole.get_or_init(|| {
            let at: Vec<usize> = (0..self.all.len()).filter(|&index| self.is_where(index) == Where::Yes).collect();
            let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
            for &index in &at {
                *counts.entry(self.place(index).country).or_default() += 1;
            }
            // The one country that the text names as a place, or names far more often than others.
            let total: usize = counts.values().sum();
            let most = counts.into_iter().max_by_key(|&(country, count)| (count, std::cmp::Reverse(country)));
            let country = most.filter(|(_, count)| count * 3 >= total * 2).map(|(country, _)| country);
            let mut below = at.iter().copied().filter(|&index| self.place(index).size != Size::Country);
            let only = below.next().filter(|&first| {
                let place = self.all[first].place;
                below.all(|other| self.all[other].place == place) && Some(self.place(first).country) == country
            });
            Whole { country, only }
        })
    }

    /// The place of work of a sum.
    pub fn of(&self, sum: &Money) -> Option<Workplace> {
        let here = self.in_sentence(sum.sentence);
        let nearest = here
            .clone()
            .filter(|&index| self.is_where(index) != Where::No)
            .min_by_key(|&index| (self.all[index].start.abs_diff(sum.span.start), index));
        if let Some(index) = nearest {
            return Some(self.named(self.finest(here, index), "place_sentence"));
        }
        for sentence in (sum.sentence.saturating_sub(BEFORE)..sum.sentence).rev() {
            let before = self.in_sentence(sentence);
            if let Some(index) =
                before.clone().rev().find(|&index| self.is_where(index) == Where::Yes && self.has_currency(index, sum))
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
            self.whole().only.filter(|&index| self.all[index].start < sum.span.start && self.has_currency(index, sum))
        {
            return Some(self.named(index, "place_document"));
        }
        let country = self.whole().country.filter(|&country| self.is_international(sum) || self.is_home(country, sum));
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
        sum.currency.code.is_none_or(|code| self.grammar.is_international(code))
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
fn is_where(grammar: &Grammar, text: &str, reading: &Reading, placed: &Placed) -> Where {
    let sentence = &reading.sentences[placed.sentence];
    let language = reading.language;
    let says = |word: &str, cue: Cue| !word.is_empty() && grammar.is_word_of(language, word, cue);
    let after = &text[placed.end..sentence.end];
    if after.starts_with(['\'', '’']) {
        return Where::Owner;
    }
    let next = first_word(after.trim_start());
    let verb = says(next, Cue::PlaceVerb);
    let before = text[sentence.start..placed.start].trim_end();
    // Where words do not part, what follows says it: 단둥에서, 中国の.
    if !grammar.has_spaces(language) {
        return if verb { Where::No } else { Where::Yes };
    }
    if before.ends_with([',', '،']) {
        return Where::Yes;
    }
    let last = last_word(before);
    if says(last, Cue::PlaceAt) {
        let earlier = last_word(before[..before.len() - last.len()].trim_end());
        return if says(earlier, Cue::PlaceSpeaker) { Where::No } else { Where::Yes };
    }
    let names_noun = next.starts_with(char::is_lowercase);
    if names_noun && !verb { Where::Yes } else { Where::No }
}

/// The word that a text begins with; empty where it begins with something else.
fn first_word(text: &str) -> &str {
    let end = text.char_indices().find(|(_, c)| !c.is_alphabetic()).map_or(text.len(), |(index, _)| index);
    &text[..end]
}

/// The word that a text ends with.
fn last_word(text: &str) -> &str {
    let start =
        text.char_indices().rev().take_while(|(_, c)| c.is_alphabetic()).last().map_or(text.len(), |(index, _)| index);
    &text[start..]
}
