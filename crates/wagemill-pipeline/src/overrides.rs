//! Values from the environment (`WAGEMILL__STAGE__WAGES__TO`) and the command line (`--set wages.to=EUR`).

use std::sync::Arc;

use toml_edit::Key;

use crate::catalogue::Catalogue;
use crate::error::Mistake;
use crate::layers::{LayerSource, Merged};
use crate::node::{Kind, Node};
use crate::options::top_level_properties;
use crate::place::{Place, Text};
use crate::suggest::did_you_mean;

const PREFIX: &str = "WAGEMILL__";
/// First words of a key that mean no stage.
const TOP_KEYS: &[&str] = &["max_rejects", "fail_on", "vars"];

/// Reads the variables that begin with `WAGEMILL__`. Ids and keys are matched without regard to case, and `-` is
/// written as `_`. A variable for a stage that this pipeline does not have may be meant for another one: a warning.
pub fn environment_source(
    variables: &[(String, String)],
    merged: &Merged,
    catalogue: &dyn Catalogue,
    texts: &mut Vec<Arc<Text>>,
    mistakes: &mut Vec<Mistake>,
) -> LayerSource {
    let mut source = LayerSource::new();
    for (name, value) in variables {
        if !name.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX)) {
            continue;
        }
        let segments: Vec<&str> = name[PREFIX.len()..].split("__").collect();
        let text = Text::environment(name, value);
        texts.push(Arc::clone(&text));
        let place = Place::whole(&text);
        let node = parsed(value, &place);
        let first = segments[0].to_lowercase();
        match segments.as_slice() {
            [_, id, key @ ..] if first == "stage" && !key.is_empty() => {
                let Some(stage) = merged.stages.iter().find(|stage| is_same(&stage.id, id)) else {
                    let ids: Vec<&str> = merged.stages.iter().map(|stage| stage.id.as_str()).collect();
                    mistakes.push(
                        Mistake::new("unknown-id", format!("no stage has the id `{}`", id.to_lowercase()))
                            .at(&place, "no such stage in this pipeline")
                            .help_if(did_you_mean(&id.to_lowercase(), &ids, "the ids are"))
                            .warning(),
                    );
                    continue;
                };
                let path = option_path(key, stage.uses.as_ref(), stage.with.as_ref(), catalogue);
                put_option(&mut source, &stage.id, &path, node, texts);
            }
            [_, key @ ..] if TOP_KEYS.contains(&first.as_str()) && key.is_empty() == (first == "max_rejects") => {
                let lower: Vec<String> = key.iter().map(|key| existing_key(key, merged, &first)).collect();
                let path: Vec<&str> = std::iter::once(first.as_str()).chain(lower.iter().map(String::as_str)).collect();
                source.put(&path, &node, texts);
            }
            _ => mistakes.push(
                Mistake::new("unknown-key", format!("`{name}` sets nothing"))
                    .at(&place, "unknown")
                    .help("write `WAGEMILL__STAGE__ID__OPTION`, `WAGEMILL__VARS__NAME`, `WAGEMILL__FAIL_ON__FLAG` or `WAGEMILL__MAX_REJECTS`")
                    .warning(),
            ),
        }
    }
    source
}

/// Reads the arguments of `--set`. A value is TOML if it can be read as TOML, else a string.
pub fn command_line_source(
    arguments: &[String],
    merged: &Merged,
    catalogue: &dyn Catalogue,
    texts: &mut Vec<Arc<Text>>,
    mistakes: &mut Vec<Mistake>,
) -> LayerSource {
    let mut source = LayerSource::new();
    for argument in arguments {
        let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
        let path: Vec<String> =
            Key::parse(key).map(|keys| keys.iter().map(|key| key.get().to_owned()).collect()).unwrap_or_default();
        let is_secret = is_secret(&path, merged, catalogue);
        let shown = if is_secret { "…" } else { value };
        let written = if argument.contains('=') { format!("--set {key}={shown}") } else { format!("--set {argument}") };
        let text = Text::command_line(written, value);
        texts.push(Arc::clone(&text));
        let key_start = "--set ".len();
        let key_place = Place::new(&text, key_start..key_start + key.len());
        let value_place = Place::new(&text, key_start + key.len() + 1..text.text.len());
        let malformed = |why: &str| {
            Mistake::new("invalid-set", format!("cannot read `--set {key}`: {why}"))
                .at(&key_place, why)
                .help("write `--set STAGE.OPTION=VALUE`, as in `--set wages.to=EUR`")
        };
        if !argument.contains('=') {
            mistakes.push(malformed("no `=`"));
            continue;
        }
        let mut node = parsed(value, &value_place);
        node.key = Some(key_place.clone());
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path.as_slice() {
            [] => mistakes.push(malformed("not a key")),
            ["max_rejects"] | ["vars" | "fail_on", _] => source.put(&path, &node, texts),
            [id, option @ ..] => match merged.stages.iter().find(|stage| stage.id == *id) {
                Some(_) if option.is_empty() => mistakes.push(malformed("a stage, but no option")),
                Some(stage) => {
                    let option: Vec<String> = option.iter().map(|&key| key.to_owned()).collect();
                    put_option(&mut source, &stage.id, &option, node, texts);
                }
                None => {
                    let known: Vec<&str> =
                        merged.stages.iter().map(|stage| stage.id.as_str()).chain(TOP_KEYS.iter().copied()).collect();
                    let place = Place::new(&text, key_start..key_start + key.find('.').unwrap_or(key.len()));
                    mistakes.push(
                        Mistake::new("unknown-id", format!("no stage has the id `{id}`"))
                            .at(&place, "no such stage")
                            .help_if(did_you_mean(id, &known, "there are")),
                    );
                }
            },
        }
    }
    source
}

fn put_option(source: &mut LayerSource, id: &str, option: &[String], node: Node, texts: &mut Vec<Arc<Text>>) {
    let path: Vec<&str> = ["stage", id, "with"].into_iter().chain(option.iter().map(String::as_str)).collect();
    source.put(&path, &node, texts);
}

/// A value as TOML, or as the text that it is. `nan` and `inf` are words here, not numbers.
fn parsed(value: &str, place: &Place) -> Node {
    let text = || Node::new(Kind::String(value.to_owned()), place.clone(), Some(place.clone()));
    match value.parse::<toml_edit::Value>() {
        Ok(toml_edit::Value::Float(float)) if !float.value().is_finite() => text(),
        Ok(toml) => Node::from_value(&place.text, Some(place.clone()), &toml, place),
        Err(_) => text(),
    }
}

fn is_same(name: &str, segment: &str) -> bool {
    name.replace('-', "_").eq_ignore_ascii_case(&segment.replace('-', "_"))
}

/// The names that the schema and the file use for the keys of an option.
fn option_path(key: &[&str], uses: Option<&Node>, with: Option<&Node>, catalogue: &dyn Catalogue) -> Vec<String> {
    let info = uses.and_then(Node::as_str).and_then(|name| catalogue.stage(name));
    let mut names = info.map(|info| top_level_properties(&info.options_schema)).unwrap_or_default();
    let mut table = with.cloned();
    key.iter()
        .map(|segment| {
            names.extend(table.as_ref().and_then(Node::as_table).unwrap_or(&[]).iter().map(|(key, _)| key.clone()));
            let name =
                names.iter().find(|name| is_same(name, segment)).cloned().unwrap_or_else(|| segment.to_lowercase());
            names.clear();
            table = table.as_ref().and_then(|table| table.get(&name)).cloned();
            name
        })
        .collect()
}

fn existing_key(key: &str, merged: &Merged, table: &str) -> String {
    let table = if table == "vars" { &merged.vars } else { &merged.fail_on };
    let entries = table.as_ref().and_then(Node::as_table).unwrap_or(&[]);
    let known = entries.iter().find(|(name, _)| is_same(name, key));
    known.map_or_else(|| key.to_lowercase(), |(name, _)| name.clone())
}

fn is_secret(path: &[String], merged: &Merged, catalogue: &dyn Catalogue) -> bool {
    let [id, option, ..] = path else { return false };
    let stage = merged.stages.iter().find(|stage| stage.id == *id);
    let info = stage.and_then(|stage| catalogue.stage(stage.uses.as_ref()?.as_str()?));
    info.is_some_and(|info| crate::secrets::is_secret(&info.options_schema, option))
}
