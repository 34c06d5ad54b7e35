//! What a page says about its article: the best of JSON-LD, meta elements, visible elements and the address.

use std::collections::HashMap;

use dom_query::{Document, NodeRef};
use wagemill_articles::{PrintedDate, canonical_url, parse_date, tidy_line, url_date};

use crate::json_ld::{self, JsonLd};
use crate::titles::{cut_site_name, only_names};
use crate::word_lists::{date_classes, date_prefixes, meta_names, page_type};

/// The metadata of a page.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Facts {
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    /// with the word for `published_basis`
    pub published: Option<(PrintedDate, &'static str)>,
    pub modified: Option<PrintedDate>,
    /// canonical
    pub url: Option<String>,
    /// what the page says of itself
    pub language: Option<String>,
    pub page_type: Option<&'static str>,
}

/// Longest text of an element that is looked at for a date.
const LONGEST_DATE: usize = 80;

/// Reads the metadata; `url` is the address that is known from elsewhere.
pub fn read(document: &Document, url: Option<&str>) -> Facts {
    let blocks: Vec<_> =
        document.select("script[type='application/ld+json']").nodes().iter().map(NodeRef::text).collect();
    let json_ld = json_ld::read(blocks.iter().map(AsRef::as_ref));
    let metas = metas(document);
    let meta = |column: &str| meta_names(column).find_map(|name| metas.get(name).cloned());
    let publisher = json_ld.publisher.clone().or_else(|| meta("publisher"));
    let canonical = canonical(document, &json_ld, meta("url").as_deref());
    let address = url.map(str::to_owned).or_else(|| canonical.clone());
    Facts {
        title: title(document, &json_ld, meta("title").as_deref(), publisher.as_deref()),
        byline: json_ld.byline.as_deref().and_then(only_names).or_else(|| byline(document, &metas)),
        section: json_ld.section.clone().or_else(|| meta("section")),
        published: published(document, &json_ld, &metas, address.as_deref()),
        modified: modified(document, &json_ld, &metas),
        language: json_ld.language.clone().or_else(|| attribute(document, "html[lang]", "lang")),
        page_type: json_ld.page_type.or_else(|| meta("type").as_deref().and_then(page_type)),
        publisher,
        url: canonical,
    }
}

/// The contents of `<meta>` elements by name in lower case, the first of each name.
fn metas(document: &Document) -> HashMap<String, String> {
    let mut metas = HashMap::new();
    for node in document.select("meta[content]").nodes() {
        let Some(content) = node.attr("content").and_then(|content| tidy_line(&content)) else { continue };
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = node.attr(attribute) {
                metas.entry(name.trim().to_lowercase()).or_insert_with(|| content.clone());
            }
        }
    }
    metas
}

fn title(document: &Document, json_ld: &JsonLd, meta: Option<&str>, publisher: Option<&str>) -> Option<String> {
    let full = tidy_line(&document.select_single("title").text());
    let headings: Vec<String> =
        document.select("h1").nodes().iter().take(20).filter_map(|node| tidy_line(&node.text())).collect();
    // The heading that the title of the page begins with is the headline; a logo is none.
    let plain = |text: &str| {
        text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let known: Vec<String> =
        [full.as_deref(), meta, json_ld.headline.as_deref()].into_iter().flatten().map(plain).collect();
    let headline = headings.iter().find(|heading| {
        let heading = plain(heading);
        heading.chars().count() >= 8 && known.iter().any(|known| known.starts_with(&heading))
    });
    let only = match headings.as_slice() {
        [only] if only.split_whitespace().count() >= 3 => Some(only),
        _ => None,
    };
    headline
        .or(only)
        .cloned()
        .or_else(|| meta.map(|title| cut_site_name(title, publisher)))
        .or_else(|| json_ld.headline.clone())
        .or_else(|| full.map(|title| cut_site_name(&title, publisher)))
        .or_else(|| headings.into_iter().next())
}

fn byline(document: &Document, metas: &HashMap<String, String>) -> Option<String> {
    meta_names("byline").find_map(|name| metas.get(name).and_then(|names| only_names(names))).or_else(|| {
        [
            "[itemprop='author'] [itemprop='name']",
            "[itemprop='author']",
            "a[rel~='author']",
            "[class~='byline']",
            "[class~='author-name']",
            "[class~='author']",
        ]
        .into_iter()
        .find_map(|selector| {
            let mut names: Vec<String> =
                document.select(selector).nodes().iter().take(5).filter_map(|node| only_names(&node.text())).collect();
            names.dedup();
            // A list of many authors belongs to a page about them.
            (1..=3).contains(&names.len()).then(|| names.join(", "))
        })
    })
}

fn published(
    document: &Document,
    json_ld: &JsonLd,
    metas: &HashMap<String, String>,
    url: Option<&str>,
) -> Option<(PrintedDate, &'static str)> {
    let date = |text: &str| parse_date(text).ok();
    json_ld
        .published
        .as_deref()
        .and_then(date)
        .map(|date| (date, "json_ld"))
        .or_else(|| {
            meta_names("published_on")
                .find_map(|name| metas.get(name).and_then(|text| date(text)))
                .map(|date| (date, "meta"))
        })
        .or_else(|| property(document, "datePublished").map(|date| (date, "meta")))
        .or_else(|| time_element(document).map(|date| (date, "time_element")))
        .or_else(|| url.and_then(url_date).map(|date| (date, "url")))
        .or_else(|| printed(document).map(|date| (date, "text")))
}

fn modified(document: &Document, json_ld: &JsonLd, metas: &HashMap<String, String>) -> Option<PrintedDate> {
    let date = |text: &str| parse_date(text).ok();
    json_ld
        .modified
        .as_deref()
        .and_then(date)
        .or_else(|| meta_names("modified_on").find_map(|name| metas.get(name).and_then(|text| date(text))))
        .or_else(|| property(document, "dateModified"))
}

/// A date in the microdata of an element.
fn property(document: &Document, name: &str) -> Option<PrintedDate> {
    document.select(&format!("[itemprop~='{name}']")).nodes().iter().take(5).find_map(|node| {
        ["content", "datetime", "title"]
            .into_iter()
            .find_map(|attribute| parse_date(&node.attr(attribute)?).ok())
            .or_else(|| printed_in(node))
    })
}

/// The `<time>` that says it is the date of publication, or stands in the header of the article, or is the first one.
fn time_element(document: &Document) -> Option<PrintedDate> {
    ["time[pubdate]", "header time", "article time", "time"].into_iter().find_map(|selector| {
        document.select(selector).nodes().iter().take(3).find_map(|node| match node.attr("datetime") {
            Some(written) => parse_date(&written).ok(),
            None => printed_in(node),
        })
    })
}

/// A date in an element whose class or id says that it is one.
fn printed(document: &Document) -> Option<PrintedDate> {
    document.select("body [class], body [id]").nodes().iter().find_map(|node| {
        let named = ["class", "id"].into_iter().any(|attribute| {
            node.attr(attribute).is_some_and(|value| {
                value.split_whitespace().any(|word| date_classes().any(|known| word.eq_ignore_ascii_case(known)))
            })
        });
        if named { printed_in(node) } else { None }
    })
}

fn printed_in(node: &NodeRef<'_>) -> Option<PrintedDate> {
    let text = node.text();
    if text.len() > 2 * LONGEST_DATE {
        return None;
    }
    let text = tidy_line(&text)?;
    let lower = text.to_lowercase();
    let prefix = date_prefixes().filter(|prefix| lower.starts_with(prefix)).map(str::len).max().unwrap_or(0);
    // The prefixes are in ASCII, so their length is the same in both spellings.
    let rest = text.get(prefix..)?.trim_start_matches([':', ' ', ',', '|', '-', '–']);
    parse_date(rest).ok()
}

/// The canonical address; that of a front page, which careless sites put on all their pages, is none.
fn canonical(document: &Document, json_ld: &JsonLd, meta: Option<&str>) -> Option<String> {
    let link = attribute(document, "link[rel~='canonical'][href]", "href");
    [link.as_deref(), meta, json_ld.url.as_deref()].into_iter().flatten().filter_map(canonical_url).find(|url| {
        url.split_once("://").is_some_and(|(_, rest)| rest.split_once('/').is_some_and(|(_, path)| !path.is_empty()))
    })
}

fn attribute(document: &Document, selector: &str, name: &str) -> Option<String> {
    document.select_single(selector).attr(name).and_then(|value| tidy_line(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(html: &str) -> Facts {
        read(&Document::from(html), None)
    }

    #[test]
    fn the_headline_is_the_visible_one_without_the_site() {
        let title = |html: &str| facts(html).title;
        assert_eq!(
            title("<title>Pay rises in Dhaka | The Herald</title><h1>The Herald</h1><h1>Pay rises in Dhaka</h1>")
                .as_deref(),
            Some("Pay rises in Dhaka")
        );
        assert_eq!(
            title("<title>Pay rises in Dhaka - The Herald</title><meta property=og:site_name content='The Herald'>")
                .as_deref(),
            Some("Pay rises in Dhaka")
        );
        assert_eq!(title("<meta property=og:title content='Pay rises'><title>x</title>").as_deref(), Some("Pay rises"));
        assert_eq!(title("<p>nothing"), None);
    }

    #[test]
    fn dates_come_from_where_the_page_is_surest() {
        let date = |html: &str| facts(html).published.map(|(date, basis)| (date.to_string(), basis));
        let ld =
            "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2023-06-13\"}</script>";
        let meta = "<meta property='article:published_time' content='2023-06-12T10:00:00Z'>";
        let time = "<time datetime='2023-06-11'>yesterday</time>";
        let link = "<link rel=canonical href='https://example.com/2023/06/10/pay'>";
        let printed = "<p class='post-date'>Published on: June 9, 2023</p>";
        let pair = |date: &str, basis| Some((date.to_owned(), basis));
        assert_eq!(date(&[ld, meta, time, link, printed].concat()), pair("2023-06-13", "json_ld"));
        assert_eq!(date(&[meta, time, link, printed].concat()), pair("2023-06-12", "meta"));
        assert_eq!(date(&[time, link, printed].concat()), pair("2023-06-11", "time_element"));
        assert_eq!(date(&[link, printed].concat()), pair("2023-06-10", "url"));
        assert_eq!(date(printed), pair("2023-06-09", "text"));
        assert_eq!(date("<p class=date>03/04/2023</p>"), None);
    }

    #[test]
    fn publication_and_change_stay_apart() {
        let facts = facts(
            "<meta property='article:published_time' content='2023-06-12'><meta property='article:modified_time' content='2023-06-20'>",
        );
        assert_eq!(facts.published.map(|(date, _)| date.to_string()).as_deref(), Some("2023-06-12"));
        assert_eq!(facts.modified.map(|date| date.to_string()).as_deref(), Some("2023-06-20"));
    }

    #[test]
    fn a_front_page_is_no_address_of_an_article() {
        assert_eq!(facts("<link rel=canonical href='https://example.com/'>").url, None);
        assert_eq!(
            facts("<link rel=canonical href='/a'><meta property=og:url content='https://Example.com/a?utm_source=x'>")
                .url
                .as_deref(),
            Some("https://example.com/a")
        );
    }

    #[test]
    fn bylines_hold_names_only() {
        assert_eq!(facts("<meta name=author content='By A. Kim'>").byline.as_deref(), Some("A. Kim"));
        assert_eq!(
            facts(
                "<meta property='article:author' content='https://example.com/kim'><span class=byline>By B. Lee</span>"
            )
            .byline
            .as_deref(),
            Some("B. Lee")
        );
    }
}
