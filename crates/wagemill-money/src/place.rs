//! Places: countries, regions and cities, and the words for their people.

use crate::currency::lines;
use crate::error::{Error, Result};
use crate::lexicon::{LexiconBuilder, expand};
use crate::term::Term;

/// How large a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    Country,
    Region,
    City,
}

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// the name that a table shows
    pub name: &'static str,
    pub size: Size,
    /// ISO 3166 alpha-2
    pub country: &'static str,
}

/// All places.
#[derive(Debug)]
pub struct Places {
    pub all: Vec<Place>,
}

impl Places {
    /// Reads the gazetteer and adds its names to the lexicon; the value of a mark is an index into
    /// [`Places::all`].
    pub(crate) fn read(file: &str, text: &'static str, lexicon: &mut LexiconBuilder) -> Result<Places> {
        let mut places = Places { all: Vec::new() };
        for (line, fields) in lines(text) {
            let (kind, country, names, people) = match fields[..] {
                [kind, country, names] => (kind, country, names, ""),
                [kind, country, names, people] => (kind, country, names, people),
                _ => return Err(Error::new(file, line, "a line has four fields, parted by `|`")),
            };
            let size = match kind {
                "country" => Size::Country,
                "region" => Size::Region,
                "city" => Size::City,
                other => return Err(Error::new(file, line, format!("unknown kind `{other}`"))),
            };
            let first = places.all.len() as u32;
            for name in names.split(';').map(str::trim).filter(|name| !name.is_empty()) {
                // A country has one entry, whatever it is called; of towns each name is its own.
                if size != Size::Country || places.all.len() == first as usize {
                    places.all.push(Place { name, size, country });
                }
                let value = places.all.len() as u32 - 1;
                for spelling in expand(name).map_err(|message| Error::new(file, line, message))? {
                    lexicon
                        .add(Term::Place.into(), value, &spelling, true)
                        .map_err(|message| Error::new(file, line, message))?;
                }
            }
            for word in people.split(';').map(str::trim).filter(|word| !word.is_empty()) {
                lexicon
                    .add(Term::People.into(), first, word, true)
                    .map_err(|message| Error::new(file, line, message))?;
            }
        }
        Ok(places)
    }
}
