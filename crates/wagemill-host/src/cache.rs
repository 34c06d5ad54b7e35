//! Remembered hashes of libraries, and the private copies that are loaded instead of the user's files.
//!
//! Copying over a loaded library crashes the process, and opening a path again after its file was replaced gives the old
//! library: a copy named by its hash has neither problem.

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::files;

const HASHES: &str = "library-hashes.json";
const COPIES: &str = "plugins";
/// A file that was written this recently may be written again without a change of its time.
const SETTLED: Duration = Duration::from_secs(2);

/// A copy of a library that is gone may be in use, but not for this long.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// A library as it was hashed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Hashed {
    pub sha256: String,
    pub size: u64,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Hashes {
    files: BTreeMap<String, Remembered>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    size: u64,
    modified_ns: u64,
    inode: u64,
    sha256: String,
}

/// The user's cache folder of wagemill.
pub(crate) fn default_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| {
            let home = std::env::home_dir().filter(|home| home.is_absolute())?;
            Some(home.join(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" }))
        })
    };
    folder.map(|folder| folder.join("wagemill"))
}

/// The cache folder, or nothing where it cannot be written or is not ours alone.
#[derive(Clone, Debug)]
pub(crate) struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    pub fn open(folder: Option<PathBuf>) -> Self {
        let usable = |folder: &PathBuf| {
            files::private_folder(folder).and_then(|()| files::private_folder(&folder.join(COPIES))).is_ok()
        };
        Self { folder: folder.filter(usable) }
    }

    /// A private copy of the library, which it is safe to load; kept in the cache, or else in a temporary folder.
    pub fn private_copy(&self, library: &Path) -> io::Result<PrivateCopy> {
        let Some(folder) = &self.folder else {
            return temporary_copy(library);
        };
        let copies = folder.join(COPIES);
        let before = fs::metadata(library)?;
        let key = library.to_string_lossy().into_owned();
        if let Some(hashed) = remembered(folder, &key, &before) {
            let path = copy_path(&copies, &hashed.sha256);
            if has_size(&path, hashed.size) {
                return Ok(PrivateCopy { path, hashed, temporary: None });
            }
        }
        match cached_copy(library, &copies) {
            Ok(copy) => {
                remember(folder, key, &before, library, &copy.hashed);
                Ok(copy)
            }
            // A full disk or a lost permission must not keep a plugin from loading.
            Err(_) => temporary_copy(library),
        }
    }
}

/// A file that nobody but us changes.
#[derive(Debug)]
pub(crate) struct PrivateCopy {
    pub path: PathBuf,
    pub hashed: Hashed,
    /// Deleted with this value; a loaded library does not need its file any more where files can be unlinked in use.
    pub temporary: Option<tempfile::TempDir>,
}

fn copy_path(folder: &Path, sha256: &str) -> PathBuf {
    folder.join(format!("{sha256}{}", std::env::consts::DLL_SUFFIX))
}

fn has_size(path: &Path, size: u64) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == size)
}

/// Copies under a temporary name, hashing what is copied, and renames the copy to its hash.
fn cached_copy(library: &Path, copies: &Path) -> io::Result<PrivateCopy> {
    let mut temporary = tempfile::Builder::new().prefix(".new-").tempfile_in(copies)?;
    let (sha256, size) = files::copy_hashed(&mut File::open(library)?, temporary.as_file_mut())?;
    let path = copy_path(copies, &sha256);
    // The copy of another process is as good as ours, if it is what its name says.
    let known = has_size(&path, size) && files::hash_file(&path).is_ok_and(|(found, _)| found == sha256);
    if !known {
        temporary.as_file_mut().sync_all()?;
        temporary.as_file_mut().rewind()?;
        verify(&mut *temporary.as_file_mut(), &sha256)?;
        temporary.persist(&path).map_err(|error| error.error)?;
    }
    Ok(PrivateCopy { path, hashed: Hashed { sha256, size }, temporary: None })
}

fn verify(copy: &mut File, sha256: &str) -> io::Result<()> {
    let (found, _) = files::copy_hashed(copy, &mut io::sink())?;
    if found == sha256 {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "the private copy differs from the library"))
}

fn temporary_copy(library: &Path) -> io::Result<PrivateCopy> {
    // `tempfile` makes folders that only their owner can enter.
    let folder = tempfile::Builder::new().prefix("wagemill-plugin-").tempdir()?;
    let mut copy = cached_copy(library, folder.path())?;
    copy.temporary = Some(folder);
    Ok(copy)
}

fn remembered(folder: &Path, key: &str, found: &Metadata) -> Option<Hashed> {
    let hashes = read_hashes(folder);
    let known = hashes.files.get(key)?;
    // It becomes a file name.
    if known.sha256.len() != 64 || !known.sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (*known == fingerprint(found, &known.sha256)?).then(|| Hashed { sha256: known.sha256.clone(), size: known.size })
}

fn remember(folder: &Path, key: String, before: &Metadata, library: &Path, hashed: &Hashed) {
    let settled = before.modified().ok().and_then(|time| SystemTime::now().duration_since(time).ok());
    if settled.is_none_or(|age| age < SETTLED) || before.len() != hashed.size {
        return;
    }
    let Some(entry) = fingerprint(before, &hashed.sha256) else { return };
    // Replaced while we read it: what we hashed is no longer what lies there.
    if fs::metadata(library).ok().and_then(|after| fingerprint(&after, &hashed.sha256)).as_ref() != Some(&entry) {
        return;
    }
    let mut hashes = read_hashes(folder);
    hashes.files.retain(|file, _| Path::new(file).exists());
    hashes.files.insert(key, entry);
    // A hash that is not remembered costs time, not correctness.
    let _ = files::write_atomically(&folder.join(HASHES), |file| {
        serde_json::to_writer_pretty(file, &hashes).map_err(io::Error::other)
    });
    remove_unused(&folder.join(COPIES), &hashes);
}

/// Every build of a plugin leaves a copy; those that no library needs any more are removed in time.
fn remove_unused(copies: &Path, hashes: &Hashes) {
    let Ok(entries) = fs::read_dir(copies) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let needed = hashes.files.values().any(|known| copy_path(copies, &known.sha256) == path);
        let written = fs::symlink_metadata(&path).and_then(|found| found.modified());
        let age = written.ok().and_then(|written| SystemTime::now().duration_since(written).ok());
        if !needed && age.is_some_and(|age| age > KEPT) {
            // What cannot be removed now is tried again after the next change.
            let _ = fs::remove_file(&path);
        }
    }
}

/// A damaged memory is an empty one.
fn read_hashes(folder: &Path) -> Hashes {
    fs::read(folder.join(HASHES)).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

fn fingerprint(found: &Metadata, sha256: &str) -> Option<Remembered> {
    let modified = found.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(found);
    #[cfg(not(unix))]
    let inode = 0;
    Some(Remembered {
        size: found.len(),
        modified_ns: u64::try_from(modified.as_nanos()).ok()?,
        inode,
        sha256: sha256.to_owned(),
    })
}
