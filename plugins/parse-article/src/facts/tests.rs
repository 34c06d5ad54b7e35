//! Metadata of small pages.

use super::*;
use crate::html::{self, Limits};

const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

fn facts(html: &str) -> Facts {
    read(&html::parse(html, LIMITS).expect("a page"), None)
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
    let date = |html: &str| facts(html).published.map(|found| (found.date.to_string(), found.basis));
    let ld = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2023-06-13\"}</script>";
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
fn the_day_in_the_address_is_the_one_of_the_place() {
    let page = |time: &str| {
        let link = "<link rel=canonical href='https://example.com/2023/06/13/pay'>";
        let meta = format!("<meta property='article:published_time' content='{time}'>");
        facts(&[link, &meta].concat()).published.map(|found| (found.date.to_string(), found.basis))
    };
    let pair = |date: &str, basis| Some((date.to_owned(), basis));
    assert_eq!(page("2023-06-12T23:30:00Z"), pair("2023-06-13", "url"));
    assert_eq!(page("2023-06-14T01:30:00+00:00"), pair("2023-06-13", "url"));
    assert_eq!(page("2023-06-12T23:30:00+09:00"), pair("2023-06-12", "meta"));
    assert_eq!(page("2023-06-10T23:30:00Z"), pair("2023-06-10", "meta"));
}

#[test]
fn printed_dates_are_read_in_many_languages() {
    for (line, zone) in [
        ("입력 2023.06.13. 오후 5:20", None),
        ("2023年6月13日 17時20分", None),
        ("2023-06-13 17:20:00 来源：城市日报", None),
        ("13 июня 2023, 17:20", None),
        ("Veröffentlicht am 13. Juni 2023", None),
        ("Publié le 13 juin 2023 à 17h20", None),
        ("Publicado el 13 de junio de 2023", None),
        ("Thứ ba, 13/6/2023, 17:20 (GMT+7)", Some("+07:00")),
        ("13 June 2023, 5.20pm CEST", Some("+02:00")),
        ("13 June 2023, 5.20pm BST", None),
    ] {
        let page = format!("<h1>Pay at the mill</h1><div class=date>{line}</div><p>The text.</p>");
        let found = facts(&page).published.unwrap_or_else(|| panic!("{line}"));
        assert_eq!((found.date.to_string().as_str(), found.time_zone.as_deref()), ("2023-06-13", zone), "{line}");
    }
}

#[test]
fn publication_and_change_stay_apart() {
    let facts = facts(
        "<meta property='article:published_time' content='2023-06-12'><meta property='article:modified_time' content='2023-06-20'>",
    );
    assert_eq!(facts.published.map(|found| found.date.to_string()).as_deref(), Some("2023-06-12"));
    assert_eq!(facts.modified.map(|found| found.date.to_string()).as_deref(), Some("2023-06-20"));
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
        facts("<meta property='article:author' content='https://example.com/kim'><span class=byline>By B. Lee</span>")
            .byline
            .as_deref(),
        Some("B. Lee")
    );
}
#[test]
fn a_date_near_the_headline_counts_and_one_in_a_sentence_does_not() {
    let date = |html: &str| facts(html).published.map(|found| found.date.to_string());
    assert_eq!(
        date("<h1>Pay rises in Dhaka</h1><span>June 9, 2023 | 5 min read</span><p>Text").as_deref(),
        Some("2023-06-09")
    );
    assert_eq!(
        date("<h1>Pay rises in Dhaka</h1><p>The strike that began on June 9, 2023 went on for more than a month.</p>"),
        None
    );
    let changed = facts("<h1>Pay rises in Dhaka</h1><p><span>Updated </span><span>June 9, 2023</span></p><p>Text");
    let published = changed.published.expect("a hint");
    assert_eq!((published.date.to_string().as_str(), published.basis), ("2023-06-09", "modified"));
    assert!(published.confidence < 0.5);
    assert_eq!(changed.modified.map(|found| found.date), Some(published.date));
}

#[test]
fn offsets_of_time_are_kept() {
    let zone = |written: &str| {
        facts(&format!("<meta property='article:published_time' content='{written}'>"))
            .published
            .and_then(|found| found.time_zone)
    };
    assert_eq!(zone("2023-06-13T08:00:00+0900").as_deref(), Some("+09:00"));
    assert_eq!(zone("2023-06-13T08:00:00Z").as_deref(), Some("Z"));
    assert_eq!(zone("2023-06-13T08:00:00"), None);
    assert_eq!(zone("2023-06-13"), None);
}

#[test]
fn authors_stand_in_labels_links_and_lists() {
    let byline = |html: &str| facts(html).byline;
    assert_eq!(
        byline("<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='A. Kim'>").as_deref(),
        Some("A. Kim")
    );
    assert_eq!(byline("<h1>Pay rises in Dhaka</h1>by <a href='/authors/b-lee'>B. Lee</a>").as_deref(), Some("B. Lee"));
    assert_eq!(
        byline("<meta name=citation_author content='A. Kim'><meta name=citation_author content='B. Lee'>").as_deref(),
        Some("A. Kim; B. Lee")
    );
}

#[test]
fn tags_and_paywalls_are_read() {
    let found = facts(
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"keywords\":[\"pay\",\"Dhaka\",\"pay\"],\"isAccessibleForFree\":\"False\"}</script>",
    );
    assert_eq!((found.tags.as_deref(), found.is_free), (Some("pay; Dhaka"), Some(false)));
    assert_eq!(
        facts("<meta property=article:tag content=pay><meta property=article:content_tier content=free>").is_free,
        Some(true)
    );
}
