//! The blocks of the article as one text.

use crate::blocks::{Block, Blocks, Kind};

/// A text with the share of words in which it is expected to agree with the article (F1).
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    pub text: String,
    pub confidence: f32,
}

/// A wage that is lost is worse than a line too many: how much more a block with an amount counts for.
const ODDS_OF_AMOUNTS: f32 = 2.0;

/// The text of a page from the chances of its blocks: paragraphs parted by a blank line, rows and list items by a line.
///
/// It takes the most likely blocks, as many as promise the best agreement with the article: on a page of prose those that
/// are likelier than not, on one where nothing is likely the best of them. A page with a block has a text.
pub fn choose(blocks: &Blocks, chances: &[f32]) -> Option<Chosen> {
    let odds = |block: usize| if blocks.blocks[block].counts.has_amount() { ODDS_OF_AMOUNTS } else { 1.0 };
    let chances: Vec<f32> = (0..blocks.blocks.len().min(chances.len()))
        .map(|block| chances[block] * odds(block) / (1.0 - chances[block] + chances[block] * odds(block)))
        .collect();
    let weight = |block: usize| blocks.blocks[block].counts.length as f32 + 3.0;
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|one, other| chances[*other].total_cmp(&chances[*one]));
    let expected: f32 = order.iter().map(|block| weight(*block) * chances[*block]).sum();
    let (mut right, mut taken, mut best, mut confidence) = (0.0, 0.0, 0, -1.0);
    for (count, block) in order.iter().enumerate() {
        right += weight(*block) * chances[*block];
        taken += weight(*block);
        let agreement = 2.0 * right / (taken + expected);
        if agreement > confidence {
            (best, confidence) = (count + 1, agreement);
        }
    }
    order.truncate(best);
    order.sort_unstable();
    let kept: Vec<&Block> = order.iter().map(|block| &blocks.blocks[*block]).collect();
    (!kept.is_empty()).then(|| Chosen { text: write(blocks, &kept), confidence })
}

fn write(blocks: &Blocks, kept: &[&Block]) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in kept {
        if let Some(before) = before {
            text.push_str(if belong_together(blocks, before, block) { "\n" } else { "\n\n" });
        }
        text.push_str(blocks.text_of(block));
        before = Some(block);
    }
    text
}

/// Whether two blocks are rows of one table or items of one list.
fn belong_together(blocks: &Blocks, one: &Block, other: &Block) -> bool {
    let list = |block: &Block| blocks.elements[blocks.elements[block.element as usize].parent as usize].node;
    match (one.kind, other.kind) {
        (Kind::Row, Kind::Row) => one.table == other.table,
        (Kind::Item, Kind::Item) => list(one) == list(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blocks::cut;
    use crate::html::{Limits, parse};

    fn chosen(html: &str, chances: &[f32]) -> Option<Chosen> {
        let tree = parse(html, Limits { max_elements: 1000, max_depth: 64 }).expect("a page");
        choose(&cut(&tree), chances)
    }

    #[test]
    fn likely_blocks_are_taken_in_the_order_of_the_page() {
        let html = "<p>one two three</p><p>four five six</p><ul><li>seven eight<li>nine ten eleven</ul>";
        let found = chosen(html, &[0.9, 0.1, 0.8, 0.95]).expect("a text");
        assert_eq!(found.text, "one two three\n\nseven eight\nnine ten eleven");
        assert!(found.confidence > 0.8);
    }

    #[test]
    fn where_nothing_is_likely_the_best_is_taken() {
        let found = chosen("<p>one two three</p><p>four five six</p>", &[0.01, 0.2]).expect("a text");
        assert!(found.text == "four five six" && found.confidence < 0.5);
        assert_eq!(chosen("<p>!</p>", &[]), None);
    }
}
