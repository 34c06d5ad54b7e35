//! Options that are paths: resolved against the folder of the pipeline file, and checked.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::error::Mistake;
use crate::load::normal;
use crate::node::Node;
use crate::options::option_name;
use crate::place::Place;
use crate::schema;

/// What is at a path, as the caller sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Nothing,
    File { writable: bool },
    Folder { writable: bool },
}

/// The files that the options of a stage name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StagePaths {
    /// Files, and where a pattern is allowed, patterns and folders.
    pub reads: Vec<PathBuf>,
    /// With the JSON pointer to the option.
    pub writes: Vec<(String, PathBuf)>,
}

/// What the check of one stage needs to know.
pub struct PathContext<'a> {
    pub base_dir: &'a Path,
    pub probe: &'a dyn Fn(&Path) -> Found,
    pub with: &'a Node,
    pub schema: &'a Value,
}

#[derive(Clone, Copy)]
struct Mark {
    is_write: bool,
    is_glob: bool,
}

impl PathContext<'_> {
    /// Makes every path in `options` absolute.
    pub fn resolve(&self, options: &mut Value, mistakes: &mut Vec<Mistake>) -> StagePaths {
        let mut found = StagePaths::default();
        self.walk(&schema::parts(self.schema, self.schema), None, options, String::new(), &mut found, mistakes);
        found
    }

    fn walk(
        &self,
        schemas: &[&Value],
        above: Option<Mark>,
        value: &mut Value,
        pointer: String,
        found: &mut StagePaths,
        mistakes: &mut Vec<Mistake>,
    ) {
        let mark = mark_of(schemas).or(above);
        let child = |segment: &str| {
            let escaped = segment.replace('~', "~0").replace('/', "~1");
            (schema::children(self.schema, schemas, segment), format!("{pointer}/{escaped}"))
        };
        match value {
            Value::String(text) => {
                if let Some(mark) = mark {
                    let path = self.absolute(text);
                    *text = path.to_string_lossy().into_owned();
                    let place = &self.with.nearest_at(&pointer).place;
                    mistakes.extend(self.mistake(mark, &path, &pointer, place));
                    if mark.is_write {
                        found.writes.push((pointer, path));
                    } else {
                        found.reads.push(path);
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter_mut().enumerate() {
                    let (schemas, pointer) = child(&index.to_string());
                    self.walk(&schemas, mark, item, pointer, found, mistakes);
                }
            }
            Value::Object(entries) => {
                for (key, item) in entries.iter_mut() {
                    let (schemas, pointer) = child(key);
                    self.walk(&schemas, mark, item, pointer, found, mistakes);
                }
            }
            _ => {}
        }
    }

    fn absolute(&self, text: &str) -> PathBuf {
        // `..` is resolved as it is written, as people read it, and not by where a link leads.
        normal(&self.base_dir.join(text))
    }

    fn mistake(&self, mark: Mark, path: &Path, pointer: &str, place: &Place) -> Option<Mistake> {
        let shown = path.display();
        if path.to_string_lossy().contains(|character: char| character.is_control()) {
            return Some(
                Mistake::new(
                    "invalid-path",
                    format!("option `{}` has a control character in a path", option_name(pointer)),
                )
                .at(place, "a path?")
                .help("in double quotes `\\t` is a tab: write a Windows path in single quotes or with forward slashes"),
            );
        }
        if mark.is_write {
            return self.write_mistake(path, place);
        }
        if mark.is_glob {
            return None;
        }
        match (self.probe)(path) {
            Found::File { .. } => None,
            Found::Folder { .. } => Some(
                Mistake::new("path-is-folder", format!("`{shown}` is a folder"))
                    .at(place, "a file is needed")
                    .help("name a file in it"),
            ),
            Found::Nothing => Some(
                Mistake::new("missing-file", format!("no file `{shown}`"))
                    .at(place, "no such file")
                    .help("a relative path is relative to the folder of the pipeline file"),
            ),
        }
    }

    fn write_mistake(&self, path: &Path, place: &Place) -> Option<Mistake> {
        let shown = path.display();
        match (self.probe)(path) {
            Found::Folder { .. } => Some(
                Mistake::new("path-is-folder", format!("`{shown}` is a folder"))
                    .at(place, "a file is to be written here")
                    .help("name a file in it"),
            ),
            Found::File { writable: false } => Some(
                Mistake::new("unwritable-path", format!("`{shown}` may not be written"))
                    .at(place, "not writable")
                    .help("change the permissions of the file, or write to another one"),
            ),
            Found::File { writable: true } => None,
            // Folders that are missing are made when the outputs are committed.
            Found::Nothing => {
                let (folder, state) = path
                    .ancestors()
                    .skip(1)
                    .map(|folder| (folder, (self.probe)(folder)))
                    .find(|(_, state)| *state != Found::Nothing)?;
                match state {
                    Found::Folder { writable: false } => Some(
                        Mistake::new("unwritable-path", format!("nothing may be written into `{}`", folder.display()))
                            .at(place, "not writable")
                            .help("change the permissions of the folder, or write into another one"),
                    ),
                    Found::File { .. } => Some(
                        Mistake::new("unwritable-path", format!("`{}` is a file, not a folder", folder.display()))
                            .at(place, "nothing can be written below a file")
                            .help("choose another folder"),
                    ),
                    _ => None,
                }
            }
        }
    }
}

/// A file that a stage writes.
pub struct Output<'a> {
    pub stage_id: &'a str,
    pub path: &'a Path,
    pub place: Place,
}

/// Finds files that are written twice, or both read and written.
pub fn check_outputs(outputs: &[Output<'_>], reads: &[(String, PathBuf)], mistakes: &mut Vec<Mistake>) {
    for (index, output) in outputs.iter().enumerate() {
        let path = normal(output.path);
        if let Some(first) = outputs[..index].iter().find(|first| normal(first.path) == path) {
            mistakes.push(
                Mistake::new(
                    "same-output",
                    format!("`{}` and `{}` write one file, `{}`", first.stage_id, output.stage_id, path.display()),
                )
                .at(&output.place, "written again")
                .and_at(&first.place, "first written here")
                .help("give each its own path"),
            );
        } else if let Some((reader, _)) = reads.iter().find(|(_, read)| normal(read) == path) {
            mistakes.push(
                Mistake::new(
                    "writes-input",
                    format!("`{}` writes `{}`, which `{reader}` reads", output.stage_id, path.display()),
                )
                .at(&output.place, "an input of this pipeline")
                .help("write to another path; a run never replaces its own inputs"),
            );
        }
    }
}

fn mark_of(schemas: &[&Value]) -> Option<Mark> {
    let use_of_path = schemas.iter().find_map(|schema| schema.get("x-wagemill-path")?.as_str())?;
    Some(Mark { is_write: use_of_path == "write", is_glob: schema::is_marked(schemas, "x-wagemill-glob") })
}
