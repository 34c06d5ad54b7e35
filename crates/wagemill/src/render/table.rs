//! A table in columns of text, fitted to the width of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// A cell wider than this is cut even where there is room.
const WIDEST_CELL: usize = 48;
/// Columns are narrowed to this before any is left out.
const NARROWEST_CUT: usize = 14;
const GAP: usize = 2;

pub struct TextTable {
    headers: Vec<String>,
    right: Vec<bool>,
    rows: Vec<Vec<String>>,
}

/// The text, and the columns for which there was no room.
pub struct Fitted {
    pub text: String,
    pub left_out: Vec<String>,
}

impl TextTable {
    /// `columns`: each header, and whether its cells are aligned to the right.
    pub fn new(columns: &[(&str, bool)]) -> Self {
        Self {
            headers: columns.iter().map(|(header, _)| (*header).to_owned()).collect(),
            right: columns.iter().map(|(_, right)| *right).collect(),
            rows: Vec::new(),
        }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.headers.len());
        self.rows.push(cells.iter().map(|cell| one_line(cell)).collect());
    }

    /// Columns get the room that their cells need; where that is too much, the widest are narrowed, and then the last
    /// ones are left out. `None`: as wide as it takes.
    pub fn fit(&self, width: Option<usize>) -> Fitted {
        let natural: Vec<usize> = (0..self.headers.len()).map(|column| self.natural_width(column)).collect();
        let (cut, shown) = choose(&natural, width);
        let widths: Vec<usize> = natural[..shown].iter().map(|width| (*width).min(cut)).collect();
        let mut text = line(&self.headers, &widths, &self.right);
        text.push_str(&"─".repeat(total(&widths)));
        text.push('\n');
        for row in &self.rows {
            text.push_str(&line(row, &widths, &self.right));
        }
        Fitted { text, left_out: self.headers[shown..].to_vec() }
    }

    fn natural_width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[column].width());
        cells.chain([self.headers[column].width()]).max().unwrap_or(0)
    }
}

/// How wide a column may be, and how many are shown.
fn choose(natural: &[usize], width: Option<usize>) -> (usize, usize) {
    let Some(width) = width else { return (WIDEST_CELL, natural.len()) };
    let fits = |cut: usize, count: usize| {
        let widths: Vec<usize> = natural[..count].iter().map(|width| (*width).min(cut)).collect();
        total(&widths) <= width
    };
    if let Some(cut) = (NARROWEST_CUT..=WIDEST_CELL).rev().find(|cut| fits(*cut, natural.len())) {
        return (cut, natural.len());
    }
    let shown = (1..natural.len()).rev().find(|count| fits(NARROWEST_CUT, *count)).unwrap_or(1.min(natural.len()));
    let cut = (NARROWEST_CUT..=WIDEST_CELL).rev().find(|cut| fits(*cut, shown)).unwrap_or(NARROWEST_CUT);
    (cut, shown)
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn line(cells: &[String], widths: &[usize], right: &[bool]) -> String {
    let mut line = String::new();
    for (index, width) in widths.iter().enumerate() {
        let cell = cut(&cells[index], *width);
        let padding = " ".repeat(width - cell.width());
        if index > 0 {
            line.push_str(&" ".repeat(GAP));
        }
        if right[index] {
            line.push_str(&padding);
            line.push_str(&cell);
        } else {
            line.push_str(&cell);
            line.push_str(&padding);
        }
    }
    format!("{}\n", line.trim_end())
}

fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if used + wide + 1 > width {
            break;
        }
        used += wide;
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// Control characters could move the cursor, and line breaks tear the table.
fn one_line(text: &str) -> String {
    let printable: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    printable.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::TextTable;

    fn sample() -> TextTable {
        let mut table = TextTable::new(&[("country", false), ("usd_month_min", true), ("quote", false)]);
        table.row(vec!["CN".into(), "488.9292".into(), "RMB 3,500\nper month".into()]);
        table.row(vec!["工資".into(), String::new(), "a quote that is far longer than any column needs to be".into()]);
        table
    }

    #[test]
    fn a_wide_terminal_shows_everything() {
        insta::assert_snapshot!(sample().fit(Some(100)).text, @r"
        country  usd_month_min  quote
        ────────────────────────────────────────────────────────────────────────
        CN            488.9292  RMB 3,500 per month
        工資                    a quote that is far longer than any column need…
        ");
    }

    #[test]
    fn a_narrow_terminal_cuts_cells_first() {
        let fitted = sample().fit(Some(44));
        assert!(fitted.left_out.is_empty());
        insta::assert_snapshot!(fitted.text, @r"
        country  usd_month_min  quote
        ────────────────────────────────────────────
        CN            488.9292  RMB 3,500 per month
        工資                    a quote that is far…
        ");
    }

    #[test]
    fn a_very_narrow_terminal_leaves_columns_out_and_says_so() {
        let fitted = sample().fit(Some(30));
        assert_eq!(fitted.left_out, ["quote"]);
        insta::assert_snapshot!(fitted.text, @r"
        country  usd_month_min
        ──────────────────────
        CN            488.9292
        工資
        ");
    }
}
