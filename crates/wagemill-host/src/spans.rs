//! Checks that `text[start..end] == quote`, in Unicode scalar values, for the input row that each output row came from.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, StringViewArray, UInt32Array};
use arrow_schema::{DataType, Fields, SchemaRef};
use wagemill_abi::json::SpanColumns;

use crate::codes;
use crate::error::Fault;
use crate::gather::Sources;

/// Bytes of a text that are counted together.
const BLOCK: usize = 64;
/// What of a quote is shown.
const SHOWN: usize = 80;

/// The spans of a stage, resolved to columns.
#[derive(Clone, Debug)]
pub(crate) struct Spans {
    columns: Vec<Resolved>,
}

#[derive(Clone, Debug)]
struct Resolved {
    names: SpanColumns,
    /// In the schema of port 0; absent where the column is optional and not there.
    text: Option<usize>,
    start: usize,
    end: usize,
    quote: usize,
}

impl Spans {
    pub fn new(spans: &[SpanColumns], own: &Fields, input: &SchemaRef) -> Self {
        let position = |name: &str| own.find(name).map(|(index, _)| index).expect("planned with its span columns");
        let columns = spans.iter().map(|names| Resolved {
            names: names.clone(),
            text: input.index_of(&names.text).ok(),
            start: position(&names.start),
            end: position(&names.end),
            quote: position(&names.quote),
        });
        Self { columns: columns.collect() }
    }
}

/// Where scalars lie in the texts of one call: a long article with many mentions is scanned once.
#[derive(Debug, Default)]
pub(crate) struct TextIndexes {
    indexes: HashMap<(usize, u32), TextIndex>,
}

impl TextIndexes {
    /// Checks the own columns of an emitted batch.
    pub fn check(
        &mut self,
        spans: &Spans,
        own: &[ArrayRef],
        rows: &UInt32Array,
        sources: &Sources,
    ) -> Result<(), Fault> {
        for span in &spans.columns {
            let (start, end) = (integers(&own[span.start])?, integers(&own[span.end])?);
            let quote: &StringViewArray = own[span.quote].as_string_view();
            for output_row in 0..rows.len() {
                let nulls = [start.is_null(output_row), end.is_null(output_row), quote.is_null(output_row)];
                if nulls == [true; 3] {
                    continue;
                }
                let row = rows.value(output_row);
                let refuse = |reason: String| Err(bad(&span.names, output_row, row, &reason));
                if nulls != [false; 3] {
                    return refuse(format!(
                        "`{}`, `{}` and `{}` are not all null together",
                        span.names.start, span.names.end, span.names.quote
                    ));
                }
                let (start, end, quote) = (start.value(output_row), end.value(output_row), quote.value(output_row));
                if start < 0 || start > end {
                    return refuse(format!("{start}..{end} is no span"));
                }
                let Some(text) = text_of(span, row, sources) else {
                    return refuse(format!("column `{}` is null there", span.names.text));
                };
                let index = self.indexes.entry((span.start, row)).or_insert_with(|| TextIndex::new(text));
                match index.slice(text, start as usize, end as usize) {
                    Some(found) if found == quote => {}
                    Some(found) => {
                        return refuse(format!("{start}..{end} is `{}`, not `{}`", shorten(found), shorten(quote)));
                    }
                    None => return refuse(format!("{start}..{end} reaches beyond its {} characters", index.scalars)),
                }
            }
        }
        Ok(())
    }
}

fn text_of<'a>(span: &Resolved, row: u32, sources: &'a Sources) -> Option<&'a str> {
    let (batch, row) = sources.locate(row as usize);
    let column: &'a StringViewArray = sources.column(batch, span.text?).as_string_view_opt()?;
    column.is_valid(row).then(|| column.value(row))
}

fn integers(column: &ArrayRef) -> Result<Int64Array, Fault> {
    let cast = arrow_cast::cast(column, &DataType::Int64);
    let cast = cast.map_err(|error| Fault::new(codes::BAD_SPAN, format!("its offsets cannot be used: {error}")))?;
    Ok(cast.as_primitive::<Int64Type>().clone())
}

fn bad(names: &SpanColumns, output_row: usize, row: u32, reason: &str) -> Fault {
    let message = format!(
        "column `{}` of output row {output_row} lies about `{}` of input row {row}: {reason}",
        names.quote, names.text
    );
    Fault::new(codes::BAD_SPAN, message)
}

fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).escape_debug().to_string(),
        None => text.escape_debug().to_string(),
    }
}

/// How many scalars begin before each block of a text.
#[derive(Debug)]
struct TextIndex {
    scalars: usize,
    /// Empty for ASCII, where bytes are scalars.
    blocks: Vec<usize>,
}

impl TextIndex {
    fn new(text: &str) -> Self {
        if text.is_ascii() {
            return Self { scalars: text.len(), blocks: Vec::new() };
        }
        let mut scalars = 0;
        let count = |block: &[u8]| {
            let before = scalars;
            scalars += block.iter().filter(|byte| begins_scalar(**byte)).count();
            before
        };
        let blocks = text.as_bytes().chunks(BLOCK).map(count).collect();
        Self { scalars, blocks }
    }

    fn slice<'a>(&self, text: &'a str, start: usize, end: usize) -> Option<&'a str> {
        if end > self.scalars {
            return None;
        }
        text.get(self.byte(text, start)..self.byte(text, end))
    }

    /// The byte at which a scalar begins, or the end.
    fn byte(&self, text: &str, scalar: usize) -> usize {
        if self.blocks.is_empty() {
            return scalar;
        }
        let block = self.blocks.partition_point(|before| *before <= scalar) - 1;
        let rest = text.as_bytes().iter().enumerate().skip(block * BLOCK);
        let mut begins = rest.filter(|(_, byte)| begins_scalar(**byte)).map(|(index, _)| index);
        begins.nth(scalar - self.blocks[block]).unwrap_or(text.len())
    }
}

/// Whether a byte of UTF-8 does not continue the scalar before it.
fn begins_scalar(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_finds_every_scalar() {
        for text in ["", "plain text of ASCII", &"é漢🦀a".repeat(200)] {
            let index = TextIndex::new(text);
            let scalars: Vec<char> = text.chars().collect();
            assert_eq!(index.scalars, scalars.len());
            for start in 0..=scalars.len() {
                let end = (start + 7).min(scalars.len());
                let expected: String = scalars[start..end].iter().collect();
                assert_eq!(index.slice(text, start, end), Some(expected.as_str()));
            }
            assert_eq!(index.slice(text, 0, scalars.len() + 1), None);
        }
    }
}
