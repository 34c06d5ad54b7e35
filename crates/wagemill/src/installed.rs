//! The plugins of this machine, as the planner asks for them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;

use arrow_schema::{Schema, SchemaRef};
use serde_json::Value;
use wagemill_host::{Found, Host, Kind, Settings, Stage};
use wagemill_pipeline::{Catalogue, PluginInfo, StageError, StageInfo, StageKind};
use wagemill_tables::{CodeKind, codes};

/// No library claims the stage: the planner has a better message than the host, with the place in the file.
const UNKNOWN_STAGE: &str = "unknown-stage";

/// The host, and the folder that plugins may know the pipeline by.
pub struct Installed {
    host: Host,
    pipeline_dir: Option<PathBuf>,
}

impl Installed {
    /// Nothing is read before it is asked for.
    pub fn find(folders: &[PathBuf], pipeline_dir: Option<&Path>) -> Self {
        let settings = Settings {
            plugin_dirs: folders.to_vec(),
            pipeline_dir: pipeline_dir.map(Path::to_path_buf),
            cache_dir: None,
            threads: available_parallelism().map_or(1, usize::from),
        };
        Self { host: Host::new(settings), pipeline_dir: pipeline_dir.map(Path::to_path_buf) }
    }

    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The libraries, usable or not; runs none of their code.
    pub fn libraries(&self) -> &[Found] {
        self.host.found()
    }

    /// All stages that can be loaded, sorted by name.
    pub fn stages(&self) -> Vec<StageInfo> {
        self.host.stage_names().iter().filter_map(|name| self.stage(name)).collect()
    }
}

impl Catalogue for Installed {
    fn stage_names(&self) -> Vec<String> {
        self.host.stage_names()
    }

    fn stage(&self, name: &str) -> Option<StageInfo> {
        self.host.stage(name).ok().map(|stage| stage_info(&stage))
    }

    fn refused(&self, name: &str) -> Option<StageError> {
        let error = self.host.stage(name).err().filter(|error| error.code != UNKNOWN_STAGE)?;
        Some(StageError {
            code: error.code.to_owned(),
            message: error.message,
            help: Some(error.help).filter(|help| !help.is_empty()),
            option: None,
            span: None,
        })
    }

    /// Those of the tables; a custom stage may have its own, so that no list is complete once there is one.
    fn flags(&self) -> Vec<String> {
        let known = codes().filter(|code| code.kind == CodeKind::Flag).map(|code| code.code.to_owned());
        let of_stages = self.stages().into_iter().flat_map(|stage| stage.spec.codes).map(|code| code.code);
        known.chain(of_stages.filter(|code| code.contains('_'))).collect()
    }

    fn plan_stage(&self, name: &str, options: &Value, inputs: &[(String, SchemaRef)]) -> Result<Schema, StageError> {
        let failed = |code: &str, message: &str, help: &str| StageError {
            code: code.to_owned(),
            message: message.to_owned(),
            help: Some(help.to_owned()).filter(|help| !help.is_empty()),
            option: None,
            span: None,
        };
        let stage = self.host.stage(name).map_err(|error| failed(error.code, &error.message, &error.help))?;
        stage.plan(options, inputs, self.pipeline_dir.as_deref()).map_err(|error| {
            let place = error.location.as_ref().map_or_else(String::new, |place| format!(" (at {place})"));
            StageError {
                option: error.option.clone(),
                span: error.span,
                ..failed(&error.code, &format!("{}{place}", error.message), &error.help)
            }
        })
    }
}

fn stage_info(stage: &Arc<Stage>) -> StageInfo {
    let plugin = stage.plugin();
    StageInfo {
        name: stage.name().to_owned(),
        kind: match stage.kind() {
            Kind::Source => StageKind::Source,
            Kind::Transform => StageKind::Transform,
            Kind::Sink => StageKind::Sink,
        },
        whole_table: stage.whole_table(),
        pass_through: stage.pass_through(),
        spec: stage.spec().clone(),
        options_schema: stage.options_schema().clone(),
        plugin: PluginInfo {
            file: plugin.file.display().to_string(),
            version: plugin.version.clone(),
            sha256: plugin.sha256.clone(),
        },
    }
}
