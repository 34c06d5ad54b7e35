//! The stage `{{name}}`: how many rows each publisher has.

use std::collections::BTreeMap;

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// publishers with fewer rows are left out
    #[serde(default)]
    min_rows: i64,
}

/// What the stage reads.
#[derive(Input)]
struct Row<'a> {
    publisher: Option<&'a str>,
}

/// What the stage gives: a table of its own, without the columns that came in.
#[derive(Output)]
struct Count {
    publisher: Option<String>,
    rows: i64,
}

struct {{Type}} {
    min_rows: i64,
    /// sorted, so that equal input gives equal output
    counts: BTreeMap<Option<String>, i64>,
}

impl TableTransform for {{Type}} {
    const NAME: &'static str = "{{name}}";
    const SUMMARY: &'static str = "how many rows each publisher has";
    type Config = Config;
    type Out = Count;

    fn open(config: Config, _inputs: &[Table], _context: &Context) -> Result<Self> {
        Ok(Self { min_rows: config.min_rows, counts: BTreeMap::new() })
    }

    fn batch(&mut self, _input: usize, batch: Batch) -> Result<()> {
        for row in batch.rows::<Row<'static>>()?.flatten() {
            count(&mut self.counts, row.publisher);
        }
        Ok(())
    }

    fn finish(self, out: &mut Emit<Count>) -> Result<()> {
        for (publisher, rows) in self.counts {
            if rows >= self.min_rows {
                out.push(Count { publisher, rows });
            }
        }
        Ok(())
    }
}

export!({{Type}});

fn count(counts: &mut BTreeMap<Option<String>, i64>, publisher: Option<&str>) {
    *counts.entry(publisher.map(str::to_owned)).or_default() += 1;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::count;

    #[test]
    fn rows_without_a_publisher_count_as_well() {
        let mut counts = BTreeMap::new();
        for publisher in [Some("The Example"), None, Some("The Example")] {
            count(&mut counts, publisher);
        }
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(None, 1), (Some("The Example".to_owned()), 2)]);
    }
}
