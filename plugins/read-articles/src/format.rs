//! What a file is: by its name, then by how it begins.

use crate::input::Compression;

/// Kinds of file that are not read, and what to do with each.
const UNSUPPORTED: &str = include_str!("../data/unsupported.csv");

/// What to do with a file of a kind that is not read.
pub fn remedy(extension: &str) -> Option<&'static str> {
    let known = UNSUPPORTED.lines().skip(1).filter_map(|line| line.split_once(','));
    known.into_iter().find_map(|(name, remedy)| (name == extension).then(|| remedy.trim_matches('"')))
}

/// What a name says a file is. Names of compression around it, such as `.gz`, say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Markdown,
    Html,
    /// one JSON object on each line
    Lines,
    Json,
    /// CSV, whatever parts the cells
    Table,
    Parquet,
    Warc,
    Feed,
    Mhtml,
    Epub,
    /// ZIP or tar
    Archive,
    /// a name that says nothing: by content
    Unnamed,
    /// a kind that this stage does not read
    Unsupported,
}

impl Format {
    pub fn of(name: &str) -> Self {
        let name = file_name(name).to_lowercase();
        let name =
            ["gz", "zst"].iter().find_map(|packed| name.strip_suffix(packed)?.strip_suffix('.')).unwrap_or(&name);
        match extension(name) {
            "txt" | "text" => Self::Text,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "jsonl" | "ndjson" => Self::Lines,
            "json" => Self::Json,
            "csv" | "tsv" => Self::Table,
            "parquet" => Self::Parquet,
            "warc" | "arc" | "wet" => Self::Warc,
            "rss" | "atom" | "xml" => Self::Feed,
            "mhtml" | "mht" => Self::Mhtml,
            "epub" => Self::Epub,
            "zip" | "tar" | "tgz" | "tzst" => Self::Archive,
            other if remedy(other).is_some() => Self::Unsupported,
            _ => Self::Unnamed,
        }
    }

    /// Whether a file of this kind holds one article.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Html | Self::Mhtml | Self::Unnamed)
    }

    /// Whether a folder or an archive gives its files of this kind without being asked.
    pub fn is_known(self) -> bool {
        !matches!(self, Self::Unnamed | Self::Unsupported)
    }
}

/// What a stream is, and so who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Compressed(Compression),
    Zip,
    Tar,
    Format(Format),
}

impl Kind {
    /// `head` is how the stream begins: at least 512 bytes, where there are so many.
    pub fn of(name: &str, head: &[u8]) -> Self {
        let named = Format::of(name);
        if let Some(compression) = Compression::of(head) {
            return Self::Compressed(compression);
        }
        if named == Format::Unsupported {
            return Self::Format(named);
        }
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            let book = named == Format::Epub || head[4..].windows(20).any(|window| window == b"application/epub+zip");
            return if book { Self::Format(Format::Epub) } else { Self::Zip };
        }
        if head.get(257..262) == Some(b"ustar") {
            return Self::Tar;
        }
        let known: [(&[u8], Format); 3] =
            [(b"PAR1", Format::Parquet), (b"WARC/", Format::Warc), (b"filedesc://", Format::Warc)];
        if let Some((_, format)) = known.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Self::Format(*format);
        }
        match named {
            Format::Archive if extension(&file_name(name).to_lowercase()).starts_with('t') => Self::Tar,
            Format::Archive => Self::Zip,
            Format::Unnamed => Self::Format(by_content(head)),
            named => Self::Format(named),
        }
    }
}

fn by_content(head: &[u8]) -> Format {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let lower = head[..head.len().min(512)].to_ascii_lowercase();
    let contains = |needle: &[u8]| lower.windows(needle.len()).any(|window| window == needle);
    if looks_like_html(head) || lower.starts_with(b"<?xml") && contains(b"<html") {
        Format::Html
    } else if lower.starts_with(b"<rss")
        || lower.starts_with(b"<feed")
        || lower.starts_with(b"<?xml") && [&b"<rss"[..], b"<feed", b"<rdf:rdf"].into_iter().any(contains)
    {
        Format::Feed
    } else if contains(b"\nmime-version:") && contains(b"multipart/related") {
        Format::Mhtml
    } else {
        Format::Text
    }
}

/// Whether bytes begin like a page.
pub fn looks_like_html(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let beginning = bytes[..bytes.len().min(14)].to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body"].into_iter().any(|tag| beginning.starts_with(tag))
}

/// The last part of a path in any archive or file system.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// What follows the last point of a name.
pub fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_a_file_is_whatever_is_around_it() {
        for (name, format) in [
            ("a.TXT", Format::Text),
            ("a.jsonl.zst", Format::Lines),
            ("x/CC-1.warc.gz", Format::Warc),
            ("CC-1.warc.wet.gz", Format::Warc),
            ("a.tar.gz", Format::Archive),
            ("report.pdf", Format::Unsupported),
            ("notes", Format::Unnamed),
            ("gz", Format::Unnamed),
        ] {
            assert_eq!(Format::of(name), format, "{name}");
        }
    }

    #[test]
    fn every_kind_that_is_not_read_has_a_remedy() {
        for line in UNSUPPORTED.lines().skip(1) {
            let (extension, _) = line.split_once(',').unwrap_or_default();
            assert!(remedy(extension).is_some_and(|remedy| !remedy.is_empty()), "{line}");
            assert_eq!(Format::of(&format!("a.{extension}")), Format::Unsupported, "{line}");
        }
        assert_eq!(remedy("txt"), None);
    }

    #[test]
    fn content_decides_where_it_is_plain() {
        let zip = b"PK\x03\x04xxxxxxxxxxxxxxxxxxxxxxxxxxmimetypeapplication/epub+zip";
        for (name, head, kind) in [
            ("a.txt", &b"\x1f\x8b\x08"[..], Kind::Compressed(Compression::Gzip)),
            ("a", zip, Kind::Format(Format::Epub)),
            ("a", &zip[..20], Kind::Zip),
            ("a.docx", &zip[..20], Kind::Format(Format::Unsupported)),
            ("a", b"WARC/1.0\r\n", Kind::Format(Format::Warc)),
            ("a", b" <HTML>", Kind::Format(Format::Html)),
            ("a", b"<?xml version=\"1.0\"?><rss>", Kind::Format(Format::Feed)),
            ("a", b"words", Kind::Format(Format::Text)),
            ("a.json", b"{}", Kind::Format(Format::Json)),
            ("a.zip", b"words", Kind::Zip),
            ("a.tgz", b"words", Kind::Tar),
        ] {
            assert_eq!(Kind::of(name, head), kind, "{name}");
        }
    }
}
