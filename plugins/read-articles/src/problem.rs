//! What can be wrong with an input, in stable codes.

use std::fmt;
use std::io;

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

/// A problem on its way through the readers of other crates, as an error of theirs.
#[derive(Debug)]
pub struct Refusal(Problem);

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.message)
    }
}

impl std::error::Error for Refusal {}

/// A problem as an error of reading; [`of_error`] finds it again.
pub fn refusal(problem: Problem) -> io::Error {
    io::Error::other(Refusal(problem))
}

/// The problem that an error of reading stands for.
pub fn of_error(error: &io::Error) -> Problem {
    let mut inner: Option<&(dyn std::error::Error + 'static)> = error.get_ref().map(|own| own as _);
    while let Some(own) = inner {
        if let Some(Refusal(problem)) = own.downcast_ref() {
            return problem.clone();
        }
        // An error of reading is transparent: its source is what its content stands on.
        inner = match own.downcast_ref::<io::Error>() {
            Some(error) => error.get_ref().map(|own| own as _),
            None => own.source(),
        };
    }
    Problem::new("unreadable", format!("the file cannot be read: {error}"))
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
    rule("truncated-zstd", "The zstd data ends too early.", "copy or download the file again"),
    rule("corrupt-zstd", "The zstd data is damaged.", "copy or download the file again"),
    rule("damaged-archive", "A ZIP, tar or EPUB file is damaged.", "copy or download the file again"),
    rule("encrypted", "A file is locked with a password.", "unpack it with the password, and read what is in it"),
    rule("damaged-warc", "A part of a web archive is no WARC or ARC record.", "copy or download the archive again"),
    rule("damaged-http", "The content of a page in a web archive cannot be unpacked.", "get the page again"),
    rule("damaged-feed", "A feed is no well-formed RSS or Atom.", "download the feed again"),
    rule("damaged-table", "A CSV or Parquet file is damaged, or no such table.", "export the table again"),
    rule("damaged-mhtml", "A saved page has no HTML part that can be read.", "save the page again"),
    rule("no-articles-inside", "A file holds no articles.", "look whether it is the file that you mean"),
    rule(
        "too-large",
        "The article is larger than `max_article_bytes`, or the data is larger than another limit that the message names.",
        "raise the limit, or split the file",
    ),
    rule("too-many-members", "A file holds more members than `max_members`.", "raise the limit, or unpack the file"),
    rule(
        "nested-too-deep",
        "Archives lie in archives, deeper than `max_depth`.",
        "unpack the outer archives, or raise the limit",
    ),
    rule("unreadable", "The file cannot be opened or read.", "look at its permissions, and whether it is still there"),
    rule("changed", "The file changed between listing and reading.", "run again when nothing writes to it"),
    rule(
        "unsupported-format",
        "The stage does not read files of this kind.",
        "save the article as text or HTML; for a PDF run `pdftotext FILE.pdf`",
    ),
    rule("summary-only", "Items of a feed have a summary and not their text.", "save the pages that the items lead to"),
    rule(
        "skipped-records",
        "A web archive holds records that are no articles, such as images and redirects.",
        "nothing has to be done",
    ),
    rule(
        "truncated-record",
        "A page in a web archive was cut when it was fetched.",
        "look at the end of its text before you rely on the article",
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
