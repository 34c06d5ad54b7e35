//! What can be wrong with a data file.

/// A data file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{file}:{line}: {message}")]
pub struct Error {
    /// the name of the file
    pub file: String,
    /// the line, from 1
    pub line: usize,
    /// what is wrong with it
    pub message: String,
}

impl Error {
    pub(crate) fn new(file: &str, line: usize, message: impl Into<String>) -> Error {
        Error { file: file.to_owned(), line, message: message.into() }
    }

    /// For a parser that knows the byte at which it stopped.
    pub(crate) fn at_byte(file: &str, text: &str, byte: usize, message: impl Into<String>) -> Error {
        let before = &text.as_bytes()[..byte.min(text.len())];
        Error::new(file, memchr::memchr_iter(b'\n', before).count() + 1, message)
    }
}

/// The result of reading a data file.
pub type Result<T> = std::result::Result<T, Error>;
