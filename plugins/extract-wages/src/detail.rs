//! The smaller things that a sentence says of a sum: gross or net, component, statistic, occupation,
//! the time it belongs to, who says it.

use wagemill_money::{Class, Kind, Mark, Money, Role, Term};

use crate::cue::{Cue, Sentence};

/// How far, as [`Sentence::distance`] counts, a word may stand from the amount that it is about.
const NEAR: f32 = 14.0;

/// The first of several classes, by distance, that stands near the amount.
fn nearest<T: Copy>(sentence: &Sentence<'_>, amount: (usize, usize), table: &[(Cue, T)], reach: f32) -> Option<T> {
    table
        .iter()
        .filter_map(|&(cue, value)| sentence.nearest(cue, amount).map(|(distance, _)| (distance, value)))
        .filter(|(distance, _)| *distance <= reach)
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, value)| value)
}

/// `gross` or `net`.
pub fn gross_net(sentence: &Sentence<'_>, amount: (usize, usize)) -> Option<&'static str> {
    nearest(sentence, amount, &[(Cue::Gross, "gross"), (Cue::Net, "net")], NEAR)
}

/// What part of pay the sum is.
pub fn component(sentence: &Sentence<'_>, amount: (usize, usize), role: Role) -> Option<&'static str> {
    if role == Role::Bonus {
        return Some("bonus");
    }
    let table = [(Cue::Base, "base"), (Cue::Overtime, "overtime"), (Cue::Tips, "tips"), (Cue::Total, "total")];
    nearest(sentence, amount, &table, NEAR)
}

/// What kind of figure the sum is.
pub fn statistic(sentence: &Sentence<'_>, amount: (usize, usize)) -> Option<&'static str> {
    let table = [(Cue::Median, "median"), (Cue::Mean, "mean"), (Cue::Typical, "typical"), (Cue::Top, "top")];
    nearest(sentence, amount, &table, NEAR)
}

/// The occupation of who is paid, else the one that stands nearest and does not speak: its mark, whose
/// value is its line in the table. `payee` are the tokens of who is paid.
pub fn occupation(sentence: &Sentence<'_>, amount: (usize, usize), payee: Option<(usize, usize)>) -> Option<Mark> {
    if let Some((first, last)) = payee {
        let own = (first..=last).rev().find_map(|token| sentence.words.ending(token, Cue::Occupation));
        if own.is_some() {
            return own;
        }
    }
    let class = Class::from(Cue::Occupation);
    sentence
        .window(amount)
        .filter(|mark| mark.class == class && !speaks(sentence, *mark))
        .filter_map(|mark| Some((sentence.distance(mark, amount)?, mark)))
        .min_by(|one, other| one.0.total_cmp(&other.0))
        .filter(|(distance, _)| *distance <= 2.0 * NEAR)
        .map(|(_, mark)| mark)
}

/// "a manager at one of the plants said", "according to the manager".
fn speaks(sentence: &Sentence<'_>, mark: Mark) -> bool {
    let said = (mark.last + 1..mark.last + 8)
        .take_while(|&token| !sentence.sums.iter().any(|(first, _)| *first == token))
        .take_while(|&token| sentence.words.tokens.get(token).is_some_and(|found| found.kind == Kind::Word))
        .any(|token| sentence.words.at(token, Cue::SpeakerVerb).is_some());
    let behind = (1..=3).map_while(|back| mark.first.checked_sub(back)).any(|token| {
        sentence.words.ending(token, Cue::SpeakerVerb).is_some()
            || sentence.words.ending(token, Cue::According).is_some()
    });
    said || behind
}

/// The day, month or year to which the sum belongs, as `2012-04-25`, `2009-06` or `2012`: only where
/// the sentence names exactly one beside the sum, and none after `latest` (the year of publication).
pub fn refers_to(sentence: &Sentence<'_>, amount: (usize, usize), latest: Option<i64>) -> Option<String> {
    let analysis = &sentence.words;
    let mut found: Vec<String> = Vec::new();
    let from = amount.0.saturating_sub(14);
    let to = (amount.1 + 14).min(analysis.tokens.len());
    let fenced = |token: usize| {
        let range = if token < amount.0 { token..amount.0 } else { amount.1 + 1..token };
        range.clone().any(|between| sentence.is_word(between, &[";", ":", "(", ")"]))
            || sentence.sums.iter().any(|(first, _)| range.contains(first) && *first != amount.0)
    };
    for token in from..to {
        let Some(year) = year(sentence, token) else { continue };
        if (amount.0..=amount.1).contains(&token) || fenced(token) || latest.is_some_and(|latest| year > latest) {
            continue;
        }
        found.extend(date(sentence, token, year));
    }
    found.dedup();
    match &found[..] {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn year(sentence: &Sentence<'_>, token: usize) -> Option<i64> {
    let written = sentence.word(token);
    let year: i64 = (written.len() == 4).then(|| written.parse().ok()).flatten()?;
    let decade = sentence.words.at(token + 1, Cue::Decade).is_some();
    ((1900..=2100).contains(&year) && !decade).then_some(year)
}

/// "in 2012", "in June 2009", "on 25 April 2012", "Aug. 1, 2012", "2020 figures".
fn date(sentence: &Sentence<'_>, token: usize, year: i64) -> Option<String> {
    let month_at = |token: usize| sentence.words.at(token, Cue::Month).map(|mark| mark.value + 1);
    let back = |steps: usize| token.checked_sub(steps);
    let day = |token: usize| sentence.word(token).parse::<u32>().ok().filter(|day| (1..=31).contains(day));
    // "June 2009", "25 June 2009"
    if let Some(month) = back(1).and_then(month_at) {
        return Some(match back(2).and_then(day) {
            Some(day) => format!("{year:04}-{month:02}-{day:02}"),
            None => format!("{year:04}-{month:02}"),
        });
    }
    // "June 25, 2009", "Aug. 1, 2012"
    let comma = back(1).filter(|&before| sentence.is_word(before, &[","]));
    if let Some(day) = comma.and_then(|comma| comma.checked_sub(1)).and_then(day) {
        let before = [back(3), back(4).filter(|_| back(3).is_some_and(|dot| sentence.is_word(dot, &["."])))];
        if let Some(month) = before.into_iter().flatten().find_map(month_at) {
            return Some(format!("{year:04}-{month:02}-{day:02}"));
        }
    }
    let said = back(1).is_some_and(|before| sentence.words.ending(before, Cue::TimeAt).is_some());
    let figures = sentence.words.at(token + 1, Cue::FormerFigures).is_some();
    (said || figures).then(|| format!("{year:04}"))
}

/// Who says it: "according to the ministry", "the source told …".
pub fn speaker(sentence: &Sentence<'_>, sum: &Money) -> Option<String> {
    let analysis = &sentence.words;
    let class = Class::from(Cue::According);
    let according = sentence.words.marks.iter().find(|mark| mark.class == class);
    let (first, last) = match according {
        Some(mark) => (mark.last + 1, run(sentence, mark.last + 1)?),
        None => {
            let verb = sentence.words.of(Cue::SpeakerVerb).next()?;
            let last = verb.first.checked_sub(1)?;
            let mut first = last;
            for _ in 0..6 {
                let ends = first == 0 || !is_name_part(sentence, first - 1);
                if ends {
                    break;
                }
                first -= 1;
            }
            // The speaker's words must begin a clause, or follow a quotation.
            let begins = first == 0 || sentence.is_word(first - 1, &[",", "”", "\"", ".", "’"]);
            begins.then_some((first, last))?
        }
    };
    let pronoun = first == last && sentence.words.at(first, Cue::SpeakerNot).is_some();
    let words = sentence.text[analysis.bytes(first, last)].split_whitespace().collect::<Vec<_>>().join(" ");
    let inside = analysis.bytes(first, last).contains(&sum.span.start);
    (!pronoun && !inside && words.len() > 2 && is_name_part(sentence, first)).then_some(words)
}

/// The last token of a name that begins at a token: at most eight, up to a sign.
fn run(sentence: &Sentence<'_>, first: usize) -> Option<usize> {
    let mut last = None;
    for token in first..first + 8 {
        if !is_name_part(sentence, token) {
            return last;
        }
        last = Some(token);
    }
    None
}

fn is_name_part(sentence: &Sentence<'_>, token: usize) -> bool {
    let word = sentence.words.tokens.get(token).is_some_and(|found| found.kind == Kind::Word);
    word && sentence.words.at(token, Cue::SpeakerVerb).is_none() && !sentence.has(token, Term::Barrier)
}
