//! The splits of a stage: one for each file, several for a big JSONL file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wagemill_plugin::prelude::*;

use crate::file;
use crate::options::Options;
use crate::paths::{self, Format, Found, Missing};
use crate::problem::Problem;
use crate::sidecar::{Sidecars, row_text};

/// What a split says to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub path: PathBuf,
    /// a range of whole lines of a JSONL file
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

/// Bytes from `start` to `end`, which begin with line `first_line`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    pub start: u64,
    pub end: u64,
    pub first_line: u64,
}

/// What there is to read, and what is worth saying about it.
#[derive(Debug, Default)]
pub struct Listing {
    pub splits: Vec<Split>,
    /// each with the source that it is about
    pub notes: Vec<(String, Problem)>,
}

/// Stands for a content that cannot be read now; reading the split says why.
const UNREADABLE: &str = "unreadable";

/// Lists the splits, sorted by source. Contents are hashed as streams.
pub fn list(options: &Options, base: Option<&Path>) -> Result<Listing> {
    let base = base.map(paths::lexical);
    let base = base.as_deref();
    let explicit = options.sidecar.as_deref().map(|sidecar| paths::absolute(sidecar, base));
    let found = paths::find(&options.paths, base, explicit.as_deref()).map_err(missing)?;
    let single = matches!(found.files.as_slice(), [file] if file.format != Format::Records);
    if options.url.is_some() && !single {
        return Err(Error::new("url-for-many", "`url` is given for a stage that may read several articles")
            .help("give addresses in a sidecar, in front matter or in the records: articles with one address count as one")
            .option("/url"));
    }
    let mut sidecars = Sidecars::new(explicit, base);
    let mut listing = Listing { notes: found.notes, ..Listing::default() };
    for file in &found.files {
        let row = sidecars.of(&file.path).map_err(|(path, problem)| bad_sidecar(&path, &problem, base))?;
        let more = row_text(&row);
        match splits_of(file, &more, options.split_bytes) {
            Ok(splits) => listing.splits.extend(splits),
            Err(_) => listing.splits.push(split(file, None, 0, UNREADABLE.to_owned())?),
        }
    }
    let unmatched = sidecars.unmatched().into_iter();
    listing.notes.extend(unmatched.map(|(path, problem)| (paths::source_of(&path, base), problem)));
    Ok(listing)
}

fn splits_of(found: &Found, more: &str, size: u64) -> Result<Vec<Split>> {
    if found.format != Format::Records || file::is_gzip(&found.path)? {
        let (bytes, sha256) = file::size_and_sha256(&found.path, "")?;
        return Ok(vec![split(found, None, bytes, file::fingerprint(sha256, more))?]);
    }
    file::line_ranges(&found.path, size)?
        .into_iter()
        .map(|lines| {
            let range = Range { start: lines.start, end: lines.end, first_line: lines.first_line };
            split(found, Some(range), lines.end - lines.start, file::fingerprint(lines.sha256, more))
        })
        .collect()
}

fn split(found: &Found, range: Option<Range>, bytes: u64, fingerprint: String) -> Result<Split> {
    let piece = Piece { path: found.path.clone(), range };
    Ok(Split {
        split: serde_json::to_string(&piece).map_err(|_| {
            Error::new("bad-name", format!("the name of `{}` is not in UTF-8", found.source)).help("rename the file")
        })?,
        source: found.source.clone(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        fingerprint,
    })
}

fn missing(missing: Missing) -> Error {
    Error::new(missing.code, missing.message).help(missing.help).option(format!("/paths/{}", missing.index))
}

/// The error for a sidecar that cannot be used: without it, articles would lose their dates in silence.
pub fn bad_sidecar(path: &Path, problem: &Problem, base: Option<&Path>) -> Error {
    Error::new(problem.code, format!("{}: `{}`", problem.message, paths::source_of(path, base)))
        .help(problem.help.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn options(with: serde_json::Value) -> Options {
        serde_json::from_value(with).unwrap()
    }

    #[test]
    fn a_big_jsonl_file_is_cut_and_every_split_has_its_own_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("b.jsonl"), "{\"text\":\"one\"}\n".repeat(10)).unwrap();
        std::fs::write(folder.path().join("a.txt"), "text").unwrap();
        let options = options(serde_json::json!({"paths": ["."], "split_bytes": 40}));
        let listing = list(&options, Some(folder.path())).unwrap();
        let sources: Vec<&str> = listing.splits.iter().map(|split| split.source.as_str()).collect();
        assert_eq!(sources, ["a.txt", "b.jsonl", "b.jsonl", "b.jsonl", "b.jsonl"]);
        assert_eq!(listing.splits[1..].iter().map(|split| split.bytes).sum::<i64>(), 150);
        let piece: Piece = serde_json::from_str(&listing.splits[2].split).unwrap();
        assert_eq!(piece.range, Some(Range { start: 45, end: 90, first_line: 4 }));
    }

    #[test]
    fn a_changed_sidecar_row_changes_one_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.txt", "b.txt"] {
            std::fs::write(folder.path().join(file), file).unwrap();
        }
        let options = options(serde_json::json!({"paths": ["."]}));
        let fingerprints = |sidecar: &str| {
            std::fs::write(folder.path().join("articles.csv"), sidecar).unwrap();
            list(&options, Some(folder.path()))
                .unwrap()
                .splits
                .into_iter()
                .map(|split| split.fingerprint)
                .collect::<Vec<_>>()
        };
        let before = fingerprints("path,title\na.txt,A\nb.txt,B\n");
        let after = fingerprints("path,title\na.txt,A\nb.txt,C\n");
        assert_eq!(before[0], after[0]);
        assert_ne!(before[1], after[1]);
        // sha256 of `a.txt` alone: without a row, the fingerprint is that of the content
        assert_eq!(fingerprints("path,title\n")[0], wagemill_articles::text_sha256("a.txt"));
    }

    #[test]
    fn one_address_for_many_articles_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["a.txt", "b.txt"] {
            std::fs::write(folder.path().join(file), file).unwrap();
        }
        let with = |paths: &str| options(serde_json::json!({"paths": [paths], "url": "https://example.com/a"}));
        assert_eq!(list(&with("."), Some(folder.path())).unwrap_err().code(), "url-for-many");
        assert_eq!(list(&with("a.txt"), Some(folder.path())).unwrap().splits.len(), 1);
    }

    #[test]
    fn a_sidecar_that_cannot_be_used_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "text").unwrap();
        std::fs::write(folder.path().join("articles.csv"), "title\nx\n").unwrap();
        let error = list(&options(serde_json::json!({"paths": ["."]})), Some(folder.path())).unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            ("bad-sidecar", "the sidecar has no column `path`: `articles.csv`")
        );
    }
}
