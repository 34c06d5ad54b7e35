//! Where every format hands its articles in.

use std::path::Path;
use std::rc::Rc;

use wagemill_articles::{Decoded, Hints, Undecodable, binary_reason, declared_in_html, decode_with, top_level_domain};

use crate::article::{Article, Content, Origins, assemble};
use crate::budget::Budget;
use crate::metadata::Metadata;
use crate::options::Fields;
use crate::problem::Problem;
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

/// An article as its format gives it.
#[derive(Debug)]
pub struct Found {
    pub media_type: &'static str,
    /// what the format says about the article, and the name of that in `published_basis`
    pub own: Metadata,
    pub own_basis: &'static str,
    /// used where no origin has a title
    pub heading: Option<String>,
    pub content: Content,
    pub encoding: Encoding,
}

/// How the bytes of an article were read, as far as the format knows.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Encoding {
    pub name: Option<&'static str>,
    pub basis: Option<&'static str>,
    /// places that stand as U+FFFD
    pub replaced: usize,
}

impl Encoding {
    /// The format itself prescribes UTF-8, or the bytes were found to be it.
    pub const UTF8: Self = Self { name: Some("UTF-8"), basis: Some("utf8"), replaced: 0 };

    pub fn of(decoded: &Decoded) -> Self {
        Self { name: Some(decoded.encoding), basis: Some(decoded.basis.name()), replaced: decoded.replaced }
    }
}

/// Takes articles, and fills in what the sidecar and the options know.
pub struct Emitter<'a> {
    pub budget: Rc<Budget>,
    pub fields: &'a Fields,
    given: &'a Metadata,
    sidecars: &'a mut Sidecars,
    sidecar: Metadata,
    /// the name of the split
    split: &'a str,
    /// whether an article came out
    emitted: bool,
    out: &'a mut dyn FnMut(Outcome),
}

impl<'a> Emitter<'a> {
    pub fn new(
        budget: Rc<Budget>,
        fields: &'a Fields,
        given: &'a Metadata,
        sidecars: &'a mut Sidecars,
        sidecar: Metadata,
        split: &'a str,
        out: &'a mut dyn FnMut(Outcome),
    ) -> Self {
        Self { budget, fields, given, sidecars, sidecar, split, emitted: false, out }
    }

    /// From now on the sidecar's row for this path counts; a member without a row has that of its archive.
    pub fn enter(&mut self, path: &Path) -> Metadata {
        let row = self.sidecars.of(path).unwrap_or_default();
        let row = if row.is_empty() { self.sidecar.clone() } else { row };
        std::mem::replace(&mut self.sidecar, row)
    }

    /// Goes back to what [`Self::enter`] gave.
    pub fn leave(&mut self, before: Metadata) {
        self.sidecar = before;
    }

    /// The address that is known without reading the article.
    pub fn known_url(&self) -> Option<&str> {
        self.sidecar.url.as_deref().or(self.given.url.as_deref())
    }

    pub fn article(&mut self, source: &str, found: Found) {
        let origins =
            Origins { own: &found.own, own_basis: found.own_basis, sidecar: &self.sidecar, given: self.given };
        let (mut article, notes) = assemble(source, found.media_type, &origins, found.content);
        article.title = article.title.or(found.heading);
        article.encoding = found.encoding.name;
        article.encoding_basis = found.encoding.basis;
        for problem in notes {
            self.note(source, problem);
        }
        if found.encoding.replaced > 0 {
            let name = found.encoding.name.unwrap_or("UTF-8");
            let message = format!("{} places are not {name} and stand as U+FFFD", found.encoding.replaced);
            self.note(source, Problem::new("damaged-encoding", message));
        }
        self.emitted = true;
        (self.out)(Outcome::Article(Box::new(article)));
    }

    pub fn reject(&mut self, source: &str, problem: Problem) {
        // A split that has given rows cannot be refused as a whole any more.
        let record = (source != self.split || self.emitted).then(|| source.to_owned());
        self.emitted |= record.is_some();
        (self.out)(Outcome::Reject { record, problem });
    }

    pub fn note(&mut self, source: &str, problem: Problem) {
        let record = (source != self.split).then(|| source.to_owned());
        (self.out)(Outcome::Note { record, problem });
    }
}

/// The problem for bytes that are no text.
pub fn undecodable(reason: Undecodable) -> Problem {
    let code = if reason == Undecodable::NoEncoding { "unknown-encoding" } else { "binary-file" };
    Problem::new(code, reason.message())
}

/// A page as `parse-article` takes it. Where a header says in which encoding it was sent, nobody else can know that: then it
/// is decoded here. Where none does, the page speaks for itself, and `parse-article` listens.
pub fn decoded_page(bytes: Vec<u8>, header: Option<&str>, url: Option<&str>) -> Result<(Content, Encoding), Problem> {
    if header.is_none()
        && let Some(reason) = binary_reason(&bytes)
    {
        return Err(undecodable(reason));
    }
    if header.is_none() || is_plain_utf8(&bytes) {
        let encoding = if header.is_none() { Encoding::default() } else { Encoding::UTF8 };
        return Ok((Content::Page(bytes), encoding));
    }
    let domain = url.and_then(top_level_domain);
    let hints = Hints { header, declared: declared_in_html(&bytes), domain: domain.as_deref() };
    let decoded = decode_with(&bytes, &hints).map_err(undecodable)?;
    let encoding = Encoding::of(&decoded);
    Ok((Content::Page(decoded.text.into_bytes()), encoding))
}

/// A text, and how it was read.
pub fn decoded_text(bytes: &[u8], header: Option<&str>, url: Option<&str>) -> Result<(String, Encoding), Problem> {
    let domain = url.and_then(top_level_domain);
    let hints = Hints { header, declared: None, domain: domain.as_deref() };
    let decoded = decode_with(bytes, &hints).map_err(undecodable)?;
    let encoding = Encoding::of(&decoded);
    Ok((decoded.text, encoding))
}

/// Valid UTF-8 that neither begins with a mark nor switches to another encoding by escapes.
fn is_plain_utf8(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"\xef\xbb\xbf")
        && memchr::memchr2(0x1b, 0, bytes).is_none()
        && std::str::from_utf8(bytes).is_ok()
}
