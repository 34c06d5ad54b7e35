//! A study with articles, for the tests that run something.

use std::path::{Path, PathBuf};

use crate::program::Alone;

/// What a run needs, all but SQL.
pub const PLUGINS: &[&str] = &["read-articles", "parse-article", "extract-wages", "normalize-currency", "write-table"];

/// Every stage that ships.
pub const ALL_PLUGINS: &[&str] = &[
    "read-articles",
    "parse-article",
    "extract-wages",
    "normalize-currency",
    "group-reprints",
    "query-table",
    "write-table",
];

/// The folder of the workspace.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The study that `wagemill new` writes, in the folder `study`.
pub fn study() -> Alone {
    let program = Alone::with_plugins(PLUGINS);
    let ran = program.run(&["new", "study"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    program
}

/// The same with one article that is fine and two that cannot be read.
pub fn study_with_broken_articles() -> Alone {
    let program = study();
    program.write("study/articles/empty.txt", "");
    program.write("study/articles/image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06".repeat(20));
    program
}
