//! The sidecar: a CSV file with what is known about the articles beside it.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use wagemill_articles::decode;

use crate::metadata::{COLUMNS, Metadata, column_named};
use crate::paths::lexical;
use crate::problem::Problem;

/// The file that is looked for where the options name none.
pub const NAME: &str = "articles.csv";

/// A table of articles is small; more is something else under its name.
const LARGEST: u64 = 64 << 20;

/// What one sidecar says, by the path of the article.
#[derive(Debug, Default)]
pub struct Sidecar {
    rows: HashMap<PathBuf, Metadata>,
}

impl Sidecar {
    /// Reads a CSV file with a column `path`; cells may be separated by commas, semicolons or tabs.
    pub fn read(path: &Path) -> Result<Self, Problem> {
        let mut bytes = Vec::new();
        File::open(path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)).map_err(|error| {
            Problem::new("bad-sidecar", format!("the sidecar cannot be read: {error}")).help("look at its permissions")
        })?;
        let text = decode(&bytes, None, None)
            .map_err(|problem| {
                Problem::new("bad-sidecar", format!("the sidecar is no CSV file: {}", problem.message()))
                    .help("save it as CSV in UTF-8")
            })?
            .text;
        Self::parse(&text, path.parent().unwrap_or_else(|| Path::new("")))
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, Problem> {
        let header = text.lines().next().unwrap_or_default();
        let separator = *b",;\t"
            .iter()
            .max_by_key(|separator| (header.bytes().filter(|byte| byte == *separator).count(), **separator == b','))
            .unwrap_or(&b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let bad = |error: csv::Error| {
            Problem::new("bad-sidecar", format!("the sidecar is no CSV file: {error}")).help("save it as CSV in UTF-8")
        };
        let columns: Vec<Option<&'static str>> = reader.headers().map_err(bad)?.iter().map(column_of).collect();
        if !columns.contains(&Some("path")) {
            return Err(Problem::new("bad-sidecar", "the sidecar has no column `path`")
                .help("its first line names the columns: `path,url,published_on,publisher,country`"));
        }
        let mut rows = HashMap::new();
        for record in reader.records() {
            let record = record.map_err(bad)?;
            let mut metadata = Metadata::default();
            let mut path = None;
            for (column, value) in columns.iter().zip(&record) {
                match column {
                    Some("path") if !value.is_empty() => path = Some(lexical(&folder.join(value.replace('\\', "/")))),
                    Some(column) => _ = metadata.set(column, value),
                    None => {}
                }
            }
            if let Some(path) = path {
                rows.entry(path).or_insert(metadata);
            }
        }
        Ok(Self { rows })
    }

    /// Paths that the sidecar names and that do not exist, in order.
    fn dangling(&self) -> Vec<&Path> {
        let mut dangling: Vec<&Path> = self.rows.keys().map(PathBuf::as_path).filter(|path| !exists(path)).collect();
        dangling.sort_unstable();
        dangling
    }
}

/// Whether there is a file, or an archive that may have it inside.
fn exists(path: &Path) -> bool {
    path.exists() || path.ancestors().skip(1).any(Path::is_file)
}

fn column_of(header: &str) -> Option<&'static str> {
    let header = header.trim_start_matches('\u{feff}');
    match header.trim().to_lowercase().as_str() {
        "path" | "file" | "filename" => Some("path"),
        _ => column_named(header),
    }
}

/// The sidecars of a stage, each read once.
#[derive(Debug)]
pub struct Sidecars {
    explicit: Option<PathBuf>,
    base: Option<PathBuf>,
    known: HashMap<PathBuf, Option<Sidecar>>,
}

impl Sidecars {
    pub fn new(explicit: Option<PathBuf>, base: Option<&Path>) -> Self {
        Self { explicit, base: base.map(Path::to_path_buf), known: HashMap::new() }
    }

    /// What is known about an article: from the sidecar of the options, else from the nearest one above the article
    /// that names it. An error is about the sidecar at the path beside it.
    pub fn of(&mut self, article: &Path) -> Result<Metadata, (PathBuf, Problem)> {
        if let Some(sidecar) = self.explicit.clone() {
            return Ok(self.row(&sidecar, article)?.unwrap_or_default());
        }
        for folder in article.ancestors().skip(1) {
            if let Some(metadata) = self.row(&folder.join(NAME), article)? {
                return Ok(metadata);
            }
            // Outside the study, only the article's own folder counts.
            let inside = self.base.as_deref().is_some_and(|base| folder != base && folder.starts_with(base));
            if !inside {
                break;
            }
        }
        Ok(Metadata::default())
    }

    /// What the sidecars read so far say about members of an archive, for its fingerprint.
    pub fn inside(&self, archive: &Path) -> String {
        let sidecars = self.known.values().flatten();
        let rows = sidecars.flat_map(|sidecar| &sidecar.rows);
        let inside = rows.filter(|(path, _)| *path != archive && path.starts_with(archive));
        let mut texts: Vec<String> =
            inside.map(|(path, row)| format!("{}\n{}", path.display(), row_text(row))).collect();
        texts.sort_unstable();
        texts.concat()
    }

    fn row(&mut self, sidecar: &Path, article: &Path) -> Result<Option<Metadata>, (PathBuf, Problem)> {
        if !self.known.contains_key(sidecar) {
            let wanted = self.explicit.is_some() || sidecar.is_file();
            let read = wanted
                .then(|| Sidecar::read(sidecar))
                .transpose()
                .map_err(|problem| (sidecar.to_path_buf(), problem))?;
            self.known.insert(sidecar.to_path_buf(), read);
        }
        Ok(self.known.get(sidecar).and_then(Option::as_ref).and_then(|sidecar| sidecar.rows.get(article)).cloned())
    }

    /// Rows of the sidecars read so far whose file does not exist: the sidecar and what is wrong.
    pub fn unmatched(&self) -> Vec<(PathBuf, Problem)> {
        let mut unmatched: Vec<(PathBuf, Problem)> = Vec::new();
        for (path, sidecar) in &self.known {
            let dangling = sidecar.as_ref().map(Sidecar::dangling).unwrap_or_default();
            let Some(first) = dangling.first() else { continue };
            let first = crate::paths::source_of(first, path.parent());
            let message = match dangling.len() {
                1 => format!("there is no file `{first}`"),
                many => format!("{many} rows name files that do not exist; the first is `{first}`"),
            };
            unmatched.push((path.clone(), Problem::new("sidecar-unmatched", message)));
        }
        unmatched.sort_by(|one, other| one.0.cmp(&other.0));
        unmatched
    }
}

/// A row in one line, for fingerprints: a changed row is a changed article.
pub fn row_text(metadata: &Metadata) -> String {
    if metadata.is_empty() {
        return String::new();
    }
    let Metadata { record_id, url, title, byline, publisher, section, published_on, language, country } = metadata;
    let values = [record_id, url, title, byline, publisher, section, published_on, language, country];
    COLUMNS.iter().zip(values).filter_map(|(column, value)| Some(format!("{column}={}\n", value.as_ref()?))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn rows_are_found_by_path_whatever_the_separator() {
        for text in [
            "path,URL,Published On,publisher,country\nx/a.txt,https://example.com/a,2023-06-13,\"Times, The\",cn\n",
            "\u{feff}File;link;date;outlet;country\r\nx\\a.txt;https://example.com/a;2023-06-13;Times, The;cn\r\n",
        ] {
            let sidecar = Sidecar::parse(text, Path::new("/study")).unwrap();
            let row = &sidecar.rows[Path::new("/study/x/a.txt")];
            assert_eq!(row.url.as_deref(), Some("https://example.com/a"));
            assert_eq!(row.published_on.as_deref(), Some("2023-06-13"));
            assert_eq!(row.publisher.as_deref(), Some("Times, The"));
            assert_eq!(row.country.as_deref(), Some("cn"));
        }
    }

    #[test]
    fn a_table_without_paths_is_no_sidecar() {
        let problem = Sidecar::parse("a,b\n1,2\n", Path::new("/")).unwrap_err();
        assert_eq!(problem.code, "bad-sidecar");
    }

    #[test]
    fn the_nearest_sidecar_that_names_the_article_counts() {
        let study = tempfile::tempdir().unwrap();
        let folder = study.path().join("articles/2023");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("articles.csv"), "path,title\na.txt,near\nlost.txt,x\n").unwrap();
        std::fs::write(
            study.path().join("articles.csv"),
            "path,title\narticles/2023/a.txt,far\narticles/2023/b.txt,far\n",
        )
        .unwrap();
        for file in ["a.txt", "b.txt"] {
            std::fs::write(folder.join(file), "text").unwrap();
        }
        let title = |sidecars: &mut Sidecars, file: &str| sidecars.of(&folder.join(file)).unwrap().title;
        let mut sidecars = Sidecars::new(None, Some(study.path()));
        assert_eq!(title(&mut sidecars, "a.txt").as_deref(), Some("near"));
        assert_eq!(title(&mut sidecars, "b.txt").as_deref(), Some("far"));
        assert_eq!(title(&mut sidecars, "c.txt"), None);
        let unmatched = sidecars.unmatched();
        assert_eq!(unmatched.len(), 1);
        assert_eq!(unmatched[0].1.message, "there is no file `lost.txt`");
        let mut outside = Sidecars::new(None, Some(Path::new("/elsewhere")));
        assert_eq!(title(&mut outside, "b.txt"), None);
    }
}
