//! What is wrong with a query, in words and with its place.

use polars::prelude::{DataFrame, PolarsError};
use polars::sql::keywords::all_functions;
use sqlparser::ast::{Ident, Query};
use sqlparser::parser::ParserError;
use wagemill_plugin::Error;

use crate::query;
use crate::template::Template;
use wagemill_plugin::nearest;

const READS_FILES: &[&str] = &["read_csv", "read_parquet", "read_ipc", "read_json"];

/// Makes the errors about one query.
#[derive(Clone, Copy)]
pub struct Problems<'a> {
    pub template: &'a Template,
    /// Names under which tables can be read, and the tables.
    pub tables: &'a [(String, DataFrame)],
}

impl Problems<'_> {
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::new("bad-sql", message).option("/sql")
    }

    /// The text is no SQL.
    pub fn syntax(&self, error: &ParserError) -> Error {
        let text = match error {
            ParserError::TokenizerError(text) | ParserError::ParserError(text) => text.as_str(),
            ParserError::RecursionLimitExceeded => return self.error("the query is nested too deeply"),
        };
        let (text, place) = match text.rsplit_once(" at Line: ") {
            Some((text, place)) => (text, self.place(place)),
            None => (text, None),
        };
        let (message, found) = match text.strip_prefix("Expected: ").and_then(|text| text.split_once(", found: ")) {
            Some((wanted, "EOF")) => (format!("expected {wanted}, found the end of the query"), None),
            Some((wanted, found)) => (format!("expected {wanted}, found `{found}`"), Some(found)),
            None => (lowercase_first(text), None),
        };
        let end = self.template.sql.chars().count();
        let start = place.unwrap_or(end);
        let (start, end) = self.template.original(start, start + found.map_or(1, |found| found.chars().count()));
        let error = self.error(message).span(start, end);
        let dashed =
            self.tables.iter().find(|(name, _)| name.contains('-') && self.template.sql.contains(name.as_str()));
        match dashed {
            Some((name, _)) => error.help(format!("write `{}`: SQL takes a dash for a minus", name.replace('-', "_"))),
            None => error,
        }
    }

    /// The first table of the query that does not come in, if any.
    pub fn unknown_table(&self, query: &Query) -> Option<Error> {
        let known = |name: &Ident| self.tables.iter().any(|(table, _)| *table == name.value);
        let unknown = query::relations(query).into_iter().find(|name| !known(name))?;
        let tables = self.tables.iter().map(|(name, _)| name.as_str());
        let error = if READS_FILES.iter().any(|function| unknown.value.eq_ignore_ascii_case(function)) {
            self.error(format!("`{}` is refused: a query reads no files", unknown.value))
                .help("read the file with a source stage and name that stage in `from`")
        } else {
            let hint = match nearest(&unknown.value, tables.clone()) {
                Some(table) => format!("did you mean `{table}`?"),
                None => format!("the tables are {}; `from` adds others", in_backticks(tables)),
            };
            self.error(format!("no table `{}` comes in", unknown.value)).help(hint)
        };
        Some(self.at(error, Some(&unknown)))
    }

    /// What the engine says of the query.
    pub fn engine(&self, error: &PolarsError, query: &Query) -> Error {
        match error {
            PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => self.engine(error, query),
            PolarsError::ColumnNotFound(text) | PolarsError::SchemaFieldNotFound(text) => match first_quoted(text) {
                Some(name) => self.unknown_column(name, query),
                None => self.error(first_line(text)),
            },
            PolarsError::SQLInterface(text) | PolarsError::SQLSyntax(text) if text.starts_with("no column named") => match first_quoted(text) {
                Some(name) => self.unknown_column(name, query),
                None => self.error(first_line(text)),
            },
            PolarsError::Duplicate(text) => match first_quoted(text) {
                Some(name) => self
                    .error(format!("two columns of the result are called `{name}`"))
                    .help("name them with `AS`; a calculated column without a name is called after what it was calculated from"),
                None => self.error(first_line(text)),
            },
            PolarsError::SQLInterface(text) if text.starts_with("unsupported function") => match first_quoted(text) {
                Some(name) => self.unknown_function(name, query),
                None => self.error(first_line(text)),
            },
            error => {
                // Variants other than these carry their text behind a word for the variant.
                let text = error.to_string();
                self.error(first_line(&text))
            }
        }
    }

    fn unknown_column(&self, name: &str, query: &Query) -> Error {
        let columns: Vec<&str> =
            self.tables.iter().flat_map(|(_, frame)| frame.columns()).map(|column| column.name().as_str()).collect();
        let used = query::column_names(query).into_iter().find(|used| used.value == name);
        let error = match nearest(name, columns.iter().copied()) {
            Some(column) => {
                self.error(format!("no column `{name}` comes in")).help(format!("did you mean `{column}`?"))
            }
            None => self
                .error(format!("no column `{name}` comes in"))
                .help(format!("the columns are {}", in_backticks(distinct(columns)))),
        };
        self.at(error, used.as_ref())
    }

    fn unknown_function(&self, name: &str, query: &Query) -> Error {
        let used = query::function_names(query).into_iter().find(|used| used.value.eq_ignore_ascii_case(name));
        let error = self.error(format!("there is no function `{name}`"));
        let error = match nearest(&name.to_ascii_lowercase(), all_functions()) {
            Some(function) => error.help(format!("did you mean `{function}`?")),
            None => error,
        };
        self.at(error, used.as_ref())
    }

    fn at(&self, error: Error, name: Option<&Ident>) -> Error {
        let Some(name) = name else { return error };
        let Some(start) = self.template.position(name.span.start.line, name.span.start.column) else { return error };
        let quotes = if name.quote_style.is_some() { 2 } else { 0 };
        let (start, end) = self.template.original(start, start + name.value.chars().count() + quotes);
        error.span(start, end)
    }

    /// `1, Column: 8`
    fn place(&self, text: &str) -> Option<usize> {
        let (line, column) = text.split_once(", Column: ")?;
        self.template.position(line.trim().parse().ok()?, column.trim().parse().ok()?)
    }
}

fn first_quoted(text: &str) -> Option<&str> {
    let start = text.find(['"', '\'', '`'])?;
    let quote = &text[start..=start];
    text[start + 1..].split(quote).next().filter(|name| !name.is_empty())
}

fn first_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or(text);
    lowercase_first(line.strip_suffix('.').unwrap_or(line))
}

fn lowercase_first(text: &str) -> String {
    let mut characters = text.chars();
    match (characters.next(), characters.clone().next()) {
        // `SQL` stays, `Expected` does not.
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

fn distinct(names: Vec<&str>) -> impl Iterator<Item = &str> {
    let mut seen = Vec::new();
    names.into_iter().filter(move |name| {
        let new = !seen.contains(name);
        seen.push(*name);
        new
    })
}

fn in_backticks<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
