//! Outputs are complete or absent: sinks write into staging folders, and their files are moved when all have finished.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::error::Error;

/// The files of one run on their way.
pub(crate) struct Staging {
    state: State,
    /// Staging folders, one beside each folder that is written to.
    folders: BTreeMap<PathBuf, PathBuf>,
    files: Vec<Staged>,
}

/// One file that a sink writes.
pub(crate) struct Staged {
    /// Id of the stage, or empty for the run's own files.
    pub id: String,
    pub target: PathBuf,
    pub staged: PathBuf,
    /// What stood at the target when the run began.
    before: Option<(u64, SystemTime)>,
}

/// A file that was moved to its place.
pub(crate) struct Written {
    pub id: String,
    pub target: PathBuf,
    pub bytes: u64,
    pub sha256: String,
}

/// Hashes of the files that wagemill wrote beside a pipeline file, kept in `.wagemill/outputs.json`.
struct State {
    file: PathBuf,
    hashes: BTreeMap<String, String>,
}

impl Staging {
    pub fn new(base_dir: &Path) -> Self {
        Self { state: State::read(base_dir), folders: BTreeMap::new(), files: Vec::new() }
    }

    /// Refuses a target that somebody else wrote or edited, unless `overwrite`; else gives what stands there.
    pub fn check(&self, target: &Path, overwrite: bool) -> Result<Option<(u64, SystemTime)>, Error> {
        let Ok(metadata) = fs::metadata(target) else { return Ok(None) };
        if !overwrite {
            match self.state.hashes.get(&key(target)) {
                None => return Err(Error::Foreign(target.to_owned())),
                Some(hash) if *hash != hash_file(target)?.0 => return Err(Error::Edited(target.to_owned())),
                Some(_) => {}
            }
        }
        Ok(Some((metadata.len(), metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH))))
    }

    /// A place to write `target` to, if [`Staging::check`] allows it.
    pub fn stage(&mut self, id: &str, target: &Path, overwrite: bool) -> Result<PathBuf, Error> {
        let before = self.check(target, overwrite)?;
        let parent = target.parent().unwrap_or(Path::new("."));
        let folder = match self.folders.get(parent) {
            Some(folder) => folder.clone(),
            None => {
                fs::create_dir_all(parent).map_err(Error::file("create the folder", parent))?;
                remove_leftovers(parent);
                let folder = parent.join(format!("{PREFIX}{}", std::process::id()));
                create_private(&folder).map_err(Error::file("create the folder", &folder))?;
                self.folders.insert(parent.to_owned(), folder.clone());
                folder
            }
        };
        let name = target.file_name().unwrap_or_default();
        let staged = folder.join(name);
        self.files.push(Staged { id: id.to_owned(), target: target.to_owned(), staged: staged.clone(), before });
        Ok(staged)
    }

    /// Moves every file to its place, in the order in which they were staged.
    pub fn commit(&mut self) -> Result<Vec<Written>, Error> {
        // Everything is on the disk before anything is renamed.
        let mut written = Vec::new();
        for file in &self.files {
            if !file.staged.is_file() {
                return Err(Error::NothingWritten { id: file.id.clone(), path: file.target.clone() });
            }
            File::open(&file.staged).and_then(|opened| opened.sync_all()).map_err(Error::file("sync", &file.staged))?;
            let now = fs::metadata(&file.target)
                .ok()
                .map(|now| (now.len(), now.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
            if now.is_some() && now != file.before {
                return Err(Error::Edited(file.target.clone()));
            }
            let (sha256, bytes) = hash_file(&file.staged)?;
            written.push(Written { id: file.id.clone(), target: file.target.clone(), bytes, sha256 });
        }
        for file in self.files.drain(..) {
            fs::rename(&file.staged, &file.target).map_err(Error::file("move a finished file to", &file.target))?;
        }
        for parent in self.folders.keys() {
            // A folder that cannot be synced, as on some network disks, still has the files.
            let _ = File::open(parent).and_then(|folder| folder.sync_all());
        }
        for file in &written {
            self.state.hashes.insert(key(&file.target), file.sha256.clone());
        }
        Ok(written)
    }

    /// Remembers the hashes of what was written, so that the next run knows its own files.
    pub fn remember(&self) -> Result<(), Error> {
        self.state.write()
    }

    /// Removes a file of an earlier run that this one does not write, if nobody edited it.
    pub fn retire(&mut self, target: &Path) {
        let ours = self.state.hashes.get(&key(target)).cloned();
        if let (Some(hash), Ok((now, _))) = (ours, hash_file(target))
            && hash == now
            && fs::remove_file(target).is_ok()
        {
            self.state.hashes.remove(&key(target));
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        for folder in self.folders.values() {
            // What stays behind is removed by the next run.
            let _ = fs::remove_dir_all(folder);
        }
    }
}

const PREFIX: &str = ".wagemill-staging-";

/// Removes staging folders of runs that were killed: those of processes that are gone.
fn remove_leftovers(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)) else { continue };
        let alive = Path::new("/proc/self").exists() && Path::new("/proc").join(process).exists();
        let is_old = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age.as_secs() > 3600));
        if !alive && (Path::new("/proc/self").exists() || is_old) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

impl State {
    fn read(base_dir: &Path) -> Self {
        let file = base_dir.join(".wagemill").join("outputs.json");
        let hashes = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { file, hashes }
    }

    fn write(&self) -> Result<(), Error> {
        let folder = self.file.parent().expect("the file lies in `.wagemill`");
        create_private(folder).map_err(Error::file("create the folder", folder))?;
        let text = serde_json::to_vec_pretty(&self.hashes).expect("a map of texts is plain JSON");
        let temporary = self.file.with_extension(format!("json.{}", std::process::id()));
        fs::write(&temporary, text).map_err(Error::file("write", &temporary))?;
        fs::rename(&temporary, &self.file).map_err(Error::file("move a finished file to", &self.file))
    }
}

fn key(target: &Path) -> String {
    target.to_string_lossy().into_owned()
}

/// A folder that only its owner can read: it may hold text of articles.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// SHA-256 in hexadecimal, and the size.
fn hash_file(path: &Path) -> Result<(String, u64), Error> {
    let mut file = File::open(path).map_err(Error::file("open", path))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let read = file.read(&mut buffer).map_err(Error::file("read", path))?;
        if read == 0 {
            return Ok((hexadecimal(&hash.finalize()), size));
        }
        hash.update(&buffer[..read]);
        size += read as u64;
    }
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The options of a sink with its targets replaced by staged paths.
pub(crate) fn redirect(options: &Value, writes: &[(String, PathBuf)], staged: &[PathBuf]) -> Value {
    let mut options = options.clone();
    for ((pointer, _), staged) in writes.iter().zip(staged) {
        if let Some(value) = options.pointer_mut(pointer) {
            *value = Value::String(staged.to_string_lossy().into_owned());
        }
    }
    options
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn write(folder: &Path, text: &str, overwrite: bool) -> Result<Vec<Written>, Error> {
        let mut staging = Staging::new(folder);
        let staged = staging.stage("write-table", &folder.join("out/wages.csv"), overwrite)?;
        assert!(
            !folder.join("out/wages.csv").exists() || fs::read_to_string(folder.join("out/wages.csv")).unwrap() != text
        );
        fs::write(staged, text).unwrap();
        let written = staging.commit()?;
        staging.remember()?;
        Ok(written)
    }

    #[test]
    fn a_file_that_was_edited_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("out/wages.csv");
        write(folder.path(), "one", false).unwrap();
        write(folder.path(), "two", false).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "two");
        fs::write(&target, "two, and a correction").unwrap();
        assert!(matches!(write(folder.path(), "three", false), Err(Error::Edited(path)) if path == target));
        assert_eq!(fs::read_to_string(&target).unwrap(), "two, and a correction");
        write(folder.path(), "three", true).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), "three");
    }

    #[test]
    fn a_file_of_somebody_else_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("out")).unwrap();
        fs::write(folder.path().join("out/wages.csv"), "mine").unwrap();
        assert!(matches!(write(folder.path(), "ours", false), Err(Error::Foreign(_))));
        assert_eq!(fs::read_to_string(folder.path().join("out/wages.csv")).unwrap(), "mine");
    }

    #[test]
    fn nothing_stays_behind_without_a_commit() {
        let folder = tempfile::tempdir().unwrap();
        {
            let mut staging = Staging::new(folder.path());
            let staged = staging.stage("write-table", &folder.path().join("out/wages.csv"), false).unwrap();
            fs::write(staged, "half a").unwrap();
        }
        assert_eq!(fs::read_dir(folder.path().join("out")).unwrap().count(), 0);
    }

    #[test]
    fn a_sink_that_wrote_nothing_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let mut staging = Staging::new(folder.path());
        staging.stage("write-table", &folder.path().join("out/wages.csv"), false).unwrap();
        assert!(matches!(staging.commit(), Err(Error::NothingWritten { id, .. }) if id == "write-table"));
    }
}
