//! What a page says about its article in JSON-LD.

use serde_json::Value;
use wagemill_articles::tidy_line;

use super::elements::join_tags;
use crate::word_lists::page_type;

/// The parts of a schema.org article that concern us, as written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct JsonLd {
    pub headline: Option<String>,
    pub byline: Option<String>,
    pub publisher: Option<String>,
    pub section: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub url: Option<String>,
    pub language: Option<String>,
    /// in our words, such as `article`
    pub page_type: Option<&'static str>,
    pub tags: Option<String>,
    pub is_free: Option<bool>,
    /// the text, where a page gives it
    pub article_body: Option<String>,
}

/// Reads the blocks of a page in their order; the first article that one of them describes counts, else the first thing
/// of another known type. A block that is no JSON is left out: pages have them.
pub fn read<'a>(blocks: impl Iterator<Item = &'a str>) -> JsonLd {
    let values: Vec<Value> = blocks.filter_map(parse).collect();
    let mut nodes = Vec::new();
    for value in &values {
        collect(value, 0, &mut nodes);
    }
    let typed =
        |wanted: &str| nodes.iter().find(|node| types(node).any(|word| page_type(word) == Some(wanted))).copied();
    let Some(node) = typed("article")
        .or_else(|| nodes.iter().find(|node| types(node).any(|word| page_type(word).is_some())).copied())
        .or_else(|| nodes.iter().find(|node| node.get("datePublished").is_some()).copied())
    else {
        return JsonLd::default();
    };
    let text = |key: &str| node.get(key).and_then(first_text).and_then(|text| tidy_line(&text));
    let of_page = |key: &str| {
        nodes
            .iter()
            .filter(|node| types(node).any(|word| word.ends_with("Page")))
            .find_map(|node| first_text(node.get(key)?))
            .and_then(|text| tidy_line(&text))
    };
    JsonLd {
        headline: text("headline").or_else(|| text("name")),
        byline: node.get("author").or_else(|| node.get("creator")).and_then(|author| names(author, &nodes)),
        publisher: node.get("publisher").and_then(|publisher| names(publisher, &nodes)),
        section: text("articleSection"),
        // Some graphs date the page and not the article on it.
        published: text("datePublished").or_else(|| of_page("datePublished")).or_else(|| text("dateCreated")),
        modified: text("dateModified").or_else(|| of_page("dateModified")),
        url: text("url").or_else(|| {
            node.get("mainEntityOfPage").and_then(|page| text_or_id(page).and_then(|text| tidy_line(&text)))
        }),
        language: text("inLanguage"),
        page_type: types(node).find_map(page_type),
        tags: node.get("keywords").and_then(keywords),
        is_free: node.get("isAccessibleForFree").and_then(truth),
        article_body: node.get("articleBody").or_else(|| node.get("text")).and_then(Value::as_str).map(str::to_owned),
    }
}

fn keywords(value: &Value) -> Option<String> {
    let tags = match value {
        Value::String(all) => all.split([',', ';']).filter_map(tidy_line).collect(),
        Value::Array(values) => values.iter().filter_map(first_text).filter_map(|tag| tidy_line(&tag)).collect(),
        _ => Vec::new(),
    };
    join_tags(tags)
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(word) => match word.rsplit('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn parse(block: &str) -> Option<Value> {
    let block = block.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
    let block = block.strip_prefix("//<![CDATA[").or_else(|| block.strip_prefix("<![CDATA[")).unwrap_or(block);
    let block = block.trim_end_matches("//]]>").trim_end_matches("]]>");
    serde_json::from_str(block).ok().or_else(|| {
        // Line ends inside strings are forbidden and common.
        let mended: String =
            block.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        serde_json::from_str(&mended).ok()
    })
}

/// Objects that may describe the page, in order: the block itself, its list, its `@graph`, what it is about.
fn collect<'a>(value: &'a Value, depth: usize, nodes: &mut Vec<&'a Value>) {
    if depth > 4 || nodes.len() > 1000 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, depth + 1, nodes)),
        Value::Object(object) => {
            nodes.push(value);
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "subjectOf"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, depth + 1, nodes);
                }
            }
        }
        _ => {}
    }
}

fn types(node: &Value) -> impl Iterator<Item = &str> {
    let (one, many) = match node.get("@type") {
        Some(Value::String(word)) => (Some(word.as_str()), &[][..]),
        Some(Value::Array(words)) => (None, words.as_slice()),
        _ => (None, &[][..]),
    };
    one.into_iter()
        .chain(many.iter().filter_map(Value::as_str))
        .map(|word| word.rsplit(['/', ':', '#']).next().unwrap_or(word))
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Array(values) => values.iter().find_map(|value| value.as_str().map(str::to_owned)),
        Value::Object(object) => {
            ["@value", "name", "alternateName"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned))
        }
        _ => None,
    }
}

fn text_or_id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => ["@id", "url"].iter().find_map(|key| object.get(*key)?.as_str().map(str::to_owned)),
        _ => None,
    }
}

/// The names of persons or an organisation, which may be described in another node.
fn names(value: &Value, nodes: &[&Value]) -> Option<String> {
    let one = |value: &Value| -> Option<String> {
        let written = match value {
            Value::String(name) => name.clone(),
            Value::Object(object) => match object.get("name").and_then(first_text) {
                Some(name) => name,
                None => {
                    let id = object.get("@id")?.as_str()?;
                    let described = nodes.iter().find(|node| {
                        node.get("@id").and_then(Value::as_str) == Some(id) && node.get("name").is_some()
                    })?;
                    described.get("name").and_then(first_text)?
                }
            },
            _ => return None,
        };
        tidy_line(&written).filter(|name| !name.contains("://"))
    };
    let mut found: Vec<String> = match value {
        Value::Array(values) => values.iter().filter_map(one).collect(),
        value => one(value).into_iter().collect(),
    };
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    (!found.is_empty()).then(|| found.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_in_a_graph_is_found_with_its_people() {
        let block = r##"{"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "The Herald"},
            {"@type": ["NewsArticle"], "headline": "Pay &amp; bread", "datePublished": "2023-06-13T08:00:00+09:00",
             "dateModified": "2023-06-14", "author": [{"@id": "#kim"}, {"name": "B. Lee"}], "publisher": {"name": "The Herald"},
             "mainEntityOfPage": {"@id": "https://example.com/a"}},
            {"@type": "Person", "@id": "#kim", "name": "A. Kim"}]}"##;
        let found = read([block].into_iter());
        assert_eq!(found.byline.as_deref(), Some("A. Kim, B. Lee"));
        assert_eq!(found.published.as_deref(), Some("2023-06-13T08:00:00+09:00"));
        assert_eq!(found.modified.as_deref(), Some("2023-06-14"));
        assert_eq!(found.publisher.as_deref(), Some("The Herald"));
        assert_eq!(found.url.as_deref(), Some("https://example.com/a"));
        assert_eq!(found.page_type, Some("article"));
    }

    #[test]
    fn broken_blocks_are_left_out_and_mended_where_that_is_plain() {
        let found =
            read(["{", "//<![CDATA[\n{\"@type\": \"Article\", \"headline\": \"Pay\nrises\"}\n//]]>"].into_iter());
        assert_eq!(found.headline.as_deref(), Some("Pay rises"));
        assert_eq!(read(["[".repeat(100_000).as_str()].into_iter()), JsonLd::default());
        assert_eq!(read(["{\"@type\": 7, \"@graph\": {\"@graph\": []}}"].into_iter()), JsonLd::default());
    }

    #[test]
    fn another_kind_of_page_says_so() {
        let found = read(
            [r#"{"@type": "Organization", "name": "X"}"#, r#"{"@type": "http://schema.org/Product", "name": "Shoe"}"#]
                .into_iter(),
        );
        assert_eq!((found.page_type, found.headline.as_deref()), (Some("product"), Some("Shoe")));
    }
}
