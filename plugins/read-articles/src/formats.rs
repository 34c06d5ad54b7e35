//! The formats: each reads a stream and hands its articles to the emitter.

mod epub;
mod feed;
mod http;
mod json;
mod lines;
mod mhtml;
mod page;
mod parquet;
pub mod press;
mod table;
pub mod warc;

pub use parquet::row_groups;

use crate::emitter::Emitter;
use crate::format::{Format, extension, file_name, remedy};
use crate::input::Input;
use crate::problem::Problem;
use crate::unpack::Member;

/// Reads a stream of this format. A problem is about all of it; those of single articles went to the emitter.
pub fn read(format: Format, input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    match format {
        Format::Text | Format::Markdown | Format::Html | Format::Unnamed | Format::Archive => {
            page::read(format, input, member, out)
        }
        Format::Lines => lines::read(input, member, out),
        Format::Json => json::read(input, member, out),
        Format::Table => table::read(input, member, out),
        Format::Parquet => parquet::read(input, member, out),
        Format::Warc => warc::read(input, member, out),
        Format::Feed => feed::read(input, member, out),
        Format::Mhtml => mhtml::read(input, member, out),
        Format::Epub => epub::read(input, member, out),
        Format::Unsupported => {
            let name = file_name(&member.name).to_lowercase();
            let kind = extension(&name);
            let problem = Problem::new("unsupported-format", format!("files of the kind `.{kind}` are not read"));
            Err(problem.help(remedy(kind).unwrap_or_default()))
        }
    }
}
