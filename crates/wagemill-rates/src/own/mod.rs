//! A user's own series of rates, from files: a long table of one's own, and what the ECB, the Federal Reserve and the World
//! Bank publish, as it comes.
//!
//! A long table is a CSV with the columns `source,base,quote,date,rate,kind,granularity,precedence`, of which the last three
//! may be absent: `rate` is how many units of `quote` one unit of `base` is; `date` is `2023-06-13`, `2023-06` or `2023`;
//! `kind` is `official` or `market`; `granularity` is `day`, `month` or `year`, and by itself that of the date; `precedence`
//! is `first` where the source goes before the embedded rates, else empty or `last`.

mod checks;
mod long;
mod published;
mod reader;

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use wagemill_decimal::Decimal;

use crate::snapshot::{Market, Snapshot};
use crate::unit::Unit;
use crate::when::When;

pub use long::COLUMNS;
use reader::Reader;
pub use reader::nearest_code;

/// A file is no larger than that.
const MOST_BYTES: u64 = 64 << 20;

/// One figure, with where it was read.
#[derive(Clone, Debug)]
pub struct Figure {
    pub source: String,
    pub first: bool,
    pub base: Unit,
    pub quote: Unit,
    pub when: When,
    /// units of `quote` for one unit of `base`
    pub rate: Decimal,
    pub market: Market,
    pub line: u64,
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    pub figures: Vec<Figure>,
    pub left_out: Vec<LeftOut>,
}

/// A line, or a figure of it, that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub line: u64,
    pub reason: Reason,
}

/// Why a figure is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The line has no rate: nobody has filled it in.
    NotFilledIn,
    /// No currency is known for this country, or it is not the home of its currency.
    Country,
    /// The World Bank states every year in the latest unit, and this one was not tender in that year.
    EarlierUnit,
}

impl Reason {
    /// As in "12 figures were left out: …".
    pub const fn text(self) -> &'static str {
        match self {
            Reason::NotFilledIn => "the line has no rate",
            Reason::Country => "the place is no country, or not the one whose figures stand for the currency",
            Reason::EarlierUnit => "the figure is in a unit that was not tender in that year",
        }
    }
}

/// What is wrong with a file of rates, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    pub file: String,
    pub line: Option<u64>,
    pub field: Option<&'static str>,
    pub message: String,
    pub help: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(field) = self.field {
            write!(f, ", `{field}`")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Mistake {}

type Result<T> = std::result::Result<T, Mistake>;

/// Lines of a file, each with its number.
type Records<'a> = &'a [(u64, csv::StringRecord)];

/// What a file holds.
///
/// # Errors
/// A file that cannot be read or is larger than 64 MiB, and every mistake of [`read`].
pub fn read_file(snapshot: &Snapshot, path: &Path) -> Result<Contents> {
    let name = path.display().to_string();
    let mistake = |message| Reader::new(snapshot, &name).mistake(None, message);
    let unreadable = |error: io::Error| mistake(format!("cannot be read: {error}"));
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        let mistake = mistake(format!("is larger than {} MiB", MOST_BYTES >> 20));
        return Err(mistake.help("split it into several files"));
    }
    read(snapshot, &name, &bytes)
}

/// The embedded rates with those of files.
///
/// # Errors
/// The mistakes of [`read_file`] and of [`Snapshot::with_own`], and a line without a rate.
pub fn load(paths: &[impl AsRef<Path>]) -> Result<Snapshot> {
    let snapshot = Snapshot::embedded().map_err(|damaged| Mistake {
        file: "the embedded rates".into(),
        line: None,
        field: None,
        message: damaged.to_string(),
        help: None,
    })?;
    let mut files = Vec::new();
    for path in paths {
        let Contents { figures, left_out } = read_file(&snapshot, path.as_ref())?;
        let file = path.as_ref().display().to_string();
        if let Some(empty) = left_out.iter().find(|left| left.reason == Reason::NotFilledIn) {
            return Err(Mistake {
                file,
                line: Some(empty.line),
                field: Some("rate"),
                message: empty.reason.text().into(),
                help: Some("fill it in, delete the line, or let `wagemill rates add` leave such lines out".into()),
            });
        }
        files.push((file, figures));
    }
    if files.is_empty() { Ok(snapshot) } else { snapshot.with_own(&files) }
}

/// What the bytes of a file hold. `name` is what messages call it.
///
/// # Errors
/// The first mistake, with its line and field.
pub fn read(snapshot: &Snapshot, name: &str, bytes: &[u8]) -> Result<Contents> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::new(snapshot, name);
    let records = reader.records(bytes)?;
    let Some((line, header)) = records.first() else {
        return Err(reader.mistake(None, "the file is empty"));
    };
    reader.line = *line;
    let has = |name: &str| header.iter().any(|cell| cell == name);
    let first = header.get(0).unwrap_or_default();
    let after = &records[1..];
    if has("base") || has("rate") {
        long::read(&mut reader, header, after)?;
    } else if first == "Date" && has("USD") {
        published::ecb(&mut reader, header, after)?;
    } else if matches!(first, "DATE" | "observation_date") {
        published::fred(&mut reader, header, after)?;
    } else if first == "Series Description" {
        published::federal_reserve(&mut reader, &records)?;
    } else if let Some(start) = published::world_bank_header(&records) {
        published::world_bank(&mut reader, &records[start..])?;
    } else {
        let mistake = reader.mistake(None, "it is no file of rates that is known here");
        return Err(mistake.help(format!(
            "give a table with the columns {}; the ECB's eurofxref-hist.csv; a CSV of the Federal Reserve (H.10) or of \
             FRED; or one of the World Bank (PA.NUS.FCRF)",
            COLUMNS[..5].join(", ")
        )));
    }
    let contents = reader.contents;
    if contents.figures.is_empty() && contents.left_out.is_empty() {
        return Err(Mistake { line: None, ..Reader::new(snapshot, name).mistake(None, "it has no figures") });
    }
    Ok(contents)
}

impl Mistake {
    fn help(self, help: impl Into<String>) -> Mistake {
        Mistake { help: Some(help.into()), ..self }
    }
}
