#![allow(clippy::unwrap_used, reason = "a test")]
use std::io::Write;

use flate2::write::GzEncoder;

use super::*;

fn record(kind: &str, url: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{url}>\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        content.len()
    );
    [head.as_bytes(), content, b"\r\n\r\n"].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    file
}

fn records(count: usize) -> Vec<Vec<u8>> {
    let page = |number: usize| {
        let words: String = (0..40).map(|word| format!("w{} ", (number * 7919 + word * 104_729) % 9973)).collect();
        // what a page says must not be taken for a record
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{words}\r\n\r\nWARC/1.0\r\n")
    };
    (0..count)
        .map(|number| {
            record("response", &format!("http://example.com/{number}"), "application/http", page(number).as_bytes())
        })
        .collect()
}

#[test]
fn cuts_are_offsets_of_records() {
    let records = records(60);
    let packed: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    for parts in [records, packed] {
        let file = written(&parts.concat());
        let starts: Vec<u64> = parts
            .iter()
            .scan(0, |offset, part| {
                let start = *offset;
                *offset += part.len() as u64;
                Some(start)
            })
            .collect();
        let found = cuts(file.path(), 2000).unwrap();
        assert!(found.len() > 4, "{found:?}");
        assert!(found.iter().all(|cut| starts.contains(cut)), "{found:?} {starts:?}");
        assert_eq!(cuts(file.path(), 1 << 20).unwrap(), [0]);
    }
}

#[test]
fn gzip_without_frames_is_not_cut() {
    let file = written(&gzip(&records(60).concat()));
    assert_eq!(cuts(file.path(), 500).unwrap(), [0]);
}

#[test]
fn a_line_of_arc_is_a_header() {
    let header = arc_header(b"http://example.com/a 192.0.2.1 20010509123456 text/html 345").unwrap();
    assert_eq!(
        (header.kind.as_str(), header.url.as_deref(), header.length),
        ("arc", Some("http://example.com/a"), Some(345))
    );
    for line in [&b""[..], b"http://example.com/", b"a b c d e", b"http://example.com/ 1 2 text/html x"] {
        assert!(arc_header(line).is_none());
    }
}
