//! What stops a run. What concerns one row is an [`Issue`](crate::Issue) instead.

use std::fmt;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error that stops the run. It converts from every `std::error::Error`, so that `?` works.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error(Box<Parts>);

#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Parts {
    pub status: i32,
    pub code: String,
    pub message: String,
    pub help: Option<String>,
    pub option: Option<String>,
    pub span: Option<(usize, usize)>,
}

impl Error {
    /// `code` is stable and in kebab-case; `message` is lower case, without a final period, values in backticks.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status: wagemill_abi::WM_E_DATA,
            code: code.into(),
            message: message.into(),
            help: None,
            option: None,
            span: None,
        }))
    }

    /// What to do next.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The option at fault, as a JSON pointer such as `/paths/0`.
    pub fn option(mut self, pointer: impl Into<String>) -> Self {
        self.0.option = Some(pointer.into());
        self.status(wagemill_abi::WM_E_CONFIG)
    }

    /// The part of that option's string that is at fault, in Unicode scalar values.
    pub fn span(mut self, start: usize, end: usize) -> Self {
        self.0.span = Some((start, end));
        self
    }

    /// An error about the columns of an input.
    pub fn schema(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(code, message).status(wagemill_abi::WM_E_SCHEMA)
    }

    pub fn code(&self) -> &str {
        &self.0.code
    }

    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What [`Error::help`] set.
    pub fn help_text(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The option at fault and the part of its text, as [`Error::option`] and [`Error::span`] set them.
    pub fn place(&self) -> (Option<&str>, Option<(usize, usize)>) {
        (self.0.option.as_deref(), self.0.span)
    }

    pub(crate) fn cancelled() -> Self {
        Self::new("cancelled", "the run was cancelled").status(wagemill_abi::WM_E_CANCELLED)
    }

    pub(crate) fn status(mut self, status: i32) -> Self {
        self.0.status = status;
        self
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.message)
    }
}

impl<E: std::error::Error> From<E> for Error {
    fn from(error: E) -> Self {
        Self::new("stage-failed", error.to_string())
    }
}
