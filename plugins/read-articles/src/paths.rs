//! From what `paths` says to files, in a stable order.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use crate::format::Format;
use crate::problem::{Problem, of_error};
use crate::sidecar;

/// What is to be read, and the option that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    pub option: String,
}

/// A list of paths is small; more is something else.
const LARGEST_LIST: u64 = 64 << 20;

/// The entries of a list: one path on each line, relative to the list. A line that begins with `#` is a comment.
pub fn from_list(list: &Path) -> Result<Vec<Entry>, Problem> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(list).map_err(|error| of_error(&error))?;
    std::io::Read::read_to_end(&mut std::io::Read::take(file, LARGEST_LIST), &mut bytes)
        .map_err(|error| of_error(&error))?;
    let text = wagemill_articles::decode(&bytes, None, None)
        .map_err(|reason| Problem::new("binary-file", reason.message()))?
        .text;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries = lines.map(|line| Entry { path: absolute(line, list.parent()), option: "/paths_from".to_owned() });
    Ok(entries.collect())
}

/// A file to read, and the name it has in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub path: PathBuf,
    pub source: String,
    pub format: Format,
}

/// An entry of `paths` that leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub code: &'static str,
    /// which option names it
    pub option: String,
    pub message: String,
    pub help: &'static str,
}

/// What `paths` leads to.
#[derive(Debug, Default)]
pub struct Files {
    /// sorted by source, each file once
    pub files: Vec<Found>,
    /// what is worth saying about a folder or a file that cannot be looked at, each with its source
    pub notes: Vec<(String, Problem)>,
}

/// Finds the files that `paths` names; the first entry that names none is an error.
pub fn find(entries: &[Entry], base: Option<&Path>, explicit_sidecar: Option<&Path>) -> Result<Files, Missing> {
    let mut search = Search { base, explicit_sidecar, found: BTreeMap::new(), notes: Vec::new() };
    for Entry { path, option } in entries {
        let shown = source_of(path, base);
        let missing = |code, message, help| Err(Missing { code, option: option.clone(), message, help });
        if path.is_dir() {
            if search.folder(path) == 0 {
                return missing(
                    "no-articles",
                    format!("the folder `{shown}` holds no articles"),
                    "its files are of no kind that is read; name a file to read it as text",
                );
            }
        } else if path.is_file() {
            search.add(path);
        } else if shown.contains(['*', '?', '[', '{']) {
            match search.pattern(path) {
                Ok(0) => {
                    return missing(
                        "no-match",
                        format!("no file matches `{shown}`"),
                        "`*` stops at a folder; `**/` goes through all of them",
                    );
                }
                Ok(_) => {}
                Err(reason) => {
                    return missing(
                        "bad-pattern",
                        format!("`{shown}` is no pattern: {reason}"),
                        "write `[` as `[[]` where it is part of a name",
                    );
                }
            }
        } else {
            return missing(
                "no-file",
                format!("there is no file `{shown}`"),
                "a relative path is relative to the pipeline file",
            );
        }
    }
    Ok(Files { files: search.found.into_values().collect(), notes: search.notes })
}

struct Search<'a> {
    base: Option<&'a Path>,
    explicit_sidecar: Option<&'a Path>,
    found: BTreeMap<String, Found>,
    notes: Vec<(String, Problem)>,
}

impl Search<'_> {
    /// Every file of a known kind in a folder and below; how many.
    fn folder(&mut self, folder: &Path) -> usize {
        let mut count = 0;
        let mut skipped: Vec<String> = Vec::new();
        for path in self.files_below(folder, usize::MAX, false) {
            if self.is_sidecar(&path) {
                continue;
            }
            if !format_of(&path).is_known() {
                skipped.push(source_of(&path, self.base));
                continue;
            }
            self.add(&path);
            count += 1;
        }
        if let Some(first) = skipped.first() {
            let message = match skipped.len() {
                1 => format!("`{first}` is of no kind that is read from a folder"),
                many => format!("{many} files are of no kind that is read from a folder; the first is `{first}`"),
            };
            self.notes.push((source_of(folder, self.base), Problem::new("skipped-files", message)));
        }
        count
    }

    fn pattern(&mut self, pattern: &Path) -> Result<usize, String> {
        // The folder of the pipeline file may itself have brackets in its name: only the rest is a pattern.
        let inside = self.base.and_then(|base| Some((base, pattern.strip_prefix(base).ok()?)));
        let (mut root, relative) = match inside {
            Some((base, relative)) => (base.to_path_buf(), relative),
            None => (PathBuf::new(), pattern),
        };
        let mut wild = PathBuf::new();
        for component in relative.components() {
            let literal = !component.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
            if literal && wild.as_os_str().is_empty() { root.push(component) } else { wild.push(component) }
        }
        let text = forward_slashes(&wild);
        let matcher = GlobBuilder::new(&text)
            .literal_separator(true)
            .build()
            .map_err(|error| error.kind().to_string())?
            .compile_matcher();
        let depth = if text.contains("**") || text.contains('{') { usize::MAX } else { wild.components().count() };
        let hidden = text.starts_with('.') || text.contains("/.");
        let mut count = 0;
        for path in self.files_below(&root, depth, hidden) {
            let matches = path.strip_prefix(&root).is_ok_and(|relative| matcher.is_match(forward_slashes(relative)));
            if matches && !self.is_sidecar(&path) {
                self.add(&path);
                count += 1;
            }
        }
        Ok(count)
    }

    fn files_below(&mut self, folder: &Path, depth: usize, hidden: bool) -> Vec<PathBuf> {
        let visible =
            |entry: &DirEntry| hidden || entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
        let mut files = Vec::new();
        for entry in WalkDir::new(folder)
            .min_depth(1)
            .max_depth(depth)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(visible)
        {
            match entry {
                Ok(entry) if entry.file_type().is_file() => files.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let message = error
                        .io_error()
                        .map_or_else(|| "a link leads back to a folder above it".to_owned(), ToString::to_string);
                    self.notes.push((source_of(path, self.base), Problem::new("unreadable", message)));
                }
            }
        }
        files
    }

    fn add(&mut self, path: &Path) {
        let source = source_of(path, self.base);
        let found = Found { path: path.to_path_buf(), source: source.clone(), format: format_of(path) };
        self.found.entry(source).or_insert(found);
    }

    fn is_sidecar(&self, path: &Path) -> bool {
        match self.explicit_sidecar {
            Some(sidecar) => path == sidecar,
            None => path.file_name().is_some_and(|name| name == sidecar::NAME),
        }
    }
}

fn format_of(path: &Path) -> Format {
    Format::of(path.file_name().and_then(|name| name.to_str()).unwrap_or_default())
}

/// A path as written in an option, made absolute where a base is known, without `.` and `..`.
pub fn absolute(written: &str, base: Option<&Path>) -> PathBuf {
    let path = base.map_or_else(|| PathBuf::from(written), |base| base.join(written));
    lexical(&path)
}

/// A path without `.` and `..`, resolved by its letters alone.
pub fn lexical(path: &Path) -> PathBuf {
    let mut kept = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(kept.components().next_back(), Some(Component::Normal(_))) => {
                kept.pop();
            }
            _ => kept.push(component),
        }
    }
    kept
}

/// The name of a file in the table: relative to the folder of the pipeline file, with forward slashes.
pub fn source_of(path: &Path, base: Option<&Path>) -> String {
    let Some(base) = base else { return forward_slashes(path) };
    let shared = path.components().zip(base.components()).take_while(|(one, other)| one == other).count();
    // Nothing in common but the root: a row of `..` would tell less than the path itself.
    if shared <= 1 && path != base {
        return forward_slashes(path);
    }
    let ups = base.components().count() - shared;
    let relative: PathBuf =
        std::iter::repeat_n(Component::ParentDir, ups).chain(path.components().skip(shared)).collect();
    if relative.as_os_str().is_empty() { ".".to_owned() } else { forward_slashes(&relative) }
}

fn forward_slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "text").unwrap();
        }
        folder
    }

    fn entries(folder: &Path, paths: &[&str]) -> Vec<Entry> {
        let entry = |(index, path): (usize, &&str)| Entry { path: folder.join(path), option: index.to_string() };
        paths.iter().enumerate().map(entry).collect()
    }

    fn sources(folder: &Path, paths: &[&str]) -> Result<Vec<String>, Missing> {
        let found = find(&entries(folder, paths), Some(folder), None)?;
        Ok(found.files.into_iter().map(|found| found.source).collect())
    }

    #[test]
    fn a_list_names_paths_relative_to_itself() {
        let folder = tree(&["lists/today.txt", "a/b.txt", "a/c.txt"]);
        let list = folder.path().join("lists/today.txt");
        std::fs::write(&list, "\u{feff}# chosen by hand\r\n../a/c.txt\r\n\r\n../a/?.txt\r\n").unwrap();
        let found = find(&from_list(&list).unwrap(), Some(folder.path()), None).unwrap();
        assert_eq!(found.files.iter().map(|found| found.source.as_str()).collect::<Vec<_>>(), ["a/b.txt", "a/c.txt"]);
        assert_eq!(from_list(&folder.path().join("none.txt")).unwrap_err().code, "unreadable");
    }

    #[test]
    fn a_folder_gives_its_articles_once_and_in_order() {
        let folder = tree(&[
            "a/b.txt",
            "a/a.html.gz",
            "a/c/d.JSONL",
            "a/photo.png",
            "a/notes",
            "a/.hidden.txt",
            "a/articles.csv",
            "z.txt",
        ]);
        let all = sources(folder.path(), &["a", "a/b.txt", "a/*.txt"]).unwrap();
        assert_eq!(all, ["a/a.html.gz", "a/b.txt", "a/c/d.JSONL"]);
        let files = find(&entries(folder.path(), &["a"]), Some(folder.path()), None).unwrap();
        let [(source, note)] = files.notes.as_slice() else { panic!("{:?}", files.notes) };
        assert_eq!((source.as_str(), note.code), ("a", "skipped-files"));
        assert!(note.message.starts_with("2 files"), "{}", note.message);
    }

    #[test]
    fn patterns_stop_at_folders_unless_told_otherwise() {
        let folder = tree(&["[x]/a.story", "[x]/b/c.txt", "[x]/b/d.html"]);
        let base = folder.path().join("[x]");
        assert_eq!(sources(&base, &["*"]).unwrap(), ["a.story"]);
        assert_eq!(sources(&base, &["**/*.{txt,html}"]).unwrap(), ["b/c.txt", "b/d.html"]);
        assert_eq!(sources(&base, &["b/?.txt"]).unwrap(), ["b/c.txt"]);
    }

    #[test]
    fn nothing_found_is_an_error_that_names_the_entry() {
        let folder = tree(&["a/x.png", "b.txt"]);
        for (entry, code) in [("a", "no-articles"), ("c.txt", "no-file"), ("*.html", "no-match"), ("{a", "bad-pattern")]
        {
            let missing = sources(folder.path(), &["b.txt", entry]).unwrap_err();
            assert_eq!((missing.code, missing.option.as_str()), (code, "1"));
            assert!(missing.message.contains(&format!("`{entry}`")), "{}", missing.message);
        }
    }

    #[test]
    fn sources_are_relative_to_the_pipeline_file() {
        let source = |path: &str| source_of(Path::new(path), Some(Path::new("/home/me/study")));
        assert_eq!(source("/home/me/study/articles/a.txt"), "articles/a.txt");
        assert_eq!(source("/home/me/archive/a.txt"), "../archive/a.txt");
        assert_eq!(source("/data/a.txt"), "/data/a.txt");
        assert_eq!(lexical(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_circle_is_a_note() {
        let folder = tree(&["a/b.txt"]);
        std::os::unix::fs::symlink(folder.path().join("a"), folder.path().join("a/loop")).unwrap();
        let files = find(&entries(folder.path(), &["a"]), Some(folder.path()), None).unwrap();
        assert_eq!(files.files.len(), 1);
        assert_eq!(files.notes.iter().map(|(_, note)| note.code).collect::<Vec<_>>(), ["unreadable"]);
    }
}
