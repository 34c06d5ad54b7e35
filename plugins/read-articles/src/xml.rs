//! What feeds and books share: elements with their text, from XML that is in memory as a whole.

use quick_xml::Reader;
use quick_xml::escape::{escape, unescape};
use quick_xml::events::{BytesStart, Event};

/// Elements inside each other, at most: no feed or book needs so many.
const DEEPEST: usize = 128;

/// A piece of a document.
#[derive(Debug)]
pub enum Piece<'a> {
    Open(BytesStart<'a>),
    /// the name of the element that ends
    Close(String),
    Text(String),
}

/// Goes through a document, piece by piece. A message says why it cannot go on.
pub fn walk(text: &str, mut piece: impl FnMut(Piece<'_>)) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().map_err(|error| format!("{error} at byte {}", reader.error_position()))?;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("elements are nested more than {DEEPEST} deep"));
                }
                piece(Piece::Open(start));
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                piece(Piece::Open(start));
                piece(Piece::Close(name));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                piece(Piece::Close(end.name().as_ref().to_owned()));
            }
            Event::Text(text) => piece(Piece::Text((*text).to_owned())),
            Event::CData(text) => piece(Piece::Text((*text).to_owned())),
            Event::GeneralRef(reference) => {
                let written = format!("&{};", &*reference);
                // An entity of the document's own stays as it is written: nothing is expanded.
                piece(Piece::Text(unescape(&written).map(|text| text.into_owned()).unwrap_or(written)));
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The value of an attribute.
pub fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == name)?;
    Some(unescape(&attribute.value).map(|text| text.into_owned()).unwrap_or_else(|_| attribute.value.into_owned()))
}

/// The name of an element without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Text as it stands in a page.
pub fn escaped(text: &str) -> String {
    escape(text).into_owned()
}
