//! The JSON texts that cross the boundary: a plugin's manifest, a stage's spec, and the detail of an error.
//!
//! `schemas/` holds a JSON Schema for each; `tests/schemas.rs` holds them against these structs.

use serde::{Deserialize, Serialize};

/// The manifest, readable without loading the library.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub name: String,
    pub version: String,
    /// Major and minor of the ABI that the plugin was built against.
    pub abi: (u16, u16),
    /// The lowest minor of the host that the plugin can run with.
    pub needs_minor: u16,
    /// The target triple.
    pub target: String,
    /// `unwind` or `abort`; `none` for a plugin without panics, such as one in C.
    pub panic: String,
    pub stages: Vec<ManifestStage>,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestStage {
    pub name: String,
    /// `source`, `transform` or `sink`.
    pub kind: String,
}

/// What a stage says of itself in `spec_json`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// One sentence.
    #[serde(default)]
    pub summary: String,
    /// The columns that the stage reads; sources read none.
    #[serde(default)]
    pub reads: Reads,
    /// Columns that do not pass through.
    #[serde(default)]
    pub drops: Vec<String>,
    /// Output columns that are spans of an input column.
    #[serde(default)]
    pub spans: Vec<SpanColumns>,
    /// Arrow formats of strings that the stage accepts, best first: `vu`, `U`, `u`.
    #[serde(default)]
    pub layouts: Vec<String>,
    /// Whether the ledger should keep a part behind this stage.
    #[serde(default)]
    pub checkpoint: bool,
    /// The codes that the stage gives to rows and inputs, in words.
    #[serde(default)]
    pub codes: Vec<CodeText>,
}

/// The columns that a stage reads.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reads {
    /// All there are: `"*"`.
    All,
    Columns(Vec<ReadColumn>),
}

impl Default for Reads {
    fn default() -> Self {
        Self::Columns(Vec::new())
    }
}

impl Serialize for Reads {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("*"),
            Self::Columns(columns) => columns.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Reads {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "`\"*\"` or a list of columns")]
        enum Written {
            All(String),
            Columns(Vec<ReadColumn>),
        }
        match Written::deserialize(deserializer)? {
            Written::All(star) if star == "*" => Ok(Self::All),
            Written::All(other) => {
                Err(serde::de::Error::custom(format!("`reads` is `\"*\"` or a list of columns, not `{other}`")))
            }
            Written::Columns(columns) => Ok(Self::Columns(columns)),
        }
    }
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReadColumn {
    pub name: String,
    /// `bool`, `int8` to `uint64`, `float32`, `float64`, `utf8`, `binary`, `date32`, `timestamp`, `decimal`, `list`, `struct`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whether the stage can use a null; a row with a null elsewhere is rejected.
    #[serde(default)]
    pub nullable: bool,
    /// Whether the column may be absent.
    #[serde(default)]
    pub optional: bool,
    #[serde(default)]
    pub doc: String,
}

/// Output columns `start`, `end` and `quote` such that `text[start..end] == quote`, in Unicode scalar values of the
/// input row that the output row came from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SpanColumns {
    pub text: String,
    pub start: String,
    pub end: String,
    pub quote: String,
}

/// A code in words, for `wagemill explain`.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CodeText {
    pub code: String,
    pub sentence: String,
    pub remedy: String,
}

/// `detail_json` of `fail`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// JSON pointer to the option that is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Unicode scalar offsets inside that option's string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(usize, usize)>,
    /// Where a panic happened: `file:line`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}
