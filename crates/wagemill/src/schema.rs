//! `wagemill schema`: the JSON Schema of pipeline files, with the options of all installed stages.

use crate::arguments::SchemaArguments;
use crate::failure::Outcome;
use crate::installed::Installed;
use crate::output;

pub fn schema(arguments: &SchemaArguments) -> Outcome {
    let installed = Installed::find(&arguments.folders.plugins, None);
    output::json(&wagemill_pipeline::file_schema(&installed));
    Ok(())
}
