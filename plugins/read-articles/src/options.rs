//! The options of the stage.

use wagemill_plugin::prelude::*;

use crate::budget::Limits;

/// Options of `read-articles`.
#[config]
pub struct Options {
    /// Files, folders and patterns such as `articles/**/*.html`; of a folder, every file of a known kind is read.
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read", "x-wagemill-glob" = true))]
    pub paths: Vec<String>,

    /// A file that lists what to read, beside `paths`: a file, folder or pattern on each line, relative to the list.
    #[serde(default)]
    #[schemars(extend("x-wagemill-path" = "read"))]
    pub paths_from: Option<String>,

    /// For JSON, CSV and Parquet: which key holds which column, such as `{ text = "content", published_on = "meta.date" }`. A point
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

    /// Largest article that is read, in bytes after decompression; also the largest file of a kind that is read as a
    /// whole, such as a feed.
    #[serde(default = "default_max_article_bytes")]
    #[schemars(range(min = 1))]
    pub max_article_bytes: u64,

    /// How many times its size a file may expand to, with all archives in it; the first mebibyte is free.
    #[serde(default = "default_max_expansion")]
    #[schemars(range(min = 1))]
    pub max_expansion: u32,

    /// How many bytes may come out of one file, or of one part of a big one, with all archives in it.
    #[serde(default = "default_max_unpacked_bytes")]
    #[schemars(range(min = 1))]
    pub max_unpacked_bytes: u64,

    /// Largest ZIP, EPUB or Parquet file inside another archive: those are held in memory.
    #[serde(default = "default_max_nested_bytes")]
    #[schemars(range(min = 1))]
    pub max_nested_bytes: u64,

    /// How many members the archives in one file may have in all.
    #[serde(default = "default_max_members")]
    #[schemars(range(min = 1))]
    pub max_members: u64,

    /// How deep archives and compression may be nested: `a.zip/b.tar.gz` is three deep.
    #[serde(default = "default_max_depth")]
    #[schemars(range(min = 1, max = 16))]
    pub max_depth: u32,

    /// A big JSONL, WARC, tar, ZIP or Parquet file is cut into parts of about this many bytes, which several workers read.
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

impl Options {
    pub fn limits(&self) -> Limits {
        Limits {
            article_bytes: self.max_article_bytes,
            expansion: self.max_expansion,
            unpacked_bytes: self.max_unpacked_bytes,
            nested_bytes: self.max_nested_bytes,
            members: self.max_members,
            depth: self.max_depth,
        }
    }
}

impl Fields {
    /// Whether the pipeline names this key, for any column.
    pub fn names(&self, key: &str) -> bool {
        let own = [&self.text, &self.body].into_iter().filter_map(Option::as_deref);
        own.chain(crate::metadata::COLUMNS.iter().filter_map(|column| self.key_of(column))).any(|named| named == key)
    }

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
    Limits::default().article_bytes
}

fn default_max_expansion() -> u32 {
    Limits::default().expansion
}

fn default_max_unpacked_bytes() -> u64 {
    Limits::default().unpacked_bytes
}

fn default_max_nested_bytes() -> u64 {
    Limits::default().nested_bytes
}

fn default_max_members() -> u64 {
    Limits::default().members
}

fn default_max_depth() -> u32 {
    Limits::default().depth
}

fn default_split_bytes() -> u64 {
    32 << 20
}
