//! Prints how many megabytes a second the grammar reads:
//! `cargo run --release -p wagemill-money --example throughput [FILE]`

use std::time::Instant;

use wagemill_money::{Context, Grammar};

const WITH_MONEY: &str =
    "The workers at the plant earn RMB 1,700 to 2,000 (USD 237 to 279) per month, according to the report. ";
const WITHOUT: &str =
    "The talks between the two sides went on until late in the night without any result, officials said. ";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let megabyte = 1_000_000;
    let news = format!("{WITH_MONEY}{}", WITHOUT.repeat(6));
    let mut texts = vec![
        ("no money", WITHOUT.repeat(8 * megabyte / WITHOUT.len())),
        ("one sentence in seven with money", news.repeat(8 * megabyte / news.len())),
        ("money in every sentence", WITH_MONEY.repeat(2 * megabyte / WITH_MONEY.len())),
        ("digits only", "9".repeat(4 * megabyte)),
        ("open brackets", "(".repeat(4 * megabyte)),
        ("a range without an end", "RMB 1,700 to ".repeat(2 * megabyte / 13)),
    ];
    if let Some(path) = std::env::args().nth(1) {
        texts.push(("the file", std::fs::read_to_string(path)?));
    }
    let start = Instant::now();
    let grammar = Grammar::english();
    println!("{:36} {:8.1} ms", "compiling the grammar", start.elapsed().as_secs_f64() * 1000.0);
    for (name, text) in texts {
        // As articles come: a few kilobytes each.
        let articles = if text.contains(' ') { cut(&text, 7_000) } else { vec![text.as_str()] };
        let start = Instant::now();
        let found: usize = articles.iter().map(|article| grammar.read(article, &Context::default()).money.len()).sum();
        let speed = text.len() as f64 / megabyte as f64 / start.elapsed().as_secs_f64();
        println!("{name:36} {speed:8.1} MB/s, {found} sums");
    }
    Ok(())
}

fn cut(text: &str, length: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > length {
        let at = rest[..length].rfind(' ').unwrap_or(length);
        parts.push(&rest[..at]);
        rest = &rest[at..];
    }
    parts.push(rest);
    parts
}
