//! What a stage gets and gives: the ports of its inputs, its own planned columns, and the edge that leaves it.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, FieldRef, Fields, Schema, SchemaRef};
use wagemill_abi::{ROW_COLUMN, WM_F_PASSTHROUGH, WM_F_WHOLE_TABLE};

use crate::checks;
use crate::codes;
use crate::error::Fault;
use crate::layout::{self, Layout};
use crate::table::{Kind, StageTable};

/// An input as the stage sees it: the columns that it reads, in its layout.
#[derive(Clone, Debug)]
pub(crate) struct Port {
    name: String,
    /// The edge that arrives.
    pub schema: SchemaRef,
    columns: Vec<usize>,
    fields: Fields,
}

impl Port {
    pub fn new(table: &StageTable, name: &str, schema: &SchemaRef) -> Result<Self, Fault> {
        let columns = checks::columns_read(&table.spec.reads, name, schema)?;
        let fields = columns.iter().map(|index| table.layout.apply_field(&schema.fields()[*index])).collect();
        Ok(Self { name: name.to_owned(), schema: schema.clone(), columns, fields })
    }

    /// The batches of splits that a source gets.
    pub fn of_splits(layout: Layout) -> Self {
        let field = |name: &str, data_type| Arc::new(arrow_schema::Field::new(name, layout.apply(&data_type), false));
        let fields: Fields = vec![
            field("split", DataType::Utf8View),
            field("source", DataType::Utf8View),
            field("bytes", DataType::Int64),
            field("fingerprint", DataType::Utf8View),
        ]
        .into();
        let schema = Arc::new(Schema::new(fields.clone()));
        Self { name: "splits".to_owned(), columns: (0..fields.len()).collect(), schema, fields }
    }

    /// The schema in C; its name is the id of the stage that feeds the port (R14).
    pub fn to_ffi(&self) -> Result<FFI_ArrowSchema, Fault> {
        FFI_ArrowSchema::try_from(&Schema::new(self.fields.clone()))
            .and_then(|schema| schema.with_name(&self.name))
            .map_err(|error| self.bad(error))
    }

    /// The columns of a batch that the stage reads, ready to be exported.
    pub fn project(&self, batch: &RecordBatch) -> Result<StructArray, Fault> {
        self.check(batch)?;
        let convert = |(index, field): (&usize, &FieldRef)| layout::convert(batch.column(*index), field.data_type());
        let columns: Result<Vec<ArrayRef>, ArrowError> = self.columns.iter().zip(&self.fields).map(convert).collect();
        columns
            .and_then(|columns| StructArray::try_new_with_length(self.fields.clone(), columns, None, batch.num_rows()))
            .map_err(|error| self.bad(error))
    }

    /// A batch must be of the schema that the stage was opened with: what it was told is what it gets.
    fn check(&self, batch: &RecordBatch) -> Result<(), Fault> {
        if Arc::ptr_eq(batch.schema_ref(), &self.schema) {
            return Ok(());
        }
        let fits = batch.num_columns() == self.schema.fields().len()
            && batch
                .schema_ref()
                .fields()
                .iter()
                .zip(self.schema.fields())
                .all(|(found, planned)| found.name() == planned.name() && found.data_type() == planned.data_type());
        if fits { Ok(()) } else { Err(self.bad("the batch is not of the schema that the stage was opened with")) }
    }

    fn bad(&self, reason: impl std::fmt::Display) -> Fault {
        Fault::new(codes::BAD_INPUT, format!("the input `{}` cannot be handed over: {reason}", self.name))
            .help("this is a fault of wagemill; report it")
    }
}

/// Whether each output row names the input row that it came from (R15).
pub(crate) fn has_lineage(kind: Kind, flags: u64) -> bool {
    kind != Kind::Sink && (flags & WM_F_WHOLE_TABLE == 0 || flags & WM_F_PASSTHROUGH != 0)
}

/// Whether columns of the input come out again.
pub(crate) fn passes_through(kind: Kind, flags: u64) -> bool {
    kind == Kind::Transform && flags & WM_F_PASSTHROUGH != 0
}

/// A stage's own output.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    /// As the plugin emits it, `__row` included.
    pub raw: Fields,
    /// As everybody else sees it.
    pub own: Fields,
}

impl Planned {
    /// Checks the columns that `plan` declared.
    pub fn new(table: &StageTable, declared: Vec<FieldRef>) -> Result<Self, Fault> {
        let bad = |message: String| Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, message));
        for (index, field) in declared.iter().enumerate() {
            if field.name().is_empty() {
                return bad(format!("planned column {index} without a name"));
            }
            if declared[..index].iter().any(|other| other.name() == field.name()) {
                return bad(format!("planned column `{}` twice", field.name()));
            }
        }
        let lineage = has_lineage(table.kind, table.flags);
        let skipped = usize::from(lineage);
        if lineage {
            let Some(first) = declared.first().filter(|first| first.name() == ROW_COLUMN) else {
                return bad(format!("planned no `{ROW_COLUMN}` as its first column"));
            };
            if *first.data_type() != DataType::UInt32 || first.is_nullable() {
                return bad(format!("planned `{ROW_COLUMN}` as {}, not as uint32 without nulls", first.data_type()));
            }
        }
        if let Some(field) = declared.iter().skip(skipped).find(|field| field.name() == ROW_COLUMN) {
            return bad(format!("planned `{}` where no lineage belongs", field.name()));
        }
        let own: Fields = declared.iter().skip(skipped).map(|field| Layout::View.apply_field(field)).collect();
        check_spans(table, &own)?;
        Ok(Self { raw: declared.into(), own })
    }
}

fn check_spans(table: &StageTable, own: &Fields) -> Result<(), Fault> {
    for span in &table.spec.spans {
        for (column, text) in [(&span.start, false), (&span.end, false), (&span.quote, true)] {
            let Some((_, field)) = own.find(column) else {
                let message = format!("its spec has a span in column `{column}`, which it does not plan");
                return Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, message));
            };
            let fits = if text { *field.data_type() == DataType::Utf8View } else { field.data_type().is_integer() };
            if !fits {
                let message =
                    format!("its spec has a span in column `{column}`, which cannot be {}", field.data_type());
                return Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, message));
            }
        }
    }
    Ok(())
}

/// What leaves a stage: the columns that pass through, then its own.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub output: SchemaRef,
    /// Indices into the schema of port 0.
    pub kept: Vec<usize>,
}

impl Edge {
    pub fn new(table: &StageTable, planned: &Planned, input: Option<&SchemaRef>) -> Self {
        let mut kept = Vec::new();
        let mut fields = Vec::new();
        if let Some(input) = input.filter(|_| passes_through(table.kind, table.flags)) {
            for (index, field) in input.fields().iter().enumerate() {
                // A column that the stage adds replaces the one that came in.
                if !table.spec.drops.contains(field.name()) && planned.own.find(field.name()).is_none() {
                    kept.push(index);
                    fields.push(field.clone());
                }
            }
        }
        fields.extend(planned.own.iter().cloned());
        Self { output: Arc::new(Schema::new(fields)), kept }
    }

    /// Adopts the caller's schema of this edge if it has the same columns.
    pub fn agree(self, output: SchemaRef) -> Result<Self, Fault> {
        let columns = |schema: &Schema| -> Vec<String> {
            schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect()
        };
        let (ours, theirs) = (columns(&self.output), columns(&output));
        if ours == theirs {
            return Ok(Self { output, kept: self.kept });
        }
        let message = format!("gives [{}], but the pipeline was planned with [{}]", ours.join(", "), theirs.join(", "));
        Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, message)
            .help("plan and open a stage with the same options and inputs"))
    }
}
