//! Reads one split: a file with one article, or lines of a file with many.

use std::path::{Path, PathBuf};

use wagemill_articles::{Undecodable, binary_reason, decode};
use wagemill_plugin::prelude::*;

use crate::article::{Article, Content, Origins, assemble};
use crate::file;
use crate::front_matter;
use crate::listing::{Piece, bad_sidecar};
use crate::markdown;
use crate::metadata::Metadata;
use crate::options::Options;
use crate::paths::{Format, absolute, lexical};
use crate::problem::Problem;
use crate::records::{self, Line};
use crate::sidecar::Sidecars;

/// What comes out of a split, in its order.
#[derive(Debug)]
pub enum Outcome {
    Article(Box<Article>),
    /// `record` names the record inside the split; without it, the whole split is meant
    Reject {
        record: Option<String>,
        problem: Problem,
    },
    Note {
        record: Option<String>,
        problem: Problem,
    },
}

/// The reader of a stage.
#[derive(Debug)]
pub struct Reader {
    options: Options,
    base: Option<PathBuf>,
    given: Metadata,
    sidecars: Sidecars,
}

impl Reader {
    pub fn new(options: Options, base: Option<&Path>) -> Self {
        let base = base.map(lexical);
        let base = base.as_deref();
        let explicit = options.sidecar.as_deref().map(|sidecar| absolute(sidecar, base));
        let given = Metadata {
            url: options.url.clone(),
            byline: options.byline.clone(),
            publisher: options.publisher.clone(),
            section: options.section.clone(),
            published_on: options.published_on.clone(),
            language: options.language.clone(),
            country: options.country.clone(),
            ..Metadata::default()
        };
        Self { sidecars: Sidecars::new(explicit, base), base: base.map(Path::to_path_buf), options, given }
    }

    /// Reads a split of [`crate::listing::list`].
    pub fn read(&mut self, split: &str, source: &str, out: &mut dyn FnMut(Outcome)) -> Result<()> {
        let piece: Piece = serde_json::from_str(split)
            .map_err(|error| Error::new("bad-split", format!("`{split}` is no split of this stage: {error}")))?;
        let sidecar = self
            .sidecars
            .of(&piece.path)
            .map_err(|(path, problem)| bad_sidecar(&path, &problem, self.base.as_deref()))?;
        match Format::of(&piece.path) {
            Format::Records => self.records(&piece, source, &sidecar, out),
            format => match self.article(&piece.path, format, source, &sidecar) {
                Ok((article, notes)) => {
                    for problem in notes {
                        out(Outcome::Note { record: None, problem });
                    }
                    out(Outcome::Article(Box::new(article)));
                }
                Err(problem) => out(Outcome::Reject { record: None, problem }),
            },
        }
        Ok(())
    }

    fn article(
        &self,
        path: &Path,
        format: Format,
        source: &str,
        sidecar: &Metadata,
    ) -> Result<(Article, Vec<Problem>), Problem> {
        if format == Format::Unsupported {
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            return Err(Problem::new("unsupported-format", format!("files of the kind `.{extension}` are not read")));
        }
        let bytes = file::read_article(path, self.options.max_article_bytes, self.options.max_gzip_ratio)?;
        if bytes.trim_ascii().is_empty() {
            return Err(Problem::new("empty-file", "the file is empty"));
        }
        let html = format == Format::Html || format == Format::Unnamed && looks_like_html(&bytes);
        if html {
            if let Some(reason) = binary_reason(&bytes) {
                return Err(undecodable(reason));
            }
            let own = Metadata::default();
            let origins = Origins { own: &own, own_basis: "front_matter", sidecar, given: &self.given };
            return Ok(assemble(source, "text/html", &origins, Content::Page(bytes)));
        }
        let decoded = decode(&bytes, None, None).map_err(undecodable)?;
        let unified = decoded.text.replace("\r\n", "\n");
        let (own, text) = front_matter::split(&unified);
        let origins = Origins { own: &own, own_basis: "front_matter", sidecar, given: &self.given };
        let (media_type, (heading, text)) = match format {
            Format::Markdown => ("text/markdown", markdown::render(text)),
            _ => ("text/plain", (None, text.to_owned())),
        };
        if text.trim().is_empty() {
            let (code, message) = if own.is_empty() {
                ("empty-file", "the file is empty")
            } else {
                ("missing-text", "there is no text below the front matter")
            };
            return Err(Problem::new(code, message).help("get the article again, or delete the file"));
        }
        let (mut article, mut notes) = assemble(source, media_type, &origins, Content::Text(text));
        article.title = article.title.or(heading);
        article.encoding = Some(decoded.encoding);
        article.encoding_basis = Some(decoded.basis.name());
        if decoded.replaced > 0 {
            notes.push(Problem::new(
                "damaged-encoding",
                format!("{} places are not {} and stand as U+FFFD", decoded.replaced, decoded.encoding),
            ));
        }
        Ok((article, notes))
    }

    fn records(&self, piece: &Piece, source: &str, sidecar: &Metadata, out: &mut dyn FnMut(Outcome)) {
        let opened = match &piece.range {
            Some(range) => file::open_range(&piece.path, range.start, range.end),
            None => file::open(&piece.path, self.options.max_gzip_ratio),
        };
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(error) => return out(Outcome::Reject { record: None, problem: file::problem(&error) }),
        };
        let mut number = piece.range.as_ref().map_or(1, |range| range.first_line);
        let whole_file = piece.range.as_ref().is_none_or(|range| range.start == 0);
        let mut any = false;
        let mut line = Vec::new();
        loop {
            let record = format!("{source}:{number}");
            let reject = |problem| Outcome::Reject { record: Some(record.clone()), problem };
            match records::next_line(&mut *reader, &mut line, self.options.max_article_bytes) {
                Ok(Line::End) => break,
                Ok(Line::TooLong) => {
                    let limit = self.options.max_article_bytes;
                    out(reject(Problem::new("too-large", format!("the line is longer than {limit} bytes"))));
                }
                Ok(Line::Whole) => match records::parse(&line, &self.options.fields) {
                    Ok(None) => {
                        number += 1;
                        continue;
                    }
                    Ok(Some((own, content))) => {
                        let page = matches!(content, Content::Page(_));
                        let media_type = if page { "text/html" } else { "application/x-ndjson" };
                        let origins = Origins { own: &own, own_basis: "record", sidecar, given: &self.given };
                        let (mut article, notes) = assemble(&record, media_type, &origins, content);
                        // JSON is UTF-8, and so is a page inside it, whatever the page says.
                        article.encoding = Some("UTF-8");
                        article.encoding_basis = Some("utf8");
                        for problem in notes {
                            out(Outcome::Note { record: Some(record.clone()), problem });
                        }
                        out(Outcome::Article(Box::new(article)));
                    }
                    Err(problem) => out(reject(problem)),
                },
                // What was read before the damage stays: the file is refused from here on.
                Err(error) => return out(reject(file::problem(&error))),
            }
            any = true;
            number += 1;
        }
        if !any && whole_file {
            out(Outcome::Reject { record: None, problem: Problem::new("empty-file", "the file holds no records") });
        }
    }
}

fn undecodable(reason: Undecodable) -> Problem {
    let code = if reason == Undecodable::NoEncoding { "unknown-encoding" } else { "binary-file" };
    Problem::new(code, reason.message())
}

fn looks_like_html(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let beginning = bytes[..bytes.len().min(14)].to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].into_iter().any(|tag| beginning.starts_with(tag))
}

#[cfg(test)]
mod tests;
