//! Who wrote the article: names only.

use super::elements::{Elements, Found, short_text, subject};
use super::json_ld::JsonLd;
use super::names::only_names;
use crate::html::Tree;
use crate::word_lists::{byline_words, meta_names};

/// Nodes between the headline and a visible byline.
const NEAR: u32 = 250;

pub fn find(
    tree: &Tree,
    elements: &Elements<'_>,
    json_ld: &JsonLd,
    headline: Option<u32>,
    publisher: Option<&str>,
) -> Option<String> {
    let is_site = |name: &str| publisher.is_some_and(|publisher| publisher.trim().eq_ignore_ascii_case(name.trim()));
    let named = json_ld.byline.as_deref().and_then(only_names);
    let each: Vec<String> = elements.authors.iter().filter_map(|name| only_names(name)).collect();
    let listed = (each.len() > 1).then(|| each.join("; "));
    let meta = listed
        .or_else(|| labelled(elements))
        .or_else(|| meta_names("byline").find_map(|name| elements.meta(name).and_then(only_names)));
    let certain = [named, meta].into_iter().flatten().collect::<Vec<_>>();
    if let Some(person) = certain.iter().find(|name| !is_site(name)) {
        return Some(person.clone());
    }
    visible(tree, elements, headline).or_else(|| certain.into_iter().next())
}

/// A pair of meta elements, as some sites write them for previews: the label `Written by` and the name.
fn labelled(elements: &Elements<'_>) -> Option<String> {
    [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")].into_iter().find_map(|(label, data)| {
        let label = elements.meta(label)?.trim().to_lowercase();
        byline_words().any(|word| word == label).then(|| elements.meta(data).and_then(only_names)).flatten()
    })
}

/// A byline that the page shows.
fn visible(tree: &Tree, elements: &Elements<'_>, headline: Option<u32>) -> Option<String> {
    let not_here =
        subject("comment") | subject("related") | subject("sidebar") | subject("footer") | subject("navigation");
    let near = |found: &&Found| {
        (found.around | found.own) & not_here == 0
            && !found.aside
            && headline.is_none_or(|headline| found.place + NEAR >= headline && found.place <= headline + NEAR)
    };
    let mut candidates: Vec<Vec<&Found>> = vec![
        elements
            .properties
            .iter()
            .filter(|(name, _)| *name == "author" || *name == "creator")
            .map(|(_, found)| found)
            .collect(),
        elements.author_links.iter().collect(),
        elements.authored.iter().filter(|found| found.own & subject("author") != 0).collect(),
        elements.authored.iter().filter(|found| found.own & subject("byline") != 0).collect(),
    ];
    candidates.iter_mut().enumerate().find_map(|(rank, list)| {
        list.retain(near);
        let mut names: Vec<String> = Vec::new();
        for found in list.iter().take(12) {
            let Some(text) = short_text(tree, found.node) else { continue };
            if let Some(name) = only_names(&text).filter(|name| rank < 3 || starts_as_byline(&text, name))
                && !names.iter().any(|known| known.contains(&name) || name.contains(known.as_str()))
            {
                names.push(name);
            }
        }
        // A list of many authors belongs to a page about them.
        (1..=3).contains(&names.len()).then(|| names.join(", "))
    })
}

/// Whether a line about the article says who wrote it: something before the name was cut.
fn starts_as_byline(text: &str, name: &str) -> bool {
    text.len() > name.len() && text.ends_with(name)
}
