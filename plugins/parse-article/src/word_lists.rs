//! The tables and lists in `data/`: what sites and languages call things, for linguists to edit.

const META_NAMES: &str = include_str!("../data/meta-names.csv");
const PAGE_TYPES: &str = include_str!("../data/page-types.csv");
const BYLINE_WORDS: &str = include_str!("../data/byline-words.txt");
const DATE_CLASSES: &str = include_str!("../data/date-classes.txt");
const DATE_PREFIXES: &str = include_str!("../data/date-prefixes.txt");
const NOT_THE_ARTICLE: &str = include_str!("../data/not-the-article.txt");

/// Names of `<meta>` elements that hold a column, best first.
pub fn meta_names(column: &str) -> impl Iterator<Item = &'static str> {
    pairs(META_NAMES).filter_map(move |(named, name)| (named == column).then_some(name))
}

/// What kind of page a type of schema.org or Open Graph means.
pub fn page_type(word: &str) -> Option<&'static str> {
    let word = word.trim().to_ascii_lowercase();
    pairs(PAGE_TYPES).find_map(|(known, page_type)| (known == word).then_some(page_type))
}

/// Words before a name in a byline.
pub fn byline_words() -> impl Iterator<Item = &'static str> {
    lines(BYLINE_WORDS)
}

/// Words in the class or id of an element that holds the date of publication.
pub fn date_classes() -> impl Iterator<Item = &'static str> {
    lines(DATE_CLASSES)
}

/// Words before a printed date.
pub fn date_prefixes() -> impl Iterator<Item = &'static str> {
    lines(DATE_PREFIXES)
}

/// Elements that never hold the text of an article.
pub fn not_the_article() -> impl Iterator<Item = &'static str> {
    lines(NOT_THE_ARTICLE)
}

fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().skip(1).filter_map(|line| line.split_once(','))
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}
