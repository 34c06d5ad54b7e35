//! A user's own codes: places and occupations that the stage's data files lack.

use std::path::Path;

use wagemill_plugin::prelude::{Error, Result};

/// A line of a file of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserCode {
    /// a name of a place, and its key: `KP`, `CN:Dandong`, or a new one such as `CN:Quanhe`
    Place { name: String, key: String },
    /// words for an occupation, the major group of ISCO-08, and the sector
    Occupation { words: String, group: String, sector: Option<String> },
}

const HELP: &str = "a file of codes is a CSV table with the columns column, value and code, such as `place,Quanhe,CN:Quanhe` or `occupation,bar bender,7`";

/// Reads a file of codes; each mistake is named with its line.
pub fn read(path: &Path) -> Result<Vec<UserCode>> {
    let shown = path.display();
    let fail = |message: String| Error::new("bad-codes", message).help(HELP);
    let mut table = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_path(path)
        .map_err(|error| fail(format!("{shown}: {error}")))?;
    let header = table.headers().map_err(|error| fail(format!("{shown}: {error}")))?.clone();
    let place_of = |name: &str| header.iter().position(|column| column.trim_start_matches('\u{feff}') == name);
    let (Some(column), Some(value), Some(code)) = (place_of("column"), place_of("value"), place_of("code")) else {
        return Err(fail(format!("{shown}:1: the header lacks column, value or code")));
    };
    let sector = place_of("sector");
    let mut found = Vec::new();
    for record in table.records() {
        let record = record.map_err(|error| fail(format!("{shown}: {error}")))?;
        let line = record.position().map_or(0, csv::Position::line);
        let field = |index: usize| record.get(index).unwrap_or("");
        let (value, code) = (field(value), field(code));
        // What `wagemill values` lists is coded line by line.
        if code.is_empty() {
            continue;
        }
        if value.is_empty() {
            return Err(fail(format!("{shown}:{line}: no value")));
        }
        match field(column) {
            "place" => {
                let country = code.split(':').next().unwrap_or("");
                if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(fail(format!("{shown}:{line}: `{code}` begins with no ISO 3166 code of a country")));
                }
                found.push(UserCode::Place { name: value.to_owned(), key: code.to_owned() });
            }
            "occupation" => {
                if code.len() != 1 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(fail(format!("{shown}:{line}: `{code}` is no major group of ISCO-08 (0 to 9)")));
                }
                let sector = sector.map(field).filter(|sector| !sector.is_empty()).map(str::to_owned);
                found.push(UserCode::Occupation { words: value.to_owned(), group: code.to_owned(), sector });
            }
            other => {
                return Err(fail(format!("{shown}:{line}: unknown column `{other}`: place or occupation")));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing case should stop its test")]
    use super::*;

    fn read_text(text: &str) -> Result<Vec<UserCode>> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path())
    }

    #[test]
    fn codes_are_read_and_empty_ones_skipped() {
        let found = read_text(
            "column,value,code,sector\nplace,Quanhe,CN:Quanhe\noccupation,bar bender,7,construction\noccupation,x,\n",
        );
        let place = UserCode::Place { name: "Quanhe".into(), key: "CN:Quanhe".into() };
        let occupation =
            UserCode::Occupation { words: "bar bender".into(), group: "7".into(), sector: Some("construction".into()) };
        assert_eq!(found.unwrap(), [place, occupation]);
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, part) in [
            ("a,b\n1,2\n", ":1: the header lacks"),
            ("column,value,code\nplace,Quanhe,china\n", ":2: `china` begins with no ISO 3166 code"),
            ("column,value,code\noccupation,x,12\n", ":2: `12` is no major group"),
            ("column,value,code\npayee,x,1\n", ":2: unknown column `payee`"),
        ] {
            let error = read_text(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
