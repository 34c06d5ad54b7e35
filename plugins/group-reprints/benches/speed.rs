//! Seconds and memory for 100,000 articles of 3 KB: `cargo bench -p group-reprints --bench speed -- [ARTICLES]`.

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../tests/groups/press.rs"]
mod press;

use std::time::Instant;

use group_reprints::grouping::{Article, Likeness, group};
use group_reprints::sketch::Sketch;

use press::{CHANGES, Dice, printed, report};

fn main() {
    let count = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let likeness = Likeness { similarity: 0.5, containment: 0.6, within_days: 30 };
    let mut dice = Dice::new(1);
    let mut articles = Vec::with_capacity(count);
    let (mut bytes, mut seconds) = (0, 0.0);
    let mut original = report(&mut dice);
    for number in 0..count {
        // A report is printed four times.
        if number % 4 == 0 {
            original = (0..2).flat_map(|_| report(&mut dice)).collect();
            for paragraph in &mut original {
                *paragraph = varied(paragraph, &mut dice);
            }
        }
        let text = printed(&original, CHANGES[dice.below(CHANGES.len())], &mut dice);
        bytes += text.len();
        let begin = Instant::now();
        let sketch = Sketch::of(&text);
        seconds += begin.elapsed().as_secs_f64();
        let day = Some(19_000 + (number / 4 % 365 + dice.below(5)) as i32);
        articles.push(Article {
            id: format!("a{number:016x}"),
            source: "".into(),
            published: day,
            day_known: true,
            sketch,
        });
    }
    let megabytes = bytes as f64 / 1e6;
    println!("{count} articles, {megabytes:.0} MB; sketches {seconds:.1} s, {:.0} MB/s", megabytes / seconds);
    let begin = Instant::now();
    let groups = group(&articles, likeness, || false).unwrap_or_default();
    let first = groups.iter().enumerate().filter(|(place, first)| place == *first).count();
    println!("groups {:.1} s: {first} groups; at most {} MB", begin.elapsed().as_secs_f64(), peak_megabytes());
}

/// Replaces every third word, so that reports share no more sentences than real ones do.
fn varied(paragraph: &str, dice: &mut Dice) -> String {
    let words = paragraph.split(' ').enumerate();
    let word = |(place, word): (usize, &str), dice: &mut Dice| match place % 3 {
        0 => format!("w{}", dice.below(3000)),
        _ => word.to_owned(),
    };
    words.map(|pair| word(pair, dice)).collect::<Vec<_>>().join(" ")
}

/// The most memory that the process has held; 0 where the system does not say.
fn peak_megabytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).map_or(0, |kilobytes| kilobytes / 1024)
}
