//! Columns, edge by edge: what each stage reads, what it adds, and what leaves it.

use std::sync::Arc;

use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use serde_json::Value;

use wagemill_abi::json::{ReadColumn, Reads};

use crate::catalogue::{Catalogue, StageError, StageInfo, StageKind, accepts, project, type_family, type_name};
use crate::error::Mistake;
use crate::node::Node;
use crate::options::Options;
use crate::place::Place;
use crate::plan::Input;
use crate::reserved::{rejects_schema, run_schema};
use crate::schema::example;
use crate::secrets::redact_text;
use crate::suggest::{list, nearest};
use crate::variables::Variables;

/// The column by which a stage says which row of its input a row came from.
const LINEAGE: &str = "__row";

/// A stage whose options are in order.
pub struct ColumnStage<'a> {
    pub id: &'a str,
    pub info: &'a StageInfo,
    pub inputs: &'a [Input],
    pub options: &'a Options,
    /// The options as written, for the places of what the plugin finds.
    pub with: &'a Node,
    pub uses: &'a Place,
}

/// The edges above a stage, and what is needed to judge it.
pub struct ColumnContext<'a> {
    pub catalogue: &'a dyn Catalogue,
    pub variables: &'a Variables<'a>,
    /// The id of every stage above with the rows that leave it, as far as they are known.
    pub edges: &'a [(String, Option<SchemaRef>)],
    /// The inputs of every stage above.
    pub ways: &'a [Vec<Input>],
}

impl ColumnContext<'_> {
    /// The rows that leave the stage; `None` where they cannot be known, because of a mistake here or above.
    pub fn check(&self, stage: &ColumnStage<'_>, mistakes: &mut Vec<Mistake>) -> Option<SchemaRef> {
        let inputs: Vec<(String, SchemaRef)> =
            stage.inputs.iter().map(|input| self.edge(*input)).collect::<Option<Vec<_>>>()?;
        let found_before = mistakes.len();
        if let (Reads::Columns(columns), Some((_, input))) = (&stage.info.spec.reads, inputs.first()) {
            for column in columns {
                mistakes.extend(self.column_mistake(stage, column, input));
            }
        }
        if mistakes.len() > found_before {
            return None;
        }
        let projected: Vec<(String, SchemaRef)> = inputs
            .iter()
            .enumerate()
            // A spec names the columns of the first input; further ones come whole.
            .map(|(port, (id, input))| {
                let sent = if port == 0 { Arc::new(project(&stage.info.spec, input)) } else { Arc::clone(input) };
                (id.clone(), sent)
            })
            .collect();
        match self.catalogue.plan_stage(&stage.info.name, &stage.options.values, &projected) {
            Ok(own) => Some(edge_schema(stage.info, inputs.first().map(|(_, input)| &**input), &own)),
            Err(error) => {
                mistakes.push(self.stage_mistake(stage, error));
                None
            }
        }
    }

    fn edge(&self, input: Input) -> Option<(String, SchemaRef)> {
        match input {
            Input::Stage(index) => {
                let (id, schema) = self.edges.get(index)?;
                Some((id.clone(), schema.clone()?))
            }
            Input::Rejects => Some(("rejects".to_owned(), Arc::new(rejects_schema()))),
            Input::Run => Some(("run".to_owned(), Arc::new(run_schema()))),
        }
    }

    fn column_mistake(&self, stage: &ColumnStage<'_>, column: &ReadColumn, input: &Schema) -> Option<Mistake> {
        match input.field_with_name(&column.name) {
            Ok(field) if accepts(column, field.data_type()) => None,
            Ok(field) => Some(
                Mistake::new(
                    "wrong-column-type",
                    format!(
                        "`{}` reads the column `{}` as {}, and it is {}",
                        stage.id,
                        column.name,
                        column.kind,
                        type_name(field.data_type())
                    ),
                )
                .at(stage.uses, format!("reads `{}`", column.name))
                .help(format!("give `{}` another type in a stage above, with `query-table` for example", column.name)),
            ),
            Err(_) if column.optional => None,
            Err(_) => Some(self.missing_column(stage, column, input)),
        }
    }

    fn missing_column(&self, stage: &ColumnStage<'_>, column: &ReadColumn, input: &Schema) -> Mistake {
        let (why, help) = match self.dropped_help(stage, &column.name) {
            Some(help) => ("which does not reach it", help),
            None => ("and no stage above gives it", self.absent_help(stage, column, input)),
        };
        Mistake::new("missing-column", format!("`{}` reads the column `{}`, {why}", stage.id, column.name))
            .at(stage.uses, format!("reads `{}`", column.name))
            .help(help)
    }

    fn absent_help(&self, stage: &ColumnStage<'_>, column: &ReadColumn, input: &Schema) -> String {
        let names: Vec<&str> = input.fields().iter().map(|field| field.name().as_str()).collect();
        let meant = nearest(&column.name, names.iter().copied());
        let meant = meant.map(|meant| format!("a column `{meant}` is there; "));
        let givers = self.givers(stage, column, input);
        let givers: Vec<&str> = givers.iter().map(String::as_str).collect();
        let help = match (&meant, givers.as_slice()) {
            (_, []) => format!("the columns here are {}", list(&names)),
            (_, [one]) => format!("`{one}` gives it: put it above"),
            (_, several) => format!("{} give it: put one of them above", list(several)),
        };
        format!("{}{help}", meant.unwrap_or_default())
    }

    /// The column was there, further up on this way.
    fn dropped_help(&self, stage: &ColumnStage<'_>, column: &str) -> Option<String> {
        let mut below = None;
        let mut next = stage.inputs.first().copied();
        while let Some(Input::Stage(index)) = next {
            let (id, schema) = self.edges.get(index)?;
            if schema.as_ref()?.field_with_name(column).is_ok() {
                let dropper: &str = below?;
                return Some(format!(
                    "`{id}` gives it and `{dropper}` does not pass it on: read `from = \"{id}\"`, or move `{}` above `{dropper}`",
                    stage.id
                ));
            }
            below = Some(id.as_str());
            next = self.ways.get(index)?.first().copied();
        }
        None
    }

    /// The stages that would give the column.
    fn givers(&self, stage: &ColumnStage<'_>, column: &ReadColumn, input: &Schema) -> Vec<String> {
        let gives = |name: &String| {
            let info = self
                .catalogue
                .stage(name)
                .filter(|info| info.kind != StageKind::Sink && info.name != stage.info.name)?;
            let inputs = match info.kind {
                StageKind::Transform => {
                    vec![("input".to_owned(), Arc::new(wanted_schema(&info, input)))]
                }
                _ => Vec::new(),
            };
            let options = example(&info.options_schema, &info.options_schema);
            let options = if options.is_object() { options } else { Value::Object(serde_json::Map::new()) };
            let own = self.catalogue.plan_stage(name, &options, &inputs).ok()?;
            own.field_with_name(&column.name).ok().filter(|field| accepts(column, field.data_type())).map(|_| ())
        };
        self.catalogue.stage_names().into_iter().filter(|name| gives(name).is_some()).collect()
    }

    /// What the plugin has against its options or inputs, at the exact place in the file.
    fn stage_mistake(&self, stage: &ColumnStage<'_>, error: StageError) -> Mistake {
        let redact = |text: &str| redact_text(text, &stage.options.values, &stage.options.secrets);
        let option = error.option.as_deref().and_then(|pointer| stage.with.at(pointer));
        let place = match (option, error.span) {
            (Some(node), Some((start, end))) => self.variables.place_of(node, start..end.max(start)),
            (Some(node), None) => node.place.clone(),
            (None, _) => stage.uses.clone(),
        };
        let label = if option.is_some() { "here".to_owned() } else { format!("in `{}`", stage.id) };
        Mistake::new(&error.code, redact(&error.message)).at(&place, label).help_if(error.help.as_deref().map(redact))
    }
}

/// What leaves a stage: with pass-through, the columns of the input that it neither drops nor replaces, then its own.
#[must_use]
pub fn edge_schema(info: &StageInfo, input: Option<&Schema>, own: &Schema) -> SchemaRef {
    let added: Vec<FieldRef> = own.fields().iter().filter(|field| field.name() != LINEAGE).cloned().collect();
    let passing = input.filter(|_| info.pass_through).into_iter().flat_map(|input| input.fields().iter());
    let fields: Vec<FieldRef> = passing
        .filter(|field| !info.spec.drops.contains(field.name()))
        .filter(|field| !added.iter().any(|added| added.name() == field.name()))
        .cloned()
        .chain(added.iter().cloned())
        .collect();
    Arc::new(Schema::new_with_metadata(fields, own.metadata().clone()))
}

/// An input that a stage would accept.
fn wanted_schema(info: &StageInfo, around: &Schema) -> Schema {
    let Reads::Columns(columns) = &info.spec.reads else {
        return around.clone();
    };
    let field = |column: &ReadColumn| {
        let data_type = COMMON_TYPES.iter().find(|data_type| type_family(data_type) == column.kind);
        Field::new(&column.name, data_type.cloned().unwrap_or(DataType::Decimal128(38, 4)), column.nullable)
    };
    Schema::new(columns.iter().map(field).collect::<Vec<_>>())
}

const COMMON_TYPES: &[DataType] = &[
    DataType::Utf8,
    DataType::Boolean,
    DataType::Int8,
    DataType::Int16,
    DataType::Int32,
    DataType::Int64,
    DataType::UInt8,
    DataType::UInt16,
    DataType::UInt32,
    DataType::UInt64,
    DataType::Float32,
    DataType::Float64,
    DataType::Binary,
    DataType::Date32,
    DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, None),
];
