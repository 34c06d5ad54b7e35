//! The case files in `tests/cases`: one case a line, columns parted by tabs, `#` before a remark.

mod datelines;
mod dates;

/// The cases of a file, each with its columns; a column that is missing at the end is empty.
fn cases(text: &'static str, columns: usize) -> Vec<Vec<&'static str>> {
    let cases: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut cells: Vec<&str> = line.split('\t').collect();
            assert!(cells.len() <= columns, "`{line}` has more than {columns} columns");
            cells.resize(columns, "");
            cells
        })
        .collect();
    assert!(!cases.is_empty());
    cases
}

fn given(cell: &str) -> Option<&str> {
    (!cell.is_empty()).then_some(cell)
}
