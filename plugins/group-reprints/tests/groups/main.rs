//! Which articles are grouped, and what a group promises.

mod measured;
mod press;
mod promises;

use group_reprints::grouping::{Article, Likeness};
use group_reprints::sketch::Sketch;

const LIKENESS: Likeness = Likeness { similarity: 0.5, containment: 0.6, within_days: 30 };

fn article(id: &str, published: Option<i32>, text: &str) -> Article {
    Article { id: id.to_owned(), source: id.into(), published, day_known: true, sketch: Sketch::of(text) }
}

fn grouped(articles: &[Article]) -> Vec<usize> {
    group_reprints::grouping::group(articles, LIKENESS, || false).expect("nobody cancels")
}

/// The name of each article's group.
fn names(articles: &[Article]) -> Vec<String> {
    grouped(articles).into_iter().map(|first| articles[first].id.clone()).collect()
}
