//! The stage `{{name}}`: every sentence of an article that contains one of some words.

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// words to look for, in any case
    words: Vec<String>,
}

/// What the stage reads; columns that it does not name pass through.
#[derive(Input)]
struct Article<'a> {
    text: &'a str,
}

/// What the stage adds; an article with two sentences gives two rows.
#[derive(Output)]
struct Found {
    word: String,
    sentence: String,
}

struct {{Type}} {
    words: Vec<String>,
}

impl Transform for {{Type}} {
    const NAME: &'static str = "{{name}}";
    const SUMMARY: &'static str = "sentences that contain one of some words";
    const CODES: &'static [Code] = &[Code {
        code: "text-too-short",
        sentence: "The article's text has fewer than three letters.",
        remedy: "Look at the file: it may be an empty page.",
    }];
    type Config = Config;
    type In = Article<'static>;
    type Out = Found;

    fn check(config: &Config, _inputs: &[Table]) -> Result<()> {
        if config.words.is_empty() {
            return Err(Error::new("no-words", "there is no word to look for").option("/words"));
        }
        Ok(())
    }

    fn open(config: Config, _context: &Context) -> Result<Self> {
        Ok(Self { words: config.words.iter().map(|word| word.to_lowercase()).collect() })
    }

    fn row(&mut self, article: Article<'_>, out: &mut Emit<Found>) -> Result<()> {
        if article.text.trim().chars().count() < 3 {
            out.reject("text-too-short", "fewer than three letters");
            return Ok(());
        }
        for (word, sentence) in find(article.text, &self.words) {
            out.push(Found { word: word.to_owned(), sentence: sentence.to_owned() });
        }
        Ok(())
    }
}

export!({{Type}});

/// Each sentence with the first of the words that it contains.
fn find<'a>(text: &'a str, words: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
    text.split_inclusive(['.', '!', '?', '\n']).filter_map(move |sentence| {
        let lower = sentence.to_lowercase();
        let word = words.iter().find(|word| lower.contains(word.as_str()))?;
        Some((word.as_str(), sentence.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn finds_whole_sentences() {
        let words = ["strike".to_owned()];
        let found: Vec<_> = find("Strike in the port. The sea was calm. They strike again!", &words).collect();
        assert_eq!(found, [("strike", "Strike in the port."), ("strike", "They strike again!")]);
    }
}
