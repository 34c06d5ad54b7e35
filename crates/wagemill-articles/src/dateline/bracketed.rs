//! Datelines in brackets: `【北京=共同】`, `[서울=연합뉴스]`, `（丹东 5月3日 新华社）`, `(평양 5월 3일발 조선중앙통신)`.

use super::words::{Kind, contains, is, is_agency, is_unspaced_medium, prefix, suffix};
use super::{Dateline, cut_at_date, is_unspaced, trimmed};

const BRACKETS: [(char, char); 7] =
    [('【', '】'), ('[', ']'), ('［', '］'), ('(', ')'), ('（', '）'), ('〔', '〕'), ('〈', '〉')];

/// Longest content of the brackets, in characters.
const LONGEST: usize = 50;

/// Longest place in a script without spaces, in characters.
pub(super) const LONGEST_PLACE: usize = 14;

pub(super) fn read(head: &str) -> Option<Dateline> {
    let opening = head.chars().next()?;
    let (_, closing) = BRACKETS.into_iter().find(|(known, _)| *known == opening)?;
    let inner = &head[opening.len_utf8()..];
    let length = inner.find(closing)?;
    let content = inner[..length].trim();
    if content.chars().count() > LONGEST || !content.chars().any(is_unspaced) {
        return None;
    }
    let (place, agency, date) = match content.split_once(['=', '＝']) {
        Some((left, right)) => parted(left.trim(), right.trim())?,
        None => unparted(content)?,
    };
    let behind = opening.len_utf8() + length + closing.len_utf8();
    let end = behind + reporter(&head[behind..]);
    Some(Dateline { place, agency, date, end })
}

type Parts = (Option<String>, Option<String>, Option<super::PrintedDay>);

/// `北京=共同`, `ソウル＝山田太郎`, `세종=김철수 기자`, `헤럴드경제=김철수 기자`
fn parted(left: &str, right: &str) -> Option<Parts> {
    let (before, date, behind) = cut_at_date(left);
    if !trimmed(behind).is_empty() {
        return None;
    }
    let left = trimmed(before);
    let names =
        |text: &str| text.chars().all(|character| character.is_alphanumeric() || " ・·.,、/".contains(character));
    if !names(left) || !names(right) || right.is_empty() || !right.chars().any(char::is_alphabetic) {
        return None;
    }
    if is_agency(left) || is_unspaced_medium(left) {
        return Some((None, Some(left.to_owned()), date));
    }
    let agency = is_agency(right).then(|| right.to_owned());
    Some((Some(place(left)?), agency, date))
}

/// `丹东 5月3日 新华社`, `新华社北京5月3日电`, `ソウル聯合ニュース`, `中央社記者王小明台北3日電`
fn unparted(content: &str) -> Option<Parts> {
    let (before, date, behind) = cut_at_date(content);
    let mut sent = false;
    let mut agency: Option<String> = None;
    let mut places: Vec<&str> = Vec::new();
    for piece in before.split(is_gap).chain(behind.split(is_gap)).map(trimmed).filter(|piece| !piece.is_empty()) {
        let mut piece = piece;
        if let Some(length) = prefix(Kind::Lead, piece) {
            piece = &piece[length..];
        }
        // `ソウル聯合ニュース` is a place and an agency, though it ends as names of agencies do.
        let glued = !is(Kind::Agency, piece) && suffix(Kind::Agency, piece).or(prefix(Kind::Agency, piece)).is_some();
        if agency.is_none() && !glued && is_agency(piece) {
            agency = Some(piece.to_owned());
            continue;
        }
        if let Some(start) = suffix(Kind::Sent, piece) {
            sent = true;
            piece = &piece[..start];
        }
        let own = prefix(Kind::Own, piece);
        if let Some(length) = prefix(Kind::Agency, piece).or(own)
            && agency.is_none()
        {
            agency = Some(piece[..length].to_owned());
            piece = &piece[length..];
        }
        if let Some(start) = suffix(Kind::Agency, piece).filter(|_| agency.is_none()) {
            agency = Some(piece[start..].to_owned());
            piece = &piece[..start];
        }
        if !piece.is_empty() {
            places.push(piece);
        }
    }
    // The name of a reporter is not parted from the place behind it.
    let reporter = places.iter().any(|piece| contains(Kind::Reporter, piece));
    let place = match places.as_slice() {
        _ if reporter => None,
        [] => None,
        [only] => Some(place(only)?),
        _ => return None,
    };
    let certain = agency.is_some() || (date.is_some() && sent && place.is_some());
    certain.then_some((place, agency, date))
}

/// A place in a script without spaces, or in capitals; nothing where it cannot be one.
pub(super) fn place(written: &str) -> Option<String> {
    let first = written.chars().next()?;
    let letters = written.chars().all(|character| character.is_alphabetic() || " ・·、/-ー".contains(character));
    let length = written.chars().count();
    let possible = letters
        && (is_unspaced(first) || first.is_uppercase())
        && (2..=LONGEST_PLACE).contains(&length)
        && !is(Kind::NotPlace, written);
    possible.then(|| written.to_owned())
}

fn is_gap(character: char) -> bool {
    character.is_whitespace() || "・·,，、/／|".contains(character)
}

/// The length of what belongs to the brackets: ` 홍길동 기자 = `, ` - `.
fn reporter(behind: &str) -> usize {
    let near = behind.char_indices().nth(40).map_or(behind.len(), |(end, _)| end);
    if let Some(sign) = behind[..near].find(['=', '＝'])
        && suffix(Kind::Reporter, behind[..sign].trim_end()).is_some()
    {
        let length = behind[sign..].chars().next().map_or(0, char::len_utf8);
        return sign + length + spaces(&behind[sign + length..]);
    }
    let gap = spaces(behind);
    match behind[gap..].chars().next() {
        Some(dash @ ('-' | '–' | '—' | '＝' | '=')) => {
            let length = gap + dash.len_utf8();
            length + spaces(&behind[length..])
        }
        _ => gap,
    }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start().len()
}
