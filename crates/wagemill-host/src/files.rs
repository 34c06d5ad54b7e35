//! Private folders, atomic writes and hashes of files.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// Makes sure that `folder` exists, is ours and that nobody else can write into it: libraries are loaded from it.
pub(crate) fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let found = fs::metadata(folder)?;
        if found.mode() & 0o077 != 0 {
            // Fails for a folder of somebody else, which is what we want to know.
            fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        }
        // Root could change the folder of anybody; a file of ours shows who we are.
        let probe = tempfile::Builder::new().prefix(".owner").tempfile_in(folder)?;
        if probe.as_file().metadata()?.uid() != found.uid() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the folder belongs to another user"));
        }
    }
    Ok(())
}

/// Writes a file beside its place and renames it: readers see the old one, the new one, and nothing between.
pub(crate) fn write_atomically(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "no parent folder"))?;
    let mut temporary = tempfile::Builder::new().prefix(".new-").tempfile_in(folder)?;
    write(temporary.as_file_mut())?;
    temporary.as_file_mut().sync_all()?;
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Copies `from` into `to` and gives the hash and the size of what was copied.
pub(crate) fn copy_hashed(from: &mut impl Read, to: &mut impl Write) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(&buffer[..count]);
        to.write_all(&buffer[..count])?;
        size += count as u64;
    }
    let hex = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((hex, size))
}

/// The hash and the size of a file.
pub(crate) fn hash_file(path: &Path) -> io::Result<(String, u64)> {
    copy_hashed(&mut File::open(path)?, &mut io::sink())
}
