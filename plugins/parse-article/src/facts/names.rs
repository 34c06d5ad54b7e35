//! Headlines without the name of their site, bylines without the words around the names.

use wagemill_articles::tidy_line;

use crate::word_lists::byline_words;

const SEPARATORS: [&str; 8] = [" | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • "];

/// Longest byline that is believed; more is a sentence about the author.
const LONGEST_BYLINE: usize = 120;

/// A title without the site that stands after its last separator, or before its first.
pub fn cut_site_name(title: &str, publisher: Option<&str>) -> String {
    let same = |part: &str| publisher.is_some_and(|publisher| part.trim().eq_ignore_ascii_case(publisher.trim()));
    for separator in SEPARATORS {
        if let Some((head, tail)) = title.rsplit_once(separator) {
            let (words, site) = (head.split_whitespace().count(), tail.split_whitespace().count());
            if same(tail) || (site <= 4 && words >= 4 && words > site) {
                return head.trim().to_owned();
            }
        }
        if let Some((head, tail)) = title.split_once(separator)
            && same(head)
        {
            return tail.trim().to_owned();
        }
    }
    title.trim().to_owned()
}

/// The names in a byline: `By A. Kim` is `A. Kim`; an address or a sentence is nothing.
pub fn only_names(byline: &str) -> Option<String> {
    let line = tidy_line(byline)?;
    let mut names = line.as_str();
    loop {
        let lower = names.to_lowercase();
        let prefix = byline_words()
            .filter(|word| {
                let glued = || names.get(word.len()..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
                lower.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ':']) || (word.len() > 3 && glued()))
            })
            .map(str::len)
            .max();
        // The words are in ASCII, so their length is the same in both spellings.
        match prefix.and_then(|prefix| names.get(prefix..)) {
            Some(rest) => names = rest.trim_start_matches([':', ' ']),
            None => break,
        }
    }
    let names = names.trim_matches([' ', ',', '|', '-', '–', '·', '•']);
    let believed = !names.is_empty()
        && !byline_words().any(|word| names.eq_ignore_ascii_case(word))
        && names.len() <= LONGEST_BYLINE
        && !names.contains("://")
        && !names.contains('@')
        && !names.starts_with("www.")
        && names.chars().any(char::is_alphabetic)
        && names.chars().filter(char::is_ascii_digit).count() <= 2;
    believed.then(|| names.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_cut_and_hyphens_stay() {
        assert_eq!(cut_site_name("Pay rises in Dhaka | The Herald", None), "Pay rises in Dhaka");
        assert_eq!(cut_site_name("The Herald - Pay rises", Some("the herald")), "Pay rises");
        assert_eq!(cut_site_name("Part-time pay rises", None), "Part-time pay rises");
        assert_eq!(cut_site_name("Pay - bread", None), "Pay - bread");
    }

    #[test]
    fn names_lose_what_is_around_them() {
        assert_eq!(only_names("Written by: A. Kim and B. Lee |").as_deref(), Some("A. Kim and B. Lee"));
        assert_eq!(only_names("Byron Smith").as_deref(), Some("Byron Smith"));
        for nothing in ["", "by", "By ", "https://example.com/kim", "kim@example.com", "12 June 2023, 14:30"] {
            assert_eq!(only_names(nothing), None, "{nothing}");
        }
    }
}
