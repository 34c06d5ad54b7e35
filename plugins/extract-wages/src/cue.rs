//! The classes of phrases in `data/english.toml`, and a sentence with what was found in it.

use std::ops::Range;

use wagemill_money::{Analysis, Class, Grammar, Lexicon, Mark, Money, Term, classes};

classes! {
    /// What a phrase about pay stands for.
    pub enum Cue {
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
        PayeeStop = "payee.stop",
        Abroad = "abroad",
        Possessive = "possessive",
        Decade = "decade",
        FormerFigures = "former.figures",
        Now = "status.now",
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
        English = "english",
        /// from occupations.txt; the value is its line there
        Occupation = " occupation",
    }
}

/// A sentence with the marks of both lexicons; their tokens are the same.
pub struct Sentence<'a> {
    pub text: &'a str,
    pub money: Analysis,
    pub cues: Analysis,
    /// the token spans of the sums in it
    pub sums: Vec<(usize, usize)>,
}

impl<'a> Sentence<'a> {
    pub fn new(
        text: &'a str,
        span: Range<usize>,
        grammar: &Grammar,
        lexicon: &Lexicon,
        sums: &[&Money],
    ) -> Sentence<'a> {
        let money = grammar.analyse(text, span.clone());
        let cues = lexicon.analyse(text, span);
        let sums = sums.iter().map(|sum| tokens_of(&money, &sum.span)).collect();
        Sentence { text, money, cues, sums }
    }

    /// The first and last token of a span of bytes.
    pub fn tokens_of(&self, bytes: &Range<usize>) -> (usize, usize) {
        tokens_of(&self.money, bytes)
    }

    pub fn has(&self, token: usize, term: Term) -> bool {
        self.money.at(token, term).is_some()
    }

    pub fn word(&self, token: usize) -> &'a str {
        self.money.tokens.get(token).map_or("", |found| found.text(self.text))
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
        let mut distance = after;
        for token in from..to {
            distance += match self.word(token) {
                ";" | "!" | "?" => 10.0,
                "," => 2.0,
                "–" | "—" | ")" => 3.0,
                "(" => 7.0,
                _ => 1.0,
            };
            if self.has(token, Term::Barrier) {
                distance += 3.0;
            }
        }
        // A word right before another sum speaks of that one.
        if after > 0.0 && self.sums.iter().any(|(first, _)| *first > mark.last && *first <= mark.last + 4) {
            return None;
        }
        let between = self.sums.iter().filter(|(first, last)| *first >= from && *last < to).count();
        Some(distance + 4.0 * between as f32)
    }

    /// The least distance of a phrase of a class.
    pub fn nearest(&self, cue: Cue, amount: (usize, usize)) -> Option<(f32, Mark)> {
        let class = Class::from(cue);
        self.window(amount)
            .filter(|mark| mark.class == class)
            .filter_map(|mark| Some((self.distance(mark, amount)?, mark)))
            .min_by(|one, other| one.0.total_cmp(&other.0))
    }

    /// The marks of the lexicon of pay around an amount, as far as they can matter.
    pub fn window(&self, amount: (usize, usize)) -> impl Iterator<Item = Mark> + '_ {
        let from = amount.0.saturating_sub(60);
        let to = (amount.1 + 40).min(self.cues.tokens.len());
        (from..to).flat_map(|token| self.cues.marks_at(token))
    }
}

fn tokens_of(analysis: &Analysis, bytes: &Range<usize>) -> (usize, usize) {
    let first = analysis.token_from(bytes.start);
    let last = analysis.token_from(bytes.end).saturating_sub(1).max(first);
    (first, last)
}
