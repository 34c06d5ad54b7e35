//! "Did you mean …?"

/// The name nearest to what was written, if it is near enough to be meant.
pub fn nearest<'a>(written: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = plain(written);
    names
        .map(|name| (strsim::damerau_levenshtein(&wanted, &plain(name)), name))
        .filter(|(distance, name)| *distance <= name.len().max(written.len()) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `fx-missing`, `FX_MISSING` and `fx_missing` are the same word with different hyphens.
fn plain(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}
