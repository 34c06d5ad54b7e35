//! Why a run failed.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;

use miette::Diagnostic;
use wagemill_host::StageError;

#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum Error {
    #[error("{0}")]
    #[diagnostic(code("plugin"))]
    Plugin(String, #[help] String),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Stage(StageFailed),

    #[error("the pipeline has no source, so there is nothing to read")]
    #[diagnostic(code("no-source"), help("begin the pipeline file with a stage such as `read-articles`"))]
    NoSource,

    #[error("the pipeline has no sink, so a run would write nothing")]
    #[diagnostic(
        code("no-sink"),
        help("end the pipeline file with a stage such as `write-table`, or look at rows with `wagemill peek`")
    )]
    NoSink,

    #[error("the source found no input")]
    #[diagnostic(code("nothing-to-read"), help("check the `paths` of stage `{0}`"))]
    NoInput(String),

    #[error("`{}` was changed since wagemill wrote it", .0.display())]
    #[diagnostic(
        code("output-edited"),
        help("move the file away to keep the changes, or run again with `--overwrite`")
    )]
    Edited(PathBuf),

    #[error("`{}` exists, and wagemill did not write it", .0.display())]
    #[diagnostic(code("output-exists"), help("give the sink another `path`, or run again with `--overwrite`"))]
    Foreign(PathBuf),

    #[error("stage `{id}` finished without writing `{}`", path.display())]
    #[diagnostic(code("nothing-written"), help("this is a fault of the plugin: tell its author"))]
    NothingWritten { id: String, path: PathBuf },

    #[error("cannot {doing} `{}`: {error}", path.display())]
    #[diagnostic(code("file"), help("look at the folder's permissions and at the free space of its disk"))]
    File { doing: &'static str, path: PathBuf, error: std::io::Error },

    #[error("the run was cancelled")]
    #[diagnostic(code("cancelled"), help("no output was changed"))]
    Cancelled,
}

impl Error {
    pub(crate) fn file(doing: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |error| Self::File { doing, path, error }
    }

    pub(crate) fn stage(id: &str) -> impl FnOnce(StageError) -> Self {
        let id = id.to_owned();
        move |error| Self::Stage(StageFailed { id, error })
    }
}

/// A stage failed, or broke the rules of the boundary.
#[derive(Debug)]
pub struct StageFailed {
    /// The stage's id in the pipeline.
    pub id: String,
    pub error: StageError,
}

impl Display for StageFailed {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "stage `{}` of `{}`: {}", self.id, self.error.plugin_file.display(), self.error.message)?;
        match &self.error.location {
            Some(place) => write!(formatter, " (at {place})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for StageFailed {}

impl Diagnostic for StageFailed {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(&self.error.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        if self.error.help.is_empty() { None } else { Some(Box::new(&self.error.help)) }
    }
}
