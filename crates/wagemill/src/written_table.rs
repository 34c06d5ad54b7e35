//! A table that write-table wrote, read back row by row: `.csv` or `.jsonl`.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufRead, BufReader, Lines};
use std::path::Path;

use csv::StringRecord;
use serde_json::{Map, Value};

use crate::failure::Failure;

pub struct WrittenTable {
    name: String,
    columns: Vec<String>,
    rows: Rows,
}

/// The place of a column.
#[derive(Debug, Clone, Copy)]
pub struct Place(usize);

/// The text of each column; empty where there is none.
pub struct Row(StringRecord);

enum Rows {
    Csv(Box<csv::Reader<BufReader<File>>>),
    JsonLines { lines: Lines<BufReader<File>>, number: usize, first: Option<Map<String, Value>> },
}

impl WrittenTable {
    pub fn open(file: &Path) -> Result<Self, Failure> {
        let name = file.to_string_lossy().into_owned();
        let opened = File::open(file).map_err(|error| unreadable(format!("cannot read `{name}`: {error}")))?;
        let opened = BufReader::new(opened);
        if name.ends_with(".csv") {
            let mut reader = Box::new(csv::Reader::from_reader(opened));
            let header = reader.headers().map_err(|error| unreadable(format!("`{name}`: {error}")))?;
            let columns = header.iter().map(|column| column.trim_start_matches('\u{feff}').to_owned()).collect();
            return Ok(Self { name, columns, rows: Rows::Csv(reader) });
        }
        if name.ends_with(".jsonl") {
            let (mut lines, mut number) = (opened.lines(), 0);
            let first = next_object(&name, &mut lines, &mut number)?;
            // write-table writes every column into every line.
            let columns = first.iter().flat_map(Map::keys).cloned().collect();
            return Ok(Self { name, columns, rows: Rows::JsonLines { lines, number, first } });
        }
        let failure = unreadable(format!("`{name}` is no table that this command reads"));
        Err(failure.help("give a `.csv` or `.jsonl` file that write-table wrote"))
    }

    pub fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(String::as_str).collect()
    }

    pub fn find(&self, column: &str) -> Option<Place> {
        self.columns.iter().position(|known| known == column).map(Place)
    }

    /// The places of columns that must be there.
    pub fn places<const N: usize>(&self, columns: [&str; N]) -> Result<[Place; N], Failure> {
        let missing = columns.into_iter().filter(|column| self.find(column).is_none());
        let missing: Vec<String> = missing.map(|column| format!("`{column}`")).collect();
        if missing.is_empty() {
            return Ok(columns.map(|column| self.find(column).expect("no column is missing")));
        }
        let (name, missing) = (&self.name, missing.join(", "));
        let failure = Failure::wrong("no-column", format!("`{name}` has no column {missing}"));
        Err(match self.columns.as_slice() {
            [] => failure.help("it has no rows"),
            columns => failure.help(format!("it has {}", columns.join(", "))),
        })
    }

    /// Calls `work` for each row.
    pub fn each(self, mut work: impl FnMut(&Row)) -> Result<(), Failure> {
        let Self { name, columns, rows } = self;
        match rows {
            Rows::Csv(mut reader) => {
                let mut row = Row(StringRecord::new());
                while reader.read_record(&mut row.0).map_err(|error| unreadable(format!("`{name}`: {error}")))? {
                    work(&row);
                }
            }
            Rows::JsonLines { mut lines, mut number, first } => {
                let mut next = first;
                while let Some(object) = next {
                    let text = |column: &String| object.get(column).and_then(Value::as_str).unwrap_or_default();
                    work(&Row(columns.iter().map(text).collect()));
                    next = next_object(&name, &mut lines, &mut number)?;
                }
            }
        }
        Ok(())
    }
}

impl Row {
    pub fn text(&self, place: Place) -> &str {
        self.0.get(place.0).unwrap_or_default()
    }
}

/// The next line that is not blank.
fn next_object(
    name: &str,
    lines: &mut Lines<BufReader<File>>,
    number: &mut usize,
) -> Result<Option<Map<String, Value>>, Failure> {
    for line in lines {
        *number += 1;
        let fail = |error: &dyn Display| unreadable(format!("`{name}`, line {number}: {error}"));
        let line = line.map_err(|error| fail(&error))?;
        if !line.trim().is_empty() {
            return serde_json::from_str(&line).map(Some).map_err(|error| fail(&error));
        }
    }
    Ok(None)
}

fn unreadable(message: String) -> Failure {
    Failure::wrong("unreadable-table", message)
}
