//! What can go wrong: a library that is refused, and a stage that fails or lies.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use wagemill_abi::WM_E_INTERNAL;

/// A library that is refused, or a stage that no library provides.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// One of [`codes`](crate::codes).
    pub code: &'static str,
    /// The user's file or folder.
    pub file: Option<PathBuf>,
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl Error {
    /// A refusal of `file`; `reason` completes the sentence that begins with the file.
    pub(crate) fn refused(code: &'static str, file: &Path, reason: impl Display, help: impl Display) -> Self {
        Self {
            code,
            file: Some(file.to_path_buf()),
            message: format!("`{}` {reason}", file.display()),
            help: help.to_string(),
        }
    }
}

impl Diagnostic for Error {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        if self.help.is_empty() { None } else { Some(Box::new(&self.help)) }
    }
}

/// A call to a stage that ended with an error: its own, or one that the host found in what it did.
///
/// Its fields are those of [`StageFailure`].
#[derive(Clone, Debug, thiserror::Error)]
#[error("stage `{}` of `{}`: {}", .0.stage, .0.plugin_file.display(), .0.message)]
pub struct StageError(Box<StageFailure>);

/// What is known about a failed call.
#[derive(Clone, Debug)]
pub struct StageFailure {
    pub stage: String,
    pub plugin_file: PathBuf,
    /// The negative status of `wagemill.h`.
    pub status: i32,
    /// Kebab-case: the plugin's own code, or one of [`codes`](crate::codes).
    pub code: String,
    pub message: String,
    /// What to do next; may be empty.
    pub help: String,
    /// JSON pointer to the option that is at fault.
    pub option: Option<String>,
    /// Unicode scalar offsets inside that option's text.
    pub span: Option<(usize, usize)>,
    /// Where a panic happened: `file:line`.
    pub location: Option<String>,
}

impl From<StageFailure> for StageError {
    fn from(failure: StageFailure) -> Self {
        Self(Box::new(failure))
    }
}

impl std::ops::Deref for StageError {
    type Target = StageFailure;

    fn deref(&self) -> &StageFailure {
        &self.0
    }
}

impl Diagnostic for StageError {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(&self.0.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        if self.0.help.is_empty() { None } else { Some(Box::new(&self.0.help)) }
    }
}

/// A rule of the boundary that a stage broke, before it is known which stage of which file it was.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub status: i32,
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl Fault {
    pub fn new(code: &'static str, message: impl Display) -> Self {
        Self {
            status: WM_E_INTERNAL,
            code,
            message: message.to_string(),
            help: "this is a fault of the plugin, not of the input; tell its author".to_owned(),
        }
    }

    pub fn help(mut self, help: impl Display) -> Self {
        self.help = help.to_string();
        self
    }

    pub fn status(mut self, status: i32) -> Self {
        self.status = status;
        self
    }
}
