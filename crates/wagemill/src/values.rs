//! `wagemill values`: what a column of a written table holds, and what of it has no code yet.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;

use crate::arguments::{Format, ValuesArguments};
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::written_table::WrittenTable;

/// Columns whose values are coded, and where their code stands.
const CODED: &[(&str, &str)] =
    &[("place", "place_key"), ("occupation", "occupation_group"), ("payee", "occupation_group")];

pub fn values(arguments: &ValuesArguments) -> Outcome {
    let code = CODED.iter().find(|(column, _)| *column == arguments.column).map(|(_, code)| *code);
    let counts = count(&arguments.file, &arguments.column, code.filter(|_| !arguments.all))?;
    let mut found: Vec<Value> = counts.into_iter().map(|(value, rows)| Value { value, rows }).collect();
    found.sort_by(|one, other| other.rows.cmp(&one.rows).then_with(|| one.value.cmp(&other.value)));
    match arguments.format.format {
        Format::Json => output::json(&found),
        Format::Text => output::text(&table(&found, &arguments.column)),
    }
    Ok(())
}

#[derive(Debug, Serialize)]
struct Value {
    value: String,
    rows: u64,
}

/// The values in the form of a file of codes, the most frequent first.
fn table(found: &[Value], column: &str) -> String {
    // Whom a table calls a payee is coded as an occupation.
    let column = if column == "payee" { "occupation" } else { column };
    let mut text = "column,value,code,rows\n".to_owned();
    for Value { value, rows } in found {
        let quoted = if value.contains([',', '"', '\n']) {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.clone()
        };
        let _ = writeln!(text, "{column},{quoted},,{rows}");
    }
    text
}

fn count(file: &Path, column: &str, code: Option<&str>) -> Result<BTreeMap<String, u64>, Failure> {
    let table = WrittenTable::open(file)?;
    let [value] = table.places([column])?;
    let code = code.and_then(|code| table.find(code));
    let mut counts = BTreeMap::new();
    table.each(|row| {
        let (value, coded) = (row.text(value), code.is_some_and(|code| !row.text(code).is_empty()));
        if !value.is_empty() && !coded {
            *counts.entry(value.to_owned()).or_default() += 1;
        }
    })?;
    Ok(counts)
}
