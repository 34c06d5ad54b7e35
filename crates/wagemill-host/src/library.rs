//! Loads libraries: a private copy each, once in a process, never unloaded.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use wagemill_abi::json::Manifest;
use wagemill_abi::{ENTRY_SYMBOL, WM_OK, WmEntry};

use crate::cache::{Cache, Hashed};
use crate::codes;
use crate::error::Error;
use crate::logging;
use crate::table::{self, StageTable};

/// A loaded library.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    pub hashed: Hashed,
    pub stages: Vec<Arc<StageTable>>,
}

type Known = HashMap<String, Result<Vec<Arc<StageTable>>, Error>>;

/// By hash. `init` runs once for each library of the process, however many hosts there are.
static LOADED: Mutex<Option<Known>> = Mutex::new(None);

/// Loads the library at `file`, or gives what was loaded before.
pub(crate) fn load(file: &Path, manifest: &Manifest, cache: &Cache, threads: usize) -> Result<Loaded, Error> {
    let copy = cache.private_copy(file).map_err(|error| {
        Error::refused(
            codes::UNREADABLE,
            file,
            format!("cannot be copied to be loaded: {error}"),
            "check permissions and free space",
        )
    })?;
    // Held while loading, so that two threads do not run `init` at once.
    let mut known = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    let stages = known
        .entry(copy.hashed.sha256.clone())
        .or_insert_with(|| load_copy(&copy.path, file, manifest, threads))
        .clone()?;
    if let Some(folder) = copy.temporary {
        dispose(folder);
    }
    Ok(Loaded { hashed: copy.hashed, stages })
}

/// A loaded file can be unlinked on Unix; elsewhere the folder is left to the system's cleaning.
fn dispose(folder: tempfile::TempDir) {
    if cfg!(unix) {
        drop(folder);
    } else {
        let _ = folder.keep();
    }
}

fn load_copy(copy: &Path, file: &Path, manifest: &Manifest, threads: usize) -> Result<Vec<Arc<StageTable>>, Error> {
    let library = open(copy, file)?;
    // SAFETY: the symbol of this name is, by the manifest's ABI version, a function of this type.
    let entry = unsafe { library.get::<WmEntry>(ENTRY_SYMBOL) }.map(|symbol| *symbol);
    // Never unloaded (R8): its functions, texts and arrays live as long as the process.
    std::mem::forget(library);
    let entry = entry.map_err(|error| {
        let reason = format!("does not export `{ENTRY_SYMBOL}`: {error}");
        Error::refused(
            codes::MISSING_SYMBOL,
            file,
            reason,
            "add `export!(..)`, or the function of that name in C, and rebuild",
        )
    })?;
    // SAFETY: the entry function of a library that is loaded; the manifest says that it is of our ABI.
    let plugin = unsafe { entry() };
    // SAFETY: what an entry function of our ABI returned; everything in it is checked.
    let table = unsafe { table::read(plugin, manifest, file) }?;
    if let Some(init) = table.init {
        // SAFETY: a function of the loaded library, called once, before anything else; the table lives for ever.
        let status = unsafe { init(logging::host_table(threads)) };
        if status != WM_OK {
            let help = "read what the plugin logged; rebuild or replace it";
            return Err(Error::refused(
                codes::INIT_FAILED,
                file,
                format!("could not start: `init` returned {status}"),
                help,
            ));
        }
    }
    Ok(table.stages.into_iter().map(Arc::new).collect())
}

#[cfg(unix)]
fn open(copy: &Path, file: &Path) -> Result<libloading::os::unix::Library, Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: running a plugin's constructors is what loading means; the user chose the file, and its manifest, target
    // and panic strategy were checked. The path is absolute, and nobody else can write there.
    unsafe { Library::open(Some(copy), RTLD_NOW | RTLD_LOCAL) }.map_err(|error| load_error(file, &error))
}

#[cfg(windows)]
fn open(copy: &Path, file: &Path) -> Result<libloading::os::windows::Library, Error> {
    // SAFETY: as on Unix.
    unsafe { libloading::os::windows::Library::new(copy) }.map_err(|error| load_error(file, &error))
}

fn load_error(file: &Path, error: &libloading::Error) -> Error {
    let text = match std::error::Error::source(error) {
        Some(source) => source.to_string(),
        None => error.to_string(),
    };
    Error::refused(codes::LOAD_FAILED, file, format!("cannot be loaded: {text}"), load_help(&text))
}

/// What to do about a loader's message.
pub(crate) fn load_help(text: &str) -> &'static str {
    if text.contains("static TLS") {
        return "the plugin's allocator (jemalloc or mimalloc) wants thread-local memory that a loaded library cannot get: \
                build the plugin with the system's allocator";
    }
    if text.contains("undefined symbol") {
        return "the plugin needs a library that it was not linked with: link it, or rebuild the plugin on this machine";
    }
    "a plugin may only need libraries of the system: install what is missing, or rebuild the plugin on this machine"
}
