//! The pipeline file as it was written: nothing resolved, everything optional.

use std::sync::Arc;

use toml_edit::Document;

use crate::error::Mistake;
use crate::node::{Kind, Node};
use crate::place::{Place, Text};
use crate::suggest::{did_you_mean, list};

const FILE_KEYS: &[&str] =
    &["name", "description", "extends", "vars", "stage", "profile", "max_rejects", "fail_on", "test"];
const PROFILE_KEYS: &[&str] = &["vars", "stage", "max_rejects", "fail_on"];
const STAGE_KEYS: &[&str] = &["id", "use", "from", "with"];

/// A pipeline file as written. What it means depends on the layers around it; see [`crate::plan`].
#[derive(Debug, Clone)]
pub struct PipelineFile {
    pub(crate) text: Arc<Text>,
    pub(crate) name: Option<Node>,
    pub(crate) description: Option<Node>,
    pub(crate) extends: Option<Node>,
    pub(crate) layer: Layer,
    pub(crate) profiles: Vec<(String, Place, Layer)>,
    pub(crate) tests: Vec<Node>,
}

/// What a file and each of its profiles can say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layer {
    pub vars: Option<Node>,
    pub stages: Vec<WrittenStage>,
    pub max_rejects: Option<Node>,
    pub fail_on: Option<Node>,
}

/// A stage, or the part of one that a layer changes.
#[derive(Debug, Clone)]
pub(crate) struct WrittenStage {
    pub id: Option<(String, Place)>,
    pub uses: Option<Node>,
    pub from: Option<Node>,
    pub with: Option<Node>,
    pub place: Place,
    /// A mistake was found in it: what is missing here is no further mistake.
    pub is_broken: bool,
}

impl PipelineFile {
    /// Reads as much as can be read. `name` is how messages call the file.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> (Option<Self>, Vec<Mistake>) {
        Self::parse_text(&Text::file(name, text))
    }

    /// The `[[test]]` cases as JSON, in order.
    #[must_use]
    pub fn tests(&self) -> Vec<serde_json::Value> {
        self.tests.iter().map(Node::to_json).collect()
    }

    /// The names of the profiles that the file defines.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.profiles.iter().map(|(name, _, _)| name.as_str())
    }

    pub(crate) fn parse_text(text: &Arc<Text>) -> (Option<Self>, Vec<Mistake>) {
        let mut reader = Reader { mistakes: Vec::new() };
        let document = match Document::parse(text.text.as_str()) {
            Ok(document) => document,
            Err(error) => return (None, vec![syntax_mistake(text, &error)]),
        };
        let mut root = Node::from_item(text, None, document.as_item());
        reader.deny_unknown_keys(&root, FILE_KEYS, "a pipeline file");
        let profiles = reader.profiles(root.remove("profile"));
        let file = Self {
            text: Arc::clone(text),
            name: reader.string(&mut root, "name"),
            description: reader.string(&mut root, "description"),
            extends: reader.string(&mut root, "extends"),
            tests: match root.remove("test") {
                Some(node) => reader.array_of_tables(node, "test"),
                None => Vec::new(),
            },
            layer: reader.layer(&mut root),
            profiles,
        };
        (Some(file), reader.mistakes)
    }
}

struct Reader {
    mistakes: Vec<Mistake>,
}

impl Reader {
    fn profiles(&mut self, node: Option<Node>) -> Vec<(String, Place, Layer)> {
        let Some(node) = node else { return Vec::new() };
        let Kind::Table(entries) = node.kind else {
            self.wrong_type("profile", "a table of profiles, as in `[profile.quick]`", &node);
            return Vec::new();
        };
        let mut profiles = Vec::new();
        for (name, mut profile) in entries {
            if profile.as_table().is_none() {
                self.wrong_type(&format!("profile.{name}"), "a table", &profile);
                continue;
            }
            self.deny_unknown_keys(&profile, PROFILE_KEYS, "a profile");
            let place = profile.key_place().clone();
            profiles.push((name, place, self.layer(&mut profile)));
        }
        profiles
    }

    fn layer(&mut self, table: &mut Node) -> Layer {
        let vars = self.table(table, "vars");
        Layer {
            vars,
            stages: table.remove("stage").map(|node| self.stages(node)).unwrap_or_default(),
            max_rejects: table.remove("max_rejects"),
            fail_on: self.table(table, "fail_on"),
        }
    }

    /// `[[stage]]`, or in a profile `[profile.quick.stage.wages]`.
    fn stages(&mut self, node: Node) -> Vec<WrittenStage> {
        if let Kind::Table(entries) = node.kind {
            return entries.into_iter().filter_map(|(id, stage)| self.stage(stage, Some(id))).collect();
        }
        let stages = self.array_of_tables(node, "stage");
        stages.into_iter().filter_map(|stage| self.stage(stage, None)).collect()
    }

    fn stage(&mut self, mut node: Node, key: Option<String>) -> Option<WrittenStage> {
        if node.as_table().is_none() {
            self.wrong_type("stage", "a table with `id`, `use`, `from` and `with`", &node);
            return None;
        }
        let mistakes_before = self.mistakes.len();
        self.deny_unknown_keys(&node, STAGE_KEYS, "a stage");
        let id_node = self.string(&mut node, "id");
        let id = match (key, &id_node) {
            (Some(key), _) => Some((key, node.key_place().clone())),
            (None, Some(id)) => id.as_str().map(|text| (text.to_owned(), id.place.clone())),
            (None, None) => None,
        };
        Some(WrittenStage {
            id,
            uses: self.string(&mut node, "use"),
            from: node.remove("from").and_then(|from| self.from(from)),
            with: self.table(&mut node, "with"),
            place: node.place,
            is_broken: self.mistakes.len() > mistakes_before,
        })
    }

    /// A string or an array of strings; always an array afterwards, so that a layer replaces it as a whole.
    fn from(&mut self, node: Node) -> Option<Node> {
        match &node.kind {
            Kind::String(_) => {
                let (place, key) = (node.place.clone(), node.key.clone());
                Some(Node::new(Kind::Array(vec![node]), place, key))
            }
            Kind::Array(items) if items.iter().all(|item| item.as_str().is_some()) => Some(node),
            _ => {
                self.wrong_type("from", "the id of a stage, or an array of ids", &node);
                None
            }
        }
    }

    fn string(&mut self, table: &mut Node, key: &str) -> Option<Node> {
        let node = table.remove(key)?;
        if node.as_str().is_none() {
            self.wrong_type(key, "a string", &node);
            return None;
        }
        Some(node)
    }

    fn table(&mut self, table: &mut Node, key: &str) -> Option<Node> {
        let node = table.remove(key)?;
        if node.as_table().is_none() {
            self.wrong_type(key, "a table", &node);
            return None;
        }
        Some(node)
    }

    fn array_of_tables(&mut self, node: Node, key: &str) -> Vec<Node> {
        match node.kind {
            Kind::Array(items) if items.iter().all(|item| item.as_table().is_some()) => items,
            _ => {
                self.wrong_type(key, &format!("an array of tables, each introduced by `[[{key}]]`"), &node);
                Vec::new()
            }
        }
    }

    fn wrong_type(&mut self, key: &str, expected: &str, node: &Node) {
        self.mistakes.push(
            Mistake::new("wrong-type", format!("`{key}` must be {expected}, not {}", node.type_name()))
                .at(&node.place, node.type_name()),
        );
    }

    fn deny_unknown_keys(&mut self, table: &Node, known: &[&str], what: &str) {
        for (key, node) in table.as_table().unwrap_or(&[]) {
            if known.contains(&key.as_str()) {
                continue;
            }
            let otherwise = if what == "a stage" {
                format!("options of the stage go into `with = {{ {key} = … }}`; beside it there are {}", list(known))
            } else {
                format!("there are {}", list(known))
            };
            self.mistakes.push(
                Mistake::new("unknown-key", format!("{what} has no key `{key}`"))
                    .at(node.key_place(), "unknown key")
                    .help(otherwise)
                    .help_if(did_you_mean(key, known, "").filter(|help| help.starts_with("did"))),
            );
        }
    }
}

fn syntax_mistake(text: &Arc<Text>, error: &toml_edit::TomlError) -> Mistake {
    let place = Place::new(text, error.span().unwrap_or(0..0));
    if let Some(path) = windows_path(&place) {
        let written = path.written().trim_matches('"');
        return Mistake::new("toml-syntax", "not valid TOML: `\\` in double quotes begins an escape")
            .at(&path, "a Windows path?")
            .help(format!(
                "write it in single quotes, `'{written}'`, or with forward slashes, `\"{}\"`",
                written.replace('\\', "/")
            ));
    }
    let message = error.message().lines().next().unwrap_or("unreadable").to_lowercase();
    if message.contains("duplicate key") {
        return Mistake::new("toml-syntax", format!("not valid TOML: {message}"))
            .at(&place, "given again")
            .help("a key can be given once: take one of them out");
    }
    let help = if message.contains("string") {
        "a string ends with the quotes that it begins with, on the same line unless there are three of them"
    } else {
        "strings need quotes, arrays `[…]`, tables `{…}`, and each key a line of its own"
    };
    Mistake::new("toml-syntax", format!("not valid TOML: {message}")).at(&place, "cannot be read from here").help(help)
}

/// The string in double quotes around a place, if it begins as a Windows path does.
fn windows_path(place: &Place) -> Option<Place> {
    let text = &place.text.text;
    let line_start = text[..place.span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let quote = line_start + text[line_start..place.span.start].rfind('"')?;
    let rest = &text[quote + 1..];
    let mut characters = rest.chars();
    let has_drive = characters.next()?.is_ascii_alphabetic() && characters.as_str().starts_with(":\\");
    if !has_drive && !rest.starts_with("\\\\") {
        return None;
    }
    let line = rest.lines().next().unwrap_or_default();
    let length = line.find('"').map_or(line.len(), |end| end + 1);
    Some(Place::new(&place.text, quote..quote + 1 + length))
}
