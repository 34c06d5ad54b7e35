//! Exports of press databases as text: many articles in one file, each with labelled lines around its text.
//!
//! LexisNexis parts them by `3 of 50 DOCUMENTS` above or `End of Document` below, Factiva by `Document` and a code below.
//! What their labels mean is in `data/press-labels.csv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use wagemill_articles::parse_date;

use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found};
use crate::metadata::Metadata;
use crate::problem::Problem;

const LABELS: &str = include_str!("../../data/press-labels.csv");

/// From here on a line of an old export is centred: the newspaper, the date, the copyright.
const CENTRED: usize = 10;

/// Hands the articles of an export in; whether the text is one.
pub fn read(text: &str, encoding: Encoding, source: &str, out: &mut Emitter<'_>) -> bool {
    let Some(documents) = documents(text) else { return false };
    for (number, document) in documents.into_iter().enumerate() {
        let source = format!("{source}:{}", number + 1);
        if document.text.trim().is_empty() {
            out.reject(&source, Problem::new("missing-text", "the document of the export has no text"));
            continue;
        }
        let content = Content::Text(document.text);
        let (own, own_basis, heading) = (document.own, "record", None);
        out.article(&source, Found { media_type: "text/plain", own, own_basis, heading, content, encoding });
    }
    true
}

/// One article of an export.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub own: Metadata,
    pub text: String,
}

/// The articles of an export; nothing where the text is none.
pub fn documents(text: &str) -> Option<Vec<Document>> {
    let mut documents = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    let mut any = false;
    for line in text.lines() {
        match separator(line) {
            Some(Separator::Above) => {
                // What is in front of the first document is a title page.
                if any {
                    documents.push(nexis(&lines));
                }
                any = true;
                lines.clear();
            }
            Some(Separator::Below) => {
                documents.push(nexis(&lines));
                lines.clear();
            }
            Some(Separator::Factiva(code)) => {
                let mut document = factiva(&lines);
                document.own.set("record_id", code);
                documents.push(document);
                lines.clear();
            }
            None => lines.push(line),
        }
    }
    if any && lines.iter().any(|line| !line.trim().is_empty()) {
        documents.push(nexis(&lines));
    }
    // One line that looks like a separator makes no export: something must be labelled.
    let known = documents.iter().any(|document| document.own.title.is_some() && document.own.published_on.is_some());
    known.then_some(documents)
}

enum Separator<'a> {
    Above,
    Below,
    Factiva(&'a str),
}

fn separator(line: &str) -> Option<Separator<'_>> {
    let line = line.trim();
    // Most lines are none: the cheapest test comes first.
    if line.len() > 60 || !line.contains(' ') {
        return None;
    }
    let mut words = line.split_whitespace();
    let words = [words.next()?, words.next()?, words.next().unwrap_or_default(), words.next().unwrap_or_default()];
    let is = |word: &str, what: &str| meaning("nexis", &word.to_lowercase()) == Some(what);
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let [one, two, three, four] = words;
    if number(one) && number(three) && is(two, "of") && is(four, "document")
        || number(two) && number(four) && is(one, "document") && is(three, "of")
    {
        return Some(Separator::Above);
    }
    if meaning("nexis", line) == Some("end") {
        return Some(Separator::Below);
    }
    // a source, a day and a number: `AFPR000020230613ej6d001up`
    let is_code = two.len() >= 20
        && three.is_empty()
        && two.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && two.bytes().take(4).all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && two.bytes().filter(u8::is_ascii_digit).count() >= 8;
    (is_code && is(one, "document")).then_some(Separator::Factiva(two))
}

fn meaning(database: &str, label: &str) -> Option<&'static str> {
    static MEANINGS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
        let rows = LABELS.lines().skip(1).filter_map(|line| {
            let mut cells = line.split(',');
            Some(((cells.next()?, cells.next()?), cells.next()?))
        });
        rows.collect()
    });
    MEANINGS.get(&(database, label)).copied()
}

fn set(own: &mut Metadata, column: &str, value: &str) {
    let value = value.trim();
    match column {
        "language" => {
            let word = value.split([';', ',']).next().unwrap_or_default().trim().to_lowercase();
            let known = LABELS.lines().filter_map(|line| line.strip_prefix("language,")?.split_once(','));
            // A language that is not in the table is found out from the text.
            if let Some((_, code)) = known.into_iter().find(|(name, _)| name.to_lowercase() == word) {
                own.set("language", code);
            }
        }
        "published_on" => own.published_on = own.published_on.take().or_else(|| date_of(value)),
        column => _ = own.set(column, value),
    }
}

/// The date that a line begins with, without the weekday and the edition behind it.
fn date_of(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().take(6).collect();
    (1..=words.len()).rev().map(|count| words[..count].join(" ")).find(|date| parse_date(date).is_ok())
}

fn is_copyright(line: &str) -> bool {
    let line = line.trim_start();
    ["Copyright", "COPYRIGHT", "©", "(c)", "(C)", "All Rights Reserved"].iter().any(|sign| line.starts_with(sign))
}

/// The label that a line begins with, and the rest of the line.
fn nexis_label(line: &str) -> Option<(&'static str, &str)> {
    if let Some((label, rest)) = line.split_once(':')
        && label.len() <= 20
        && let Some(what) = meaning("nexis", &label.trim().to_uppercase())
        && !matches!(what, "of" | "document" | "end")
    {
        return Some((what, rest));
    }
    (line.trim() == "Body").then_some(("body", ""))
}

fn nexis(lines: &[&str]) -> Document {
    let mut own = Metadata::default();
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let old = first.is_some_and(|line| line.len() - line.trim_start().len() >= CENTRED);
    let has_body = lines.iter().any(|line| matches!(nexis_label(line), Some(("body", _))));
    let mut head: Vec<&str> = Vec::new();
    let mut title: Vec<&str> = Vec::new();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut labelled: Option<(&str, String)> = None;
    let (mut in_head, mut in_body, mut blank) = (true, false, true);
    for line in lines {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            if let Some((what, value)) = labelled.take() {
                keep(what, &value, &mut own, &mut paragraphs);
            }
            blank = true;
            continue;
        }
        let centred = old && line.len() - line.trim_start().len() >= CENTRED;
        if let Some((what, value)) = nexis_label(line).filter(|_| blank || !in_body) {
            if let Some((what, value)) = labelled.take() {
                keep(what, &value, &mut own, &mut paragraphs);
            }
            in_head = false;
            in_body = what == "body";
            if what != "body" {
                labelled = Some((what, value.trim().to_owned()));
            }
        } else if let Some((_, value)) = &mut labelled {
            value.push(' ');
            value.push_str(trimmed);
        } else if is_copyright(trimmed) || centred && !in_head {
            // between the parts, and no part of them
        } else if in_head {
            if old && !centred { title.push(trimmed) } else { head.push(trimmed) }
        } else if in_body || !has_body {
            in_body = true;
            // Old exports break lines at the edge of a page of paper.
            match paragraphs.last_mut() {
                Some(paragraph) if old && !blank => {
                    paragraph.push(' ');
                    paragraph.push_str(trimmed);
                }
                _ => paragraphs.push(trimmed.to_owned()),
            }
        }
        blank = false;
    }
    if let Some((what, value)) = labelled.take() {
        keep(what, &value, &mut own, &mut paragraphs);
    }
    let dated = head.iter().position(|line| date_of(line).is_some());
    if old {
        set(&mut own, "publisher", head.first().copied().unwrap_or_default());
    } else if let Some(at) = dated.filter(|at| *at >= 2) {
        // the headline, which may be long, then the newspaper, then the date
        title = head[..at - 1].to_vec();
        set(&mut own, "publisher", head[at - 1]);
    }
    set(&mut own, "published_on", dated.map_or("", |at| head[at]));
    own.set("title", &title.join(" "));
    Document { own, text: paragraphs.join("\n\n") }
}

fn keep(what: &str, value: &str, own: &mut Metadata, paragraphs: &mut Vec<String>) {
    match what {
        "text" => paragraphs.push(value.to_owned()),
        "skip" => {}
        column => set(own, column, value),
    }
}

/// The code that a line begins with, and the rest of the line.
fn factiva_label(line: &str) -> Option<(&'static str, &str)> {
    let (code, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase());
    Some((meaning("factiva", code).filter(|_| is_code)?, rest))
}

fn factiva(lines: &[&str]) -> Document {
    let labels = lines.iter().filter(|line| matches!(factiva_label(line), Some((what, _)) if what != "by")).count();
    if labels < 4 {
        return factiva_without_labels(lines);
    }
    let mut own = Metadata::default();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open: Option<(&str, String)> = None;
    for line in lines {
        if let Some((what, rest)) = factiva_label(line) {
            if let Some((what, value)) = open.take() {
                keep(what, value.trim(), &mut own, &mut paragraphs);
            }
            open = Some((what, rest.trim().to_owned()));
        } else if let Some((what, value)) = &mut open {
            value.push(if *what == "text" { '\n' } else { ' ' });
            value.push_str(line.trim());
        }
    }
    if let Some((what, value)) = open {
        keep(what, value.trim(), &mut own, &mut paragraphs);
    }
    Document { own, text: paragraphs.join("\n\n") }
}

/// Headline, author, `1,200 words`, date, newspaper, code, language, copyright; then the text.
fn factiva_without_labels(lines: &[&str]) -> Document {
    let counts = |line: &str| {
        line.trim().rsplit_once(' ').is_some_and(|(number, word)| {
            number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'))
                && meaning("factiva", word) == Some("count")
        })
    };
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).skip_while(|line| line.is_empty()).collect();
    let mut own = Metadata::default();
    let Some(count) = lines.iter().position(|line| counts(line)) else {
        return Document { own, text: lines.join("\n") };
    };
    let is_byline = |line: &&&str| line.split_once(' ').is_some_and(|(word, _)| meaning("factiva", word) == Some("by"));
    let above: Vec<&str> = lines[..count].iter().copied().filter(|line| !line.is_empty()).collect();
    let byline = above.iter().skip(1).find(is_byline).copied();
    own.set("byline", byline.unwrap_or_default());
    let title: Vec<&str> = above.into_iter().take_while(|line| Some(*line) != byline).collect();
    own.set("title", &title.join(" "));
    let mut below = lines[count + 1..].iter();
    for line in below.by_ref() {
        if own.published_on.is_none() {
            set(&mut own, "published_on", line);
        } else if own.publisher.is_none() && !line.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            own.set("publisher", line);
        } else if is_copyright(line) || line.is_empty() {
            break;
        } else {
            set(&mut own, "language", line);
        }
    }
    let text: Vec<&str> = below.copied().skip_while(|line| line.is_empty()).collect();
    Document { own, text: text.join("\n") }
}

#[cfg(test)]
mod tests;
