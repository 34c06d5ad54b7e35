//! Reads the figures and remembers the hash of each file.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use wagemill_decimal::Decimal;
use wagemill_rates::when::day_number;

pub type Row = BTreeMap<String, String>;

pub struct Folder {
    path: PathBuf,
    /// Relative name and SHA-256 of what was read.
    pub hashes: BTreeMap<String, String>,
}

impl Folder {
    pub fn new(path: PathBuf) -> Folder {
        Folder { path, hashes: BTreeMap::new() }
    }

    pub fn text(&mut self, name: &str) -> Result<String, Box<dyn Error>> {
        let path = self.path.join(name);
        let bytes = std::fs::read(&path).map_err(|error| format!("`{}`: {error}", path.display()))?;
        self.hashes.insert(name.to_owned(), hex(&Sha256::digest(&bytes)));
        Ok(String::from_utf8(bytes)?)
    }

    /// The rows of a CSV file by the names of its header.
    pub fn rows(&mut self, name: &str) -> Result<Vec<Row>, Box<dyn Error>> {
        let text = self.text(name)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let header = reader.headers()?.clone();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            let cells = header.iter().zip(&record);
            rows.push(cells.map(|(name, cell)| (name.to_owned(), cell.trim().to_owned())).collect());
        }
        Ok(rows)
    }

    /// The names of the files in a folder, sorted.
    pub fn names(&self, folder: &str) -> Result<Vec<String>, Box<dyn Error>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(self.path.join(folder))? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn cell<'r>(row: &'r Row, name: &str) -> Result<&'r str, String> {
    row.get(name).map(String::as_str).ok_or(format!("no column `{name}` in {row:?}"))
}

/// Days since 1970 of `2023-06-13`.
pub fn day(text: &str) -> Result<i32, String> {
    let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
    let mut next = || parts.next().flatten();
    let date = (next(), next(), next());
    let (Some(year), Some(month), Some(day)) = date else {
        return Err(format!("`{text}` is no date"));
    };
    day_number(year as i32, month, day).ok_or(format!("`{text}` is no date"))
}

/// A figure, as published: `7.1585` or `2.86684433333333e-08`.
pub fn figure(text: &str) -> Result<Decimal, String> {
    let value = signed(text)?;
    if !value.is_positive() {
        return Err(format!("`{text}` is no exchange rate"));
    }
    Ok(value)
}

/// A figure that may be zero or below, as published.
pub fn signed(text: &str) -> Result<Decimal, String> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|error| format!("`{text}`: {error}"))?),
        None => (text, 0),
    };
    let value: Decimal = digits.parse().map_err(|error| format!("`{text}`: {error}"))?;
    let scale = i32::from(value.scale()) - exponent;
    let scale = u8::try_from(scale).map_err(|_| format!("`{text}` is too large"))?;
    Ok(Decimal::new(value.mantissa(), scale).normalize())
}
