//! The options of the stage.

use wagemill_plugin::prelude::*;

/// Options of `read-articles`.
#[config]
pub struct Options {
    /// Files, folders and patterns such as `articles/**/*.html`; of a folder, every file of a known kind is read.
    #[schemars(length(min = 1), extend("x-wagemill-path" = "read", "x-wagemill-glob" = true))]
    pub paths: Vec<String>,

    /// For JSONL: which key holds which column, such as `{ text = "content", published_on = "meta.date" }`. A point
    /// leads into an object. Columns that are not named here are looked for under their usual names.
    #[serde(default)]
    pub fields: Fields,

    /// A CSV file with what is known about articles: `path` (relative to the CSV file) and any of `url`, `title`,
    /// `byline`, `publisher`, `section`, `published_on`, `language`, `country`, `record_id`. Without this option, an
    /// `articles.csv` is used that lies in the folder of an article or above it, up to the folder of the pipeline file.
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read"))]
    pub sidecar: Option<String>,

    /// Date of publication of all articles that have no other: `2023-06-13`, `2023-06` or `2023`.
    #[serde(default)]
    pub published_on: Option<String>,

    /// Language of all articles that have no other, as its ISO 639-1 code.
    #[serde(default)]
    pub language: Option<String>,

    /// Publisher of all articles that have no other.
    #[serde(default)]
    pub publisher: Option<String>,

    /// Section of all articles that have no other.
    #[serde(default)]
    pub section: Option<String>,

    /// Byline of all articles that have no other.
    #[serde(default)]
    pub byline: Option<String>,

    /// Country that all articles are about that have no other, as its ISO 3166 alpha-2 code.
    #[serde(default)]
    pub country: Option<String>,

    /// Address of the article; only for a stage that reads a single one.
    #[serde(default)]
    pub url: Option<String>,

    /// Largest article that is read, in bytes after decompression.
    #[serde(default = "default_max_article_bytes")]
    #[schemars(range(min = 1))]
    pub max_article_bytes: u64,

    /// How many times its compressed size a gzip file may expand to; the first mebibyte is free.
    #[serde(default = "default_max_gzip_ratio")]
    #[schemars(range(min = 1))]
    pub max_gzip_ratio: u32,

    /// Size in bytes of the ranges that a JSONL file is cut into, so that several workers read it.
    #[serde(default = "default_split_bytes")]
    #[schemars(range(min = 1))]
    pub split_bytes: u64,
}

/// The JSON key of each column.
#[config]
#[derive(Default)]
pub struct Fields {
    /// The text of the article.
    #[serde(default)]
    pub text: Option<String>,
    /// The article as HTML, for `parse-article`.
    #[serde(default)]
    pub body: Option<String>,
    /// The id that the record has where it comes from.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Address of the article.
    #[serde(default)]
    pub url: Option<String>,
    /// Headline.
    #[serde(default)]
    pub title: Option<String>,
    /// Author or authors.
    #[serde(default)]
    pub byline: Option<String>,
    /// Newspaper, agency or site.
    #[serde(default)]
    pub publisher: Option<String>,
    /// Section of the newspaper.
    #[serde(default)]
    pub section: Option<String>,
    /// Date of publication.
    #[serde(default)]
    pub published_on: Option<String>,
    /// Language.
    #[serde(default)]
    pub language: Option<String>,
    /// Country.
    #[serde(default)]
    pub country: Option<String>,
}

impl Fields {
    /// The key that the pipeline gives a column of the metadata.
    pub fn key_of(&self, column: &str) -> Option<&str> {
        match column {
            "record_id" => self.record_id.as_deref(),
            "url" => self.url.as_deref(),
            "title" => self.title.as_deref(),
            "byline" => self.byline.as_deref(),
            "publisher" => self.publisher.as_deref(),
            "section" => self.section.as_deref(),
            "published_on" => self.published_on.as_deref(),
            "language" => self.language.as_deref(),
            "country" => self.country.as_deref(),
            _ => None,
        }
    }
}

fn default_max_article_bytes() -> u64 {
    16 << 20
}

fn default_max_gzip_ratio() -> u32 {
    200
}

fn default_split_bytes() -> u64 {
    32 << 20
}
