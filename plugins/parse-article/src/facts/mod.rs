//! What a page says about its article: the best of JSON-LD, meta elements, visible elements and the address.

mod bylines;
mod dates;
mod elements;
mod headline;
mod json_ld;
mod names;

use wagemill_articles::{PrintedDate, canonical_url, tidy_line};

use crate::html::Tree;
use crate::word_lists::{meta_names, page_type};
use elements::Elements;
pub use json_ld::JsonLd;

/// A date with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    pub date: PrintedDate,
    /// the word for `published_basis`
    pub basis: &'static str,
    /// such as `+09:00` or `Z`
    pub time_zone: Option<String>,
    pub confidence: f64,
}

/// The metadata of a page.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Facts {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub tags: Option<String>,
    pub published: Option<Dated>,
    pub modified: Option<Dated>,
    /// canonical
    pub url: Option<String>,
    /// what the page says of itself
    pub language: Option<String>,
    pub page_type: Option<&'static str>,
    pub is_free: Option<bool>,
    pub description: Option<String>,
    pub article_body: Option<String>,
}

/// Reads the metadata; `url` is the address that is known from elsewhere.
pub fn read(tree: &Tree, url: Option<&str>) -> Facts {
    let json_ld = json_ld::read(tree.json_ld.iter().map(String::as_str));
    let elements = elements::gather(tree);
    let meta = |column: &str| meta_names(column).find_map(|name| elements.meta(name)).map(str::to_owned);
    let publisher = json_ld.publisher.clone().or_else(|| meta("publisher"));
    let canonical = canonical(&elements, &json_ld, meta("url").as_deref());
    let address = url.map(str::to_owned).or_else(|| canonical.clone());
    let headline = headline::find(tree, &elements, &json_ld, meta("title").as_deref(), publisher.as_deref());
    let dates = dates::find(tree, &elements, &json_ld, headline.place, address.as_deref());
    Facts {
        byline: bylines::find(tree, &elements, &json_ld, headline.place, publisher.as_deref()),
        title: headline.title,
        section: json_ld.section.clone().or_else(|| meta("section")),
        tags: json_ld.tags.clone().or_else(|| elements.tags()),
        published: dates.published,
        modified: dates.modified,
        language: json_ld.language.clone().or_else(|| elements.language.clone()),
        page_type: json_ld.page_type.or_else(|| meta("type").as_deref().and_then(page_type)),
        is_free: json_ld.is_free.or_else(|| meta("is_free").and_then(|tier| free(&tier))),
        description: meta("description"),
        article_body: json_ld.article_body,
        publisher,
        url: canonical,
    }
}

/// What `article:content_tier` says.
fn free(tier: &str) -> Option<bool> {
    match tier.trim().to_ascii_lowercase().as_str() {
        "free" => Some(true),
        "locked" | "metered" | "premium" | "paid" => Some(false),
        _ => None,
    }
}

/// The canonical address; that of a front page, which careless sites put on all their pages, is none.
fn canonical(elements: &Elements<'_>, json_ld: &JsonLd, meta: Option<&str>) -> Option<String> {
    [elements.canonical, meta, json_ld.url.as_deref()]
        .into_iter()
        .flatten()
        .filter_map(tidy_line)
        .filter_map(|address| canonical_url(&address))
        .find(|url| {
            url.split_once("://")
                .is_some_and(|(_, rest)| rest.split_once('/').is_some_and(|(_, path)| !path.is_empty()))
        })
}

#[cfg(test)]
mod tests;
