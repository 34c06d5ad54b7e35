//! How articles are written down, whoever reads them: encodings, printed dates, datelines, URLs, language codes,
//! plain text. What differs between languages is in the tables of `data/`.
//!
//! `read-articles` and `parse-article` stand on this, and so can any source of articles. It opens no file.

mod dateline;
mod dates;
mod encoding;
mod language;
mod tables;
mod text;
mod urls;

pub use dateline::{Dateline, PrintedDay, dateline};
pub use dates::{
    DateLabel, DateProblem, DateReading, FoundDate, Precision, PrintedDate, PrintedTime, parse_date, parse_date_in,
    printed_dates, published_date, speaks_of_change,
};
pub use encoding::{
    Decoded, EncodingBasis, Hints, Undecodable, binary_reason, declared_in_html, decode, decode_as, decode_with,
};
pub use language::{country_code, detect_language, language_code};
pub use text::{clean_text, text_sha256, tidy_line};
pub use urls::{canonical_url, top_level_domain, url_date};
