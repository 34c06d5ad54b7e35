//! The part of a plan that ends behind a stage.

use wagemill_pipeline::{Input, Plan, StageKind};

use crate::failure::Failure;
use wagemill_pipeline::nearest;

/// The stages down to `id`, and the sinks below it that read from nothing else.
pub fn until(plan: &Plan, id: &str) -> Result<Plan, Failure> {
    let Some(last) = plan.stages.iter().position(|stage| stage.id == id) else {
        return Err(unknown_stage(plan, id));
    };
    let mut places: Vec<Option<usize>> = Vec::new();
    let mut stages = Vec::new();
    for (index, stage) in plan.stages.iter().enumerate() {
        let is_fed = stage.inputs.iter().all(|input| !matches!(input, Input::Stage(from) if places[*from].is_none()));
        if index > last && !(stage.info.kind == StageKind::Sink && is_fed) {
            places.push(None);
            continue;
        }
        let mut stage = stage.clone();
        for input in &mut stage.inputs {
            if let Input::Stage(from) = input {
                *from = places[*from].expect("a stage is kept only with what it reads from");
            }
        }
        places.push(Some(stages.len()));
        stages.push(stage);
    }
    if stages.iter().all(|stage| stage.info.kind != StageKind::Sink) {
        return Err(Failure::wrong(
            "no-sink",
            format!("nothing would be written: no sink reads from a stage down to `{id}`"),
        )
        .help(format!("`wagemill peek FILE --at {id}` shows its rows")));
    }
    Ok(Plan { stages, ..plan.clone() })
}

/// There is no stage of this id in the plan.
pub fn unknown_stage(plan: &Plan, id: &str) -> Failure {
    let ids: Vec<&str> = plan.stages.iter().map(|stage| stage.id.as_str()).collect();
    let help = match nearest(id, ids.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the stages are {}", ids.join(", ")),
    };
    Failure::wrong("unknown-id", format!("no stage has the id `{id}`")).help(help)
}
