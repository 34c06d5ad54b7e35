//! The functions behind a stage's table: they turn C arguments into typed ones, and errors and panics into statuses.

use std::ffi::c_void;

use serde::de::DeserializeOwned;
use wagemill_abi::json::{CodeText, Reads, SpanColumns, Spec};
use wagemill_abi::{
    ArrowArray, ArrowSchema, ROW_COLUMN, WM_E_PANIC, WM_F_DETERMINISTIC, WM_F_PASSTHROUGH, WM_F_WHOLE_TABLE, WM_OK,
    WM_SINK, WM_SOURCE, WM_TRANSFORM, WmCx, WmStage, WmStr,
};

use crate::builder::Output;
use crate::context::Context;
use crate::emit::{Emit, send_error};
use crate::error::{Error, Result};
use crate::panics;
use crate::read::{Batch, Columns, Input, MissingValue, check_columns};
use crate::schema::{DataType, Field, Node, OwnedSchema, Table};
use crate::stages::{BatchTransform, Code, Sink, Source, Span, Split, Splits, TableTransform, Transform};

/// What every kind of stage does at the boundary; the shims below are generic over it.
trait Stage: Sized {
    type Config: DeserializeOwned;
    type Out: Output;

    /// Checks options and inputs; the columns that come out, or `None` for a sink.
    fn plan(config: &Self::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>>;
    fn list(_config: &Self::Config, _splits: &mut Splits<'_>) -> Result<()> {
        Err(Error::new("no-splits", "only sources list splits"))
    }
    fn open(config: Self::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self>;
    fn process(&mut self, tables: &[Table], port: usize, batch: Batch<'_>, out: &mut Emit<'_, Self::Out>)
    -> Result<()>;
    fn finish(self, out: &mut Emit<'_, Self::Out>) -> Result<()>;
}

/// An open instance: `self` of the C functions.
struct Instance<S: Stage> {
    /// `None` after `finish` took it.
    stage: Option<S>,
    tables: Vec<Table>,
    output: OwnedSchema,
    fields: Vec<Field>,
    lineage: bool,
}

struct OfTransform<T>(T);
struct OfBatchTransform<T>(T);
struct OfTableTransform<T>(T);
struct OfSource<T>(T);
struct OfSink<T>(T);

pub(crate) fn transform<T: Transform>() -> WmStage {
    let spec = Spec {
        summary: T::SUMMARY.to_owned(),
        reads: T::In::columns(),
        drops: T::DROPS.iter().map(|&name| name.to_owned()).collect(),
        spans: spans(T::SPANS),
        checkpoint: T::CHECKPOINT,
        codes: codes(T::CODES),
        layouts: layouts(),
    };
    stage::<OfTransform<T>>(T::NAME, WM_TRANSFORM, WM_F_PASSTHROUGH | WM_F_DETERMINISTIC, &spec)
}

pub(crate) fn batch_transform<T: BatchTransform>() -> WmStage {
    let spec = Spec {
        summary: T::SUMMARY.to_owned(),
        reads: T::In::columns(),
        drops: T::DROPS.iter().map(|&name| name.to_owned()).collect(),
        spans: spans(T::SPANS),
        checkpoint: T::CHECKPOINT,
        codes: codes(T::CODES),
        layouts: layouts(),
    };
    stage::<OfBatchTransform<T>>(T::NAME, WM_TRANSFORM, WM_F_PASSTHROUGH | WM_F_DETERMINISTIC, &spec)
}

pub(crate) fn table_transform<T: TableTransform>() -> WmStage {
    let spec = Spec {
        summary: T::SUMMARY.to_owned(),
        reads: Reads::All,
        codes: codes(T::CODES),
        layouts: layouts(),
        ..Spec::default()
    };
    let pass_through = if T::PASS_THROUGH { WM_F_PASSTHROUGH } else { 0 };
    let flags = WM_F_WHOLE_TABLE | WM_F_DETERMINISTIC | pass_through;
    stage::<OfTableTransform<T>>(T::NAME, WM_TRANSFORM, flags, &spec)
}

pub(crate) fn source<T: Source>() -> WmStage {
    let spec = Spec { summary: T::SUMMARY.to_owned(), codes: codes(T::CODES), layouts: layouts(), ..Spec::default() };
    WmStage {
        list: Some(list::<OfSource<T>>),
        ..stage::<OfSource<T>>(T::NAME, WM_SOURCE, WM_F_PASSTHROUGH | WM_F_DETERMINISTIC, &spec)
    }
}

pub(crate) fn sink<T: Sink>() -> WmStage {
    let spec = Spec {
        summary: T::SUMMARY.to_owned(),
        reads: Reads::All,
        codes: codes(T::CODES),
        layouts: layouts(),
        ..Spec::default()
    };
    stage::<OfSink<T>>(T::NAME, WM_SINK, WM_F_DETERMINISTIC, &spec)
}

/// Fills in the table of a stage. Its texts live for ever (R1), so they are leaked; this runs once per stage.
fn stage<S: Stage>(name: &'static str, kind: u32, flags: u64, spec: &Spec) -> WmStage
where
    S::Config: schemars::JsonSchema,
{
    let spec: &'static str = serde_json::to_string(spec).expect("a spec is plain data").leak();
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

fn spans(spans: &[Span]) -> Vec<SpanColumns> {
    let columns = |span: &Span| SpanColumns {
        text: span.text.to_owned(),
        start: span.start.to_owned(),
        end: span.end.to_owned(),
        quote: span.quote.to_owned(),
    };
    spans.iter().map(columns).collect()
}

fn codes(codes: &[Code]) -> Vec<CodeText> {
    let text = |code: &Code| CodeText {
        code: code.code.to_owned(),
        sentence: code.sentence.to_owned(),
        remedy: code.remedy.to_owned(),
    };
    codes.iter().map(text).collect()
}

fn layouts() -> Vec<String> {
    ["vu", "U", "u"].map(str::to_owned).to_vec()
}

fn row_field() -> Field {
    Field::new(ROW_COLUMN, DataType::UInt32, false)
}

/// The columns of typed rows, with the lineage and the names that the options give.
fn typed_columns<O: Output>(rename: impl Fn(&str) -> Option<String>) -> Vec<Field> {
    let mut fields = vec![row_field()];
    for mut field in O::columns() {
        if let Some(name) = rename(&field.name) {
            field.name = name;
        }
        fields.push(field);
    }
    fields
}

impl<T: Transform> Stage for OfTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        check_columns(&T::In::columns(), &only_input(inputs)?.schema)?;
        T::check(config, inputs)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, tables: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        let Reads::Columns(reads) = T::In::columns() else {
            return Err(Error::new("internal", "a row cannot hold all columns"));
        };
        // SAFETY: the host vouches for the batch (decision 12), and it lives to the end of this call.
        let columns = unsafe { Columns::bind(&reads, only_input(tables)?, &batch.array) }?;
        for row in 0..batch.len() {
            out.at(row);
            match T::In::read(&columns, row) {
                Ok(input) => self.0.row(input, out)?,
                Err(MissingValue(index)) => {
                    let name = &reads[index].name;
                    out.reject(
                        "missing-value",
                        format!("`{}` needs column `{name}`, which is empty in this row", T::NAME),
                    );
                }
            }
            out.take_error()?;
        }
        Ok(())
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: BatchTransform> Stage for OfBatchTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        check_columns(&T::In::columns(), &only_input(inputs)?.schema)?;
        T::check(config, inputs)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, _: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.batch(batch, out)
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: TableTransform> Stage for OfTableTransform<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config, inputs)?;
        let mut fields = T::plan(config, inputs)?.fields;
        if T::PASS_THROUGH {
            fields.insert(0, row_field());
        }
        Ok(Some(fields))
    }

    fn open(config: T::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, inputs, context).map(Self)
    }

    fn process(&mut self, _: &[Table], port: usize, batch: Batch<'_>, _: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.batch(port, batch)
    }

    fn finish(self, out: &mut Emit<'_, T::Out>) -> Result<()> {
        self.0.finish(out)
    }
}

impl<T: Source> Stage for OfSource<T> {
    type Config = T::Config;
    type Out = T::Out;

    fn plan(config: &T::Config, _: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config)?;
        Ok(Some(typed_columns::<T::Out>(|name| T::rename(config, name))))
    }

    fn list(config: &T::Config, splits: &mut Splits<'_>) -> Result<()> {
        let context = splits.context;
        T::list(config, &context, splits)
    }

    fn open(config: T::Config, _: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, context).map(Self)
    }

    fn process(&mut self, _: &[Table], _: usize, batch: Batch<'_>, out: &mut Emit<'_, T::Out>) -> Result<()> {
        for (row, split) in batch.rows::<SplitRow>()?.enumerate() {
            let split = split.map_err(|_| Error::schema("bad-batch", "the host handed over a split with a null"))?;
            out.at(row);
            self.0.read(&split, out)?;
            out.take_error()?;
        }
        Ok(())
    }

    fn finish(self, _: &mut Emit<'_, T::Out>) -> Result<()> {
        Ok(())
    }
}

impl<T: Sink> Stage for OfSink<T> {
    type Config = T::Config;
    type Out = crate::builder::Dynamic;

    fn plan(config: &T::Config, inputs: &[Table]) -> Result<Option<Vec<Field>>> {
        T::check(config, inputs)?;
        Ok(None)
    }

    fn open(config: T::Config, inputs: &[Table], context: &Context<'_>) -> Result<Self> {
        T::open(config, inputs, context).map(Self)
    }

    fn process(&mut self, _: &[Table], port: usize, batch: Batch<'_>, _: &mut Emit<'_, Self::Out>) -> Result<()> {
        self.0.write(port, batch)
    }

    fn finish(self, out: &mut Emit<'_, Self::Out>) -> Result<()> {
        let context = out.context();
        self.0.finish(&context)
    }
}

fn only_input(tables: &[Table]) -> Result<&Table> {
    match tables {
        [table] => Ok(table),
        _ => Err(Error::schema("one-input", format!("the stage takes one input, not {}", tables.len()))),
    }
}

/// The columns of a batch of splits, as `list` emits them.
pub(crate) fn split_fields() -> Vec<Field> {
    let field = |name, data_type| Field::new(name, data_type, false);
    vec![
        field("split", DataType::Utf8),
        field("source", DataType::Utf8),
        field("bytes", DataType::Int64),
        field("fingerprint", DataType::Utf8),
    ]
}

struct SplitRow;

impl Input for SplitRow {
    type Row<'row> = Split;

    fn columns() -> Reads {
        let read = |(name, kind): (&str, &str)| wagemill_abi::json::ReadColumn {
            name: name.to_owned(),
            kind: kind.to_owned(),
            nullable: false,
            optional: false,
            doc: String::new(),
        };
        Reads::Columns(
            [("split", "utf8"), ("source", "utf8"), ("bytes", "int64"), ("fingerprint", "utf8")].map(read).to_vec(),
        )
    }

    fn read<'row>(columns: &Columns<'row>, row: usize) -> Result<Split, MissingValue> {
        Ok(Split {
            split: columns.value(0, row)?,
            source: columns.value(1, row)?,
            bytes: columns.value(2, row)?,
            fingerprint: columns.value(3, row)?,
        })
    }
}

/// One split on its way out of `list`.
impl Output for Split {
    fn columns() -> Vec<Field> {
        split_fields()
    }

    fn append(self, columns: &mut [crate::builder::ColumnBuilder]) -> Result<()> {
        use crate::builder::Cell;
        self.split.append(&mut columns[0])?;
        self.source.append(&mut columns[1])?;
        self.bytes.append(&mut columns[2])?;
        self.fingerprint.append(&mut columns[3])
    }
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
