//! The grammar of money in text.
#![doc = include_str!("../README.md")]

mod amount;
mod conversion;
mod currency;
mod denomination;
mod detect;
mod elided;
mod error;
mod figure;
mod grammar;
mod hours;
mod language;
mod lexicon;
mod money;
mod number;
mod period;
mod place;
mod reader;
mod role;
mod scalars;
mod sentence;
mod sum;
mod term;
mod token;
mod trigger;
mod words;

pub use currency::{Currencies, Currency, Unit, Use};
pub use error::{Error, Result};
pub use grammar::{Grammar, GrammarBuilder};
pub use language::LanguageId;
pub use lexicon::{Analysis, Class, Lexicon, LexiconBuilder, Mark, expand};
pub use money::{
    Amount, Bound, Change, Context, CurrencyBasis, Denomination, Equivalent, Money, Period, PeriodBasis, Placed,
    Reading, Role,
};
pub use number::{Figure, Grouping, read_figure};
pub use place::{Place, Places, Size};
pub use sentence::sentences;
pub use term::Term;
pub use token::{Kind, Token, tokens};
