//! The row that leaves the stage: what came in, completed by what the page and its text say.

use wagemill_articles::{PrintedDate, canonical_url, detect_language, language_code, text_sha256};
use wagemill_plugin::prelude::*;

use crate::dateline;
use crate::page::Page;

/// A row as it comes in; a reader may know any of it.
#[derive(Input, Clone, Copy, Debug, Default)]
pub struct Incoming<'a> {
    #[column(optional)]
    pub text: Option<&'a str>,
    #[column(optional)]
    pub body: Option<&'a [u8]>,
    #[column(optional)]
    pub media_type: Option<&'a str>,
    #[column(optional)]
    pub record_id: Option<&'a str>,
    #[column(optional)]
    pub url: Option<&'a str>,
    #[column(optional)]
    pub title: Option<&'a str>,
    #[column(optional)]
    pub byline: Option<&'a str>,
    #[column(optional)]
    pub publisher: Option<&'a str>,
    #[column(optional)]
    pub section: Option<&'a str>,
    #[column(optional)]
    pub published_on: Option<Date>,
    #[column(optional)]
    pub published_precision: Option<&'a str>,
    #[column(optional)]
    pub published_basis: Option<&'a str>,
    #[column(optional)]
    pub modified_on: Option<Date>,
    #[column(optional)]
    pub language: Option<&'a str>,
    #[column(optional)]
    pub dateline_place: Option<&'a str>,
    #[column(optional)]
    pub page_type: Option<&'a str>,
    #[column(optional)]
    pub encoding: Option<&'a str>,
    #[column(optional)]
    pub encoding_basis: Option<&'a str>,
}

/// The columns that the stage gives.
#[derive(Output, Clone, Debug, Default, PartialEq)]
pub struct Article {
    pub article_id: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub published_on: Option<Date>,
    pub published_precision: Option<String>,
    pub published_basis: Option<String>,
    pub published_time_zone: Option<String>,
    pub published_confidence: Option<f64>,
    pub modified_on: Option<Date>,
    pub language: Option<String>,
    pub dateline_place: Option<String>,
    pub page_type: Option<String>,
    pub tags: Option<String>,
    pub is_free: Option<bool>,
    pub encoding: Option<String>,
    pub encoding_basis: Option<String>,
    pub text: String,
    pub text_confidence: Option<f64>,
    pub text_sha256: String,
}

/// A row that has its text keeps all that it has.
pub fn with_text(row: &Incoming<'_>, text: &str) -> Article {
    complete(row, text.to_owned(), None)
}

/// A row whose text was found on a page: what the input said of the article wins over what the page says.
pub fn with_page(row: &Incoming<'_>, page: Page) -> Article {
    let facts = page.facts;
    let mut article = complete(row, page.text, facts.language.as_deref());
    let date = |printed: PrintedDate| Date(printed.days());
    if article.published_on.is_none()
        && let Some(published) = facts.published
    {
        article.published_on = Some(date(published.date));
        article.published_precision = Some(published.date.precision.name().to_owned());
        article.published_basis = Some(published.basis.to_owned());
        article.published_time_zone = published.time_zone;
        article.published_confidence = Some(published.confidence);
    }
    article.modified_on = article.modified_on.or(facts.modified.map(|modified| date(modified.date)));
    article.title = article.title.or(facts.title);
    article.byline = article.byline.or(facts.byline);
    article.publisher = article.publisher.or(facts.publisher);
    article.section = article.section.or(facts.section);
    article.page_type = article.page_type.or(facts.page_type.map(str::to_owned));
    article.tags = facts.tags;
    article.is_free = facts.is_free;
    article.text_confidence = Some((f64::from(page.confidence) * 100.0).round() / 100.0);
    article.encoding = article.encoding.or_else(|| Some(page.encoding.to_owned()));
    article.encoding_basis = article.encoding_basis.or_else(|| Some(page.encoding_basis.to_owned()));
    if article.url.is_none() && facts.url.is_some() {
        article.url = facts.url;
        article.article_id = wagemill_tables::article_id(article.url.as_deref(), row.record_id, &article.text);
    }
    article
}

fn complete(row: &Incoming<'_>, text: String, declared_language: Option<&str>) -> Article {
    let owned = |value: Option<&str>| value.map(str::to_owned);
    let url = row.url.map(|url| canonical_url(url).unwrap_or_else(|| url.to_owned()));
    Article {
        article_id: wagemill_tables::article_id(url.as_deref(), row.record_id, &text),
        title: owned(row.title),
        byline: owned(row.byline),
        publisher: owned(row.publisher),
        section: owned(row.section),
        published_on: row.published_on,
        published_precision: owned(row.published_precision),
        published_basis: owned(row.published_basis),
        modified_on: row.modified_on,
        language: owned(row.language)
            .or_else(|| owned(detect_language(&text)))
            .or_else(|| declared_language.and_then(language_code)),
        dateline_place: owned(row.dateline_place).or_else(|| dateline::place(&text)),
        page_type: owned(row.page_type),
        encoding: owned(row.encoding),
        encoding_basis: owned(row.encoding_basis),
        text_sha256: text_sha256(&text),
        url,
        text,
        ..Article::default()
    }
}

#[cfg(test)]
mod tests {
    use wagemill_articles::parse_date;

    use super::*;
    use crate::facts::{Dated, Facts};

    fn page() -> Page {
        Page {
            text: "DHAKA — They earn $5.".to_owned(),
            confidence: 0.9,
            facts: Facts {
                title: Some("Pay rises".to_owned()),
                publisher: Some("The Herald".to_owned()),
                published: parse_date("2023-06-13").ok().map(|date| Dated {
                    date,
                    basis: "json_ld",
                    time_zone: None,
                    confidence: 0.95,
                }),
                url: Some("https://example.com/a".to_owned()),
                language: Some("en-US".to_owned()),
                ..Facts::default()
            },
            encoding: "UTF-8",
            encoding_basis: "utf8",
            replaced: 0,
        }
    }

    #[test]
    fn a_row_with_text_keeps_what_it_has() {
        let row = Incoming {
            text: Some("SEOUL — They earn $5."),
            title: Some("Pay"),
            record_id: Some("17"),
            language: Some("en"),
            ..Incoming::default()
        };
        let article = with_text(&row, row.text.unwrap_or_default());
        assert_eq!(
            (article.text.as_str(), article.title.as_deref(), article.url),
            ("SEOUL — They earn $5.", Some("Pay"), None)
        );
        assert_eq!(article.article_id, wagemill_tables::article_id(None, Some("17"), ""));
        assert_eq!(article.dateline_place.as_deref(), Some("SEOUL"));
    }

    #[test]
    fn a_page_fills_what_the_input_does_not_say() {
        let article = with_page(&Incoming::default(), page());
        assert_eq!(
            (article.title.as_deref(), article.published_basis.as_deref()),
            (Some("Pay rises"), Some("json_ld"))
        );
        assert_eq!(article.published_on.map(|date| date.to_string()).as_deref(), Some("2023-06-13"));
        assert_eq!(article.article_id, wagemill_tables::article_id(Some("https://example.com/a"), None, ""));
        assert_eq!((article.language.as_deref(), article.dateline_place.as_deref()), (Some("en"), Some("DHAKA")));
    }

    #[test]
    fn what_the_input_says_wins() {
        let row = Incoming {
            url: Some("https://example.com/given"),
            title: Some("Given"),
            published_on: Some(Date(0)),
            published_precision: Some("day"),
            published_basis: Some("sidecar"),
            language: Some("bn"),
            ..Incoming::default()
        };
        let article = with_page(&row, page());
        assert_eq!(
            (article.url.as_deref(), article.title.as_deref(), article.language.as_deref()),
            (Some("https://example.com/given"), Some("Given"), Some("bn"))
        );
        assert_eq!((article.published_on, article.published_basis.as_deref()), (Some(Date(0)), Some("sidecar")));
        assert_eq!(article.publisher.as_deref(), Some("The Herald"));
        assert_eq!(article.article_id, wagemill_tables::article_id(Some("https://example.com/given"), None, ""));
    }
}
