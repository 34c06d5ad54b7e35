//! What an input says about an article, in the names of our columns.

use wagemill_articles::tidy_line;

const NAMES: &str = include_str!("../data/names.csv");

/// One origin's words about an article, as written there; an empty value is none.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Metadata {
    pub record_id: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub published_on: Option<String>,
    pub language: Option<String>,
    pub country: Option<String>,
}

/// The columns that an origin can fill.
pub const COLUMNS: [&str; 9] =
    ["record_id", "url", "title", "byline", "publisher", "section", "published_on", "language", "country"];

impl Metadata {
    /// Keeps the first value that a column gets, on one line; whether the column is one of ours.
    pub fn set(&mut self, column: &str, value: &str) -> bool {
        let slot = match column {
            "record_id" => &mut self.record_id,
            "url" => &mut self.url,
            "title" => &mut self.title,
            "byline" => &mut self.byline,
            "publisher" => &mut self.publisher,
            "section" => &mut self.section,
            "published_on" => &mut self.published_on,
            "language" => &mut self.language,
            "country" => &mut self.country,
            _ => return false,
        };
        if slot.is_none() {
            *slot = tidy_line(value);
        }
        true
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The column that people mean by a name, such as `url` for `Source-URL`.
pub fn column_named(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    names().find_map(|(column, known)| (known == name).then_some(column))
}

/// The names under which a column is looked for where the options map none to it, best first.
pub fn names_of(column: &str) -> impl Iterator<Item = &'static str> {
    names().filter_map(move |(named, name)| (named == column).then_some(name))
}

fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.lines().skip(1).filter_map(|line| line.split_once(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_a_column_that_can_be_set() {
        for (column, name) in names() {
            assert!(Metadata::default().set(column, "x"), "{column}");
            assert_eq!(column_named(name), Some(column), "{name} is given to two columns");
        }
        for column in COLUMNS {
            assert!(names_of(column).next().is_some(), "{column}");
        }
    }

    #[test]
    fn the_first_value_stays_and_blank_ones_are_none() {
        let mut metadata = Metadata::default();
        metadata.set("title", "  ");
        metadata.set("title", "Wages\nrise");
        metadata.set("title", "later");
        assert_eq!(metadata.title.as_deref(), Some("Wages rise"));
        assert!(!metadata.set("colour", "red"));
    }
}
