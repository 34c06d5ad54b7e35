//! From bytes to text: byte order mark, what a header says, valid UTF-8, what the page declares, then detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};

/// Text, and how its encoding was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    pub text: String,
    /// the name in the Encoding Standard, such as `windows-1251`
    pub encoding: &'static str,
    pub basis: EncodingBasis,
    /// sequences of bytes that mean nothing in this encoding; each stands as U+FFFD in the text
    pub replaced: usize,
}

/// What speaks for an encoding, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EncodingBasis {
    ByteOrderMark,
    /// said by the header of HTTP, of a WARC record or of a MIME part
    Header,
    ValidUtf8,
    Declared,
    Detected,
}

impl EncodingBasis {
    /// The word in the column `encoding_basis`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "bom",
            Self::Header => "header",
            Self::ValidUtf8 => "utf8",
            Self::Declared => "declared",
            Self::Detected => "detected",
        }
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecodable {
    /// a file of another kind, by its first bytes
    Kind(&'static str),
    /// too many control characters for a text
    ControlCharacters,
    /// text in no encoding that is known
    NoEncoding,
}

impl Undecodable {
    pub fn message(self) -> String {
        match self {
            Self::Kind(kind) => format!("this is {kind}, not text"),
            Self::ControlCharacters => "too many control characters for a text".to_owned(),
            Self::NoEncoding => "no known encoding gives a readable text".to_owned(),
        }
    }
}

/// How the files begin that people most often take for articles.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive (a Word document or an EPUB book is one)"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"RIFF", "an image, a sound or a video in a RIFF container"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"BZh", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
];

fn binary_kind(bytes: &[u8]) -> Option<&'static str> {
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, kind)| *kind)
}

/// Why bytes cannot be a text in any encoding, if so: cheaper than [`decode`], and all that can be said of a page whose
/// encoding is not known yet.
pub fn binary_reason(bytes: &[u8]) -> Option<Undecodable> {
    if let Some(kind) = binary_kind(bytes) {
        return Some(Undecodable::Kind(kind));
    }
    let marked = Encoding::for_bom(bytes).is_some();
    (!marked && control_characters(bytes) * 200 > bytes.len()).then_some(Undecodable::ControlCharacters)
}

/// What is known about an encoding besides the bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints<'a> {
    /// the label that came with the bytes, such as the `charset` of an HTTP response
    pub header: Option<&'a str>,
    /// the label that the text itself gives, as [`declared_in_html`] finds it
    pub declared: Option<&'a str>,
    /// the top-level domain of the site, which tells apart old encodings that detection confuses
    pub domain: Option<&'a str>,
}

/// Decodes a text whose encoding nobody has to know: [`decode_with`] without a header.
pub fn decode(bytes: &[u8], declared: Option<&str>, domain: Option<&str>) -> Result<Decoded, Undecodable> {
    decode_with(bytes, &Hints { header: None, declared, domain })
}

/// Decodes a text in the encoding that the strongest hint gives and that fits all of its bytes.
///
/// A header is not believed where the bytes are UTF-8 with more than ASCII: servers name their default encoding for
/// everything, and no text in another encoding happens to be valid UTF-8.
pub fn decode_with(bytes: &[u8], hints: &Hints<'_>) -> Result<Decoded, Undecodable> {
    let Hints { header, declared, domain } = *hints;
    let header = header.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if let Some(encoding) = header.filter(|encoding| *encoding == UTF_16LE || *encoding == UTF_16BE)
        && Encoding::for_bom(bytes).is_none()
        && binary_kind(bytes).is_none()
        && let decoded = decoded(encoding, bytes, EncodingBasis::Header)
        && decoded.replaced == 0
        && let Ok(readable) = readable(decoded)
    {
        return Ok(readable);
    }
    if let Some(reason) = binary_reason(bytes) {
        return Err(reason);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return readable(decoded(encoding, &bytes[mark..], EncodingBasis::ByteOrderMark));
    }
    // ISO-2022-JP is ASCII with escapes: valid UTF-8 that nobody can read.
    if has_escapes(bytes) {
        let candidate = decoded(ISO_2022_JP, bytes, EncodingBasis::Detected);
        if candidate.replaced == 0 {
            let named = |label: Option<&str>| label.and_then(|label| Encoding::for_label(label.as_bytes()));
            let basis = if header == Some(ISO_2022_JP) {
                EncodingBasis::Header
            } else if named(declared) == Some(ISO_2022_JP) {
                EncodingBasis::Declared
            } else {
                EncodingBasis::Detected
            };
            return readable(Decoded { basis, ..candidate });
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            basis: EncodingBasis::ValidUtf8,
            replaced: 0,
        });
    }
    let (sequences, broken) = utf8_sequences(bytes);
    if sequences >= 4 * broken {
        // UTF-8 with a few damaged places: any other encoding would spoil every good sequence.
        return readable(decoded(UTF_8, bytes, EncodingBasis::Detected));
    }
    let declared = declared.and_then(|label| Encoding::for_label(label.as_bytes()));
    for (encoding, basis) in [(header, EncodingBasis::Header), (declared, EncodingBasis::Declared)] {
        // A page that can be read this far is not in UTF-16, whatever is said of it.
        let Some(encoding) = encoding.filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE) else {
            continue;
        };
        let candidate = decoded(encoding, bytes, basis);
        if candidate.replaced == 0 {
            return readable(candidate);
        }
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let domain = domain.filter(|domain| domain.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
    let encoding = detector.guess(domain.map(str::as_bytes), Utf8Detection::Deny);
    readable(decoded(encoding, bytes, EncodingBasis::Detected))
}

/// Decodes a part of a text whose encoding is known by its name in the Encoding Standard; also how many places mean nothing
/// in it. A name that is none stands for UTF-8.
pub fn decode_as(bytes: &[u8], name: &str) -> (String, usize) {
    let decoded = decoded(Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8), bytes, EncodingBasis::Declared);
    (decoded.text, decoded.replaced)
}

/// Escapes of ISO-2022-JP to a Japanese set of characters.
fn has_escapes(bytes: &[u8]) -> bool {
    bytes.contains(&0x1b)
        && bytes.is_ascii()
        && bytes.windows(3).any(|window| matches!(window, b"\x1b$B" | b"\x1b$@" | b"\x1b(J" | b"\x1b(I"))
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], basis: EncodingBasis) -> Decoded {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    // A replacement character that the author printed counts as well: better one flag too many.
    let replaced = if had_errors { text.matches('\u{fffd}').count() } else { 0 };
    Decoded { text: text.into_owned(), encoding: encoding.name(), basis, replaced }
}

/// Refuses what decoding shows to be garbage: one sequence in twenty characters that means nothing, or control characters.
fn readable(decoded: Decoded) -> Result<Decoded, Undecodable> {
    let characters = decoded.text.chars().count();
    let controls =
        decoded.text.chars().filter(|character| character.is_control() && !character.is_whitespace()).count();
    if controls * 200 > characters {
        return Err(Undecodable::ControlCharacters);
    }
    if decoded.replaced * 20 > characters {
        return Err(Undecodable::NoEncoding);
    }
    Ok(decoded)
}

/// Control characters other than white space and the escape of ISO-2022-JP. Counted in small numbers and without a branch,
/// so that a processor takes many bytes at once: every page passes here.
fn control_characters(bytes: &[u8]) -> usize {
    let is_control = |byte: u8| (byte < 0x20) & (byte.wrapping_sub(9) >= 5) & (byte != 0x1b) | (byte == 0x7f);
    let block = |block: &[u8]| block.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>();
    bytes.chunks(255).map(|bytes| usize::from(block(bytes))).sum()
}

/// How many multi-byte sequences of UTF-8 there are, and in how many places the bytes are none.
fn utf8_sequences(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(sequences, broken), chunk| {
        let good = chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        (sequences + good, broken + usize::from(!chunk.invalid().is_empty()))
    })
}

/// How far into a page its own statement about its encoding is looked for.
const PROLOGUE: usize = 4096;

/// The encoding that an HTML or XML page declares near its beginning: `charset=…`, or `encoding="…"` of the XML line.
pub fn declared_in_html(bytes: &[u8]) -> Option<&str> {
    let prologue = &bytes[..bytes.len().min(PROLOGUE)];
    let lower = prologue.to_ascii_lowercase();
    [&b"charset"[..], b"encoding"].into_iter().find_map(|name| {
        let mut from = 0;
        while let Some(found) = find(&lower[from..], name) {
            let after = from + found + name.len();
            if let Some(label) = label_after(prologue, after) {
                return Some(label);
            }
            from = after;
        }
        None
    })
}

fn label_after(bytes: &[u8], start: usize) -> Option<&str> {
    let skip = |from: usize| from + bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let equals = skip(start);
    if bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let mut begin = skip(equals + 1);
    if matches!(bytes.get(begin), Some(b'"' | b'\'')) {
        begin += 1;
    }
    let length =
        bytes[begin..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)).count();
    let label = std::str::from_utf8(&bytes[begin..begin + length]).ok()?;
    Encoding::for_label(label.as_bytes()).map(|_| label)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, ISO_8859_2, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
    use proptest::prelude::*;

    use super::*;

    const RUSSIAN: &str =
        "Рабочие из Северной Кореи получают на стройке двадцать тысяч рублей в месяц, сообщил источник в понедельник.";
    const JAPANESE: &str = "工場で働く労働者の月給は二十万円で、残業代は含まれていないと関係者は述べた。";
    const CHINESE: &str = "丹东的一家服装厂每月付给工人两千五百元人民币，工人每天工作十二个小时。";

    #[test]
    fn legacy_encodings_are_detected() {
        for (encoding, text, name) in [
            (WINDOWS_1251, RUSSIAN, "windows-1251"),
            (SHIFT_JIS, JAPANESE, "Shift_JIS"),
            (GB18030, CHINESE, "GBK"),
            (WINDOWS_1252, "Der Lohn beträgt 12,50 € die Stunde, sagte die Näherin in Düsseldorf.", "windows-1252"),
        ] {
            let (bytes, _, unmappable) = encoding.encode(text);
            assert!(!unmappable);
            let decoded = decode(&bytes, None, None).expect("a text in a known encoding");
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding, decoded.basis, decoded.replaced),
                (text, name, EncodingBasis::Detected, 0)
            );
        }
    }

    #[test]
    fn a_byte_order_mark_decides() {
        let little: Vec<u8> = [0xfeff].into_iter().chain(RUSSIAN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xfeff].into_iter().chain(RUSSIAN.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        for (bytes, name) in
            [(little, "UTF-16LE"), (big, "UTF-16BE"), (format!("\u{feff}{RUSSIAN}").into_bytes(), "UTF-8")]
        {
            let decoded = decode(&bytes, Some("windows-1252"), None).expect("a text with a mark");
            assert_eq!(
                (decoded.text.as_str(), decoded.encoding, decoded.basis),
                (RUSSIAN, name, EncodingBasis::ByteOrderMark)
            );
        }
    }

    #[test]
    fn one_broken_byte_does_not_spoil_the_rest() {
        let mut bytes = RUSSIAN.as_bytes().to_vec();
        bytes.extend_from_slice(b" \xd0 2023");
        let decoded = decode(&bytes, None, None).expect("nearly UTF-8");
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", 1));
        assert!(decoded.text.starts_with("Рабочие из Северной Кореи"));
    }

    #[test]
    fn a_declared_encoding_is_used_where_it_fits() {
        let (bytes, ..) = WINDOWS_1251.encode("Зарплата");
        let decoded = decode(&bytes, Some("windows-1251"), None).expect("declared");
        assert_eq!((decoded.text.as_str(), decoded.basis), ("Зарплата", EncodingBasis::Declared));
        let (bytes, ..) = SHIFT_JIS.encode(JAPANESE);
        let decoded = decode(&bytes, Some("euc-kr"), None).expect("declared wrongly");
        assert_eq!((decoded.text.as_str(), decoded.basis), (JAPANESE, EncodingBasis::Detected));
    }

    #[test]
    fn a_header_is_believed_where_the_bytes_allow_it() {
        let with = |bytes: &[u8], header: &str, declared: Option<&str>| {
            let hints = Hints { header: Some(header), declared, domain: None };
            let decoded = decode_with(bytes, &hints).expect("a text");
            (decoded.text, decoded.encoding, decoded.basis)
        };
        let text = "Płaca wynosi 20 złotych";
        let (bytes, ..) = ISO_8859_2.encode(text);
        assert_eq!(
            with(&bytes, "ISO-8859-2", Some("windows-1252")),
            (text.to_owned(), "ISO-8859-2", EncodingBasis::Header)
        );
        // a server that says the same of everything
        assert_eq!(with(text.as_bytes(), "iso-8859-1", None), (text.to_owned(), "UTF-8", EncodingBasis::ValidUtf8));
        let (japanese, ..) = SHIFT_JIS.encode(JAPANESE);
        assert_eq!(with(&japanese, "euc-kr", Some("shift_jis")).2, EncodingBasis::Declared);
        let wide: Vec<u8> = RUSSIAN.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(with(&wide, "utf-16le", None), (RUSSIAN.to_owned(), "UTF-16LE", EncodingBasis::Header));
        assert_eq!(with(b"plain ASCII text of some length", "utf-16le", None).1, "UTF-8");
        let marked = format!("\u{feff}{RUSSIAN}");
        assert_eq!(with(marked.as_bytes(), "windows-1251", None).2, EncodingBasis::ByteOrderMark);
    }

    #[test]
    fn escapes_of_iso_2022_jp_are_read() {
        let (bytes, encoding, _) = ISO_2022_JP.encode(JAPANESE);
        assert_eq!(encoding, ISO_2022_JP);
        let decoded = decode(&bytes, None, None).expect("a text");
        assert_eq!((decoded.text.as_str(), decoded.encoding), (JAPANESE, "ISO-2022-JP"));
        let coloured = decode(b"\x1b[1mbold\x1b[0m", None, None).expect("ASCII with other escapes");
        assert_eq!(coloured.encoding, "UTF-8");
    }

    #[test]
    fn garbage_is_refused() {
        let noise: Vec<u8> = (0u32..4000).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise, None, None), Err(Undecodable::ControlCharacters));
        assert_eq!(decode(b"%PDF-1.7\n%\xe2\xe3", None, None), Err(Undecodable::Kind("a PDF document")));
    }

    #[test]
    fn control_characters_are_counted_one_by_one() {
        let all: Vec<u8> = (0..=255).collect();
        let controls = |byte: &u8| matches!(byte, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
        assert_eq!(control_characters(&all), all.iter().filter(|byte| controls(byte)).count());
        assert_eq!(control_characters(&[0; 1000]), 1000);
        assert_eq!(control_characters("Lohn\t5 €\r\n".as_bytes()), 0);
    }

    #[test]
    fn pages_declare_their_encoding_in_many_ways() {
        assert_eq!(declared_in_html(b"<meta charset=\"Shift_JIS\">"), Some("Shift_JIS"));
        assert_eq!(declared_in_html(b"<META content='text/html; charset = windows-1251'>"), Some("windows-1251"));
        assert_eq!(declared_in_html(b"<?xml version='1.0' encoding='gb2312'?>"), Some("gb2312"));
        assert_eq!(declared_in_html(b"<script src=x charset></script><meta charset=euc-kr>"), Some("euc-kr"));
        assert_eq!(declared_in_html(b"<meta charset=nonsense>"), None);
        assert_eq!(declared_in_html(b"charset="), None);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
            let _ = decode(&bytes, declared_in_html(&bytes), Some("jp"));
        }

        #[test]
        fn text_in_utf8_stays_what_it_is(text in "[\\PC\n]{1,200}") {
            prop_assume!(binary_kind(text.as_bytes()).is_none() && !text.starts_with('\u{feff}'));
            if let Ok(decoded) = decode(text.as_bytes(), None, None) {
                prop_assert_eq!(decoded.text, text);
            }
        }
    }
}
