//! A pipeline file with everything that the command line says of it, as a plan.

use std::fs;
use std::path::{Path, PathBuf, absolute};

use wagemill_pipeline::{Found, Mistakes, Plan, Request};

use crate::arguments::PipelineArguments;
use crate::failure::Failure;
use crate::installed::Installed;
use crate::output;

pub struct Opened {
    pub plan: Plan,
    pub installed: Installed,
}

impl Opened {
    /// The plan; all mistakes together are a failure, and warnings are said.
    pub fn plan(arguments: &PipelineArguments) -> Result<Self, Failure> {
        let opened = Self::try_plan(arguments)?.map_err(|mistakes| Failure::mistakes(&arguments.file, mistakes))?;
        for warning in &opened.plan.warnings {
            output::say(format!("{:?}", miette::Report::new(warning.clone())).trim_end());
        }
        Ok(opened)
    }

    /// The plan, or its mistakes to do something else with.
    pub fn try_plan(arguments: &PipelineArguments) -> Result<Result<Self, Mistakes>, Failure> {
        let file = absolute_path(&arguments.file)?;
        let base_dir = file.parent().map_or_else(|| PathBuf::from("/"), Path::to_path_buf);
        let installed = Installed::find(&arguments.folders.plugins, Some(&base_dir));
        let inputs = arguments.inputs.iter().map(|input| absolute_path(input)).collect::<Result<Vec<_>, _>>()?;
        // Variables that are not text cannot be meant for a pipeline file.
        let environment: Vec<(String, String)> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let request = Request {
            file: &arguments.file,
            base_dir: &base_dir,
            profile: arguments.profile.as_deref(),
            environment: &environment,
            set: &arguments.set,
            inputs: &inputs,
            read: &|path| fs::read_to_string(path),
            probe: &probe,
        };
        Ok(wagemill_pipeline::plan(&request, &installed).map(|plan| Self { plan, installed }))
    }
}

fn absolute_path(path: &Path) -> Result<PathBuf, Failure> {
    absolute(path).map_err(|error| Failure::wrong("invalid-path", format!("`{}` is no path: {error}", path.display())))
}

/// What is at a path, and whether this user may write there.
fn probe(path: &Path) -> Found {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Found::Folder { writable: is_writable(path, &metadata) },
        Ok(metadata) => Found::File { writable: is_writable(path, &metadata) },
        // What cannot even be looked at can be neither read nor written.
        Err(_) => Found::Nothing,
    }
}

#[cfg(unix)]
fn is_writable(path: &Path, _metadata: &fs::Metadata) -> bool {
    rustix::fs::access(path, rustix::fs::Access::WRITE_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(_path: &Path, metadata: &fs::Metadata) -> bool {
    !metadata.permissions().readonly()
}
