//! Reads bytes as a file of a name, and checks what every format owes.

use std::collections::HashSet;
use std::path::PathBuf;

use read_articles::budget::{Budget, Limits};
use read_articles::emitter::{Emitter, Outcome};
use read_articles::input::Input;
use read_articles::metadata::Metadata;
use read_articles::options::Fields;
use read_articles::sidecar::Sidecars;
use read_articles::unpack::{Member, read};

/// How many articles came out.
pub fn articles(name: &str, data: &[u8]) -> usize {
    let limits = Limits { article_bytes: 1 << 16, unpacked_bytes: 1 << 20, nested_bytes: 1 << 18, ..Limits::default() };
    let (fields, given) = (Fields::default(), Metadata::default());
    let mut sidecars = Sidecars::new(None, None);
    let mut sources = HashSet::new();
    let mut spoken = false;
    let mut out = |outcome| match outcome {
        Outcome::Article(article) => {
            assert!(article.text.is_some() != article.body.is_some(), "an article has its text or its page");
            assert!(sources.insert(article.source.clone()), "two articles have one source: {}", article.source);
        }
        Outcome::Reject { .. } | Outcome::Note { .. } => spoken = true,
    };
    let budget = Budget::new(limits, data.len() as u64);
    let mut emitter = Emitter::new(budget, &fields, &given, &mut sidecars, Metadata::default(), name, &mut out);
    let member =
        Member { name: name.to_owned(), source: name.to_owned(), path: PathBuf::from(name), depth: 0, whole: None, part: None };
    let result = read(Input::plain(data, 0), &member, &mut emitter);
    // A book or an archive may hold nothing but blank pages or folders.
    let may_be_empty = name.ends_with("epub") || data.starts_with(b"PK");
    assert!(result.is_err() || spoken || !sources.is_empty() || may_be_empty, "bytes vanish in silence");
    sources.len()
}
