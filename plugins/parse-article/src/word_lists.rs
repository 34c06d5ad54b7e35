//! The tables and lists in `data/`: what sites and languages call things, for linguists to edit.

const META_NAMES: &str = include_str!("../data/meta-names.csv");
const PAGE_TYPES: &str = include_str!("../data/page-types.csv");
const BYLINE_WORDS: &str = include_str!("../data/byline-words.txt");
const AUTHOR_FOLDERS: &str = include_str!("../data/author-folders.txt");

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

/// Folders in the address of an author's page.
pub fn author_folders() -> impl Iterator<Item = &'static str> {
    lines(AUTHOR_FOLDERS)
}

fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().skip(1).filter_map(|line| line.split_once(','))
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}
