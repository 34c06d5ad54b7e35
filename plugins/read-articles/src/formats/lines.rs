//! JSONL: one article on each line.

use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found};
use crate::input::Input;
use crate::listing::Part;
use crate::problem::{Problem, of_error};
use crate::records::{self, Line};
use crate::unpack::Member;

pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let limit = out.budget.limits.article_bytes;
    let (mut number, whole_file) = match member.part {
        Some(Part::Lines { start, first_line, .. }) => (*first_line, *start == 0),
        _ => (1, true),
    };
    let mut any = false;
    let mut line = Vec::new();
    loop {
        let record = format!("{}:{number}", member.source);
        match records::next_line(&mut input, &mut line, limit) {
            Ok(Line::End) => break,
            Ok(Line::TooLong) => {
                out.reject(&record, Problem::new("too-large", format!("the line is longer than {limit} bytes")));
            }
            Ok(Line::Whole) => match records::parse(&line, out.fields) {
                Ok(None) => {
                    number += 1;
                    continue;
                }
                // JSON is UTF-8, and so is a page inside it, whatever the page says.
                Ok(Some((own, content))) => {
                    let media_type =
                        if matches!(content, Content::Page(_)) { "text/html" } else { "application/x-ndjson" };
                    let encoding = Encoding::UTF8;
                    out.article(
                        &record,
                        Found { media_type, own, own_basis: "record", heading: None, content, encoding },
                    );
                }
                Err(problem) => out.reject(&record, problem),
            },
            // What was read before the damage stays: the file is refused from here on.
            Err(error) => {
                out.reject(&record, of_error(&error));
                return Ok(());
            }
        }
        any = true;
        number += 1;
    }
    if !any && whole_file {
        return Err(Problem::new("empty-file", "the file holds no records"));
    }
    Ok(())
}
