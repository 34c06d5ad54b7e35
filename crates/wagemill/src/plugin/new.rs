//! `wagemill plugin new`: a crate for a stage of one's own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::arguments::{PluginKind, PluginNewArguments};
use crate::failure::{Failure, Outcome};
use crate::new::as_argument;
use crate::output;
use crate::write_folder::{File, write_folder};

const MANIFEST: &str = include_str!("../../templates/plugin/Cargo.toml.in");
const GITIGNORE: &str = include_str!("../../templates/plugin/gitignore");
const SOURCE: &str = include_str!("../../templates/plugin/source.rs");
const TRANSFORM: &str = include_str!("../../templates/plugin/transform.rs");
const BATCH: &str = include_str!("../../templates/plugin/batch.rs");
const TABLE: &str = include_str!("../../templates/plugin/table.rs");
const SINK: &str = include_str!("../../templates/plugin/sink.rs");

/// Where this program was built; on another machine the folder does not exist, and the repository is named instead.
const BUILT_WITH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../wagemill-plugin");

pub fn new(arguments: &PluginNewArguments) -> Outcome {
    check_name(&arguments.name)?;
    let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from(&arguments.name));
    let manifest = manifest(&arguments.name, &dependency(arguments.sdk.as_deref())?, is_member(&folder));
    let library =
        template(arguments.kind).replace("{{name}}", &arguments.name).replace("{{Type}}", &type_name(&arguments.name));
    write_folder(
        &folder,
        &[
            File { path: "Cargo.toml", text: &manifest },
            File { path: "src/lib.rs", text: &library },
            File { path: ".gitignore", text: GITIGNORE },
        ],
    )?;
    output::say(&next_steps(&arguments.name, &folder));
    Ok(())
}

fn template(kind: PluginKind) -> &'static str {
    match kind {
        PluginKind::Source => SOURCE,
        PluginKind::Transform => TRANSFORM,
        PluginKind::Batch => BATCH,
        PluginKind::Table => TABLE,
        PluginKind::Sink => SINK,
    }
}

/// The name becomes a package, a folder, a word in pipeline files and part of a Rust type.
fn check_name(name: &str) -> Result<(), Failure> {
    let words_are_plain = name
        .split('-')
        .all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    if words_are_plain && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.contains('-') {
        return Ok(());
    }
    Err(Failure::wrong("bad-stage-name", format!("`{name}` is no name for a stage"))
        .help("a verb and its object, in lower case with hyphens, such as `extract-rents`"))
}

/// How the crate's manifest names the SDK.
fn dependency(sdk: Option<&Path>) -> Result<String, Failure> {
    let given = sdk.unwrap_or(Path::new(BUILT_WITH));
    match fs::canonicalize(given) {
        Ok(folder) if folder.join("Cargo.toml").is_file() => Ok(format!("{{ path = {} }}", toml_string(&folder))),
        _ if sdk.is_none() => Ok(format!("{{ git = \"{}\" }}", env!("CARGO_PKG_REPOSITORY"))),
        _ => Err(Failure::wrong("no-sdk", format!("`{}` holds no crate", given.display()))
            .help("give the folder of `wagemill-plugin`, which has a Cargo.toml")),
    }
}

/// A literal string where it can be one: Windows paths hold backslashes.
fn toml_string(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.contains('\'') { format!("\"{}\"", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

/// Whether the folder will belong to a workspace that takes in all of its `plugins/`.
fn is_member(folder: &Path) -> bool {
    let Ok(absolute) = std::path::absolute(folder) else { return false };
    let Some(parent) = absolute.parent() else { return false };
    let manifest = parent.parent().map(|root| root.join("Cargo.toml"));
    parent.ends_with("plugins")
        && manifest.and_then(|path| fs::read_to_string(path).ok()).is_some_and(|text| text.contains("\"plugins/*\""))
}

fn manifest(name: &str, dependency: &str, member: bool) -> String {
    let workspace =
        if member { "" } else { "\n# A workspace of its own: the crate builds wherever it lies.\n[workspace]\n" };
    MANIFEST.replace("{{name}}", name).replace("{{dependency}}", dependency).replace("{{workspace}}", workspace)
}

fn type_name(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{}{rest}", first.to_ascii_uppercase())
        })
        .collect()
}

fn next_steps(name: &str, folder: &Path) -> String {
    let shown = folder.display().to_string();
    let argument = as_argument(&shown);
    format!(
        "{shown}: a crate for the stage `{name}`.\n\
         Build and test it, and see that wagemill finds it:\n\n    \
         cd {argument}\n    \
         cargo test\n    \
         cargo build --release\n    \
         wagemill plugin show {name} --plugins target/release\n\n\
         Then write `use = \"{name}\"` into a pipeline file."
    )
}

#[cfg(test)]
mod tests {
    use super::{check_name, toml_string, type_name};
    use std::path::Path;

    #[test]
    fn a_stage_is_a_verb_and_its_object() {
        for good in ["extract-rents", "read-box2", "a-b-c"] {
            assert!(check_name(good).is_ok(), "{good}");
        }
        for bad in ["", "rents", "Extract-Rents", "extract_rents", "-rents", "extract-", "2-x", "é-x"] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_become_types() {
        assert_eq!(type_name("extract-rents"), "ExtractRents");
    }

    #[test]
    fn paths_survive_toml() {
        assert_eq!(toml_string(Path::new(r"C:\Users\x")), r"'C:\Users\x'");
        assert_eq!(toml_string(Path::new(r"C:\it's")), r#""C:\\it's""#);
    }
}
