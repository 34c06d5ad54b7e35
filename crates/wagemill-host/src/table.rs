//! Reads the table of functions that a library returns, and trusts nothing in it.

use std::path::Path;

use serde_json::Value;
use wagemill_abi::json::{Manifest, Spec};
use wagemill_abi::{
    ABI_MAJOR, ABI_MINOR, WM_F_DETERMINISTIC, WM_F_PASSTHROUGH, WM_F_SINGLETON, WM_F_WHOLE_TABLE, WM_SINK, WM_SOURCE,
    WM_TRANSFORM, WmPlugin, WmStage,
};

use crate::checks;
use crate::codes;
use crate::error::Error;
use crate::layout::Layout;
use crate::text;

const MOST_STAGES: u32 = 256;

/// What a stage does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Source,
    Transform,
    Sink,
}

impl Kind {
    /// The word of the manifest.
    pub fn word(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Transform => "transform",
            Self::Sink => "sink",
        }
    }

    pub(crate) fn named(word: &str) -> Option<Self> {
        [Self::Source, Self::Transform, Self::Sink].into_iter().find(|kind| kind.word() == word)
    }

    fn numbered(number: u32) -> Option<Self> {
        match number {
            WM_SOURCE => Some(Self::Source),
            WM_TRANSFORM => Some(Self::Transform),
            WM_SINK => Some(Self::Sink),
            _ => None,
        }
    }
}

pub(crate) type PlanFunction = unsafe extern "C" fn(
    *const wagemill_abi::WmCx,
    wagemill_abi::WmStr,
    *const *const wagemill_abi::ArrowSchema,
    u32,
) -> i32;
pub(crate) type ListFunction = unsafe extern "C" fn(*const wagemill_abi::WmCx, wagemill_abi::WmStr) -> i32;
pub(crate) type OpenFunction = unsafe extern "C" fn(
    *const wagemill_abi::WmCx,
    wagemill_abi::WmStr,
    *const *const wagemill_abi::ArrowSchema,
    u32,
    *mut *mut std::ffi::c_void,
) -> i32;
pub(crate) type ProcessFunction =
    unsafe extern "C" fn(*mut std::ffi::c_void, *const wagemill_abi::WmCx, u32, *mut wagemill_abi::ArrowArray) -> i32;
pub(crate) type FinishFunction = unsafe extern "C" fn(*mut std::ffi::c_void, *const wagemill_abi::WmCx) -> i32;
pub(crate) type CloseFunction = unsafe extern "C" fn(*mut std::ffi::c_void);

/// A stage of a loaded library, copied and checked; its functions live for ever (R8).
#[derive(Debug)]
pub(crate) struct StageTable {
    pub name: String,
    pub kind: Kind,
    pub flags: u64,
    pub spec: Spec,
    pub layout: Layout,
    pub options_schema: Value,
    pub plan: PlanFunction,
    pub list: Option<ListFunction>,
    pub open: OpenFunction,
    pub process: ProcessFunction,
    pub finish: Option<FinishFunction>,
    pub close: CloseFunction,
}

/// Reads a field through a raw pointer if it lies within the size that the struct claims (R7).
macro_rules! field {
    ($pointer:expr, $size:expr, $struct:ty, $field:ident) => {{
        let end = std::mem::offset_of!($struct, $field) + size_of_field(|table: &$struct| &raw const table.$field);
        if end <= $size {
            // SAFETY: the pointer was checked, and the field lies within the bytes that the plugin says are there.
            Some(unsafe { (&raw const (*$pointer).$field).read() })
        } else {
            None
        }
    }};
}
pub(crate) use field;

/// The size of what an accessor points to; the accessor is never called.
pub(crate) fn size_of_field<T, F>(_accessor: impl Fn(&T) -> *const F) -> usize {
    size_of::<F>()
}

/// The bytes that the struct claims to have; its first field.
///
/// # Safety
/// `pointer` is null or points to a struct that begins with its `u32` size.
pub(crate) unsafe fn claimed_size<T>(pointer: *const T) -> Result<usize, String> {
    if pointer.is_null() {
        return Err("a null pointer".to_owned());
    }
    if !pointer.is_aligned() {
        return Err("a pointer that is not aligned".to_owned());
    }
    // SAFETY: not null, aligned, and the caller promises the size field.
    Ok(unsafe { pointer.cast::<u32>().read() } as usize)
}

/// The table of a library, checked and compared with its manifest.
#[derive(Debug)]
pub(crate) struct PluginTable {
    pub stages: Vec<StageTable>,
    pub init: Option<unsafe extern "C" fn(*const wagemill_abi::WmHost) -> i32>,
}

/// # Safety
/// `plugin` is null or what an entry function of ABI 1 returned: a table that lives for ever.
pub(crate) unsafe fn read(plugin: *const WmPlugin, manifest: &Manifest, file: &Path) -> Result<PluginTable, Error> {
    // SAFETY: the caller's promise.
    unsafe { read_plugin(plugin, manifest) }.map_err(|problem| match problem {
        Problem::Abi(reason, help) => Error::refused(codes::ABI_MISMATCH, file, reason, help),
        Problem::Table(reason) => {
            let help = "rebuild the plugin; if it is in C, compare it with wagemill.h";
            Error::refused(
                codes::BAD_PLUGIN_TABLE,
                file,
                format!("returns a table that cannot be used: {reason}"),
                help,
            )
        }
    })
}

enum Problem {
    Abi(String, &'static str),
    Table(String),
}

impl From<String> for Problem {
    fn from(reason: String) -> Self {
        Self::Table(reason)
    }
}

unsafe fn read_plugin(plugin: *const WmPlugin, manifest: &Manifest) -> Result<PluginTable, Problem> {
    // SAFETY: the caller's promise of `read`.
    let size = unsafe { claimed_size(plugin) }.map_err(|what| format!("`wagemill_plugin_v1` gave {what}"))?;
    let short =
        |field: &str| Problem::Table(format!("`WmPlugin.struct_size` is {size}, which leaves no room for `{field}`"));
    let major = field!(plugin, size, WmPlugin, abi_major).ok_or_else(|| short("abi_major"))?;
    let minor = field!(plugin, size, WmPlugin, abi_minor).ok_or_else(|| short("abi_minor"))?;
    if major != ABI_MAJOR {
        let (relation, help) = if major < ABI_MAJOR {
            ("older than", "rebuild the plugin with the wagemill-plugin of this version")
        } else {
            ("newer than", "update wagemill, or take an older version of the plugin")
        };
        let reason =
            format!("has a table for ABI {major}.{minor}, {relation} the ABI {ABI_MAJOR}.{ABI_MINOR} of this wagemill");
        return Err(Problem::Abi(reason, help));
    }
    if (major, minor) != manifest.abi {
        return Err(Problem::Table(format!(
            "it says ABI {major}.{minor}, its manifest says {}.{}",
            manifest.abi.0, manifest.abi.1
        )));
    }
    for (what, found, stated) in [
        ("name", field!(plugin, size, WmPlugin, name), &manifest.name),
        ("version", field!(plugin, size, WmPlugin, version), &manifest.version),
    ] {
        let found = found.ok_or_else(|| short(what))?;
        // SAFETY: R1, texts of the table live for ever.
        let found = unsafe { text::table_text(found) }.map_err(|garbage| format!("its {what} is {garbage}"))?;
        if found != stated {
            return Err(Problem::Table(format!("its {what} is `{found}`, its manifest says `{stated}`")));
        }
    }
    let count = field!(plugin, size, WmPlugin, n_stages).ok_or_else(|| short("n_stages"))?;
    let stages = field!(plugin, size, WmPlugin, stages).ok_or_else(|| short("stages"))?;
    if !(1..=MOST_STAGES).contains(&count) {
        return Err(Problem::Table(format!("it claims {count} stages; 1 to {MOST_STAGES} are possible")));
    }
    if stages.is_null() || !stages.is_aligned() {
        return Err(Problem::Table("its list of stages is no valid pointer".to_owned()));
    }
    let mut read = Vec::new();
    for index in 0..count as usize {
        // SAFETY: checked to be valid, and the plugin says that it holds `n_stages` pointers.
        let stage = unsafe { stages.add(index).read() };
        // SAFETY: a pointer of the table; `read_stage` checks it before it reads.
        let stage = unsafe { read_stage(stage) }.map_err(|reason| format!("stage {index}: {reason}"))?;
        read.push(stage);
    }
    compare(&read, manifest)?;
    Ok(PluginTable { stages: read, init: field!(plugin, size, WmPlugin, init).flatten() })
}

fn compare(stages: &[StageTable], manifest: &Manifest) -> Result<(), String> {
    if stages.len() != manifest.stages.len() {
        return Err(format!("it has {} stages, its manifest names {}", stages.len(), manifest.stages.len()));
    }
    for (index, stage) in stages.iter().enumerate() {
        if stages[..index].iter().any(|other| other.name == stage.name) {
            return Err(format!("it has stage `{}` twice", stage.name));
        }
        let stated = manifest.stages.iter().find(|stated| stated.name == stage.name);
        let stated = stated.ok_or_else(|| format!("its manifest does not name stage `{}`", stage.name))?;
        if stated.kind != stage.kind.word() {
            return Err(format!(
                "stage `{}` is a {}, its manifest says {}",
                stage.name,
                stage.kind.word(),
                stated.kind
            ));
        }
    }
    Ok(())
}

unsafe fn read_stage(stage: *const WmStage) -> Result<StageTable, String> {
    // SAFETY: the caller's promise.
    let size = unsafe { claimed_size(stage) }.map_err(|what| format!("the table holds {what}"))?;
    let short = |field: &str| format!("`WmStage.struct_size` is {size}, which leaves no room for `{field}`");
    let name = field!(stage, size, WmStage, name).ok_or_else(|| short("name"))?;
    // SAFETY: R1, texts of the table live for ever.
    let name = unsafe { text::table_text(name) }.map_err(|garbage| format!("its name is {garbage}"))?;
    let about = |reason: String| format!("`{name}`: {reason}");
    let number = field!(stage, size, WmStage, kind).ok_or_else(|| about(short("kind")))?;
    let kind = Kind::numbered(number).ok_or_else(|| about(format!("{number} is no kind of stage")))?;
    let flags = field!(stage, size, WmStage, flags).ok_or_else(|| about(short("flags")))?;
    check_flags(kind, flags).map_err(about)?;
    let spec = field!(stage, size, WmStage, spec_json).ok_or_else(|| about(short("spec_json")))?;
    // SAFETY: as for the name.
    let spec = unsafe { text::table_text(spec) }.map_err(|garbage| about(format!("its spec is {garbage}")))?;
    let spec: Spec = serde_json::from_str(spec).map_err(|error| about(format!("its spec cannot be read: {error}")))?;
    let layout = checks::spec(kind, flags, &spec).map_err(|reason| about(format!("its spec is wrong: {reason}")))?;
    let schema = field!(stage, size, WmStage, options_schema).ok_or_else(|| about(short("options_schema")))?;
    // SAFETY: as for the name.
    let schema =
        unsafe { text::table_text(schema) }.map_err(|garbage| about(format!("its option schema is {garbage}")))?;
    let options_schema: Value =
        serde_json::from_str(schema).map_err(|error| about(format!("its option schema cannot be read: {error}")))?;
    if !options_schema.is_object() {
        return Err(about("its option schema is no JSON object".to_owned()));
    }
    let missing = |function: &str| about(format!("a {} needs the function `{function}`", kind.word()));
    let list = field!(stage, size, WmStage, list).flatten();
    if kind == Kind::Source && list.is_none() {
        return Err(missing("list"));
    }
    let finish = field!(stage, size, WmStage, finish).flatten();
    if finish.is_none() && (kind == Kind::Sink || flags & WM_F_WHOLE_TABLE != 0) {
        return Err(missing("finish"));
    }
    Ok(StageTable {
        name: name.to_owned(),
        kind,
        flags,
        spec,
        layout,
        options_schema,
        plan: field!(stage, size, WmStage, plan).flatten().ok_or_else(|| missing("plan"))?,
        list,
        open: field!(stage, size, WmStage, open).flatten().ok_or_else(|| missing("open"))?,
        process: field!(stage, size, WmStage, process).flatten().ok_or_else(|| missing("process"))?,
        finish,
        close: field!(stage, size, WmStage, close).flatten().ok_or_else(|| missing("close"))?,
    })
}

fn check_flags(kind: Kind, flags: u64) -> Result<(), String> {
    let known = WM_F_SINGLETON | WM_F_WHOLE_TABLE | WM_F_DETERMINISTIC | WM_F_PASSTHROUGH;
    if flags & !known != 0 {
        return Err(format!("its flags {flags:#x} hold some that do not exist in ABI {ABI_MAJOR}.{ABI_MINOR}"));
    }
    if kind == Kind::Source && flags & WM_F_WHOLE_TABLE != 0 {
        return Err("a source cannot need a whole table".to_owned());
    }
    Ok(())
}
