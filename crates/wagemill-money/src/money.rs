//! What the grammar finds: the public types.

use std::cell::OnceCell;
use std::ops::Range;

use wagemill_decimal::Decimal;

use crate::language::LanguageId;
use crate::lexicon::Analysis;

/// Whether a value is exact, and on which side it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    Exact,
    Range,
    AtLeast,
    AtMost,
}

impl Bound {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Bound::Exact => "exact",
            Bound::Range => "range",
            Bound::AtLeast => "at_least",
            Bound::AtMost => "at_most",
        }
    }
}

/// The value of a mention of money; an open side is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub bound: Bound,
    /// "about", "some", "nearly", "or so"
    pub approximate: bool,
}

/// How the currency of a mention is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyBasis {
    /// a code, an unambiguous word or sign beside the figure
    Explicit,
    /// the name of a country beside an ambiguous word: "Qatar riyals"
    Qualified,
    /// an unambiguous mention of one candidate elsewhere in the text
    Document,
    /// the legal tender of the only fitting country that the text names, or names nearest
    Place,
    /// the legal tender of the country that the article came with
    Country,
    /// the legal tender of the country of its publisher: its name, or its web address
    Publisher,
    /// the way of grouping digits (lakhs)
    Grouping,
    /// taken over from the amount before, where none is written
    Elided,
    /// what the sign means where the text names no country of another candidate
    Convention,
    /// several candidates remain
    Ambiguous,
}

impl CurrencyBasis {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            CurrencyBasis::Explicit => "explicit",
            CurrencyBasis::Qualified => "qualified",
            CurrencyBasis::Document => "document",
            CurrencyBasis::Place => "place",
            CurrencyBasis::Country => "country",
            CurrencyBasis::Publisher => "publisher",
            CurrencyBasis::Grouping => "grouping",
            CurrencyBasis::Elided => "elided",
            CurrencyBasis::Convention => "convention",
            CurrencyBasis::Ambiguous => "ambiguous",
        }
    }
}

/// The currency of a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denomination {
    /// ISO 4217; `None` where several candidates remain
    pub code: Option<&'static str>,
    pub basis: CurrencyBasis,
    /// the codes that remain where there is no one code
    pub candidates: Vec<&'static str>,
}

/// For what time or work a sum is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
    Piece,
    Once,
    Unknown,
}

impl Period {
    /// As tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Fortnight => "fortnight",
            Period::Month => "month",
            Period::Year => "year",
            Period::Piece => "piece",
            Period::Once => "once",
            Period::Unknown => "unknown",
        }
    }
}

/// How a period is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodBasis {
    /// beside the amount: "$15 an hour"
    Phrase,
    /// in the noun that names the sum: "monthly wage"
    Noun,
    /// elsewhere in the sentence
    Sentence,
    /// from another mention or sentence of the text
    Context,
    /// from what the sum is: a bonus is paid once
    Role,
    /// not known
    None,
}

impl PeriodBasis {
    /// As tables write it; `None` where no period is known.
    pub fn name(self) -> Option<&'static str> {
        match self {
            PeriodBasis::Phrase => Some("phrase"),
            PeriodBasis::Noun => Some("noun"),
            PeriodBasis::Sentence => Some("sentence"),
            PeriodBasis::Context => Some("context"),
            PeriodBasis::Role => Some("role"),
            PeriodBasis::None => None,
        }
    }
}

macro_rules! roles {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// What a sum of money is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($name),* }

        impl Role {
            /// All roles.
            pub const ALL: &'static [Role] = &[$(Role::$name),*];

            /// As tables and options write it.
            pub fn name(self) -> &'static str {
                match self { $(Role::$name => $text),* }
            }

            /// The role with a name.
            pub fn from_name(name: &str) -> Option<Role> {
                Role::ALL.iter().copied().find(|role| role.name() == name)
            }
        }
    };
}

roles! {
    Wage = "wage",
    Bonus = "bonus",
    Allowance = "allowance",
    Deduction = "deduction",
    Quota = "quota",
    Price = "price",
    Rent = "rent",
    Fine = "fine",
    Fee = "fee",
    Bribe = "bribe",
    Remittance = "remittance",
    Aid = "aid",
    Budget = "budget",
    Trade = "trade",
    Payroll = "payroll",
    Revenue = "revenue",
    Raise = "raise",
    Rate = "rate",
    Other = "other",
}

/// The part of a change that a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// a level, no change
    None,
    /// what it was: "from X"
    From,
    /// what it becomes: "to X"
    To,
    /// by how much: "by X"
    By,
}

/// The text's own conversion of a sum into another currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equivalent {
    pub amount: Amount,
    pub currency: Denomination,
    /// bytes
    pub span: Range<usize>,
}

/// One mention of money.
#[derive(Clone, Debug, PartialEq)]
pub struct Money {
    /// the words that carry the amount and its currency, in bytes of the text
    pub span: Range<usize>,
    /// the same in Unicode scalar values
    pub scalars: Range<usize>,
    /// the figures of both ends (the same for one value), in bytes
    pub ends: [Range<usize>; 2],
    /// the span with the words that qualify it: bounds, conversions, the phrase of the period
    pub phrase: Range<usize>,
    pub amount: Amount,
    pub currency: Denomination,
    pub equivalent: Option<Equivalent>,
    pub role: Role,
    /// how much stronger the clues for the role were than those for any other, 0 to 1
    pub certainty: f32,
    /// what the sum is rests on weak clues only
    pub weak_role: bool,
    pub change: Change,
    pub period: Period,
    pub period_basis: PeriodBasis,
    /// what piece work is counted in: `kg`
    pub piece_unit: Option<String>,
    pub hours_per_day: Option<Decimal>,
    pub days_per_week: Option<Decimal>,
    /// index into [`Reading::sentences`]
    pub sentence: usize,
    /// the rules that fired, in order
    pub rules: Vec<&'static str>,
}

/// A text, read.
#[derive(Debug)]
pub struct Reading {
    pub language: LanguageId,
    /// bytes of each sentence; empty where the text names no money
    pub sentences: Vec<Range<usize>>,
    /// the first sentence that says that this is an advertisement for work
    pub advertisement: Option<usize>,
    /// in the order of the text; sums that are conversions of others are inside those
    pub money: Vec<Money>,
    /// see [`Grammar::sentence`](crate::Grammar::sentence)
    pub(crate) analyses: Vec<OnceCell<Analysis>>,
    /// see [`Grammar::places_of`](crate::Grammar::places_of)
    pub(crate) places: OnceCell<Vec<Placed>>,
}

impl Reading {
    /// Whether a sentence belongs to an advertisement for work.
    pub fn is_advertisement(&self, sentence: usize) -> bool {
        self.advertisement.is_some_and(|first| first <= sentence + 2 && sentence <= first + 12)
    }

    pub(crate) fn empty(language: LanguageId) -> Reading {
        Reading {
            language,
            sentences: Vec::new(),
            advertisement: None,
            money: Vec::new(),
            analyses: Vec::new(),
            places: OnceCell::new(),
        }
    }
}

/// A place that a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// index into [`crate::Places::all`]
    pub place: usize,
    /// index into [`Reading::sentences`]
    pub sentence: usize,
    /// byte offset
    pub start: usize,
    pub end: usize,
    /// a word for its people ("North Korean"), not its name
    pub people: bool,
}

/// What is known of a text from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Context<'c> {
    /// a tag such as `en` or `pt-BR`; the text itself says it where there is none
    pub language: Option<&'c str>,
    /// a headline, which is read for places only
    pub title: Option<&'c str>,
    /// the place of the dateline
    pub dateline: Option<&'c str>,
    /// the country that the article came with, ISO 3166 alpha-2 or a name: a clue where the text names
    /// no country
    pub country: Option<&'c str>,
    /// the name of the publisher; a country in it is the last resort for a currency
    pub publisher: Option<&'c str>,
    /// a web address; its country is the last resort for a currency, too
    pub url: Option<&'c str>,
}
