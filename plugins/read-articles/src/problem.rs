//! What can be wrong with an input, in stable codes.

/// A reject or a note: its code, what is wrong here, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub code: &'static str,
    pub message: String,
    pub help: String,
}

impl Problem {
    /// The help is the remedy that [`RULES`] has for the code.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        let help = RULES.iter().find(|rule| rule.code == code).map_or("", |rule| rule.remedy);
        Self { code, message: message.into(), help: help.to_owned() }
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// A code of this stage, in words.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub code: &'static str,
    pub sentence: &'static str,
    pub remedy: &'static str,
}

const fn rule(code: &'static str, sentence: &'static str, remedy: &'static str) -> Rule {
    Rule { code, sentence, remedy }
}

/// Every code of this stage.
pub const RULES: &[Rule] = &[
    rule(
        "empty-file",
        "The file holds nothing, or nothing but white space.",
        "get the article again, or delete the file",
    ),
    rule("binary-file", "The file holds no text.", "save the article as text or HTML"),
    rule("unknown-encoding", "The bytes give a readable text in no known encoding.", "save the article as UTF-8"),
    rule("truncated-gzip", "The gzip data ends too early.", "copy or download the file again"),
    rule("corrupt-gzip", "The gzip data is damaged.", "copy or download the file again"),
    rule("invalid-json", "A line is no JSON object.", "mend the line; JSONL has one JSON object on each line"),
    rule(
        "missing-text",
        "A record has no text where `fields` looks for it.",
        "name the key that holds the text: `fields = { text = \"…\" }`",
    ),
    rule(
        "too-large",
        "The article is larger than `max_article_bytes`, or expands further than `max_gzip_ratio` allows.",
        "raise the limit, or split the file",
    ),
    rule("unreadable", "The file cannot be opened or read.", "look at its permissions, and whether it is still there"),
    rule("changed", "The file changed between listing and reading.", "run again when nothing writes to it"),
    rule(
        "unsupported-format",
        "The stage does not read files of this kind.",
        "save the article as text, Markdown, HTML or JSONL",
    ),
    rule(
        "skipped-files",
        "A folder holds files of kinds that the stage does not read.",
        "name a file or a pattern in `paths` to read it as text",
    ),
    rule(
        "malformed-date",
        "A date of publication is not certain, so the article has none from there.",
        "write it as `2023-06-13`, `2023-06` or `2023`",
    ),
    rule(
        "malformed-url",
        "A URL is no absolute web address, so the article has none from there.",
        "write it with its `https://`",
    ),
    rule(
        "malformed-language",
        "A language is no ISO 639 code, so the article has none from there.",
        "write it as two letters, such as `en`",
    ),
    rule(
        "malformed-country",
        "A country is no ISO 3166 code, so the article has none from there.",
        "write it as two letters, such as `CN`",
    ),
    rule(
        "damaged-encoding",
        "Some bytes mean nothing in the encoding of the article and stand as U+FFFD.",
        "get the article again from where it came from",
    ),
    rule(
        "sidecar-unmatched",
        "A row of the sidecar names a file that does not exist.",
        "correct its `path`, which is relative to the sidecar",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_explained() {
        for (index, rule) in RULES.iter().enumerate() {
            assert!(rule.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", rule.code);
            assert!(
                rule.sentence.ends_with('.') && !rule.remedy.is_empty() && !rule.remedy.ends_with('.'),
                "{}",
                rule.code
            );
            assert!(RULES[..index].iter().all(|other| other.code != rule.code), "{}", rule.code);
        }
    }
}
