//! How articles are written down, whoever reads them: encodings, printed dates, URLs, language codes, plain text.
//!
//! `read-articles` and `parse-article` stand on this, and so can any source of articles. It opens no file.

mod dates;
mod encoding;
mod language;
mod tables;
mod text;
mod urls;

pub use dates::{DateProblem, Precision, PrintedDate, parse_date};
pub use encoding::{Decoded, EncodingBasis, Undecodable, binary_reason, declared_in_html, decode};
pub use language::{country_code, detect_language, language_code};
pub use text::{clean_text, text_sha256, tidy_line};
pub use urls::{canonical_url, top_level_domain, url_date};
