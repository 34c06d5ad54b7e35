//! From a pipeline file to a plan: the one place where file, layers, defaults and plugins come together.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use crate::catalogue::{Catalogue, StageInfo, StageKind};
use crate::columns::{ColumnContext, ColumnStage};
use crate::error::{Mistake, Mistakes};
use crate::file::PipelineFile;
use crate::graph::{GraphStage, connect};
use crate::layers::{self, Merged, MergedStage};
use crate::limit::Limit;
use crate::load::load;
use crate::node::{Kind, Node};
use crate::options::{self, Options};
use crate::overrides::{command_line_source, environment_source};
use crate::paths::{Found, Output, PathContext, StagePaths, check_outputs};
use crate::place::{Place, Text};
use crate::plan::{Input, Plan, PlannedStage};
use crate::schema;
use crate::suggest::did_you_mean;
use crate::variables::Variables;

/// What the planner is given. It reads and probes through the closures only.
pub struct Request<'a> {
    /// The pipeline file, as the user names it: messages show it so.
    pub file: &'a Path,
    /// The folder of the file, absolute: what relative paths in options are relative to.
    pub base_dir: &'a Path,
    pub profile: Option<&'a str>,
    /// The environment, or the part of it that a pipeline may see.
    pub environment: &'a [(String, String)],
    /// The arguments of `--set`, in order.
    pub set: &'a [String],
    /// Inputs of the command line, absolute; they replace the `paths` of the source.
    pub inputs: &'a [PathBuf],
    pub read: &'a dyn Fn(&Path) -> io::Result<String>,
    pub probe: &'a dyn Fn(&Path) -> Found,
}

/// Plans a pipeline, or says everything that is wrong with it.
///
/// # Errors
/// All mistakes at once, warnings included, in the order of the files.
pub fn plan(request: &Request<'_>, catalogue: &dyn Catalogue) -> Result<Plan, Mistakes> {
    let mut planner = Planner { request, catalogue, texts: Vec::new(), mistakes: Vec::new() };
    let plan = planner.plan();
    let mistakes = Mistakes::new(planner.mistakes, &planner.texts).into_vec();
    match plan {
        Some(plan) if !Mistakes::any_error(&mistakes) => Ok(Plan { warnings: mistakes, ..plan }),
        _ => Err(Mistakes::new(mistakes, &planner.texts)),
    }
}

struct Planner<'a> {
    request: &'a Request<'a>,
    catalogue: &'a dyn Catalogue,
    texts: Vec<Arc<Text>>,
    mistakes: Vec<Mistake>,
}

/// A stage whose options were judged.
struct Judged {
    with: Node,
    uses: Place,
    options: Option<Options>,
    paths: StagePaths,
}

impl Planner<'_> {
    fn plan(&mut self) -> Option<Plan> {
        let request = self.request;
        let mut files = load(request.file, request.read, &mut self.texts, &mut self.mistakes)?;
        let start = Place::new(&files.last()?.text, 0..0);
        let mut merged = self.merge(&mut files);
        let environment = request.environment;
        let variables = Variables::new(merged.vars.as_ref(), environment, &mut self.mistakes);
        self.substitute(&mut merged, &variables);
        let max_rejects = merged.max_rejects.as_ref().and_then(|node| self.limit("max_rejects", node));
        let fail_on = self.fail_on(merged.fail_on.as_ref());

        let graph = connect(&merged.stages, self.catalogue, &start, &mut self.mistakes);
        self.replace_inputs(&mut merged.stages, &graph);
        let judged: Vec<Option<Judged>> =
            merged.stages.iter().zip(&graph).map(|(stage, node)| self.judge(stage, node.info.as_ref())).collect();
        self.check_outputs(&merged.stages, &judged);
        let edges = self.check_columns(&merged.stages, &graph, &judged, &variables);

        let stages = merged.stages.iter().zip(graph).zip(judged).zip(edges);
        let stages: Option<Vec<PlannedStage>> = stages
            .map(|(((stage, node), judged), schema)| {
                let judged = judged?;
                let options = judged.options?;
                let info = node.info?;
                Some(PlannedStage {
                    id: stage.id.clone(),
                    stage: info.name.clone(),
                    inputs: node.inputs?,
                    options: options.values,
                    secrets: options.secrets,
                    schema: schema?,
                    reads: judged.paths.reads,
                    writes: judged.paths.writes,
                    info,
                })
            })
            .collect();
        let text = |node: &Option<Node>| node.as_ref().and_then(Node::as_str).map(str::to_owned);
        let stem = || request.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file_name = request.file.file_name().unwrap_or_default();
        Some(Plan {
            name: text(&merged.name).unwrap_or_else(stem),
            description: text(&merged.description),
            file: request.base_dir.join(file_name),
            base_dir: request.base_dir.to_owned(),
            stages: stages?,
            max_rejects,
            fail_on,
            warnings: Vec::new(),
        })
    }

    fn merge(&mut self, files: &mut [PipelineFile]) -> Merged {
        let request = self.request;
        self.check_profile(files);
        let mut order = layers::order_stages(files, &mut self.mistakes);
        layers::order_profiles(&mut order, files, request.profile, &mut self.mistakes);
        let mut sources = layers::file_sources(files, request.profile, &mut self.texts);
        let below = layers::merge(&sources, &order, &self.texts);
        let (texts, mistakes) = (&mut self.texts, &mut self.mistakes);
        sources.push(environment_source(request.environment, &below, self.catalogue, texts, mistakes));
        sources.push(command_line_source(request.set, &below, self.catalogue, texts, mistakes));
        layers::merge(&sources, &order, &self.texts)
    }

    fn check_profile(&mut self, files: &[PipelineFile]) {
        let Some(profile) = self.request.profile else {
            return;
        };
        let known: Vec<&str> = files.iter().flat_map(PipelineFile::profiles).collect();
        if known.contains(&profile) {
            return;
        }
        let text = Text::command_line(format!("--profile {profile}"), profile);
        self.texts.push(Arc::clone(&text));
        let place = Place::new(&text, "--profile ".len()..text.text.len());
        self.mistakes.push(
            Mistake::new("unknown-profile", format!("no profile `{profile}`"))
                .at(&place, "not in the file")
                .help(format!("define it: `[profile.{profile}]`"))
                .help_if(did_you_mean(profile, &known, "the profiles are")),
        );
    }

    fn substitute(&mut self, merged: &mut Merged, variables: &Variables<'_>) {
        let of_stages = merged.stages.iter_mut().flat_map(|stage| [&mut stage.from, &mut stage.with]);
        let of_file =
            [&mut merged.name, &mut merged.description, &mut merged.max_rejects, &mut merged.fail_on].into_iter();
        for node in of_file.chain(of_stages).flatten() {
            variables.apply(node, &mut self.mistakes);
        }
    }

    fn limit(&mut self, what: &str, node: &Node) -> Option<Limit> {
        let limit = match &node.kind {
            Kind::Integer(count) => u64::try_from(*count).ok().map(Limit::Count),
            Kind::String(share) => Limit::parse_share(share),
            _ => None,
        };
        if limit.is_none() {
            self.mistakes.push(
                Mistake::new("invalid-limit", format!("`{what}` must be a count or a share"))
                    .at(&node.place, "not a limit")
                    .help("write a whole number, such as `10`, or a share of all rows, such as `\"5%\"`"),
            );
        }
        limit
    }

    fn fail_on(&mut self, node: Option<&Node>) -> Vec<(String, Limit)> {
        let Some(node) = node else { return Vec::new() };
        let Some(entries) = node.as_table() else {
            self.mistakes.push(
                Mistake::new("wrong-type", format!("`fail_on` must be a table, not {}", node.type_name()))
                    .at(&node.place, node.type_name())
                    .help("write `fail_on = { fx_missing = \"5%\" }`"),
            );
            return Vec::new();
        };
        let known = self.catalogue.flags();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let mut limits = Vec::new();
        for (flag, node) in entries {
            if !known.is_empty() && !known.contains(&flag.as_str()) {
                self.mistakes.push(
                    Mistake::new("unknown-flag", format!("no flag `{flag}`"))
                        .at(node.key_place(), "unknown flag")
                        .help_if(did_you_mean(flag, &known, "the flags are")),
                );
            }
            limits.extend(self.limit(flag, node).map(|limit| (flag.clone(), limit)));
        }
        limits
    }

    /// Inputs of the command line in place of the source's `paths`.
    fn replace_inputs(&mut self, stages: &mut [MergedStage], graph: &[GraphStage]) {
        if self.request.inputs.is_empty() {
            return;
        }
        let shown: Vec<String> = self.request.inputs.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        let text = Text::command_line(shown.join(" "), "");
        self.texts.push(Arc::clone(&text));
        let place = Place::whole(&text);
        let is_source = |node: &GraphStage| node.info.as_ref().is_some_and(|info| info.kind == StageKind::Source);
        let sources: Vec<usize> = (0..stages.len()).filter(|&index| is_source(&graph[index])).collect();
        let takes_paths = |index: usize| {
            let info = graph[index].info.as_ref();
            info.is_some_and(|info| {
                options::top_level_properties(&info.options_schema).iter().any(|name| name == "paths")
            })
        };
        match sources.as_slice() {
            [] => {}
            [source] if takes_paths(*source) => {
                let mut start = 0;
                let items = shown.iter().map(|path| {
                    let span = start..start + path.len();
                    start = span.end + 1;
                    Node::new(Kind::String(path.clone()), Place::new(&text, span), None)
                });
                let paths = Node::new(Kind::Array(items.collect()), place.clone(), None);
                let with = stages[*source].with.get_or_insert_with(|| Node::new(Kind::Table(Vec::new()), place, None));
                with.remove("paths");
                if let Kind::Table(entries) = &mut with.kind {
                    entries.push(("paths".to_owned(), paths));
                }
            }
            [source] => self.mistakes.push(
                Mistake::new(
                    "inputs-not-taken",
                    format!("the source `{}` takes no inputs from the command line", stages[*source].id),
                )
                .at(&place, "inputs")
                .help("it has no option `paths`; use `--set` for the options that it has"),
            ),
            _ => self.mistakes.push(
                Mistake::new(
                    "inputs-not-taken",
                    "the pipeline has several sources: inputs of the command line could be for any of them",
                )
                .at(&place, "inputs")
                .help("use `--set SOURCE.paths='[\"…\"]'`"),
            ),
        }
    }

    fn judge(&mut self, stage: &MergedStage, info: Option<&StageInfo>) -> Option<Judged> {
        let info = info?;
        let uses = stage.uses.as_ref().map_or(&stage.place, |uses| &uses.place).clone();
        let mut with = stage.with.clone().unwrap_or_else(|| Node::new(Kind::Table(Vec::new()), uses.clone(), None));
        let mut found = Vec::new();
        let mut options = options::check(&stage.id, info, &mut with, &uses, &mut found);
        // What is missing from a stage that could not be read in full may be in the part that was not read.
        self.mistakes
            .extend(found.into_iter().filter(|mistake| !stage.is_broken || mistake.code() != "missing-option"));
        let options_schema = schema::closed(&info.options_schema);
        let context = PathContext {
            base_dir: self.request.base_dir,
            probe: self.request.probe,
            with: &with,
            schema: &options_schema,
        };
        let mut found = Vec::new();
        let paths = match &mut options {
            Some(options) => context.resolve(&mut options.values, &mut found),
            // The paths of a stage with a mistake elsewhere are checked all the same.
            None => context.resolve(&mut with.to_json(), &mut found),
        };
        if !found.is_empty() {
            options = None;
        }
        self.mistakes.extend(found);
        Some(Judged { with, uses, options, paths })
    }

    fn check_outputs(&mut self, stages: &[MergedStage], judged: &[Option<Judged>]) {
        let pairs: Vec<(&MergedStage, &Judged)> =
            stages.iter().zip(judged).filter_map(|(stage, judged)| Some((stage, judged.as_ref()?))).collect();
        let outputs: Vec<Output<'_>> = pairs
            .iter()
            .flat_map(|(stage, judged)| {
                judged.paths.writes.iter().map(|(pointer, path)| Output {
                    stage_id: &stage.id,
                    path,
                    place: judged.with.nearest_at(pointer).place.clone(),
                })
            })
            .collect();
        let reads: Vec<(String, PathBuf)> = pairs
            .iter()
            .flat_map(|(stage, judged)| judged.paths.reads.iter().map(|path| (stage.id.clone(), path.clone())))
            .collect();
        check_outputs(&outputs, &reads, &mut self.mistakes);
    }

    fn check_columns(
        &mut self,
        stages: &[MergedStage],
        graph: &[GraphStage],
        judged: &[Option<Judged>],
        variables: &Variables<'_>,
    ) -> Vec<Option<SchemaRef>> {
        let mut edges: Vec<(String, Option<SchemaRef>)> = Vec::new();
        let mut ways: Vec<Vec<Input>> = Vec::new();
        for ((stage, node), judged) in stages.iter().zip(graph).zip(judged) {
            let schema = match (&node.info, &node.inputs, judged) {
                (Some(info), Some(inputs), Some(Judged { with, uses, options: Some(options), .. }))
                    if !stage.is_broken =>
                {
                    let context = ColumnContext { catalogue: self.catalogue, variables, edges: &edges, ways: &ways };
                    let stage = ColumnStage { id: &stage.id, info, inputs, options, with, uses };
                    context.check(&stage, &mut self.mistakes)
                }
                _ => None,
            };
            let is_sink = node.info.as_ref().is_some_and(|info| info.kind == StageKind::Sink);
            edges.push((
                stage.id.clone(),
                schema.map(|schema| if is_sink { Arc::new(Schema::empty()) } else { schema }),
            ));
            ways.push(node.inputs.clone().unwrap_or_default());
        }
        edges.into_iter().map(|(_, schema)| schema).collect()
    }
}
