//! Who feeds whom, and what may run in parallel.

use wagemill_pipeline::{Input, Plan, StageKind};

/// The plan as a graph; stages are numbered as in the plan, and edges point to higher numbers.
pub(crate) struct Graph {
    pub nodes: Vec<Node>,
    /// The stage whose rows the report's flags are counted on: the last one that gives a column `flags`.
    pub flag_stage: Option<usize>,
    /// A stage whose rows somebody looks at.
    pub tap: Option<usize>,
}

pub(crate) struct Node {
    /// Stage and port that each batch goes to.
    pub consumers: Vec<(usize, usize)>,
    /// Whether workers run the stage; else the tail does.
    pub parallel: bool,
    /// Whether anything that is asked for depends on the stage.
    pub needed: bool,
}

impl Graph {
    /// Without a tap, what the sinks need is needed.
    pub fn new(plan: &Plan, tap: Option<usize>) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        for (index, stage) in plan.stages.iter().enumerate() {
            let parallel = match stage.info.kind {
                StageKind::Source => true,
                StageKind::Transform => {
                    let fed_in_parallel =
                        stage.inputs.iter().all(|input| matches!(input, Input::Stage(from) if nodes[*from].parallel));
                    !stage.info.whole_table && fed_in_parallel
                }
                StageKind::Sink => false,
            };
            let is_sink = stage.info.kind == StageKind::Sink;
            let needed = tap.map_or(is_sink, |tap| tap == index);
            nodes.push(Node { consumers: Vec::new(), parallel, needed });
        }
        for (index, stage) in plan.stages.iter().enumerate().rev() {
            if !nodes[index].needed {
                continue;
            }
            for (port, input) in stage.inputs.iter().enumerate() {
                if let Input::Stage(from) = input {
                    nodes[*from].needed = true;
                    nodes[*from].consumers.push((index, port));
                }
            }
        }
        for node in &mut nodes {
            node.consumers.sort_unstable();
        }
        let flag_stage = plan.stages.iter().enumerate().rev().find(|(index, stage)| {
            stage.info.kind != StageKind::Sink
                && !stage.info.whole_table
                && nodes[*index].needed
                && stage.schema.index_of("flags").is_ok()
        });
        Self { flag_stage: flag_stage.map(|(index, _)| index), nodes, tap }
    }
}
