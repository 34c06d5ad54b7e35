//! The splits of a stage: one for each file, several for a big one that can be cut.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wagemill_plugin::prelude::*;

use crate::file;
use crate::format::{Format, Kind};
use crate::formats::{row_groups, warc};
use crate::input::Compression;
use crate::options::Options;
use crate::paths::{self, Entry, Found, Missing};
use crate::problem::Problem;
use crate::sidecar::{Sidecars, row_text};
use crate::unpack;

/// What a split says to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub path: PathBuf,
    /// a part of it; without one, all of it
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

/// A part of a big file, which can be read without the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Part {
    /// bytes of a JSONL file, which begin with line `first_line`
    Lines { start: u64, end: u64, first_line: u64 },
    /// bytes of a web archive or a tar file, which begin with a record or a member; those that begin in them belong to them
    Bytes { start: u64, end: u64 },
    /// members of a ZIP archive
    Members { from: usize, to: usize },
    /// row groups of a Parquet file
    RowGroups { from: usize, to: usize },
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
    let found = paths::find(&entries(options, base)?, base, explicit.as_deref()).map_err(missing)?;
    let single = matches!(found.files.as_slice(), [file] if file.format.is_single());
    if options.url.is_some() && !single {
        return Err(Error::new("url-for-many", "`url` is given for a stage that may read several articles")
            .help("give addresses in a sidecar, in front matter or in the records: articles with one address count as one")
            .option("/url"));
    }
    let mut sidecars = Sidecars::new(explicit, base);
    let mut listing = Listing { notes: found.notes, ..Listing::default() };
    for file in &found.files {
        let row = sidecars.of(&file.path).map_err(|(path, problem)| bad_sidecar(&path, &problem, base))?;
        let more = row_text(&row) + &sidecars.inside(&file.path);
        match splits_of(file, &more, options.split_bytes) {
            Ok(splits) => listing.splits.extend(splits),
            Err(_) => listing.splits.push(split(file, None, 0, UNREADABLE.to_owned())?),
        }
    }
    let unmatched = sidecars.unmatched().into_iter();
    listing.notes.extend(unmatched.map(|(path, problem)| (paths::source_of(&path, base), problem)));
    Ok(listing)
}

/// What `paths` and `paths_from` say.
fn entries(options: &Options, base: Option<&Path>) -> Result<Vec<Entry>> {
    let of_path = |(index, path): (usize, &String)| Entry {
        path: paths::absolute(path, base),
        option: format!("/paths/{index}"),
    };
    let mut entries: Vec<Entry> = options.paths.iter().enumerate().map(of_path).collect();
    if let Some(list) = &options.paths_from {
        let list = paths::absolute(list, base);
        let shown = paths::source_of(&list, base);
        entries.extend(paths::from_list(&list).map_err(|problem| {
            Error::new("bad-list", format!("`{shown}` is no list of paths: {}", problem.message))
                .help("write one path on each line")
                .option("/paths_from")
        })?);
    }
    Ok(entries)
}

fn splits_of(found: &Found, more: &str, size: u64) -> Result<Vec<Split>> {
    let mut head = Vec::new();
    File::open(&found.path)?.take(1024).read_to_end(&mut head)?;
    let kind = Kind::of(&found.source, &head);
    let by_bytes = |cuts: io::Result<Vec<u64>>| -> Result<Option<Vec<Split>>> {
        // A file that cannot be cut is read as a whole, and then it shows what is wrong.
        let cuts = cuts.unwrap_or_default();
        if cuts.len() < 2 {
            return Ok(None);
        }
        let ranges = file::hashed_ranges(&found.path, &cuts)?.into_iter().map(|(start, end, sha256)| {
            let part = Part::Bytes { start, end };
            split(found, Some(part), end - start, file::fingerprint(sha256, more))
        });
        ranges.collect::<Result<Vec<_>>>().map(Some)
    };
    let cut = match kind {
        Kind::Format(Format::Lines) => {
            let ranges = file::line_ranges(&found.path, size)?.into_iter().map(|lines| {
                let part = Part::Lines { start: lines.start, end: lines.end, first_line: lines.first_line };
                split(found, Some(part), lines.end - lines.start, file::fingerprint(lines.sha256, more))
            });
            return ranges.collect();
        }
        Kind::Format(Format::Warc) => by_bytes(warc::cuts(&found.path, size))?,
        Kind::Compressed(Compression::Gzip) if found.format == Format::Warc => by_bytes(warc::cuts(&found.path, size))?,
        Kind::Tar => by_bytes(unpack::tar_cuts(&found.path, size))?,
        Kind::Zip => {
            by_numbers(found, more, unpack::zip_ranges(&found.path, size), |from, to| Part::Members { from, to })?
        }
        Kind::Format(Format::Parquet) => {
            by_numbers(found, more, row_groups(&found.path, size), |from, to| Part::RowGroups { from, to })?
        }
        _ => None,
    };
    if let Some(splits) = cut {
        return Ok(splits);
    }
    let (bytes, sha256) = file::size_and_sha256(&found.path, "")?;
    Ok(vec![split(found, None, bytes, file::fingerprint(sha256, more))?])
}

/// Parts that are counted and not measured: each has the hash of the whole file.
fn by_numbers(
    found: &Found,
    more: &str,
    ranges: io::Result<Vec<(usize, usize, u64)>>,
    part: fn(usize, usize) -> Part,
) -> Result<Option<Vec<Split>>> {
    let ranges = ranges.unwrap_or_default();
    if ranges.len() < 2 {
        return Ok(None);
    }
    let (_, sha256) = file::size_and_sha256(&found.path, more)?;
    let splits = ranges.into_iter().map(|(from, to, bytes)| {
        split(found, Some(part(from, to)), bytes, file::fingerprint(sha256.clone(), &format!("{from}-{to}")))
    });
    splits.collect::<Result<Vec<_>>>().map(Some)
}

fn split(found: &Found, part: Option<Part>, bytes: u64, fingerprint: String) -> Result<Split> {
    let piece = Piece { path: found.path.clone(), part };
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
    Error::new(missing.code, missing.message).help(missing.help).option(missing.option)
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
        assert_eq!(piece.part, Some(Part::Lines { start: 45, end: 90, first_line: 4 }));
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
