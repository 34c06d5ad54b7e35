//! Which stage reads from which.

use crate::catalogue::{Catalogue, StageInfo, StageKind};
use crate::error::Mistake;
use crate::layers::MergedStage;
use crate::node::{Kind, Node};
use crate::place::Place;
use crate::plan::Input;
use crate::suggest::did_you_mean;

/// A stage with what its plugin says about it and where its rows come from.
pub struct GraphStage {
    pub info: Option<StageInfo>,
    /// `None` when it cannot be told: nothing that depends on it is checked.
    pub inputs: Option<Vec<Input>>,
}

/// Finds the stages and their inputs.
pub fn connect(
    stages: &[MergedStage],
    catalogue: &dyn Catalogue,
    file: &Place,
    mistakes: &mut Vec<Mistake>,
) -> Vec<GraphStage> {
    let infos: Vec<Option<StageInfo>> = stages.iter().map(|stage| find(stage, catalogue, mistakes)).collect();
    check_ends(stages, &infos, file, mistakes);
    let graph = Graph { stages, infos: &infos };
    let inputs: Vec<Option<Vec<Input>>> = (0..stages.len()).map(|index| graph.inputs(index, mistakes)).collect();
    graph.warn_of_unread(&inputs, mistakes);
    infos.into_iter().zip(inputs).map(|(info, inputs)| GraphStage { info, inputs }).collect()
}

fn find(stage: &MergedStage, catalogue: &dyn Catalogue, mistakes: &mut Vec<Mistake>) -> Option<StageInfo> {
    let uses = stage.uses.as_ref()?;
    let name = uses.as_str()?;
    if let Some(info) = catalogue.stage(name) {
        return Some(info);
    }
    if let Some(refusal) = catalogue.refused(name) {
        let help = refusal.help.unwrap_or_else(|| "build the plugin again for this version of wagemill".to_owned());
        mistakes
            .push(Mistake::new(&refusal.code, refusal.message).at(&uses.place, "its plugin was refused").help(help));
        return None;
    }
    let names = catalogue.stage_names();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    mistakes.push(
        Mistake::new("unknown-stage", format!("no stage `{name}`"))
            .at(&uses.place, "no such stage")
            .help("no plugin was found; `wagemill plugin list` shows where they are looked for")
            .help_if(did_you_mean(name, &names, "the installed plugins have")),
    );
    None
}

/// A pipeline begins with a source and has a sink.
fn check_ends(stages: &[MergedStage], infos: &[Option<StageInfo>], file: &Place, mistakes: &mut Vec<Mistake>) {
    let Some(first) = stages.first() else {
        mistakes.push(
            Mistake::new("no-stages", "the pipeline has no stages")
                .at(file, "nothing to run")
                .help("begin with `[[stage]]` and `use = \"read-articles\"`"),
        );
        return;
    };
    let has = |kind| infos.iter().any(|info| info.as_ref().is_none_or(|info| info.kind == kind));
    let place = |stage: &MergedStage| stage.uses.as_ref().map_or(&stage.place, |uses| &uses.place).clone();
    if !has(StageKind::Source) {
        mistakes.push(
            Mistake::new("no-source", "the pipeline has no source")
                .at(&place(first), "a source must come first")
                .help("put a stage that reads inputs above it, such as `use = \"read-articles\"`"),
        );
    } else if let Some(Some(info)) =
        infos.first().filter(|info| info.as_ref().is_some_and(|info| info.kind != StageKind::Source))
    {
        mistakes.push(
            Mistake::new(
                "first-not-source",
                format!("the first stage must be a source, and `{}` is a {}", info.name, info.kind.name()),
            )
            .at(&place(first), format!("a {}", info.kind.name()))
            .help("stages run top to bottom: move the source to the top"),
        );
    }
    if let (false, Some(last)) = (has(StageKind::Sink), stages.last()) {
        mistakes.push(
            Mistake::new("no-sink", "the pipeline writes nothing")
                .at(&place(last), "nothing reads what comes out here")
                .help("add a sink at the end, such as `use = \"write-table\"`"),
        );
    }
}

struct Graph<'a> {
    stages: &'a [MergedStage],
    infos: &'a [Option<StageInfo>],
}

impl Graph<'_> {
    fn kind(&self, index: usize) -> Option<StageKind> {
        self.infos[index].as_ref().map(|info| info.kind)
    }

    fn inputs(&self, index: usize, mistakes: &mut Vec<Mistake>) -> Option<Vec<Input>> {
        let stage = &self.stages[index];
        let kind = self.kind(index);
        let Some(from) = &stage.from else {
            if stage.is_broken {
                return None;
            }
            return match kind? {
                StageKind::Source => Some(Vec::new()),
                _ => self.nearest_above(index, mistakes).map(|above| vec![Input::Stage(above)]),
            };
        };
        if kind == Some(StageKind::Source) {
            mistakes.push(
                Mistake::new("source-with-from", format!("`{}` is a source and reads from no stage", stage.id))
                    .at(from.key_place(), "a source has no `from`")
                    .help("take `from` out"),
            );
            return None;
        }
        let Kind::Array(items) = &from.kind else {
            return None;
        };
        let found_before = mistakes.len();
        let inputs: Vec<Input> = items.iter().filter_map(|item| self.input(index, item, mistakes)).collect();
        self.check_count(index, from, items, mistakes);
        (mistakes.len() == found_before && !inputs.is_empty()).then_some(inputs)
    }

    /// The nearest stage above that is no sink.
    fn nearest_above(&self, index: usize, mistakes: &mut Vec<Mistake>) -> Option<usize> {
        let above = (0..index).rev().find(|&above| self.kind(above) != Some(StageKind::Sink));
        if above.is_none() && index > 0 {
            let stage = &self.stages[index];
            mistakes.push(
                Mistake::new("no-input", format!("`{}` has nothing to read from", stage.id))
                    .at(stage.uses.as_ref().map_or(&stage.place, |uses| &uses.place), "only sinks stand above it")
                    .help("put it below a stage that gives rows"),
            );
        }
        above
    }

    fn input(&self, index: usize, item: &Node, mistakes: &mut Vec<Mistake>) -> Option<Input> {
        let id = item.as_str()?;
        let stage = &self.stages[index];
        let reserved = match id {
            "rejects" => Some(Input::Rejects),
            "run" => Some(Input::Run),
            _ => None,
        };
        if let Some(input) = reserved {
            if self.kind(index).is_some_and(|kind| kind != StageKind::Sink) {
                mistakes.push(
                    Mistake::new("reserved-input", format!("only sinks can read the table `{id}`"))
                        .at(&item.place, format!("`{}` is no sink", stage.id))
                        .help("the table is complete when the run has ended: give it to a sink"),
                );
                return None;
            }
            return Some(input);
        }
        match self.stages.iter().position(|other| other.id == id) {
            Some(found) if found == index => {
                mistakes.push(
                    Mistake::new("later-stage", format!("`{id}` cannot read from itself"))
                        .at(&item.place, "this stage")
                        .help("name a stage above it"),
                );
                None
            }
            Some(found) if found > index => {
                mistakes.push(
                    Mistake::new("later-stage", format!("`{}` cannot read from `{id}`, which comes later", stage.id))
                        .at(&item.place, "a later stage")
                        .and_at(
                            self.stages[found].uses.as_ref().map_or(&self.stages[found].place, |uses| &uses.place),
                            "it is here",
                        )
                        .help(format!("stages run top to bottom: move `{id}` above `{}`", stage.id)),
                );
                None
            }
            Some(found) if self.kind(found) == Some(StageKind::Sink) => {
                mistakes.push(
                    Mistake::new("reads-from-sink", format!("`{id}` is a sink and gives no rows"))
                        .at(&item.place, "a sink")
                        .help("name the stage that the sink itself reads from"),
                );
                None
            }
            Some(found) => Some(Input::Stage(found)),
            None => {
                // A name that only a later or reserved stage has is no help.
                let ids: Vec<&str> = self.stages[..index]
                    .iter()
                    .zip(self.infos)
                    .filter(|(_, info)| info.as_ref().is_none_or(|info| info.kind != StageKind::Sink))
                    .map(|(stage, _)| stage.id.as_str())
                    .collect();
                mistakes.push(
                    Mistake::new("unknown-id", format!("no stage has the id `{id}`"))
                        .at(&item.place, "no such stage")
                        .help("there is no stage above that gives rows")
                        .help_if(did_you_mean(id, &ids, "the stages above are")),
                );
                None
            }
        }
    }

    /// Work whose result goes nowhere is hardly meant. Where an input is not known, any stage may be read.
    fn warn_of_unread(&self, inputs: &[Option<Vec<Input>>], mistakes: &mut Vec<Mistake>) {
        if inputs.iter().any(Option::is_none) {
            return;
        }
        let is_read = |index| inputs.iter().flatten().any(|inputs| inputs.contains(&Input::Stage(index)));
        let has_sink = (0..self.stages.len()).any(|index| self.kind(index) == Some(StageKind::Sink));
        for (index, stage) in self.stages.iter().enumerate() {
            if has_sink && self.kind(index).is_some_and(|kind| kind != StageKind::Sink) && !is_read(index) {
                mistakes.push(
                    Mistake::new("unread-stage", format!("no stage reads from `{}`", stage.id))
                        .at(stage.uses.as_ref().map_or(&stage.place, |uses| &uses.place), "goes nowhere")
                        .help("put a sink below it, name it in a `from`, or take it out")
                        .warning(),
                );
            }
        }
    }

    fn check_count(&self, index: usize, from: &Node, items: &[Node], mistakes: &mut Vec<Mistake>) {
        let stage = &self.stages[index];
        if items.is_empty() {
            mistakes.push(
                Mistake::new("no-input", format!("`{}` has nothing to read from", stage.id))
                    .at(&from.place, "an empty list")
                    .help("name a stage above it, or take `from` out to read from the nearest one"),
            );
        }
        let is_single =
            self.infos[index].as_ref().is_some_and(|info| info.kind == StageKind::Transform && !info.whole_table);
        if items.len() > 1 && is_single {
            mistakes.push(
                Mistake::new("too-many-inputs", format!("`{}` can read from one stage only", stage.id))
                    .at(&from.place, format!("{} stages", items.len()))
                    .help(
                        "only sinks and stages that need the whole table, such as `query-table`, have several inputs",
                    ),
            );
        }
        for (position, item) in items.iter().enumerate() {
            if let Some(first) = items[..position].iter().find(|first| first.as_str() == item.as_str()) {
                mistakes.push(
                    Mistake::new(
                        "duplicate-input",
                        format!("`{}` reads from `{}` twice", stage.id, item.as_str().unwrap_or_default()),
                    )
                    .at(&item.place, "again")
                    .and_at(&first.place, "first here")
                    .help("name each stage once"),
                );
            }
        }
    }
}
