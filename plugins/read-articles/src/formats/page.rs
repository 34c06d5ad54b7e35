//! Files with one article: text, Markdown, HTML. A text may also be an export of a press database, with many.

use wagemill_articles::{binary_reason, decode, top_level_domain};

use super::press;
use crate::article::Content;
use crate::emitter::{Emitter, Encoding, Found, undecodable};
use crate::format::{Format, looks_like_html};
use crate::front_matter;
use crate::input::Input;
use crate::markdown;
use crate::metadata::Metadata;
use crate::problem::Problem;
use crate::unpack::Member;

pub fn read(format: Format, mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let bytes = input.read_all(out.budget.limits.article_bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new("empty-file", "the file is empty"));
    }
    if format == Format::Html || format == Format::Unnamed && looks_like_html(&bytes) {
        if let Some(reason) = binary_reason(&bytes) {
            return Err(undecodable(reason));
        }
        out.article(
            &member.source,
            Found {
                media_type: "text/html",
                own: Metadata::default(),
                own_basis: "front_matter",
                heading: None,
                content: Content::Page(bytes),
                encoding: Encoding::default(),
            },
        );
        return Ok(());
    }
    let domain = out.known_url().and_then(top_level_domain);
    let decoded = decode(&bytes, None, domain.as_deref()).map_err(undecodable)?;
    let encoding = Encoding::of(&decoded);
    let unified = decoded.text.replace("\r\n", "\n");
    if format != Format::Markdown && press::read(&unified, encoding, &member.source, out) {
        return Ok(());
    }
    let (own, text) = front_matter::split(&unified);
    let (media_type, (heading, text)) = match format {
        Format::Markdown => ("text/markdown", markdown::render(text)),
        _ => ("text/plain", (None, text.to_owned())),
    };
    if text.trim().is_empty() {
        let (code, message) = if own.is_empty() {
            ("empty-file", "the file is empty")
        } else {
            ("missing-text", "there is no text below the front matter")
        };
        return Err(Problem::new(code, message).help("get the article again, or delete the file"));
    }
    let content = Content::Text(text);
    out.article(&member.source, Found { media_type, own, own_basis: "front_matter", heading, content, encoding });
    Ok(())
}
