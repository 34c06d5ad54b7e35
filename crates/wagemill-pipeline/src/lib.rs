//! From a pipeline file to a plan.
//!
//! [`PipelineFile`] is the text as written, [`Plan`] what will run. Between them lie the layers (extended files, the
//! file, a profile, the environment, `--set`), the options' schemas and the columns of each stage; [`plan`] is the one
//! function that brings them together. It reads files and asks what is on the disk through closures of the caller,
//! asks about stages through a [`Catalogue`], loads nothing and prints nothing. Whatever is wrong is a [`Mistake`]
//! with its place in the text; all mistakes come at once.

mod catalogue;
mod codes;
mod columns;
mod error;
mod file;
mod file_schema;
mod graph;
mod layers;
mod limit;
mod literal;
mod load;
mod node;
mod options;
mod overrides;
mod paths;
mod place;
mod plan;
mod planner;
mod reserved;
mod schema;
mod secrets;
mod suggest;
mod variables;

pub use catalogue::{Catalogue, PluginInfo, StageError, StageInfo, StageKind, project, type_family, type_name};
pub use codes::{MistakeCode, codes};
pub use columns::edge_schema;
pub use error::{Mistake, Mistakes};
pub use file::PipelineFile;
pub use file_schema::file_schema;
pub use limit::Limit;
pub use load::normal as normal_path;
pub use paths::Found;
pub use plan::{Input, Plan, PlannedStage};
pub use planner::{Request, plan};
pub use reserved::{IDS as RESERVED_IDS, rejects_schema, run_schema};
pub use suggest::nearest;
