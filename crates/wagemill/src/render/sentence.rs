//! Texts of stages in one style.

/// Messages are written without capital and full stop; a text of sentences has them.
pub fn as_sentence(words: &str) -> String {
    let mut characters = words.chars();
    let Some(first) = characters.next() else { return String::new() };
    let begun: String = first.to_uppercase().chain(characters).collect();
    if begun.ends_with(['.', '?', '!']) { begun } else { format!("{begun}.") }
}
