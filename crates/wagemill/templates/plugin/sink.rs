//! The stage `{{name}}`: a list of links in Markdown, one for each row that has an address.

use std::fs::File;
use std::io::{BufWriter, Write};

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// the file to write
    #[schemars(extend("x-wagemill-path" = "write"))]
    path: String,
}

/// What the sink reads of each row.
#[derive(Input)]
struct Row<'a> {
    url: Option<&'a str>,
    #[column(optional)]
    title: Option<&'a str>,
}

/// Its path lies in a staging folder: the file appears at its place when the whole run has succeeded.
struct {{Type}} {
    file: BufWriter<File>,
}

impl Sink for {{Type}} {
    const NAME: &'static str = "{{name}}";
    const SUMMARY: &'static str = "a list of links in Markdown";
    type Config = Config;

    fn open(config: Config, _inputs: &[Table], _context: &Context) -> Result<Self> {
        Ok(Self { file: BufWriter::new(File::create(config.path)?) })
    }

    fn write(&mut self, _input: usize, batch: Batch) -> Result<()> {
        for row in batch.rows::<Row<'static>>()?.flatten() {
            if let Some(url) = row.url {
                writeln!(self.file, "{}", link(row.title.unwrap_or(url), url))?;
            }
        }
        Ok(())
    }

    fn finish(mut self, _context: &Context) -> Result<()> {
        self.file.flush()?;
        Ok(())
    }
}

export!({{Type}});

fn link(title: &str, url: &str) -> String {
    format!("- [{}](<{url}>)", title.replace('[', "(").replace(']', ")"))
}

#[cfg(test)]
mod tests {
    use super::link;

    #[test]
    fn brackets_in_a_title_do_not_end_the_link() {
        assert_eq!(link("Pay [again]", "https://example.org/a"), "- [Pay (again)](<https://example.org/a>)");
    }
}
