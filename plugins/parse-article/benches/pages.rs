//! Pages a second on one core, with metadata: `cargo bench -p parse-article --bench pages [-- FOLDER]`
//!
//! FOLDER holds pages (`.html` or `.html.gz`), by default those beside the repository; where there are none, pages are
//! generated. The share of each step is measured in a run of its own, that of the tokenizer of html5ever, too, with
//! nothing behind it, as what the parser here stands against.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::io::Read;
use std::time::Instant;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use parse_article::{Limits, blocks, facts, html, page};

const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

struct Nothing;

impl TokenSink for Nothing {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        black_box(token);
        TokenSinkResult::Continue
    }
}

fn pages(folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let mut bytes = std::fs::read(path).unwrap();
            if path.extension().is_some_and(|extension| extension == "gz") {
                let packed = std::mem::take(&mut bytes);
                flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut bytes).unwrap();
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
        .collect()
}

/// A page of some 170 KB: a menu, scripts, an article, reports beside it.
fn generated(seed: usize) -> String {
    let script = format!("<script>var a{seed} = [{}];</script>", "1, 2, 3, ".repeat(900));
    let menu: String = (0..120)
        .map(|link| format!("<li class=\"menu-item item-{link}\"><a href=\"/{link}\">Section {link}</a></li>"))
        .collect();
    let text: String = (0..40)
        .map(|line| format!("<p class=\"paragraph\">The workers said on day {} that they earn ${}.50 an hour, <b>less</b> than before, and want more.</p>", line + seed, line))
        .collect();
    let cards: String = (0..150)
        .map(|card| format!("<div class=\"card teaser\" data-id=\"{card}\"><a href=\"/x/{card}\"><img src=\"/i/{card}.jpg\" alt=\"\"><h3>Report {card}</h3></a><time datetime=\"2023-06-13\">13 June</time></div>"))
        .collect();
    format!(
        "<!doctype html><html lang=en><head><title>Pay {seed} | Herald</title>{}</head><body><nav><ul>{menu}</ul></nav><article><h1>Pay {seed}</h1>{text}</article><aside>{cards}</aside>{}</body></html>",
        script.repeat(8),
        script.repeat(6)
    )
}

fn measure(what: &str, pages: &[String], mut work: impl FnMut(&str)) {
    let mut best = f64::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        pages.iter().for_each(|page| work(page));
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!(
        "{what:<46} {:>8.0} pages/s  {:>7.3} ms/page",
        pages.len() as f64 / best,
        best * 1000.0 / pages.len() as f64
    );
}

fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut pages =
        pages(folder.as_deref().unwrap_or(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/articles/pages")));
    if pages.is_empty() {
        pages = (0..200).map(generated).collect();
        println!("no pages in the folder: {} generated ones", pages.len());
    }
    // Large pages would weigh more than there are of them.
    pages.retain(|page| (40_000..400_000).contains(&page.len()));
    let bytes: usize = pages.iter().map(String::len).sum();
    println!("{} pages of {} KB on average", pages.len(), bytes / pages.len().max(1) / 1000);
    measure("all: decoding, text, metadata", &pages, |page| drop(black_box(page::read(page.as_bytes(), None, LIMITS))));
    measure("all, and the language of the text", &pages, |page| {
        let page = page::read(page.as_bytes(), None, LIMITS);
        black_box(page.ok().map(|page| wagemill_articles::detect_language(&page.text)));
    });
    measure("HTML to the tree", &pages, |page| drop(black_box(html::parse(page, LIMITS))));
    measure("HTML to the tree, metadata", &pages, |page| {
        black_box(html::parse(page, LIMITS).ok().map(|tree| facts::read(&tree, None)));
    });
    measure("HTML to the tree, blocks", &pages, |page| {
        black_box(html::parse(page, LIMITS).ok().map(|tree| blocks::cut(&tree)));
    });
    measure("the tokenizer of html5ever alone", &pages, |page| {
        let tokenizer = Tokenizer::new(Nothing, TokenizerOpts::default());
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(page));
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
    });
}
