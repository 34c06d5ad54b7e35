//! File formats, and how a path tells which one is meant.

use wagemill_plugin::{Error, Result, config};

use wagemill_plugin::nearest;

/// What a file holds.
#[config]
#[derive(Copy, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Csv,
    Jsonl,
    Parquet,
}

impl Format {
    /// The word for the format in messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Jsonl => "JSON lines",
            Format::Parquet => "Parquet",
        }
    }

    /// The format that the option names, else that of the path's extension.
    pub fn resolve(option: Option<Format>, path: &str) -> Result<Format> {
        let format = match option {
            Some(format) => format,
            None => of_extension(extension(uncompressed(path)))?,
        };
        if format == Format::Parquet && is_gzip(path) {
            return Err(Error::new("unknown-extension", "a Parquet file is compressed inside and takes no `.gz`")
                .help("end the path with `.parquet`")
                .option("/path"));
        }
        Ok(format)
    }
}

/// Whether the file as a whole is compressed.
pub fn is_gzip(path: &str) -> bool {
    extension(path).eq_ignore_ascii_case("gz")
}

const EXTENSIONS: &[(&str, Format)] =
    &[("csv", Format::Csv), ("jsonl", Format::Jsonl), ("ndjson", Format::Jsonl), ("parquet", Format::Parquet)];

fn of_extension(found: &str) -> Result<Format> {
    let known = EXTENSIONS.iter().find(|(extension, _)| extension.eq_ignore_ascii_case(found));
    if let Some((_, format)) = known {
        return Ok(*format);
    }
    let message = if found.is_empty() {
        "the path has no extension that tells the format".to_owned()
    } else {
        format!("no format is known for the extension `.{found}`")
    };
    let names = EXTENSIONS.iter().map(|(extension, _)| *extension);
    let hint = match nearest(&found.to_ascii_lowercase(), names) {
        Some(extension) => format!("did you mean `.{extension}`? "),
        None if found.to_ascii_lowercase().starts_with("xls") => "spreadsheets open `.csv`; ".to_owned(),
        None => String::new(),
    };
    Err(Error::new("unknown-extension", message)
        .help(format!(
            "{hint}end the path with `.csv`, `.csv.gz`, `.jsonl`, `.jsonl.gz` or `.parquet`, or name the `format`"
        ))
        .option("/path"))
}

fn uncompressed(path: &str) -> &str {
    if is_gzip(path) { &path[..path.len() - ".gz".len()] } else { path }
}

fn extension(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn the_extension_tells_the_format() {
        for (path, format) in [
            ("out/wages.csv", Format::Csv),
            ("C:\\out\\WAGES.CSV", Format::Csv),
            ("wages.v2.csv.gz", Format::Csv),
            ("wages.jsonl", Format::Jsonl),
            ("wages.ndjson.gz", Format::Jsonl),
            ("/out/wages.parquet", Format::Parquet),
        ] {
            assert_eq!(Format::resolve(None, path).unwrap(), format, "{path}");
        }
        assert_eq!(Format::resolve(Some(Format::Jsonl), "wages.txt").unwrap(), Format::Jsonl);
    }

    #[test]
    fn other_extensions_are_refused_with_a_suggestion() {
        let error = Format::resolve(None, "out/wages.parqet").unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            ("unknown-extension", "no format is known for the extension `.parqet`")
        );
        assert_eq!(
            Format::resolve(None, "out.d/wages").unwrap_err().message(),
            "the path has no extension that tells the format"
        );
        assert_eq!(Format::resolve(None, "wages.parquet.gz").unwrap_err().code(), "unknown-extension");
    }
}
