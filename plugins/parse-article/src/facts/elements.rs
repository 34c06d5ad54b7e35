//! The elements that say something about the article, gathered in one walk over the page.

use std::collections::HashMap;

use wagemill_articles::tidy_line;

use crate::cues::{self, CLASS_SUBJECTS};
use crate::html::{Attribute, NodeId, Tag, Tree};
use crate::word_lists::author_folders;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 400;

/// Most elements of a kind that are kept.
const MOST: usize = 400;

/// An element with its place in the page.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub node: NodeId,
    /// how many nodes stand before it
    pub place: u32,
    /// the subjects of the classes around it, as bits of [`CLASS_SUBJECTS`]
    pub around: u32,
    /// the subjects of its own class and id
    pub own: u32,
    /// whether it is in a `nav`, `footer` or `aside`
    pub aside: bool,
}

/// What a page says of itself.
#[derive(Debug, Default)]
pub struct Elements<'a> {
    metas: HashMap<String, &'a str>,
    tags: Vec<&'a str>,
    /// of meta elements that name one author each
    pub authors: Vec<&'a str>,
    pub title: Option<String>,
    pub canonical: Option<&'a str>,
    pub language: Option<String>,
    pub headings: Vec<Found>,
    pub times: Vec<Found>,
    /// elements with `itemprop`, with its value
    pub properties: Vec<(&'a str, Found)>,
    /// elements whose class or id speaks of dates
    pub dated: Vec<Found>,
    /// elements whose class or id speaks of authors
    pub authored: Vec<Found>,
    /// links to authors by `rel` or by their address
    pub author_links: Vec<Found>,
    /// short texts at the beginning of the page
    pub texts: Vec<Found>,
}

impl<'a> Elements<'a> {
    pub fn meta(&self, name: &str) -> Option<&'a str> {
        self.metas.get(name).copied()
    }

    pub fn tags(&self) -> Option<String> {
        let tags: Vec<String> = match self.tags.as_slice() {
            [] => self.meta("news_keywords").into_iter().flat_map(|all| all.split(',')).filter_map(tidy_line).collect(),
            tags => tags.iter().filter_map(|tag| tidy_line(tag)).collect(),
        };
        join_tags(tags)
    }
}

/// Tags as one cell, each once.
pub fn join_tags(mut tags: Vec<String>) -> Option<String> {
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(50);
    (!tags.is_empty()).then(|| tags.join("; "))
}

/// The bit of a subject of classes.
pub fn subject(name: &str) -> u32 {
    CLASS_SUBJECTS.iter().position(|known| *known == name).map_or(0, |bit| 1 << bit)
}

/// The tidy text of an element, if it is short.
pub fn short_text(tree: &Tree, node: NodeId) -> Option<String> {
    let text = tree.text_below(node, LONGEST);
    if text.len() > LONGEST { None } else { tidy_line(&text) }
}

/// Walks over the page once.
pub fn gather(tree: &Tree) -> Elements<'_> {
    let mut elements = Elements::default();
    let mut words: Vec<(u32, bool)> = vec![(0, false); tree.size()];
    let dated = subject("byline");
    let authored = subject("author") | subject("byline");
    for (place, node) in tree.below(Tree::root()).enumerate() {
        let tag = tree.tag(node);
        let parent = tree.parent(node).map_or(0, |parent| parent.0 as usize);
        let (outer, outer_aside) = words[parent];
        let place = place as u32;
        if tag == Tag::Text {
            if elements.texts.len() < MOST && tree.text(node).len() <= LONGEST && has_year(tree.text(node)) {
                elements.texts.push(Found { node, place, around: outer, own: 0, aside: outer_aside });
            }
            continue;
        }
        let aside = outer_aside || matches!(tag, Tag::Nav | Tag::Footer | Tag::Aside);
        let mut own = 0;
        // What a site says of all its pages says nothing of an element.
        if tree.has_attributes(node) && !matches!(tag, Tag::Html | Tag::Body) {
            for attribute in [Attribute::Class, Attribute::Id] {
                own |= tree.attribute(node, attribute).map_or(0, cues::class_words);
            }
        }
        words[node.0 as usize] = (outer | own, aside);
        let found = Found { node, place, around: outer, own, aside };
        match tag {
            Tag::Meta => elements.take_meta(tree, node),
            Tag::Link => {
                let relation = tree.attribute(node, Attribute::Rel).unwrap_or_default();
                if elements.canonical.is_none()
                    && relation.split_whitespace().any(|word| word.eq_ignore_ascii_case("canonical"))
                {
                    elements.canonical = tree.attribute(node, Attribute::Href);
                }
            }
            Tag::Title if elements.title.is_none() => {
                elements.title = tidy_line(&tree.text_below(node, 2000));
            }
            Tag::Html => {
                elements.language = tree.attribute(node, Attribute::Lang).and_then(tidy_line);
            }
            Tag::H1 | Tag::H2 => push(&mut elements.headings, found),
            Tag::Time => push(&mut elements.times, found),
            Tag::A => {
                let says = |value: &str| value.split_whitespace().any(|word| word == "author");
                if tree.attribute(node, Attribute::Rel).is_some_and(says)
                    || tree.attribute(node, Attribute::Href).is_some_and(leads_to_author)
                {
                    push(&mut elements.author_links, found);
                }
            }
            _ => {}
        }
        if let Some(property) = tree.attribute(node, Attribute::Itemprop)
            && elements.properties.len() < MOST
        {
            elements.properties.push((property, found));
        }
        if own & dated != 0 {
            push(&mut elements.dated, found);
        }
        if own & authored != 0 {
            push(&mut elements.authored, found);
        }
    }
    elements
}

/// Whether an address is that of an author's page: it ends in the name, behind a word such as `author`.
fn leads_to_author(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let mut parts = path.rsplit('/');
    let (Some(name), Some(folder)) = (parts.next(), parts.next()) else { return false };
    name.len() >= 3 && author_folders().any(|known| known.eq_ignore_ascii_case(folder))
}

/// Whether four digits in a row may be a year.
fn has_year(text: &str) -> bool {
    text.as_bytes()
        .windows(4)
        .any(|four| (four.starts_with(b"19") || four.starts_with(b"20")) && four.iter().all(u8::is_ascii_digit))
}

fn push(list: &mut Vec<Found>, found: Found) {
    if list.len() < MOST {
        list.push(found);
    }
}

impl<'a> Elements<'a> {
    fn take_meta(&mut self, tree: &'a Tree, node: NodeId) {
        let Some(content) = tree.attribute(node, Attribute::Content).filter(|content| !content.trim().is_empty())
        else {
            return;
        };
        for attribute in [Attribute::Property, Attribute::Name, Attribute::Itemprop, Attribute::HttpEquiv] {
            if let Some(name) = tree.attribute(node, attribute) {
                let name = name.trim().to_lowercase();
                if matches!(name.as_str(), "citation_author" | "dc.creator" | "dcterms.creator")
                    && self.authors.len() < 30
                {
                    self.authors.push(content);
                }
                if name == "article:tag" && self.tags.len() < MOST {
                    self.tags.push(content);
                }
                if self.metas.len() < MOST {
                    self.metas.entry(name).or_insert(content);
                }
            }
        }
    }
}
