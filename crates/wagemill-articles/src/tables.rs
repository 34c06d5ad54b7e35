//! The tables in `data/`, which a linguist can edit: comma-separated, no quotes, one header line.

/// The rows of a table below its header, each with its cells.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(',').collect())
}
