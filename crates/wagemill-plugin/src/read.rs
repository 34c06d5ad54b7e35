//! Typed rows of a batch.

use wagemill_abi::ArrowArray;
use wagemill_abi::json::{ReadColumn, Reads};
use wagemill_decimal::Decimal;

use crate::column::ColumnView;
use crate::error::{Error, Result};
use crate::schema::{Schema, Table};
use crate::values::{Date, Timestamp};

/// A row that a stage reads; derived.
pub trait Input: 'static {
    /// The row with the lifetime of its batch.
    type Row<'row>;
    /// The columns of the row's fields, in their order.
    fn columns() -> Reads;
    /// `Err` holds the name of the column whose null the row cannot take.
    fn read<'row>(columns: &Columns<'row>, row: usize) -> Result<Self::Row<'row>, MissingValue>;
}

/// Every column there is: for stages that work on whole batches.
#[derive(Clone, Copy, Debug)]
pub struct AllColumns;

impl Input for AllColumns {
    type Row<'row> = ();

    fn columns() -> Reads {
        Reads::All
    }

    fn read<'row>(_: &Columns<'row>, _: usize) -> Result<(), MissingValue> {
        Ok(())
    }
}

/// The index, among the row's fields, of a column that is null where the row cannot take it.
#[derive(Clone, Copy, Debug)]
pub struct MissingValue(pub usize);

/// A type that a field of a row can have.
pub trait Value<'a>: Sized {
    const KIND: &'static str;
    const NULLABLE: bool = false;
    /// `None` for a null that this type cannot hold.
    fn read(column: &ColumnView<'a>, row: usize) -> Option<Self>;
}

macro_rules! value {
    ($($type:ty, $kind:literal, |$column:ident, $row:ident| $read:expr;)*) => { $(
        impl<'a> Value<'a> for $type {
            const KIND: &'static str = $kind;
            fn read($column: &ColumnView<'a>, $row: usize) -> Option<Self> {
                if $column.is_null($row) { None } else { Some($read) }
            }
        }
    )* };
}

value! {
    bool, "bool", |column, row| column.bool(row);
    i8, "int8", |column, row| i8::from_ne_bytes(column.fixed(row));
    u8, "uint8", |column, row| u8::from_ne_bytes(column.fixed(row));
    i16, "int16", |column, row| i16::from_ne_bytes(column.fixed(row));
    u16, "uint16", |column, row| u16::from_ne_bytes(column.fixed(row));
    i32, "int32", |column, row| i32::from_ne_bytes(column.fixed(row));
    u32, "uint32", |column, row| u32::from_ne_bytes(column.fixed(row));
    i64, "int64", |column, row| i64::from_ne_bytes(column.fixed(row));
    u64, "uint64", |column, row| u64::from_ne_bytes(column.fixed(row));
    f32, "float32", |column, row| f32::from_ne_bytes(column.fixed(row));
    f64, "float64", |column, row| f64::from_ne_bytes(column.fixed(row));
    &'a str, "utf8", |column, row| column.text(row);
    &'a [u8], "binary", |column, row| column.bytes(row);
    String, "utf8", |column, row| column.text(row).to_owned();
    Date, "date32", |column, row| Date(i32::from_ne_bytes(column.fixed(row)));
    Timestamp, "timestamp", |column, row| Timestamp(i64::from_ne_bytes(column.fixed(row)));
    Decimal, "decimal", |column, row| Decimal::new(i128::from_ne_bytes(column.fixed(row)), column.scale);
}

impl<'a, T: Value<'a>> Value<'a> for Option<T> {
    const KIND: &'static str = T::KIND;
    const NULLABLE: bool = true;

    fn read(column: &ColumnView<'a>, row: usize) -> Option<Self> {
        if column.is_null(row) { Some(None) } else { T::read(column, row).map(Some) }
    }
}

/// The columns of a batch that a row's fields stand for, bound once per batch.
pub struct Columns<'a>(Vec<Option<ColumnView<'a>>>);

impl<'a> Columns<'a> {
    /// # Safety
    /// `batch` must be a living, well-formed struct array of the type of `table`, for `'a`.
    pub(crate) unsafe fn bind(reads: &[ReadColumn], table: &Table, batch: &'a ArrowArray) -> Result<Self> {
        if batch.offset != 0 || usize::try_from(batch.n_children) != Ok(table.node.children.len()) {
            return Err(Error::schema("bad-batch", "the host handed over a batch that does not fit its schema"));
        }
        let column = |read: &ReadColumn| -> Result<Option<ColumnView<'a>>> {
            let Some(index) = table.schema.fields.iter().position(|field| field.name == read.name) else {
                return Ok(None);
            };
            // SAFETY: a well-formed struct array has a living child for each child of its schema.
            let child = unsafe { &**batch.children.add(index) };
            // SAFETY: as the caller promises, the child is well-formed, too.
            unsafe { ColumnView::new(&table.node.children[index], child) }.map(Some)
        };
        Ok(Self(reads.iter().map(column).collect::<Result<_>>()?))
    }

    /// The value of field `index`; `Err` where it is null, or its column absent, and the type cannot say so.
    pub fn value<T: Value<'a>>(&self, index: usize, row: usize) -> Result<T, MissingValue> {
        self.0[index].as_ref().and_then(|column| T::read(column, row)).ok_or(MissingValue(index))
    }

    /// The value of field `index`; `None` also where its column is absent.
    pub fn optional<T: Value<'a>>(&self, index: usize, row: usize) -> Option<T> {
        self.0[index].as_ref().and_then(|column| T::read(column, row))
    }
}

/// Used by the derive: a field's column in the spec.
pub fn read_column<T: Value<'static>>(name: &str, optional: bool, doc: &str) -> ReadColumn {
    ReadColumn { name: name.to_owned(), kind: T::KIND.to_owned(), nullable: T::NULLABLE, optional, doc: doc.to_owned() }
}

/// Whether `schema` has what a row needs: a second line behind the host's own check.
pub(crate) fn check_columns(reads: &Reads, schema: &Schema) -> Result<()> {
    let Reads::Columns(columns) = reads else { return Ok(()) };
    for column in columns {
        match schema.field(&column.name) {
            Some(field) if field.data_type.word() == column.kind => {}
            Some(field) => {
                return Err(Error::schema(
                    "wrong-column-type",
                    format!("column `{}` is {}, not {}", column.name, field.data_type.word(), column.kind),
                ));
            }
            None if column.optional => {}
            None => return Err(Error::schema("missing-column", format!("no column `{}` comes in", column.name))),
        }
    }
    Ok(())
}

/// A batch of rows, owned.
#[derive(Debug)]
pub struct Batch<'t> {
    pub(crate) array: ArrowArray,
    pub(crate) table: &'t Table,
}

impl<'t> Batch<'t> {
    pub fn len(&self) -> usize {
        usize::try_from(self.array.length).unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn schema(&self) -> &'t Schema {
        &self.table.schema
    }

    pub fn raw_schema(&self) -> &'t wagemill_abi::ArrowSchema {
        self.table.raw_schema()
    }

    /// The struct array, to be released by the caller.
    pub fn into_raw(mut self) -> ArrowArray {
        std::mem::replace(&mut self.array, ArrowArray::empty())
    }

    /// The rows as typed rows; an item is an error where a null stands that the row cannot take.
    pub fn rows<I: Input>(&self) -> Result<impl Iterator<Item = Result<I::Row<'_>, MissingValue>>> {
        let reads = I::columns();
        check_columns(&reads, &self.table.schema)?;
        let reads = if let Reads::Columns(columns) = reads { columns } else { Vec::new() };
        // SAFETY: the host vouches for the batch, and it lives as long as `self` is borrowed.
        let columns = unsafe { Columns::bind(&reads, self.table, &self.array) }?;
        Ok((0..self.len()).map(move |row| I::read(&columns, row)))
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if let Some(release) = self.array.release {
            // SAFETY: not yet released, and this is the only owner.
            unsafe { release(&raw mut self.array) };
        }
    }
}
