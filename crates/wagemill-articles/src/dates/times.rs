//! Times of day and time zones beside a date.

use super::forms::Cursor;
use super::words::{Role, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

pub(super) type Time = (Option<Clock>, Option<i32>, Option<&'static Word>);

/// `14:05, 3 мая 2021`
pub(super) fn clock_before(cursor: Cursor<'_>) -> Option<(Time, Cursor<'_>)> {
    let (clock, mut cursor) = clock(cursor)?;
    let (offset, zone) = zones(&mut cursor);
    cursor.skip(",|-–—•·", &[]);
    Some(((Some(clock), offset, zone), cursor))
}

/// `14:05`, `8:15 a.m.`, `14h05`, `14.05 Uhr`, `오후 2시 5분`, `下午2:05`, `8 pm`
pub(super) fn clock(mut cursor: Cursor<'_>) -> Option<(Clock, Cursor<'_>)> {
    let announced = cursor.role(Role::At);
    let half_before = half_of_day(&mut cursor);
    let hour = cursor.number(1, 2)?;
    let (mut minute, mut second) = (0, 0);
    // A lone number is an hour only where something says so, and a point parts hours from minutes only then.
    let mut sure = false;
    let mut after = cursor;
    if let Some(mark) = after.mark(":.")
        && let Some(number) = after.number(2, 2)
    {
        minute = number;
        sure = mark == ':' || announced;
        cursor = after;
        if after.mark(":").is_some()
            && let Some(number) = after.number(2, 2)
        {
            second = number;
            cursor = after;
            if after.mark(".,").is_some() && after.number(1, 9).is_some() {
                cursor = after;
            }
        }
    } else if cursor.role(Role::HourMark) {
        sure = true;
        let (mut after, mut marked_after) = (cursor, cursor);
        let marked = marked_after.number(1, 2).is_some() && marked_after.role(Role::MinuteMark);
        if let Some(number) = after.number(if marked { 1 } else { 2 }, 2) {
            minute = number;
            if marked {
                after = marked_after;
            }
            cursor = after;
            if marked
                && let Some(number) = after.number(1, 2)
                && after.role(Role::SecondMark)
            {
                second = number;
                cursor = after;
            }
        }
    }
    let half = half_before.or_else(|| half_of_day(&mut cursor));
    let mut after = cursor;
    if after.role(Role::HourMark) {
        after.mark(".");
        cursor = after;
        sure = true;
    }
    if half.is_none() && !sure {
        return None;
    }
    let hour = match (half, hour) {
        (Some(Role::Pm), 1..=11) => hour + 12,
        (Some(Role::Am), 12) => 0,
        _ => hour,
    };
    clock_of(hour, minute, second).map(|clock| (clock, cursor))
}

pub(super) fn clock_of(hour: u32, minute: u32, second: u32) -> Option<Clock> {
    (hour <= 24 && minute < 60 && second <= 60).then_some(Clock { hour, minute, second })
}

fn half_of_day(cursor: &mut Cursor<'_>) -> Option<Role> {
    let word = cursor.word(|word| word.is(Role::Am) || word.is(Role::Pm))?;
    cursor.mark(".");
    Some(if word.is(Role::Pm) { Role::Pm } else { Role::Am })
}

/// `Z`, `+09:00`, `GMT+7`, `KST`, `(KST)`, `+0000 (UTC)`
pub(super) fn zones(cursor: &mut Cursor<'_>) -> (Option<i32>, Option<&'static Word>) {
    let (mut offset, mut zone) = (None, None);
    for _ in 0..2 {
        let mut after = *cursor;
        let bracket = after.mark("([").is_some();
        let word = after.word(|word| word.is_zone);
        let signed = signed_offset(&mut after);
        if (word.is_none() && signed.is_none()) || (bracket && after.mark(")]").is_none()) {
            break;
        }
        // `GMT+7` is seven hours, not those of GMT.
        offset = offset.or(signed);
        zone = zone.or(word.filter(|_| signed.is_none()));
        *cursor = after;
    }
    (offset, zone)
}

fn signed_offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    let mut after = *cursor;
    let sign = if after.mark("+-")? == '-' { -1 } else { 1 };
    let minutes = match after.number(4, 4) {
        Some(value) => value / 100 * 60 + value % 100,
        None => {
            let hours = after.number(1, 2)?;
            let mut behind = after;
            match behind.mark(":").and_then(|_| behind.number(2, 2)) {
                Some(minutes) => {
                    after = behind;
                    hours * 60 + minutes
                }
                None => hours * 60,
            }
        }
    };
    let minutes = i32::try_from(minutes).ok().filter(|minutes| *minutes <= 14 * 60)?;
    *cursor = after;
    Some(sign * minutes)
}
