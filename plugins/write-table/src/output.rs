//! The file that is written: complete and synced, or gone.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use wagemill_plugin::{Error, Result};

/// A file that is removed when it is dropped before [`OutputFile::finish`].
pub struct OutputFile {
    path: PathBuf,
    stream: Option<Stream>,
}

enum Stream {
    Plain(BufWriter<File>),
    /// The header carries no name and no time, so equal rows give equal bytes.
    Gzip(Box<GzEncoder<BufWriter<File>>>),
}

impl OutputFile {
    pub fn create(path: &Path, gzip: bool) -> Result<Self> {
        let file = File::create(path).map_err(|error| failed(path, &error))?;
        let buffered = BufWriter::with_capacity(1 << 18, file);
        let stream = if gzip {
            Stream::Gzip(Box::new(GzEncoder::new(buffered, Compression::default())))
        } else {
            Stream::Plain(buffered)
        };
        Ok(Self { path: path.to_owned(), stream: Some(stream) })
    }

    /// Everything is on the disk when this returns.
    pub fn finish(mut self) -> Result<()> {
        self.sync().map_err(|error| failed(&self.path, &error))?;
        self.stream = None;
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        match self.stream.as_mut() {
            Some(Stream::Plain(buffered)) => {
                buffered.flush()?;
                buffered.get_ref().sync_all()
            }
            Some(Stream::Gzip(encoder)) => {
                encoder.try_finish()?;
                let buffered = encoder.get_mut();
                buffered.flush()?;
                buffered.get_ref().sync_all()
            }
            None => Ok(()),
        }
    }

    fn stream(&mut self) -> &mut dyn Write {
        match self.stream.as_mut().expect("only `finish` and `drop` take the stream") {
            Stream::Plain(buffered) => buffered,
            Stream::Gzip(encoder) => encoder.as_mut(),
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream().flush()
    }
}

impl Drop for OutputFile {
    fn drop(&mut self) {
        // Some platforms remove no open file, so the stream goes first.
        if self.stream.take().is_some() {
            // The host removes its staging folder as well; there is nobody to tell about a failure.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// The error for a file that cannot be written.
pub fn failed(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new("write-failed", format!("`{}` cannot be written: {error}", path.display()))
        .help("look whether the folder exists, can be written to and has space left")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn a_file_that_is_not_finished_is_removed() {
        for gzip in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("wages.csv");
            let mut file = OutputFile::create(&path, gzip).unwrap();
            file.write_all(&[b'x'; 1 << 20]).unwrap();
            file.flush().unwrap();
            assert!(path.exists());
            drop(file);
            assert!(!path.exists());
        }
    }

    #[test]
    fn a_finished_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wages.csv");
        let mut file = OutputFile::create(&path, false).unwrap();
        file.write_all(b"x").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = OutputFile::create(Path::new("/no/such/folder/wages.csv"), false).err().unwrap();
        assert_eq!(error.code(), "write-failed");
        assert!(error.message().starts_with("`/no/such/folder/wages.csv` cannot be written: "));
    }
}
