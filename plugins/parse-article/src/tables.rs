//! Tables that hold data, row by row, apart from those that lay out a page.

use crate::html::{NodeId, Tag, Tree};

/// A row, or the caption above the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub cells: Vec<NodeId>,
    pub is_caption: bool,
}

/// Longest cell of a table that holds data, in bytes.
const LONGEST_CELL: usize = 1500;

/// A cell longer than this on average is a column of a page.
const LONG_CELL: usize = 200;

/// Whether a table holds data: rows of short cells side by side, and no table within.
pub fn is_data(tree: &Tree, table: NodeId) -> bool {
    let (mut rows, mut cells, mut in_row, mut widest, mut bytes, mut in_cell, mut parts) = (0, 0, 0, 0, 0, 0, 0);
    for node in tree.below(table) {
        match tree.tag(node) {
            Tag::Table | Tag::Article | Tag::Form | Tag::H1 => return false,
            Tag::Tr => {
                rows += 1;
                in_row = 0;
            }
            Tag::Td | Tag::Th => {
                cells += 1;
                in_row += 1;
                widest = widest.max(in_row);
                in_cell = 0;
            }
            Tag::Text => {
                let length = tree.text(node).trim().len();
                bytes += length;
                in_cell += length;
                if in_cell > LONGEST_CELL {
                    return false;
                }
            }
            Tag::P | Tag::Div | Tag::Ul | Tag::H2 | Tag::H3 | Tag::H4 => parts += 1,
            _ => {}
        }
    }
    rows >= 2 && widest >= 2 && cells > rows && bytes <= cells * LONG_CELL && parts <= 2 * cells
}

/// The caption and the rows of a table.
pub fn rows(tree: &Tree, table: NodeId) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for node in tree.below(table) {
        match tree.tag(node) {
            Tag::Caption => rows.push(Row { cells: vec![node], is_caption: true }),
            Tag::Tr => rows.push(Row { cells: Vec::new(), is_caption: false }),
            Tag::Td | Tag::Th => {
                if let Some(row) = rows.last_mut().filter(|row| !row.is_caption) {
                    row.cells.push(node);
                }
            }
            _ => {}
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use crate::blocks::{self, Kind};
    use crate::html::{Limits, parse};

    const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

    fn blocks_of(html: &str) -> Vec<(Kind, String)> {
        let page = blocks::cut(&parse(html, LIMITS).expect("a page"));
        page.blocks.iter().map(|block| (block.kind, page.text_of(block).to_owned())).collect()
    }

    #[test]
    fn rows_of_data_are_lines_of_cells() {
        let found = blocks_of(
            "<table><caption>Pay</caption><tr><th>Grade<th>Wage<tr><td>Helper<td><b>12,500</b> <span>taka</span><tr><td>Cutter<td></table>",
        );
        let expected = [
            (Kind::Caption, "Pay"),
            (Kind::Row, "Grade | Wage"),
            (Kind::Row, "Helper | 12,500 taka"),
            (Kind::Row, "Cutter"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_table_that_lays_out_a_page_is_no_data() {
        let column = "They earn five dollars a day, the union said on Monday, and want seven. ".repeat(12);
        let found = blocks_of(&format!("<table><tr><td><p>{column}</p><td><ul><li>Home</ul><tr><td>a<td>b</table>"));
        assert_eq!(found[0].0, Kind::Paragraph);
        let nested = blocks_of("<table><tr><td><table><tr><td>a<td>b<tr><td>c<td>d</table><td>x<tr><td>y<td>z</table>");
        assert!(nested.contains(&(Kind::Row, "a | b".to_owned())) && nested.contains(&(Kind::Loose, "x".to_owned())));
    }

    #[test]
    fn blocks_are_cut_where_text_is_parted() {
        let found =
            blocks_of("a<br>b<br><br>c<div>d <i>e</i></div><h2>f</h2><ul><li>g<li>h</ul><pre>i\n  j</pre><p>!</p>");
        let expected = [
            (Kind::Loose, "a\nb"),
            (Kind::Loose, "c"),
            (Kind::Loose, "d e"),
            (Kind::Heading(2), "f"),
            (Kind::Item, "g"),
            (Kind::Item, "h"),
            (Kind::Preformatted, "i\nj"),
        ];
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }
}
