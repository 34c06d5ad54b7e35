//! Finds plugins, and loads the library of a stage when it is first used.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wagemill_abi::json::Manifest;

use crate::cache::{self, Cache};
use crate::codes;
use crate::error::Error;
use crate::library;
use crate::manifest::read_manifest;
use crate::search::{self, Origin, Surroundings};
use crate::stage::{PluginInfo, Stage};

/// Where plugins are looked for, and how they are run.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Folders or library files of `--plugins`.
    pub plugin_dirs: Vec<PathBuf>,
    /// The folder of the pipeline file, whose `plugins/` is searched.
    pub pipeline_dir: Option<PathBuf>,
    /// Instead of the user's cache folder.
    pub cache_dir: Option<PathBuf>,
    /// How many threads a plugin may use of its own.
    pub threads: usize,
}

/// A library that was found.
#[derive(Clone, Debug)]
pub struct Found {
    pub file: PathBuf,
    pub origin: Origin,
    /// What it offers, or why it is refused.
    pub manifest: Result<Manifest, Error>,
}

impl Found {
    /// Whether the library has the stage, or would by its name if it were not refused.
    fn claims(&self, stage: &str) -> bool {
        match &self.manifest {
            Ok(manifest) => manifest.stages.iter().any(|offered| offered.name == stage),
            Err(_) => search::stage_of_file(&self.file).as_deref() == Some(stage),
        }
    }
}

/// The plugins that this process can use.
#[derive(Debug)]
pub struct Host {
    settings: Settings,
    surroundings: Surroundings,
    found: OnceLock<Vec<Found>>,
    cache: OnceLock<Cache>,
    stages: Mutex<HashMap<String, Arc<Stage>>>,
}

impl Host {
    /// Reads and loads nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self::with_surroundings(settings, Surroundings::of_process())
    }

    pub(crate) fn with_surroundings(settings: Settings, surroundings: Surroundings) -> Self {
        Self { settings, surroundings, found: OnceLock::new(), cache: OnceLock::new(), stages: Mutex::default() }
    }

    /// All libraries in the order of the search; the first with a stage's name gives it. Runs no code of a plugin.
    pub fn found(&self) -> &[Found] {
        self.found.get_or_init(|| self.search())
    }

    fn search(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let places =
            search::places(&self.settings.plugin_dirs, self.settings.pipeline_dir.as_deref(), &self.surroundings);
        for (place, origin) in places {
            let Some(files) = search::libraries(&place) else {
                if origin.is_explicit() {
                    let help = format!("create it, or correct {}", origin.describe());
                    let error = Error::refused(codes::MISSING_FOLDER, &place, "does not exist or cannot be read", help);
                    found.push(Found { file: place, origin, manifest: Err(error) });
                }
                continue;
            };
            for file in files {
                let manifest = read_manifest(&file);
                // A build makes libraries that are no plugins.
                let foreign = matches!(&manifest, Err(error) if error.code == codes::NO_MANIFEST);
                if !(origin == Origin::Build && foreign) {
                    found.push(Found { file, origin, manifest });
                }
            }
        }
        found
    }

    /// The names of all stages, sorted.
    pub fn stage_names(&self) -> Vec<String> {
        let manifests = self.found().iter().filter_map(|found| found.manifest.as_ref().ok());
        let mut names: Vec<String> =
            manifests.flat_map(|manifest| &manifest.stages).map(|stage| stage.name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    /// The stage of that name, from the first library that claims it; loads the library if need be.
    ///
    /// A refused library that would come first is an error, not a reason to take a later one in silence.
    pub fn stage(&self, name: &str) -> Result<Arc<Stage>, Error> {
        let mut stages = self.stages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stage) = stages.get(name) {
            return Ok(stage.clone());
        }
        let found = self.found().iter().find(|found| found.claims(name)).ok_or_else(|| self.unknown(name))?;
        let manifest = found.manifest.as_ref().map_err(Clone::clone)?;
        let cache =
            self.cache.get_or_init(|| Cache::open(self.settings.cache_dir.clone().or_else(cache::default_folder)));
        let loaded = library::load(&found.file, manifest, cache, self.settings.threads)?;
        let plugin = Arc::new(PluginInfo {
            name: manifest.name.clone(),
            version: manifest.version.clone(),
            file: found.file.clone(),
            sha256: loaded.hashed.sha256,
            size: loaded.hashed.size,
            abi: manifest.abi,
        });
        let table = loaded.stages.iter().find(|table| table.name == name).ok_or_else(|| {
            let reason = format!("was replaced while it was read: stage `{name}` is gone");
            Error::refused(codes::BAD_PLUGIN_TABLE, &found.file, reason, "run again")
        })?;
        let stage = Arc::new(Stage::new(table.clone(), plugin));
        stages.insert(name.to_owned(), stage.clone());
        Ok(stage)
    }

    fn unknown(&self, name: &str) -> Error {
        let names: Vec<String> = self.stage_names().iter().map(|name| format!("`{name}`")).collect();
        let known = if names.is_empty() {
            "no plugin was found at all; build the workspace, or give a folder with `--plugins`".to_owned()
        } else {
            format!("there are {}; more folders can be given with `--plugins`", names.join(", "))
        };
        Error {
            code: codes::UNKNOWN_STAGE,
            file: None,
            message: format!("no plugin provides the stage `{name}`"),
            help: known,
        }
    }
}
