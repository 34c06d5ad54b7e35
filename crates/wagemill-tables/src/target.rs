//! Which currency a table was converted into.

use crate::columns::{COLUMNS, column};

/// The target currency of a table with these columns: `USD` where there is a `usd_month_min`.
///
/// The first column that is named after a currency decides. `{to}_min` and `{to}_max` do not count: too many columns of
/// custom stages end like them.
pub fn target_currency(present: &[&str]) -> Option<String> {
    present
        .iter()
        .find(|name| column(name).is_none() && suffixes().any(|suffix| is_code_before(name, suffix)))
        .map(|name| name[..CODE_LETTERS].to_ascii_uppercase())
}

const CODE_LETTERS: usize = 3;

fn suffixes() -> impl Iterator<Item = &'static str> {
    COLUMNS
        .iter()
        .filter_map(|column| column.name.strip_prefix("{to}"))
        .filter(|suffix| !matches!(*suffix, "_min" | "_max"))
}

fn is_code_before(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix)
        .is_some_and(|code| code.len() == CODE_LETTERS && code.bytes().all(|byte| byte.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_column_named_after_a_currency_decides() {
        assert_eq!(target_currency(&["mention_id", "eur_month_max", "usd_month_min"]).as_deref(), Some("EUR"));
        assert_eq!(
            target_currency(&["ppp_month_min", "usd_hour_band_low"]).as_deref(),
            Some("USD"),
            "`ppp` is no currency"
        );
        assert_eq!(target_currency(&["amount_min", "pay_min", "month_min", "US__month_min"]), None);
    }
}
