//! Markdown as plain text: the words stay, in paragraphs; the marks go.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A Markdown text without its marks, and the heading that it begins with.
///
/// Paragraphs, headings and list items are lines; a blank line parts paragraphs. A table's row is a line, its cells
/// parted by ` | `. Images keep their description, links their words. HTML tags go, what they enclose stays.
pub fn render(markdown: &str) -> (Option<String>, String) {
    let mut page = Page::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        page.event(event);
    }
    (page.title, page.text.trim().to_owned())
}

#[derive(Default)]
struct Page {
    text: String,
    title: Option<String>,
    /// Where the first heading begins, while it is open.
    title_start: Option<usize>,
    /// Numbers of the ordered lists that are open; `None` for a list without numbers.
    lists: Vec<Option<u64>>,
    cells: usize,
}

impl Page {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.text.push_str(&text),
            Event::InlineHtml(tag) => {
                if tag.starts_with("<br") {
                    self.line();
                }
            }
            Event::Html(html) => self.text.push_str(&without_tags(&html)),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.line(),
            Event::Rule => self.paragraph(),
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.paragraph();
                if *level == HeadingLevel::H1 && self.text.is_empty() && self.title.is_none() {
                    self.title_start = Some(self.text.len());
                }
            }
            Tag::Paragraph if !self.lists.is_empty() => {}
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.paragraph();
                }
                self.lists.push(*first);
            }
            Tag::Item => {
                self.line();
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.text.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => self.text.push_str("- "),
                }
            }
            Tag::TableRow | Tag::TableHead => {
                self.line();
                self.cells = 0;
            }
            Tag::TableCell => {
                if self.cells > 0 {
                    self.text.push_str(" | ");
                }
                self.cells += 1;
            }
            Tag::Paragraph | Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) => {
                self.paragraph()
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                if let Some(start) = self.title_start.take() {
                    self.title = wagemill_articles::tidy_line(&self.text[start..]);
                }
                self.paragraph();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.paragraph();
                }
            }
            TagEnd::Paragraph if !self.lists.is_empty() => self.line(),
            TagEnd::Item => self.line(),
            TagEnd::Paragraph | TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table => {
                self.paragraph()
            }
            _ => {}
        }
    }

    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn paragraph(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        match rest[open..].find('>') {
            Some(close) => rest = &rest[open + close + 1..],
            // A tag that spans events: what is left of it is no text.
            None => return text,
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_and_marks_go() {
        let (title, text) = render(
            "# Pay in *Phnom Penh*\n\nSeamstresses earn **$204** a\nmonth, [the union](https://example.com) says.\n\n\
             > \"Not enough,\" said one.\n\n- rent: $60\n- food: $90\n\n1. strike\n2. talks\n",
        );
        assert_eq!(title.as_deref(), Some("Pay in Phnom Penh"));
        assert_eq!(
            text,
            "Pay in Phnom Penh\n\nSeamstresses earn $204 a month, the union says.\n\n\"Not enough,\" said one.\n\n\
             - rent: $60\n- food: $90\n\n1. strike\n2. talks"
        );
    }

    #[test]
    fn a_table_keeps_its_rows() {
        let (title, text) =
            render("Pay:\n\n| job | pay |\n| --- | --- |\n| cutter | $210 |\n| helper | $190 |\n\nEnd.");
        assert_eq!(title, None);
        assert_eq!(text, "Pay:\n\njob | pay\ncutter | $210\nhelper | $190\n\nEnd.");
    }

    #[test]
    fn html_loses_its_tags() {
        assert_eq!(
            render("<div class=\"x\">\npaid <b>$5</b> a day\n</div>\n\nEnd<br>here").1,
            "paid $5 a day\n\nEnd\nhere"
        );
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = format!("{}x", ">".repeat(50_000));
        assert!(render(&deep).1.contains('x'));
        assert!(render(&"[".repeat(50_000)).1.contains('['));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = render(&text);
        }
    }
}
