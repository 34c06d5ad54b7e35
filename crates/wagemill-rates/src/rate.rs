//! A rate that was found: its value, where it comes from and how good it is (N10, N16, N19).

use std::fmt::Write;

use wagemill_decimal::Decimal;

use crate::fraction::Fraction;
use crate::snapshot::Snapshot;
use crate::unit::Unit;

/// What `rate_kind` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Identity,
    Official,
    Market,
    Peg,
    Fixed,
    InText,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Identity => "identity",
            Kind::Official => "official",
            Kind::Market => "market",
            Kind::Peg => "peg",
            Kind::Fixed => "fixed",
            Kind::InText => "in_text",
        }
    }
}

/// What `rate_grade` says; a later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    A,
    B,
    C,
    D,
    E,
    X,
}

impl Grade {
    pub const fn name(self) -> &'static str {
        match self {
            Grade::A => "A",
            Grade::B => "B",
            Grade::C => "C",
            Grade::D => "D",
            Grade::E => "E",
            Grade::X => "X",
        }
    }
}

/// The period that the figure stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Day,
    Month,
    Year,
    /// A peg, a parity or the identity: the same on every day.
    Any,
}

/// What a rate rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The place of a series in the snapshot.
    Series(usize),
    /// The place of a peg in the snapshot.
    Peg(usize),
}

/// Up to eight items without an allocation: the longest path has two pegs and a cross on either side.
#[derive(Clone, Copy, Debug)]
pub struct Few<T> {
    items: [Option<T>; 8],
    length: usize,
}

impl<T: Copy> Few<T> {
    pub const fn new() -> Few<T> {
        Few { items: [None; 8], length: 0 }
    }

    pub fn push(&mut self, item: T) {
        if let Some(place) = self.items.get_mut(self.length) {
            *place = Some(item);
            self.length += 1;
        }
    }

    pub fn extend(&mut self, others: Few<T>) {
        others.iter().for_each(|item| self.push(item));
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> + '_ {
        self.items[..self.length].iter().filter_map(|item| *item)
    }
}

impl<T: Copy> Default for Few<T> {
    fn default() -> Few<T> {
        Few::new()
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// Native units per unit of the target, not rounded.
    pub fraction: Fraction,
    /// The day of the observation, or the last of its period; none for the identity without a date.
    pub date: Option<i32>,
    pub gap_days: i32,
    pub span: Span,
    pub kind: Kind,
    pub grade: Grade,
    pub path: Few<Unit>,
    pub evidence: Few<Evidence>,
}

impl Rate {
    pub fn identity(unit: Unit, date: Option<i32>) -> Rate {
        let mut path = Few::new();
        path.push(unit);
        Rate {
            fraction: Fraction::ONE,
            date,
            gap_days: 0,
            span: Span::Any,
            kind: Kind::Identity,
            grade: Grade::A,
            path,
            evidence: Few::new(),
        }
    }

    /// Native units per unit of the target, for the column `rate`.
    pub fn value(&self) -> Option<Decimal> {
        self.fraction.value(6)
    }

    /// The units from the native one to the target, `XOF>EUR>USD`.
    pub fn path_text(&self) -> String {
        let mut text = String::with_capacity(16);
        let mut before = None;
        for unit in self.path.iter() {
            if before.is_some_and(|before| before == unit) {
                continue;
            }
            let separator = if before.is_some() { ">" } else { "" };
            // Writing into a string cannot fail.
            let _ = write!(text, "{separator}{unit}");
            before = Some(unit);
        }
        text
    }

    /// Who published what was used, such as `h10` or `peg+h10`.
    pub fn source_text(&self, snapshot: &Snapshot) -> String {
        let mut names: Few<&str> = Few::new();
        for evidence in self.evidence.iter() {
            let name = match evidence {
                Evidence::Series(index) => snapshot.source_name(snapshot.series[index].source),
                Evidence::Peg(index) if snapshot.pegs[index].irrevocable => "euro",
                Evidence::Peg(_) => "peg",
            };
            if !names.iter().any(|known| known == name) {
                names.push(name);
            }
        }
        if names.length == 0 {
            return "identity".to_owned();
        }
        let mut text = String::with_capacity(8);
        for name in names.iter() {
            if !text.is_empty() {
                text.push('+');
            }
            text.push_str(name);
        }
        text
    }

    /// The hash of each series that was used; `None` where none was.
    pub fn snapshot_text(&self, snapshot: &Snapshot) -> Option<String> {
        let mut text = String::with_capacity(40);
        for evidence in self.evidence.iter() {
            let (name, unit, digest) = match evidence {
                Evidence::Series(index) => {
                    let series = &snapshot.series[index];
                    (snapshot.source_name(series.source), series.unit, series.digest)
                }
                Evidence::Peg(index) => {
                    let peg = &snapshot.pegs[index];
                    (if peg.irrevocable { "euro" } else { "peg" }, peg.unit, peg.digest)
                }
            };
            push_evidence(&mut text, name, &unit.to_bytes(), digest);
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Adds one series, as `fx_snapshot` names it: `h10:CNY@0123456789abcdef`.
/// `of` is a code; zeros behind it are no part of it.
pub fn push_evidence(text: &mut String, source: &str, of: &[u8], digest: [u8; 8]) {
    text.reserve(source.len() + of.len() + 19);
    if !text.is_empty() {
        text.push('+');
    }
    text.push_str(source);
    text.push(':');
    text.extend(of.iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)));
    text.push('@');
    // Of a whole row this is the most frequent text, so it does without the formatter.
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 });
    text.extend(digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
}
