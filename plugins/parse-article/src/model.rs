//! The model that decides whether a block belongs to the article: boosted trees.
//!
//! `training/train.py` makes `data/model.txt` from labelled pages. A line is a tree, its nodes in the order of the file:
//! `feature threshold left right` for a question, `= value` for an answer.

use std::sync::LazyLock;

use crate::features::{Page, WIDTH};

const MODEL: &str = include_str!("../data/model.txt");

static FOREST: LazyLock<Option<Forest>> = LazyLock::new(|| read(MODEL));

/// A question, or an answer: that leads to itself whatever the row says.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Node {
    /// of an answer: its value
    threshold: f32,
    feature: u16,
    left: u16,
    right: u16,
}

#[derive(Debug)]
struct Tree {
    nodes: Vec<Node>,
    /// questions on the longest way to an answer
    depth: usize,
}

#[derive(Debug, Default)]
struct Forest(Vec<Tree>);

/// Rows that go down a tree together: their steps do not wait for each other.
const ABREAST: usize = 8;

impl Forest {
    /// The sum of the trees' answers for each row of `values`.
    fn scores(&self, values: &[f32]) -> Vec<f32> {
        let rows: Vec<&[f32]> = values.chunks_exact(WIDTH).collect();
        let mut sums = vec![0.0; rows.len()];
        for tree in &self.0 {
            for (rows, sums) in rows.chunks(ABREAST).zip(sums.chunks_mut(ABREAST)) {
                let mut at = [0u16; ABREAST];
                for _ in 0..tree.depth {
                    for (row, at) in rows.iter().zip(&mut at) {
                        let node = tree.nodes[usize::from(*at)];
                        *at = if row[usize::from(node.feature)] <= node.threshold { node.left } else { node.right };
                    }
                }
                for (sum, at) in sums.iter_mut().zip(at) {
                    *sum += tree.nodes[usize::from(at)].threshold;
                }
            }
        }
        sums
    }
}

/// Reads the file of the model; `None` if it is damaged.
fn read(text: &str) -> Option<Forest> {
    let mut forest = Forest::default();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let written: Vec<&str> = line.split(';').collect();
        let mut nodes = Vec::with_capacity(written.len());
        let mut depths = vec![0; written.len()];
        for (number, node) in written.iter().enumerate() {
            let parts: Vec<&str> = node.split(' ').collect();
            let own = u16::try_from(number).ok()?;
            nodes.push(match parts.as_slice() {
                ["=", value] => Node { threshold: value.parse().ok()?, feature: 0, left: own, right: own },
                [feature, threshold, left, right] => {
                    let (left, right): (u16, u16) = (left.parse().ok()?, right.parse().ok()?);
                    let feature = feature.parse().ok().filter(|feature| usize::from(*feature) < WIDTH)?;
                    for child in [left, right] {
                        // A child stands behind its parent, so every way ends.
                        let depth = depths[number] + 1;
                        *depths.get_mut(usize::from(child)).filter(|_| child > own)? = depth;
                    }
                    Node { threshold: threshold.parse().ok()?, feature, left, right }
                }
                _ => return None,
            });
        }
        forest.0.push(Tree { nodes, depth: depths.into_iter().max()? });
    }
    (!forest.0.is_empty()).then_some(forest)
}

/// For each block the chance that it belongs to the article.
pub fn chances(page: &Page<'_>) -> Vec<f32> {
    let Some(forest) = FOREST.as_ref() else { return Vec::new() };
    forest.scores(&page.rows().values).into_iter().map(chance).collect()
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
        assert!(read(MODEL).is_some_and(|forest| forest.0.len() > 10));
    }

    #[test]
    fn damaged_models_are_refused() {
        for text in ["", "0 1 0 0", "0 1 1 2;= 1", "9999 1 1 2;= 1;= 0", "0 x 1 2;= 1;= 0", "= 1;="] {
            assert!(read(text).is_none(), "{text}");
        }
        let forest = read("0 1.5 1 2;= 1;= -1\n= 0.5").expect("two trees");
        let mut row = [0.0; WIDTH];
        assert_eq!(forest.scores(&row), [1.5]);
        row[0] = 2.0;
        let rows = [[0.0; WIDTH], row].concat().repeat(5);
        assert_eq!(forest.scores(&rows), [1.5, -0.5].repeat(5));
    }

    #[test]
    fn chances_lie_between_zero_and_one_and_grow() {
        assert_eq!(chance(0.0), 0.5);
        let chances: Vec<f32> = (-100..=100).map(|score| chance(score as f32 / 10.0)).collect();
        assert!(chances.iter().all(|chance| (0.0..=1.0).contains(chance)) && chances.is_sorted());
    }
}
