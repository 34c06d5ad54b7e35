//! Layers: the files, the profile, the environment and `--set`, merged by the `config` crate.
//!
//! `config` replaces arrays as a whole, so stages are keyed by id before they reach it. Every value carries its place
//! as its origin, which survives the merge: whatever is found wrong later is shown where it was written.

use std::collections::BTreeSet;
use std::sync::Arc;

use config::{Config, ConfigError, Map, Source, Value, ValueKind};

use crate::error::Mistake;
use crate::file::{Layer, PipelineFile, WrittenStage};
use crate::node::Node;
use crate::place::{Place, Text};
use crate::suggest::did_you_mean;

/// The pipeline after all layers, not yet checked against any plugin.
pub struct Merged {
    pub name: Option<Node>,
    pub description: Option<Node>,
    pub vars: Option<Node>,
    pub stages: Vec<MergedStage>,
    pub max_rejects: Option<Node>,
    pub fail_on: Option<Node>,
}

pub struct MergedStage {
    pub id: String,
    /// Where the stage was introduced.
    pub place: Place,
    pub uses: Option<Node>,
    pub from: Option<Node>,
    pub with: Option<Node>,
    pub is_broken: bool,
}

/// The ids of the stages in their order.
pub struct Order {
    pub stages: Vec<OrderedStage>,
}

pub struct OrderedStage {
    pub id: String,
    pub place: Place,
    pub is_broken: bool,
}

/// One layer as `config` takes it.
#[derive(Debug, Clone)]
pub struct LayerSource {
    values: Map<String, Value>,
}

impl Source for LayerSource {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.values.clone())
    }
}

impl LayerSource {
    pub fn new() -> Self {
        Self { values: Map::new() }
    }

    /// Puts a value at a path of keys. The first is a key of a pipeline file: `config` would read a key with dots or
    /// brackets as a path there.
    pub fn put(&mut self, path: &[&str], node: &Node, texts: &mut Vec<Arc<Text>>) {
        let Some((first, rest)) = path.split_first() else {
            return;
        };
        let mut entry = self.values.entry((*first).to_owned()).or_insert_with(empty_table);
        for key in rest {
            if !matches!(entry.kind, ValueKind::Table(_)) {
                *entry = empty_table();
            }
            let ValueKind::Table(map) = &mut entry.kind else {
                return;
            };
            entry = map.entry((*key).to_owned()).or_insert_with(empty_table);
        }
        *entry = node.to_config(texts);
    }
}

fn empty_table() -> Value {
    Value::new(None, ValueKind::Table(Map::new()))
}

/// Gives every stage its id and its place in the order. A stage whose id is known from a file below modifies that one;
/// a stage without id is always a new one. Stages of `files` get their ids written in.
pub fn order_stages(files: &mut [PipelineFile], mistakes: &mut Vec<Mistake>) -> Order {
    let mut order = Order { stages: Vec::new() };
    for file in files.iter_mut() {
        let known: BTreeSet<String> = order.stages.iter().map(|stage| stage.id.clone()).collect();
        drop_repeated_ids(&mut file.layer.stages, mistakes);
        let explicit: BTreeSet<String> =
            file.layer.stages.iter().filter_map(|stage| Some(stage.id.as_ref()?.0.clone())).collect();
        for stage in &mut file.layer.stages {
            if let Some((id, place)) = &stage.id {
                stage.is_broken |= id_mistake(id, place, mistakes);
                if known.contains(id) {
                    order.mark_broken(stage);
                    continue;
                }
            }
            order.append(stage, &explicit, mistakes);
        }
    }
    order
}

/// Checks that profiles change stages that exist, and appends the new stages of the chosen one.
pub fn order_profiles(
    order: &mut Order,
    files: &mut [PipelineFile],
    chosen: Option<&str>,
    mistakes: &mut Vec<Mistake>,
) {
    for file in files.iter_mut() {
        for (name, _, layer) in &mut file.profiles {
            drop_repeated_ids(&mut layer.stages, mistakes);
            let explicit = BTreeSet::new();
            for stage in &mut layer.stages {
                let Some((id, place)) = &stage.id else {
                    if std::mem::replace(&mut stage.is_broken, true) {
                        continue;
                    }
                    mistakes.push(
                        Mistake::new("missing-id", "a stage of a profile needs the `id` of the stage that it changes")
                            .at(&stage.place, "which one?")
                            .help("add `id = \"…\"`"),
                    );
                    continue;
                };
                if order.stages.iter().any(|known| known.id == *id) {
                    if chosen == Some(name.as_str()) {
                        order.mark_broken(stage);
                    }
                    continue;
                }
                if stage.uses.is_none() {
                    let ids: Vec<&str> = order.stages.iter().map(|stage| stage.id.as_str()).collect();
                    mistakes.push(
                        Mistake::new("unknown-id", format!("no stage has the id `{id}`"))
                            .at(place, "no such stage")
                            .help("a profile changes stages by their id; with `use` it adds one at the end")
                            .help_if(did_you_mean(id, &ids, "the ids are")),
                    );
                    continue;
                }
                stage.is_broken |= id_mistake(id, place, mistakes);
                if chosen == Some(name.as_str()) {
                    order.append(stage, &explicit, mistakes);
                }
            }
        }
    }
}

impl Order {
    fn append(&mut self, stage: &mut WrittenStage, explicit: &BTreeSet<String>, mistakes: &mut Vec<Mistake>) {
        if stage.uses.is_none() && !stage.is_broken {
            mistakes.push(
                Mistake::new("missing-use", "a stage needs `use`")
                    .at(stage.id.as_ref().map_or(&stage.place, |(_, place)| place), "which stage?")
                    .help("name the stage that works here, such as `use = \"extract-wages\"`"),
            );
            stage.is_broken = true;
        }
        let (id, place) = match (&stage.id, &stage.uses) {
            (Some((id, place)), _) => (id.clone(), place.clone()),
            (None, uses) => {
                let name = uses.as_ref().and_then(Node::as_str).unwrap_or("stage");
                let place = uses.as_ref().map_or(&stage.place, |uses| &uses.place).clone();
                (self.free_id(name, explicit), place)
            }
        };
        stage.id = Some((id.clone(), place));
        self.stages.push(OrderedStage { id, place: stage.place.clone(), is_broken: stage.is_broken });
    }

    /// A mistake in a layer makes the whole stage one that cannot be judged.
    fn mark_broken(&mut self, part: &WrittenStage) {
        let id = part.id.as_ref().map(|(id, _)| id);
        for stage in self.stages.iter_mut().filter(|stage| Some(&stage.id) == id) {
            stage.is_broken |= part.is_broken;
        }
    }

    /// The stage's name, else name-2 and so on.
    fn free_id(&self, name: &str, explicit: &BTreeSet<String>) -> String {
        let is_free = |id: &String| !explicit.contains(id) && !self.stages.iter().any(|stage| stage.id == *id);
        std::iter::once(name.to_owned())
            .chain((2..).map(|number: u64| format!("{name}-{number}")))
            .find(is_free)
            .expect("there are more numbers than stages")
    }
}

/// Reports ids that a layer uses twice, and takes them from all stages but the first: those are judged under a name
/// of their own.
fn drop_repeated_ids(stages: &mut [WrittenStage], mistakes: &mut Vec<Mistake>) {
    let mut seen: Vec<(String, Place)> = Vec::new();
    for stage in stages {
        let Some((id, place)) = &stage.id else {
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|(known, _)| known == id) {
            mistakes.push(
                Mistake::new("duplicate-id", format!("two stages have the id `{id}`"))
                    .at(place, "used again")
                    .and_at(first, "first used here")
                    .help("`from` must mean one stage: rename one of them"),
            );
            stage.id = None;
            stage.is_broken |= stage.uses.is_none();
        } else {
            seen.push((id.clone(), place.clone()));
        }
    }
}

fn id_mistake(id: &str, place: &Place, mistakes: &mut Vec<Mistake>) -> bool {
    if crate::reserved::IDS.contains(&id) {
        mistakes.push(
            Mistake::new("reserved-id", format!("`{id}` is the name of a table of every run"))
                .at(place, "reserved")
                .help("choose another id; sinks can read the table with `from`"),
        );
        return true;
    }
    let is_plain = id.starts_with(|first: char| first.is_ascii_alphabetic())
        && id.chars().all(|character| character.is_ascii_alphanumeric() || character == '-' || character == '_');
    if !is_plain {
        mistakes.push(
            Mistake::new("invalid-id", format!("`{id}` cannot be an id"))
                .at(place, "not an id")
                .help("an id begins with a letter and has letters, digits, `-` and `_`"),
        );
    }
    !is_plain
}

/// The layers of the files and of the profile.
pub fn file_sources(files: &[PipelineFile], profile: Option<&str>, texts: &mut Vec<Arc<Text>>) -> Vec<LayerSource> {
    let of_files = files.iter().map(|file| &file.layer);
    let of_profiles = files
        .iter()
        .flat_map(|file| file.profiles.iter())
        .filter(|(name, _, _)| Some(name.as_str()) == profile)
        .map(|(_, _, layer)| layer);
    let mut sources: Vec<LayerSource> = of_files.chain(of_profiles).map(|layer| layer_source(layer, texts)).collect();
    for (file, source) in files.iter().zip(&mut sources) {
        for (key, node) in [("name", &file.name), ("description", &file.description)] {
            if let Some(node) = node {
                source.put(&[key], node, texts);
            }
        }
    }
    sources
}

fn layer_source(layer: &Layer, texts: &mut Vec<Arc<Text>>) -> LayerSource {
    let mut source = LayerSource::new();
    let top = [("vars", &layer.vars), ("max_rejects", &layer.max_rejects), ("fail_on", &layer.fail_on)];
    for (key, node) in top {
        if let Some(node) = node {
            source.put(&[key], node, texts);
        }
    }
    for stage in &layer.stages {
        let Some((id, _)) = &stage.id else { continue };
        for (key, node) in [("use", &stage.uses), ("from", &stage.from), ("with", &stage.with)] {
            if let Some(node) = node {
                source.put(&["stage", id, key], node, texts);
            }
        }
    }
    source
}

/// Merges the layers; later ones win.
pub fn merge(sources: &[LayerSource], order: &Order, texts: &[Arc<Text>]) -> Merged {
    let builder = sources.iter().cloned().fold(Config::builder(), |builder, source| builder.add_source(source));
    let merged = builder.build().expect("collecting values that are in memory cannot fail");
    let table = |value: &Value, key: &str| match &value.kind {
        ValueKind::Table(map) => map.get(key).cloned(),
        _ => None,
    };
    let root = merged.cache;
    let node = |key: &str| table(&root, key).and_then(|value| Node::from_config(&value, texts));
    let stages = table(&root, "stage").unwrap_or_else(empty_table);
    Merged {
        name: node("name"),
        description: node("description"),
        vars: node("vars"),
        max_rejects: node("max_rejects"),
        fail_on: node("fail_on"),
        stages: order
            .stages
            .iter()
            .map(|stage| {
                let value = table(&stages, &stage.id).unwrap_or_else(empty_table);
                let part = |key: &str| table(&value, key).and_then(|part| Node::from_config(&part, texts));
                MergedStage {
                    id: stage.id.clone(),
                    place: stage.place.clone(),
                    uses: part("use"),
                    from: part("from"),
                    with: part("with"),
                    is_broken: stage.is_broken,
                }
            })
            .collect(),
    }
}
