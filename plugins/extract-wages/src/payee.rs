//! Who is paid: the noun phrase for people that belongs to a sum.

use wagemill_money::{Kind, Term};

use crate::cue::{Cue, Sentence};

/// How far before an amount its payee may stand, in tokens.
const REACH: usize = 30;
/// How many words that no list has may describe a noun.
const DESCRIBING: usize = 3;

/// The first and the last token of the words for the payee.
pub fn payee(sentence: &Sentence<'_>, phrase: (usize, usize)) -> Option<(usize, usize)> {
    after(sentence, phrase.1).or_else(|| before(sentence, phrase.0)).or_else(|| behind(sentence, phrase.1))
}

/// The words of tokens, as the text has them.
pub fn words(sentence: &Sentence<'_>, (first, last): (usize, usize)) -> String {
    let bytes = sentence.words.bytes(first, last);
    let words: Vec<&str> = sentence.text[bytes].split_whitespace().collect();
    words.join(" ")
}

/// Whom a pronoun before the sum stands for: `Some(true)` several, `Some(false)` one person.
pub fn pronoun(sentence: &Sentence<'_>, phrase: (usize, usize)) -> Option<bool> {
    let from = phrase.0.saturating_sub(REACH);
    (from..phrase.0).rev().find_map(|token| {
        let several = sentence.words.at(token, Cue::They).map(|_| true);
        several.or_else(|| sentence.words.at(token, Cue::HeOrShe).map(|_| false))
    })
}

/// The people of whom a sentence speaks first, where they can be whom a pronoun behind it stands for.
pub fn subject(sentence: &Sentence<'_>, several: bool) -> Option<(usize, usize)> {
    let end = sentence.words.tokens.len().min(REACH);
    let (first, last) = (0..end)
        .filter_map(|token| noun(sentence, token, 0))
        .find(|found| several || !only_says(sentence, found.1, end))?;
    let person = (first..=last).find_map(|token| sentence.words.at(token, Term::Person))?;
    (is_plural(sentence, person.last) == several).then_some((first, last))
}

/// "for each worker", "per person", "to every laborer" within the next words.
fn after(sentence: &Sentence<'_>, last: usize) -> Option<(usize, usize)> {
    for token in last + 1..(last + 7).min(sentence.words.tokens.len()) {
        if ends_clause(sentence, token) || sentence.sums.iter().any(|(first, _)| *first == token) {
            return None;
        }
        if sentence.words.at(token, Cue::PayeeTo).is_some()
            && let Some(found) = phrase_from(sentence, token + 1)
        {
            return Some(found);
        }
    }
    None
}

/// The nearest noun for people before the amount, not beyond another sum.
fn before(sentence: &Sentence<'_>, first: usize) -> Option<(usize, usize)> {
    let floor = sentence.sums.iter().map(|(_, last)| last + 1).filter(|next| *next <= first).max().unwrap_or(0);
    let from = first.saturating_sub(REACH).max(floor);
    for token in (from..first).rev() {
        if matches!(sentence.word(token), ";" | "”" | "“") {
            return None;
        }
        if let Some(found) = noun(sentence, token, floor) {
            let said = only_says(sentence, found.1, first);
            return (!said).then_some(found);
        }
    }
    None
}

/// "A grower said that his best people make X": who speaks of others, not of himself.
fn only_says(sentence: &Sentence<'_>, noun: usize, amount: usize) -> bool {
    let verb = (noun + 1..amount)
        .take_while(|&token| sentence.words.tokens[token].kind != Kind::Sign)
        .find(|&token| sentence.words.at(token, Cue::SpeakerVerb).is_some());
    verb.is_some_and(|verb| {
        let himself = |token| {
            let named = [Cue::They, Cue::HeOrShe, Cue::Speaking];
            named.iter().any(|&cue| sentence.words.at(token, cue).is_some_and(|mark| mark.last < amount))
        };
        !(verb + 1..amount).any(himself)
    })
}

/// "that the workers make", "against … for an IT fresher": after the amount, in its clause.
fn behind(sentence: &Sentence<'_>, last: usize) -> Option<(usize, usize)> {
    for token in last + 1..(last + 10).min(sentence.words.tokens.len()) {
        if ends_clause(sentence, token) || sentence.sums.iter().any(|(first, _)| *first == token) {
            return None;
        }
        if let Some(found) = noun(sentence, token, last + 1) {
            return Some(found);
        }
    }
    None
}

fn ends_clause(sentence: &Sentence<'_>, token: usize) -> bool {
    sentence.is_word(token, &[",", ";", ".", "–", "—", "(", ")", "”"])
}

/// A noun phrase for people that begins at a token.
fn phrase_from(sentence: &Sentence<'_>, start: usize) -> Option<(usize, usize)> {
    (start..start + 5).find_map(|token| {
        let found = noun(sentence, token, start)?;
        (found.0 <= start).then_some(found)
    })
}

/// The noun phrase whose noun ends at a token: with what describes it before, and where it works.
fn noun(sentence: &Sentence<'_>, token: usize, floor: usize) -> Option<(usize, usize)> {
    let person = sentence
        .words
        .ending(token, Term::Person)
        .or_else(|| sentence.words.ending(token, Term::People).filter(|mark| is_plural(sentence, mark.last)))
        .filter(|mark| mark.first >= floor && sentence.words.at(mark.last, Cue::Possessive).is_none())?;
    if sentence.words.at(person.first, Cue::PayeeNot).is_some_and(|not| not.last == person.last) {
        return None;
    }
    // "workers' wages": the noun is the word before the apostrophe. "People" as an adjective
    // belongs to the noun behind it.
    let mut first = person.first;
    while first > floor {
        let before = first - 1;
        let mark = sentence
            .words
            .ending(before, Term::People)
            .or_else(|| sentence.words.ending(before, Cue::Occupation))
            .or_else(|| sentence.words.ending(before, Cue::Modifier))
            .filter(|mark| mark.first >= floor);
        if let Some(mark) = mark {
            first = mark.first;
        } else if sentence.is_word(before, &["-"])
            && before > floor
            && sentence.words.tokens[before - 1].kind == Kind::Word
        {
            first = before - 1;
        } else {
            break;
        }
    }
    if sentence.words.described_before {
        first = described(sentence, first, floor);
    }
    if first > floor
        && let Some(mark) = sentence.words.ending(first - 1, Cue::Determiner).filter(|mark| mark.first >= floor)
    {
        first = mark.first;
    }
    Some((first, with_place(sentence, person.last)))
}

/// The first of the words that no list has and that describe a noun: up to what begins a clause, an
/// article, a preposition or a verb of paying; none where something else stands before them.
fn described(sentence: &Sentence<'_>, noun: usize, floor: usize) -> usize {
    let mut first = noun;
    for _ in 0..=DESCRIBING {
        let Some(before) = first.checked_sub(1).filter(|before| *before >= floor) else { return first };
        let token = sentence.words.tokens[before];
        let is = |term: Term| sentence.words.ending(before, term).is_some();
        let says = |cue: Cue| sentence.words.ending(before, cue).is_some();
        if says(Cue::Determiner) || is(Term::Preposition) || is(Term::WageWeak) || is(Term::WageStrong) {
            return first;
        }
        if token.kind != Kind::Word {
            let hyphen = sentence.is_word(before, &["-"]);
            return if hyphen { noun } else { first };
        }
        let begins = before == 0 || sentence.words.tokens[before - 1].kind == Kind::Sign;
        let name = !begins && token.text(sentence.text).starts_with(char::is_uppercase);
        let other = is(Term::Barrier) || is(Term::Person) || is(Term::Passive) || is(Term::Place);
        if name || other || says(Cue::PayeeStop) || says(Cue::SpeakerVerb) || says(Cue::PayeeNot) {
            return noun;
        }
        first = before;
    }
    noun
}

/// "workers from Bangladesh", "laborers working abroad".
fn with_place(sentence: &Sentence<'_>, last: usize) -> usize {
    let Some(mark) = sentence.words.at(last + 1, Cue::PayeeWhere) else {
        return last;
    };
    match sentence.words.at(mark.last + 1, Term::Place) {
        Some(place) => place.last,
        None if sentence.words.at(mark.last, Cue::Abroad).is_some() => mark.last,
        None => last,
    }
}

/// "North Koreans" are people, "North Korean" mostly describes a noun.
fn is_plural(sentence: &Sentence<'_>, token: usize) -> bool {
    let word = sentence.word(token);
    let irregular = sentence.words.at(token, Cue::Plural).is_some();
    irregular || word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
}
