//! How a command ends without success, and with which exit code.

use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use miette::{Diagnostic, MietteHandlerOpts, Report};
use wagemill_pipeline::Mistakes;

use crate::output;

pub type Outcome = Result<(), Failure>;

/// Exit codes other than 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Failed = 1,
    Wrong = 2,
    AboveLimit = 3,
}

pub struct Failure {
    exit: Exit,
    /// none where everything was said already
    reports: Vec<Report>,
    /// a line below the reports
    total: Option<String>,
}

impl Failure {
    /// The command line or a file is wrong.
    pub fn wrong(code: &str, message: impl Into<String>) -> Self {
        Self::of(Exit::Wrong, Problem { code: code.to_owned(), message: message.into(), help: None })
    }

    /// What was asked for could not be done.
    pub fn failed(code: &str, message: impl Into<String>) -> Self {
        Self::of(Exit::Failed, Problem { code: code.to_owned(), message: message.into(), help: None })
    }

    /// The run is done, and more went wrong in it than the pipeline allows.
    pub fn above_limit(code: &str, message: impl Into<String>) -> Self {
        Self::of(Exit::AboveLimit, Problem { code: code.to_owned(), message: message.into(), help: None })
    }

    pub fn of(exit: Exit, diagnostic: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { exit, reports: vec![Report::new(diagnostic)], total: None }
    }

    /// Everything that is wrong with a file, each with its place.
    pub fn mistakes(file: &Path, mistakes: Mistakes) -> Self {
        let errors = mistakes.iter().filter(|mistake| mistake.is_error()).count();
        let total = match errors {
            1 => format!("1 mistake in {}", file.display()),
            _ => format!("{errors} mistakes in {}", file.display()),
        };
        Self {
            exit: Exit::Wrong,
            reports: mistakes.into_vec().into_iter().map(Report::new).collect(),
            total: Some(total),
        }
    }

    /// Ends with this code; what happened has been said.
    pub fn silent(exit: Exit) -> Self {
        Self { exit, reports: Vec::new(), total: None }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        if let Some(problem) = self.reports.first_mut().and_then(|report| report.downcast_mut::<Problem>()) {
            problem.help = Some(help.into());
        }
        self
    }

    pub fn print(self) -> ExitCode {
        let shown = self.reports.iter().map(|report| format!("{report:?}").trim_end().to_owned());
        let shown: Vec<String> = shown.chain(self.total).collect();
        if !shown.is_empty() {
            output::say(&shown.join("\n\n"));
        }
        ExitCode::from(self.exit as u8)
    }
}

/// How errors look: no links, no colour where there is no terminal or `NO_COLOR` is set.
pub fn install_error_style() {
    // The hook can be set only once, and only this function sets it.
    let _ = miette::set_hook(Box::new(|_| {
        let mut options = MietteHandlerOpts::new().terminal_links(false).context_lines(1);
        if !output::progress_is_watched() {
            options = options.width(100).color(false).unicode(true);
        }
        Box::new(options.build())
    }));
}

#[derive(Debug)]
struct Problem {
    code: String,
    message: String,
    help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }
}
