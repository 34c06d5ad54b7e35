//! A stream of bytes that knows where it is: a file, a member of an archive, or what is inside gzip and zstd.

use std::fmt;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use flate2::bufread::GzDecoder;

use crate::budget::Budget;
use crate::problem::{Problem, refusal};

const BUFFER: usize = 1 << 16;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A kind of compression around a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Zstd,
}

impl Compression {
    /// The compression of what begins like this, whatever its name.
    pub fn of(head: &[u8]) -> Option<Self> {
        let skippable = head.len() >= 4 && (0x50..=0x5f).contains(&head[0]) && head[1..4] == [0x2a, 0x4d, 0x18];
        if head.starts_with(GZIP) {
            Some(Self::Gzip)
        } else if head.starts_with(ZSTD) || skippable {
            Some(Self::Zstd)
        } else {
            None
        }
    }
}

/// Where a byte is. Compressed data is a row of frames (gzip calls them members), and an archive of web pages has one for
/// each page: the offset of the frame finds the page without reading what is before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub frame: u64,
    /// how far behind the beginning of the frame, decompressed
    pub inside: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.inside {
            0 => write!(out, "{}", self.frame),
            inside => write!(out, "{}+{inside}", self.frame),
        }
    }
}

/// The stream. Its buffer holds bytes of one frame only, and is as full as the frame allows.
pub struct Input<'a> {
    raw: Raw<'a>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    place: Place,
}

enum Raw<'a> {
    Plain(Box<dyn Read + 'a>),
    Framed { decoder: Decoder<'a>, kind: Compression, budget: Rc<Budget> },
}

/// The tables of a decoder are larger than many a page, so one decoder goes through all frames.
type Gzip<'a> = Box<GzDecoder<Box<Input<'a>>>>;

enum Decoder<'a> {
    Between(Box<Input<'a>>, Option<Gzip<'a>>),
    Gzip(Gzip<'a>),
    Zstd(zstd::stream::read::Decoder<'static, Box<Input<'a>>>),
    /// only while one becomes the other, and for good after an error
    None,
}

impl<'a> Input<'a> {
    /// Bytes as they are; the first one is at `offset`.
    pub fn plain(reader: impl Read + 'a, offset: u64) -> Self {
        Self::new(Raw::Plain(Box::new(reader)), Place { frame: offset, inside: 0 })
    }

    /// What is inside compressed data. Every byte that comes out is charged to the budget.
    pub fn decompressed(inner: Self, kind: Compression, budget: Rc<Budget>) -> Self {
        let place = inner.place();
        Self::new(Raw::Framed { decoder: Decoder::Between(Box::new(inner), None), kind, budget }, place)
    }

    fn new(raw: Raw<'a>, place: Place) -> Self {
        Self { raw, buffer: Vec::new(), start: 0, end: 0, place }
    }

    /// Where the next byte is; after [`BufRead::fill_buf`], in its own frame.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Leaves out the rest of the frame. Without frames there is nothing to go on with.
    pub fn next_frame(&mut self) -> io::Result<bool> {
        if matches!(self.raw, Raw::Plain(_)) {
            return Ok(false);
        }
        let frame = self.place.frame;
        loop {
            let length = self.fill_buf()?.len();
            if length == 0 {
                return Ok(false);
            }
            if self.place.frame != frame {
                return Ok(true);
            }
            self.consume(length);
        }
    }

    /// Leaves out bytes; how many there were.
    pub fn skip(&mut self, mut count: u64) -> io::Result<u64> {
        let wanted = count;
        while count > 0 {
            let length = self.fill_buf()?.len();
            if length == 0 {
                break;
            }
            let taken = usize::try_from(count).unwrap_or(usize::MAX).min(length);
            self.consume(taken);
            count -= taken as u64;
        }
        Ok(wanted - count)
    }

    /// Puts up to `count` bytes behind those of a buffer; how many there were. The buffer grows with what is there, whatever
    /// `count` says, and is not filled with zeros first.
    pub fn read_onto(&mut self, bytes: &mut Vec<u8>, mut count: u64) -> io::Result<u64> {
        let wanted = count;
        while count > 0 {
            let found = self.fill_buf()?;
            if found.is_empty() {
                break;
            }
            let taken = usize::try_from(count).unwrap_or(usize::MAX).min(found.len());
            bytes.extend_from_slice(&found[..taken]);
            self.consume(taken);
            count -= taken as u64;
        }
        Ok(wanted - count)
    }

    /// All that is left; more than `limit` bytes are refused before they are in memory.
    pub fn read_all(&mut self, limit: u64) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let read = self.read_onto(&mut bytes, limit.saturating_add(1));
        if read.map_err(|error| crate::problem::of_error(&error))? > limit {
            return Err(Problem::new("too-large", format!("the article is larger than {limit} bytes")));
        }
        Ok(bytes)
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            self.buffer.resize(BUFFER, 0);
        }
        (self.start, self.end) = (0, 0);
        while self.end < self.buffer.len() {
            let read = match &mut self.raw {
                Raw::Plain(reader) => reader.read(&mut self.buffer[self.end..])?,
                Raw::Framed { decoder, kind, budget } => {
                    let read = match decoder {
                        Decoder::Between(inner, _) => {
                            let head = inner.fill_buf()?;
                            if head.is_empty() {
                                return Ok(());
                            }
                            if Compression::of(head) != Some(*kind) {
                                return Err(damage(*kind, io::Error::other("something else follows it")));
                            }
                            self.place = Place { frame: inner.place().frame, inside: 0 };
                            *decoder = std::mem::replace(decoder, Decoder::None).begin(*kind)?;
                            continue;
                        }
                        Decoder::Gzip(gzip) => gzip.read(&mut self.buffer[self.end..]),
                        Decoder::Zstd(zstd) => zstd.read(&mut self.buffer[self.end..]),
                        Decoder::None => return Ok(()),
                    };
                    let read = read.map_err(|error| damage(*kind, error))?;
                    budget.unpacked(read as u64)?;
                    if read == 0 {
                        *decoder = std::mem::replace(decoder, Decoder::None).finish();
                        if self.end == 0 {
                            continue;
                        }
                        return Ok(());
                    }
                    read
                }
            };
            if read == 0 {
                return Ok(());
            }
            self.end += read;
        }
        Ok(())
    }
}

impl Decoder<'_> {
    fn begin(self, kind: Compression) -> io::Result<Self> {
        let Self::Between(inner, spare) = self else { return Ok(self) };
        Ok(match (kind, spare) {
            (Compression::Gzip, Some(mut gzip)) => {
                gzip.reset(inner);
                Self::Gzip(gzip)
            }
            (Compression::Gzip, None) => Self::Gzip(Box::new(GzDecoder::new(inner))),
            (Compression::Zstd, _) => Self::Zstd(zstd::stream::read::Decoder::with_buffer(inner)?.single_frame()),
        })
    }

    fn finish(self) -> Self {
        match self {
            Self::Gzip(mut gzip) => {
                let inner = gzip.reset(Box::new(Input::plain(io::empty(), 0)));
                Self::Between(inner, Some(gzip))
            }
            Self::Zstd(zstd) => Self::Between(zstd.finish(), None),
            other => other,
        }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..self.end])
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
        match self.raw {
            Raw::Plain(_) => self.place.frame += count as u64,
            Raw::Framed { .. } => self.place.inside += count as u64,
        }
    }
}

fn damage(kind: Compression, error: io::Error) -> io::Error {
    // A limit that the stream below met, or an error of the disk, is not about this data.
    if error.get_ref().is_some_and(|own| own.is::<crate::problem::Refusal>()) {
        return error;
    }
    let (name, truncated, corrupt) = match kind {
        Compression::Gzip => ("gzip", "truncated-gzip", "corrupt-gzip"),
        Compression::Zstd => ("zstd", "truncated-zstd", "corrupt-zstd"),
    };
    refusal(match error.kind() {
        io::ErrorKind::UnexpectedEof => Problem::new(truncated, format!("the {name} data ends too early")),
        _ if error.raw_os_error().is_some() => crate::problem::of_error(&error),
        _ => Problem::new(corrupt, format!("the {name} data is damaged: {error}")),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use std::io::Write;

    use flate2::write::GzEncoder;

    use super::*;
    use crate::budget::Limits;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn opened(bytes: &[u8]) -> Input<'_> {
        let budget = Budget::new(Limits::default(), bytes.len() as u64);
        match Compression::of(bytes) {
            Some(kind) => Input::decompressed(Input::plain(bytes, 0), kind, budget),
            None => Input::plain(bytes, 0),
        }
    }

    fn read(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
        opened(bytes).read_all(8 << 20).map_err(|problem| problem.code)
    }

    #[test]
    fn compression_is_known_by_its_content_and_may_have_frames() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
        assert_eq!(read(b"plain").unwrap(), b"plain");
        for pack in [&gzip as &dyn Fn(&[u8]) -> Vec<u8>, &zstd] {
            assert_eq!(read(&pack(b"one")).unwrap(), b"one");
            assert_eq!(read(&[pack(b"one "), pack(b""), pack(b"two")].concat()).unwrap(), b"one two");
        }
        assert_eq!(read(b"").unwrap(), b"");
    }

    #[test]
    fn broken_data_is_refused() {
        let noise: Vec<u8> = (0..20_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        let whole = gzip(&noise);
        for cut in [whole.len() / 2, whole.len() - 3, 5] {
            assert_eq!(read(&whole[..cut]), Err("truncated-gzip"));
        }
        let mut damaged = whole.clone();
        let length = damaged.len();
        damaged[length - 6] ^= 0xff;
        assert_eq!(read(&damaged), Err("corrupt-gzip"));
        assert_eq!(read(&[&gzip(b"one")[..], b"rubbish"].concat()), Err("corrupt-gzip"));
        let whole = zstd::encode_all(&noise[..], 3).unwrap();
        assert_eq!(read(&whole[..whole.len() / 2]), Err("truncated-zstd"));
        assert_eq!(read(&[&zstd::encode_all(&b"one"[..], 3).unwrap()[..], b"rubbish"].concat()), Err("corrupt-zstd"));
    }

    #[test]
    fn a_bomb_is_stopped() {
        assert_eq!(read(&gzip(&vec![0; 4 << 20])), Err("too-large"), "by its ratio");
        assert_eq!(read(&vec![b'x'; (8 << 20) + 1]), Err("too-large"), "by its size");
        assert!(read(&gzip(&vec![b' '; 1 << 19])).is_ok(), "small things may expand");
    }

    #[test]
    fn a_place_is_the_frame_and_the_way_into_it() {
        let (one, two) = (gzip(b"first"), gzip(b"second"));
        let both = [one.clone(), two].concat();
        let mut input = opened(&both);
        assert_eq!(input.fill_buf().unwrap(), b"first");
        assert_eq!(input.place().to_string(), "0");
        input.consume(2);
        assert_eq!(input.place().to_string(), "0+2");
        assert!(input.next_frame().unwrap());
        assert_eq!(input.fill_buf().unwrap(), b"second");
        assert_eq!(input.place(), Place { frame: one.len() as u64, inside: 0 });
        assert!(!input.next_frame().unwrap());
        let mut plain = Input::plain(&b"0123456789"[..], 100);
        assert_eq!(plain.skip(4).unwrap(), 4);
        assert_eq!(plain.place().to_string(), "104");
        assert_eq!(plain.skip(100).unwrap(), 6);
    }
}
