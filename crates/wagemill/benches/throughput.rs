//! From text files to Parquet: megabytes a second, and what the boundary between host and plugins costs of it.
//!
//! `cargo bench -p wagemill` would build with other features than the workspace; so:
//! `cargo build --workspace --release && cargo bench --workspace --bench throughput [-- MEGABYTES [JOBS]]`
//!
//! The articles are generated, the same ones each time: reports of some 5 KB with a wage in every second paragraph.
//! The share of the boundary is what the report of the run says: time in stages that was not in a plugin's own code.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

fn main() {
    // Cargo passes `--bench`.
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let megabytes = numbers.next().unwrap_or(100);
    let jobs = numbers.next().unwrap_or(1);
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let bytes = write_articles(&folder.path().join("articles"), megabytes << 20);
    fs::write(folder.path().join("bench.toml"), PIPELINE).unwrap();
    for round in 1..=3 {
        let report = run(folder.path(), jobs);
        let seconds = report["seconds"].as_f64().unwrap();
        println!(
            "round {round}: {:.1} MB/s ({:.1} MB in {seconds:.2} s, {jobs} jobs)",
            bytes as f64 / 1e6 / seconds,
            bytes as f64 / 1e6
        );
        let stages = report["stages"].as_array().unwrap();
        let sum = |key: &str| stages.iter().map(|stage| stage[key].as_f64().unwrap()).sum::<f64>();
        for stage in stages {
            let (all, own) = (stage["seconds"].as_f64().unwrap(), stage["plugin_seconds"].as_f64().unwrap());
            let (id, rows) = (stage["id"].as_str().unwrap(), stage["rows_out"].as_u64().unwrap());
            println!("  {id:20} {own:8.2} s in the plugin, {:6.3} s at the boundary, {rows} rows out", all - own);
        }
        let (all, own) = (sum("seconds"), sum("plugin_seconds"));
        println!(
            "  boundary: {:.2} % of the run; outside of stages: {:.2} s",
            (all - own) / seconds * 100.0,
            seconds - all / jobs as f64
        );
    }
}

const PIPELINE: &str = r#"
[[stage]]
use = "read-articles"
with = { paths = ["articles"] }

[[stage]]
use = "parse-article"

[[stage]]
use = "extract-wages"

[[stage]]
use = "normalize-currency"

[[stage]]
use = "write-table"
with = { path = "out/wages.parquet" }
"#;

fn run(folder: &Path, jobs: usize) -> serde_json::Value {
    let started = Instant::now();
    let jobs = jobs.to_string();
    let arguments = ["run", "bench.toml", "--quiet", "--overwrite", "--jobs", &jobs];
    let status = Command::new(env!("CARGO_BIN_EXE_wagemill")).args(arguments).current_dir(folder).status().unwrap();
    assert!(status.success(), "the run failed after {:?}", started.elapsed());
    serde_json::from_slice(&fs::read(folder.join("out/run.json")).unwrap()).unwrap()
}

/// Writes articles until there are so many bytes of them.
fn write_articles(folder: &Path, bytes: usize) -> usize {
    let mut random = Random(20_240_312);
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        if number % 1000 == 0 {
            fs::create_dir_all(folder.join(format!("{:03}", number / 1000))).unwrap();
        }
        let text = article(&mut random, number);
        fs::write(folder.join(format!("{:03}/{number:06}.txt", number / 1000)), &text).unwrap();
        written += text.len();
        number += 1;
    }
    written
}

fn article(random: &mut Random, number: usize) -> String {
    let (month, day) = (random.below(12) + 1, random.below(28) + 1);
    let mut text =
        format!("url: https://example.org/{number}\ndate: 2021-{month:02}-{day:02}\ntitle: Report {number}\n\n");
    for _ in 0..14 {
        for _ in 0..3 {
            text.push_str(random.of(SENTENCES));
            text.push(' ');
        }
        if random.below(2) == 0 {
            let (who, currency, period) = (random.of(WORKERS), random.of(CURRENCIES), random.of(PERIODS));
            let amount = (random.below(90) + 10) * 100;
            write!(text, "{who} in {} earn {currency}{amount} {period}. ", random.of(PLACES)).unwrap();
        }
        text.push_str("\n\n");
    }
    text
}

const SENTENCES: &[&str] = &[
    "The order was announced earlier this month, though nobody at the port could say who had signed it.",
    "More than 300 factories in the district have applied for permits since the border opened again.",
    "A manager who asked not to be named said that the season had begun late and that ships were waiting.",
    "Residents remember the floods of 1998, after which 14 villages were moved to higher ground.",
    "The ministry did not answer a request for comment, and the company pointed to an earlier statement.",
    "By noon the market was full, and buses from the coast had stopped at every corner of the old town.",
];
const WORKERS: &[&str] = &["Seamstresses", "Dockers", "Construction workers", "Nurses", "Domestic workers", "Drivers"];
const CURRENCIES: &[&str] = &["$", "€", "RMB ", "INR ", "R$ ", "£", "KRW ", "MXN "];
const PERIODS: &[&str] = &["a month", "per week", "a day", "per month", "a year"];
const PLACES: &[&str] = &["Dandong", "Hamburg", "Dhaka", "Mumbai", "Manila", "Houston", "Seoul", "Leeds"];

/// A small generator: the same articles on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}
