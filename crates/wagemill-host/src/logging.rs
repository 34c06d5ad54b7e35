//! The log of plugins outside of a call: `WmHost.log` carries no context, so there is one receiver for the process.

use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use wagemill_abi::{ABI_MAJOR, ABI_MINOR, WmHost, WmStr};

use crate::events::{Events, Level};
use crate::text;

/// Receives a line: level, target, message, JSON fields.
pub type PluginLog = dyn Fn(Level, &str, &str, &str) + Send + Sync;

static LOG: OnceLock<Box<PluginLog>> = OnceLock::new();

/// Sets who receives what plugins log while they start, plan, list and open.
///
/// The first call in a process counts. Without one such lines are dropped.
pub fn set_plugin_log(log: Box<PluginLog>) {
    // Later calls are ignored: libraries that are loaded already keep the first receiver.
    let _ = LOG.set(log);
}

/// Passes the events of calls that have no receiver of their own to the log of the process.
pub(crate) struct ProcessLog;

impl Events for ProcessLog {
    fn log(&self, level: Level, target: &str, message: &str, fields: &str) {
        if let Some(log) = LOG.get() {
            log(level, target, message, fields);
        }
    }
}

/// What is passed to `init`; it lives for ever, because plugins keep it.
pub(crate) fn host_table(threads: usize) -> &'static WmHost {
    static TABLE: OnceLock<WmHost> = OnceLock::new();
    TABLE.get_or_init(|| WmHost {
        struct_size: size_of::<WmHost>() as u32,
        abi_major: ABI_MAJOR,
        abi_minor: ABI_MINOR,
        threads: u32::try_from(threads.max(1)).unwrap_or(u32::MAX),
        reserved: 0,
        log: Some(log),
        extension: Some(extension),
    })
}

unsafe extern "C" fn log(level: i32, target: WmStr, message: WmStr, fields: WmStr) {
    // A panic of the receiver must not unwind into the plugin (R6); a lost line of a log is no failure.
    let _ = catch_unwind(AssertUnwindSafe(|| {
        // SAFETY: R1, the plugin passes texts that live for the call.
        let (target, message, fields) =
            unsafe { (text::message(target), text::message(message), text::message(fields)) };
        ProcessLog.log(Level::of(level), &target, &message, &fields);
    }));
}

unsafe extern "C" fn extension(_id: WmStr) -> *const c_void {
    std::ptr::null()
}
