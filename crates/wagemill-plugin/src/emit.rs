//! What a stage hands back: rows, and what is to be said of them.

use wagemill_abi::json::Detail;
use wagemill_abi::{ArrowArray, ArrowSchema, WM_E_CANCELLED, WM_NOTE, WM_OK, WM_REJECT, WmCx, WmIssue, WmStr};

use crate::builder::{ColumnBuilder, Output, finish};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::schema::{Field, OwnedSchema};

/// A batch leaves when it holds this much.
const BATCH_BYTES: usize = 2 << 20;
/// … or this many rows.
const BATCH_ROWS: usize = 1 << 16;

/// Something that is said of a row or an input; it does not stop the run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Issue {
    reject: bool,
    code: String,
    message: String,
    help: String,
    source: String,
    column: String,
    span: Option<(i64, i64)>,
}

impl Issue {
    /// The row, or the input, is refused: it has no output.
    pub fn reject(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            reject: true,
            code: code.into(),
            message: message.into(),
            help: String::new(),
            source: String::new(),
            column: String::new(),
            span: None,
        }
    }

    /// Something worth saying, and no more.
    pub fn note(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { reject: false, ..Self::reject(code, message) }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The record inside a split, such as `articles.jsonl:17`.
    pub fn source(mut self, source: impl Into<String>) -> Self {
        self.source = source.into();
        self
    }

    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = column.into();
        self
    }

    /// The part of the column's text, in Unicode scalar values.
    pub fn span(mut self, start: i64, end: i64) -> Self {
        self.span = Some((start, end));
        self
    }
}

/// Where a stage pushes its rows. Rows pushed while a row is at work come from that row.
pub struct Emit<'cx, O: Output> {
    pub(crate) cx: &'cx WmCx,
    schema: &'cx ArrowSchema,
    columns: Vec<ColumnBuilder>,
    lineage: bool,
    row: Option<u32>,
    error: Option<Error>,
    rows: std::marker::PhantomData<fn(O)>,
}

impl<'cx, O: Output> Emit<'cx, O> {
    /// `schema` is the exported form of `fields`, and `fields` begin with `__row` where there is lineage.
    pub(crate) fn new(cx: &'cx WmCx, schema: &'cx OwnedSchema, fields: &[Field], lineage: bool) -> Self {
        Self {
            cx,
            schema: &schema.0,
            columns: fields.iter().cloned().map(ColumnBuilder::new).collect(),
            lineage,
            row: None,
            error: None,
            rows: std::marker::PhantomData,
        }
    }

    /// From now on, rows and issues belong to this row of the input batch. Only stages that take whole batches or
    /// tables need it.
    pub fn at(&mut self, row: usize) {
        self.row = u32::try_from(row).ok();
    }

    pub(crate) fn nowhere(&mut self) {
        self.row = None;
    }

    /// Hands a row on. What goes wrong, such as a decimal that does not fit, ends the stage after this row.
    pub fn push(&mut self, row: O) {
        if self.error.is_some() {
            return;
        }
        let own = if self.lineage {
            let Some(number) = self.row else {
                self.error = Some(Error::new("no-lineage", "a row was pushed before `at` said where it comes from"));
                return;
            };
            self.columns[0].append_row_number(number);
            1
        } else {
            0
        };
        if let Err(error) = row.append(&mut self.columns[own..]) {
            self.error = Some(error);
            return;
        }
        let rows = self.columns.last().map_or(0, ColumnBuilder::len);
        if rows >= BATCH_ROWS || (rows.is_multiple_of(64) && self.bytes() >= BATCH_BYTES) || self.last_is_big() {
            self.flush();
        }
    }

    /// Hands a batch on that was made elsewhere: `array` is a struct array of the type of `schema`. Takes the array.
    pub fn emit_raw(&mut self, mut array: ArrowArray, schema: &ArrowSchema) -> Result<()> {
        self.flush();
        self.take_error()?;
        let emit = self.cx.emit.ok_or_else(|| Error::new("internal", "the host gave no `emit`"))?;
        // SAFETY: `cx` is alive during the call (R5), and `emit` takes the array (R10).
        match unsafe { emit(self.cx, 0, schema, &raw mut array) } {
            WM_OK => Ok(()),
            WM_E_CANCELLED => Err(Error::cancelled()),
            status => Err(Error::new("refused", "the host refused the batch").status(status)),
        }
    }

    /// Something worth saying of the row at work.
    pub fn note(&mut self, code: &str, message: impl Into<String>) {
        self.issue(Issue::note(code, message));
    }

    /// Refuses the row at work: push nothing for it.
    pub fn reject(&mut self, code: &str, message: impl Into<String>) {
        self.issue(Issue::reject(code, message));
    }

    pub fn issue(&mut self, issue: Issue) {
        // A bad record inside a split does not refuse the split (R17).
        let row = if issue.source.is_empty() { self.row } else { None };
        send_issue(self.cx, &issue, row);
    }

    /// Whether the run is being ended; long work inside one row should ask from time to time.
    pub fn cancelled(&self) -> bool {
        // SAFETY: `cx` is alive during the call (R5).
        self.cx.cancelled.is_some_and(|cancelled| unsafe { cancelled(self.cx) } != 0)
    }

    pub fn progress(&self, done: u64, total: u64) {
        if let Some(progress) = self.cx.progress {
            // SAFETY: `cx` is alive during the call (R5).
            unsafe { progress(self.cx, done, total) };
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context { cx: self.cx }
    }

    fn bytes(&self) -> usize {
        self.columns.iter().map(ColumnBuilder::bytes).sum()
    }

    /// Articles may be large: do not wait for 64 of them.
    fn last_is_big(&self) -> bool {
        self.columns.iter().any(|column| column.bytes() >= BATCH_BYTES)
    }

    /// Hands on what was pushed so far.
    pub(crate) fn flush(&mut self) {
        if self.error.is_some() || self.columns.last().is_none_or(|column| column.len() == 0) {
            return;
        }
        let mut array = finish(&mut self.columns);
        let Some(emit) = self.cx.emit else { return };
        // SAFETY: `cx` is alive during the call (R5), the schema is the one of the builders, and `emit` takes the array.
        match unsafe { emit(self.cx, 0, self.schema, &raw mut array) } {
            WM_OK => {}
            WM_E_CANCELLED => self.error = Some(Error::cancelled()),
            status => self.error = Some(Error::new("refused", "the host refused a batch").status(status)),
        }
    }

    pub(crate) fn take_error(&mut self) -> Result<()> {
        self.error.take().map_or(Ok(()), Err)
    }
}

pub(crate) fn send_issue(cx: &WmCx, issue: &Issue, row: Option<u32>) {
    let Some(send) = cx.issue else { return };
    let (span_start, span_end) = issue.span.unwrap_or((-1, -1));
    let wire = WmIssue {
        struct_size: size_of::<WmIssue>() as u32,
        severity: if issue.reject { WM_REJECT } else { WM_NOTE },
        row: row.map_or(-1, i64::from),
        span_start,
        span_end,
        column: WmStr::new(&issue.column),
        code: WmStr::new(&issue.code),
        message: WmStr::new(&issue.message),
        help: WmStr::new(&issue.help),
        source: WmStr::new(&issue.source),
    };
    // SAFETY: `cx` is alive during the call (R5), and the host copies the strings before it returns (R1).
    unsafe { send(cx, &raw const wire) };
}

/// Tells the host why the call fails, and gives the status to return.
pub(crate) fn send_error(cx: &WmCx, error: &Error, location: Option<String>) -> i32 {
    let parts = error.parts();
    let detail = Detail {
        code: Some(parts.code.clone()),
        help: parts.help.clone(),
        option: parts.option.clone(),
        span: parts.span,
        location,
    };
    let detail = serde_json::to_string(&detail).unwrap_or_default();
    if let Some(fail) = cx.fail {
        // SAFETY: `cx` is alive during the call (R5), and the host copies the strings before it returns (R1).
        unsafe { fail(cx, parts.status, WmStr::new(&parts.message), WmStr::new(&detail)) };
    }
    parts.status
}
