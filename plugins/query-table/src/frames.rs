//! Tables as polars holds them: which columns come in, and as what they leave.

use polars::prelude::*;
use polars_arrow::array::{Array, ListArray, PrimitiveArray, new_empty_array};
use polars_arrow::datatypes::{ArrowDataType, Field as ArrowField, TimeUnit as ArrowTimeUnit};
use polars_arrow::offset::OffsetsBuffer;
use polars_arrow::types::NativeType;
use wagemill_plugin as sdk;
use wagemill_plugin::Result;

/// Columns of an input as a frame. What SQL cannot read here (structs) is left out.
pub fn frame(rows: usize, fields: &[ArrowField], columns: &[Box<dyn Array>]) -> Result<DataFrame> {
    let mut readable = Vec::new();
    for (field, column) in fields.iter().zip(columns) {
        if let Some(column) = widened(column.as_ref(), &field.dtype) {
            let field = ArrowField::new(field.name.clone(), column.dtype().clone(), true);
            readable.push(Column::from(Series::try_from((&field, column))?));
        }
    }
    Ok(DataFrame::new(rows, readable)?)
}

/// A frame of these columns without rows.
pub fn empty_frame(fields: &[ArrowField]) -> Result<DataFrame> {
    let columns: Vec<Box<dyn Array>> = fields.iter().map(|field| new_empty_array(field.dtype.clone())).collect();
    frame(0, fields, &columns)
}

/// The column in a type that this build of polars has: an import of any other type panics.
fn widened(column: &dyn Array, data_type: &ArrowDataType) -> Option<Box<dyn Array>> {
    use ArrowDataType as T;
    match data_type {
        T::Int8 => wide(column, i32::from as fn(i8) -> i32),
        T::Int16 => wide(column, i32::from as fn(i16) -> i32),
        T::UInt8 => wide(column, u32::from as fn(u8) -> u32),
        T::UInt16 => wide(column, u32::from as fn(u16) -> u32),
        // All timestamps are UTC; polars without its time zones calculates with those that name none.
        T::Timestamp(ArrowTimeUnit::Microsecond, _) => Some(Box::new(
            column
                .as_any()
                .downcast_ref::<PrimitiveArray<i64>>()?
                .clone()
                .to(T::Timestamp(ArrowTimeUnit::Microsecond, None)),
        )),
        T::List(item) | T::LargeList(item) => is_plain(&item.dtype).then(|| column.to_boxed()),
        plain => is_plain(plain).then(|| column.to_boxed()),
    }
}

fn wide<From: NativeType, To: NativeType>(column: &dyn Array, widen: fn(From) -> To) -> Option<Box<dyn Array>> {
    let narrow = column.as_any().downcast_ref::<PrimitiveArray<From>>()?;
    let wide: PrimitiveArray<To> = narrow.iter().map(|value| value.map(|value| widen(*value))).collect();
    Some(Box::new(wide))
}

fn is_plain(data_type: &ArrowDataType) -> bool {
    use ArrowDataType as T;
    matches!(
        data_type,
        T::Boolean
            | T::Int32
            | T::Int64
            | T::UInt32
            | T::UInt64
            | T::Float32
            | T::Float64
            | T::Utf8
            | T::LargeUtf8
            | T::Utf8View
            | T::Binary
            | T::LargeBinary
            | T::BinaryView
            | T::Date32
            | T::Decimal(..)
    )
}

/// The type that a result of this type leaves as, in polars and on the wire; `None` where no table can hold it.
pub fn carried(data_type: &DataType) -> Option<(DataType, sdk::DataType)> {
    use sdk::DataType as Wire;
    let wire = match data_type {
        DataType::Boolean => Wire::Bool,
        DataType::Int32 => Wire::Int32,
        DataType::Int64 => Wire::Int64,
        DataType::UInt32 => Wire::UInt32,
        DataType::UInt64 => Wire::UInt64,
        DataType::Float32 => Wire::Float32,
        DataType::Float64 => Wire::Float64,
        DataType::String => Wire::Utf8,
        DataType::Binary => Wire::Binary,
        DataType::Date => Wire::Date32,
        DataType::Decimal(precision, scale) => {
            Wire::Decimal { precision: u8::try_from(*precision).ok()?, scale: u8::try_from(*scale).ok()? }
        }
        DataType::Datetime(..) => return Some((DataType::Datetime(TimeUnit::Microseconds, None), Wire::Timestamp)),
        // A column of nothing but `NULL`.
        DataType::Null => return Some((DataType::String, Wire::Utf8)),
        DataType::List(item) => {
            let (item, wire) = carried(item)?;
            return Some((DataType::List(Box::new(item)), Wire::List(Box::new(sdk::Field::new("item", wire, true)))));
        }
        _ => return None,
    };
    Some((data_type.clone(), wire))
}

/// Arrow columns, each with the field that describes it.
pub type Columns = (Vec<ArrowField>, Vec<Box<dyn Array>>);

/// The columns of a frame as Arrow arrays in the layouts that the wire types promise.
pub fn arrays(frame: &DataFrame) -> Result<Columns> {
    let mut fields = Vec::new();
    let mut columns = Vec::new();
    for column in frame.columns() {
        // One chunk, so that chunk 0 is all of it.
        let series = column.as_materialized_series().rechunk();
        let array = promised(series.to_arrow(0, CompatLevel::newest()))?;
        fields.push(ArrowField::new(column.name().clone(), array.dtype().clone(), true));
        columns.push(array);
    }
    Ok((fields, columns))
}

fn promised(array: Box<dyn Array>) -> Result<Box<dyn Array>> {
    Ok(match array.dtype() {
        ArrowDataType::Timestamp(unit, None) => {
            let utc = ArrowDataType::Timestamp(*unit, Some("UTC".into()));
            match array.as_any().downcast_ref::<PrimitiveArray<i64>>() {
                Some(moments) => Box::new(moments.clone().to(utc)),
                None => array,
            }
        }
        ArrowDataType::LargeList(_) => match array.as_any().downcast_ref::<ListArray<i64>>() {
            Some(lists) => {
                let items = promised(lists.values().clone())?;
                let data_type =
                    ArrowDataType::List(Box::new(ArrowField::new("item".into(), items.dtype().clone(), true)));
                let offsets = OffsetsBuffer::<i32>::try_from(lists.offsets())?;
                Box::new(ListArray::<i32>::try_new(data_type, offsets, items, lists.validity().cloned())?)
            }
            None => array,
        },
        _ => array,
    })
}
