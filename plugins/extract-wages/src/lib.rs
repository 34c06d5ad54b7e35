//! `extract-wages`: every statement about pay in an article's text becomes a row.
//!
//! The grammar of money is the crate `wagemill-money`; here stands what is said of a sum of pay: its
//! status, who is paid, where, for which work. No article influences another.

mod calibration;
pub mod codes;
pub mod cue;
mod detail;
pub mod extractor;
mod payee;
mod place;
mod status;

use std::path::Path;

use wagemill_money::Role;
use wagemill_plugin::prelude::*;
use wagemill_tables as tables;

use crate::extractor::{Extraction, Extractor, Statement};

export!(ExtractWages);

/// Which sums become rows.
#[config]
#[derive(PartialEq)]
#[serde(untagged)]
enum Roles {
    /// names of roles, such as `wage` and `rent`
    Some(Vec<String>),
    /// `all`
    All(String),
}

#[config]
struct Config {
    /// kinds of sums that become rows: a list of roles such as `["wage", "bonus"]`, or `"all"`
    #[serde(default = "pay")]
    roles: Roles,
    /// rows with less confidence than this (0 to 1) are left out
    #[serde(default)]
    min_confidence: f64,
    /// TOML files with words of one's own, in the format of the stage's own language files
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read"))]
    lexicons: Vec<String>,
    /// a CSV file (column, value, code) with places and occupations of one's own; `wagemill values` lists what is not coded
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read"))]
    codes: Option<String>,
}

/// The extractor that the options ask for.
fn extractor(config: &Config) -> Result<Extractor> {
    let mut lexicons = Vec::new();
    for path in &config.lexicons {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new("bad-lexicon", format!("{path}: {error}")).option("/lexicons"))?;
        lexicons.push((path.clone(), text));
    }
    let codes = match &config.codes {
        Some(path) => codes::read(Path::new(path)).map_err(|error| error.option("/codes"))?,
        None => Vec::new(),
    };
    Extractor::with_own(roles(&config.roles)?, &lexicons, &codes).map_err(|error| {
        let help = "the README of extract-wages says how such a file is written, and names its classes";
        Error::new("bad-lexicon", error.to_string()).help(help).option("/lexicons")
    })
}

fn pay() -> Roles {
    Roles::Some(vec!["wage".to_owned(), "bonus".to_owned()])
}

#[derive(Input)]
struct Article<'a> {
    text: &'a str,
    #[column(optional)]
    article_id: Option<&'a str>,
    #[column(optional)]
    record_id: Option<&'a str>,
    #[column(optional)]
    url: Option<&'a str>,
    #[column(optional)]
    title: Option<&'a str>,
    #[column(optional)]
    language: Option<&'a str>,
    #[column(optional)]
    published_on: Option<Date>,
    /// how sure it is that `published_on` is the day of publication
    #[column(optional)]
    published_confidence: Option<f64>,
    /// whether the page says that all may read the article without paying
    #[column(optional)]
    is_free: Option<bool>,
    #[column(optional)]
    dateline_place: Option<&'a str>,
    #[column(optional)]
    publisher: Option<&'a str>,
    /// ISO 3166 alpha-2 or a name, as the source or a sidecar gives it
    #[column(optional)]
    country: Option<&'a str>,
    #[column(optional)]
    page_type: Option<&'a str>,
}

/// A statement about pay; the columns are described in `wagemill-tables`.
#[derive(Output)]
struct Mention {
    mention_id: String,
    article_id: String,
    quote: String,
    sentence: String,
    start: i64,
    end: i64,
    role: &'static str,
    #[column(decimal(38, 4))]
    amount_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    amount_max: Option<Decimal>,
    bound: &'static str,
    approximate: bool,
    currency: Option<&'static str>,
    currency_basis: &'static str,
    currency_candidates: Option<String>,
    period: &'static str,
    period_basis: Option<&'static str>,
    piece_unit: Option<String>,
    status: &'static str,
    payee: Option<String>,
    payer: Option<String>,
    occupation: Option<String>,
    occupation_group: Option<&'static str>,
    sector: Option<&'static str>,
    place: Option<String>,
    place_key: Option<String>,
    country: Option<&'static str>,
    gross_net: Option<&'static str>,
    component: Option<&'static str>,
    statistic: Option<&'static str>,
    #[column(decimal(9, 2))]
    hours_per_day: Option<Decimal>,
    #[column(decimal(9, 2))]
    days_per_week: Option<Decimal>,
    refers_to: Option<String>,
    speaker: Option<String>,
    #[column(decimal(38, 4))]
    equivalent_min: Option<Decimal>,
    #[column(decimal(38, 4))]
    equivalent_max: Option<Decimal>,
    equivalent_currency: Option<&'static str>,
    equivalent_quote: Option<String>,
    confidence: f64,
    rule: String,
    flags: Option<String>,
}

struct ExtractWages {
    extractor: Extractor,
    min_confidence: f64,
}

impl Transform for ExtractWages {
    const NAME: &'static str = "extract-wages";
    const SUMMARY: &'static str = "finds every statement about pay in an article's text";
    const DROPS: &'static [&'static str] = &["body", "text"];
    const SPANS: &'static [Span] = &[Span { text: "text", start: "start", end: "end", quote: "quote" }];
    const CHECKPOINT: bool = true;
    const CODES: &'static [Code] = &[Code {
        code: "amount-too-large",
        sentence: "An amount has more digits than a table can hold.",
        remedy: "Look at the article: the figure is most likely no amount of money.",
    }];
    type Config = Config;
    type In = Article<'static>;
    type Out = Mention;

    fn check(config: &Config, _: &[Table]) -> Result<()> {
        roles(&config.roles)?;
        if !(0.0..=1.0).contains(&config.min_confidence) {
            let message = format!("`min_confidence` is `{}`", config.min_confidence);
            return Err(Error::new("bad-option", message).help("give a number from 0 to 1").option("/min_confidence"));
        }
        if !config.lexicons.is_empty() || config.codes.is_some() {
            extractor(config)?;
        }
        Ok(())
    }

    fn open(config: Config, _: &Context<'_>) -> Result<Self> {
        Ok(Self { extractor: extractor(&config)?, min_confidence: config.min_confidence })
    }

    fn row(&mut self, article: Article<'_>, out: &mut Emit<'_, Mention>) -> Result<()> {
        let given = article.article_id.filter(|id| !id.is_empty());
        let article_id =
            given.map_or_else(|| tables::article_id(article.url, article.record_id, article.text), str::to_owned);
        let found = self.extractor.extract(&extractor::Article {
            text: article.text,
            title: article.title,
            url: article.url,
            language: article.language,
            dateline_place: article.dateline_place,
            publisher: article.publisher,
            country: article.country,
            published_year: article.published_on.map(|day| i64::from(day.ymd().0)),
        });
        let mut pushed = 0;
        for statement in &found.statements {
            let quote = &article.text[statement.money.span.clone()];
            let mention_id = tables::mention_id(&article_id, quote, statement.ordinal);
            if statement.confidence < self.min_confidence {
                continue;
            }
            match mention(
                statement,
                &article,
                mention_id,
                article_id.clone(),
                flags(found.partial, &article, statement),
            ) {
                Some(mention) => {
                    out.push(mention);
                    pushed += 1;
                }
                None => out.note("amount-too-large", format!("`{quote}` has too many digits")),
            }
        }
        if pushed == 0 {
            why_none(&article, &found, out);
        }
        Ok(())
    }
}

/// Below this, a day of publication may be another one.
const SURE_DATE: f64 = 0.5;

/// Why an article gives no row.
fn why_none(article: &Article<'_>, found: &Extraction, out: &mut Emit<'_, Mention>) {
    let page = article.page_type.unwrap_or("");
    if article.is_free == Some(false) {
        return out.note("paywall_stub", "only the beginning of the article is there");
    }
    if !page.is_empty() && page != "article" {
        return out.note("not_article", format!("the page is no article but: {page}"));
    }
    match (found.has_money, found.partial) {
        (true, true) => {
            let language = article.language.unwrap_or("unknown");
            out.note(
                "language_partial",
                format!("language `{language}`: only figures, signs and a few words are read"),
            );
        }
        (true, false) => out.note("no_wage", "money is named, but nothing says that it is pay"),
        (false, _) => out.note("no_money", "no sum of money is named"),
    }
}

/// The flags of a row, sorted.
fn flags(partial: bool, article: &Article<'_>, statement: &Statement) -> Option<String> {
    let unsure = article.published_confidence.is_some_and(|confidence| confidence < SURE_DATE);
    let all = [
        ("date_unsure", unsure && statement.refers_to.is_none()),
        ("language_partial", partial),
        ("low_confidence", statement.score < extractor::LOW_SCORE),
    ];
    let raised: Vec<&str> = all.into_iter().filter_map(|(flag, holds)| holds.then_some(flag)).collect();
    (!raised.is_empty()).then(|| raised.join(";"))
}

fn roles(option: &Roles) -> Result<Option<Vec<Role>>> {
    let unknown = |name: &str| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
        Error::new("unknown-role", format!("unknown role `{name}`"))
            .help(format!("the roles are {}, or `all`", known.join(", ")))
            .option("/roles")
    };
    match option {
        Roles::All(word) if word == "all" => Ok(None),
        Roles::All(word) => Err(unknown(word)),
        Roles::Some(names) => names
            .iter()
            .map(|name| Role::from_name(name).ok_or_else(|| unknown(name)))
            .collect::<Result<Vec<Role>>>()
            .map(Some),
    }
}

/// The row of a statement; nothing where an amount does not fit the table.
fn mention(
    statement: &Statement,
    article: &Article<'_>,
    mention_id: String,
    article_id: String,
    flags: Option<String>,
) -> Option<Mention> {
    let money = &statement.money;
    let fit = |value: Option<Decimal>| match value {
        Some(value) => value.rescale(4).map(Some),
        None => Some(None),
    };
    let equivalent = money.equivalent.as_ref();
    Some(Mention {
        mention_id,
        article_id,
        quote: article.text[money.span.clone()].to_owned(),
        sentence: article.text[statement.sentence.clone()].to_owned(),
        start: money.scalars.start as i64,
        end: money.scalars.end as i64,
        role: money.role.name(),
        amount_min: fit(money.amount.min)?,
        amount_max: fit(money.amount.max)?,
        bound: money.amount.bound.name(),
        approximate: money.amount.approximate,
        currency: money.currency.code,
        currency_basis: money.currency.basis.name(),
        currency_candidates: (!money.currency.candidates.is_empty()).then(|| money.currency.candidates.join(";")),
        period: money.period.name(),
        period_basis: money.period_basis.name(),
        piece_unit: money.piece_unit.clone(),
        status: statement.status.name(),
        payee: statement.payee.clone(),
        payer: None,
        occupation: statement.occupation.clone(),
        occupation_group: statement.occupation_group,
        sector: statement.sector,
        place: statement.place.clone(),
        place_key: statement.place_key.clone(),
        country: statement.country,
        gross_net: statement.gross_net,
        component: statement.component,
        statistic: statement.statistic,
        hours_per_day: money.hours_per_day.and_then(|hours| hours.rescale(2)),
        days_per_week: money.days_per_week.and_then(|days| days.rescale(2)),
        refers_to: statement.refers_to.clone(),
        speaker: statement.speaker.clone(),
        equivalent_min: equivalent.map_or(Some(None), |equivalent| fit(equivalent.amount.min))?,
        equivalent_max: equivalent.map_or(Some(None), |equivalent| fit(equivalent.amount.max))?,
        equivalent_currency: equivalent.and_then(|equivalent| equivalent.currency.code),
        equivalent_quote: equivalent.map(|equivalent| article.text[equivalent.span.clone()].to_owned()),
        confidence: statement.confidence,
        rule: statement.rules.join(";"),
        flags,
    })
}
