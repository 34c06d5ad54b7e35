//! Through compression and archives to what they hold.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{self, BufRead, Cursor, Read, Seek};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use crate::budget::Budget;
use crate::emitter::Emitter;
use crate::format::{Format, Kind, file_name};
use crate::formats;
use crate::input::Input;
use crate::listing::Part;
use crate::problem::{Problem, of_error};

/// What stands in front of a longer name of a member in a tar file, at most.
const LONGEST_NAME: u64 = 4096;

/// A stream in its place.
pub struct Member<'a> {
    /// what tells its format
    pub name: String,
    pub source: String,
    /// the file, and the members on the way as folders: where a sidecar would name it
    pub path: PathBuf,
    /// how many archives and compressions are around it
    pub depth: u32,
    /// the file itself, where nothing is around it
    pub whole: Option<&'a Path>,
    /// what to read of it
    pub part: Option<&'a Part>,
}

/// Reads what a stream holds, whatever is around it.
pub fn read(mut input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let head = input.fill_buf().map_err(|error| of_error(&error))?;
    let kind = Kind::of(&member.name, &head[..head.len().min(1024)]);
    if !matches!(kind, Kind::Format(_)) {
        out.budget.depth(member.depth + 1)?;
    }
    match kind {
        Kind::Compressed(compression) => {
            let inner = Input::decompressed(input, compression, Rc::clone(&out.budget));
            let inside = Member {
                name: without_compression(&member.name),
                source: member.source.clone(),
                path: member.path.clone(),
                depth: member.depth + 1,
                whole: None,
                part: member.part,
            };
            read(inner, &inside, out)
        }
        Kind::Zip => zip(input, member, out),
        Kind::Tar => tar(input, member, out),
        Kind::Format(format) => formats::read(format, input, member, out),
    }
}

fn without_compression(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    for (packed, plain) in [(".tgz", ".tar"), (".tzst", ".tar"), (".gz", ""), (".zst", "")] {
        if lower.ends_with(packed) {
            return format!("{}{plain}", &name[..name.len() - packed.len()]);
        }
    }
    name.to_owned()
}

/// A file that has to be read here and there.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The stream as something to seek in: the file itself, or its bytes in memory.
pub fn seekable<'a>(
    mut input: Input<'_>,
    member: &Member<'_>,
    budget: &Budget,
) -> Result<Box<dyn ReadSeek + 'a>, Problem> {
    if let Some(path) = member.whole {
        return Ok(Box::new(io::BufReader::new(File::open(path).map_err(|error| of_error(&error))?)));
    }
    Ok(Box::new(Cursor::new(nested(&mut input, budget)?)))
}

/// All bytes of a stream that has to be held in memory.
pub fn nested(input: &mut Input<'_>, budget: &Budget) -> Result<Vec<u8>, Problem> {
    let limit = budget.limits.nested_bytes;
    input.read_all(limit).map_err(|problem| match problem.code {
        "too-large" if !budget.exhausted() => Problem::new(
            "too-large",
            format!("an archive inside another one is larger than {limit} bytes (`max_nested_bytes`)"),
        ),
        _ => problem,
    })
}

pub fn damaged(error: &dyn std::fmt::Display) -> Problem {
    Problem::new("damaged-archive", format!("the archive is damaged: {error}"))
}

pub fn zip_problem(error: &ZipError) -> Problem {
    match error {
        ZipError::Io(error) => match of_error(error) {
            problem if problem.code == "unreadable" => damaged(error),
            problem => problem,
        },
        ZipError::UnsupportedArchive(reason) if reason.to_lowercase().contains("password") => {
            Problem::new("encrypted", "the file is locked with a password")
        }
        error => damaged(error),
    }
}

fn zip(input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let file = seekable(input, member, &out.budget)?;
    let mut archive = ZipArchive::new(file).map_err(|error| zip_problem(&error))?;
    let range = match member.part {
        Some(Part::Members { from, to }) => *from..(*to).min(archive.len()),
        _ => 0..archive.len(),
    };
    let mut members = Members::new(member);
    for index in range {
        let name = match archive.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => format!("{index}"),
        };
        let Some(inside) = members.next(name, out)? else { continue };
        let read = match archive.by_index(index) {
            Ok(file) if file.is_file() => {
                let charged = Charged { inner: file, budget: Rc::clone(&out.budget) };
                inside.read(Input::plain(charged, 0), out)
            }
            Ok(_) => Ok(()),
            Err(error) => Err(zip_problem(&error)),
        };
        inside.settle(read, out)?;
    }
    members.end(out);
    Ok(())
}

fn tar(input: Input<'_>, member: &Member<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
    let mut archive = tar::Archive::new(input);
    let entries = archive.entries().map_err(|error| of_error(&error))?.raw(true);
    let mut members = Members::new(member);
    let mut long_name = None;
    for entry in entries {
        let mut entry = entry.map_err(|error| match of_error(&error) {
            problem if problem.code == "unreadable" => damaged(&error),
            problem => problem,
        })?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut text = Vec::new();
            (&mut entry).take(LONGEST_NAME).read_to_end(&mut text).map_err(|error| of_error(&error))?;
            let name = if kind.is_gnu_longname() { Some(text) } else { pax_path(&text) };
            long_name = name.or(long_name);
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        if !kind.is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&name).trim_end_matches('\0').to_owned();
        let Some(inside) = members.next(name, out)? else { continue };
        let read = inside.read(Input::plain(entry, 0), out);
        inside.settle(read, out)?;
    }
    members.end(out);
    Ok(())
}

/// The value of `path` among the records `LENGTH KEY=VALUE` of an extended header.
fn pax_path(text: &[u8]) -> Option<Vec<u8>> {
    text.split(|byte| *byte == b'\n').find_map(|line| {
        let at = line.iter().position(|byte| *byte == b' ')?;
        line[at + 1..].strip_prefix(b"path=").map(<[u8]>::to_vec)
    })
}

/// Offsets of members at about every `size` bytes, from 0.
pub fn tar_cuts(path: &Path, size: u64) -> io::Result<Vec<u64>> {
    let mut archive = tar::Archive::new(File::open(path)?);
    let mut cuts = vec![0u64];
    let mut behind_name = false;
    for entry in archive.entries_with_seek()?.raw(true) {
        let entry = entry?;
        let start = entry.raw_header_position();
        // A longer name belongs to the member behind it.
        if !behind_name && start >= cuts.last().copied().unwrap_or(0).saturating_add(size) {
            cuts.push(start);
        }
        let kind = entry.header().entry_type();
        behind_name = kind.is_gnu_longname() || kind.is_gnu_longlink() || kind.is_pax_local_extensions();
    }
    Ok(cuts)
}

/// Ranges of members of about `size` packed bytes each, with those bytes.
pub fn zip_ranges(path: &Path, size: u64) -> io::Result<Vec<(usize, usize, u64)>> {
    let mut archive = ZipArchive::new(io::BufReader::new(File::open(path)?))?;
    let mut ranges = Vec::new();
    let (mut from, mut bytes) = (0, 0u64);
    for index in 0..archive.len() {
        bytes = bytes.saturating_add(archive.by_index_raw(index)?.compressed_size());
        if bytes >= size {
            ranges.push((from, index + 1, bytes));
            (from, bytes) = (index + 1, 0);
        }
    }
    if from < archive.len() {
        ranges.push((from, archive.len(), bytes));
    }
    Ok(ranges)
}

/// The members of one archive, of which a folder's rules choose.
struct Members<'a> {
    archive: &'a Member<'a>,
    read: usize,
    skipped: usize,
    first_skipped: String,
    /// hashes of the names so far
    names: HashSet<u64>,
}

impl<'a> Members<'a> {
    fn new(archive: &'a Member<'a>) -> Self {
        Self { archive, read: 0, skipped: 0, first_skipped: String::new(), names: HashSet::new() }
    }

    /// The member of this name, if it is to be read.
    fn next(&mut self, name: String, out: &Emitter<'_>) -> Result<Option<Inside>, Problem> {
        out.budget.member()?;
        let name = tidy_name(&name);
        let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
        if name.is_empty() || name.ends_with('/') || hidden {
            return Ok(None);
        }
        if !Format::of(&name).is_known() {
            self.skipped += 1;
            if self.first_skipped.is_empty() {
                self.first_skipped = name;
            }
            return Ok(None);
        }
        self.read += 1;
        let archive = self.archive;
        // An archive may hold two files of one name: the second one is named by its number, too.
        let number = self.read;
        let twice = !self.names.insert(BuildHasherDefault::<DefaultHasher>::default().hash_one(&name));
        Ok(Some(Inside(Member {
            source: format!("{}/{name}", archive.source) + &if twice { format!("@{number}") } else { String::new() },
            path: archive.path.join(&name),
            name: file_name(&name).to_owned(),
            depth: archive.depth + 1,
            whole: None,
            part: None,
        })))
    }

    fn end(self, out: &mut Emitter<'_>) {
        let source = &self.archive.source;
        if self.skipped > 0 {
            let first = &self.first_skipped;
            let message = match self.skipped {
                1 => format!("`{first}` is of no kind that is read from an archive"),
                many => format!("{many} members are of no kind that is read from an archive; the first is `{first}`"),
            };
            out.note(source, Problem::new("skipped-files", message));
        }
        if self.read == 0 && self.archive.part.is_none() {
            out.reject(source, Problem::new("no-articles-inside", "the archive holds no articles"));
        }
    }
}

struct Inside(Member<'static>);

impl Inside {
    fn read(&self, input: Input<'_>, out: &mut Emitter<'_>) -> Result<(), Problem> {
        let before = out.enter(&self.0.path);
        let result = read(input, &self.0, out);
        out.leave(before);
        result
    }

    /// A bad member leaves the others alone, unless a limit of the whole file is reached.
    fn settle(&self, read: Result<(), Problem>, out: &mut Emitter<'_>) -> Result<(), Problem> {
        match read {
            Err(problem) if out.budget.exhausted() => Err(problem),
            Err(problem) => {
                out.reject(&self.0.source, problem);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}

/// A name as a source shows it: forward slashes, nothing that leads elsewhere or cannot be printed.
fn tidy_name(name: &str) -> String {
    let name: String = name.chars().take(1024).filter(|character| !character.is_control()).collect();
    let name = name.replace('\\', "/");
    let folder = name.ends_with('/');
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    parts.join("/") + if folder { "/" } else { "" }
}

/// Charges what comes out of a ZIP member.
pub struct Charged<R> {
    pub inner: R,
    pub budget: Rc<Budget>,
}

impl<R: Read> Read for Charged<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.budget.unpacked(read as u64)?;
        Ok(read)
    }
}
