//! What one file may become: limits that all archives inside it share.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use crate::problem::{Problem, refusal};

/// Up to here data may expand as it likes: a page of white space is small in itself.
const FREE_EXPANSION: u64 = 1 << 20;

/// The limits, as the options give them.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub article_bytes: u64,
    pub expansion: u32,
    pub unpacked_bytes: u64,
    pub nested_bytes: u64,
    pub members: u64,
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            article_bytes: 16 << 20,
            expansion: 200,
            unpacked_bytes: 64 << 30,
            nested_bytes: 64 << 20,
            members: 1_000_000,
            depth: 4,
        }
    }
}

/// What is left of the limits while a file is read.
#[derive(Debug)]
pub struct Budget {
    pub limits: Limits,
    expansion: Cell<u64>,
    unpacked: Cell<u64>,
    members: Cell<u64>,
    exhausted: Cell<bool>,
}

impl Budget {
    /// The budget of a file, or a part of one, that has `packed` bytes.
    pub fn new(limits: Limits, packed: u64) -> Rc<Self> {
        Rc::new(Self {
            limits,
            expansion: Cell::new(FREE_EXPANSION.max(packed.saturating_mul(u64::from(limits.expansion)))),
            unpacked: Cell::new(limits.unpacked_bytes),
            members: Cell::new(limits.members),
            exhausted: Cell::new(false),
        })
    }

    /// Charges bytes that came out of compressed data.
    pub fn unpacked(&self, bytes: u64) -> io::Result<()> {
        let charge = |left: &Cell<u64>, what: &str| match left.get().checked_sub(bytes) {
            Some(rest) => {
                left.set(rest);
                Ok(())
            }
            None => {
                self.exhausted.set(true);
                Err(refusal(Problem::new("too-large", format!("the data expands further than `{what}` allows"))))
            }
        };
        charge(&self.expansion, "max_expansion")?;
        charge(&self.unpacked, "max_unpacked_bytes")
    }

    /// Charges a member of an archive.
    pub fn member(&self) -> Result<(), Problem> {
        let left = self.members.get().checked_sub(1).ok_or_else(|| {
            self.exhausted.set(true);
            Problem::new("too-many-members", format!("the file holds more than {} members", self.limits.members))
        })?;
        self.members.set(left);
        Ok(())
    }

    /// Whether nothing more of this file may be read.
    pub fn exhausted(&self) -> bool {
        self.exhausted.get()
    }

    /// Refuses what lies in too many archives at once.
    pub fn depth(&self, depth: u32) -> Result<(), Problem> {
        if depth <= self.limits.depth {
            return Ok(());
        }
        let message = format!("archives and compression are nested more than {} deep", self.limits.depth);
        Err(Problem::new("nested-too-deep", message))
    }
}
