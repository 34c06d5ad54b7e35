//! The name that was probably meant, for errors that say "did you mean".

/// The candidate that differs least from `name`, unless all of them differ too much to be a slip.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + name.len().min(candidate.len()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        assert_eq!(nearest("usd_month_mim", ["usd_month_min", "usd_month_max"]), Some("usd_month_min"));
        assert_eq!(nearest("contry", ["currency", "country"]), Some("country"));
        assert_eq!(nearest("wages", ["country", "status"]), None);
        assert_eq!(nearest("", []), None);
    }
}
