//! Finds the plugins that a build left beside the running test.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use wagemill_host::{Host, Settings};

/// What builds everything that tests load. The profile is that of the running test.
fn build_command(folder: &Path) -> &'static str {
    if folder.ends_with("release") { "cargo build --workspace --release" } else { "cargo build --workspace" }
}

/// The folder of built libraries: `target/<profile>`, found from the running test.
pub fn library_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a running test has a file");
    let folder = program.parent().expect("a file lies in a folder");
    if folder.ends_with("deps") {
        folder.parent().expect("`deps` lies in the profile's folder").to_owned()
    } else {
        folder.to_owned()
    }
}

/// The library of a plugin of this workspace.
///
/// # Panics
/// Where it is missing, or older than its source: the message says what to run.
pub fn library(plugin: &str) -> PathBuf {
    let folder = library_folder();
    let name = format!("{}{}{}", std::env::consts::DLL_PREFIX, plugin.replace('-', "_"), std::env::consts::DLL_SUFFIX);
    let file = folder.join(&name);
    let Some(built) = modified(&file) else {
        panic!(
            "plugin `{plugin}` is not built: there is no `{}`; run `{}` first",
            file.display(),
            build_command(&folder)
        );
    };
    // Cargo writes the sources of each library beside it.
    let sources = std::fs::read_to_string(file.with_extension("d")).unwrap_or_default();
    for source in sources_of(&sources) {
        if modified(&source).is_some_and(|changed| changed > built) {
            panic!("plugin `{plugin}` is older than `{}`; run `{}` first", source.display(), build_command(&folder));
        }
    }
    file
}

/// A host that sees the plugins of this build, and no others.
///
/// # Panics
/// As [`library`], for each of `plugins`.
pub fn host(plugins: &[&str]) -> Host {
    for plugin in plugins {
        library(plugin);
    }
    Host::new(Settings {
        plugin_dirs: vec![library_folder()],
        pipeline_dir: None,
        cache_dir: Some(library_folder().join("wagemill-cache")),
        threads: 2,
    })
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok()
}

/// The paths behind the colon of a dependency file, in which a space of a path is written `\ `.
fn sources_of(text: &str) -> Vec<PathBuf> {
    let Some((_, paths)) = text.lines().next().and_then(|line| line.split_once(": ")) else { return Vec::new() };
    let mut sources = vec![String::new()];
    let mut characters = paths.chars();
    while let Some(character) = characters.next() {
        let last = sources.last_mut().expect("there is always one");
        match character {
            '\\' => last.extend(characters.next()),
            ' ' => sources.push(String::new()),
            other => last.push(other),
        }
    }
    sources.into_iter().filter(|source| !source.is_empty()).map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependency_files_may_have_spaces() {
        let text = "/t/lib.so: /a/my\\ code/lib.rs /a/b.rs\n\n/a/b.rs:\n";
        assert_eq!(sources_of(text), [PathBuf::from("/a/my code/lib.rs"), PathBuf::from("/a/b.rs")]);
    }
}
