//! Which input rows had output and which were rejected.

use crate::codes;
use crate::error::Fault;

/// A set of rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowSet {
    words: Vec<u64>,
    count: usize,
}

impl RowSet {
    /// Whether the row is new.
    pub fn insert(&mut self, row: usize) -> bool {
        let (word, bit) = (row / 64, 1 << (row % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.count += usize::from(new);
        new
    }

    pub fn contains(&self, row: usize) -> bool {
        self.words.get(row / 64).is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    pub fn len(&self) -> usize {
        self.count
    }
}

/// What became of the rows that output may name: those of one batch, or all of port 0 of a whole-table stage.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    pub total: usize,
    pub with_output: RowSet,
    pub rejected: RowSet,
}

impl Rows {
    pub fn of(total: usize) -> Self {
        Self { total, ..Self::default() }
    }

    /// Records output rows by their `__row`.
    pub fn emit(&mut self, lineage: &[u32]) -> Result<(), Fault> {
        for (output_row, row) in lineage.iter().enumerate() {
            let row = *row as usize;
            if row >= self.total {
                return Err(bad(format!(
                    "column `__row` is {row} in output row {output_row}, but its input has {} rows",
                    self.total
                )));
            }
            if self.rejected.contains(row) {
                return Err(bad(format!(
                    "column `__row` of output row {output_row} names row {row}, which was rejected"
                )));
            }
            self.with_output.insert(row);
        }
        Ok(())
    }

    /// Records a rejected row.
    pub fn reject(&mut self, row: usize) -> Result<(), Fault> {
        if self.with_output.contains(row) {
            return Err(bad(format!("row {row} was rejected after output was emitted for it")));
        }
        self.rejected.insert(row);
        Ok(())
    }
}

fn bad(message: String) -> Fault {
    Fault::new(codes::BAD_LINEAGE, message)
}
