//! `wagemill new`: a folder to start a study from.

use std::fs;
use std::path::Path;

use crate::arguments::NewArguments;
use crate::failure::Outcome;
use crate::output;
use crate::write_folder::{File, write_folder};

const PIPELINE: &str = include_str!("../templates/study/wages.toml");
const ARTICLE: &str = include_str!("../templates/study/articles/harbour.txt");
const SIDECAR: &str = include_str!("../templates/study/articles.csv");
const GITIGNORE: &str = include_str!("../templates/study/gitignore");

pub fn new(arguments: &NewArguments) -> Outcome {
    let name = study_name(&arguments.folder);
    let pipeline = PIPELINE.replace("{{name}}", &name);
    write_folder(
        &arguments.folder,
        &[
            File { path: "wages.toml", text: &pipeline },
            File { path: "articles/harbour.txt", text: ARTICLE },
            File { path: "articles.csv", text: SIDECAR },
            File { path: ".gitignore", text: GITIGNORE },
        ],
    )?;
    let shown = arguments.folder.display().to_string();
    let pipeline = as_argument(&format!("{shown}/wages.toml"));
    output::say(&format!(
        "{shown}: a study with one article.\n\
         Put your articles into {shown}/articles and what you know of them into {shown}/articles.csv, then run\n\n    \
         wagemill run {pipeline}\n\n\
         and open {shown}/out/wages.csv."
    ));
    Ok(())
}

/// The folder's own name, as a name for the pipeline.
fn study_name(folder: &Path) -> String {
    let absolute = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let name = absolute.file_name().map_or_else(|| "wages".into(), |name| name.to_string_lossy().into_owned());
    let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    plain.trim_matches('-').to_owned()
}

/// A path as one writes it in a shell.
pub fn as_argument(path: &str) -> String {
    let is_plain = path.chars().all(|c| c.is_alphanumeric() || "/._-:\\".contains(c));
    if is_plain { path.to_owned() } else { format!("\"{path}\"") }
}
