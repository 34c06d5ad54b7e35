//! The classes of phrases in `data/languages`, and a sentence with what was found in it.

use std::cell::RefCell;
use std::ops::Range;

use wagemill_money::{Analysis, Class, Kind, Mark, Money, Term, classes};

/// The classes of this stage begin behind those of the grammar.
const TERMS: Class = Term::NAMES.len() as Class;

classes! {
    /// What a phrase about pay stands for.
    pub enum Cue after TERMS {
        Demanded = "status.demanded",
        Offered = "status.offered",
        Agreed = "status.agreed",
        Promised = "status.promised",
        Unpaid = "status.unpaid",
        Minimum = "status.minimum",
        Average = "status.average",
        Doubted = "status.other",
        Expected = "status.expected",
        Former = "status.former",
        Determiner = "determiner",
        Modifier = "modifier",
        Comparison = "comparison",
        ComparisonAfter = "comparison.after",
        PayeeStop = "payee.stop",
        Abroad = "abroad",
        Possessive = "possessive",
        Decade = "decade",
        FormerFigures = "former.figures",
        Now = "status.now",
        InFact = "status.in_fact",
        Workers = "workers.side",
        Plural = "payee.plural",
        They = "payee.they",
        HeOrShe = "payee.one",
        Speaking = "payee.self",
        PayeeNot = "payee.not",
        PayeeGeneral = "payee.general",
        PayeeTo = "payee.to",
        PayeeWhere = "payee.where",
        PlaceAt = "place.at",
        PlaceSpeaker = "place.speaker",
        PlaceVerb = "place.verb",
        Gross = "gross",
        Net = "net",
        Base = "component.base",
        Overtime = "component.overtime",
        Tips = "component.tips",
        Total = "component.total",
        Mean = "statistic.mean",
        Median = "statistic.median",
        Typical = "statistic.typical",
        Top = "statistic.top",
        According = "speaker.according",
        SpeakerVerb = "speaker.verb",
        SpeakerNot = "speaker.not",
        Month = "month",
        TimeAt = "time.at",
        Small = "small",
        /// from occupations.txt; the value is its line there
        Occupation = " occupation",
    }
}

impl Cue {
    /// The first classes are those of a status.
    const STATUS: Class = Cue::Determiner as Class;
}

/// A sentence with the marks of both lexicons.
pub struct Sentence<'a> {
    pub text: &'a str,
    pub words: &'a Analysis,
    /// the token spans of the sums in it
    pub sums: Vec<(usize, usize)>,
    /// how far each token is from the first one, counting what parts clauses
    steps: Vec<f32>,
    /// the nearest phrase of each class for the amount that was asked about last
    survey: RefCell<Survey>,
}

type Nearest = Option<(f32, Mark)>;

#[derive(Default)]
struct Survey {
    amount: Option<(usize, usize)>,
    nearest: Vec<Nearest>,
}

impl<'a> Sentence<'a> {
    pub fn new(text: &'a str, words: &'a Analysis, sums: &[&Money]) -> Sentence<'a> {
        let sums = sums.iter().map(|sum| tokens_of(words, &sum.span)).collect();
        let mut steps = Vec::with_capacity(words.tokens.len() + 1);
        let mut sum = 0.0;
        for (index, token) in words.tokens.iter().enumerate() {
            steps.push(sum);
            sum += match words.sign(text, index) {
                _ if token.kind != Kind::Sign => words.step,
                ";" | "!" | "?" => 10.0,
                ":" => 2.0,
                "," => 2.0,
                "–" | "—" | ")" => 3.0,
                "(" => 7.0,
                _ => words.step,
            };
            if words.at(index, Term::Barrier).is_some() {
                sum += 3.0;
            }
        }
        steps.push(sum);
        Sentence { text, words, sums, steps, survey: RefCell::default() }
    }

    /// The first and last token of a span of bytes.
    pub fn tokens_of(&self, bytes: &Range<usize>) -> (usize, usize) {
        tokens_of(self.words, bytes)
    }

    pub fn has(&self, token: usize, term: Term) -> bool {
        self.words.at(token, term).is_some()
    }

    pub fn word(&self, token: usize) -> &'a str {
        self.words.sign(self.text, token)
    }

    pub fn is_word(&self, token: usize, words: &[&str]) -> bool {
        words.contains(&self.word(token))
    }

    /// How far a mark is from the amount with the tokens `amount`, counting what parts clauses.
    pub fn distance(&self, mark: Mark, amount: (usize, usize)) -> Option<f32> {
        let (from, to, after) = if mark.last < amount.0 {
            (mark.last + 1, amount.0, 0.0)
        } else if mark.first > amount.1 {
            (amount.1 + 1, mark.first, 2.0)
        } else {
            // Inside the phrase: "an average of", "on average only".
            return Some(0.0);
        };
        let distance = after + if from < to { self.steps[to] - self.steps[from] } else { 0.0 };
        if after > 0.0 && !self.reaches_back(mark, amount.1) {
            return None;
        }
        // A word right before another sum speaks of that one.
        let beside = mark.first <= amount.1 + 1;
        if after > 0.0
            && !beside
            && self.sums.iter().any(|(first, _)| *first > mark.last && *first <= mark.last + self.words.reach(4))
        {
            return None;
        }
        let between = self.sums.iter().filter(|(first, last)| *first >= from && *last < to).count();
        Some(distance + 4.0 * between as f32)
    }

    /// Whether a word behind an amount can speak of it: not over another sum, nor out of a clause of its own that has one.
    fn reaches_back(&self, mark: Mark, last: usize) -> bool {
        if self.sums.iter().any(|(first, _)| *first > last && *first < mark.first) {
            return self.words.verb_last;
        }
        let parted = (last + 1..mark.first)
            .any(|token| matches!(self.word(token), "," | ";" | "–" | "—") || self.has(token, Term::Barrier));
        let own = || {
            (mark.last + 1..self.words.tokens.len())
                .take_while(|&token| !matches!(self.word(token), "," | ";" | "." | "–" | "—" | ")"))
                .any(|token| self.sums.iter().any(|(first, _)| *first == token))
        };
        !(parted && own())
    }

    /// The least distance of a phrase of a class.
    pub fn nearest(&self, cue: Cue, amount: (usize, usize)) -> Option<(f32, Mark)> {
        let mut survey = self.survey.borrow_mut();
        if survey.amount != Some(amount) {
            survey.amount = Some(amount);
            survey.nearest.clear();
            survey.nearest.resize(Cue::NAMES.len() + 1, None);
            for mark in self.window(amount) {
                let Some(index) = mark.class.checked_sub(Cue::BASE) else { continue };
                if index < Cue::STATUS && self.is_covered(mark) {
                    continue;
                }
                let Some(distance) = self.distance(mark, amount) else { continue };
                let best = &mut survey.nearest[usize::from(index)];
                if best.is_none_or(|(least, _)| distance < least) {
                    *best = Some((distance, mark));
                }
            }
        }
        survey.nearest[usize::from(Class::from(cue) - Cue::BASE)]
    }

    /// Whether a longer word for a minimum or an average holds the mark: "guaranteed minimum" promises nothing.
    fn is_covered(&self, mark: Mark) -> bool {
        let from = mark.first.saturating_sub(self.words.reach(3));
        (from..=mark.first).flat_map(|token| self.words.marks_at(token)).any(|other| {
            let kind = [Cue::Minimum, Cue::Average].iter().any(|&cue| Class::from(cue) == other.class);
            let longer = other.last - other.first > mark.last - mark.first;
            kind && longer && other.class != mark.class && other.first <= mark.first && other.last >= mark.last
        })
    }

    /// The marks of the lexicon of pay around an amount, as far as they can matter.
    pub fn window(&self, amount: (usize, usize)) -> impl Iterator<Item = Mark> + '_ {
        let from = amount.0.saturating_sub(self.words.reach(60));
        let to = (amount.1 + self.words.reach(40)).min(self.words.tokens.len());
        (from..to).flat_map(|token| self.words.marks_at(token))
    }
}

fn tokens_of(analysis: &Analysis, bytes: &Range<usize>) -> (usize, usize) {
    let first = analysis.token_from(bytes.start);
    let last = analysis.token_from(bytes.end).saturating_sub(1).max(first);
    (first, last)
}
