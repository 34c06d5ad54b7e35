//! When the article was published and when it was changed.

use wagemill_articles::{
    DateLabel, DateReading, FoundDate, Precision, PrintedDate, parse_date_in, printed_dates, published_date,
    speaks_of_change, tidy_line, url_date,
};

use super::Dated;
use super::elements::{Elements, Found, short_text, subject};
use super::json_ld::JsonLd;
use crate::html::{Attribute, NodeId, Tree};
use crate::word_lists::meta_names;

/// Nodes between the headline and a date that belongs to it.
const NEAR: u32 = 150;

/// Longest line that holds a date and little else, in bytes.
const LONGEST_LINE: usize = 60;

/// Letters before a date that are looked at for a word.
const LONGEST_LABEL: usize = 20;

/// How sure it is that the date of the last change is that of publication, where nothing else is known.
const MODIFIED_CONFIDENCE: f64 = 0.3;

#[derive(Debug, Default)]
pub struct Dates {
    pub published: Option<Dated>,
    pub modified: Option<Dated>,
}

pub fn find(tree: &Tree, elements: &Elements<'_>, json_ld: &JsonLd, headline: Option<u32>, url: Option<&str>) -> Dates {
    let printed = on_page(tree, elements, headline);
    let meta = |column: &str| {
        meta_names(column).find_map(|name| elements.meta(name).and_then(|text| dated(text, "meta", 0.9)))
    };
    let published = json_ld
        .published
        .as_deref()
        .and_then(|text| dated(text, "json_ld", 0.95))
        .or_else(|| meta("published_on"))
        .or_else(|| property(tree, elements, &["datePublished", "dateCreated"]))
        .or_else(|| printed.published.clone().filter(|found| found.confidence >= 0.8))
        .or_else(|| {
            url.and_then(url_date).filter(|date| date.precision == Precision::Day).map(|date| from(date, "url", 0.75))
        })
        .or(printed.published)
        .or_else(|| url.and_then(url_date).map(|date| from(date, "url", 0.6)));
    let modified = json_ld
        .modified
        .as_deref()
        .and_then(|text| dated(text, "json_ld", 0.95))
        .or_else(|| meta("modified_on"))
        .or_else(|| property(tree, elements, &["dateModified"]))
        .or(printed.modified);
    let published = published.map(|found| in_place(found, url));
    // A page that only says when it was changed was published then or before: a hint, and called so.
    let published = published.or_else(|| {
        modified.clone().map(|found| Dated { basis: "modified", confidence: MODIFIED_CONFIDENCE, ..found })
    });
    Dates { published, modified }
}

/// A time in UTC may fall on the day before or after the one on which it was printed, which the address then has.
fn in_place(found: Dated, url: Option<&str>) -> Dated {
    let in_url = url.and_then(url_date).filter(|date| date.precision == Precision::Day);
    match in_url {
        Some(date) if found.time_zone.as_deref() == Some("Z") && found.date.days().abs_diff(date.days()) == 1 => {
            from(date, "url", 0.9)
        }
        _ => found,
    }
}

fn from(date: PrintedDate, basis: &'static str, confidence: f64) -> Dated {
    Dated { date, basis, time_zone: None, confidence }
}

fn read(reading: DateReading, basis: &'static str, confidence: f64) -> Dated {
    Dated { date: reading.date, basis, time_zone: time_zone(reading.offset_minutes), confidence }
}

/// A date that stands alone, or the first in a few words.
fn dated(text: &str, basis: &'static str, confidence: f64) -> Option<Dated> {
    let text = tidy_line(text)?;
    let reading = parse_date_in(&text, None, None).ok().or_else(|| in_text(&text).map(|found| found.reading))?;
    Some(read(reading, basis, confidence))
}

/// As in `+09:00`, or `Z`.
fn time_zone(offset_minutes: Option<i32>) -> Option<String> {
    let minutes = offset_minutes?;
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let sign = if minutes < 0 { '-' } else { '+' };
    Some(if minutes == 0 { "Z".to_owned() } else { format!("{sign}{hours:02}:{rest:02}") })
}

/// A date in the microdata of an element.
fn property(tree: &Tree, elements: &Elements<'_>, names: &[&str]) -> Option<Dated> {
    elements
        .properties
        .iter()
        .filter(|(property, _)| property.split_whitespace().any(|word| names.contains(&word)))
        .take(5)
        .find_map(|(_, found)| of_element(tree, found.node, "meta", 0.9).map(|(dated, _)| dated))
}

/// The date of an element: in an attribute, or in its text; and whether the words before it speak of a change.
fn of_element(tree: &Tree, node: NodeId, basis: &'static str, confidence: f64) -> Option<(Dated, bool)> {
    let text = short_text(tree, node);
    let changed = text.as_deref().is_some_and(speaks_of_change);
    [Attribute::Content, Attribute::Datetime, Attribute::Title]
        .into_iter()
        .find_map(|attribute| dated(tree.attribute(node, attribute)?, basis, confidence))
        .map(|found| (found, changed))
        .or_else(|| {
            let text = text?;
            let found = in_text(&text)?;
            let changed = speaks_of_change(&text[..found.start]) || found.label == Some(DateLabel::Updated);
            Some((read(found.reading, basis, confidence), changed))
        })
}

/// Whether the word for a change stands in an element of its own before a date.
fn is_labelled_as_change(tree: &Tree, node: NodeId) -> bool {
    let Some(own) = short_text(tree, node) else { return false };
    let mut around = tree.parent(node);
    for _ in 0..2 {
        let Some(line) = around.and_then(|around| short_text(tree, around)) else { return false };
        if let Some(before) = line.find(&own).map(|at| &line[..at])
            && !before.is_empty()
        {
            let label = before.char_indices().rev().nth(LONGEST_LABEL).map_or(before, |(at, _)| &before[at..]);
            return speaks_of_change(label);
        }
        around = around.and_then(|around| tree.parent(around));
    }
    false
}

/// What the page shows, the surest first.
fn on_page(tree: &Tree, elements: &Elements<'_>, headline: Option<u32>) -> Dates {
    // Without a headline, what stands at the beginning of the page counts as near.
    let headline = headline.or_else(|| elements.headings.first().map(|found| found.place)).or(Some(0));
    let other = subject("comment") | subject("related");
    let not_here = other
        | subject("teaser")
        | subject("sidebar")
        | subject("footer")
        | subject("navigation")
        | subject("promotion");
    let lists: [(&[Found], &'static str, f64); 3] =
        [(&elements.times, "time_element", 0.8), (&elements.dated, "text", 0.7), (&elements.texts, "text", 0.5)];
    let mut published: Option<(f64, Dated)> = None;
    let mut modified: Option<(f64, Dated)> = None;
    for (list, basis, confidence) in lists {
        if published.is_some() {
            break;
        }
        let mut examined = 0;
        for found in list {
            let distance = headline.map(|headline| found.place.abs_diff(headline));
            let is_near = distance.is_some_and(|distance| distance <= NEAR);
            let outside = (found.around | found.own) & not_here != 0 || found.aside;
            let another = (found.around | found.own) & other != 0;
            let far = !is_near && (another || found.aside || (found.around | found.own) & subject("teaser") != 0);
            if far || (confidence < 0.6 && (!is_near || another)) {
                continue;
            }
            examined += 1;
            if examined > 60 {
                break;
            }
            // Within a sentence a date belongs to what is told.
            if confidence < 0.6 && tree.text(found.node).trim().len() > LONGEST_LINE {
                continue;
            }
            let Some((mut dated, mut changed)) = of_element(tree, found.node, basis, confidence) else { continue };
            changed |= is_labelled_as_change(tree, found.node);
            if dated.date.precision != Precision::Day {
                continue;
            }
            // Near the headline is better, and before the text better than behind it.
            let nearness = match distance {
                Some(distance) if is_near => 1.0 - f64::from(distance) / 1000.0,
                _ => 0.5 - f64::from(found.place.min(100_000)) / 1_000_000.0,
            } - if outside { 0.3 } else { 0.0 };
            dated.confidence = if is_near { confidence } else { confidence - 0.1 };
            let best = if changed { &mut modified } else { &mut published };
            if best.as_ref().is_none_or(|(known, _)| nearness > *known) {
                *best = Some((nearness, dated));
            }
        }
    }
    Dates { published: published.map(|(_, dated)| dated), modified: modified.map(|(_, dated)| dated) }
}

/// The day of publication within a short text, else the first day in it.
fn in_text(text: &str) -> Option<FoundDate> {
    published_date(text, None, None).or_else(|| printed_dates(text, None, None).first().copied())
}
