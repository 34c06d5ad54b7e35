//! Marks the same report in many papers, so that an agency's text in ten of them is not ten statements.

pub mod grouping;
pub mod repeats;
pub mod sketch;

use rustc_hash::FxHashMap;
use wagemill_plugin::prelude::*;

use crate::grouping::{Article, Likeness, group, publication_order};
use crate::repeats::{Printing, Statement, repeated};
use crate::sketch::Sketch;

export!(GroupReprints);

#[config]
pub struct Config {
    /// which rows come out: `all`, marked, or the `first` printing only
    #[serde(default)]
    pub keep: Keep,
    /// share of word runs that two texts have in common, among those of either, from which on they are the same report
    #[serde(default = "half")]
    #[schemars(range(min = 0.1, max = 1.0))]
    pub min_similarity: f64,
    /// share of the word runs of the shorter text that the longer one has, from which on they are the same report: finds
    /// texts that were cut, or that were made longer
    #[serde(default = "six_tenths")]
    #[schemars(range(min = 0.1, max = 1.0))]
    pub min_containment: f64,
    /// days between the first printing and a reprint, where both days are known
    #[serde(default = "month")]
    pub within_days: u32,
}

/// Which rows come out.
#[config]
#[derive(Copy, Default, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    #[default]
    All,
    First,
}

fn half() -> f64 {
    0.5
}

fn six_tenths() -> f64 {
    0.6
}

fn month() -> u32 {
    30
}

impl Config {
    pub fn likeness(&self) -> Likeness {
        Likeness { similarity: self.min_similarity, containment: self.min_containment, within_days: self.within_days }
    }
}

/// An article, from the input that has `text`.
#[derive(Input)]
struct ArticleRow<'a> {
    article_id: Option<&'a str>,
    text: Option<&'a str>,
    #[column(optional)]
    source: Option<&'a str>,
    #[column(optional)]
    published_on: Option<Date>,
    #[column(optional)]
    published_precision: Option<&'a str>,
}

/// A row to be marked.
#[derive(Input)]
struct MarkedRow<'a> {
    article_id: Option<&'a str>,
    #[column(optional)]
    source: Option<&'a str>,
    #[column(optional)]
    amount_min: Option<Decimal>,
    #[column(optional)]
    amount_max: Option<Decimal>,
    #[column(optional)]
    currency: Option<&'a str>,
    #[column(optional)]
    period: Option<&'a str>,
}

/// What the stage says of a row.
#[derive(Output)]
pub struct Mark {
    /// The same value on all articles that print the same report: the `article_id` of the one printed first.
    pub reprint_group: Option<String>,
    /// Whether an earlier article of the group says the same: of an article, the report; of a statement, the amount.
    pub reprint: bool,
}

/// The stage `group-reprints`.
pub struct GroupReprints {
    config: Config,
    /// the input that has the texts
    texts: usize,
    articles: Vec<Article>,
    /// of input 0
    rows: Vec<Row>,
}

struct Row {
    article_id: Option<Box<str>>,
    source: Box<str>,
    /// nothing where the rows have no amounts
    statement: Option<Statement>,
}

impl TableTransform for GroupReprints {
    const NAME: &'static str = "group-reprints";
    const SUMMARY: &'static str = "marks the same report in many papers";
    const PASS_THROUGH: bool = true;
    type Config = Config;
    type Out = Mark;

    fn check(config: &Config, inputs: &[Table]) -> Result<()> {
        for (name, value) in [("min_similarity", config.min_similarity), ("min_containment", config.min_containment)] {
            if !(0.1..=1.0).contains(&value) {
                return Err(Error::new("option-out-of-range", format!("`{name}` is {value}, and must be 0.1 to 1.0"))
                    .option(format!("/{name}")));
            }
        }
        texts(inputs).map(|_| ())
    }

    fn open(config: Config, inputs: &[Table], _: &Context<'_>) -> Result<Self> {
        Ok(Self { config, texts: texts(inputs)?, articles: Vec::new(), rows: Vec::new() })
    }

    fn batch(&mut self, input: usize, batch: Batch<'_>) -> Result<()> {
        if input == 0 {
            let has_amounts = batch.schema().field("amount_min").is_some();
            for row in batch.rows::<MarkedRow>()? {
                self.rows.push(Row::new(&row.map_err(null)?, has_amounts));
            }
        }
        if input == self.texts {
            for row in batch.rows::<ArticleRow>()? {
                self.articles.extend(article(&row.map_err(null)?));
            }
        }
        Ok(())
    }

    fn finish(self, out: &mut Emit<'_, Mark>) -> Result<()> {
        let Some(groups) = group(&self.articles, self.config.likeness(), || out.cancelled()) else {
            // The host ends the run.
            return Ok(());
        };
        // Of one article printed twice, the first in the order of publication counts.
        let mut known: FxHashMap<&str, (usize, usize)> = FxHashMap::default();
        for (rank, place) in publication_order(&self.articles).into_iter().enumerate() {
            let (Some(article), Some(group)) = (self.articles.get(place), groups.get(place)) else { continue };
            known.entry(&article.id).or_insert((rank, *group));
        }
        let found = |row: &Row| row.article_id.as_deref().and_then(|id| known.get(id)).copied();
        let printings: Vec<Option<Printing<'_>>> = self
            .rows
            .iter()
            .map(|row| {
                let (rank, group) = found(row)?;
                Some(Printing { group, rank, source: &row.source, statement: row.statement })
            })
            .collect();
        let repeated = repeated(&printings);
        for (number, (row, repeated)) in self.rows.iter().zip(repeated).enumerate() {
            if repeated && self.config.keep == Keep::First {
                continue;
            }
            let group = found(row).and_then(|(_, group)| self.articles.get(group));
            // An article that has no text to compare is a report of its own.
            let name = group.map(|first| first.id.clone()).or_else(|| row.article_id.as_deref().map(str::to_owned));
            out.at(number);
            out.push(Mark { reprint_group: name, reprint: repeated });
        }
        Ok(())
    }
}

/// The input that has the texts: the second, or the only one.
fn texts(inputs: &[Table]) -> Result<usize> {
    let [first, rest @ ..] = inputs else {
        return Err(Error::schema("no-input", "the stage needs rows to mark"));
    };
    let has =
        |table: &Table, column: &str| table.schema.field(column).is_some_and(|field| field.data_type.word() == "utf8");
    let missing = |table: &Table, column: &str| {
        Error::schema("missing-column", format!("`{}` has no column `{column}` of text", table.name)).help(
            "name the rows and the articles, as in `from = [\"wages\", \"articles\"]`: texts are compared, and they are no \
             longer there behind `extract-wages`",
        )
    };
    let (place, articles) = match rest {
        [] => (0, first),
        [articles] => (1, articles),
        _ => {
            return Err(Error::schema("too-many-inputs", format!("the stage takes two inputs, not {}", inputs.len()))
                .help("name the rows to mark, then the articles"));
        }
    };
    for (table, column) in [(first, "article_id"), (articles, "article_id"), (articles, "text")] {
        if !has(table, column) {
            return Err(missing(table, column));
        }
    }
    Ok(place)
}

fn article(row: &ArticleRow<'_>) -> Option<Article> {
    Some(Article {
        id: row.article_id?.to_owned(),
        published: row.published_on.map(|day| day.0),
        day_known: row.published_precision.is_none_or(|precision| precision == "day"),
        source: row.source.unwrap_or_default().into(),
        sketch: Sketch::of(row.text?),
    })
}

impl Row {
    fn new(row: &MarkedRow<'_>, has_amounts: bool) -> Self {
        Self {
            article_id: row.article_id.map(Box::from),
            source: row.source.unwrap_or_default().into(),
            statement: has_amounts.then(|| Statement::new(row.amount_min, row.amount_max, [row.currency, row.period])),
        }
    }
}

fn null(_: wagemill_plugin::MissingValue) -> Error {
    Error::new("internal", "every column of a row may be empty")
}
