//! Brings the columns that pass through a stage to its output rows.

use arrow_array::{Array, ArrayRef, RecordBatch, UInt32Array};
use arrow_schema::ArrowError;

/// The rows that `__row` counts: one batch, or all batches of a port in order of arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    batches: Vec<RecordBatch>,
    /// The number of the first row of each batch.
    starts: Vec<usize>,
    rows: usize,
}

impl Sources {
    pub fn push(&mut self, batch: RecordBatch) {
        self.starts.push(self.rows);
        self.rows += batch.num_rows();
        self.batches.push(batch);
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The batch of a row, and the row in it; the row must exist.
    pub fn locate(&self, row: usize) -> (usize, usize) {
        if self.batches.len() == 1 {
            return (0, row);
        }
        let batch = self.starts.partition_point(|start| *start <= row) - 1;
        (batch, row - self.starts[batch])
    }

    pub fn column(&self, batch: usize, column: usize) -> &ArrayRef {
        self.batches[batch].column(column)
    }

    /// Columns of the given rows, in their order; all rows must exist.
    pub fn gather(&self, columns: &[usize], rows: &UInt32Array) -> Result<Vec<ArrayRef>, ArrowError> {
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let [batch] = self.batches.as_slice() else {
            return self.gather_many(columns, rows);
        };
        match range(rows.values()) {
            // One to one, the commonest case: nothing to copy.
            Some((0, length)) if length == batch.num_rows() => {
                Ok(columns.iter().map(|column| batch.column(*column).clone()).collect())
            }
            Some((start, length)) => {
                Ok(columns.iter().map(|column| batch.column(*column).slice(start, length)).collect())
            }
            None => columns.iter().map(|column| arrow_select::take::take(batch.column(*column), rows, None)).collect(),
        }
    }

    fn gather_many(&self, columns: &[usize], rows: &UInt32Array) -> Result<Vec<ArrayRef>, ArrowError> {
        let places: Vec<(usize, usize)> = rows.values().iter().map(|row| self.locate(*row as usize)).collect();
        let gather = |column: &usize| {
            let arrays: Vec<&dyn Array> = self.batches.iter().map(|batch| batch.column(*column).as_ref()).collect();
            arrow_select::interleave::interleave(&arrays, &places)
        };
        columns.iter().map(gather).collect()
    }
}

/// The start and length of rows that follow each other without a gap.
fn range(rows: &[u32]) -> Option<(usize, usize)> {
    let start = *rows.first()?;
    let follow = rows.iter().zip(start..).all(|(row, expected)| *row == expected);
    follow.then_some((start as usize, rows.len()))
}
