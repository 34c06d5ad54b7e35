//! One call of a stage's function: what it reported, emitted and got wrong.

use std::marker::PhantomData;
use std::path::Path;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use arrow_schema::FieldRef;
use wagemill_abi::json::Detail;
use wagemill_abi::{ABI_MAJOR, ABI_MINOR, WM_E_CANCELLED, WM_E_INTERNAL, WM_E_UNSUPPORTED, WM_OK, WmCx, WmStr};

use crate::array::Taken;
use crate::callbacks;
use crate::codes;
use crate::error::Fault;
use crate::events::{Events, Flow, Issue};
use crate::lineage::{RowSet, Rows};

/// Takes the batches that a call emits.
pub(crate) trait Receiver: Send {
    fn receive(&mut self, port: u32, columns: &[FieldRef], batch: Taken, rows: &Mutex<Rows>) -> Result<Flow, Fault>;
}

/// Why a call may not emit.
pub(crate) type NoEmission = &'static str;

/// The rows that issues of a call may be about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IssueRows {
    pub count: usize,
    /// The first of them among the rows that output may name; `None` where output has no lineage.
    pub first: Option<usize>,
}

/// A text that a plugin may borrow for the length of a call.
pub(crate) struct Borrowed<'a>(WmStr, PhantomData<&'a str>);

// SAFETY: it is a shared borrow of a text, which any thread may read.
unsafe impl Sync for Borrowed<'_> {}
// SAFETY: as above.
unsafe impl Send for Borrowed<'_> {}

/// Behind `WmCx.host` while a call runs; every thread of the plugin may use it (R5).
pub(crate) struct Call<'a> {
    pub events: &'a dyn Events,
    base_dir: Option<Borrowed<'a>>,
    /// Columns of each declared output; `None` outside of `plan`.
    declared: Option<Mutex<Vec<Vec<FieldRef>>>>,
    receiver: Mutex<Result<&'a mut dyn Receiver, NoEmission>>,
    rows: Mutex<Rows>,
    issue_rows: IssueRows,
    notes: Mutex<Notes>,
    /// A fault was found: nothing more is taken from the stage.
    stopped: AtomicBool,
    cancelled: AtomicBool,
    /// Nanoseconds that `emit` took, which are the host's and not the plugin's.
    emitting: AtomicU64,
}

#[derive(Debug, Default)]
struct Notes {
    fault: Option<Fault>,
    failure: Option<Failure>,
    issues: Vec<Issue>,
    rejected: RowSet,
}

#[derive(Debug)]
struct Failure {
    status: i32,
    message: String,
    detail: Detail,
}

/// What a call that succeeded left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub declared: Vec<Vec<FieldRef>>,
    pub rows: Rows,
    pub issues: Vec<Issue>,
    /// Distinct rows among `issue_rows` that were rejected.
    pub rejected: usize,
    /// Time in the plugin's own code.
    pub plugin_time: Duration,
}

/// Why a call did not succeed, before it is known which stage it was.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub status: i32,
    pub code: String,
    pub message: String,
    pub detail: Box<Detail>,
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self {
            status: fault.status,
            code: fault.code.to_owned(),
            message: fault.message,
            detail: Box::new(Detail { help: Some(fault.help), ..Detail::default() }),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic under a lock is reported as a fault of the call; the data is only ever appended to.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Call<'a> {
    pub fn new(
        events: &'a dyn Events,
        base_dir: Option<&'a Path>,
        receiver: Result<&'a mut dyn Receiver, NoEmission>,
    ) -> Self {
        let base_dir = base_dir.and_then(Path::to_str).map(|folder| Borrowed(WmStr::new(folder), PhantomData));
        Self {
            events,
            base_dir,
            declared: None,
            receiver: Mutex::new(receiver),
            rows: Mutex::default(),
            issue_rows: IssueRows { count: 0, first: None },
            notes: Mutex::default(),
            stopped: AtomicBool::new(false),
            cancelled: AtomicBool::new(false),
            emitting: AtomicU64::new(0),
        }
    }

    pub fn planning(mut self) -> Self {
        self.declared = Some(Mutex::default());
        self
    }

    pub fn with_rows(mut self, rows: Rows, issue_rows: IssueRows) -> Self {
        self.rows = Mutex::new(rows);
        self.issue_rows = issue_rows;
        self
    }

    /// Runs a function of the plugin with a context that leads back here, and judges what it did.
    pub fn run(self, function: impl FnOnce(*const WmCx) -> i32) -> Result<Outcome, Refusal> {
        const fn shared<T: Sync>(_: &T) {}
        shared(&self);
        let context = WmCx {
            struct_size: size_of::<WmCx>() as u32,
            abi_major: ABI_MAJOR,
            abi_minor: ABI_MINOR,
            host: ptr::from_ref(&self).cast_mut().cast(),
            output: Some(callbacks::output),
            emit: Some(callbacks::emit),
            fail: Some(callbacks::fail),
            issue: Some(callbacks::issue),
            log: Some(callbacks::log),
            metric: Some(callbacks::metric),
            progress: Some(callbacks::progress),
            cancelled: Some(callbacks::cancelled),
            extension: Some(callbacks::extension),
        };
        let started = Instant::now();
        let status = function(&raw const context);
        let plugin_time = started.elapsed().saturating_sub(Duration::from_nanos(self.emitting.load(Ordering::Acquire)));
        self.judge(status, plugin_time)
    }

    fn judge(self, status: i32, plugin_time: Duration) -> Result<Outcome, Refusal> {
        let notes = self.notes.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(fault) = notes.fault {
            return Err(fault.into());
        }
        if self.cancelled.into_inner() {
            let message = "the run was cancelled";
            return Err(Fault::new(codes::CANCELLED, message).status(WM_E_CANCELLED).help("").into());
        }
        if status < WM_OK {
            return Err(failed(status, notes.failure));
        }
        if status > WM_OK {
            return Err(
                Fault::new(codes::BAD_STATUS, format!("returned the status {status}, which does not exist")).into()
            );
        }
        if let Some(failure) = notes.failure {
            // It said that it failed; that it returned 0 all the same is the smaller of two truths.
            return Err(failed(if failure.status < WM_OK { failure.status } else { WM_E_INTERNAL }, Some(failure)));
        }
        let declared = self.declared.map(|declared| declared.into_inner().unwrap_or_else(PoisonError::into_inner));
        Ok(Outcome {
            declared: declared.unwrap_or_default(),
            rows: self.rows.into_inner().unwrap_or_else(PoisonError::into_inner),
            issues: notes.issues,
            rejected: notes.rejected.len(),
            plugin_time,
        })
    }

    /// Stops the call with the first fault that is found.
    pub fn fault(&self, fault: Fault) {
        self.stopped.store(true, Ordering::Release);
        lock(&self.notes).fault.get_or_insert(fault);
    }

    pub fn declare(&self, columns: Result<Vec<FieldRef>, Fault>) -> i32 {
        let Some(declared) = &self.declared else {
            self.fault(Fault::new(codes::BAD_CALL, "called `output` outside of `plan`"));
            return WM_E_INTERNAL;
        };
        match columns {
            Ok(columns) => {
                lock(declared).push(columns);
                WM_OK
            }
            Err(fault) => {
                self.fault(fault);
                WM_E_UNSUPPORTED
            }
        }
    }

    pub fn receive(&self, port: u32, columns: Result<Vec<FieldRef>, Fault>, batch: Taken) -> i32 {
        if self.stopped.load(Ordering::Acquire) || self.cancelled.load(Ordering::Acquire) {
            return WM_E_CANCELLED;
        }
        // Held by another `emit` or by this thread: both are against R5, and waiting could last for ever.
        let Ok(mut receiver) = self.receiver.try_lock() else {
            self.fault(Fault::new(codes::BAD_CALL, "called `emit` while another `emit` was running"));
            return WM_E_CANCELLED;
        };
        let received = match &mut *receiver {
            Ok(receiver) => columns.and_then(|columns| receiver.receive(port, &columns, batch, &self.rows)),
            Err(reason) => Err(Fault::new(codes::BAD_CALL, *reason)),
        };
        match received {
            Ok(Flow::Continue) => WM_OK,
            Ok(Flow::Cancel) => {
                self.cancelled.store(true, Ordering::Release);
                WM_E_CANCELLED
            }
            Err(fault) => {
                self.fault(fault);
                WM_E_CANCELLED
            }
        }
    }

    /// Time that an `emit` took: not the plugin's own.
    pub fn emitted_for(&self, time: Duration) {
        self.emitting.fetch_add(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX), Ordering::AcqRel);
    }

    pub fn fail(&self, status: i32, message: String, detail: Detail) {
        lock(&self.notes).failure.get_or_insert(Failure { status, message, detail });
    }

    /// Records an issue; `row` is checked, -1 is none.
    pub fn issue(&self, row: i64, mut issue: Issue) -> Result<(), Fault> {
        if self.stopped.load(Ordering::Acquire) {
            return Ok(());
        }
        let count = self.issue_rows.count;
        let row = match usize::try_from(row) {
            Ok(row) if row < count => Some(row),
            Err(_) if row == -1 => None,
            _ => {
                let message = format!("reported `{}` about row {row} of {count}", issue.code);
                return Err(Fault::new(codes::BAD_ISSUE, message));
            }
        };
        issue.row = row.map(|row| u32::try_from(row).expect("a batch has fewer rows than 2^32"));
        if let Some(row) = row.filter(|_| issue.reject) {
            if let Some(first) = self.issue_rows.first {
                lock(&self.rows).reject(first + row)?;
            }
            lock(&self.notes).rejected.insert(row);
        }
        lock(&self.notes).issues.push(issue);
        Ok(())
    }

    pub fn is_cancelled(&self) -> bool {
        let ours = self.cancelled.load(Ordering::Acquire) || self.stopped.load(Ordering::Acquire);
        ours || self.events.cancelled()
    }

    pub fn base_dir(&self) -> *const WmStr {
        self.base_dir.as_ref().map_or(ptr::null(), |folder| &raw const folder.0)
    }
}

fn failed(status: i32, failure: Option<Failure>) -> Refusal {
    let (message, detail) = match failure {
        Some(failure) if !failure.message.is_empty() => (failure.message, failure.detail),
        Some(failure) => (format!("returned the status {status} with an empty message"), failure.detail),
        None => (format!("returned the status {status} without saying why"), Detail::default()),
    };
    let code =
        detail.code.clone().filter(|code| !code.is_empty()).unwrap_or_else(|| codes::of_status(status).to_owned());
    Refusal { status, code, message, detail: Box::new(detail) }
}
