//! Chinese datelines that end with a mark: `新华社北京5月3日电`, `本报北京讯`, `北京5月3日电（记者 …）`.

use super::bracketed::{LONGEST_PLACE, place};
use super::words::{Kind, contains, prefix, suffix};
use super::{Dateline, cut_at_date, is_unspaced, trimmed};

/// Where the mark stands at the latest, in characters.
const LONGEST: usize = 40;

pub(super) fn read(head: &str) -> Option<Dateline> {
    let mut at = prefix(Kind::Lead, head).unwrap_or(0);
    let agency = prefix(Kind::Agency, &head[at..]).or_else(|| prefix(Kind::Own, &head[at..]));
    let mut agency = agency.map(|length| {
        let name = &head[at..at + length];
        at += length;
        name
    });
    if agency.is_none() && !head.starts_with(is_unspaced) {
        return None;
    }
    let rest = &head[at..];
    let near = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(end, _)| end);
    let (sent, length) = rest[..near]
        .char_indices()
        .find_map(|(at, _)| prefix(Kind::Sent, &rest[at..near]).map(|length| (at, length)))?;
    let (before, date, behind) = cut_at_date(&rest[..sent]);
    if !trimmed(behind).is_empty() {
        return None;
    }
    let mut written = trimmed(before);
    if agency.is_none()
        && let Some(start) = suffix(Kind::Agency, written)
    {
        agency = Some(&written[start..]);
        written = &written[..start];
    }
    let reporter = contains(Kind::Reporter, written);
    let place = match written {
        "" => None,
        _ if reporter => None,
        written => Some(place(written).filter(|place| place.chars().count() <= LONGEST_PLACE)?),
    };
    // Without a date, a word that goes on is another word: `电话`.
    let after = &rest[sent + length..];
    let ends = after.chars().next().is_none_or(|next| !next.is_alphanumeric());
    let certain = if date.is_some() {
        agency.is_some() || place.is_some()
    } else {
        agency.is_some() && ends && !written.is_empty()
    };
    if !certain || (date.is_none() && written.chars().count() > 6) {
        return None;
    }
    let end = at + sent + length + reporter_length(after);
    Some(Dateline { place, agency: agency.map(str::to_owned), date, end })
}

/// The length of `（记者张三）` and of the space behind it.
fn reporter_length(after: &str) -> usize {
    let gap = after.len() - after.trim_start().len();
    let bracketed =
        after[gap..].strip_prefix(['(', '（']).filter(|inner| prefix(Kind::Reporter, inner.trim_start()).is_some());
    let closed = bracketed.and_then(|inner| {
        let near = inner.char_indices().nth(LONGEST).map_or(inner.len(), |(end, _)| end);
        inner[..near].find([')', '）']).map(|at| after.len() - inner.len() + at)
    });
    match closed {
        Some(at) => {
            let behind = at + after[at..].chars().next().map_or(0, char::len_utf8);
            behind + after[behind..].len() - after[behind..].trim_start().len()
        }
        None => gap,
    }
}
