//! Which columns an export shows, and in which order.

use std::str::FromStr;

use crate::columns::COLUMNS;

/// A named choice of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// what one opens first
    Core,
    /// everything
    All,
    /// everything that may be published: no speaker, sentence, byline or path
    Public,
}

impl View {
    pub const NAMES: &[&str] = &["core", "all", "public"];

    /// The view's columns among those that are present, in the view's order, for a target currency such as `USD`.
    ///
    /// `All` and `Public` put the columns that stages agree on first and those of custom stages behind them, in their
    /// own order.
    pub fn columns(&self, present: &[&str], to: &str) -> Vec<String> {
        match self {
            View::Core => among(CORE.iter().map(|name| name.replace("{to}", &to.to_ascii_lowercase())), present),
            View::All => canonical(present, to),
            View::Public => {
                let mut columns = canonical(present, to);
                columns.retain(|name| !PRIVATE.contains(&name.as_str()));
                columns
            }
        }
    }
}

impl FromStr for View {
    type Err = ();

    fn from_str(name: &str) -> Result<View, ()> {
        match name {
            "core" => Ok(View::Core),
            "all" => Ok(View::All),
            "public" => Ok(View::Public),
            _ => Err(()),
        }
    }
}

const CORE: &[&str] = &[
    "published_on",
    "publisher",
    "title",
    "country",
    "place",
    "occupation",
    "payee",
    "status",
    "quote",
    "amount_min",
    "amount_max",
    "currency",
    "period",
    "bound",
    "{to}_month_min",
    "{to}_month_max",
    "rate_date",
    "rate_grade",
    "review",
    "notes",
    "url",
    "mention_id",
];

const PRIVATE: &[&str] = &["speaker", "sentence", "byline", "source"];

fn among(names: impl Iterator<Item = String>, present: &[&str]) -> Vec<String> {
    names.filter(|name| present.contains(&name.as_str())).collect()
}

fn canonical(present: &[&str], to: &str) -> Vec<String> {
    let known: Vec<String> = COLUMNS.iter().map(|column| column.named_for(to)).collect();
    let custom: Vec<String> =
        present.iter().filter(|name| !known.iter().any(|known| known == *name)).map(|name| name.to_string()).collect();
    let mut columns = among(known.into_iter(), present);
    columns.extend(custom);
    columns
}
