//! How fast web archives are read, on one core: `cargo bench -p read-articles --bench warc [-- MEGABYTES]`
//!
//! The pages are made up: markup that a site repeats, then paragraphs of words drawn with the frequencies of a language, and
//! every page is a frame of its own, with its request, as crawlers write them. Megabytes are those of the decompressed archive.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::io::Write;
use std::sync::LazyLock;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;
use read_articles::emitter::Outcome;
use read_articles::listing::list;
use read_articles::options::Options;
use read_articles::reader::Reader;

fn main() {
    let megabytes: usize = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(if cfg!(debug_assertions) { 8 } else { 256 });
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let words: Vec<String> = (0..20_000).map(|_| random.word()).collect();
    let mut plain = std::io::BufWriter::new(std::fs::File::create(folder.path().join("plain.warc")).unwrap());
    let mut gzip = std::io::BufWriter::new(std::fs::File::create(folder.path().join("packed.warc.gz")).unwrap());
    let (mut bytes, mut packed, mut pages) = (0usize, 0usize, 0usize);
    while bytes < megabytes << 20 {
        let url = format!("https://news-{}.example.com/{pages}", pages % 50);
        let page = page(&mut random, &words);
        let response = format!("HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
        for (kind, content) in [("request", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), ("response", response.as_str())] {
            let record = record(kind, &url, content);
            bytes += record.len();
            plain.write_all(&record).unwrap();
            let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
            encoder.write_all(&record).unwrap();
            let frame = encoder.finish().unwrap();
            packed += frame.len();
            gzip.write_all(&frame).unwrap();
        }
        pages += 1;
    }
    drop((plain, gzip));
    println!("{pages} pages, {} MB, {} MB as gzip", bytes >> 20, packed >> 20);
    for file in ["plain.warc", "packed.warc.gz"] {
        let best = (0..3).map(|_| seconds(folder.path(), file, pages)).fold(f64::INFINITY, f64::min);
        println!("{file}: {:.0} MB/s", bytes as f64 / 1e6 / best);
    }
}

/// Reads an archive in its parts, one after the other.
fn seconds(folder: &std::path::Path, file: &str, pages: usize) -> f64 {
    let options: Options = serde_json::from_value(serde_json::json!({ "paths": [file] })).unwrap();
    let splits = list(&options, Some(folder)).unwrap().splits;
    let mut reader = Reader::new(options, Some(folder));
    let mut articles = 0;
    let start = now();
    for split in &splits {
        let mut out = |outcome| match outcome {
            Outcome::Article(article) => articles += usize::from(article.body.is_some()),
            Outcome::Note { .. } => {}
            Outcome::Reject { problem, .. } => panic!("{}", problem.message),
        };
        reader.read(&split.split, &split.source, &mut out).unwrap();
    }
    let seconds = now() - start;
    assert_eq!(articles, pages, "every page is an article");
    seconds
}

/// Seconds that this thread has run, so that other programs on the machine do not count; where the system does not tell
/// them, seconds that have passed.
fn now() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let elapsed = START.elapsed().as_secs_f64();
    let schedule = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_cpu = schedule.and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    on_cpu.map_or(elapsed, |nanoseconds| nanoseconds as f64 / 1e9)
}

fn record(kind: &str, url: &str, content: &str) -> Vec<u8> {
    let length = content.len();
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2023-06-13T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{length:032x}>\r\n\
         Content-Length: {length}\r\nContent-Type: application/http; msgtype={kind}\r\nWARC-Target-URI: {url}\r\n\r\n{content}\r\n\r\n"
    )
    .into_bytes()
}

fn page(random: &mut Random, words: &[String]) -> String {
    let mut page = String::from("<!doctype html><html><head><meta charset=\"utf-8\"><title>News</title>");
    for number in 0..60 {
        page.push_str(&format!("<link rel=\"stylesheet\" href=\"/static/css/module-{number}.css\" media=\"all\">\n"));
    }
    page.push_str("</head><body><nav>");
    for (number, word) in words.iter().take(80).enumerate() {
        page.push_str(&format!("<li class=\"nav-item nav-item--level-{}\"><a href=\"/section/{number}\">", number % 3));
        page.push_str(word);
        page.push_str("</a></li>\n");
    }
    page.push_str("</nav><article>");
    for _ in 0..random.below(40) + 10 {
        page.push_str("<p class=\"article-body__paragraph\">");
        for _ in 0..random.below(80) + 20 {
            // rank r comes about 1/r as often as the first
            let rank = (words.len() as f64).powf(random.unit()) as usize;
            page.push_str(&words[rank.min(words.len() - 1)]);
            page.push(' ');
        }
        page.push_str("</p>\n");
    }
    page.push_str("</article></body></html>");
    page
}

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn unit(&mut self) -> f64 {
        self.below(1 << 32) as f64 / (1u64 << 32) as f64
    }

    fn word(&mut self) -> String {
        (0..self.below(6) + 2).map(|_| char::from(b"etaoinshrdlucmfwypvbgk"[self.below(22) as usize])).collect()
    }
}
