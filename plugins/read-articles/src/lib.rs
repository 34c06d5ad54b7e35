//! The source of articles: files of many kinds become rows of the articles table.

pub mod article;
pub mod budget;
pub mod emitter;
pub mod file;
pub mod format;
pub mod formats;
pub mod front_matter;
pub mod input;
pub mod listing;
pub mod markdown;
pub mod metadata;
pub mod options;
pub mod paths;
pub mod problem;
pub mod reader;
pub mod records;
pub mod sidecar;
pub mod unpack;
pub mod xml;

use wagemill_articles::{canonical_url, country_code, language_code, parse_date};
use wagemill_plugin::prelude::*;

use crate::article::Article;
use crate::emitter::Outcome;
use crate::options::Options;
use crate::problem::{Problem, RULES};
use crate::reader::Reader;

export!(ReadArticles);

/// The stage `read-articles`.
pub struct ReadArticles(Reader);

impl Source for ReadArticles {
    const NAME: &'static str = "read-articles";
    const SUMMARY: &'static str =
        "articles from files: text, pages, tables, feeds, books and web archives, packed or not";
    const CODES: &'static [Code] = &CODES;
    type Config = Options;
    type Out = Article;

    fn check(options: &Options) -> Result<()> {
        if options.paths.is_empty() && options.paths_from.is_none() {
            return Err(Error::new("bad-option", "there is nothing to read: `paths` is empty")
                .help("name a file, a folder or a pattern: `paths = [\"articles\"]`")
                .option("/paths"));
        }
        checked(
            "published_on",
            options.published_on.as_deref(),
            |value| parse_date(value).is_ok(),
            "write it as `2023-06-13`, `2023-06` or `2023`",
        )?;
        checked(
            "language",
            options.language.as_deref(),
            |value| language_code(value).is_some(),
            "write it as two letters, such as `en`",
        )?;
        checked(
            "country",
            options.country.as_deref(),
            |value| country_code(value).is_some(),
            "write it as two letters, such as `CN`",
        )?;
        checked("url", options.url.as_deref(), |value| canonical_url(value).is_some(), "write it with its `https://`")
    }

    fn list(options: &Options, context: &Context, splits: &mut Splits) -> Result<()> {
        let listing = listing::list(options, context.base_dir())?;
        for (source, problem) in listing.notes {
            splits.issue(issue(Issue::note, problem).source(source));
        }
        for split in listing.splits {
            splits.push(split);
        }
        Ok(())
    }

    fn open(options: Options, context: &Context) -> Result<Self> {
        Ok(Self(Reader::new(options, context.base_dir())))
    }

    fn read(&mut self, split: &Split, out: &mut Emit<Article>) -> Result<()> {
        self.0.read(&split.split, &split.source, &mut |outcome| match outcome {
            Outcome::Article(article) => out.push(*article),
            Outcome::Reject { record, problem } => out.issue(located(issue(Issue::reject, problem), record)),
            Outcome::Note { record, problem } => out.issue(located(issue(Issue::note, problem), record)),
        })
    }
}

const CODES: [Code; RULES.len()] = {
    let mut codes = [Code { code: "", sentence: "", remedy: "" }; RULES.len()];
    let mut index = 0;
    while index < RULES.len() {
        codes[index] = Code { code: RULES[index].code, sentence: RULES[index].sentence, remedy: RULES[index].remedy };
        index += 1;
    }
    codes
};

fn checked(option: &str, value: Option<&str>, valid: fn(&str) -> bool, help: &str) -> Result<()> {
    match value {
        Some(value) if !valid(value) => {
            Err(Error::new("bad-option", format!("`{value}` is no `{option}`")).help(help).option(format!("/{option}")))
        }
        _ => Ok(()),
    }
}

fn issue(kind: fn(&'static str, String) -> Issue, problem: Problem) -> Issue {
    kind(problem.code, problem.message).help(problem.help)
}

fn located(issue: Issue, record: Option<String>) -> Issue {
    match record {
        Some(record) => issue.source(record),
        None => issue,
    }
}
