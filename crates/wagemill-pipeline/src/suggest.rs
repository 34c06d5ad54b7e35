//! "did you mean": the nearest of the names that exist.

/// The candidate nearest to `name`, if one is near enough to have been meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase().replace('_', "-");
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let offered = candidate.to_lowercase().replace('_', "-");
            let distance = strsim::damerau_levenshtein(&wanted, &offered);
            let longer = wanted.chars().count().max(offered.chars().count());
            // A third of the word may be wrong; a part of a longer name counts as near, too.
            let near = distance * 3 <= longer.max(3) || (wanted.len() >= 4 && offered.contains(&wanted));
            near.then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// ``did you mean `to`?``, else the names that exist, introduced by `otherwise`.
pub fn did_you_mean(name: &str, candidates: &[&str], otherwise: &str) -> Option<String> {
    if let Some(candidate) = nearest(name, candidates.iter().copied()) {
        return Some(format!("did you mean `{candidate}`?"));
    }
    (!candidates.is_empty()).then(|| format!("{otherwise} {}", list(candidates)))
}

/// `` `a`, `b` and `c` ``; of a long list, the beginning.
pub fn list(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let quoted: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if names.len() > SHOWN {
        return format!("{} and {} more", quoted.join(", "), names.len() - SHOWN);
    }
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
