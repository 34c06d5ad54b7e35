//! Asks SQL questions of tables: summaries, joins, selections.
//!
//! The engine is polars, built without its file formats: a query reads the stage's inputs and nothing else.

mod bridge;
mod codes;
mod engine;
mod frames;
mod problem;
mod query;
mod template;
#[cfg(test)]
mod tests;

use polars::prelude::DataFrame;
use wagemill_plugin::prelude::*;
use wagemill_tables::target_currency;

use crate::engine::CheckedQuery;
use crate::template::Template;

export!(QueryTable);

/// Results leave in pieces of this many rows.
const BATCH_ROWS: usize = 1 << 16;

#[config]
struct Config {
    /// query over the stages that `from` names, each a table under its id (dashes may be written as underscores; an only
    /// input is also `rows`); `{to}` stands for the target currency in column names: `{to}_month_min`
    sql: String,
    /// target currency that `{to}` stands for, such as `USD`; by default that of the inputs' columns
    #[serde(default)]
    to: Option<String>,
}

struct QueryTable {
    query: CheckedQuery,
    inputs: Vec<(String, DataFrame)>,
}

impl TableTransform for QueryTable {
    const NAME: &'static str = "query-table";
    const SUMMARY: &'static str = "SQL over rows and other tables";
    const CODES: &'static [Code] = codes::CODES;
    type Config = Config;
    type Out = Dynamic;

    fn plan(config: &Config, inputs: &[Table]) -> Result<Schema> {
        let query = CheckedQuery::check(filled(config, inputs)?, &empty_frames(inputs)?)?;
        let field = |column: engine::OutputColumn| {
            let metadata = inherited_metadata(&column.name, &column.wire, inputs);
            Field { metadata, ..Field::new(column.name, column.wire, true) }
        };
        Ok(Schema { fields: query.columns.into_iter().map(field).collect() })
    }

    fn open(config: Config, inputs: &[Table], _: &Context<'_>) -> Result<Self> {
        let frames = empty_frames(inputs)?;
        Ok(Self { query: CheckedQuery::check(filled(&config, inputs)?, &frames)?, inputs: frames })
    }

    fn batch(&mut self, input: usize, batch: Batch<'_>) -> Result<()> {
        let (rows, fields) = (batch.len(), bridge::import_fields(batch.raw_schema())?);
        let frame = frames::frame(rows, &fields, &bridge::import_batch(batch)?)?;
        let (_, gathered) =
            self.inputs.get_mut(input).ok_or_else(|| Error::new("internal", "a batch came in on no port"))?;
        gathered.vstack_mut_owned(frame)?;
        Ok(())
    }

    fn finish(mut self, out: &mut Emit<'_, Dynamic>) -> Result<()> {
        for (_, frame) in &mut self.inputs {
            // How the rows were batched must not show in what is calculated of them.
            frame.rechunk_mut();
        }
        let result = self.query.run(&self.inputs)?;
        for start in (0..result.height()).step_by(BATCH_ROWS) {
            let piece = result.slice(start as i64, BATCH_ROWS);
            let (fields, columns) = frames::arrays(&piece)?;
            bridge::export_batch(piece.height(), fields, columns, |array, schema| out.emit_raw(array, schema))?;
        }
        Ok(())
    }
}

fn filled(config: &Config, inputs: &[Table]) -> Result<Template> {
    let columns: Vec<&str> = inputs.iter().flat_map(|table| table.schema.names()).collect();
    let target = config.to.clone().or_else(|| target_currency(&columns));
    Template::fill(&config.sql, target.as_deref())
}

fn empty_frames(inputs: &[Table]) -> Result<Vec<(String, DataFrame)>> {
    let frame = |table: &Table| {
        let fields = bridge::import_fields(table.raw_schema())?;
        Ok((table.name.clone(), frames::empty_frame(&fields)?))
    };
    inputs.iter().map(frame).collect()
}

/// A column that keeps its name and type is taken for the same column: it keeps its docs and unit.
fn inherited_metadata(name: &str, data_type: &DataType, inputs: &[Table]) -> Vec<(String, String)> {
    let same = |field: &&Field| field.name == name && field.data_type == *data_type;
    inputs
        .iter()
        .flat_map(|table| &table.schema.fields)
        .find(same)
        .map(|field| field.metadata.clone())
        .unwrap_or_default()
}
