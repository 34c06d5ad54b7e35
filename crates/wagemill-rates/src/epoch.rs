//! The unit that a code names at a time, and how it relates to the units before and after it (N3).

use wagemill_decimal::Decimal;

use crate::fraction::Fraction;
use crate::rate::{Few, Kind, Rate};
use crate::snapshot::{Redenomination, Snapshot};
use crate::unit::Unit;
use crate::when::When;

/// ISO lists VED for the unit that VES names since October 2021.
const ALIASES: [(Unit, Unit); 1] = [(Unit::from_bytes(*b"VED\0\0\0\0\0"), Unit::from_bytes(*b"VES#2021"))];

/// A unit, and the one in which rates of the time are quoted.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    pub unit: Unit,
    pub quoted: Unit,
    /// Units of `unit` per unit of `quoted`.
    pub ratio: Fraction,
    /// Units of `unit` per unit of today's successor.
    pub current: Fraction,
}

/// The unit of an amount. `None` where the code has named several units and the time is not known.
pub fn native(snapshot: &Snapshot, code: Unit, when: Option<When>) -> Option<Epoch> {
    let unit = match alias(code) {
        Some(unit) => unit,
        None => match when {
            Some(when) => epoch_at(snapshot, code, when.first_day()),
            None if has_epochs(snapshot, code) => return None,
            None => code,
        },
    };
    let day = when.map_or(i32::MAX, When::first_day);
    let (quoted, ratio) = forward(snapshot, unit, day)?;
    let (_, current) = forward(snapshot, unit, i32::MAX)?;
    let (quoted, ratio) = if when.is_some() { (quoted, ratio) } else { (unit, Fraction::ONE) };
    Some(Epoch { unit, quoted, ratio, current })
}

/// The unit of a target: today's unit of its code, also at times before that unit.
pub fn target(snapshot: &Snapshot, code: Unit, when: Option<When>) -> Option<Epoch> {
    let unit = alias(code).unwrap_or_else(|| epoch_at(snapshot, code, i32::MAX));
    let day = when.map_or(i32::MAX, When::first_day);
    let (mut quoted, mut ratio) = forward(snapshot, unit, day)?;
    let later = |quoted: Unit| {
        let mut entries = snapshot.redenominations.iter();
        entries.find(|entry| entry.effective > day && first_epoch(snapshot, entry.new) == quoted)
    };
    while let Some(entry) = later(quoted) {
        quoted = entry.old;
        ratio = ratio.times(Fraction::whole(entry.ratio).inverse())?;
    }
    Some(Epoch { unit, quoted, ratio, current: Fraction::ONE })
}

/// A rate between quoted units as one between the units themselves.
pub fn restate(rate: Rate, native: Epoch, target: Epoch) -> Option<Rate> {
    if native.unit == native.quoted && target.unit == target.quoted {
        return Some(rate);
    }
    let fraction = native.ratio.times(rate.fraction)?.times(target.ratio.inverse())?;
    let mut path = Few::new();
    path.push(native.unit);
    path.extend(rate.path);
    path.push(target.unit);
    // Between two units of one currency the law is the rate.
    let kind = if rate.kind == Kind::Identity { Kind::Fixed } else { rate.kind };
    Some(Rate { fraction, path, kind, ..rate })
}

/// Today's successor of a unit, and units per unit of the successor.
pub fn today(snapshot: &Snapshot, unit: Unit) -> Option<(Unit, Fraction)> {
    forward(snapshot, unit, i32::MAX)
}

/// Whether the unit had not been introduced yet at the end of this time: the law that made it came later.
pub fn is_later(snapshot: &Snapshot, unit: Unit, when: When) -> bool {
    let last = when.last_day();
    let mut entries = snapshot.redenominations.iter();
    entries.any(|entry| entry.effective > last && first_epoch(snapshot, entry.new) == unit)
}

/// Whether the time lies within 366 days after a redenomination that this code took part in.
pub fn in_window(snapshot: &Snapshot, code: Unit, when: When) -> bool {
    snapshot.redenominations.iter().any(|entry| {
        (entry.old.code() == code || entry.new.code() == code)
            && when.overlaps(entry.effective, Some(entry.effective + 366))
    })
}

fn alias(code: Unit) -> Option<Unit> {
    let found = ALIASES.iter().find(|(alias, _)| *alias == code);
    found.map(|(_, unit)| *unit)
}

/// The redenominations under an unchanged code.
fn epochs(snapshot: &Snapshot, code: Unit) -> impl Iterator<Item = &Redenomination> {
    let entries = snapshot.redenominations.iter();
    entries.filter(move |entry| entry.old.code() == code && entry.new.code() == code)
}

fn has_epochs(snapshot: &Snapshot, code: Unit) -> bool {
    epochs(snapshot, code).next().is_some()
}

pub(crate) fn epoch_at(snapshot: &Snapshot, code: Unit, day: i32) -> Unit {
    let coming = epochs(snapshot, code).filter(|entry| entry.effective > day).min_by_key(|entry| entry.effective);
    let last = epochs(snapshot, code).max_by_key(|entry| entry.effective);
    match (coming, last) {
        (Some(coming), _) => coming.old,
        (None, Some(last)) => last.new,
        (None, None) => code,
    }
}

/// A redenomination into a code that was redenominated again leads to the first unit of that code.
fn first_epoch(snapshot: &Snapshot, unit: Unit) -> Unit {
    if unit != unit.code() {
        return unit;
    }
    let first = epochs(snapshot, unit).min_by_key(|entry| entry.effective);
    first.map_or(unit, |entry| entry.old)
}

/// The successor of a unit on a day, and units per unit of the successor.
fn forward(snapshot: &Snapshot, unit: Unit, day: i32) -> Option<(Unit, Fraction)> {
    let (mut successor, mut ratio) = (unit, Decimal::ONE);
    let next = |unit: Unit| {
        let mut entries = snapshot.redenominations.iter();
        entries.find(|entry| entry.old == unit && entry.effective <= day)
    };
    while let Some(entry) = next(successor) {
        successor = first_epoch(snapshot, entry.new);
        ratio = ratio.checked_mul(entry.ratio)?;
    }
    Some((successor, Fraction::whole(ratio)))
}
