//! The functions behind a stage's table: they turn C arguments into typed ones, and errors and panics into statuses.

use std::ffi::c_void;

use serde::de::DeserializeOwned;
use wagemill_abi::json::{CodeText, Reads, SpanColumns, Spec};
use wagemill_abi::{
    ArrowArray, ArrowSchema, ROW_COLUMN, WM_E_PANIC, WM_F_DETERMINISTIC, WM_F_PASSTHROUGH, WM_F_WHOLE_TABLE, WM_OK,
    WM_SINK, WM_SOURCE, WM_TRANSFORM, WmCx, WmStage, WmStr,
};

use crate::context::Context;
use crate::emit::{Emit, send_error};
use crate::error::{Error, Result};
use crate::kinds::{OfBatchTransform, OfSink, OfSource, OfTableTransform, OfTransform, Stage, split_fields};
use crate::panics;
use crate::read::{Batch, Input};
use crate::schema::{Field, Node, OwnedSchema, Table};
use crate::stages::{BatchTransform, Code, Sink, Source, Span, Split, Splits, TableTransform, Transform};

/// An open instance: `self` of the C functions.
struct Instance<S: Stage> {
    /// `None` after `finish` took it.
    stage: Option<S>,
    tables: Vec<Table>,
    output: OwnedSchema,
    fields: Vec<Field>,
    lineage: bool,
}

pub(crate) fn transform<T: Transform>() -> WmStage {
    let spec = row_spec(T::In::columns(), T::DROPS, T::SPANS, T::CHECKPOINT);
    stage::<OfTransform<T>>(
        T::NAME,
        WM_TRANSFORM,
        ROW_FLAGS,
        Spec { summary: T::SUMMARY.to_owned(), codes: codes(T::CODES), ..spec },
    )
}

pub(crate) fn batch_transform<T: BatchTransform>() -> WmStage {
    let spec = row_spec(T::In::columns(), T::DROPS, T::SPANS, T::CHECKPOINT);
    stage::<OfBatchTransform<T>>(
        T::NAME,
        WM_TRANSFORM,
        ROW_FLAGS,
        Spec { summary: T::SUMMARY.to_owned(), codes: codes(T::CODES), ..spec },
    )
}

/// Flags of a stage whose rows come from rows.
const ROW_FLAGS: u64 = WM_F_PASSTHROUGH | WM_F_DETERMINISTIC;

/// What a stage says of the rows that it reads and gives.
fn row_spec(reads: Reads, drops: &[&str], spans: &[Span], checkpoint: bool) -> Spec {
    let span = |span: &Span| SpanColumns {
        text: span.text.to_owned(),
        start: span.start.to_owned(),
        end: span.end.to_owned(),
        quote: span.quote.to_owned(),
    };
    Spec {
        reads,
        drops: drops.iter().map(|&name| name.to_owned()).collect(),
        spans: spans.iter().map(span).collect(),
        checkpoint,
        ..Spec::default()
    }
}

/// What a stage says that takes whole tables.
fn table_spec(summary: &str, stage_codes: &[Code]) -> Spec {
    Spec { summary: summary.to_owned(), reads: Reads::All, codes: codes(stage_codes), ..Spec::default() }
}

pub(crate) fn table_transform<T: TableTransform>() -> WmStage {
    let pass_through = if T::PASS_THROUGH { WM_F_PASSTHROUGH } else { 0 };
    let flags = WM_F_WHOLE_TABLE | WM_F_DETERMINISTIC | pass_through;
    stage::<OfTableTransform<T>>(T::NAME, WM_TRANSFORM, flags, table_spec(T::SUMMARY, T::CODES))
}

pub(crate) fn source<T: Source>() -> WmStage {
    let spec = Spec { reads: Reads::default(), ..table_spec(T::SUMMARY, T::CODES) };
    WmStage { list: Some(list::<OfSource<T>>), ..stage::<OfSource<T>>(T::NAME, WM_SOURCE, ROW_FLAGS, spec) }
}

pub(crate) fn sink<T: Sink>() -> WmStage {
    stage::<OfSink<T>>(T::NAME, WM_SINK, WM_F_DETERMINISTIC, table_spec(T::SUMMARY, T::CODES))
}

/// Fills in the table of a stage. Its texts live for ever (R1), so they are leaked; this runs once per stage.
fn stage<S: Stage>(name: &'static str, kind: u32, flags: u64, spec: Spec) -> WmStage
where
    S::Config: schemars::JsonSchema,
{
    let spec = Spec { layouts: ["vu", "U", "u"].map(str::to_owned).to_vec(), ..spec };
    let spec: &'static str = serde_json::to_string(&spec).expect("a spec is plain data").leak();
    // Sub-schemas are written where they are used, so that every option's keywords stand beside it.
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    settings.inline_subschemas = true;
    let schema = settings.into_generator().into_root_schema_for::<S::Config>();
    let options: &'static str = serde_json::to_string(&schema).expect("a schema is plain data").leak();
    WmStage {
        struct_size: size_of::<WmStage>() as u32,
        kind,
        flags,
        name: WmStr::new(name),
        spec_json: WmStr::new(spec),
        options_schema: WmStr::new(options),
        plan: Some(plan::<S>),
        list: None,
        open: Some(open::<S>),
        process: Some(process::<S>),
        finish: Some(finish::<S>),
        close: Some(close::<S>),
    }
}

fn codes(codes: &[Code]) -> Vec<CodeText> {
    let text = |code: &Code| CodeText {
        code: code.code.to_owned(),
        sentence: code.sentence.to_owned(),
        remedy: code.remedy.to_owned(),
    };
    codes.iter().map(text).collect()
}

/// Runs the body of a boundary function: errors and panics become a status that the host can explain.
///
/// # Safety
/// `cx` must be null or the host's context of this call.
unsafe fn guard(cx: *const WmCx, body: impl FnOnce(&WmCx) -> Result<()>) -> i32 {
    // SAFETY: the caller passes on what the host gave for this call.
    let Some(cx) = (unsafe { cx.as_ref() }) else { return WM_E_PANIC };
    match panics::catch(|| body(cx)) {
        Ok(Ok(())) => WM_OK,
        Ok(Err(error)) => send_error(cx, &error, None),
        Err(panic) => {
            let error = Error::new("panic", panic.message).status(WM_E_PANIC);
            send_error(cx, &error, panic.location)
        }
    }
}

fn options<C: DeserializeOwned>(text: WmStr) -> Result<C> {
    // SAFETY: options are borrowed for the call (R1).
    let text = unsafe { text.bytes() };
    let text = if text.is_empty() { b"{}" } else { text };
    serde_json::from_slice(text).map_err(|error| Error::new("bad-options", error.to_string()).option(""))
}

/// # Safety
/// `inputs` must be null or point to `count` living schemas.
unsafe fn tables(inputs: *const *const ArrowSchema, count: u32) -> Result<Vec<Table>> {
    if inputs.is_null() {
        return Ok(Vec::new());
    }
    // SAFETY: as promised by the caller.
    (0..count as usize).map(|index| unsafe { Table::new(Node::import(&**inputs.add(index))?) }).collect()
}

unsafe extern "C" fn plan<S: Stage>(
    cx: *const WmCx,
    text: WmStr,
    inputs: *const *const ArrowSchema,
    count: u32,
) -> i32 {
    // SAFETY: the arguments are the host's for this call.
    unsafe {
        guard(cx, |cx| {
            let inputs = tables(inputs, count)?;
            if let Some(fields) = S::plan(&options(text)?, &inputs)? {
                let mut schema = Node::of_fields(&fields).export().into_raw();
                let output = cx.output.ok_or_else(|| Error::new("internal", "the host gave no `output`"))?;
                if output(cx, WmStr::new("out"), &raw mut schema) != WM_OK {
                    return Err(Error::schema("refused", "the host refused the planned columns"));
                }
            }
            Ok(())
        })
    }
}

unsafe extern "C" fn list<S: Stage>(cx: *const WmCx, text: WmStr) -> i32 {
    // SAFETY: the arguments are the host's for this call.
    unsafe {
        guard(cx, |cx| {
            let mut splits = Splits { context: Context { cx }, splits: Vec::new() };
            S::list(&options(text)?, &mut splits)?;
            let fields = split_fields();
            let schema = Node::of_fields(&fields).export();
            let mut out = Emit::<Split>::new(cx, &schema, &fields, false);
            for split in splits.splits {
                out.push(split);
            }
            out.flush();
            out.take_error()
        })
    }
}

unsafe extern "C" fn open<S: Stage>(
    cx: *const WmCx,
    text: WmStr,
    inputs: *const *const ArrowSchema,
    count: u32,
    instance: *mut *mut c_void,
) -> i32 {
    // SAFETY: the arguments are the host's for this call; `instance` points to a pointer that it owns.
    unsafe {
        guard(cx, |cx| {
            let tables = tables(inputs, count)?;
            let config: S::Config = options(text)?;
            let fields = S::plan(&config, &tables)?.unwrap_or_default();
            let lineage = fields.first().is_some_and(|field| field.name == ROW_COLUMN);
            let stage = S::open(config, &tables, &Context { cx })?;
            let output = Node::of_fields(&fields).export();
            // Rows of `Dynamic` have no builders: their batches are made elsewhere.
            let fields = if std::any::TypeId::of::<S::Out>() == std::any::TypeId::of::<crate::builder::Dynamic>() {
                Vec::new()
            } else {
                fields
            };
            let opened = Box::new(Instance { stage: Some(stage), tables, output, fields, lineage });
            *instance = Box::into_raw(opened).cast();
            Ok(())
        })
    }
}

unsafe extern "C" fn process<S: Stage>(
    instance: *mut c_void,
    cx: *const WmCx,
    port: u32,
    batch: *mut ArrowArray,
) -> i32 {
    // SAFETY: `instance` is the one that `open` made and calls on it never overlap (R4); the batch may be moved out (R9).
    unsafe {
        guard(cx, |cx| {
            let instance = &mut *instance.cast::<Instance<S>>();
            let stage =
                instance.stage.as_mut().ok_or_else(|| Error::new("internal", "the stage has finished already"))?;
            // A source's input is described by nobody: it is what `list` gave.
            let split_table;
            let table = if instance.tables.is_empty() {
                split_table = Table::new(Node::of_fields(&split_fields()))?;
                &split_table
            } else {
                instance
                    .tables
                    .get(port as usize)
                    .ok_or_else(|| Error::new("internal", format!("there is no input {port}")))?
            };
            let batch = Batch { array: std::mem::replace(&mut *batch, ArrowArray::empty()), table };
            let mut out = Emit::<S::Out>::new(cx, &instance.output, &instance.fields, instance.lineage);
            stage.process(&instance.tables, port as usize, batch, &mut out)?;
            out.nowhere();
            out.flush();
            out.take_error()
        })
    }
}

unsafe extern "C" fn finish<S: Stage>(instance: *mut c_void, cx: *const WmCx) -> i32 {
    // SAFETY: `instance` is the one that `open` made and calls on it never overlap (R4).
    unsafe {
        guard(cx, |cx| {
            let instance = &mut *instance.cast::<Instance<S>>();
            let stage =
                instance.stage.take().ok_or_else(|| Error::new("internal", "the stage has finished already"))?;
            let mut out = Emit::<S::Out>::new(cx, &instance.output, &instance.fields, instance.lineage);
            stage.finish(&mut out)?;
            out.flush();
            out.take_error()
        })
    }
}

unsafe extern "C" fn close<S: Stage>(instance: *mut c_void) {
    if instance.is_null() {
        return;
    }
    // A panic in a destructor has nobody to tell: the instance is gone either way.
    let _ = panics::catch(|| {
        // SAFETY: the host closes each instance once, and it was made by `open` of the same stage.
        drop(unsafe { Box::from_raw(instance.cast::<Instance<S>>()) });
    });
}
