//! Prints what `training/train.py` learns from: for each page of standard input (id, address and path, of
//! `.html` or `.html.gz`, parted by tabs) a JSON line with its blocks, and their rows as 32-bit floats into the file that is named.

use std::io::{BufRead, Read, Write};

use parse_article::{Limits, page};

fn main() -> std::io::Result<()> {
    let limits = Limits { max_elements: 100_000, max_depth: 256 };
    let mut rows = std::io::BufWriter::new(std::fs::File::create(std::env::args().nth(1).unwrap_or_default())?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut cells = line.split('\t');
        let (Some(id), Some(url), Some(path)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let mut body = std::fs::read(path)?;
        if path.ends_with(".gz") {
            let packed = std::mem::take(&mut body);
            flate2::read::MultiGzDecoder::new(packed.as_slice()).read_to_end(&mut body)?;
        }
        let url = Some(url).filter(|url| !url.is_empty());
        let Some((blocks, features)) = page::for_training(&body, url, limits) else { continue };
        for value in &features.values {
            rows.write_all(&value.to_le_bytes())?;
        }
        let described: Vec<_> = blocks
            .blocks
            .iter()
            .map(|block| {
                serde_json::json!([
                    format!("{:?}", block.kind),
                    blocks.text_of(block),
                    block.counts.length,
                    block.counts.has_amount()
                ])
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({ "id": id, "width": features.width, "blocks": described }))?;
    }
    Ok(())
}
