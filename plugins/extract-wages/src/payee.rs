//! Who is paid: the noun phrase for people that belongs to a sum.

use wagemill_money::{Kind, Term};

use crate::cue::{Cue, Sentence};

/// How far before an amount its payee may stand, in tokens.
const REACH: usize = 30;

/// The words for the payee, as the text has them.
pub fn payee(sentence: &Sentence<'_>, phrase: (usize, usize)) -> Option<String> {
    let (first, last) =
        after(sentence, phrase.1).or_else(|| before(sentence, phrase.0)).or_else(|| behind(sentence, phrase.1))?;
    let bytes = sentence.money.bytes(first, last);
    let words: Vec<&str> = sentence.text[bytes].split_whitespace().collect();
    Some(words.join(" "))
}

/// "for each worker", "per person", "to every laborer" within the next words.
fn after(sentence: &Sentence<'_>, last: usize) -> Option<(usize, usize)> {
    for token in last + 1..(last + 7).min(sentence.money.tokens.len()) {
        if ends_clause(sentence, token) || sentence.sums.iter().any(|(first, _)| *first == token) {
            return None;
        }
        if sentence.cues.at(token, Cue::PayeeTo).is_some()
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
            return Some(found);
        }
    }
    None
}

/// "that the workers make", "against … for an IT fresher": after the amount, in its clause.
fn behind(sentence: &Sentence<'_>, last: usize) -> Option<(usize, usize)> {
    for token in last + 1..(last + 10).min(sentence.money.tokens.len()) {
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
        .money
        .ending(token, Term::Person)
        .or_else(|| sentence.money.ending(token, Term::People).filter(|mark| is_plural(sentence, mark.last)))
        .filter(|mark| mark.first >= floor && !sentence.is_word(mark.last, &["s", "'", "’"]))?;
    if sentence.cues.at(person.first, Cue::PayeeNot).is_some_and(|not| not.last == person.last) {
        return None;
    }
    // "workers' wages": the noun is the word before the apostrophe. "People" as an adjective
    // belongs to the noun behind it.
    let mut first = person.first;
    while first > floor {
        let before = first - 1;
        let mark = sentence
            .money
            .ending(before, Term::People)
            .or_else(|| sentence.cues.ending(before, Cue::Occupation))
            .or_else(|| sentence.cues.ending(before, Cue::Modifier))
            .filter(|mark| mark.first >= floor);
        if let Some(mark) = mark {
            first = mark.first;
        } else if sentence.is_word(before, &["-"])
            && before > floor
            && sentence.money.tokens[before - 1].kind == Kind::Word
        {
            first = before - 1;
        } else {
            break;
        }
    }
    if first > floor
        && let Some(mark) = sentence.cues.ending(first - 1, Cue::Determiner).filter(|mark| mark.first >= floor)
    {
        first = mark.first;
    }
    Some((first, with_place(sentence, person.last)))
}

/// "workers from Bangladesh", "laborers working abroad".
fn with_place(sentence: &Sentence<'_>, last: usize) -> usize {
    let Some(mark) = sentence.cues.at(last + 1, Cue::PayeeWhere) else {
        return last;
    };
    match sentence.money.at(mark.last + 1, Term::Place) {
        Some(place) => place.last,
        None if sentence.is_word(mark.last, &["abroad", "overseas"]) => mark.last,
        None => last,
    }
}

/// "North Koreans" are people, "North Korean" mostly describes a noun.
fn is_plural(sentence: &Sentence<'_>, token: usize) -> bool {
    let word = sentence.word(token);
    word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us")
}
