//! Reads the cells of an Arrow array that the host handed over and vouches for.

use std::marker::PhantomData;

use wagemill_abi::ArrowArray;

use crate::error::{Error, Result};
use crate::schema::Node;

/// One column of a batch, ready to be read.
#[derive(Clone, Copy)]
pub struct ColumnView<'a> {
    layout: Layout,
    /// Decimal places; 0 for other types.
    pub(crate) scale: u8,
    validity: *const u8,
    values: *const u8,
    data: *const u8,
    buffers: *const *const u8,
    offset: usize,
    length: usize,
    batch: PhantomData<&'a ArrowArray>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Layout {
    Bits,
    /// Fixed width in bytes.
    Fixed(usize),
    Offsets32,
    Offsets64,
    View,
    /// Lists and structs: the typed SDK does not look inside.
    Nested,
}

impl<'a> ColumnView<'a> {
    /// # Safety
    /// `array` must be a living, well-formed array of the type of `node`, and stay so for `'a`.
    pub(crate) unsafe fn new(node: &Node, array: &'a ArrowArray) -> Result<Self> {
        let format = node.format.to_string_lossy();
        let mut scale = 0;
        let layout = match &*format {
            "b" => Layout::Bits,
            "c" | "C" => Layout::Fixed(1),
            "s" | "S" => Layout::Fixed(2),
            "i" | "I" | "f" | "tdD" => Layout::Fixed(4),
            "l" | "L" | "g" => Layout::Fixed(8),
            "u" | "z" => Layout::Offsets32,
            "U" | "Z" => Layout::Offsets64,
            "vu" | "vz" => Layout::View,
            timestamp if timestamp.starts_with("tsu:") => Layout::Fixed(8),
            decimal if decimal.starts_with("d:") => {
                scale = decimal.rsplit(',').next().and_then(|scale| scale.parse().ok()).unwrap_or(0);
                Layout::Fixed(16)
            }
            _ => Layout::Nested,
        };
        let wanted = match layout {
            Layout::Bits | Layout::Fixed(_) | Layout::View => 2,
            Layout::Offsets32 | Layout::Offsets64 => 3,
            Layout::Nested => 1,
        };
        if array.n_buffers < wanted || array.buffers.is_null() {
            return Err(Error::schema(
                "bad-batch",
                format!("column `{}` came without its buffers", node.name.to_string_lossy()),
            ));
        }
        let buffers = array.buffers.cast_const().cast::<*const u8>();
        let buffer = |index: i64| {
            if index >= wanted {
                return std::ptr::null();
            }
            // SAFETY: a well-formed array has `n_buffers` buffer pointers, and there are at least `wanted`.
            unsafe { *buffers.add(index as usize) }
        };
        Ok(Self {
            layout,
            scale,
            validity: buffer(0),
            values: buffer(1),
            data: buffer(2),
            buffers,
            offset: usize::try_from(array.offset).unwrap_or(0),
            length: usize::try_from(array.length).unwrap_or(0),
            batch: PhantomData,
        })
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub fn is_null(&self, row: usize) -> bool {
        assert!(row < self.length, "row {row} of a column with {} rows", self.length);
        // SAFETY: the row is in range, so its bit lies in the validity bitmap of a well-formed array.
        !self.validity.is_null() && !unsafe { bit(self.validity, self.offset + row) }
    }

    pub(crate) fn bool(&self, row: usize) -> bool {
        assert!(row < self.length && self.layout == Layout::Bits, "not a cell of booleans");
        // SAFETY: the row is in range and the layout was checked.
        unsafe { bit(self.values, self.offset + row) }
    }

    /// The bytes of a fixed-width cell.
    pub(crate) fn fixed<const N: usize>(&self, row: usize) -> [u8; N] {
        assert!(row < self.length && self.layout == Layout::Fixed(N), "not a cell of {N} bytes");
        // SAFETY: the row is in range and the width was checked.
        unsafe { self.values.add((self.offset + row) * N).cast::<[u8; N]>().read_unaligned() }
    }

    /// The bytes of a string or a binary cell.
    pub(crate) fn bytes(&self, row: usize) -> &'a [u8] {
        assert!(row < self.length, "row {row} of a column with {} rows", self.length);
        let at = self.offset + row;
        // SAFETY: the row is in range; offsets and views of a well-formed array stay inside its buffers, which live for 'a.
        unsafe {
            match self.layout {
                Layout::Offsets32 => {
                    let offsets = self.values.cast::<i32>();
                    let (start, end) = (offsets.add(at).read_unaligned(), offsets.add(at + 1).read_unaligned());
                    slice(self.data, start as usize, end as usize)
                }
                Layout::Offsets64 => {
                    let offsets = self.values.cast::<i64>();
                    let (start, end) = (offsets.add(at).read_unaligned(), offsets.add(at + 1).read_unaligned());
                    slice(self.data, start as usize, end as usize)
                }
                Layout::View => {
                    let view = self.values.add(at * 16);
                    let length = view.cast::<u32>().read_unaligned() as usize;
                    if length <= 12 {
                        return slice(view, 4, 4 + length);
                    }
                    let buffer = view.add(8).cast::<u32>().read_unaligned() as usize;
                    let start = view.add(12).cast::<u32>().read_unaligned() as usize;
                    slice(*self.buffers.add(2 + buffer), start, start + length)
                }
                _ => panic!("not a cell of text or bytes"),
            }
        }
    }

    /// The text of a string cell.
    pub(crate) fn text(&self, row: usize) -> &'a str {
        // SAFETY: the host validates UTF-8 before it hands a batch over.
        unsafe { std::str::from_utf8_unchecked(self.bytes(row)) }
    }
}

/// # Safety
/// The bitmap must reach to `index`.
unsafe fn bit(bitmap: *const u8, index: usize) -> bool {
    // SAFETY: the caller promises that the bitmap reaches so far.
    unsafe { *bitmap.add(index / 8) >> (index % 8) & 1 == 1 }
}

/// # Safety
/// The buffer must hold `end` bytes for `'a`, and `start` must not be above `end`.
unsafe fn slice<'a>(buffer: *const u8, start: usize, end: usize) -> &'a [u8] {
    if start == end {
        return &[];
    }
    // SAFETY: as promised by the caller.
    unsafe { std::slice::from_raw_parts(buffer.add(start), end - start) }
}
