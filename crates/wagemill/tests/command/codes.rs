//! Every code that an error of ours can have is explained.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::Alone;

/// What stands before a code in the sources of the crates that tell people of errors.
const BEFORE_A_CODE: &[&str] =
    &["Mistake::new(", "Failure::wrong(", "Failure::failed(", "problem(", "diagnostic(code("];

#[test]
fn every_code_in_the_sources_is_explained() {
    let ran = Alone::new().run(&["explain"]);
    let explained: Vec<&str> = ran.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let mut found = 0;
    for krate in ["wagemill", "wagemill-pipeline", "wagemill-runner"] {
        for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(krate).join("src")) {
            let text = fs::read_to_string(&source).unwrap();
            for code in BEFORE_A_CODE.iter().flat_map(|before| text.split(before).skip(1)).filter_map(literal) {
                found += 1;
                assert!(explained.contains(&code), "`{code}` of {} is not explained", source.display());
            }
        }
    }
    assert!(found > 50, "only {found} codes were found: the sources are written another way now");
}

/// The text of a string literal at the beginning.
fn literal(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split('"').next()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}
