//! How phrases are written down: signs of other widths, small letters, and the notation of data files.

/// A full-width sign as the narrow one that it stands for.
pub(super) fn plain_sign(sign: &str) -> &str {
    if sign.is_ascii() {
        return sign;
    }
    match sign {
        "（" => "(",
        "）" => ")",
        "［" | "【" | "〔" => "[",
        "］" | "】" | "〕" => "]",
        "，" | "、" | "､" => ",",
        "；" => ";",
        "：" => ":",
        "！" => "!",
        "？" => "?",
        "＝" => "=",
        "／" => "/",
        "％" => "%",
        "＋" => "+",
        "．" | "。" => ".",
        "・" | "·" => "/",
        "－" => "-",
        "～" | "〜" | "∼" | "˜" => "~",
        "「" | "『" | "《" => "“",
        "」" | "』" | "》" => "”",
        other => other,
    }
}

/// Small letters, each as long as the capital it stands for, so that offsets stay.
pub(crate) fn lowercase(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    push_lowercase(text, &mut lower);
    lower
}

pub(super) fn push_lowercase(text: &str, lower: &mut String) {
    if text.is_ascii() {
        lower.push_str(text);
        lower.make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        let mut small = c.to_lowercase();
        match (small.next(), small.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => lower.push(one),
            _ => lower.push(c),
        }
    }
}

/// All spellings of a phrase: `(s)` may be absent, `[a|b]` is one of them; a bracket alone is itself.
///
/// ```
/// # use wagemill_money::expand;
/// assert_eq!(expand("labo(u)rer").unwrap(), ["laborer", "labourer"]);
/// assert_eq!(expand("[each|every] day").unwrap(), ["each day", "every day"]);
/// ```
pub fn expand(notation: &str) -> std::result::Result<Vec<String>, String> {
    if notation.chars().count() == 1 {
        return Ok(vec![notation.to_owned()]);
    }
    let mut rest = notation;
    let all = alternatives(&mut rest, notation)?;
    if !rest.is_empty() {
        return Err(format!("unmatched `{}` in `{notation}`", &rest[..1]));
    }
    if all.iter().any(|spelling| spelling.trim().is_empty()) {
        return Err(format!("`{notation}` may be empty"));
    }
    Ok(all)
}

/// Reads up to a closing bracket or bar, which it leaves.
fn alternatives(rest: &mut &str, whole: &str) -> std::result::Result<Vec<String>, String> {
    let mut spellings = vec![String::new()];
    loop {
        let plain = rest.find(['(', ')', '[', ']', '|']).unwrap_or(rest.len());
        for spelling in &mut spellings {
            spelling.push_str(&rest[..plain]);
        }
        *rest = &rest[plain..];
        let close = match rest.bytes().next() {
            Some(b'(') => ')',
            Some(b'[') => ']',
            _ => return Ok(spellings),
        };
        let mut choices = Vec::new();
        if close == ')' {
            choices.push(String::new());
        }
        loop {
            *rest = &rest[1..];
            choices.extend(alternatives(rest, whole)?);
            match rest.chars().next() {
                Some('|') => {}
                Some(found) if found == close => break,
                _ => return Err(format!("no `{close}` in `{whole}`")),
            }
        }
        *rest = &rest[1..];
        if spellings.len() * choices.len() > 1000 {
            return Err(format!("`{whole}` has more than 1000 spellings"));
        }
        spellings = spellings.iter().flat_map(|head| choices.iter().map(move |tail| format!("{head}{tail}"))).collect();
    }
}
