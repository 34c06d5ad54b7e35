//! URLs of articles: one spelling for one article.

use crate::dates::{Precision, PrintedDate, parse_date};

const TRACKING_PARAMETERS: &str = include_str!("../data/tracking-parameters.txt");

/// The spelling of a web address that stands for the article: scheme and host in lower case, no default port, no
/// fragment, no parameters that only say where the reader came from. What is no absolute web address is nothing.
pub fn canonical_url(written: &str) -> Option<String> {
    let written = written.trim();
    if written.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return None;
    }
    let (scheme, rest) = written.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default_port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path_and_query) = rest.split_at(authority_end);
    let authority = authority.to_lowercase();
    let host = authority.strip_suffix(default_port).unwrap_or(&authority);
    if host.is_empty() || !host.contains(|character: char| character.is_alphanumeric()) {
        return None;
    }
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = if path.is_empty() { "/" } else { path };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair.split('=').next().unwrap_or_default()))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{scheme}://{host}{path}{query}"))
}

fn is_tracking(parameter: &str) -> bool {
    let parameter = parameter.to_ascii_lowercase();
    TRACKING_PARAMETERS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).any(|known| {
        match known.strip_suffix('*') {
            Some(prefix) => parameter.starts_with(prefix),
            None => parameter == known,
        }
    })
}

/// The last label of the host in lower case, such as `ru`: a hint for the encoding of an old page.
pub fn top_level_domain(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let label = host.rsplit('.').next()?;
    (host.contains('.') && !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| label.to_ascii_lowercase())
}

/// The date in the path of a URL, such as `/2023/06/13/`, `/2023-06-13-wages` or `/2023/june/13`. A month without a day is left
/// alone: archives of images and sections have them, too.
pub fn url_date(url: &str) -> Option<PrintedDate> {
    let (_, rest) = url.split_once("://")?;
    let path = rest.split(['?', '#']).next()?;
    let path = &path[path.find('/')?..];
    let pieces: Vec<&str> = path.split(|character: char| !character.is_alphanumeric()).collect();
    let numeric = |piece: &str| !piece.is_empty() && piece.bytes().all(|byte| byte.is_ascii_digit());
    let day_of = |year: &str, month: &str, day: &str| {
        PrintedDate::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, Precision::Day)
    };
    let triple = pieces.windows(3).find_map(|window| {
        let [year, month, day] = window else { return None };
        if year.len() != 4 || !(1..=2).contains(&day.len()) || !numeric(year) || !numeric(day) {
            return None;
        }
        match numeric(month) {
            true if month.len() == 2 => day_of(year, month, day),
            true => None,
            false => parse_date(&format!("{day} {month} {year}")).ok().filter(|date| date.precision == Precision::Day),
        }
    });
    triple.or_else(|| {
        let dense = pieces.iter().filter(|piece| piece.len() == 8 && numeric(piece));
        // An eight-digit number may as well be the number of the article.
        dense
            .filter_map(|piece| day_of(&piece[..4], &piece[4..6], &piece[6..]))
            .find(|date| (1990..2100).contains(&date.year()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_article_has_one_spelling() {
        assert_eq!(
            canonical_url(" HTTPS://News.Example.COM:443/a/B?id=7&utm_source=x&fbclid=y#top ").as_deref(),
            Some("https://news.example.com/a/B?id=7")
        );
        assert_eq!(canonical_url("http://example.com").as_deref(), Some("http://example.com/"));
        assert_eq!(canonical_url("https://example.com?utm_medium=mail").as_deref(), Some("https://example.com/"));
    }

    #[test]
    fn what_is_no_web_address_is_nothing() {
        for written in [
            "",
            "/a/b",
            "example.com/a",
            "mailto:a@example.com",
            "file:///etc/passwd",
            "https://",
            "https:///a",
            "http://a b/",
        ] {
            assert_eq!(canonical_url(written), None, "{written}");
        }
    }

    #[test]
    fn the_host_hints_at_the_encoding() {
        assert_eq!(top_level_domain("https://www.example.co.jp/x").as_deref(), Some("jp"));
        assert_eq!(top_level_domain("http://127.0.0.1/x"), None);
        assert_eq!(top_level_domain("http://localhost/x"), None);
    }

    #[test]
    fn dates_stand_in_paths() {
        let day = |url| url_date(url).map(|date| date.to_string());
        assert_eq!(day("https://example.com/2023/06/13/wages").as_deref(), Some("2023-06-13"));
        assert_eq!(day("https://example.com/news/2023-06-13-wages.html").as_deref(), Some("2023-06-13"));
        assert_eq!(day("https://example.com/news/20230613.html").as_deref(), Some("2023-06-13"));
        assert_eq!(day("https://example.com/2023/june/13/wages").as_deref(), Some("2023-06-13"));
        assert_eq!(day("https://example.com/2023-06-13+wages").as_deref(), Some("2023-06-13"));
        assert_eq!(day("https://example.com/2023/wages/13/"), None);
        assert_eq!(day("https://example.com/2023/06/wages"), None);
        assert_eq!(day("https://example.com/2023/13/40/wages"), None);
        assert_eq!(day("https://example.com/article/98765432"), None);
    }
}
