//! Groups splits into tasks: by their sizes alone, so that the groups are the same on every machine.

use std::ops::Range;

use wagemill_host::Split;

/// A task is closed when it holds this much.
const TASK_BYTES: u64 = 1 << 20;
/// … or this many splits.
const TASK_SPLITS: usize = 512;

/// Bytes of a split; none where its source does not know.
fn size(split: &Split) -> u64 {
    u64::try_from(split.bytes).unwrap_or(0)
}

/// Bytes of all splits.
pub(crate) fn bytes(splits: &[Split]) -> u64 {
    splits.iter().map(size).sum()
}

pub(crate) fn tasks(splits: &[Split]) -> Vec<Range<usize>> {
    let mut tasks = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, split) in splits.iter().enumerate() {
        let size = size(split);
        if index > start && (bytes + size > TASK_BYTES || index - start >= TASK_SPLITS) {
            tasks.push(start..index);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < splits.len() {
        tasks.push(start..splits.len());
    }
    tasks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(bytes: i64) -> Split {
        Split { split: String::new(), source: String::new(), bytes, fingerprint: String::new() }
    }

    #[test]
    fn small_splits_share_a_task_and_big_ones_do_not() {
        let sizes = [10, 20, 1 << 20, 5, 1 << 19, 1 << 19, 1];
        let splits: Vec<Split> = sizes.into_iter().map(split).collect();
        assert_eq!(tasks(&splits), [0..2, 2..3, 3..5, 5..7]);
        assert_eq!(tasks(&[]), Vec::<Range<usize>>::new());
        assert_eq!(tasks(&vec![split(0); 1000]), [0..512, 512..1000]);
        assert_eq!(tasks(&[split(-1), split(1 << 21), split(-1)]), [0..1, 1..2, 2..3]);
    }
}
