//! Plugins made of closures: the functions of the table find their case through the option `case`.

use std::ffi::c_void;
use std::path::Path;
use std::sync::{Arc, Mutex};

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema};
use arrow_array::{Array, ArrayRef, RecordBatch, StringViewArray, StructArray, UInt32Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::{Value, json};
use wagemill_abi::json::{Manifest, ManifestStage};
use wagemill_abi::*;

use crate::error::{Error, StageError};
use crate::events::{Counts, Flow};
use crate::stage::{PluginInfo, Stage};
use crate::table::{self, Kind};

/// A context as a plugin sees it.
pub struct Cx(pub *const WmCx);

impl Cx {
    fn table(&self) -> &WmCx {
        // SAFETY: the host passed it to the call that is running.
        unsafe { &*self.0 }
    }

    pub fn output(&self, schema: &Schema) -> i32 {
        let mut schema = FFI_ArrowSchema::try_from(schema).unwrap();
        self.output_raw((&raw mut schema).cast())
    }

    pub fn output_raw(&self, schema: *mut ArrowSchema) -> i32 {
        // SAFETY: as wagemill.h says.
        unsafe { self.table().output.unwrap()(self.0, WmStr::new("out"), schema) }
    }

    pub fn emit(&self, batch: RecordBatch) -> i32 {
        let schema = FFI_ArrowSchema::try_from(batch.schema().as_ref()).unwrap();
        let mut array = FFI_ArrowArray::new(&StructArray::from(batch).into_data());
        let status = self.emit_raw(0, (&raw const schema).cast(), (&raw mut array).cast());
        assert!(array.is_released(), "R10: emit always takes the batch");
        status
    }

    /// Emits a batch whose C structs were changed; what they own is leaked.
    pub fn emit_spoiled(&self, batch: RecordBatch, spoil: impl FnOnce(&mut ArrowArray)) -> i32 {
        let schema = FFI_ArrowSchema::try_from(batch.schema().as_ref()).unwrap();
        let array = Box::leak(Box::new(FFI_ArrowArray::new(&StructArray::from(batch).into_data())));
        // SAFETY: both are the ArrowArray of the Arrow C Data Interface.
        let mut array = unsafe { mirror(&*std::ptr::from_mut(array).cast::<ArrowArray>()) };
        spoil(&mut array);
        let status = self.emit_raw(0, (&raw const schema).cast(), &raw mut array);
        assert!(array.release.is_none(), "R10: emit always takes the batch");
        status
    }

    pub fn emit_raw(&self, port: u32, schema: *const ArrowSchema, array: *mut ArrowArray) -> i32 {
        // SAFETY: as wagemill.h says.
        unsafe { self.table().emit.unwrap()(self.0, port, schema, array) }
    }

    pub fn fail(&self, status: i32, message: &str, detail: &str) -> i32 {
        // SAFETY: as wagemill.h says.
        unsafe { self.table().fail.unwrap()(self.0, status, WmStr::new(message), WmStr::new(detail)) };
        status
    }

    pub fn issue(&self, severity: i32, row: i64, code: &str) {
        let issue = WmIssue {
            struct_size: size_of::<WmIssue>() as u32,
            severity,
            row,
            span_start: -1,
            span_end: -1,
            column: WmStr::empty(),
            code: WmStr::new(code),
            message: WmStr::new("because"),
            help: WmStr::empty(),
            source: WmStr::empty(),
        };
        self.issue_raw(&raw const issue);
    }

    pub fn issue_raw(&self, issue: *const WmIssue) {
        // SAFETY: as wagemill.h says.
        unsafe { self.table().issue.unwrap()(self.0, issue) }
    }

    pub fn base_dir(&self) -> Option<String> {
        // SAFETY: as wagemill.h says.
        let text = unsafe { self.table().extension.unwrap()(self.0, WmStr::new(EXTENSION_BASE_DIR)) };
        // SAFETY: as wagemill.h says.
        unsafe { text.cast::<WmStr>().as_ref().map(|text| text.to_string_lossy().into_owned()) }
    }
}

/// A copy of the C structs of an array, which releases nothing.
///
/// # Safety
/// `array` is as its own counts say, and lives for ever.
unsafe fn mirror(array: &ArrowArray) -> ArrowArray {
    let mut copy =
        ArrowArray { release: Some(forget_array), private_data: std::ptr::null_mut(), ..ArrowArray::empty() };
    (copy.length, copy.offset, copy.null_count) = (array.length, array.offset, array.null_count);
    (copy.n_buffers, copy.n_children) = (array.n_buffers, array.n_children);
    // SAFETY: the caller's promise.
    let buffers = (0..array.n_buffers as usize).map(|index| unsafe { *array.buffers.add(index) });
    copy.buffers = Box::leak(buffers.collect::<Box<[_]>>()).as_mut_ptr();
    let children = (0..array.n_children as usize)
        // SAFETY: the caller's promise.
        .map(|index| &raw mut *Box::leak(Box::new(unsafe { mirror(&**array.children.add(index)) })));
    copy.children = Box::leak(children.collect::<Box<[_]>>()).as_mut_ptr();
    copy
}

unsafe extern "C" fn forget_array(array: *mut ArrowArray) {
    // SAFETY: the consumer releases an array that it owns.
    unsafe { (*array).release = None };
}

pub type PlanWork = Box<dyn Fn(&Cx) -> i32 + Send + Sync>;
pub type ProcessWork = Box<dyn Fn(&Cx, u32, RecordBatch) -> i32 + Send + Sync>;

/// A stage of one test.
pub struct Case {
    pub kind: Kind,
    pub flags: u64,
    pub spec: Value,
    pub plan: PlanWork,
    pub list: PlanWork,
    pub process: ProcessWork,
    pub finish: PlanWork,
}

static CASES: Mutex<Vec<Arc<Case>>> = Mutex::new(Vec::new());

/// A transform that passes everything through and adds the columns of `own`.
pub fn transform(own: &Schema, process: impl Fn(&Cx, u32, RecordBatch) -> i32 + Send + Sync + 'static) -> Case {
    let own = own.clone();
    Case {
        kind: Kind::Transform,
        flags: WM_F_PASSTHROUGH,
        spec: json!({ "reads": "*" }),
        plan: Box::new(move |cx| cx.output(&own)),
        list: Box::new(|_| WM_E_UNSUPPORTED),
        process: Box::new(process),
        finish: Box::new(|_| WM_OK),
    }
}

/// What came out of a run.
#[derive(Debug)]
pub struct Ran {
    pub batches: Vec<RecordBatch>,
    pub lineage: Vec<UInt32Array>,
    pub counts: Vec<Counts>,
}

impl Case {
    pub fn register(self) -> (Arc<Stage>, Value) {
        let (kind, flags, spec) = (self.kind, self.flags, self.spec.to_string());
        let mut cases = CASES.lock().unwrap();
        cases.push(Arc::new(self));
        (stage(kind, flags, &spec).unwrap(), json!({ "case": cases.len() - 1 }))
    }

    /// Plans, opens, processes the batches on port 0 and finishes.
    pub fn run(self, inputs: &[RecordBatch]) -> Result<Ran, StageError> {
        let (stage, options) = self.register();
        let ports = vec![("input".to_owned(), inputs[0].schema())];
        let edge = stage.edge(&options, &ports, None)?;
        let mut instance = stage.open(&options, &ports, edge, None)?;
        let mut ran = Ran { batches: Vec::new(), lineage: Vec::new(), counts: Vec::new() };
        let (batches, lineage) = (&mut ran.batches, &mut ran.lineage);
        let mut on_batch = |batch: RecordBatch, rows: &UInt32Array| {
            batches.push(batch);
            lineage.push(rows.clone());
            Flow::Continue
        };
        for input in inputs {
            ran.counts.push(instance.process(0, input, &mut on_batch, &())?);
        }
        ran.counts.push(instance.finish(&mut on_batch, &())?);
        Ok(ran)
    }
}

/// The error of a run that must not succeed, as a line of a snapshot.
pub fn refusal(case: Case, input: &RecordBatch) -> String {
    describe(&case.run(std::slice::from_ref(input)).unwrap_err())
}

pub fn describe(error: &StageError) -> String {
    format!("{} ({}): {}", error.code, error.status, error.message)
}

fn stage(kind: Kind, flags: u64, spec: &str) -> Result<Arc<Stage>, Error> {
    let (plugin, manifest) = plugin(kind, flags, spec);
    let file = Path::new("plugins/libfake.so");
    // SAFETY: a leaked table of this process.
    let table = unsafe { table::read(plugin, &manifest, file) }?.stages.remove(0);
    let plugin = PluginInfo {
        name: manifest.name,
        version: manifest.version,
        file: file.to_path_buf(),
        sha256: String::new(),
        size: 0,
        abi: manifest.abi,
    };
    Ok(Arc::new(Stage::new(Arc::new(table), Arc::new(plugin))))
}

pub fn leak(text: &str) -> WmStr {
    WmStr::new(Box::leak(text.to_owned().into_boxed_str()))
}

/// A table that lives for ever, and the manifest that belongs to it.
pub fn plugin(kind: Kind, flags: u64, spec: &str) -> (&'static mut WmPlugin, Manifest) {
    let stage = Box::leak(Box::new(WmStage {
        struct_size: size_of::<WmStage>() as u32,
        kind: match kind {
            Kind::Source => WM_SOURCE,
            Kind::Transform => WM_TRANSFORM,
            Kind::Sink => WM_SINK,
        },
        flags,
        name: leak("fake-stage"),
        spec_json: leak(spec),
        options_schema: leak("{}"),
        plan: Some(plan),
        list: Some(list),
        open: Some(open),
        process: Some(process),
        finish: Some(finish),
        close: Some(close),
    }));
    let stages: &'static mut [*const WmStage] = Box::leak(Box::new([&raw const *stage]));
    let plugin = Box::leak(Box::new(WmPlugin {
        struct_size: size_of::<WmPlugin>() as u32,
        abi_major: ABI_MAJOR,
        abi_minor: ABI_MINOR,
        name: leak("fake"),
        version: leak("1.2.3"),
        n_stages: 1,
        reserved: 0,
        stages: stages.as_ptr(),
        init: None,
        extension: None,
    }));
    let manifest = Manifest {
        name: "fake".to_owned(),
        version: "1.2.3".to_owned(),
        abi: (ABI_MAJOR, ABI_MINOR),
        needs_minor: 0,
        target: "any".to_owned(),
        panic: "unwind".to_owned(),
        stages: vec![ManifestStage { name: "fake-stage".to_owned(), kind: kind.word().to_owned() }],
    };
    (plugin, manifest)
}

fn case(options: WmStr) -> Arc<Case> {
    // SAFETY: the host passes valid JSON.
    let options: Value = serde_json::from_slice(unsafe { options.bytes() }).unwrap();
    CASES.lock().unwrap()[options["case"].as_u64().unwrap() as usize].clone()
}

unsafe extern "C" fn plan(cx: *const WmCx, options: WmStr, _: *const *const ArrowSchema, _: u32) -> i32 {
    (case(options).plan)(&Cx(cx))
}

unsafe extern "C" fn list(cx: *const WmCx, options: WmStr) -> i32 {
    (case(options).list)(&Cx(cx))
}

/// An open case, with the schema of each port.
struct Open {
    case: Arc<Case>,
    schemas: Vec<SchemaRef>,
}

unsafe extern "C" fn open(
    _: *const WmCx,
    options: WmStr,
    inputs: *const *const ArrowSchema,
    count: u32,
    handle: *mut *mut c_void,
) -> i32 {
    let mut schemas: Vec<SchemaRef> = (0..count as usize)
        // SAFETY: the host passes `count` schemas.
        .map(|index| Arc::new(Schema::try_from(unsafe { &*(*inputs.add(index)).cast::<FFI_ArrowSchema>() }).unwrap()))
        .collect();
    if schemas.is_empty() {
        let text = |name| Field::new(name, DataType::Utf8View, false);
        let fields =
            vec![text("split"), text("source"), Field::new("bytes", DataType::Int64, false), text("fingerprint")];
        schemas.push(Arc::new(Schema::new(fields)));
    }
    // SAFETY: the host passes a place for the handle.
    unsafe { *handle = Box::into_raw(Box::new(Open { case: case(options), schemas })).cast() };
    WM_OK
}

unsafe extern "C" fn process(handle: *mut c_void, cx: *const WmCx, port: u32, array: *mut ArrowArray) -> i32 {
    // SAFETY: `open` made it.
    let open = unsafe { &*handle.cast::<Open>() };
    // SAFETY: the host passes an array that may be taken.
    let array = unsafe { FFI_ArrowArray::from_raw(array.cast()) };
    let data_type = DataType::Struct(open.schemas[port as usize].fields().clone());
    // SAFETY: the host exports it with the schema that it passed to `open`.
    let data = unsafe { arrow_array::ffi::from_ffi_and_data_type(array, data_type) }.unwrap();
    let batch = RecordBatch::from(StructArray::from(data));
    (open.case.process)(&Cx(cx), port, batch)
}

unsafe extern "C" fn finish(handle: *mut c_void, cx: *const WmCx) -> i32 {
    // SAFETY: `open` made it.
    let open = unsafe { &*handle.cast::<Open>() };
    (open.case.finish)(&Cx(cx))
}

unsafe extern "C" fn close(handle: *mut c_void) {
    // SAFETY: `open` made it, and the host closes once.
    drop(unsafe { Box::from_raw(handle.cast::<Open>()) });
}

/// `id: int64` and `text: utf8`.
pub fn articles(texts: &[&str]) -> RecordBatch {
    let ids = arrow_array::Int64Array::from_iter_values(0..texts.len() as i64);
    let texts = StringViewArray::from_iter_values(texts);
    batch(vec![("id", Arc::new(ids), false), ("text", Arc::new(texts), false)])
}

pub fn batch(columns: Vec<(&str, ArrayRef, bool)>) -> RecordBatch {
    let fields: Vec<Field> =
        columns.iter().map(|(name, array, nullable)| Field::new(*name, array.data_type().clone(), *nullable)).collect();
    let arrays = columns.into_iter().map(|(_, array, _)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

pub fn row_field() -> Field {
    Field::new(ROW_COLUMN, DataType::UInt32, false)
}

pub fn rows(rows: &[u32]) -> (&'static str, ArrayRef, bool) {
    (ROW_COLUMN, Arc::new(UInt32Array::from(rows.to_vec())), false)
}

pub fn words(words: &[&str]) -> (&'static str, ArrayRef, bool) {
    ("word", Arc::new(StringViewArray::from_iter_values(words)), false)
}

/// `__row` and `word`.
pub fn word_schema() -> Schema {
    Schema::new(vec![row_field(), Field::new("word", DataType::Utf8View, false)])
}
