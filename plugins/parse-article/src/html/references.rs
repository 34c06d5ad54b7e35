//! Character references: `&amp;`, `&#8364;`, `&eacute`.

use std::borrow::Cow;

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name of a reference in HTML.
const LONGEST_NAME: usize = 33;

/// Text with its references replaced. In the value of an attribute, `&copy=1` is part of an address.
pub fn decode(text: &str, in_attribute: bool) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut decoded = String::with_capacity(text.len());
    decoded.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('&') {
        rest = match reference(after, in_attribute, &mut decoded) {
            Some(read) => &after[read..],
            None => {
                decoded.push('&');
                after
            }
        };
        let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
        decoded.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(decoded)
}

/// Appends what the reference after a `&` stands for and says how many bytes it has.
fn reference(after: &str, in_attribute: bool, decoded: &mut String) -> Option<usize> {
    if after.starts_with('#') { numeric(after, decoded) } else { named(after, in_attribute, decoded) }
}

fn numeric(after: &str, decoded: &mut String) -> Option<usize> {
    let hexadecimal = after[1..].starts_with(['x', 'X']);
    let start = if hexadecimal { 2 } else { 1 };
    let radix = if hexadecimal { 16 } else { 10 };
    let digits = after[start..].bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if digits == 0 {
        return None;
    }
    let end = start + digits;
    let significant = after[start..end].trim_start_matches('0');
    let number = if significant.is_empty() {
        0
    } else if significant.len() > 8 {
        u32::MAX
    } else {
        u32::from_str_radix(significant, radix).unwrap_or(u32::MAX)
    };
    let character = match number {
        0x80..=0x9f => C1_REPLACEMENTS[number as usize - 0x80].or(char::from_u32(number)),
        0 => None,
        _ => char::from_u32(number),
    };
    decoded.push(character.unwrap_or('\u{fffd}'));
    Some(end + usize::from(after[end..].starts_with(';')))
}

fn named(after: &str, in_attribute: bool, decoded: &mut String) -> Option<usize> {
    let bytes = after.as_bytes();
    let letters = bytes.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let with_end = letters + usize::from(bytes.get(letters) == Some(&b';'));
    // Names are as long as they can be; without their semicolon only the old ones are known.
    let (end, (one, two)) = (1..=with_end).rev().find_map(|end| {
        let known = *NAMED_ENTITIES.get(&after[..end])?;
        (known.0 != 0).then_some((end, known))
    })?;
    if in_attribute
        && bytes[end - 1] != b';'
        && bytes.get(end).is_some_and(|byte| *byte == b'=' || byte.is_ascii_alphanumeric())
    {
        return None;
    }
    decoded.extend(char::from_u32(one));
    if two != 0 {
        decoded.extend(char::from_u32(two));
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_browsers_read_them() {
        for (written, read) in [
            ("a &amp; b", "a & b"),
            ("&ampb &AMP; &amp", "&b & &"),
            ("&notit; &notin;", "¬it; ∉"),
            ("&#8364;5 &#x20AC;5 &#x20ac5", "€5 €5 \u{20ac5}"),
            ("&#128;&#0;&#xD800;&#99999999999;", "€\u{fffd}\u{fffd}\u{fffd}"),
            ("&nosuch; & &; &#; &#x;", "&nosuch; & &; &#; &#x;"),
            ("&NotEqualTilde;", "≂̸"),
            ("&&lt;", "&<"),
        ] {
            assert_eq!(decode(written, false), read, "{written}");
        }
        assert_eq!(decode("?a=1&copy=2&amp;b&copy;", true), "?a=1&copy=2&b©");
    }
}
