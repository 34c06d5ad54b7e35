//! From a text to its statements about pay.

use std::collections::{BTreeMap, HashMap};

use wagemill_money::{
    Context, CurrencyBasis, Grammar, GrammarBuilder, LanguageId, Money, Period, PeriodBasis, Reading, Role,
};

use crate::calibration::Calibration;
use crate::codes::UserCode;
use crate::cue::{Cue, Sentence};
use crate::place::Workplaces;
use crate::status::{Status, status};
use crate::{detail, payee};

macro_rules! languages {
    ($($code:literal),* $(,)?) => {
        /// The language files of the stage: code, name, text.
        const FILES: &[(&str, &str, &str)] = &[
            $(($code, concat!("data/languages/", $code, ".toml"), include_str!(concat!("../data/languages/", $code, ".toml")))),*
        ];
    };
}
languages!("en", "ko", "zh", "ja", "ru", "es", "fr", "de", "pt", "it", "vi");

const OCCUPATIONS: &str = include_str!("../data/occupations.txt");

/// What is known of an article besides its text.
#[derive(Clone, Debug, Default)]
pub struct Article<'a> {
    pub text: &'a str,
    pub title: Option<&'a str>,
    pub url: Option<&'a str>,
    pub language: Option<&'a str>,
    pub dateline_place: Option<&'a str>,
    pub publisher: Option<&'a str>,
    /// ISO 3166 alpha-2 or a name
    pub country: Option<&'a str>,
    /// the year of publication
    pub published_year: Option<i64>,
}

/// One statement about pay.
#[derive(Clone, Debug)]
pub struct Statement {
    pub money: Money,
    pub status: Status,
    pub payee: Option<String>,
    pub occupation: Option<String>,
    /// the major group of ISCO-08
    pub occupation_group: Option<&'static str>,
    pub sector: Option<&'static str>,
    pub place: Option<String>,
    pub place_key: Option<String>,
    pub country: Option<&'static str>,
    pub gross_net: Option<&'static str>,
    pub component: Option<&'static str>,
    pub statistic: Option<&'static str>,
    pub refers_to: Option<String>,
    pub speaker: Option<String>,
    /// the share of rows with such a score that were right on labelled passages
    pub confidence: f64,
    /// how clear the clues are, 0 to 1 in steps of 0.05
    pub score: f64,
    pub rules: Vec<&'static str>,
    /// how many mentions of money with the same quote stand before it, whatever their role: an option
    /// changes no identity
    pub ordinal: usize,
    /// bytes of the sentence
    pub sentence: std::ops::Range<usize>,
}

/// All statements of an article.
#[derive(Debug)]
pub struct Extraction {
    pub statements: Vec<Statement>,
    pub language: LanguageId,
    /// the language is not one that this stage reads fully
    pub partial: bool,
    /// the text names money at all
    pub has_money: bool,
}

#[derive(Clone, Copy, Debug)]
struct Occupation {
    group: &'static str,
    sector: Option<&'static str>,
}

/// The grammar with the stage's own phrases, and the occupations.
fn grammar() -> std::result::Result<(GrammarBuilder, Vec<Occupation>), wagemill_money::Error> {
    let mut names = Vec::new();
    let mut occupations = Vec::new();
    for line in OCCUPATIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut fields = line.split('|').map(str::trim);
        let (Some(name), Some(group)) = (fields.next(), fields.next()) else {
            unreachable!("a line of occupations.txt has three fields: {line}");
        };
        names.push(name.to_owned());
        let sector = fields.next().filter(|sector| !sector.is_empty());
        occupations.push(Occupation { group, sector });
    }
    let mut grammar = Grammar::builder().classes(Cue::NAMES, Cue::BASE).table(names, Cue::Occupation.into());
    for (code, file, text) in FILES {
        grammar = grammar.file(Some(LanguageId::from_tag(code)), file, text)?;
    }
    Ok((grammar, occupations))
}

/// The compiled rules.
#[derive(Debug)]
pub struct Extractor {
    grammar: Grammar,
    calibration: Calibration,
    occupations: Vec<Occupation>,
    roles: Option<Vec<Role>>,
}

impl Extractor {
    /// `roles` are the kinds of sums that become rows; `None` is all of them.
    ///
    /// # Panics
    /// Never: the data files are part of the crate, and a test reads them.
    pub fn new(roles: Option<Vec<Role>>) -> Extractor {
        let (grammar, occupations) = grammar().expect("the data files of the crate are right");
        Extractor { grammar: grammar.build(), calibration: Calibration::own(), occupations, roles }
    }

    /// The same with lexicons of a user's own (the name of each file, and its text), and codes.
    ///
    /// # Errors
    /// The first mistake in a file, with its line.
    pub fn with_own(
        roles: Option<Vec<Role>>,
        lexicons: &[(String, String)],
        codes: &[UserCode],
    ) -> std::result::Result<Extractor, wagemill_money::Error> {
        let (mut grammar, mut occupations) = grammar()?;
        for (name, text) in lexicons {
            grammar = grammar.file(None, name, text)?;
        }
        for code in codes {
            match code {
                UserCode::Place { name, key } => grammar = grammar.place(name, key),
                UserCode::Occupation { words, group, sector } => {
                    // The few codes of a user live as long as the stage's library.
                    let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
                    grammar = grammar.phrase(Cue::Occupation.into(), occupations.len() as u32, words);
                    occupations.push(Occupation { group: keep(group), sector: sector.as_deref().map(keep) });
                }
            }
        }
        let grammar = if lexicons.is_empty() && codes.is_empty() { grammar.build() } else { grammar.checked()? };
        Ok(Extractor { grammar, calibration: Calibration::own(), occupations, roles })
    }

    /// Reads an article.
    pub fn extract(&self, article: &Article<'_>) -> Extraction {
        let context = Context {
            language: article.language,
            title: article.title,
            dateline: article.dateline_place,
            country: article.country,
            publisher: article.publisher,
            url: article.url,
        };
        let reading = self.grammar.read(article.text, &context);
        let partial = !reading.language.is_full();
        let has_money = !reading.money.is_empty();
        let mut statements = Vec::new();
        if !reading.money.iter().any(|sum| self.keeps(sum)) {
            return Extraction { statements, language: reading.language, partial, has_money };
        }
        let country = article.country.and_then(|country| self.grammar.country(country));
        let workplaces = Workplaces::new(&self.grammar, article.text, &reading, country);
        let mut by_sentence: BTreeMap<usize, Vec<&Money>> = BTreeMap::new();
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut ordinals: HashMap<usize, usize> = HashMap::new();
        for sum in &reading.money {
            by_sentence.entry(sum.sentence).or_default().push(sum);
            let count = counts.entry(&article.text[sum.span.clone()]).or_default();
            ordinals.insert(sum.span.start, *count);
            *count += 1;
        }
        let mut before: Option<(Status, usize)> = None;
        for (index, sums) in by_sentence {
            if !sums.iter().any(|sum| self.keeps(sum)) {
                continue;
            }
            let sentence = self.sentence(article.text, &reading, index, &sums);
            for sum in sums.into_iter().filter(|sum| self.keeps(sum)) {
                let was = before.map(|(status, at)| (status, index - at));
                let (status, rule) = status(&sentence, sum, was, reading.is_advertisement(index));
                if matches!(sum.role, Role::Wage | Role::Bonus) {
                    before = Some((status, index));
                }
                let mut statement = self.statement(article, &sentence, sum, status, &workplaces);
                statement.rules.push(rule);
                // What is owed is owed for a time that the sentence would have to say.
                if status == Status::Unpaid && statement.money.period_basis == PeriodBasis::Context {
                    statement.money.period = Period::Unknown;
                    statement.money.period_basis = PeriodBasis::None;
                }
                if statement.payee.is_none()
                    && let Some(several) = payee::pronoun(&sentence, sentence.tokens_of(&sum.phrase))
                    && let Some(earlier) = index.checked_sub(1)
                {
                    let earlier = self.sentence(article.text, &reading, earlier, &[]);
                    statement.payee = payee::subject(&earlier, several).map(|tokens| payee::words(&earlier, tokens));
                    statement.rules.extend(statement.payee.as_ref().map(|_| "payee_before"));
                }
                statement.ordinal = ordinals.get(&sum.span.start).copied().unwrap_or_default();
                statements.push(statement);
            }
        }
        Extraction { statements, language: reading.language, partial, has_money }
    }

    fn sentence<'a>(&self, text: &'a str, reading: &'a Reading, index: usize, sums: &[&Money]) -> Sentence<'a> {
        Sentence::new(text, self.grammar.sentence(reading, text, index), sums)
    }

    fn keeps(&self, sum: &Money) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.contains(&sum.role))
    }

    fn statement(
        &self,
        article: &Article<'_>,
        sentence: &Sentence<'_>,
        sum: &Money,
        status: Status,
        workplaces: &Workplaces<'_>,
    ) -> Statement {
        let phrase = sentence.tokens_of(&sum.phrase);
        let paid = payee::payee(sentence, phrase);
        let worker = detail::occupation(sentence, phrase, paid);
        let occupation = worker.map(|mark| &self.occupations[mark.value as usize]);
        let workplace = workplaces.of(sum);
        let mut rules = sum.rules.clone();
        rules.extend(workplace.as_ref().map(|workplace| workplace.rule));
        Statement {
            status,
            payee: paid.map(|tokens| payee::words(sentence, tokens)),
            occupation: worker.map(|mark| article.text[sentence.words.bytes(mark.first, mark.last)].to_owned()),
            occupation_group: occupation.map(|occupation| occupation.group),
            sector: occupation.and_then(|occupation| occupation.sector),
            country: workplace.as_ref().map(|workplace| workplace.country),
            place: workplace
                .as_ref()
                .and_then(|workplace| workplace.name.clone())
                .map(|name| article.text[name].to_owned()),
            place_key: workplace.and_then(|workplace| workplace.key),
            gross_net: detail::gross_net(sentence, phrase),
            component: detail::component(sentence, phrase, sum.role),
            statistic: detail::statistic(sentence, phrase),
            refers_to: detail::refers_to(sentence, phrase, article.published_year),
            speaker: detail::speaker(sentence, sum),
            confidence: self.calibration.confidence(score(sum)),
            score: score(sum),
            ordinal: 0,
            rules,
            sentence: sentence.words.span.clone(),
            money: sum.clone(),
        }
    }
}

/// A row whose score is less than this has the flag `low_confidence`.
pub const LOW_SCORE: f64 = 0.6;
/// What a row has at most whose role, currency or period rests on a weak clue.
const WEAK: f64 = 0.55;

/// How clear the clues are, 0 to 1 in steps of 0.05: how clear the role, less what had to be assumed.
fn score(sum: &Money) -> f64 {
    let mut value = 0.55 + 0.4 * f64::from(sum.certainty);
    let (currency, currency_is_weak) = match sum.currency.basis {
        CurrencyBasis::Explicit | CurrencyBasis::Qualified => (0.0, false),
        CurrencyBasis::Document | CurrencyBasis::Place | CurrencyBasis::Country => (0.05, false),
        CurrencyBasis::Convention => (0.1, false),
        CurrencyBasis::Grouping | CurrencyBasis::Publisher => (0.1, true),
        CurrencyBasis::Elided | CurrencyBasis::Ambiguous => (0.2, true),
    };
    let (period, period_is_weak) = match (sum.period, sum.period_basis) {
        (Period::Unknown, _) => (0.15, false),
        (_, PeriodBasis::Sentence) => (0.05, false),
        (_, PeriodBasis::Context) => (0.1, true),
        _ => (0.0, false),
    };
    value -= currency + period;
    if currency_is_weak || period_is_weak || sum.weak_role {
        value = value.min(WEAK);
    }
    let steps = (value.clamp(0.05, 0.95) * 20.0).round();
    steps / 20.0
}
