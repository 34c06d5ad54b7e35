//! A source of one's own: files of interview notes.
//!
//! A note begins with a line such as `# 2024-03-05 Dandong, a seamstress` and ends where the next one begins.

use std::path::Path;

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// files with notes
    #[schemars(extend("x-wagemill-path" = "read"))]
    paths: Vec<String>,
}

#[derive(Output)]
struct Note {
    /// The note's heading, which names it.
    record_id: String,
    source: String,
    title: String,
    published_on: Option<Date>,
    text: String,
}

struct ReadInterviews;

impl Source for ReadInterviews {
    const NAME: &'static str = "read-interviews";
    const SUMMARY: &'static str = "interview notes, several in a file";
    const CODES: &'static [Code] = &[Code {
        code: "no-date",
        sentence: "The heading of a note does not begin with its date.",
        remedy: "Begin the heading with a date such as `2024-03-05`.",
    }];
    type Config = Config;
    type Out = Note;

    fn list(config: &Config, context: &Context, splits: &mut Splits) -> Result<()> {
        for path in &config.paths {
            let text = std::fs::read_to_string(path)?;
            let shown = context.base_dir().and_then(|base| Path::new(path).strip_prefix(base).ok());
            splits.push(Split {
                split: path.clone(),
                source: shown.unwrap_or(Path::new(path)).display().to_string(),
                bytes: text.len() as i64,
                // Of use is whatever changes with the content; a hash is best.
                fingerprint: format!("{}-{}", text.len(), text.bytes().map(u64::from).sum::<u64>()),
            });
        }
        Ok(())
    }

    fn open(_: Config, _: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn read(&mut self, split: &Split, out: &mut Emit<Note>) -> Result<()> {
        let text = std::fs::read_to_string(&split.split)?;
        for note in text.split("\n# ").map(|note| note.trim_start_matches("# ")) {
            let (heading, body) = note.split_once('\n').unwrap_or((note, ""));
            let (day, title) = heading.split_once(' ').unwrap_or((heading, ""));
            let Ok(day) = day.parse() else {
                let source = format!("{}: {heading}", split.source);
                out.issue(Issue::reject("no-date", format!("`{heading}` does not begin with a date")).source(source));
                continue;
            };
            out.push(Note {
                record_id: heading.to_owned(),
                source: split.source.clone(),
                title: title.to_owned(),
                published_on: Some(day),
                text: body.trim().to_owned(),
            });
        }
        Ok(())
    }
}

export!(ReadInterviews);
