//! The stage `{{name}}`: how long an article's text is, worked out for a batch of rows at a time.

use wagemill_plugin::prelude::*;

#[config]
struct Config {
    /// articles with fewer words are left out
    #[serde(default)]
    min_words: u32,
}

/// What the stage reads; columns that it does not name pass through.
#[derive(Input)]
struct Article<'a> {
    text: &'a str,
}

/// What the stage adds.
#[derive(Output)]
struct Length {
    words: u32,
    characters: u32,
}

struct {{Type}}(Config);

impl BatchTransform for {{Type}} {
    const NAME: &'static str = "{{name}}";
    const SUMMARY: &'static str = "how many words and characters an article has";
    type Config = Config;
    type In = Article<'static>;
    type Out = Length;

    fn open(config: Config, _context: &Context) -> Result<Self> {
        Ok(Self(config))
    }

    fn batch(&mut self, batch: Batch, out: &mut Emit<Length>) -> Result<()> {
        for (row, article) in batch.rows::<Article<'static>>()?.enumerate() {
            out.at(row);
            match article {
                Ok(article) => {
                    let length = measure(article.text);
                    if length.words >= self.0.min_words {
                        out.push(length);
                    }
                }
                Err(_) => out.reject("missing-value", "the article has no text"),
            }
        }
        Ok(())
    }
}

export!({{Type}});

fn measure(text: &str) -> Length {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Length { words: count(text.split_whitespace().count()), characters: count(text.chars().count()) }
}

#[cfg(test)]
mod tests {
    use super::measure;

    #[test]
    fn words_and_characters_are_counted() {
        let length = measure("Löhne stiegen\nkaum.");
        assert_eq!((length.words, length.characters), (3, 19));
    }
}
