//! EPUB: a book, or a newspaper that a program made a book of. Each of its pages is an article.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found};
use crate::input::Input;
use crate::metadata::Metadata;
use crate::problem::{Problem, of_error};
use crate::unpack::{Charged, Member, ReadSeek, damaged, seekable, zip_problem};
use crate::xml::{self, Piece, attribute, local};

type Book<'a> = ZipArchive<Box<dyn ReadSeek + 'a>>;

pub fn read(input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    out.budget.depth(member.depth + 1)?;
    let mut book = ZipArchive::new(seekable(input, member, &out.budget)?).map_err(|error| zip_problem(&error))?;
    let package_path = package_path(&mut book, out)?;
    let package = Package::parse(&text_of(&mut book, &package_path, out)?)?;
    let folder = package_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut any = false;
    let mut seen = HashSet::new();
    for page in package.pages() {
        out.budget.member()?;
        let path = join(folder, page);
        // Two places of one page are one page.
        if !seen.insert(path.clone()) {
            continue;
        }
        let source = format!("{}/{path}", member.source);
        let body = match bytes_of(&mut book, &path, out) {
            Ok(body) => body,
            Err(problem) if out.budget.exhausted() => return Err(problem),
            Err(problem) => {
                out.reject(&source, problem);
                any = true;
                continue;
            }
        };
        if body.trim_ascii().is_empty() {
            continue;
        }
        let mut own = package.own.clone();
        own.record_id = own.record_id.map(|book| format!("{book}#{path}"));
        let (content, encoding) = (Content::Page(body), Encoding::default());
        let (own_basis, heading) = ("record", None);
        out.article(&source, Found { media_type: "text/html", own, own_basis, heading, content, encoding });
        any = true;
    }
    if any { Ok(()) } else { Err(Problem::new("no-articles-inside", "the book has no pages")) }
}

/// Where the package document is, which says what the book consists of.
fn package_path(book: &mut Book<'_>, out: &Emitter<'_>) -> Result<String, Problem> {
    let container = text_of(book, "META-INF/container.xml", out)?;
    let mut path = None;
    xml::walk(&container, |piece| {
        if let Piece::Open(element) = piece
            && local(element.name().as_ref()) == "rootfile"
            && path.is_none()
        {
            path = attribute(&element, "full-path");
        }
    })
    .map_err(|message| damaged(&message))?;
    path.ok_or_else(|| damaged(&"the book does not say what it consists of"))
}

#[derive(Default)]
struct Package {
    own: Metadata,
    /// the pages by their ids
    manifest: HashMap<String, String>,
    spine: Vec<String>,
}

impl Package {
    fn parse(text: &str) -> Result<Self, Problem> {
        let mut package = Self::default();
        let mut column = None;
        let mut value = String::new();
        xml::walk(text, |piece| match piece {
            Piece::Open(element) => match element.name().as_ref() {
                "dc:creator" => column = Some("byline"),
                "dc:publisher" => column = Some("publisher"),
                "dc:language" => column = Some("language"),
                "dc:date" => column = Some("published_on"),
                "dc:identifier" => column = Some("record_id"),
                name => match local(name) {
                    "item" => package.item(&element),
                    "itemref" => package.spine.extend(attribute(&element, "idref")),
                    _ => {}
                },
            },
            Piece::Text(text) if column.is_some() => value.push_str(&text),
            Piece::Close(_) => {
                if let Some(column) = column.take() {
                    package.own.set(column, &std::mem::take(&mut value));
                }
            }
            Piece::Text(_) => {}
        })
        .map_err(|message| damaged(&message))?;
        Ok(package)
    }

    fn item(&mut self, element: &quick_xml::events::BytesStart<'_>) {
        let value = |name| attribute(element, name).unwrap_or_default();
        // A table of contents is a page of links.
        let contents = value("properties").split_whitespace().any(|property| property == "nav");
        if matches!(value("media-type").as_str(), "application/xhtml+xml" | "text/html") && !contents {
            self.manifest.insert(value("id"), value("href"));
        }
    }

    /// The pages in the order in which one reads them.
    fn pages(&self) -> impl Iterator<Item = &str> {
        self.spine.iter().filter_map(|id| self.manifest.get(id)).map(String::as_str)
    }
}

fn bytes_of(book: &mut Book<'_>, path: &str, out: &Emitter<'_>) -> Result<Vec<u8>, Problem> {
    let file = book.by_name(path).map_err(|error| match error {
        ZipError::FileNotFound => damaged(&format!("there is no `{path}` in the book")),
        error => zip_problem(&error),
    })?;
    let limit = out.budget.limits.article_bytes;
    let mut bytes = Vec::new();
    let charged = Charged { inner: file, budget: Rc::clone(&out.budget) };
    charged.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| match of_error(&error) {
        problem if problem.code == "unreadable" => damaged(&error),
        problem => problem,
    })?;
    if bytes.len() as u64 > limit {
        return Err(Problem::new("too-large", format!("`{path}` is larger than {limit} bytes")));
    }
    Ok(bytes)
}

fn text_of(book: &mut Book<'_>, path: &str, out: &Emitter<'_>) -> Result<String, Problem> {
    let bytes = bytes_of(book, path, out)?;
    let declared = wagemill_articles::declared_in_html(&bytes);
    let decoded = wagemill_articles::decode(&bytes, declared, None);
    Ok(decoded.map_err(|reason| damaged(&reason.message()))?.text)
}

/// A path in the book that another one names, without its escapes and its fragment.
fn join(folder: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let escaped = rest.get(1..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match escaped.filter(|_| *byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    let href = String::from_utf8_lossy(&bytes);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(href.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_package() {
        assert_eq!(join("OEBPS", "text/a%20b.xhtml#p1"), "OEBPS/text/a b.xhtml");
        assert_eq!(join("OEBPS/x", "../../../a.xhtml"), "a.xhtml");
        assert_eq!(join("", "a%zz%"), "a%zz%");
    }
}
