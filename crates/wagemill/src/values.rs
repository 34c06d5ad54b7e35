//! `wagemill values`: what a column of a written table holds, and what of it has no code yet.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Serialize;

use crate::arguments::{Format, ValuesArguments};
use crate::failure::{Failure, Outcome};
use crate::output;

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
    let name = file.to_string_lossy();
    let opened = File::open(file)
        .map_err(|error| Failure::wrong("unreadable-table", format!("cannot read `{name}`: {error}")))?;
    let mut counts = BTreeMap::new();
    let mut add = |value: &str, code: Option<&str>| {
        if !value.is_empty() && code.is_none_or(str::is_empty) {
            *counts.entry(value.to_owned()).or_default() += 1;
        }
    };
    if name.ends_with(".csv") {
        let unreadable = |error: csv::Error| Failure::wrong("unreadable-table", format!("`{name}`: {error}"));
        let mut table = csv::Reader::from_reader(BufReader::new(opened));
        let header = table.headers().map_err(unreadable)?.clone();
        let place = |wanted: &str| header.iter().position(|known| known.trim_start_matches('\u{feff}') == wanted);
        let value = place(column).ok_or_else(|| no_column(&name, column, header.iter()))?;
        let code = code.and_then(place);
        for record in table.records() {
            let record = record.map_err(unreadable)?;
            add(record.get(value).unwrap_or(""), code.and_then(|code| record.get(code)));
        }
    } else if name.ends_with(".jsonl") {
        let mut known = false;
        for (number, line) in BufReader::new(opened).lines().enumerate() {
            let fail = |error: &dyn std::fmt::Display| {
                Failure::wrong("unreadable-table", format!("`{name}`, line {}: {error}", number + 1))
            };
            let line = line.map_err(|error| fail(&error))?;
            if line.trim().is_empty() {
                continue;
            }
            let row: serde_json::Value = serde_json::from_str(&line).map_err(|error| fail(&error))?;
            known |= row.get(column).is_some();
            add(row[column].as_str().unwrap_or(""), code.and_then(|code| row[code].as_str()));
        }
        if !known {
            return Err(no_column(&name, column, std::iter::empty()));
        }
    } else {
        let message = format!("`{name}` is no table that this command reads");
        return Err(
            Failure::wrong("unreadable-table", message).help("give a `.csv` or `.jsonl` file that write-table wrote")
        );
    }
    Ok(counts)
}

fn no_column<'h>(file: &str, column: &str, header: impl Iterator<Item = &'h str>) -> Failure {
    let names: Vec<&str> = header.collect();
    let failure = Failure::wrong("no-column", format!("`{file}` has no column `{column}`"));
    if names.is_empty() { failure } else { failure.help(format!("it has {}", names.join(", "))) }
}
