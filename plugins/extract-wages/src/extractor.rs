//! From a text to its statements about pay.

use std::collections::{BTreeMap, HashMap};

use wagemill_money::{Context, CurrencyBasis, Grammar, Lexicon, LexiconBuilder, Money, Period, PeriodBasis, Role};

use crate::cue::{Cue, Sentence};
use crate::place::Workplaces;
use crate::status::{Status, status};
use crate::{detail, language, payee};

const ENGLISH: &str = include_str!("../data/english.toml");
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
    pub confidence: f64,
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

/// The compiled rules.
#[derive(Debug)]
pub struct Extractor {
    grammar: Grammar,
    lexicon: Lexicon,
    occupations: Vec<Occupation>,
    roles: Option<Vec<Role>>,
}

impl Extractor {
    /// `roles` are the kinds of sums that become rows; `None` is all of them.
    ///
    /// # Panics
    /// Never: the data files are part of the crate, and a test reads them.
    pub fn new(roles: Option<Vec<Role>>) -> Extractor {
        let mut builder = LexiconBuilder::default();
        builder.add_toml("english.toml", ENGLISH, Cue::NAMES).expect("the data files of the crate are right");
        let mut occupations = Vec::new();
        for line in OCCUPATIONS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&'static str> = line.split(" |").map(str::trim).collect();
            let [_name, group, sector, spellings] = fields[..] else {
                unreachable!("a line of occupations.txt has four fields: {line}");
            };
            for spelling in spellings.split("; ") {
                builder
                    .add(Cue::Occupation.into(), occupations.len() as u32, spelling, false)
                    .expect("the data files of the crate are right");
            }
            let sector = (!sector.is_empty()).then_some(sector);
            occupations.push(Occupation { group, sector });
        }
        Extractor { grammar: Grammar::english(), lexicon: builder.build(), occupations, roles }
    }

    /// Reads an article.
    pub fn extract(&self, article: &Article<'_>) -> Extraction {
        let partial = !language::is_english(&self.lexicon, article.text, article.language);
        let context = Context {
            title: article.title,
            dateline: article.dateline_place,
            country: article.country,
            publisher: article.publisher,
            url: article.url,
        };
        let reading = self.grammar.read(article.text, &context);
        let has_money = !reading.money.is_empty();
        let mut statements = Vec::new();
        if !reading.money.iter().any(|sum| self.keeps(sum)) {
            return Extraction { statements, partial, has_money };
        }
        let country = article.country.and_then(|country| self.grammar.country(country));
        let workplaces = Workplaces::new(&self.grammar, &self.lexicon, article.text, &reading, country);
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
            let span = reading.sentences[index].clone();
            let sentence = Sentence::new(article.text, span, &self.grammar, &self.lexicon, &sums);
            for sum in sums.into_iter().filter(|sum| self.keeps(sum)) {
                let was = before.map(|(status, at)| (status, index - at));
                let (status, rule) = status(&sentence, sum, was);
                if matches!(sum.role, Role::Wage | Role::Bonus) {
                    before = Some((status, index));
                }
                let mut statement = self.statement(article, &sentence, sum, status, &workplaces);
                statement.rules.push(rule);
                if statement.payee.is_none()
                    && let Some(several) = payee::pronoun(&sentence, sentence.tokens_of(&sum.phrase))
                    && let Some(earlier) = index.checked_sub(1)
                {
                    let earlier = reading.sentences[earlier].clone();
                    let earlier = Sentence::new(article.text, earlier, &self.grammar, &self.lexicon, &[]);
                    statement.payee = payee::subject(&earlier, several).map(|tokens| payee::words(&earlier, tokens));
                    statement.rules.extend(statement.payee.as_ref().map(|_| "payee_before"));
                }
                statement.ordinal = ordinals.get(&sum.span.start).copied().unwrap_or_default();
                statements.push(statement);
            }
        }
        Extraction { statements, partial, has_money }
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
            occupation: worker.map(|mark| article.text[sentence.money.bytes(mark.first, mark.last)].to_owned()),
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
            confidence: confidence(sum),
            ordinal: 0,
            rules,
            sentence: sentence.money.span.clone(),
            money: sum.clone(),
        }
    }
}

/// A row that is less sure than this has the flag `low_confidence`.
pub const LOW_CONFIDENCE: f64 = 0.6;
/// What a row has at most whose role, currency or period rests on a weak clue.
const WEAK: f64 = 0.55;

/// How sure the reading is, 0 to 1 in steps of 0.05: how clear the role, less what had to be
/// assumed.
fn confidence(sum: &Money) -> f64 {
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
