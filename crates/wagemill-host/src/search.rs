//! Where plugins are looked for, in which order.

use std::path::{Path, PathBuf};

/// Why a folder was searched; earlier ones win.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Origin {
    /// `--plugins`
    CommandLine,
    /// `WAGEMILL_PLUGIN_PATH`
    Environment,
    /// `plugins/` beside the pipeline file
    Pipeline,
    /// the target folder of the build that the running program belongs to
    Build,
    /// the user's data folder
    User,
    /// `plugins/` beside the program
    Program,
}

impl Origin {
    /// In words, for lists.
    pub fn describe(self) -> &'static str {
        match self {
            Self::CommandLine => "--plugins",
            Self::Environment => "WAGEMILL_PLUGIN_PATH",
            Self::Pipeline => "beside the pipeline file",
            Self::Build => "the build's target folder",
            Self::User => "the user's data folder",
            Self::Program => "beside the program",
        }
    }

    /// Whether somebody named the place, so that its absence is worth a word.
    pub(crate) fn is_explicit(self) -> bool {
        matches!(self, Self::CommandLine | Self::Environment)
    }
}

/// What of the process decides where plugins are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Surroundings {
    /// `WAGEMILL_PLUGIN_PATH`, split.
    pub plugin_path: Vec<PathBuf>,
    pub program: Option<PathBuf>,
    pub data_folder: Option<PathBuf>,
}

impl Surroundings {
    pub fn of_process() -> Self {
        Self {
            plugin_path: std::env::var_os("WAGEMILL_PLUGIN_PATH")
                .map(|path| std::env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty()).collect())
                .unwrap_or_default(),
            program: std::env::current_exe().ok().map(|program| program.canonicalize().unwrap_or(program)),
            data_folder: data_folder(),
        }
    }
}

fn data_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return absolute("APPDATA");
    }
    absolute("XDG_DATA_HOME").or_else(|| {
        let home = std::env::home_dir().filter(|home| home.is_absolute())?;
        Some(home.join(if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" }))
    })
}

/// The places to search, in order and each once.
pub(crate) fn places(
    command_line: &[PathBuf],
    pipeline_dir: Option<&Path>,
    surroundings: &Surroundings,
) -> Vec<(PathBuf, Origin)> {
    let mut places: Vec<(PathBuf, Origin)> = Vec::new();
    let mut add = |path: PathBuf, origin| {
        let path = std::path::absolute(&path).unwrap_or(path);
        if !places.iter().any(|(known, _)| *known == path) {
            places.push((path, origin));
        }
    };
    for folder in command_line {
        add(folder.clone(), Origin::CommandLine);
    }
    for folder in &surroundings.plugin_path {
        add(folder.clone(), Origin::Environment);
    }
    if let Some(folder) = pipeline_dir {
        add(folder.join("plugins"), Origin::Pipeline);
    }
    let program_folder = surroundings.program.as_deref().and_then(Path::parent);
    if let Some(folder) = program_folder.and_then(build_folder) {
        add(folder, Origin::Build);
    }
    if let Some(folder) = &surroundings.data_folder {
        add(folder.join("wagemill").join("plugins"), Origin::User);
    }
    if let Some(folder) = program_folder {
        add(folder.join("plugins"), Origin::Program);
    }
    places
}

/// `target/<profile>` for a program in it, or in its `deps` or `examples`.
fn build_folder(folder: &Path) -> Option<PathBuf> {
    let profile = match folder.file_name()?.to_str()? {
        "deps" | "examples" => folder.parent()?,
        _ => folder,
    };
    // Cargo keeps its lock there; no installed program has one beside it.
    profile.join(".cargo-lock").is_file().then(|| profile.to_path_buf())
}

/// The files of a place that have the platform's name of a library, sorted; `None` if there is no such place.
pub(crate) fn libraries(place: &Path) -> Option<Vec<PathBuf>> {
    if place.is_file() {
        return Some(vec![place.to_path_buf()]);
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(place)
        .ok()?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| stage_of_file(path).is_some() && path.is_file())
        .collect();
    files.sort();
    Some(files)
}

/// The name that the library's file promises: `libextract_wages.so` is `extract-wages`.
pub(crate) fn stage_of_file(path: &Path) -> Option<String> {
    let stem = path
        .file_name()?
        .to_str()?
        .strip_prefix(std::env::consts::DLL_PREFIX)?
        .strip_suffix(std::env::consts::DLL_SUFFIX)?;
    (!stem.is_empty()).then(|| stem.replace('_', "-"))
}
