//! Reads one split: a file, or a part of one.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use wagemill_plugin::prelude::{Error, Result as StageResult};

use crate::budget::Budget;
use crate::emitter::{Emitter, Outcome};
use crate::input::Input;
use crate::listing::{Part, Piece, bad_sidecar};
use crate::metadata::Metadata;
use crate::options::Options;
use crate::paths::{absolute, lexical};
use crate::problem::{Problem, of_error};
use crate::sidecar::Sidecars;
use crate::unpack::{self, Member};

/// The reader of a stage.
#[derive(Debug)]
pub struct Reader {
    options: Options,
    base: Option<PathBuf>,
    given: Metadata,
    sidecars: Sidecars,
}

impl Reader {
    pub fn new(options: Options, base: Option<&Path>) -> Self {
        let base = base.map(lexical);
        let base = base.as_deref();
        let explicit = options.sidecar.as_deref().map(|sidecar| absolute(sidecar, base));
        let given = Metadata {
            url: options.url.clone(),
            byline: options.byline.clone(),
            publisher: options.publisher.clone(),
            section: options.section.clone(),
            published_on: options.published_on.clone(),
            language: options.language.clone(),
            country: options.country.clone(),
            ..Metadata::default()
        };
        Self { sidecars: Sidecars::new(explicit, base), base: base.map(Path::to_path_buf), options, given }
    }

    /// Reads a split of [`crate::listing::list`].
    pub fn read(&mut self, split: &str, source: &str, out: &mut dyn FnMut(Outcome)) -> StageResult<()> {
        let piece: Piece = serde_json::from_str(split)
            .map_err(|error| Error::new("bad-split", format!("`{split}` is no split of this stage: {error}")))?;
        let sidecar = self
            .sidecars
            .of(&piece.path)
            .map_err(|(path, problem)| bad_sidecar(&path, &problem, self.base.as_deref()))?;
        let name = piece.path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let opened = open(&piece);
        let packed = opened.as_ref().map_or(0, |(_, packed)| *packed);
        let budget = Budget::new(self.options.limits(), packed);
        let mut emitter =
            Emitter::new(budget, &self.options.fields, &self.given, &mut self.sidecars, sidecar, source, out);
        let member = Member {
            name,
            source: source.to_owned(),
            path: piece.path.clone(),
            depth: 0,
            whole: Some(&piece.path),
            part: piece.part.as_ref(),
        };
        if let Err(problem) = opened.and_then(|(input, _)| unpack::read(input, &member, &mut emitter)) {
            emitter.reject(source, problem);
        }
        Ok(())
    }
}

/// The bytes of a split, and how many there are.
fn open(piece: &Piece) -> Result<(Input<'static>, u64), Problem> {
    let mut file = File::open(&piece.path).map_err(|error| of_error(&error))?;
    let size = file.metadata().map_err(|error| of_error(&error))?.len();
    let (start, end) = match piece.part {
        Some(Part::Lines { start, end, .. } | Part::Bytes { start, end }) => (start, end),
        _ => (0, size),
    };
    if size < end {
        return Err(Problem::new("changed", "the file is shorter than it was when it was listed"));
    }
    file.seek(SeekFrom::Start(start)).map_err(|error| of_error(&error))?;
    Ok((Input::plain(file.take(end - start), start), end - start))
}

#[cfg(test)]
mod tests;
