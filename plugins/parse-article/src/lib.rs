//! From a page in HTML to the text and the metadata of its article. Rows that have their text keep it.

mod article;
pub mod blocks;
mod cues;
mod dateline;
pub mod facts;
pub mod features;
pub mod html;
pub mod model;
pub mod page;
mod tables;
mod text;
mod word_lists;

pub use html::{Limits, TooMuch};

use wagemill_articles::clean_text;
use wagemill_plugin::prelude::*;

use crate::article::{Article, Incoming, with_page, with_text};
use crate::page::Refused;

export!(ParseArticle);

/// Options of `parse-article`.
#[config]
pub struct Options {
    /// Largest page that is parsed, in bytes.
    #[serde(default = "default_max_body_bytes")]
    #[schemars(range(min = 1))]
    pub max_body_bytes: u64,

    /// Most elements and comments that a page may have.
    #[serde(default = "default_max_elements")]
    #[schemars(range(min = 1))]
    pub max_elements: u32,

    /// How deep elements may be nested before they are read as siblings, as browsers do.
    #[serde(default = "default_max_depth")]
    #[schemars(range(min = 16, max = 512))]
    pub max_depth: u32,
}

/// A text that is expected to agree less with the article gets a note.
const UNSURE: f32 = 0.6;

/// The stage `parse-article`.
pub struct ParseArticle(Options);

impl Transform for ParseArticle {
    const NAME: &'static str = "parse-article";
    const SUMMARY: &'static str = "the text of an article and what its page says about it, from HTML";
    const DROPS: &'static [&'static str] = &["body"];
    const CODES: &'static [Code] = CODES;
    type Config = Options;
    type In = Incoming<'static>;
    type Out = Article;

    fn check(_: &Options, inputs: &[Table]) -> Result<()> {
        let has = |name: &str| inputs.iter().any(|table| table.schema.fields.iter().any(|field| field.name == name));
        if has("text") || has("body") {
            return Ok(());
        }
        Err(Error::schema("missing-column", "the input has neither a column `body` nor a column `text`")
            .help("put `read-articles` or another source of articles before this stage"))
    }

    fn open(options: Options, _: &Context) -> Result<Self> {
        Ok(Self(options))
    }

    fn row(&mut self, row: Incoming<'_>, out: &mut Emit<Article>) -> Result<()> {
        if let Some(text) = row.text.filter(|text| !text.trim().is_empty()) {
            out.push(with_text(&row, text));
            return Ok(());
        }
        let Some(body) = row.body.filter(|body| !body.trim_ascii().is_empty()) else {
            out.issue(reject("no-content", "the row has neither `text` nor `body`"));
            return Ok(());
        };
        if body.len() as u64 > self.0.max_body_bytes {
            out.issue(reject(
                "too-large",
                format!("the page has {} bytes, more than {}", body.len(), self.0.max_body_bytes),
            ));
            return Ok(());
        }
        match row
            .media_type
            .map(|media_type| media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
            .as_deref()
        {
            None | Some("text/html" | "application/xhtml+xml") => self.page(&row, body, out),
            Some("text/plain") => plain(&row, body, out),
            Some(other) => out.issue(reject("unsupported-media-type", format!("`{other}` is not HTML"))),
        }
        Ok(())
    }
}

impl ParseArticle {
    fn page(&self, row: &Incoming<'_>, body: &[u8], out: &mut Emit<Article>) {
        let limits = Limits { max_elements: self.0.max_elements, max_depth: self.0.max_depth };
        match page::read(body, row.url, limits) {
            Ok(page) => {
                if page.confidence < UNSURE {
                    out.note(
                        "unsure-text",
                        "no part of the page reads clearly like an article: the text is the best guess",
                    );
                }
                if page.replaced > 0 {
                    out.note(
                        "damaged-encoding",
                        format!("{} places are not {} and stand as U+FFFD", page.replaced, page.encoding),
                    );
                }
                let article = with_page(row, page);
                if article.published_basis.as_deref() == Some("modified") {
                    out.note(
                        "date-of-change",
                        "the page only says when it was changed: that day stands for the day of publication",
                    );
                }
                out.push(article);
            }
            Err(Refused::Undecodable(reason)) => out.issue(reject("binary-body", reason.message())),
            Err(Refused::TooMuch(TooMuch::Elements)) => {
                out.issue(reject(
                    "too-many-elements",
                    format!("the page has more than {} elements", self.0.max_elements),
                ));
            }
            Err(Refused::NoText) => out.issue(reject("no-article-text", "the page has no text")),
        }
    }
}

fn plain(row: &Incoming<'_>, body: &[u8], out: &mut Emit<Article>) {
    match wagemill_articles::decode(body, None, None) {
        Ok(decoded) => {
            let mut article = with_text(row, &clean_text(&decoded.text));
            article.encoding = Some(decoded.encoding.to_owned());
            article.encoding_basis = Some(decoded.basis.name().to_owned());
            out.push(article);
        }
        Err(reason) => out.issue(reject("binary-body", reason.message())),
    }
}

fn reject(code: &str, message: impl Into<String>) -> Issue {
    let remedy = CODES.iter().find(|known| known.code == code).map_or("", |known| known.remedy);
    Issue::reject(code, message).help(remedy)
}

const CODES: &[Code] = &[
    Code {
        code: "no-content",
        sentence: "A row has neither text nor a page.",
        remedy: "look at what the stage before it reads",
    },
    Code {
        code: "no-article-text",
        sentence: "A page has no text at all.",
        remedy: "save the page from a browser: its text may come from a script",
    },
    Code {
        code: "date-of-change",
        sentence: "A page only says when it was changed, and that day stands for the day of publication; `published_basis` is `modified`.",
        remedy: "look up the day of publication and give it in `articles.csv`: the article may be older, and the rates with it",
    },
    Code {
        code: "unsure-text",
        sentence: "No part of the page reads clearly like an article; its text is the best guess.",
        remedy: "look at the text before you rely on its mentions",
    },
    Code { code: "binary-body", sentence: "A page is no text in any known encoding.", remedy: "get the page again" },
    Code {
        code: "damaged-encoding",
        sentence: "Some bytes of a page mean nothing in its encoding and stand as U+FFFD.",
        remedy: "get the page again",
    },
    Code { code: "too-large", sentence: "A page is larger than `max_body_bytes`.", remedy: "raise `max_body_bytes`" },
    Code {
        code: "too-many-elements",
        sentence: "A page has more elements than `max_elements`.",
        remedy: "raise `max_elements`, or save the article alone",
    },
    Code {
        code: "unsupported-media-type",
        sentence: "The content of a row is not HTML.",
        remedy: "put a stage before this one that makes text of it",
    },
];

fn default_max_body_bytes() -> u64 {
    16 << 20
}

fn default_max_elements() -> u32 {
    100_000
}

fn default_max_depth() -> u32 {
    256
}
