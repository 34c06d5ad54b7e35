#![allow(clippy::unwrap_used, reason = "a test")]

mod archives;
mod records;
mod web;

use std::io::Write;

use encoding_rs::{Encoding, GB18030, SHIFT_JIS, WINDOWS_1251};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::article::Article;
use crate::listing::list;

/// A study in a folder of its own, read as the host would.
struct Study {
    folder: tempfile::TempDir,
    options: serde_json::Value,
}

/// What came out: sources with articles, and sources with codes of rejects and notes.
#[derive(Debug, Default)]
struct Read {
    articles: Vec<Article>,
    rejects: Vec<(String, &'static str)>,
    notes: Vec<(String, &'static str)>,
}

impl Study {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self { folder, options: serde_json::json!({"paths": ["*"]}) }
    }

    fn with(mut self, option: &str, value: impl Into<serde_json::Value>) -> Self {
        self.options[option] = value.into();
        self
    }

    fn read(&self) -> Read {
        let options: Options = serde_json::from_value(self.options.clone()).unwrap();
        let base = Some(self.folder.path());
        let splits = list(&options, base).unwrap().splits;
        let mut reader = Reader::new(options, base);
        let mut read = Read::default();
        for split in splits {
            let named = |record: Option<String>| record.unwrap_or_else(|| split.source.clone());
            reader
                .read(&split.split, &split.source, &mut |outcome| match outcome {
                    Outcome::Article(article) => read.articles.push(*article),
                    Outcome::Reject { record, problem } => read.rejects.push((named(record), problem.code)),
                    Outcome::Note { record, problem } => read.notes.push((named(record), problem.code)),
                })
                .unwrap();
        }
        read
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

#[test]
fn every_format_gives_its_article() {
    let read = Study::new(&[
        ("a.txt", b"url: https://example.com/a\ndate: 2023-06-13\ntitle: Pay\n\nThey earn $5.\r\n\r\nNot more.\n"),
        ("b.md", b"---\nauthor: A. Kim\n---\n# Pay in *Dandong*\n\nThey earn **$5**.\n"),
        ("c.html", b"<!doctype html><p>They earn $5.</p>"),
        ("d.txt.gz", &gzip(b"They earn $5.")),
        ("e.jsonl", b"{\"id\": \"x\", \"text\": \"They earn $5.\", \"published\": \"2023-06-13\", \"lang\": \"en\"}\n"),
        ("f", b"<HTML><p>They earn $5."),
        ("g", b"They earn $5 a day."),
    ])
    .read();
    assert_eq!((read.rejects.as_slice(), read.notes.as_slice()), (&[][..], &[][..]));
    let media: Vec<(&str, &str)> =
        read.articles.iter().map(|article| (article.source.as_str(), article.media_type)).collect();
    assert_eq!(
        media,
        [
            ("a.txt", "text/plain"),
            ("b.md", "text/markdown"),
            ("c.html", "text/html"),
            ("d.txt.gz", "text/plain"),
            ("e.jsonl:1", "application/x-ndjson"),
            ("f", "text/html"),
            ("g", "text/plain"),
        ]
    );
    let [text, markdown, page, zipped, record, ..] = read.articles.as_slice() else { panic!("seven articles") };
    assert_eq!(text.text.as_deref(), Some("They earn $5.\n\nNot more."));
    assert_eq!((text.title.as_deref(), text.published_basis), (Some("Pay"), Some("front_matter")));
    assert_eq!((markdown.title.as_deref(), markdown.byline.as_deref()), (Some("Pay in Dandong"), Some("A. Kim")));
    assert_eq!(markdown.text.as_deref(), Some("Pay in Dandong\n\nThey earn $5."));
    assert_eq!((page.text.as_deref(), page.article_id.as_deref()), (None, None));
    assert_eq!(page.body.as_deref(), Some(&b"<!doctype html><p>They earn $5.</p>"[..]));
    assert_eq!(zipped.text.as_deref(), Some("They earn $5."));
    assert_eq!(
        (record.record_id.as_deref(), record.published_basis, record.language.as_deref()),
        (Some("x"), Some("record"), Some("en"))
    );
}

#[test]
fn legacy_encodings_become_text_and_say_so() {
    let russian = "Рабочие из Северной Кореи получают на стройке двадцать тысяч рублей в месяц, сообщил источник.";
    let japanese = "工場で働く労働者の月給は二十万円で、残業代は含まれていないと関係者は述べた。";
    let chinese = "丹东的一家服装厂每月付给工人两千五百元人民币，工人每天工作十二个小时。";
    let wide: Vec<u8> = [0xfeff].into_iter().chain(russian.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let read = Study::new(&[
        ("a.txt", &encoded(WINDOWS_1251, russian)),
        ("b.txt", &encoded(SHIFT_JIS, japanese)),
        ("c.txt", &encoded(GB18030, chinese)),
        ("d.txt", &wide),
        ("e.txt", russian.as_bytes()),
    ])
    .read();
    let found: Vec<(&str, &str, &str)> = read
        .articles
        .iter()
        .map(|article| (article.text.as_deref().unwrap(), article.encoding.unwrap(), article.encoding_basis.unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            (russian, "windows-1251", "detected"),
            (japanese, "Shift_JIS", "detected"),
            (chinese, "GBK", "detected"),
            (russian, "UTF-16LE", "bom"),
            (russian, "UTF-8", "utf8"),
        ]
    );
}

#[test]
fn broken_files_are_rejects_and_the_others_come_out() {
    let noise: Vec<u8> = (0u32..4000).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let whole = gzip(&noise);
    let read = Study::new(&[
        ("binary.txt", &noise),
        ("blank.txt", b" \r\n\t"),
        ("bomb.txt.gz", &gzip(&vec![b' '; 6 << 20])),
        (
            "damaged.txt",
            "Löhne steigen, sagt die Näherin in Köln, \u{fc}ber die H\u{e4}lfte".replace('Ö', "").as_bytes(),
        ),
        ("empty.html", b""),
        ("good.txt", b"They earn $5."),
        ("image.html", b"\x89PNG\r\n\x1a\nxxxx"),
        ("metadata.txt", b"title: Pay\n\n"),
        ("mixed.txt", &[&"Näherinnen verdienen 12,50 € in Köln. ".repeat(3).into_bytes()[..], b"\xff"].concat()),
        ("report.pdf", b"%PDF-1.7"),
        ("truncated.txt.gz", &whole[..whole.len() / 2]),
    ])
    .read();
    let codes: Vec<(&str, &str)> = read.rejects.iter().map(|(source, code)| (source.as_str(), *code)).collect();
    assert_eq!(
        codes,
        [
            ("binary.txt", "binary-file"),
            ("blank.txt", "empty-file"),
            ("bomb.txt.gz", "too-large"),
            ("empty.html", "empty-file"),
            ("image.html", "binary-file"),
            ("metadata.txt", "missing-text"),
            ("report.pdf", "unsupported-format"),
            ("truncated.txt.gz", "truncated-gzip"),
        ]
    );
    let good: Vec<&str> = read.articles.iter().map(|article| article.source.as_str()).collect();
    assert_eq!(good, ["damaged.txt", "good.txt", "mixed.txt"]);
    assert_eq!(read.notes, [("mixed.txt".to_owned(), "damaged-encoding")]);
}

#[test]
fn sidecar_and_options_fill_what_the_article_does_not_say() {
    let study = Study::new(&[
        ("a.txt", b"They earn $5."),
        ("b.txt", b"date: 2021-02-03\n\nThey earn $6."),
        ("c.txt", b"They earn $7."),
        ("articles.csv", b"path,url,published_on,publisher,country\na.txt,https://example.com/a,2023-06-13,The Herald,cn\nb.txt,,2023-06-13,,\n"),
    ])
    .with("published_on", "2020")
    .with("publisher", "An archive");
    let read = study.read();
    let mut rows = read.articles.iter().map(|article| {
        let date = article.published_on.map(|date| date.to_string()).unwrap_or_default();
        [date.as_str(), article.published_precision.unwrap(), article.published_basis.unwrap()].join(" ")
            + " "
            + article.publisher.as_deref().unwrap()
    });
    assert_eq!(rows.next().as_deref(), Some("2023-06-13 day sidecar The Herald"));
    assert_eq!(rows.next().as_deref(), Some("2021-02-03 day front_matter An archive"));
    assert_eq!(rows.next().as_deref(), Some("2020-01-01 year given An archive"));
}

#[test]
fn the_sample_articles_come_out_but_for_the_broken_one() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let options: Options = serde_json::from_value(serde_json::json!({"paths": ["articles"]})).unwrap();
    let base = Some(examples.as_path());
    let listing = list(&options, base).unwrap();
    assert_eq!(listing.notes, []);
    let mut reader = Reader::new(options, base);
    let (mut articles, mut rejects) = (Vec::new(), Vec::new());
    for split in listing.splits {
        reader
            .read(&split.split, &split.source, &mut |outcome| match outcome {
                Outcome::Article(article) => articles.push(*article),
                Outcome::Reject { problem, .. } => rejects.push((split.source.clone(), problem.code)),
                Outcome::Note { problem, .. } => panic!("{}: {}", split.source, problem.message),
            })
            .unwrap();
    }
    assert_eq!(rejects, [("articles/half-downloaded.txt.gz".to_owned(), "truncated-gzip")]);
    assert_eq!(articles.len(), 17);
    for article in articles.iter().filter(|article| article.media_type != "text/html") {
        assert!(
            article.published_on.is_some() && article.title.is_some() || article.source.contains("bihar"),
            "{article:?}"
        );
        assert!(article.url.is_some() || article.source.contains("briefs"), "{article:?}");
    }
}

#[test]
fn a_file_that_vanishes_is_a_reject() {
    let study = Study::new(&[("a.txt", b"They earn $5."), ("b.jsonl", b"{\"text\": \"x\"}\n")]);
    let options: Options = serde_json::from_value(study.options.clone()).unwrap();
    let base = Some(study.folder.path());
    let splits = list(&options, base).unwrap().splits;
    std::fs::remove_file(study.folder.path().join("a.txt")).unwrap();
    std::fs::write(study.folder.path().join("b.jsonl"), "{}").unwrap();
    let mut reader = Reader::new(options, base);
    let mut codes = Vec::new();
    for split in splits {
        reader
            .read(&split.split, &split.source, &mut |outcome| match outcome {
                Outcome::Reject { record: None, problem } => codes.push(problem.code),
                other => panic!("{other:?}"),
            })
            .unwrap();
    }
    assert_eq!(codes, ["unreadable", "changed"]);
}

#[test]
fn moving_the_study_changes_no_id() {
    let files: &[(&str, &[u8])] = &[("a.txt", b"They earn $5."), ("b.jsonl", b"{\"id\": 1, \"text\": \"x\"}\n")];
    let ids = |study: Study| study.read().articles.into_iter().map(|article| article.article_id).collect::<Vec<_>>();
    assert_eq!(ids(Study::new(files)), ids(Study::new(files)));
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn sources(read: &Read) -> Vec<&str> {
    read.articles.iter().map(|article| article.source.as_str()).collect()
}

fn page_record(url: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let head = if head.is_empty() { "Content-Type: text/html\r\n" } else { head };
    let content = [format!("HTTP/1.1 200 OK\r\n{head}\r\n").as_bytes(), body].concat();
    warc_record("response", url, "application/http; msgtype=response", &content)
}

fn warc_record(kind: &str, url: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{}>\r\nWARC-Target-URI: {url}\r\nContent-Type: \
         {content_type}\r\nContent-Length: {}\r\n\r\n",
        content.len(),
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

#[test]
fn a_list_of_paths_is_read() {
    let study = Study::new(&[("a.txt", b"They earn $5."), ("b.txt", b"They earn $6."), ("list", b"b.txt\n")]);
    let study = study.with("paths", serde_json::json!([])).with("paths_from", "list");
    assert_eq!(sources(&study.read()), ["b.txt"]);
    std::fs::write(study.folder.path().join("list"), "gone.txt\n").unwrap();
    let options: Options = serde_json::from_value(study.options.clone()).unwrap();
    assert_eq!(list(&options, Some(study.folder.path())).unwrap_err().code(), "no-file");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn no_bytes_panic_and_every_split_is_accounted_for(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        name in prop::sample::select(vec!["a.txt", "a.md", "a.html", "a.jsonl", "a.txt.gz", "a", "a.json", "a.csv", "a.warc", "a.rss", "a.mhtml", "a.epub", "a.zip", "a.tar", "a.parquet"]),
        zipped in any::<bool>(),
    ) {
        let bytes = if zipped { gzip(&bytes) } else { bytes };
        let read = Study::new(&[(name, &bytes)]).read();
        prop_assert!(!read.articles.is_empty() || !read.rejects.is_empty());
    }

    #[test]
    fn text_with_marks_of_all_formats_does_not_panic(text in "(---\n|title: |[a-z]{1,4}|\n|<p>|\\| |# |\\{\"text\": \"x\"\\}|\u{feff}|\r){0,30}") {
        for name in ["a.txt", "a.md", "a.html", "a.jsonl"] {
            let _ = Study::new(&[(name, text.as_bytes())]).read();
        }
    }
}
