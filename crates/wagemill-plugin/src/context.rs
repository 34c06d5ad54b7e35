//! What a stage may ask the host for.

use std::path::Path;

use wagemill_abi::{EXTENSION_BASE_DIR, WM_DEBUG, WM_INFO, WM_WARN, WmCx, WmStr};

/// The host, during one call.
#[derive(Clone, Copy)]
pub struct Context<'cx> {
    pub(crate) cx: &'cx WmCx,
}

impl Context<'_> {
    /// The folder of the pipeline file; sources name their inputs relative to it.
    pub fn base_dir(&self) -> Option<&Path> {
        let extension = self.cx.extension?;
        // SAFETY: `cx` is alive during the call (R5); the id is borrowed for the call (R1).
        let found = unsafe { extension(self.cx, WmStr::new(EXTENSION_BASE_DIR)) }.cast::<WmStr>();
        if found.is_null() {
            return None;
        }
        // SAFETY: the extension of this id is a `WmStr` that lives for the call.
        let bytes = unsafe { (*found).bytes() };
        std::str::from_utf8(bytes).ok().map(Path::new)
    }

    pub fn debug(&self, message: &str) {
        self.log(WM_DEBUG, message);
    }

    pub fn info(&self, message: &str) {
        self.log(WM_INFO, message);
    }

    pub fn warn(&self, message: &str) {
        self.log(WM_WARN, message);
    }

    fn log(&self, level: i32, message: &str) {
        if let Some(log) = self.cx.log {
            // SAFETY: `cx` is alive during the call (R5), and the host copies the strings before it returns (R1).
            unsafe { log(self.cx, level, WmStr::empty(), WmStr::new(message), WmStr::empty()) };
        }
    }
}
