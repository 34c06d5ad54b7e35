//! The grammar, subject by subject: each table is a list of cases.
#![allow(clippy::unwrap_used, reason = "a failing case should stop its test")]

mod amounts;
mod conversions;
mod currencies;
mod periods;
mod properties;
mod roles;

use std::sync::LazyLock;

use wagemill_money::{Context, Grammar, Money, Reading};

pub static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::new);

pub fn read(text: &str) -> Reading {
    GRAMMAR.read(text, &Context::default())
}

pub fn quote<'t>(text: &'t str, money: &Money) -> &'t str {
    &text[money.span.clone()]
}

/// "1700..2000", "..7", "275.."; one value for an exact amount.
pub fn value(money: &Money) -> String {
    match (money.amount.min, money.amount.max) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (low, high) => {
            let end = |end: Option<wagemill_decimal::Decimal>| end.map_or(String::new(), |value| value.to_string());
            format!("{}..{}", end(low), end(high))
        }
    }
}
