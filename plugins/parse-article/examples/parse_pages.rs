//! Parses saved pages (`FILE.html` or `FILE.html.gz`, one path a line on standard input, with an id and an address
//! before it, separated by tabs) and prints a JSON line for each: what a scorer of article parsers wants to know.

use std::io::{BufRead, Read, Write};

use parse_article::{Limits, page};

fn main() -> std::io::Result<()> {
    let limits = Limits { max_elements: 100_000, max_depth: 256 };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut parsing = std::time::Duration::ZERO;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut cells = line.split('\t');
        let (Some(id), Some(url), Some(path)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let mut body = std::fs::read(path)?;
        if path.ends_with(".gz") {
            let packed = std::mem::take(&mut body);
            flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut body)?;
        }
        let start = std::time::Instant::now();
        let read = page::read(&body, Some(url).filter(|url| !url.is_empty()), limits);
        let took = start.elapsed();
        parsing += took;
        if took.as_millis() > 300 {
            eprintln!("{id}: {} ms for {} bytes", took.as_millis(), body.len());
        }
        match read {
            Ok(page) => {
                let line = serde_json::json!({
                    "id": id,
                    "text": page.text,
                    "title": page.facts.title,
                    "author": page.facts.byline,
                    "date": page.facts.published.as_ref().map(|found| found.date.to_string()),
                    "basis": page.facts.published.as_ref().map(|found| found.basis),
                    "modified": page.facts.modified.as_ref().map(|found| found.date.to_string()),
                    "confidence": page.confidence,
                    "page_type": page.facts.page_type,
                });
                writeln!(out, "{line}")?;
            }
            Err(refused) => eprintln!("{id}: {refused:?}"),
        }
    }
    eprintln!("{:.3} s of parsing", parsing.as_secs_f64());
    Ok(())
}
