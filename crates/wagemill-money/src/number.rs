//! Figures: what a run of digits with separators says.

use wagemill_decimal::Decimal;

use crate::token::digit;

/// How the digits of a figure are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// `1700`
    None,
    /// `1,700`, `12 500`
    Thousands,
    /// `2,42,000`: lakhs and crores
    Indian,
    /// a point or comma with other than three digits behind it
    Fraction,
}

/// A figure in digits, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// as a language with a decimal point reads it
    pub value: Decimal,
    /// the other reading of one point with three digits behind it (`15.000`), which is right where
    /// the currency has no fractions, and in languages with a decimal comma
    pub grouped: Option<Decimal>,
    /// the other reading of one comma with three digits behind it (`1,245 млн`)
    pub fraction: Option<Decimal>,
    pub grouping: Grouping,
}

/// Reads a figure; `None` where it is no number (`1.2.3`) or has more than 38 digits.
///
/// ```
/// use wagemill_money::{Grouping, read_figure};
/// let figure = read_figure("2,42,000").expect("a number");
/// assert_eq!(figure.value.to_string(), "242000");
/// assert_eq!(figure.grouping, Grouping::Indian);
/// ```
pub fn read_figure(written: &str) -> Option<Figure> {
    let mut mantissa: i128 = 0;
    let mut groups: Vec<(char, u8)> = Vec::new();
    let mut length: u8 = 0;
    let mut total: u8 = 0;
    let mut separator = ' ';
    let mut leads_with_zero = false;
    for c in written.chars() {
        if let Some(value) = digit(c) {
            if total == 0 && groups.is_empty() {
                leads_with_zero = value == 0;
            }
            total += 1;
            length += 1;
            if total > 38 {
                return None;
            }
            mantissa = mantissa * 10 + i128::from(value);
        } else {
            groups.push((separator, length));
            if groups.len() > 20 {
                return None;
            }
            length = 0;
            separator = match c {
                '，' => ',',
                '．' => '.',
                ',' | '.' => c,
                _ => '_',
            };
        }
    }
    groups.push((separator, length));
    let (fraction, grouping) = shape(&groups, leads_with_zero)?;
    let value = Decimal::new(mantissa, fraction);
    let one_point = groups.len() == 2 && groups[1] == ('.', 3) && groups[0].1 <= 3 && !leads_with_zero;
    let one_comma = groups.len() == 2 && groups[1] == (',', 3) && groups[0].1 <= 3;
    Some(Figure {
        value,
        grouped: one_point.then(|| Decimal::new(mantissa, 0)),
        fraction: one_comma.then(|| Decimal::new(mantissa, 3)),
        grouping,
    })
}

/// The number of digits behind the point, and the grouping.
fn shape(groups: &[(char, u8)], leads_with_zero: bool) -> Option<(u8, Grouping)> {
    let [first, rest @ ..] = groups else {
        return None;
    };
    let Some((last, middle)) = rest.split_last() else {
        return Some((0, Grouping::None));
    };
    let lead = (1..=3).contains(&first.1) && !leads_with_zero;
    if middle.is_empty() {
        return match *last {
            ('_' | ',', 3) if lead => Some((0, Grouping::Thousands)),
            ('.' | ',', length) => Some((length, Grouping::Fraction)),
            _ => None,
        };
    }
    let one = middle[0].0;
    let uniform = middle.iter().all(|group| group.0 == one);
    if !uniform || !lead {
        return None;
    }
    let thousands = middle.iter().all(|group| group.1 == 3);
    let indian = one == ',' && first.1 <= 2 && middle.iter().all(|group| group.1 == 2);
    if last.0 == one {
        return match last.1 {
            3 if thousands => Some((0, Grouping::Thousands)),
            3 if indian => Some((0, Grouping::Indian)),
            _ => None,
        };
    }
    // The last separator differs: it is the point.
    let indian_head = one == ',' && middle.len() > 1 && {
        let (tail, heads) = middle.split_last()?;
        tail.1 == 3 && first.1 <= 2 && heads.iter().all(|group| group.1 == 2)
    };
    match () {
        () if thousands && last.0 != '_' => Some((last.1, Grouping::Thousands)),
        () if indian_head && last.0 == '.' => Some((last.1, Grouping::Indian)),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing case should stop its test")]
    use super::*;

    #[test]
    fn reads_every_style() {
        for (written, value) in [
            ("0", "0"),
            ("1700", "1700"),
            ("1,700", "1700"),
            ("1,015,740", "1015740"),
            ("12 500", "12500"),
            ("1'200'000", "1200000"),
            ("2,42,000", "242000"),
            ("1,50,00,000", "15000000"),
            ("3,75,000.50", "375000.50"),
            ("67.005", "67.005"),
            ("0.0083", "0.0083"),
            ("0.015", "0.015"),
            ("7,5", "7.5"),
            ("9,50", "9.50"),
            ("41,85", "41.85"),
            ("1.234.567", "1234567"),
            ("1.234.567,89", "1234567.89"),
            ("1,234,567.89", "1234567.89"),
            ("14 800,50", "14800.50"),
            ("３，５００", "3500"),
        ] {
            assert_eq!(read_figure(written).unwrap().value.to_string(), value, "{written}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for written in ["1.2.3", "1,2,3", "12,3456,789", &"9".repeat(39), "1.000,5,5"] {
            assert_eq!(read_figure(written), None, "{written}");
        }
    }

    #[test]
    fn keeps_the_other_reading_of_a_point() {
        assert_eq!(read_figure("15.000").unwrap().grouped, Some(Decimal::from(15_000)));
        assert_eq!(read_figure("0.015").unwrap().grouped, None);
        assert_eq!(read_figure("1.50").unwrap().grouped, None);
    }
}
