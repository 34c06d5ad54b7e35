//! Which rows repeat what an earlier printing of their group has said.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use wagemill_plugin::Decimal;

/// What a row states, as a number: equal for equal amounts of the same currency and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Statement(u64);

impl Statement {
    pub fn new(least: Option<Decimal>, most: Option<Decimal>, words: [Option<&str>; 2]) -> Self {
        let mut hasher = FxHasher::default();
        let digits = |amount: Option<Decimal>| amount.map(|amount| (amount.mantissa(), amount.scale()));
        (digits(least), digits(most), words).hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// Where a row was printed, and what it states.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'a> {
    pub group: usize,
    /// of the article, in the order of publication
    pub rank: usize,
    /// tells two printings of one article apart
    pub source: &'a str,
    pub statement: Option<Statement>,
}

/// For each row whether it repeats another: the second of two equal statements of one article repeats nothing, the first
/// one of a later article repeats the first. A row without a group repeats nothing.
pub fn repeated(rows: &[Option<Printing<'_>>]) -> Vec<bool> {
    let mut order: Vec<(&Printing<'_>, usize)> = rows
        .iter()
        .enumerate()
        .filter_map(|(row, printing)| printing.as_ref().map(|printing| (printing, row)))
        .collect();
    order.sort_by_key(|(printing, row)| (printing.rank, printing.source, *row));
    let mut said: FxHashMap<(usize, Option<Statement>), Said<'_>> = FxHashMap::default();
    let mut repeated = vec![false; rows.len()];
    for (printing, row) in order {
        let said = said.entry((printing.group, printing.statement)).or_default();
        let here = Some((printing.rank, printing.source));
        if said.printing != here {
            *said = Said { printing: here, times: 0, before: said.before.max(said.times) };
        }
        // Rows without amounts say no more than that the report was printed.
        said.times = if printing.statement.is_some() { said.times + 1 } else { 1 };
        if let Some(repeated) = repeated.get_mut(row) {
            *repeated = said.times <= said.before;
        }
    }
    repeated
}

/// How often something was said in a group.
#[derive(Default)]
struct Said<'a> {
    /// the article that is being read
    printing: Option<(usize, &'a str)>,
    /// in this article so far
    times: usize,
    /// in the earlier article that said it most often
    before: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(group: usize, rank: usize, source: &str, statement: u64) -> Option<Printing<'_>> {
        Some(Printing { group, rank, source, statement: Some(Statement(statement)) })
    }

    #[test]
    fn the_same_sum_twice_in_an_article_is_two_statements() {
        let rows = [row(0, 0, "a", 5), row(0, 0, "a", 5), row(0, 1, "b", 5), row(0, 1, "b", 5), row(0, 1, "b", 5)];
        assert_eq!(repeated(&rows), [false, false, true, true, false]);
    }

    #[test]
    fn groups_and_statements_stay_apart() {
        let rows = [row(0, 0, "a", 5), row(1, 1, "b", 5), row(0, 2, "c", 6), None, row(0, 3, "d", 6)];
        assert_eq!(repeated(&rows), [false, false, false, false, true]);
    }

    #[test]
    fn the_order_of_publication_counts_and_not_that_of_the_rows() {
        let rows = [row(0, 4, "b", 5), row(0, 1, "a", 5)];
        assert_eq!(repeated(&rows), [true, false]);
    }

    #[test]
    fn an_article_read_from_two_files_is_printed_twice() {
        let rows = [row(0, 0, "b", 5), row(0, 0, "a", 5)];
        assert_eq!(repeated(&rows), [true, false]);
    }

    #[test]
    fn rows_without_amounts_repeat_the_report() {
        let article = |rank| Some(Printing { group: 0, rank, source: "", statement: None });
        assert_eq!(repeated(&[article(0), article(1), article(2)]), [false, true, true]);
    }
}
