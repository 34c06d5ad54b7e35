//! Calls of the host that a plugin should not make.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::{Int64Array, RecordBatch, UInt32Array};
use wagemill_abi::*;

use super::fake::{Case, Cx, articles, batch, describe, refusal, rows, transform, word_schema, words};
use crate::events::{Events, Flow, Level};
use crate::table::Kind;

fn good() -> RecordBatch {
    batch(vec![rows(&[0]), words(&["a"])])
}

fn huge() -> WmStr {
    WmStr { ptr: std::ptr::dangling(), len: usize::MAX / 4 }
}

fn issue(change: impl FnOnce(&mut WmIssue)) -> WmIssue {
    let mut issue = WmIssue {
        struct_size: size_of::<WmIssue>() as u32,
        severity: WM_NOTE,
        row: 0,
        span_start: -1,
        span_end: -1,
        column: WmStr::empty(),
        code: WmStr::new("a-code"),
        message: WmStr::empty(),
        help: WmStr::empty(),
        source: WmStr::empty(),
    };
    change(&mut issue);
    issue
}

type Work = fn(&Cx) -> i32;

const MISTAKES: &[(&str, Work)] = &[
    ("unknown status", |_| 7),
    ("negative status that does not exist", |_| -77),
    ("failure without a word", |_| WM_E_DATA),
    ("failure", |cx| cx.fail(WM_E_IO, "disk full", r#"{"code": "no-space", "help": "delete something"}"#)),
    ("failure with garbage", |cx| cx.fail(WM_E_IO, "disk full", "{{{")),
    ("failure and then success", |cx| {
        cx.fail(WM_E_IO, "disk full", "");
        WM_OK
    }),
    ("output outside of plan", |cx| cx.output(&word_schema())),
    ("another port", |cx| {
        let schema = FFI_ArrowSchema::try_from(&word_schema()).unwrap();
        cx.emit_raw(3, (&raw const schema).cast(), &mut ArrowArray::empty())
    }),
    ("no schema", |cx| cx.emit_raw(0, std::ptr::null(), &mut ArrowArray::empty())),
    ("no batch", |cx| cx.emit_raw(0, std::ptr::null(), std::ptr::null_mut())),
    ("batch not aligned", |cx| {
        cx.emit_raw(0, std::ptr::null(), std::ptr::dangling_mut::<ArrowArray>().wrapping_byte_add(3))
    }),
    ("a column too few", |cx| cx.emit(batch(vec![rows(&[0])]))),
    ("a column too many", |cx| {
        cx.emit(batch(vec![rows(&[0]), words(&["a"]), ("more", Arc::new(Int64Array::from(vec![1])), true)]))
    }),
    ("a column of another name", |cx| cx.emit(batch(vec![rows(&[0]), ("term", words(&["a"]).1, true)]))),
    ("a column of another type", |cx| {
        cx.emit(batch(vec![rows(&[0]), ("word", Arc::new(Int64Array::from(vec![1])), true)]))
    }),
    ("a row that is not there", |cx| cx.emit(batch(vec![rows(&[0, 2]), words(&["a", "b"])]))),
    ("a row that was rejected", |cx| {
        cx.issue(WM_REJECT, 1, "unusable");
        cx.emit(batch(vec![rows(&[0, 1]), words(&["a", "b"])]))
    }),
    ("a rejection after the output", |cx| {
        cx.emit(good());
        cx.issue(WM_REJECT, 0, "unusable");
        WM_OK
    }),
    ("issue at null", |cx| {
        cx.issue_raw(std::ptr::null());
        WM_OK
    }),
    ("issue of another size", |cx| {
        cx.issue_raw(&issue(|issue| issue.struct_size = 16));
        WM_OK
    }),
    ("issue about a row that is not there", |cx| {
        cx.issue(WM_NOTE, 2, "odd");
        WM_OK
    }),
    ("issue about a negative row", |cx| {
        cx.issue(WM_NOTE, -2, "odd");
        WM_OK
    }),
    ("issue of unknown severity", |cx| {
        cx.issue(9, 0, "odd");
        WM_OK
    }),
    ("issue without a code", |cx| {
        cx.issue(WM_NOTE, 0, "");
        WM_OK
    }),
    ("issue with an absurd text", |cx| {
        cx.issue_raw(&issue(|issue| issue.message = huge()));
        WM_OK
    }),
    ("issue with a text at null", |cx| {
        cx.issue_raw(&issue(|issue| issue.code = WmStr { ptr: std::ptr::null(), len: 3 }));
        WM_OK
    }),
    ("failure with an absurd text", |cx| {
        // SAFETY: the context of the running call.
        unsafe { (*cx.0).fail.unwrap()(cx.0, WM_E_DATA, huge(), huge()) };
        WM_E_DATA
    }),
    ("metric of unknown kind", |cx| {
        // SAFETY: the context of the running call.
        unsafe { (*cx.0).metric.unwrap()(cx.0, WmStr::new("speed"), 12, 1.0) };
        WM_OK
    }),
];

#[test]
fn every_mistake_ends_the_call() {
    let mut report = String::new();
    for (what, work) in MISTAKES {
        let case = transform(&word_schema(), move |cx, _, _| work(cx));
        report.push_str(&format!("{what}: {}\n", refusal(case, &articles(&["a", "b"]))));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn callbacks_survive_a_context_that_is_null() {
    let case = transform(&word_schema(), |cx, _, _| {
        // SAFETY: the table of the running call; the host promises to survive a null context.
        unsafe {
            let table = &*cx.0;
            let null = std::ptr::null();
            assert_ne!(table.output.unwrap()(null, WmStr::empty(), std::ptr::null_mut()), WM_OK);
            assert_ne!(table.emit.unwrap()(null, 0, std::ptr::null(), std::ptr::null_mut()), WM_OK);
            table.fail.unwrap()(null, WM_E_DATA, WmStr::empty(), WmStr::empty());
            table.issue.unwrap()(null, std::ptr::null());
            table.log.unwrap()(null, 0, WmStr::empty(), WmStr::empty(), WmStr::empty());
            table.metric.unwrap()(null, WmStr::empty(), 0, 0.0);
            table.progress.unwrap()(null, 0, 0);
            assert_eq!(table.cancelled.unwrap()(null), 1);
            assert!(table.extension.unwrap()(null, WmStr::empty()).is_null());
        }
        cx.emit(good())
    });
    assert_eq!(case.run(&[articles(&["a"])]).unwrap().batches.len(), 1);
}

/// Records log lines, and panics on demand.
struct Listener {
    lines: AtomicUsize,
}

impl Events for Listener {
    fn log(&self, level: Level, target: &str, message: &str, _: &str) {
        assert_eq!((level, target), (Level::Warn, "here"));
        assert_ne!(message, "panic", "a panic of the listener");
        self.lines.fetch_add(1, Ordering::Relaxed);
    }
}

fn log(cx: &Cx, message: &str) {
    let (target, message) = (WmStr::new("here"), WmStr::new(message));
    // SAFETY: the context of the running call.
    unsafe { (*cx.0).log.unwrap()(cx.0, WM_WARN, target, message, WmStr::empty()) };
}

fn run_with(
    case: Case,
    on_batch: &mut crate::Batches<'_>,
    events: &dyn Events,
) -> Result<crate::Counts, crate::StageError> {
    let (stage, options) = case.register();
    let input = articles(&["a", "b"]);
    let ports = vec![("input".to_owned(), input.schema())];
    let edge = stage.edge(&options, &ports, None)?;
    stage.open(&options, &ports, edge, None)?.process(0, &input, on_batch, events)
}

struct SendCx(Cx);
// SAFETY: R5 lets every thread use the context while the call runs.
unsafe impl Send for SendCx {}
// SAFETY: as above.
unsafe impl Sync for SendCx {}

impl SendCx {
    fn cx(&self) -> &Cx {
        &self.0
    }
}

#[test]
fn callbacks_work_from_many_threads() {
    let case = transform(&word_schema(), |cx, _, _| {
        let shared = SendCx(Cx(cx.0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        log(shared.cx(), "line");
                        shared.cx().issue(WM_NOTE, 1, "noted");
                    }
                });
            }
            scope.spawn(|| shared.cx().emit(good()));
        });
        WM_OK
    });
    let listener = Listener { lines: AtomicUsize::new(0) };
    let mut emitted = 0;
    let counts = run_with(
        case,
        &mut |_, _| {
            emitted += 1;
            Flow::Continue
        },
        &listener,
    );
    let counts = counts.unwrap();
    assert_eq!((listener.lines.into_inner(), counts.issues.len(), emitted), (200, 200, 1));
    assert_eq!((counts.rows_in, counts.rows_with_output, counts.rows_without, counts.rejected), (2, 1, 1, 0));
}

#[test]
fn a_panic_of_ours_is_an_error_of_the_call() {
    let case = transform(&word_schema(), |cx, _, _| {
        log(cx, "panic");
        WM_OK
    });
    let error = run_with(case, &mut |_, _| Flow::Continue, &Listener { lines: AtomicUsize::new(0) }).unwrap_err();
    assert_eq!(error.code, "host-panic");
    let case = transform(&word_schema(), |cx, _, _| {
        assert_eq!(cx.emit(good()), WM_E_CANCELLED);
        WM_OK
    });
    let error = run_with(case, &mut |_, _| panic!("of the receiver"), &()).unwrap_err();
    insta::assert_snapshot!(describe(&error), @"host-panic (-6): wagemill panicked in `emit`: of the receiver");
}

#[test]
fn emitting_inside_of_emit_is_refused_instead_of_waiting_for_ever() {
    static CONTEXT: AtomicUsize = AtomicUsize::new(0);
    let case = transform(&word_schema(), |cx, _, _| {
        CONTEXT.store(cx.0 as usize, Ordering::Release);
        cx.emit(good())
    });
    let mut inner = |_: RecordBatch, _: &UInt32Array| {
        Cx(CONTEXT.load(Ordering::Acquire) as *const WmCx).emit(good());
        Flow::Continue
    };
    let error = run_with(case, &mut inner, &()).unwrap_err();
    insta::assert_snapshot!(describe(&error), @"bad-call (-6): called `emit` while another `emit` was running");
}

#[test]
fn a_cancelled_run_ends_the_call() {
    let case = transform(&word_schema(), |cx, _, _| {
        assert_eq!(cx.emit(good()), WM_E_CANCELLED);
        // SAFETY: the context of the running call.
        assert_eq!(unsafe { (*cx.0).cancelled.unwrap()(cx.0) }, 1);
        assert_eq!(cx.emit(good()), WM_E_CANCELLED);
        WM_E_CANCELLED
    });
    let mut batches = 0;
    let error = run_with(
        case,
        &mut |_, _| {
            batches += 1;
            Flow::Cancel
        },
        &(),
    );
    assert_eq!((error.unwrap_err().code.as_str(), batches), ("cancelled", 1));
}

#[test]
fn after_an_error_only_close_is_called() {
    let (stage, options) = transform(&word_schema(), |_, _, _| WM_E_DATA).register();
    let input = articles(&["a"]);
    let ports = vec![("input".to_owned(), input.schema())];
    let edge = stage.edge(&options, &ports, None).unwrap();
    let mut instance = stage.open(&options, &ports, edge, None).unwrap();
    let mut ignore = |_: RecordBatch, _: &UInt32Array| Flow::Continue;
    assert_eq!(instance.process(0, &input, &mut ignore, &()).unwrap_err().code, "stage-data");
    assert_eq!(instance.process(0, &input, &mut ignore, &()).unwrap_err().code, "instance-closed");
    assert_eq!(instance.finish(&mut ignore, &()).unwrap_err().code, "instance-closed");
}

#[test]
fn finish_of_a_transform_emits_nothing() {
    let mut case = transform(&word_schema(), |_, _, _| WM_OK);
    case.finish = Box::new(|cx| cx.emit(good()));
    insta::assert_snapshot!(
        refusal(case, &articles(&["a"])),
        @"bad-call (-6): called `emit` in `finish`, which only a whole-table stage may do (R13)"
    );
}

#[test]
fn a_sink_counts_what_it_took() {
    let mut case = transform(&word_schema(), |cx, _, batch| {
        assert_eq!(batch.num_columns(), 2);
        cx.issue(WM_REJECT, 1, "too-long");
        WM_OK
    });
    case.kind = Kind::Sink;
    case.flags = 0;
    case.plan = Box::new(|_| WM_OK);
    let counts = case.run(&[articles(&["a", "b", "c"])]).unwrap().counts.remove(0);
    assert_eq!((counts.rows_in, counts.rows_with_output, counts.rejected), (3, 2, 1));
    assert_eq!(counts.issues[0].row, Some(1));
}
