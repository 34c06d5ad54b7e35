//! The stage `{{name}}`: articles from files in which a line of `=` signs stands between two articles.

use std::path::Path;

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// files to read
    #[schemars(extend("x-wagemill-path" = "read"))]
    paths: Vec<String>,
}

/// The rows that the source gives.
#[derive(Output)]
struct Article {
    source: String,
    text: String,
}

struct {{Type}};

impl Source for {{Type}} {
    const NAME: &'static str = "{{name}}";
    const SUMMARY: &'static str = "articles from files in which a line of `=` signs stands between two articles";
    const CODES: &'static [Code] = &[Code {
        code: "not-utf8",
        sentence: "The file is not UTF-8 text.",
        remedy: "Save it as UTF-8.",
    }];
    type Config = Config;
    type Out = Article;

    /// Names the inputs; nothing is read yet. The host shares them out among its workers.
    fn list(config: &Config, context: &Context, splits: &mut Splits) -> Result<()> {
        for path in &config.paths {
            let metadata = std::fs::metadata(path)?;
            splits.push(Split {
                split: path.clone(),
                source: relative(path, context.base_dir()),
                bytes: i64::try_from(metadata.len())?,
                fingerprint: format!("{}:{:?}", metadata.len(), metadata.modified()?),
            });
        }
        Ok(())
    }

    fn open(_config: Config, _context: &Context) -> Result<Self> {
        Ok(Self)
    }

    fn read(&mut self, split: &Split, out: &mut Emit<Article>) -> Result<()> {
        let bytes = std::fs::read(&split.split)?;
        let Ok(text) = String::from_utf8(bytes) else {
            out.reject("not-utf8", "the file is not UTF-8 text");
            return Ok(());
        };
        for article in articles(&text) {
            out.push(Article { source: split.source.clone(), text: article });
        }
        Ok(())
    }
}

export!({{Type}});

/// The path as the tables show it: relative to the pipeline file, with forward slashes.
fn relative(path: &str, base: Option<&Path>) -> String {
    let path = Path::new(path);
    let shown = base.and_then(|base| path.strip_prefix(base).ok()).unwrap_or(path);
    shown.to_string_lossy().replace('\\', "/")
}

fn articles(text: &str) -> Vec<String> {
    let mut articles = vec![String::new()];
    for line in text.lines() {
        if line.len() >= 3 && line.chars().all(|c| c == '=') {
            articles.push(String::new());
        } else if let Some(article) = articles.last_mut() {
            article.push_str(line);
            article.push('\n');
        }
    }
    articles.retain(|article| !article.trim().is_empty());
    articles
}

#[cfg(test)]
mod tests {
    use super::articles;

    #[test]
    fn a_line_of_equals_signs_stands_between_articles() {
        assert_eq!(articles("one\n=====\ntwo\nlines\n===\n\n"), ["one\n", "two\nlines\n"]);
    }
}
