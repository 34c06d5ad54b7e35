//! The model that decides whether a block belongs to the article: boosted trees.
//!
//! `training/train.py` makes `data/model.txt` from labelled pages. A line is a tree, its nodes in the order of the file:
//! `feature threshold left right` for a question, `= value` for an answer.

use std::sync::LazyLock;

use crate::features::{Page, WIDTH};

const MODEL: &str = include_str!("../data/model.txt");

static FOREST: LazyLock<Option<Forest>> = LazyLock::new(|| read(MODEL));

#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    /// of an answer: its value
    threshold: f32,
    feature: u16,
    left: u16,
    right: u16,
}

/// Marks an answer in place of a feature.
const ANSWER: u16 = u16::MAX;

#[derive(Debug, Default)]
struct Forest {
    nodes: Vec<Node>,
    /// where each tree begins
    roots: Vec<u32>,
}

impl Forest {
    fn score(&self, row: &[f32]) -> f32 {
        let mut sum = 0.0;
        for root in &self.roots {
            let tree = &self.nodes[*root as usize..];
            let mut node = tree[0];
            while node.feature != ANSWER {
                let value = row[usize::from(node.feature)];
                node = tree[usize::from(if value <= node.threshold { node.left } else { node.right })];
            }
            sum += node.threshold;
        }
        sum
    }
}

/// Reads the file of the model; `None` if it is damaged.
fn read(text: &str) -> Option<Forest> {
    let mut forest = Forest::default();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        forest.roots.push(forest.nodes.len() as u32);
        let nodes: Vec<&str> = line.split(';').collect();
        for (number, node) in nodes.iter().enumerate() {
            let parts: Vec<&str> = node.split(' ').collect();
            let node = match parts.as_slice() {
                ["=", value] => Node { threshold: value.parse().ok()?, feature: ANSWER, left: 0, right: 0 },
                [feature, threshold, left, right] => Node {
                    threshold: threshold.parse().ok()?,
                    feature: feature.parse().ok()?,
                    left: left.parse().ok()?,
                    right: right.parse().ok()?,
                },
                _ => return None,
            };
            // A child stands behind its parent, so every way ends.
            let child_is_behind = |child: u16| usize::from(child) > number && usize::from(child) < nodes.len();
            let sound = node.feature == ANSWER
                || (usize::from(node.feature) < WIDTH && child_is_behind(node.left) && child_is_behind(node.right));
            if !sound {
                return None;
            }
            forest.nodes.push(node);
        }
    }
    (!forest.roots.is_empty()).then_some(forest)
}

/// For each block the chance that it belongs to the article.
pub fn chances(page: &Page<'_>) -> Vec<f32> {
    let Some(forest) = FOREST.as_ref() else { return Vec::new() };
    page.rows().values.chunks_exact(WIDTH).map(|row| chance(forest.score(row))).collect()
}

/// The logistic function, with nothing but operations that are exact everywhere.
fn chance(score: f32) -> f32 {
    let mut power = 1.0 + score.clamp(-8.0, 8.0) / 256.0;
    for _ in 0..8 {
        power *= power;
    }
    power / (1.0 + power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_is_sound() {
        assert!(read(MODEL).is_some_and(|forest| forest.roots.len() > 10));
    }

    #[test]
    fn damaged_models_are_refused() {
        for text in ["", "0 1 0 0", "0 1 1 2;= 1", "9999 1 1 2;= 1;= 0", "0 x 1 2;= 1;= 0", "= 1;="] {
            assert!(read(text).is_none(), "{text}");
        }
        let forest = read("0 1.5 1 2;= 1;= -1\n= 0.5").expect("two trees");
        let mut row = [0.0; WIDTH];
        assert_eq!(forest.score(&row), 1.5);
        row[0] = 2.0;
        assert_eq!(forest.score(&row), -0.5);
    }

    #[test]
    fn chances_lie_between_zero_and_one_and_grow() {
        assert_eq!(chance(0.0), 0.5);
        let chances: Vec<f32> = (-100..=100).map(|score| chance(score as f32 / 10.0)).collect();
        assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)) && chances.is_sorted());
    }
}
