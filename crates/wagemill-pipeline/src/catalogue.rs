//! What the planner asks about the stages that exist. The host implements it; nothing is loaded here.

use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};
use wagemill_abi::json::{ReadColumn, Reads, Spec};

/// The stages that can be used, and what their plugins say about them.
pub trait Catalogue {
    /// The names of all stages that can be used, sorted.
    fn stage_names(&self) -> Vec<String>;

    fn stage(&self, name: &str) -> Option<StageInfo>;

    /// Why the plugin that would provide a stage was refused: another ABI, no manifest, a changed hash.
    fn refused(&self, _name: &str) -> Option<StageError> {
        None
    }

    /// Flags that `fail_on` may name. Where there are none, every name is taken.
    fn flags(&self) -> Vec<String> {
        Vec::new()
    }

    /// The stage's own output: for a stage that passes columns through, what it adds, with or without `__row`; for a
    /// sink, an empty schema. `inputs` are named by the stages that feed them and hold only what the stage reads.
    ///
    /// # Errors
    /// What the stage has against these options or inputs.
    fn plan_stage(
        &self,
        name: &str,
        options: &serde_json::Value,
        inputs: &[(String, SchemaRef)],
    ) -> Result<Schema, StageError>;
}

/// A mistake that the plugin found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StageError {
    pub code: String,
    pub message: String,
    pub help: Option<String>,
    /// JSON pointer to the option that is wrong.
    pub option: Option<String>,
    /// Unicode scalar offsets inside the string that `option` points to.
    pub span: Option<(usize, usize)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StageKind {
    Source,
    Transform,
    Sink,
}

impl StageKind {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Transform => "transform",
            Self::Sink => "sink",
        }
    }
}

/// What is known of a stage without running it.
#[derive(Debug, Clone, Serialize)]
pub struct StageInfo {
    pub name: String,
    pub kind: StageKind,
    pub whole_table: bool,
    pub pass_through: bool,
    pub spec: Spec,
    #[serde(skip)]
    pub options_schema: serde_json::Value,
    pub plugin: PluginInfo,
}

/// The library that a stage is from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PluginInfo {
    pub file: String,
    pub version: String,
    pub sha256: String,
}

/// What a stage is sent of an input: the columns it reads, in the order in which it names them.
#[must_use]
pub fn project(spec: &Spec, input: &Schema) -> Schema {
    match &spec.reads {
        Reads::All => input.clone(),
        Reads::Columns(columns) => {
            let field = |column: &ReadColumn| input.field_with_name(&column.name).ok().cloned();
            Schema::new_with_metadata(columns.iter().filter_map(field).collect::<Vec<Field>>(), input.metadata.clone())
        }
    }
}

/// Whether a column of this type is what the stage reads.
#[must_use]
pub fn accepts(column: &ReadColumn, data_type: &DataType) -> bool {
    column.kind == type_family(data_type)
}

/// The word of a spec for a type: layouts and precisions do not matter to a reader.
#[must_use]
pub fn type_family(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Null => "null",
        DataType::Boolean => "bool",
        DataType::Int8 => "int8",
        DataType::Int16 => "int16",
        DataType::Int32 => "int32",
        DataType::Int64 => "int64",
        DataType::UInt8 => "uint8",
        DataType::UInt16 => "uint16",
        DataType::UInt32 => "uint32",
        DataType::UInt64 => "uint64",
        DataType::Float32 => "float32",
        DataType::Float64 => "float64",
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "utf8",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "binary",
        DataType::Date32 => "date32",
        DataType::Timestamp(_, _) => "timestamp",
        DataType::Decimal128(_, _) => "decimal",
        DataType::List(_) | DataType::LargeList(_) => "list",
        DataType::Struct(_) => "struct",
        _ => "another type",
    }
}

/// A type in words for people: `decimal(38, 4)`, `list of utf8`.
#[must_use]
pub fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Decimal128(precision, scale) => format!("decimal({precision}, {scale})"),
        DataType::List(item) | DataType::LargeList(item) => {
            format!("list of {}", type_name(item.data_type()))
        }
        other => match type_family(other) {
            "another type" => other.to_string(),
            family => family.to_owned(),
        },
    }
}
