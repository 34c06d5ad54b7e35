//! A limit on the attributes of one tag, kept before the page is parsed.
//!
//! The tokenizer of html5ever compares each attribute with all before it in its tag: a tag with a hundred thousand of
//! them would take minutes.

use std::borrow::Cow;

/// The page with every attribute beyond `limit` cut from its tag. Pages that people wrote come back as they are.
pub fn limit_attributes(html: &str, limit: usize) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut kept = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(open) = memchr::memchr(b'<', &bytes[from..]).map(|found| from + found) {
        from = open + 1;
        if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let tag = scan_tag(bytes, from, limit);
        if let Some(cut) = tag.limit_reached_at {
            kept.push_str(&html[copied..cut]);
            copied = tag.end;
        }
        from = tag.end;
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[copied..]);
    Cow::Owned(kept)
}

struct TagEnd {
    /// where the `>` is, or the page ends
    end: usize,
    /// where the first attribute too many begins
    limit_reached_at: Option<usize>,
}

/// Walks over a tag as the tokenizer does: a quote means something only where a value begins.
fn scan_tag(bytes: &[u8], start: usize, limit: usize) -> TagEnd {
    let mut attributes = 0;
    let mut limit_reached_at = None;
    let mut inside_name_or_value = true;
    let mut value_may_begin = false;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if value_may_begin => {
                let close = memchr::memchr(byte, &bytes[at + 1..]).map_or(bytes.len(), |found| at + 1 + found);
                at = close;
                value_may_begin = false;
                inside_name_or_value = false;
            }
            b'=' => {
                value_may_begin = true;
                inside_name_or_value = true;
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' => {
                if !value_may_begin {
                    inside_name_or_value = false;
                }
            }
            b'/' if !value_may_begin && !inside_name_or_value => {}
            _ => {
                if !inside_name_or_value && !value_may_begin {
                    attributes += 1;
                    if attributes > limit && limit_reached_at.is_none() {
                        limit_reached_at = Some(at);
                    }
                }
                inside_name_or_value = true;
                value_may_begin = false;
            }
        }
        at += 1;
    }
    TagEnd { end: at.min(bytes.len()), limit_reached_at }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_tags_stay_as_they_are() {
        for html in [
            "<p class=\"a b c d e\" id=x>1 < 2 <b>",
            "<a href = 'x y z' title=\"> not the end\">text</a>",
            "<p don't>isn't it</p>",
            "<img src=a/b/c alt=''/>",
            "<",
            "<a b=\"never closed",
        ] {
            assert!(matches!(limit_attributes(html, 3), Cow::Borrowed(same) if same == html), "{html}");
        }
    }

    #[test]
    fn what_is_too_much_is_cut_from_the_tag_and_the_text_stays() {
        assert_eq!(
            limit_attributes("x<p a b=1 c='2' d=\"3 >\" e>text</p><i a b c d>", 3),
            "x<p a b=1 c='2' >text</p><i a b c >"
        );
        assert_eq!(limit_attributes("<p a=1/b=2 c>x", 1), "<p a=1/b=2 >x");
    }

    proptest! {
        #[test]
        fn no_tag_has_more_than_the_limit(html in "(<[a-c]|[ =/>\"'\n]|[a-z]{1,2}|é){0,60}") {
            let limited = limit_attributes(&html, 2).into_owned();
            prop_assert!(limited.len() <= html.len());
            prop_assert!(matches!(limit_attributes(&limited, 2), Cow::Borrowed(same) if same == limited));
        }
    }
}
