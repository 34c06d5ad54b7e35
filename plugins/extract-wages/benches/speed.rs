//! How fast the stage reads, beside the `regex` crate with a comparable pattern, in one run:
//! `cargo bench --workspace --bench speed [-- MEGABYTES]`
//!
//! The news text is made of the sentences below, drawn in a fixed order without a pattern: articles of some 6 KB of which
//! one sentence in seven names money (a wage, a price, a budget …), and the same without money.
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::time::Instant;

use extract_wages::extractor::{Article, Extractor};
use regex::Regex;
use wagemill_money::Role;

/// Signs and codes before a figure, a figure before a word or code: what one would write to find sums of money.
const PATTERN: &str = r"(?x)
    (?:US\$|HK\$|A\$|C\$|R\$|[$€£¥₩₹₽]|(?-u:\b)(?:USD|EUR|GBP|JPY|CNY|RMB|KRW|INR|RUB|Rs\.?|Tk)\s?)
        \d[\d,.]*(?:\s?(?:million|billion|trillion|m|bn|k)(?-u:\b))?
    | \d[\d,.]*\s(?:(?:million|billion|trillion|thousand|hundred)\s)?
        (?:(?:U\.S\.|US|Canadian|Australian|Hong\ Kong)\s)?
        (?:dollars?|euros?|pounds?|yuan|yen|won|rupees?|taka|rubles?|roubles?|pesos?|cents?|pence|rand|baht|dong|riyals?)(?-u:\b)";

const WITHOUT: &[&str] = &[
    "The talks between the two sides went on until late in the night without any result, officials said on Tuesday.",
    "Residents of the old town had waited for the bridge for more than a decade, and some no longer believed in it.",
    "In 2019 the ministry counted 1,204 inspections in the province, against 987 the year before.",
    "\"We were told to wait for a letter,\" said Amina Hassan, 34, who lives with her three children near the station.",
    "Rain had fallen since the early morning, and the road to Mombasa was closed between the two checkpoints.",
    "A spokesman for the company declined to comment on the report, which has not been published yet.",
    "The team from Leeds won the second half with a goal in the 78th minute and another shortly before the end.",
    "Researchers at the University of Lagos asked 2,300 households in four districts about their daily journeys.",
    "Nobody could say on Friday when the school would open again.",
    "The president is to travel to Hanoi in the second week of March, his office confirmed.",
    "Police in Dhaka used water cannon on Sunday to part the crowd that had gathered in front of the gates.",
    "He grew up in a village of 600 people, studied law in Pune and came back when his father fell ill.",
    "The union's general secretary, Park Min-seo, called the decision a first step and asked her members to stay calm.",
    "It was the third accident at the crossing within a month.",
    "According to the weather service the wind will turn to the north-west and reach 90 kilometres an hour at the coast.",
    "The court in Johannesburg will hear the case on 14 April; the lawyers of both sides expect a long trial.",
    "Most of those who left the island after the storm have settled in the capital and do not plan to return.",
    "The new timetable, which is valid from December 11, has two more trains in each direction.",
    "For the exhibition the museum has borrowed 46 paintings from collections in Vienna, Madrid and St. Petersburg.",
    "Some farmers say that the river carries less water each summer, and point to the dam upstream.",
    "The ship had left Busan with a crew of 21 and was on its way to Vladivostok when the fire broke out in the engine room.",
    "A member of the board said the merger was off the table for now.",
    "The minister for labour, who took office in June, visited the plant on Monday and spoke with workers of the night shift.",
    "Teachers at the school have taught in two languages since 2008, and parents want it to stay that way.",
    "The first snow came early this year, and the pass was closed for six days.",
    "There is little doubt among diplomats in Geneva that the agreement will be prolonged once more.",
    "The number of passengers rose by 4.7 percent in the first quarter, the airport authority said.",
    "Under the law, which parliament passed in 2016, employers have to register each contract within ten days.",
    "She has written nine novels, of which the last one, about a lighthouse keeper, was translated into 17 languages.",
    "Volunteers brought blankets and tea to the people who spent the night in the sports hall.",
];

const WITH: &[&str] = &[
    "Workers at the plant earn between RMB 1,700 and 2,000 (USD 237 to 279) per month for shifts of 12 hours, the report says.",
    "The ministry has set aside 2.6 billion rupees for the repair of the dams that the flood had damaged.",
    "A studio flat near the port is let for about $900 a month, twice as much as five years ago.",
    "The company fined him 200 euros for the broken machine, his lawyer said.",
    "Drivers of the delivery service are paid $4.50 per order, and most of them make some $60 a day.",
    "The union wants a minimum wage of 23,000 taka, while the owners offer 10,400 taka.",
    "Exports to China reached $1.3 billion in the first half of the year, the customs office said.",
    "Domestic workers in the Gulf told the researchers that they were promised 1,100 riyals and got 800.",
    "A kilogram of rice cost 5,200 won at the market in Pyongyang last week.",
    "The club paid a transfer fee of €12.5 million for the striker, according to people with knowledge of the deal.",
    "Shares of the airline fell by 3.1 percent to $41.20 in early trade.",
    "The government wants to borrow another 300 billion yen to pay for the programme.",
    "Entry to the garden costs 6 euros, for children it is free.",
    "Thieves took jewellery worth about £85,000 from the shop in the old town.",
    "According to the contract the welders are to receive £14.20 an hour, 55 pence more than before.",
];

/// A fixed order without a pattern.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Articles of some 6 KB, together so many bytes; one sentence in `every` names money, none where it is 0.
fn articles(bytes: usize, every: usize) -> Vec<String> {
    let mut draw = Draw(7);
    let (mut all, mut total) = (Vec::new(), 0);
    while total < bytes {
        let mut text = String::new();
        while text.len() < 6_000 {
            let money = every > 0 && draw.below(every) == 0;
            let from = if money { WITH } else { WITHOUT };
            text.push_str(from[draw.below(from.len())]);
            text.push_str(if draw.below(4) == 0 { "\n\n" } else { " " });
        }
        total += text.len();
        all.push(text);
    }
    all
}

/// Megabytes a second, the best of five.
fn best(articles: &[String], mut read: impl FnMut(&str) -> usize) -> (f64, usize) {
    let bytes: usize = articles.iter().map(String::len).sum();
    let mut least = f64::MAX;
    let mut found = 0;
    for _ in 0..5 {
        let start = Instant::now();
        found = articles.iter().map(|article| black_box(read(black_box(article)))).sum();
        least = least.min(start.elapsed().as_secs_f64());
    }
    (bytes as f64 / 1e6 / least, found)
}

fn main() {
    // Cargo passes `--bench`.
    let megabytes = std::env::args().skip(1).find_map(|argument| argument.parse::<usize>().ok()).unwrap_or(20);
    let pattern = Regex::new(PATTERN).unwrap();
    let extractor = Extractor::new(Some(vec![Role::Wage, Role::Bonus]));
    let start = Instant::now();
    extractor.extract(&Article { text: "Workers earn $5 a day.", language: Some("en"), ..Article::default() });
    println!("compiling English: {:.0} ms", start.elapsed().as_secs_f64() * 1000.0);
    for (name, every, floor) in
        [("one sentence in seven has money", 7, 0.18), ("no money", 0, 0.5), ("money in every sentence", 1, 0.0)]
    {
        let articles = articles(megabytes << 20, every);
        let (scan, sums) = best(&articles, |text| pattern.find_iter(text).count());
        println!("{name}:\n  regex scan      {scan:8.1} MB/s, {sums} sums");
        for (how, language) in [("language given", Some("en")), ("language told ", None)] {
            let (speed, rows) = best(&articles, |text| {
                extractor.extract(&Article { text, language, ..Article::default() }).statements.len()
            });
            println!("  {how}  {speed:8.1} MB/s, {rows} rows: {:.3} of the scan (wanted: {floor})", speed / scan);
        }
    }
    let long = [
        ("10 MB without a line break", "word ".repeat(2_000_000)),
        ("digits", "9".repeat(10_000_000)),
        ("signs", "$".repeat(10_000_000)),
        ("open brackets", "(".repeat(10_000_000)),
        ("a range without an end", "RMB 1,700 to ".repeat(10_000_000 / 13)),
        ("a wage without an end", "earns $5 a day, ".repeat(10_000_000 / 16)),
        ("Chinese numerals", "三千".repeat(10_000_000 / 6)),
    ];
    println!("ten times as long, so many times as slow (linear: 10):");
    for (name, text) in long {
        let time = |text: &str| {
            let start = Instant::now();
            black_box(
                extractor.extract(&Article { text, language: Some("en"), ..Article::default() }).statements.len(),
            );
            start.elapsed().as_secs_f64()
        };
        let mut end = text.len() / 10;
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let (short, whole) = (time(&text[..end]), time(&text));
        println!("  {name:28} {:6.1} ({:.1} MB/s)", whole / short, text.len() as f64 / 1e6 / whole);
    }
}
