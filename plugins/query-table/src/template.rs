//! The SQL as the user wrote it, and as it runs: `{to}` stands for the target currency in column names.

use wagemill_plugin::{Error, Result};

const PLACEHOLDER: &str = "{to}";

/// SQL whose placeholders are filled in.
#[derive(Clone, Debug)]
pub struct Template {
    pub sql: String,
    /// For each character of `sql`, and its end, the character of the original that it comes from.
    origins: Vec<usize>,
}

impl Template {
    /// `target` is a currency such as `USD`.
    pub fn fill(original: &str, target: Option<&str>) -> Result<Template> {
        let prefix = target.map(str::to_ascii_lowercase);
        let mut sql = String::with_capacity(original.len());
        let mut origins = Vec::with_capacity(original.len() + 1);
        let (mut rest, mut at) = (original, 0);
        while let Some(character) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix(PLACEHOLDER) {
                let Some(prefix) = &prefix else {
                    return Err(Error::new(
                        "bad-sql",
                        "`{to}` stands for the target currency, and no column of the inputs is named after one",
                    )
                    .help("give the currency in `to`, such as `to = \"USD\"`, or write the column's name out")
                    .option("/sql")
                    .span(at, at + PLACEHOLDER.len()));
                };
                sql.push_str(prefix);
                origins.extend(std::iter::repeat_n(at, prefix.chars().count()));
                (rest, at) = (behind, at + PLACEHOLDER.len());
            } else {
                sql.push(character);
                origins.push(at);
                (rest, at) = (&rest[character.len_utf8()..], at + 1);
            }
        }
        origins.push(at);
        Ok(Template { sql, origins })
    }

    /// The characters of the original behind these characters of `sql`.
    pub fn original(&self, start: usize, end: usize) -> (usize, usize) {
        let last = self.origins.len() - 1;
        let start = start.min(last);
        (self.origins[start], self.origins[end.clamp(start, last)].max(self.origins[start]))
    }

    /// The character at a line and column, both counted from 1.
    pub fn position(&self, line: u64, column: u64) -> Option<usize> {
        let line = usize::try_from(line).ok()?.checked_sub(1)?;
        let column = usize::try_from(column).ok()?.checked_sub(1)?;
        let before: usize = self.sql.split_inclusive('\n').take(line).map(|line| line.chars().count()).sum();
        Some((before + column).min(self.origins.len() - 1))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn placeholders_become_the_prefix_and_places_lead_back() {
        let template = Template::fill("SELECT é,\n median({to}_month_min) FROM wages", Some("USD")).unwrap();
        assert_eq!(template.sql, "SELECT é,\n median(usd_month_min) FROM wages");
        let start = template.position(2, 9).unwrap();
        assert_eq!(template.original(start, start + "usd_month_min".len()), (18, 32));
        assert_eq!(template.original(0, 6), (0, 6));
        assert_eq!(template.position(9, 9), Some(template.sql.chars().count()));
    }

    #[test]
    fn a_placeholder_without_a_currency_is_an_error_with_its_place() {
        let error = Template::fill("SELECT {to}_month_min", None).unwrap_err();
        assert_eq!(error.code(), "bad-sql");
        assert_eq!(Template::fill("SELECT 1", None).unwrap().sql, "SELECT 1");
    }
}
