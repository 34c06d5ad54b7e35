//! Byte offsets into Unicode scalar values.

use std::ops::Range;

/// Turns byte offsets into counts of scalar values; fast for offsets in growing order.
pub(crate) struct Scalars<'t> {
    text: &'t str,
    byte: usize,
    count: usize,
}

impl<'t> Scalars<'t> {
    pub(crate) fn new(text: &'t str) -> Scalars<'t> {
        Scalars { text, byte: 0, count: 0 }
    }

    /// The scalar values of a span of bytes, which begins at or behind the last one's begin.
    pub(crate) fn of(&mut self, span: Range<usize>) -> Range<usize> {
        let start = self.at(span.start);
        start..start + self.text[span].chars().count()
    }

    fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.count) = (0, 0);
        }
        self.count += self.text[self.byte..byte].chars().count();
        self.byte = byte;
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_scalars() {
        let text = "“é” 5 €";
        let mut scalars = Scalars::new(text);
        assert_eq!(scalars.of(0..3), 0..1);
        assert_eq!(scalars.of(9..10), 4..5);
        assert_eq!(scalars.of(11..14), 6..7);
        assert_eq!(scalars.of(3..5), 1..2);
    }
}
