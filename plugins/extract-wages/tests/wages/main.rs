//! What the stage reads, without the plugin boundary: cases, properties, and the labelled passages.
#![allow(clippy::unwrap_used, reason = "a failing case should stop its test")]

mod cases;
mod gold;
mod own;
mod properties;
mod score;

use std::sync::LazyLock;

use extract_wages::extractor::{Article, Extractor, Statement};
use wagemill_money::Role;

pub static EXTRACTOR: LazyLock<Extractor> = LazyLock::new(|| Extractor::new(Some(vec![Role::Wage, Role::Bonus])));

pub fn read(text: &str) -> Vec<Statement> {
    EXTRACTOR.extract(&Article { text, ..Article::default() }).statements
}
