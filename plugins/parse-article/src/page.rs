//! A page in HTML becomes the text of its article and what the page says about it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use wagemill_articles::{Undecodable, clean_text, declared_in_html, decode, top_level_domain};

use crate::bounded::{self, Limits, TooMuch};
use crate::facts::{self, Facts};
use crate::word_lists::not_the_article;

/// A text shorter than this beside a page full of words is not the article.
const SHORT: usize = 250;

/// How many times longer than the article the rest of the page must be before a short article is doubted.
const DOUBT: usize = 4;

/// What a page gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub text: String,
    pub text_basis: TextBasis,
    pub facts: Facts,
    pub encoding: &'static str,
    pub encoding_basis: &'static str,
    /// bytes that mean nothing in this encoding
    pub replaced: usize,
}

/// Where the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextBasis {
    /// the part of the page that reads like an article
    Article,
    /// the whole page without navigation and forms, because no part reads like an article
    WholePage,
}

/// Why a page gives nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Undecodable(Undecodable),
    TooMuch(TooMuch),
    /// no words on it
    NoText,
}

/// Reads a page. `url` is its address where that is known from elsewhere.
pub fn read(body: &[u8], url: Option<&str>, limits: Limits) -> Result<Page, Refused> {
    let domain = url.and_then(top_level_domain);
    let decoded = decode(body, declared_in_html(body), domain.as_deref()).map_err(Refused::Undecodable)?;
    let document = bounded::parse(&decoded.text, limits).map_err(Refused::TooMuch)?;
    let facts = facts::read(&document, url);
    let (text, text_basis) = text(document, &decoded.text, limits)?;
    Ok(Page {
        text,
        text_basis,
        facts,
        encoding: decoded.encoding,
        encoding_basis: decoded.basis.name(),
        replaced: decoded.replaced,
    })
}

fn text(document: Document, html: &str, limits: Limits) -> Result<(String, TextBasis), Refused> {
    let words = document.body().map_or(0, |body| body.normalized_char_count());
    let article = article_text(document);
    let found = article.as_deref().map_or(0, |text| text.chars().count());
    if found >= SHORT || (found > 0 && found * DOUBT >= words) {
        return Ok((article.unwrap_or_default(), TextBasis::Article));
    }
    // dom_smoothie changed the tree that it got.
    let document = bounded::parse(html, limits).map_err(Refused::TooMuch)?;
    let whole = whole_page_text(&document);
    if whole.chars().count() > found {
        return Ok((whole, TextBasis::WholePage));
    }
    article.filter(|text| !text.is_empty()).map(|text| (text, TextBasis::Article)).ok_or(Refused::NoText)
}

fn article_text(document: Document) -> Option<String> {
    let config = Config { disable_json_ld: true, text_mode: TextMode::Formatted, ..Config::default() };
    // A page on which the library panics still has its whole text: one page must not end the run.
    let text = catch_unwind(AssertUnwindSafe(|| {
        let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
        Some(clean_text(&article.text_content))
    }));
    text.ok().flatten()
}

fn whole_page_text(document: &Document) -> String {
    for name in not_the_article() {
        document.select(name).remove();
    }
    document.body().map(|body| clean_text(&body.formatted_text())).unwrap_or_default()
}

#[cfg(test)]
mod tests;
