//! Writes a new folder with files, and never into one that holds something already.

use std::fs;
use std::io;
use std::path::Path;

use crate::failure::Failure;

pub struct File<'a> {
    /// relative to the folder, with forward slashes
    pub path: &'a str,
    pub text: &'a str,
}

pub fn write_folder(folder: &Path, files: &[File<'_>]) -> Result<(), Failure> {
    if folder.exists() && !is_empty_folder(folder) {
        return Err(Failure::wrong("folder-not-empty", format!("`{}` exists already", folder.display()))
            .help("name a folder that does not exist yet, or an empty one"));
    }
    for file in files {
        write(&folder.join(file.path), file.text).map_err(|error| {
            Failure::failed("not-written", format!("cannot write `{}`: {error}", folder.join(file.path).display()))
        })?;
    }
    Ok(())
}

fn is_empty_folder(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}
