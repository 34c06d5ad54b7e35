//! A page in HTML becomes the text of its article and what the page says about it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use wagemill_articles::{Undecodable, clean_text, declared_in_html, decode, tidy_line, top_level_domain};

use crate::blocks::{self, Blocks};
use crate::facts::{self, Facts};
use crate::features;
use crate::html::{self, Limits, TooMuch};
use crate::model;
use crate::text::{self, Chosen};

/// How many times longer than what the page shows the text in JSON-LD must be to be taken.
const LONGER: usize = 2;

/// How much is thought of a text from JSON-LD that the page does not show, and of a description in place of a text.
const BODY_CONFIDENCE: f32 = 0.7;
const DESCRIPTION_CONFIDENCE: f32 = 0.1;

/// A page that says nothing of its type and whose text is less sure is taken for no article: of 202 articles that the
/// model had not seen, two were; of 63 other pages, a quarter.
const DOUBTED: f32 = 0.7;

/// What a page gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub text: String,
    /// in how many of its words the text is expected to agree with the article
    pub confidence: f32,
    pub facts: Facts,
    pub encoding: &'static str,
    pub encoding_basis: &'static str,
    /// bytes that mean nothing in this encoding
    pub replaced: usize,
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
    // The tree builder asserts what it believes of itself: one page must not end the run.
    let parsed = catch_unwind(AssertUnwindSafe(|| html::parse(&decoded.text, limits)));
    let tree = parsed.map_err(|_| Refused::NoText)?.map_err(Refused::TooMuch)?;
    let mut facts = facts::read(&tree, url);
    let blocks = blocks::cut(&tree);
    let chances = model::chances(&features::Page::new(&blocks, hints(&facts)));
    let Chosen { text, confidence } = given(&facts, text::choose(&blocks, &chances)).ok_or(Refused::NoText)?;
    if facts.page_type.is_none() && confidence < DOUBTED {
        facts.page_type = Some("other");
    }
    Ok(Page {
        text,
        confidence,
        facts,
        encoding: decoded.encoding,
        encoding_basis: decoded.basis.name(),
        replaced: decoded.replaced,
    })
}

/// The text, or where a script would write it the one that the page gives in JSON-LD, or its description.
fn given(facts: &Facts, chosen: Option<Chosen>) -> Option<Chosen> {
    let found = chosen.as_ref().map_or(0, |chosen| chosen.text.len());
    let body = facts
        .article_body
        .as_deref()
        .filter(|_| facts.page_type == Some("article"))
        .map(clean_text)
        .filter(|body| body.len() > LONGER * found && !body.contains("</"));
    let description = || {
        let text = facts.description.as_deref().and_then(tidy_line)?;
        Some(Chosen { text, confidence: DESCRIPTION_CONFIDENCE })
    };
    body.map(|text| Chosen { text, confidence: BODY_CONFIDENCE }).or(chosen).or_else(description)
}

fn hints(facts: &Facts) -> features::Hints<'_> {
    features::Hints {
        title: facts.title.as_deref(),
        article_body: facts.article_body.as_deref(),
        description: facts.description.as_deref(),
        declared_article: facts.page_type == Some("article"),
        declared_other: facts.page_type.is_some_and(|kind| kind != "article"),
    }
}

/// What training sees of a page: its blocks, and a row of numbers for each.
pub fn for_training(body: &[u8], url: Option<&str>, limits: Limits) -> Option<(Blocks, features::Features)> {
    let domain = url.and_then(top_level_domain);
    let decoded = decode(body, declared_in_html(body), domain.as_deref()).ok()?;
    let tree = html::parse(&decoded.text, limits).ok()?;
    let facts = facts::read(&tree, url);
    let blocks = blocks::cut(&tree);
    let features = features::Page::new(&blocks, hints(&facts)).rows();
    Some((blocks, features))
}

#[cfg(test)]
mod tests;
