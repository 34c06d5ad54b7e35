//! What each kind of stage does at the boundary, behind one trait that the C functions are generic over.

use serde::de::DeserializeOwned;
use wagemill_abi::ROW_COLUMN;
use wagemill_abi::json::Reads;

use crate::builder::Output;
use crate::context::Context;
use crate::emit::Emit;
use crate::error::{Error, Result};
use crate::read::{Batch, Columns, Input, MissingValue, check_columns};
use crate::schema::{DataType, Field, Table};
use crate::stages::{BatchTransform, Sink, Source, Split, Splits, TableTransform, Transform};

/// What every kind of stage does at the boundary.
pub(crate) trait Stage: Sized {
    type Config: DeserializeOwned;
    type Out: Output;

    /// Checks options and inputs; the columns that come out, or `None` for a sink.
    fn plan(config: &Self::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>>;
    fn list(_config: &Self::Config, _splits: &mut Splits<'_>) -> Result<()> {
        Err(Error::new("no-splits", "only sources list splits"))
    }
    fn open(config: Self::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self>;
    fn process(&mut self, tables: &[Table], port: usize, batch: Batch<'_>, out: &mut Emit<'_, Self::Out>)
    -> Result<()>;
    fn finish(self, out: &mut Emit<'_, Self::Out>) -> Result<()>;
}

pub(crate) struct OfTransform<T>(T);
pub(crate) struct OfBatchTransform<T>(T);
pub(crate) struct OfTableTransform<T>(T);
pub(crate) struct OfSource<T>(T);
pub(crate) struct OfSink<T>(T);

fn row_field() -> Field {
    Field::new(ROW_COLUMN, DataType::UInt32, false)
}

/// The columns of typed rows, with the lineage and the names that the options give.
fn typed_columns<O: Output>(rename: impl Fn(&str) -> Option<String>) -> Vec<Field> {
    let mut fields = vec![row_field()];
    for mut field in O::columns() {
        if let Some(name) = rename(&field.name) {
            field.name = name;
        }
        fields.push(field);
    }
    fields
}

impl<T: Transform> Stage for OfTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        check_columns(&T::In::columns(), &only_input(inputs)?.schema)?;
        T::check(config, inputs)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, tables: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        let Reads::Columns(reads) = T::In::columns() else {
            return Err(Error::new("internal", "a row cannot hold all columns"));
        };
        // SAFETY: the host vouches for the batch (decision 12), and it lives to the end of this call.
        let columns = unsafe { Columns::bind(&reads, only_input(tables)?, &batch.array) }?;
        for row in 0..batch.len() {
            out.at(row);
            match T::In::read(&columns, row) {
                Ok(input) => self.0.row(input, out)?,
                Err(MissingValue(index)) => {
                    let name = &reads[index].name;
                    out.reject(
                        "missing-value",
                        format!("`{}` needs column `{name}`, which is empty in this row", T::NAME),
                    );
                }
            }
            out.take_error()?;
        }
        Ok(())
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: BatchTransform> Stage for OfBatchTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        check_columns(&T::In::columns(), &only_input(inputs)?.schema)?;
        T::check(config, inputs)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, _: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.batch(batch, out)
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: TableTransform> Stage for OfTableTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config, inputs)?;
        let mut fields = T::plan(config, inputs)?.fields;
        if T::PASS_THROUGH {
            fields.insert(0, row_field());
        }
        Ok(Some(fields))
    }

    fn open(config: T::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, inputs, context).map(Self)
    }

    fn process(&mut self, _: &[Table], port: usize, batch: Batch<'_>, _: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.batch(port, batch)
    }

    fn finish(self, out: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.finish(out)
    }
}

impl<T: Source> Stage for OfSource<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, _: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn list(config: &T::Config, splits: &mut Splits<'_>) -> Result<()> {
        let context = splits.context;
        T::list(config, &context, splits)
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, _: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        for (row, split) in batch.rows::<SplitRow>()?.enumerate() {
            let split = split.map_err(|_| Error::schema("bad-batch", "the host handed over a split with a null"))?;
            out.at(row);
            self.0.read(&split, out)?;
            out.take_error()?;
        }
        Ok(())
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: Sink> Stage for OfSink<T> {
    type Config = T::Config;
    type Out = crate::builder::Dynamic;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config, inputs)?;
        Ok(None)
    }

    fn open(config: T::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, inputs, context).map(Self)
    }

    fn process(&mut self, _: &[Table], port: usize, batch: Batch<'_>, _: &mut Emit<'_, Self::Out>) -> Result<()> {
        self.0.write(port, batch)
    }

    fn finish(self, out: &mut Emit<'_, Self::Out>) -> Result<()> {
        let context = out.context();
        self.0.finish(&context)
    }
}

fn only_input(tables: &[Table]) -> Result<&Table> {
    match tables {
        [table] => Ok(table),
        _ => Err(Error::schema("one-input", format!("the stage takes one input, not {}", tables.len()))),
    }
}

/// The columns of a batch of splits, as `list` emits them.
pub(crate) fn split_fields() -> Vec<Field> {
    let field = |name, data_type| Field::new(name, data_type, false);
    vec![
        field("split", DataType::Utf8),
        field("source", DataType::Utf8),
        field("bytes", DataType::Int64),
        field("fingerprint", DataType::Utf8),
    ]
}

struct SplitRow;

impl Input for SplitRow {
    type Row<'row> = Split;

    fn columns() -> Reads {
        let read = |(name, kind): (&str, &str)| wagemill_abi::json::ReadColumn {
            name: name.to_owned(),
            kind: kind.to_owned(),
            nullable: false,
            optional: false,
            doc: String::new(),
        };
        Reads::Columns(
            [("split", "utf8"), ("source", "utf8"), ("bytes", "int64"), ("fingerprint", "utf8")].map(read).to_vec(),
        )
    }

    fn read<'row>(columns: &Columns<'row>, row: usize) -> Result<Split, MissingValue> {
        Ok(Split {
            split: columns.value(0, row)?,
            source: columns.value(1, row)?,
            bytes: columns.value(2, row)?,
            fingerprint: columns.value(3, row)?,
        })
    }
}

/// One split on its way out of `list`.
impl Output for Split {
    fn columns() -> Vec<Field> {
        split_fields()
    }

    fn append(self, columns: &mut [crate::builder::ColumnBuilder]) -> Result<()> {
        use crate::builder::Cell;
        self.split.append(&mut columns[0])?;
        self.source.append(&mut columns[1])?;
        self.bytes.append(&mut columns[2])?;
        self.fingerprint.append(&mut columns[3])
    }
}
