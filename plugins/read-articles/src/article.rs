//! One row of the articles table, put together from what the input, its sidecar and the options say.

use wagemill_articles::{canonical_url, clean_text, country_code, language_code, parse_date, text_sha256};
use wagemill_plugin::prelude::*;

use crate::metadata::Metadata;
use crate::problem::Problem;

/// A row of the articles table, as far as a reader can know it.
#[derive(Output, Clone, Debug, Default, PartialEq)]
pub struct Article {
    pub article_id: Option<String>,
    pub record_id: Option<String>,
    pub source: String,
    pub media_type: &'static str,
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub published_on: Option<Date>,
    pub published_precision: Option<&'static str>,
    pub published_basis: Option<&'static str>,
    pub language: Option<String>,
    pub country: Option<String>,
    pub encoding: Option<&'static str>,
    pub encoding_basis: Option<&'static str>,
    pub text: Option<String>,
    pub text_sha256: Option<String>,
    pub body: Option<Vec<u8>>,
}

/// What may be said about an article, strongest first.
#[derive(Debug)]
pub struct Origins<'a> {
    /// front matter, or the record
    pub own: &'a Metadata,
    /// the name of `own` in `published_basis`
    pub own_basis: &'static str,
    pub sidecar: &'a Metadata,
    /// from the options, for all articles
    pub given: &'a Metadata,
}

impl<'a> Origins<'a> {
    fn first(&self, column: fn(&Metadata) -> &Option<String>) -> Option<(&'a str, &'static str)> {
        [(self.own, self.own_basis), (self.sidecar, "sidecar"), (self.given, "given")]
            .into_iter()
            .find_map(|(metadata, basis)| Some((column(metadata).as_deref()?, basis)))
    }

    fn value(&self, column: fn(&Metadata) -> &Option<String>) -> Option<String> {
        self.first(column).map(|(value, _)| value.to_owned())
    }
}

/// The text of an article, or the page that `parse-article` will find it in.
#[derive(Debug)]
pub enum Content {
    Text(String),
    Page(Vec<u8>),
}

/// Puts a row together. A value that is not certain, such as a malformed date, is null and gives a note; it is not
/// replaced by a weaker origin's, which may speak of all articles and not of this one.
pub fn assemble(
    source: &str,
    media_type: &'static str,
    origins: &Origins<'_>,
    content: Content,
) -> (Article, Vec<Problem>) {
    let mut notes = Vec::new();
    let mut article = Article {
        source: source.to_owned(),
        media_type,
        record_id: origins.value(|origin| &origin.record_id),
        title: origins.value(|origin| &origin.title),
        byline: origins.value(|origin| &origin.byline),
        publisher: origins.value(|origin| &origin.publisher),
        section: origins.value(|origin| &origin.section),
        ..Article::default()
    };
    let mut checked =
        |column: fn(&Metadata) -> &Option<String>, code: &'static str, what: &str, read: fn(&str) -> Option<String>| {
            let (written, basis) = origins.first(column)?;
            let value = read(written);
            if value.is_none() {
                notes.push(Problem::new(code, format!("`{written}` ({basis}) is no {what}")));
            }
            value
        };
    article.url = checked(|origin| &origin.url, "malformed-url", "web address", canonical_url);
    article.language = checked(|origin| &origin.language, "malformed-language", "language code", language_code);
    article.country = checked(|origin| &origin.country, "malformed-country", "country code", country_code);
    if let Some((printed, basis)) = origins.first(|origin| &origin.published_on) {
        match parse_date(printed) {
            Ok(date) => {
                article.published_on = Some(Date(date.days()));
                article.published_precision = Some(date.precision.name());
                article.published_basis = Some(basis);
            }
            Err(problem) => {
                notes.push(Problem::new("malformed-date", format!("`{printed}` ({basis}) {}", problem.message())))
            }
        }
    }
    match content {
        Content::Text(text) => {
            let text = clean_text(&text);
            article.article_id =
                Some(wagemill_tables::article_id(article.url.as_deref(), article.record_id.as_deref(), &text));
            article.text_sha256 = Some(text_sha256(&text));
            article.text = Some(text);
        }
        Content::Page(body) => {
            // Without an address or a record id, only the text tells the article, and nobody has seen it yet.
            let known = article.url.is_some() || article.record_id.is_some();
            article.article_id =
                known.then(|| wagemill_tables::article_id(article.url.as_deref(), article.record_id.as_deref(), ""));
            article.body = Some(body);
        }
    }
    (article, notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(columns: &[(&str, &str)]) -> Metadata {
        let mut metadata = Metadata::default();
        for (column, value) in columns {
            assert!(metadata.set(column, value));
        }
        metadata
    }

    #[test]
    fn the_nearer_origin_wins() {
        let own = origin(&[("published_on", "2023-06"), ("url", "HTTPS://Example.com/a#b")]);
        let sidecar = origin(&[("published_on", "2020-01-01"), ("publisher", "The Herald"), ("country", "cn")]);
        let given = origin(&[("publisher", "All"), ("language", "en-GB")]);
        let origins = Origins { own: &own, own_basis: "front_matter", sidecar: &sidecar, given: &given };
        let (article, notes) = assemble("a.txt", "text/plain", &origins, Content::Text("Pay rose.\r\n".to_owned()));
        assert_eq!(notes, []);
        assert_eq!(article.published_on.map(|date| date.to_string()).as_deref(), Some("2023-06-01"));
        assert_eq!((article.published_precision, article.published_basis), (Some("month"), Some("front_matter")));
        assert_eq!(article.publisher.as_deref(), Some("The Herald"));
        assert_eq!(article.country.as_deref(), Some("CN"));
        assert_eq!(article.language.as_deref(), Some("en"));
        assert_eq!(article.url.as_deref(), Some("https://example.com/a"));
        assert_eq!(article.text.as_deref(), Some("Pay rose."));
        assert_eq!(article.article_id, Some(wagemill_tables::article_id(Some("https://example.com/a"), None, "")));
    }

    #[test]
    fn what_is_malformed_is_null_and_noted() {
        let own =
            origin(&[("published_on", "03/04/2023"), ("url", "example"), ("language", "German"), ("country", "China")]);
        let given = origin(&[("published_on", "2023-01-01"), ("language", "en")]);
        let origins = Origins { own: &own, own_basis: "record", sidecar: &Metadata::default(), given: &given };
        let (article, notes) = assemble("a", "text/plain", &origins, Content::Text("Pay".to_owned()));
        let codes: Vec<&str> = notes.iter().map(|note| note.code).collect();
        assert_eq!(codes, ["malformed-url", "malformed-language", "malformed-country", "malformed-date"]);
        assert_eq!((article.url, article.language, article.country), (None, None, None));
        assert_eq!((article.published_on, article.published_precision, article.published_basis), (None, None, None));
    }

    #[test]
    fn a_page_has_an_id_only_where_something_but_its_text_tells_it() {
        let nothing = Metadata::default();
        let record = origin(&[("record_id", "17")]);
        let id = |own: &Metadata| {
            let origins = Origins { own, own_basis: "record", sidecar: &nothing, given: &nothing };
            assemble("a", "text/html", &origins, Content::Page(b"<p>".to_vec())).0.article_id
        };
        assert_eq!(id(&nothing), None);
        assert_eq!(id(&record), Some(wagemill_tables::article_id(None, Some("17"), "")));
    }
}
