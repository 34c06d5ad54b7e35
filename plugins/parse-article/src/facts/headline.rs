//! The visible headline of a page, without the name of its site.

use wagemill_articles::tidy_line;

use super::elements::{Elements, short_text};
use super::json_ld::JsonLd;
use super::names::cut_site_name;
use crate::html::{Tag, Tree};

/// What was found, and where on the page.
#[derive(Debug, Default)]
pub struct Headline {
    pub title: Option<String>,
    pub place: Option<u32>,
}

fn plain(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How long a text is, in letters of an alphabet.
fn length(plain: &str) -> usize {
    plain.chars().map(|character| if character >= '\u{2e80}' { 3 } else { 1 }).sum()
}

pub fn find(
    tree: &Tree,
    elements: &Elements<'_>,
    json_ld: &JsonLd,
    meta: Option<&str>,
    publisher: Option<&str>,
) -> Headline {
    let full = elements.title.as_deref();
    let meta = meta.and_then(tidy_line);
    let headings: Vec<(String, u32, Tag)> = elements
        .headings
        .iter()
        .filter(|found| !found.aside)
        .take(40)
        .filter_map(|found| Some((short_text(tree, found.node)?, found.place, tree.tag(found.node))))
        .collect();
    // The heading that the title of the page begins with is the headline; a logo is none.
    let known: Vec<String> =
        [full, meta.as_deref(), json_ld.headline.as_deref()].into_iter().flatten().map(plain).collect();
    let named = |(heading, ..): &&(String, u32, Tag)| {
        let heading = plain(heading);
        length(&heading) >= 8
            && known
                .iter()
                .any(|known| known.starts_with(&heading) || (length(&heading) >= 16 && known.contains(&heading)))
    };
    let mut first: Vec<&(String, u32, Tag)> = headings.iter().filter(|(.., tag)| *tag == Tag::H1).collect();
    let headline = first
        .iter()
        .copied()
        .find(|heading| named(heading))
        .or_else(|| {
            first.retain(|(heading, ..)| publisher.is_none_or(|publisher| plain(publisher) != plain(heading)));
            match first.as_slice() {
                [only] if length(&plain(&only.0)) >= 12 => Some(*only),
                _ => None,
            }
        })
        .or_else(|| headings.iter().filter(|(.., tag)| *tag == Tag::H2).find(named));
    let place = headline.map(|(_, place, _)| *place);
    let title = headline
        .map(|(heading, ..)| heading.clone())
        .or_else(|| meta.as_deref().map(|title| cut_site_name(title, publisher)))
        .or_else(|| json_ld.headline.clone())
        .or_else(|| full.map(|title| cut_site_name(title, publisher)))
        .or_else(|| headings.first().map(|(heading, ..)| heading.clone()));
    Headline { title, place }
}
