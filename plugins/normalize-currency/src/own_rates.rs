//! The rates at hand: the embedded ones, with a user's own.

use std::fs::File;
use std::io::Read;

use wagemill_plugin::prelude::*;
use wagemill_rates::own::{MOST_BYTES, Mistake, Reason, read};
use wagemill_rates::snapshot::{Granularity, Snapshot};

/// The embedded rates with those of the files.
pub fn load(paths: &[String]) -> Result<Snapshot> {
    let snapshot = Snapshot::embedded()?;
    if paths.is_empty() {
        return Ok(snapshot);
    }
    let mut files = Vec::new();
    for path in paths {
        let bytes = bytes(path).map_err(|error| bad_rates(format!("`{path}` cannot be read: {error}")))?;
        let contents = read(&snapshot, path, &bytes).map_err(mistake)?;
        let empty = contents.left_out.iter().find(|left| left.reason == Reason::NotFilledIn);
        if let Some(empty) = empty {
            let error = bad_rates(format!("{path}, line {}, `rate`: the line has no rate", empty.line));
            return Err(error.help("fill it in, delete the line, or let `wagemill rates add` leave such lines out"));
        }
        files.push((path.clone(), contents.figures));
    }
    snapshot.with_own(&files).map_err(mistake)
}

/// The last day of any daily series, in days since 1970.
pub fn last_day(snapshot: &Snapshot) -> i32 {
    let daily = snapshot.series.iter().filter(|series| series.granularity == Granularity::Day && series.len() > 0);
    daily.map(|series| series.period(series.len() - 1)).max().unwrap_or_default()
}

fn bytes(path: &str) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(std::io::Error::other(format!("it is larger than {} MiB", MOST_BYTES >> 20)));
    }
    Ok(bytes)
}

fn bad_rates(message: String) -> Error {
    Error::new("bad-rates", message).option("/rates")
}

fn mistake(mistake: Mistake) -> Error {
    let error = bad_rates(mistake.to_string());
    match mistake.help {
        Some(help) => error.help(help),
        None => error,
    }
}
