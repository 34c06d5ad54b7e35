//! A stage of a loaded plugin: planning, listing and opening it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use serde_json::Value;
use wagemill_abi::json::Spec;
use wagemill_abi::{ArrowSchema, WM_E_INTERNAL, WM_F_SINGLETON, WM_F_WHOLE_TABLE, WM_OK, WmStr};

use crate::array::Taken;
use crate::call::{Call, Receiver, Refusal};
use crate::checks;
use crate::codes;
use crate::error::{Fault, StageError, StageFailure};
use crate::events::{Flow, Listing, Split};
use crate::instance::{Instance, Opened};
use crate::layout::Layout;
use crate::lineage::Rows;
use crate::logging::ProcessLog;
use crate::plan::{self, Edge, Planned, Port};
use crate::table::{Kind, StageTable};

/// Plans that are remembered for `open`; a stage appears in a pipeline a few times at most.
const REMEMBERED_PLANS: usize = 8;
const PLAN_EMITS: &str = "called `emit` in `plan`, which only declares outputs";
const OPEN_EMITS: &str = "called `emit` in `open`, before it was given anything";

/// The library that a stage comes from.
#[derive(Clone, Debug)]
pub struct PluginInfo {
    pub name: String,
    pub version: String,
    /// The user's file, of which a private copy is loaded.
    pub file: PathBuf,
    pub sha256: String,
    pub size: u64,
    pub abi: (u16, u16),
}

/// A stage of a loaded plugin; it may be used from any thread (R4).
#[derive(Debug)]
pub struct Stage {
    table: Arc<StageTable>,
    plugin: Arc<PluginInfo>,
    in_use: AtomicBool,
    plans: Mutex<Vec<(PlanKey, Arc<Planned>)>>,
}

#[derive(Debug, PartialEq)]
struct PlanKey {
    options: String,
    inputs: Vec<(String, SchemaRef)>,
    base_dir: Option<PathBuf>,
}

impl Stage {
    pub(crate) fn new(table: Arc<StageTable>, plugin: Arc<PluginInfo>) -> Self {
        Self { table, plugin, in_use: AtomicBool::new(false), plans: Mutex::default() }
    }

    pub fn name(&self) -> &str {
        &self.table.name
    }

    pub fn kind(&self) -> Kind {
        self.table.kind
    }

    /// The flags of `wagemill.h`.
    pub fn flags(&self) -> u64 {
        self.table.flags
    }

    pub fn spec(&self) -> &Spec {
        &self.table.spec
    }

    pub fn options_schema(&self) -> &Value {
        &self.table.options_schema
    }

    pub fn plugin(&self) -> &PluginInfo {
        &self.plugin
    }

    /// Whether the stage needs all rows before it gives any.
    pub fn whole_table(&self) -> bool {
        self.table.flags & WM_F_WHOLE_TABLE != 0
    }

    /// Whether the columns of the input come out again.
    pub fn pass_through(&self) -> bool {
        plan::passes_through(self.table.kind, self.table.flags)
    }

    /// Whether each output row names the input row that it came from.
    pub fn has_lineage(&self) -> bool {
        plan::has_lineage(self.table.kind, self.table.flags)
    }

    /// Whether only one instance may exist at a time.
    pub fn singleton(&self) -> bool {
        self.table.flags & WM_F_SINGLETON != 0
    }

    pub(crate) fn table(&self) -> &StageTable {
        &self.table
    }

    /// Checks options and inputs, and gives the columns that the stage itself adds; a sink adds none.
    pub fn plan(
        &self,
        options: &Value,
        inputs: &[(String, SchemaRef)],
        base_dir: Option<&Path>,
    ) -> Result<Schema, StageError> {
        let planned = self.planned(options, inputs, base_dir)?;
        Ok(Schema::new(planned.own.clone()))
    }

    /// The edge that leaves the stage: the columns that pass through, then its own.
    pub fn edge(
        &self,
        options: &Value,
        inputs: &[(String, SchemaRef)],
        base_dir: Option<&Path>,
    ) -> Result<SchemaRef, StageError> {
        let planned = self.planned(options, inputs, base_dir)?;
        Ok(Edge::new(&self.table, &planned, inputs.first().map(|(_, schema)| schema)).output)
    }

    fn planned(
        &self,
        options: &Value,
        inputs: &[(String, SchemaRef)],
        base_dir: Option<&Path>,
    ) -> Result<Arc<Planned>, StageError> {
        let key = PlanKey {
            options: options.to_string(),
            inputs: inputs.to_vec(),
            base_dir: base_dir.map(Path::to_path_buf),
        };
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, planned)) = plans.iter().find(|(known, _)| *known == key) {
            return Ok(planned.clone());
        }
        let planned = self.call_plan(&key).map(Arc::new).map_err(|refusal| self.error(refusal))?;
        if plans.len() == REMEMBERED_PLANS {
            plans.remove(0);
        }
        plans.push((key, planned.clone()));
        Ok(planned)
    }

    fn call_plan(&self, key: &PlanKey) -> Result<Planned, Refusal> {
        let ports = self.ports(&key.inputs)?;
        let schemas = schemas(&ports)?;
        let pointers = pointers(&schemas);
        let call = Call::new(&ProcessLog, key.base_dir.as_deref(), Err(PLAN_EMITS)).planning();
        let outcome = call.run(|context| {
            // SAFETY: the function belongs to a library that is never unloaded; its arguments live for the call.
            unsafe { (self.table.plan)(context, WmStr::new(&key.options), pointers.as_ptr(), pointers.len() as u32) }
        })?;
        let mut declared = outcome.declared;
        match (self.table.kind, declared.len()) {
            (Kind::Sink, 0) => Ok(Planned { raw: Fields::empty(), own: Fields::empty() }),
            (Kind::Sink, count) => {
                Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, format!("planned {count} outputs, but a sink has none"))
                    .into())
            }
            (_, 0) => Err(Fault::new(codes::NO_OUTPUT, "planned no output: `plan` never called `output`").into()),
            (_, 1) => Ok(Planned::new(&self.table, declared.remove(0))?),
            (_, count) => {
                Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, format!("planned {count} outputs; a stage has one")).into())
            }
        }
    }

    fn ports(&self, inputs: &[(String, SchemaRef)]) -> Result<Vec<Port>, Fault> {
        checks::input_count(self.table.kind, self.table.flags, inputs.len())?;
        inputs.iter().map(|(name, schema)| Port::new(&self.table, name, schema)).collect()
    }

    /// The splits of a source, in the order of its output.
    pub fn list(&self, options: &Value, base_dir: Option<&Path>) -> Result<Listing, StageError> {
        self.call_list(options, base_dir).map_err(|refusal| self.error(refusal))
    }

    fn call_list(&self, options: &Value, base_dir: Option<&Path>) -> Result<Listing, Refusal> {
        let Some(list) = self.table.list.filter(|_| self.table.kind == Kind::Source) else {
            return Err(Fault::new(codes::WRONG_INPUTS, "lists no splits, because it is no source").into());
        };
        let options = options.to_string();
        let mut listed = Listed::default();
        let call = Call::new(&ProcessLog, base_dir, Ok(&mut listed));
        let outcome = call.run(|context| {
            // SAFETY: the function belongs to a library that is never unloaded; its arguments live for the call.
            unsafe { list(context, WmStr::new(&options)) }
        })?;
        Ok(Listing { splits: listed.splits, issues: outcome.issues })
    }

    /// Makes an instance that takes batches of `inputs` and gives batches of `output`, the edge that was planned.
    pub fn open(
        self: &Arc<Self>,
        options: &Value,
        inputs: &[(String, SchemaRef)],
        output: SchemaRef,
        base_dir: Option<&Path>,
    ) -> Result<Instance, StageError> {
        let planned = if self.table.kind == Kind::Sink {
            // A sink's options differ from those that were planned: its path is staged now.
            Arc::new(Planned { raw: Fields::empty(), own: Fields::empty() })
        } else {
            self.planned(options, inputs, base_dir)?
        };
        let edge = Edge::new(&self.table, &planned, inputs.first().map(|(_, schema)| schema));
        let edge = if self.table.kind == Kind::Sink { Ok(edge) } else { edge.agree(output) };
        let edge = edge.map_err(|fault| self.error(fault.into()))?;
        if self.singleton() && self.in_use.swap(true, Ordering::AcqRel) {
            let fault =
                Fault::new(codes::SINGLETON, "may exist once only, and is in use already").help("use the stage once");
            return Err(self.error(fault.into()));
        }
        self.call_open(options, inputs, planned, edge, base_dir).map_err(|refusal| {
            self.release();
            self.error(refusal)
        })
    }

    fn call_open(
        self: &Arc<Self>,
        options: &Value,
        inputs: &[(String, SchemaRef)],
        planned: Arc<Planned>,
        edge: Edge,
        base_dir: Option<&Path>,
    ) -> Result<Instance, Refusal> {
        let mut ports = self.ports(inputs)?;
        let schemas = schemas(&ports)?;
        let pointers = pointers(&schemas);
        let options = options.to_string();
        let mut handle = std::ptr::null_mut();
        Call::new(&ProcessLog, base_dir, Err(OPEN_EMITS)).run(|context| {
            let (inputs, count) = (pointers.as_ptr(), pointers.len() as u32);
            // SAFETY: the function belongs to a library that is never unloaded; its arguments live for the call.
            unsafe { (self.table.open)(context, WmStr::new(&options), inputs, count, &raw mut handle) }
        })?;
        if self.table.kind == Kind::Source {
            ports = vec![Port::of_splits(self.table.layout)];
        }
        let opened = Opened { handle, ports, planned, edge, base_dir: base_dir.map(Path::to_path_buf) };
        Ok(Instance::new(self.clone(), opened))
    }

    /// Another instance of a singleton may be opened.
    pub(crate) fn release(&self) {
        self.in_use.store(false, Ordering::Release);
    }

    pub(crate) fn error(&self, refusal: Refusal) -> StageError {
        StageFailure {
            stage: self.table.name.clone(),
            plugin_file: self.plugin.file.clone(),
            status: if refusal.status < WM_OK { refusal.status } else { WM_E_INTERNAL },
            code: refusal.code,
            message: refusal.message,
            help: refusal.detail.help.unwrap_or_default(),
            option: refusal.detail.option,
            span: refusal.detail.span,
            location: refusal.detail.location,
        }
        .into()
    }
}

fn schemas(ports: &[Port]) -> Result<Vec<FFI_ArrowSchema>, Fault> {
    ports.iter().map(Port::to_ffi).collect()
}

fn pointers(schemas: &[FFI_ArrowSchema]) -> Vec<*const ArrowSchema> {
    // Both are the struct of the Arrow C Data Interface.
    schemas.iter().map(|schema| std::ptr::from_ref(schema).cast()).collect()
}

/// Collects what `list` emits.
#[derive(Default)]
struct Listed {
    splits: Vec<Split>,
}

impl Receiver for Listed {
    fn receive(
        &mut self,
        port: u32,
        columns: &[FieldRef],
        batch: Taken,
        _: &std::sync::Mutex<Rows>,
    ) -> Result<Flow, Fault> {
        let bad =
            |reason: String| Fault::new(codes::BAD_SPLITS, format!("listed splits that cannot be used: {reason}"));
        if port != 0 {
            return Err(bad(format!("they came on port {port}")));
        }
        let names: Vec<&str> = columns.iter().map(|column| column.name().as_str()).collect();
        let types: Vec<DataType> = columns.iter().map(|column| Layout::View.apply(column.data_type())).collect();
        let text = DataType::Utf8View;
        if names != ["split", "source", "bytes", "fingerprint"]
            || types != [text.clone(), text.clone(), DataType::Int64, text]
        {
            return Err(bad(format!("their columns are {}", names.join(", "))));
        }
        // Nothing here is worth a null, so none is taken.
        let fields: Fields = columns.iter().map(|column| Field::clone(column).with_nullable(false)).collect();
        // SAFETY: an array that `emit` took over; its structure is checked.
        let (rows, arrays) = unsafe { batch.import(&fields) }?;
        let arrays: Result<Vec<ArrayRef>, _> =
            arrays.iter().zip(&types).map(|(array, data_type)| crate::layout::convert(array, data_type)).collect();
        let arrays = arrays.map_err(|error| bad(error.to_string()))?;
        let text = |column: usize, row: usize| arrays[column].as_string_view().value(row).to_owned();
        let bytes = arrays[2].as_primitive::<Int64Type>();
        for row in 0..rows {
            if bytes.value(row) < 0 || text(0, row).is_empty() {
                return Err(bad(format!("row {} has no name or a negative size", self.splits.len())));
            }
            self.splits.push(Split {
                split: text(0, row),
                source: text(1, row),
                bytes: bytes.value(row),
                fingerprint: text(3, row),
            });
        }
        debug_assert!(arrays.iter().all(|array| array.null_count() == 0), "planned without nulls");
        Ok(Flow::Continue)
    }
}
