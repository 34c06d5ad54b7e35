//! `wagemill plugin list`: the stages that are installed. Manifests are read; no code of a plugin runs.

use serde::Serialize;
use wagemill_host::Found;

use crate::arguments::{Format, PluginListArguments};
use crate::failure::Outcome;
use crate::installed::Installed;
use crate::output;
use crate::render::TextTable;

pub fn list(arguments: &PluginListArguments) -> Outcome {
    let installed = Installed::find(&arguments.folders.plugins, None);
    let listed = Listed::of(installed.libraries());
    match arguments.format.format {
        Format::Json => output::json(&listed),
        Format::Text if listed.stages.is_empty() && listed.refused.is_empty() => {
            output::say("no plugin was found; `--plugins DIR` names a folder with plugins");
        }
        Format::Text => {
            output::text(&listed.table());
            for refused in &listed.refused {
                output::say(&format!("not usable ({}): {}\n  {}", refused.code, refused.message, refused.help));
            }
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Listed {
    stages: Vec<ListedStage>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
struct ListedStage {
    name: String,
    kind: String,
    plugin: String,
    version: String,
    found: &'static str,
    file: String,
    /// whether a library that was found earlier gives a stage of the same name
    hidden: bool,
}

/// A library that is there and cannot be used.
#[derive(Serialize)]
struct Refused {
    code: &'static str,
    message: String,
    help: String,
    found: &'static str,
    file: String,
}

impl Listed {
    fn of(libraries: &[Found]) -> Self {
        let mut listed = Self { stages: Vec::new(), refused: Vec::new() };
        for library in libraries {
            let (found, file) = (library.origin.describe(), library.file.display().to_string());
            match &library.manifest {
                Ok(manifest) => {
                    for stage in &manifest.stages {
                        listed.stages.push(ListedStage {
                            name: stage.name.clone(),
                            kind: stage.kind.clone(),
                            plugin: manifest.name.clone(),
                            version: manifest.version.clone(),
                            found,
                            file: file.clone(),
                            hidden: listed.stages.iter().any(|other| other.name == stage.name),
                        });
                    }
                }
                Err(error) => listed.refused.push(Refused {
                    code: error.code,
                    message: error.message.clone(),
                    help: error.help.clone(),
                    found,
                    file,
                }),
            }
        }
        listed
    }

    fn table(&self) -> String {
        let columns = [("stage", false), ("kind", false), ("version", false), ("found", false), ("library", false)];
        let mut table = TextTable::new(&columns);
        for stage in &self.stages {
            let found = if stage.hidden {
                format!("{}, hidden by an earlier one", stage.found)
            } else {
                stage.found.to_owned()
            };
            table.row(vec![stage.name.clone(), stage.kind.clone(), stage.version.clone(), found, stage.file.clone()]);
        }
        table.fit(output::width()).text
    }
}
