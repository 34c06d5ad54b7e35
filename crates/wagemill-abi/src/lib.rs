//! The C structs that cross the plugin boundary, exactly as in `include/wagemill.h`.
//!
//! The header is the normative text: its rules R1 to R18 say who owns what and which call may happen when. This crate
//! mirrors its structs; `tests/layout.rs` compiles the header and compares every size and offset.
#![allow(non_camel_case_types, reason = "the names of the C header")]

pub mod json;

use std::ffi::{c_char, c_void};

pub const ABI_MAJOR: u16 = 1;
pub const ABI_MINOR: u16 = 0;
/// The one symbol that a plugin exports; it carries the major version.
pub const ENTRY_SYMBOL: &str = "wagemill_plugin_v1";
/// The section that holds the manifest on ELF and PE.
pub const MANIFEST_SECTION: &str = ".wgmill";
/// The segment and section that hold the manifest on Mach-O.
pub const MANIFEST_SECTION_MACHO: (&str, &str) = ("__DATA", "__wagemill");
/// What the manifest's bytes begin with.
pub const MANIFEST_MAGIC: &[u8; 8] = b"WMMANIF1";
/// The lineage column of R15.
pub const ROW_COLUMN: &str = "__row";
/// Extension of [`WmCx`]: `*const WmStr`, the folder of the pipeline file.
pub const EXTENSION_BASE_DIR: &str = "wagemill.base_dir";
/// The C header, for tools that write it out.
pub const HEADER: &str = include_str!("../include/wagemill.h");

pub const WM_OK: i32 = 0;
pub const WM_E_CONFIG: i32 = -1;
pub const WM_E_SCHEMA: i32 = -2;
pub const WM_E_DATA: i32 = -3;
pub const WM_E_IO: i32 = -4;
pub const WM_E_CANCELLED: i32 = -5;
pub const WM_E_INTERNAL: i32 = -6;
pub const WM_E_PANIC: i32 = -7;
pub const WM_E_UNSUPPORTED: i32 = -8;

pub const WM_SOURCE: u32 = 1;
pub const WM_TRANSFORM: u32 = 2;
pub const WM_SINK: u32 = 3;

pub const WM_F_SINGLETON: u64 = 1;
pub const WM_F_WHOLE_TABLE: u64 = 2;
pub const WM_F_DETERMINISTIC: u64 = 4;
pub const WM_F_PASSTHROUGH: u64 = 8;

pub const WM_TRACE: i32 = 0;
pub const WM_DEBUG: i32 = 1;
pub const WM_INFO: i32 = 2;
pub const WM_WARN: i32 = 3;
pub const WM_ERROR: i32 = 4;

pub const WM_COUNTER: u32 = 0;
pub const WM_GAUGE: u32 = 1;
pub const WM_HISTOGRAM: u32 = 2;

pub const WM_NOTE: i32 = 0;
pub const WM_REJECT: i32 = 1;

pub const ARROW_FLAG_DICTIONARY_ORDERED: i64 = 1;
pub const ARROW_FLAG_NULLABLE: i64 = 2;
pub const ARROW_FLAG_MAP_KEYS_SORTED: i64 = 4;

/// The Arrow C Data Interface's description of a type.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowSchema {
    pub format: *const c_char,
    pub name: *const c_char,
    pub metadata: *const c_char,
    pub flags: i64,
    pub n_children: i64,
    pub children: *mut *mut ArrowSchema,
    pub dictionary: *mut ArrowSchema,
    pub release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    pub private_data: *mut c_void,
}

/// The Arrow C Data Interface's array; it does not know its type.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArray {
    pub length: i64,
    pub null_count: i64,
    pub offset: i64,
    pub n_buffers: i64,
    pub n_children: i64,
    pub buffers: *mut *const c_void,
    pub children: *mut *mut ArrowArray,
    pub dictionary: *mut ArrowArray,
    pub release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    pub private_data: *mut c_void,
}

impl ArrowSchema {
    /// A released schema: nothing to free.
    pub const fn empty() -> Self {
        Self {
            format: std::ptr::null(),
            name: std::ptr::null(),
            metadata: std::ptr::null(),
            flags: 0,
            n_children: 0,
            children: std::ptr::null_mut(),
            dictionary: std::ptr::null_mut(),
            release: None,
            private_data: std::ptr::null_mut(),
        }
    }
}

impl ArrowArray {
    /// A released array: nothing to free.
    pub const fn empty() -> Self {
        Self {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: std::ptr::null_mut(),
            children: std::ptr::null_mut(),
            dictionary: std::ptr::null_mut(),
            release: None,
            private_data: std::ptr::null_mut(),
        }
    }
}

/// Borrowed UTF-8 (R1).
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct WmStr {
    pub ptr: *const c_char,
    pub len: usize,
}

impl WmStr {
    /// A borrowed view of `text`; the caller keeps `text` alive as R1 asks.
    pub const fn new(text: &str) -> Self {
        Self { ptr: text.as_ptr().cast(), len: text.len() }
    }

    pub const fn empty() -> Self {
        Self { ptr: std::ptr::null(), len: 0 }
    }

    /// The text, with what is not UTF-8 replaced; empty for a null pointer.
    ///
    /// # Safety
    /// `ptr` must be null or point to `len` bytes that live for `'a`.
    pub unsafe fn to_string_lossy<'a>(self) -> std::borrow::Cow<'a, str> {
        // SAFETY: the caller promises what `bytes` asks.
        String::from_utf8_lossy(unsafe { self.bytes() })
    }

    /// The bytes; empty for a null pointer or a length that no object can have.
    ///
    /// # Safety
    /// `ptr` must be null or point to `len` bytes that live for `'a`.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.ptr.is_null() || self.len > isize::MAX as usize {
            return &[];
        }
        // SAFETY: not null, a possible length, and the caller promises `len` living bytes.
        unsafe { std::slice::from_raw_parts(self.ptr.cast(), self.len) }
    }
}

/// Something about one input row; row -1: about none. Spans are Unicode scalar offsets into `column`, or -1.
#[repr(C)]
#[derive(Debug)]
pub struct WmIssue {
    pub struct_size: u32,
    pub severity: i32,
    pub row: i64,
    pub span_start: i64,
    pub span_end: i64,
    pub column: WmStr,
    pub code: WmStr,
    pub message: WmStr,
    pub help: WmStr,
    pub source: WmStr,
}

/// What a call may ask of the host. Valid until that call returns (R5).
#[repr(C)]
pub struct WmCx {
    pub struct_size: u32,
    pub abi_major: u16,
    pub abi_minor: u16,
    pub host: *mut c_void,
    pub output: Option<unsafe extern "C" fn(*const WmCx, WmStr, *mut ArrowSchema) -> i32>,
    pub emit: Option<unsafe extern "C" fn(*const WmCx, u32, *const ArrowSchema, *mut ArrowArray) -> i32>,
    pub fail: Option<unsafe extern "C" fn(*const WmCx, i32, WmStr, WmStr)>,
    pub issue: Option<unsafe extern "C" fn(*const WmCx, *const WmIssue)>,
    pub log: Option<unsafe extern "C" fn(*const WmCx, i32, WmStr, WmStr, WmStr)>,
    pub metric: Option<unsafe extern "C" fn(*const WmCx, WmStr, u32, f64)>,
    pub progress: Option<unsafe extern "C" fn(*const WmCx, u64, u64)>,
    pub cancelled: Option<unsafe extern "C" fn(*const WmCx) -> i32>,
    pub extension: Option<unsafe extern "C" fn(*const WmCx, WmStr) -> *const c_void>,
}

/// One stage: a source, a transform or a sink.
#[repr(C)]
pub struct WmStage {
    pub struct_size: u32,
    pub kind: u32,
    pub flags: u64,
    pub name: WmStr,
    pub spec_json: WmStr,
    pub options_schema: WmStr,
    pub plan: Option<unsafe extern "C" fn(*const WmCx, WmStr, *const *const ArrowSchema, u32) -> i32>,
    pub list: Option<unsafe extern "C" fn(*const WmCx, WmStr) -> i32>,
    pub open: Option<unsafe extern "C" fn(*const WmCx, WmStr, *const *const ArrowSchema, u32, *mut *mut c_void) -> i32>,
    pub process: Option<unsafe extern "C" fn(*mut c_void, *const WmCx, u32, *mut ArrowArray) -> i32>,
    pub finish: Option<unsafe extern "C" fn(*mut c_void, *const WmCx) -> i32>,
    pub close: Option<unsafe extern "C" fn(*mut c_void)>,
}

/// What the host says once, before anything else.
#[repr(C)]
pub struct WmHost {
    pub struct_size: u32,
    pub abi_major: u16,
    pub abi_minor: u16,
    pub threads: u32,
    pub reserved: u32,
    pub log: Option<unsafe extern "C" fn(i32, WmStr, WmStr, WmStr)>,
    pub extension: Option<unsafe extern "C" fn(WmStr) -> *const c_void>,
}

/// What the entry symbol returns.
#[repr(C)]
pub struct WmPlugin {
    pub struct_size: u32,
    pub abi_major: u16,
    pub abi_minor: u16,
    pub name: WmStr,
    pub version: WmStr,
    pub n_stages: u32,
    pub reserved: u32,
    pub stages: *const *const WmStage,
    pub init: Option<unsafe extern "C" fn(*const WmHost) -> i32>,
    pub extension: Option<unsafe extern "C" fn(WmStr) -> *const c_void>,
}

pub type WmEntry = unsafe extern "C" fn() -> *const WmPlugin;

// SAFETY: a plugin's tables are immutable for the life of the process (R1, R8).
unsafe impl Sync for WmPlugin {}
// SAFETY: as above; the functions they name keep R4 themselves.
unsafe impl Sync for WmStage {}
// SAFETY: as above.
unsafe impl Send for WmPlugin {}
// SAFETY: as above.
unsafe impl Send for WmStage {}
// SAFETY: the host fills it once and never changes it; its functions may be called on any thread.
unsafe impl Sync for WmHost {}
// SAFETY: R3 lets an array be released on any thread, and nobody writes to it but its owner.
unsafe impl Send for ArrowArray {}
// SAFETY: as for arrays.
unsafe impl Send for ArrowSchema {}
