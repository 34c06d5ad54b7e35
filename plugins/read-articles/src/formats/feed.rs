//! RSS and Atom.
//!
//! The reader is ours, on `quick-xml`: `feed-rs` turns a date into the instant in UTC, and the day that is printed is lost.

use wagemill_articles::{declared_in_html, tidy_line, top_level_domain};

use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found, undecodable};
use crate::input::Input;
use crate::metadata::Metadata;
use crate::problem::Problem;
use crate::unpack::Member;
use crate::xml::{self, Piece, attribute, local};

/// Which element says what; of several, the first one counts.
const NAMES: &str = include_str!("../../data/feed-names.csv");

pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let bytes = input.read_all(out.budget.limits.article_bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new("empty-file", "the file is empty"));
    }
    let domain = out.known_url().and_then(top_level_domain);
    let decoded =
        wagemill_articles::decode(&bytes, declared_in_html(&bytes), domain.as_deref()).map_err(undecodable)?;
    let encoding = Encoding::of(&decoded);
    let mut feed = Feed::new(member, encoding);
    let walked = xml::walk(&decoded.text, |piece| feed.piece(piece, out));
    let source = format!("{}:{}", member.source, feed.number + 1);
    if let Err(message) = walked {
        let problem = Problem::new("damaged-feed", format!("the feed is no well-formed XML: {message}"));
        // What was read before the damage stays.
        out.reject(if feed.number == 0 { &member.source } else { &source }, problem);
        return Ok(());
    }
    if feed.number == 0 {
        return Err(match feed.is_feed {
            true => Problem::new("no-articles-inside", "the feed has no items"),
            false => {
                Problem::new("damaged-feed", "this is neither RSS nor Atom").help("save the article as text or HTML")
            }
        });
    }
    if feed.summaries > 0 {
        let message = format!("{} of {} items have a summary only", feed.summaries, feed.number);
        out.note(&member.source, Problem::new("summary-only", message));
    }
    Ok(())
}

struct Feed<'w> {
    member: &'w Member<'w>,
    encoding: Encoding,
    is_feed: bool,
    publisher: Option<String>,
    language: Option<String>,
    item: Option<Item>,
    /// the element whose text is being gathered: what it says, and how many elements are open inside it
    open: Option<(&'static str, u32)>,
    text: String,
    markup: bool,
    number: u64,
    summaries: u64,
}

#[derive(Default)]
struct Item {
    own: Metadata,
    content: Option<(String, bool)>,
    summary: Option<(String, bool)>,
}

impl<'w> Feed<'w> {
    fn new(member: &'w Member<'w>, encoding: Encoding) -> Self {
        Self {
            member,
            encoding,
            is_feed: false,
            publisher: None,
            language: None,
            item: None,
            open: None,
            text: String::new(),
            markup: false,
            number: 0,
            summaries: 0,
        }
    }

    fn piece(&mut self, piece: Piece<'_>, out: &mut Emitter<'_>) {
        match (piece, &mut self.open) {
            (Piece::Text(text), Some(_)) if self.markup => self.text.push_str(&xml::escaped(&text)),
            (Piece::Text(text), Some(_)) => self.text.push_str(&text),
            (Piece::Text(_), None) => {}
            // XHTML inside the element: its tags without their attributes are all that a text needs.
            (Piece::Open(element), Some((what, inside))) => {
                *inside += 1;
                // Atom has a person's name inside `author`, beside addresses that are no byline.
                if *what == "byline" && local(element.name().as_ref()) == "name" {
                    self.text.clear();
                }
                if matches!(*what, "content" | "summary") {
                    if !self.markup && !self.text.trim().is_empty() {
                        self.text = xml::escaped(&self.text);
                    }
                    self.markup = true;
                    self.text.push_str(&format!("<{}>", local(element.name().as_ref())));
                }
            }
            (Piece::Close(name), Some((what, inside))) if *inside > 0 => {
                *inside -= 1;
                if *what == "byline" && local(&name) == "name" {
                    let name = std::mem::take(&mut self.text);
                    if let Some(item) = &mut self.item {
                        item.own.set("byline", &name);
                    }
                }
                if matches!(*what, "content" | "summary") {
                    self.text.push_str(&format!("</{}>", local(&name)));
                }
            }
            (Piece::Close(_), Some((what, _))) => {
                let what = *what;
                self.open = None;
                self.value(what);
            }
            (Piece::Open(element), None) => match local(element.name().as_ref()) {
                "rss" | "feed" | "RDF" | "channel" => {
                    self.is_feed = true;
                    self.language = self.language.take().or_else(|| attribute(&element, "xml:lang"));
                }
                "item" | "entry" => {
                    self.is_feed = true;
                    self.item = Some(Item::default());
                }
                // A picture of the feed has a title and an address of its own.
                "image" | "textInput" | "source" => self.open = Some(("", 0)),
                _ => {
                    let Some(what) = meaning(element.name().as_ref()) else { return };
                    if what == "url" {
                        self.link(&element);
                    }
                    if what == "section" {
                        self.set("section", attribute(&element, "term"));
                    }
                    self.text.clear();
                    self.markup = attribute(&element, "type").is_some_and(|kind| kind == "xhtml");
                    self.open = Some((what, 0));
                }
            },
            (Piece::Close(name), None) if matches!(local(&name), "item" | "entry") => {
                if let Some(item) = self.item.take() {
                    self.finish(item, out);
                }
            }
            (Piece::Close(_), None) => {}
        }
    }

    /// The address of an Atom entry is an attribute; others lead to comments, files and next pages.
    fn link(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        let relation = attribute(element, "rel");
        if relation.is_none_or(|relation| relation == "alternate") {
            self.set("url", attribute(element, "href"));
        }
    }

    fn set(&mut self, column: &str, value: Option<String>) {
        if let (Some(item), Some(value)) = (&mut self.item, value) {
            item.own.set(column, &value);
        }
    }

    fn value(&mut self, what: &'static str) {
        let text = std::mem::take(&mut self.text);
        let markup = std::mem::take(&mut self.markup);
        let Some(item) = &mut self.item else {
            match what {
                "title" => self.publisher = self.publisher.take().or_else(|| tidy_line(&text)),
                "language" => self.language = self.language.take().or_else(|| tidy_line(&text)),
                _ => {}
            }
            return;
        };
        match what {
            "content" if !text.trim().is_empty() => _ = item.content.get_or_insert((text, markup)),
            "summary" if !text.trim().is_empty() => _ = item.summary.get_or_insert((text, markup)),
            column => _ = item.own.set(column, &text),
        }
    }

    fn finish(&mut self, mut item: Item, out: &mut Emitter<'_>) {
        self.number += 1;
        let source = format!("{}:{}", self.member.source, self.number);
        let summary_only = item.content.is_none();
        let Some((text, markup)) = item.content.or(item.summary) else {
            let problem = Problem::new("missing-text", "the item has no text").help("save the page that it leads to");
            return out.reject(&source, problem);
        };
        self.summaries += u64::from(summary_only);
        // A permanent link stands for the address where there is no other.
        if item.own.url.is_none() && item.own.record_id.as_deref().is_some_and(|id| id.starts_with("http")) {
            item.own.url.clone_from(&item.own.record_id);
        }
        for (column, value) in [("publisher", &self.publisher), ("language", &self.language)] {
            item.own.set(column, value.as_deref().unwrap_or_default());
        }
        let (media_type, content) = match markup || has_tags(&text) {
            true => ("text/html", Content::Page(text.into_bytes())),
            false => ("application/rss+xml", Content::Text(text)),
        };
        let (own, encoding) = (item.own, self.encoding);
        out.article(&source, Found { media_type, own, own_basis: "record", heading: None, content, encoding });
    }
}

fn meaning(element: &str) -> Option<&'static str> {
    NAMES
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .find_map(|(name, what)| (name == element).then_some(what))
}

/// Whether a text is HTML: something in it is a tag or an entity.
fn has_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, b'/' | b'!')))
        || memchr::memchr_iter(b'&', bytes).any(|at| {
            let name = bytes[at + 1..]
                .iter()
                .take(10)
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
                .count();
            name > 1 && bytes.get(at + 1 + name) == Some(&b';')
        })
}
