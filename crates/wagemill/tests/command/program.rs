//! Runs the real program, apart from the machine that it runs on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A folder with a copy of the program: plugins of the build that the test belongs to are not found from there.
pub struct Alone {
    folder: TempDir,
    /// found where they were built: what is known of a file, such as its hash, is remembered by its path
    libraries: Vec<PathBuf>,
}

impl Alone {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let program = Path::new(env!("CARGO_BIN_EXE_wagemill"));
        let copy = folder.path().join("bin").join(program.file_name().unwrap());
        fs::create_dir(folder.path().join("bin")).unwrap();
        fs::create_dir(folder.path().join("here")).unwrap();
        link(program, &copy);
        Self { folder, libraries: Vec::new() }
    }

    /// The folder in which the program runs.
    pub fn here(&self) -> PathBuf {
        self.folder.path().join("here")
    }

    /// With these plugins of the build that the test belongs to.
    pub fn with_plugins(plugins: &[&str]) -> Self {
        let mut program = Self::new();
        fs::create_dir(program.plugins()).unwrap();
        program.libraries = plugins.iter().map(|plugin| wagemill_testkit::library(plugin)).collect();
        program
    }

    /// A folder whose plugins the program finds as well.
    pub fn plugins(&self) -> PathBuf {
        self.folder.path().join("plugins")
    }

    /// Adds a library to those that the program finds.
    pub fn plugin(&self, library: &Path) {
        self.plugin_as(library, &library.file_name().unwrap().to_string_lossy());
    }

    pub fn plugin_as(&self, library: &Path, name: &str) {
        fs::copy(library, self.plugins().join(name)).unwrap();
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.here().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.here().join(path)).unwrap()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        let program =
            self.folder.path().join("bin").join(Path::new(env!("CARGO_BIN_EXE_wagemill")).file_name().unwrap());
        let folder = Some(self.plugins()).filter(|folder| folder.exists());
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.here())
            .env("WAGEMILL_PLUGIN_PATH", env::join_paths(self.libraries.iter().chain(&folder)).unwrap())
            .env_remove("NO_COLOR")
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_CACHE_HOME", wagemill_testkit::library_folder().join("wagemill-cache"))
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every file below the folder, with its text, in order of the paths.
    pub fn files(&self, folder: &str) -> String {
        let root = self.here().join(folder);
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        paths.sort();
        let shown = |path: &PathBuf| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            format!("==> {name} <==\n{}", fs::read_to_string(path).unwrap())
        };
        paths.iter().map(shown).collect::<Vec<_>>().join("\n")
    }
}

fn link(file: &Path, copy: &Path) {
    if fs::hard_link(file, copy).is_err() {
        fs::copy(file, copy).unwrap();
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, paths) } else { paths.push(path) }
    }
}

pub struct Ran {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// What differs from run to run and from machine to machine.
pub fn with_filters(program: &Alone, assert: impl FnOnce()) {
    let folder = program.folder.path().canonicalize().unwrap();
    let folder = folder.to_string_lossy();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(&folder.replace('\\', "."), "[FOLDER]");
    settings.add_filter(r"in \d+\.\d s", "in [TIME]");
    settings.add_filter(r"\b[\d.]+ ([KM]i)?B\b", "[SIZE]");
    settings.add_filter(r"\b[0-9a-f]{64}\b", "[SHA256]");
    settings.bind(assert);
}

impl std::fmt::Display for Ran {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "exit code: {}", self.code.unwrap_or(-1))?;
        write!(formatter, "----- standard output -----\n{}", self.stdout)?;
        write!(formatter, "----- standard error -----\n{}", self.stderr)
    }
}
