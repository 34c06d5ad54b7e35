//! The functions of [`WmCx`]: they may be called from any thread, with anything, and neither panic nor unwind.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use arrow_schema::ffi::FFI_ArrowSchema;
use wagemill_abi::json::Detail;
use wagemill_abi::{
    ArrowArray, ArrowSchema, EXTENSION_BASE_DIR, WM_COUNTER, WM_E_CANCELLED, WM_E_INTERNAL, WM_GAUGE, WM_HISTOGRAM,
    WM_NOTE, WM_REJECT, WmCx, WmIssue, WmStr,
};

use crate::array::Taken;
use crate::call::Call;
use crate::codes;
use crate::error::Fault;
use crate::events::{Issue, Level, Metric};
use crate::schema;
use crate::table::{claimed_size, field, size_of_field};
use crate::text;

/// Runs the body of a callback; a panic in it becomes a fault of the call, and `otherwise` is returned.
///
/// # Safety
/// `context` is null or the context of a call that has not returned (R5).
unsafe fn guard<T>(context: *const WmCx, function: &str, otherwise: T, body: impl FnOnce(&Call<'_>) -> T) -> T {
    if context.is_null() || !context.is_aligned() {
        return otherwise;
    }
    // SAFETY: not null, aligned, and ours by the caller's promise.
    let call = unsafe { (*context).host }.cast::<Call<'_>>().cast_const();
    if call.is_null() || !call.is_aligned() {
        return otherwise;
    }
    // SAFETY: `Call::run` put it there and keeps it alive until the call returns; `Call` is `Sync`.
    let call = unsafe { &*call };
    catch_unwind(AssertUnwindSafe(|| body(call))).unwrap_or_else(|panic| {
        let reason = panic
            .downcast_ref::<&str>()
            .map(|reason| (*reason).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        let message = format!("wagemill panicked in `{function}`: {reason}");
        call.fault(Fault::new(codes::HOST_PANIC, message).help("this is a fault of wagemill; report it"));
        otherwise
    })
}

pub(crate) unsafe extern "C" fn output(context: *const WmCx, _name: WmStr, schema: *mut ArrowSchema) -> i32 {
    let body = |call: &Call<'_>| {
        if schema.is_null() || !schema.is_aligned() {
            return call.declare(Err(Fault::new(codes::BAD_OUTPUT_SCHEMA, "planned an output without a schema")));
        }
        // SAFETY: checked, and `read_columns` copies before the schema is released below.
        let columns = unsafe { schema::read_columns(schema) };
        // SAFETY: `output` moves the schema; both are the struct of the Arrow C Data Interface.
        drop(unsafe { FFI_ArrowSchema::from_raw(schema.cast()) });
        call.declare(columns)
    };
    // SAFETY: R5.
    unsafe { guard(context, "output", WM_E_INTERNAL, body) }
}

pub(crate) unsafe extern "C" fn emit(
    context: *const WmCx,
    port: u32,
    schema: *const ArrowSchema,
    batch: *mut ArrowArray,
) -> i32 {
    // Taken before anything can go wrong: R10.
    let batch = if batch.is_null() || !batch.is_aligned() {
        None
    } else {
        // SAFETY: checked, and R10 moves it to us.
        Some(unsafe { Taken::from_plugin(batch) })
    };
    let body = |call: &Call<'_>| {
        let Some(batch) = batch else {
            call.fault(Fault::new(codes::BAD_CALL, "called `emit` without a batch"));
            return WM_E_CANCELLED;
        };
        let started = Instant::now();
        // SAFETY: R10, the schema is borrowed for this call; null and garbage are refused.
        let columns = unsafe { schema::read_columns(schema) };
        let status = call.receive(port, columns, batch);
        call.emitted_for(started.elapsed());
        status
    };
    // SAFETY: R5.
    unsafe { guard(context, "emit", WM_E_CANCELLED, body) }
}

pub(crate) unsafe extern "C" fn fail(context: *const WmCx, status: i32, message: WmStr, detail: WmStr) {
    let body = |call: &Call<'_>| {
        // SAFETY: R1, texts live for the call.
        let (message, detail) = unsafe { (text::message(message), text::argument(detail)) };
        // A failure is worth more than its form: a detail that cannot be read is left out.
        let detail = detail.ok().and_then(|detail| serde_json::from_str::<Detail>(&detail).ok()).unwrap_or_default();
        call.fail(status, message, detail);
    };
    // SAFETY: R5.
    unsafe { guard(context, "fail", (), body) }
}

pub(crate) unsafe extern "C" fn issue(context: *const WmCx, issue: *const WmIssue) {
    let body = |call: &Call<'_>| {
        // SAFETY: null and garbage are refused; the rest lives for this call.
        let recorded = unsafe { read_issue(issue) }.and_then(|(row, issue)| call.issue(row, issue));
        if let Err(fault) = recorded {
            call.fault(fault);
        }
    };
    // SAFETY: R5.
    unsafe { guard(context, "issue", (), body) }
}

/// # Safety
/// `issue` is null or points to a WmIssue of the size that it claims.
unsafe fn read_issue(issue: *const WmIssue) -> Result<(i64, Issue), Fault> {
    let bad = |reason: String| Fault::new(codes::BAD_ISSUE, format!("reported an issue that cannot be read: {reason}"));
    // SAFETY: the caller's promise.
    let size = unsafe { claimed_size(issue) }.map_err(|what| bad(format!("it is {what}")))?;
    let short = || bad(format!("`WmIssue.struct_size` is {size}"));
    let severity = field!(issue, size, WmIssue, severity).ok_or_else(short)?;
    let row = field!(issue, size, WmIssue, row).ok_or_else(short)?;
    let span =
        field!(issue, size, WmIssue, span_start).zip(field!(issue, size, WmIssue, span_end)).ok_or_else(short)?;
    let read = |what: &str, field: Option<WmStr>| {
        let field = field.ok_or_else(short)?;
        // SAFETY: R1, texts live for the call.
        unsafe { text::argument(field) }.map_err(|garbage| bad(format!("its {what} is {garbage}")))
    };
    let column = read("column", field!(issue, size, WmIssue, column))?;
    let code = read("code", field!(issue, size, WmIssue, code))?;
    let message = read("message", field!(issue, size, WmIssue, message))?;
    let help = read("help", field!(issue, size, WmIssue, help))?;
    let source = read("source", field!(issue, size, WmIssue, source))?;
    if severity != WM_NOTE && severity != WM_REJECT {
        return Err(bad(format!("{severity} is no severity")));
    }
    if code.is_empty() {
        return Err(bad("it has no code".to_owned()));
    }
    let issue = Issue {
        reject: severity == WM_REJECT,
        row: None,
        code,
        message,
        help,
        source,
        column: Some(column).filter(|column| !column.is_empty()),
        span: Some(span).filter(|(start, end)| 0 <= *start && start <= end),
    };
    Ok((row, issue))
}

pub(crate) unsafe extern "C" fn log(context: *const WmCx, level: i32, target: WmStr, message: WmStr, fields: WmStr) {
    let body = |call: &Call<'_>| {
        // SAFETY: R1, texts live for the call.
        let (target, message, fields) =
            unsafe { (text::message(target), text::message(message), text::message(fields)) };
        call.events.log(Level::of(level), &target, &message, &fields);
    };
    // SAFETY: R5.
    unsafe { guard(context, "log", (), body) }
}

pub(crate) unsafe extern "C" fn metric(context: *const WmCx, name: WmStr, kind: u32, value: f64) {
    let body = |call: &Call<'_>| {
        let metric = match kind {
            WM_COUNTER => Metric::Counter,
            WM_GAUGE => Metric::Gauge,
            WM_HISTOGRAM => Metric::Histogram,
            _ => {
                return call
                    .fault(Fault::new(codes::BAD_CALL, format!("called `metric` with the unknown kind {kind}")));
            }
        };
        // SAFETY: R1, texts live for the call.
        let name = unsafe { text::message(name) };
        call.events.metric(&name, metric, value);
    };
    // SAFETY: R5.
    unsafe { guard(context, "metric", (), body) }
}

pub(crate) unsafe extern "C" fn progress(context: *const WmCx, done: u64, total: u64) {
    // SAFETY: R5.
    unsafe { guard(context, "progress", (), |call| call.events.progress(done, total)) }
}

pub(crate) unsafe extern "C" fn cancelled(context: *const WmCx) -> i32 {
    // SAFETY: R5.
    unsafe { guard(context, "cancelled", 1, |call| i32::from(call.is_cancelled())) }
}

pub(crate) unsafe extern "C" fn extension(context: *const WmCx, id: WmStr) -> *const c_void {
    let body = |call: &Call<'_>| {
        // SAFETY: R1, texts live for the call.
        match unsafe { text::argument(id) }.as_deref() {
            Ok(EXTENSION_BASE_DIR) => call.base_dir().cast(),
            _ => std::ptr::null(),
        }
    };
    // SAFETY: R5.
    unsafe { guard(context, "extension", std::ptr::null(), body) }
}
