//! The layouts of texts and bytes: one inside wagemill (views), others where a stage asks for them.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};

/// How texts and bytes lie in memory.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    /// `vu`, `vz`
    View,
    /// `U`, `Z`
    Large,
    /// `u`, `z`
    Small,
}

impl Layout {
    /// The Arrow format of texts.
    pub fn named(format: &str) -> Option<Self> {
        match format {
            "vu" => Some(Self::View),
            "U" => Some(Self::Large),
            "u" => Some(Self::Small),
            _ => None,
        }
    }

    /// The type with its texts and bytes in this layout, at every depth.
    pub fn apply(self, data_type: &DataType) -> DataType {
        match data_type {
            DataType::Utf8View | DataType::Utf8 | DataType::LargeUtf8 => match self {
                Self::View => DataType::Utf8View,
                Self::Large => DataType::LargeUtf8,
                Self::Small => DataType::Utf8,
            },
            DataType::BinaryView | DataType::Binary | DataType::LargeBinary => match self {
                Self::View => DataType::BinaryView,
                Self::Large => DataType::LargeBinary,
                Self::Small => DataType::Binary,
            },
            // One kind of list inside wagemill, so that a sink needs to know one.
            DataType::List(item) | DataType::LargeList(item) => DataType::List(self.apply_field(item)),
            DataType::Struct(fields) => DataType::Struct(fields.iter().map(|field| self.apply_field(field)).collect()),
            other => other.clone(),
        }
    }

    pub fn apply_field(self, field: &FieldRef) -> FieldRef {
        let data_type = self.apply(field.data_type());
        if data_type == *field.data_type() {
            return field.clone();
        }
        Arc::new(Field::clone(field).with_data_type(data_type))
    }
}

/// The array in another layout of the same values; no work if it has it already.
pub(crate) fn convert(array: &ArrayRef, data_type: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == data_type {
        return Ok(array.clone());
    }
    arrow_cast::cast(array, data_type)
}
