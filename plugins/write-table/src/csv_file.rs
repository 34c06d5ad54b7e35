//! CSV as RFC 4180 has it, with what spreadsheets need besides.

use arrow_array::RecordBatch;
use wagemill_plugin::Result;

use crate::cells::Cells;
use crate::output::OutputFile;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// How a CSV file is written.
#[derive(Clone, Copy, Debug)]
pub struct Dialect {
    pub delimiter: u8,
    /// Excel takes a file without it for one in the encoding of the machine's country.
    pub byte_order_mark: bool,
    /// Text that a spreadsheet would run is led by an apostrophe.
    pub neutralize_formulas: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', byte_order_mark: true, neutralize_formulas: true }
    }
}

pub struct CsvFile {
    writer: csv::Writer<OutputFile>,
    dialect: Dialect,
    cell: Vec<u8>,
}

impl CsvFile {
    pub fn new(mut file: OutputFile, names: &[String], dialect: Dialect) -> Result<Self> {
        if dialect.byte_order_mark {
            std::io::Write::write_all(&mut file, BYTE_ORDER_MARK)?;
        }
        let mut writer =
            csv::WriterBuilder::new().delimiter(dialect.delimiter).terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(names)?;
        Ok(Self { writer, dialect, cell: Vec::new() })
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns().iter().map(|array| Cells::of(array)).collect::<Result<Vec<_>>>()?;
        for row in 0..batch.num_rows() {
            for column in &columns {
                self.cell.clear();
                let text = if column.is_null(row) { None } else { column.text(row) };
                if self.dialect.neutralize_formulas && text.is_some_and(would_run) {
                    self.cell.push(b'\'');
                }
                column.write_text(row, &mut self.cell)?;
                self.writer.write_field(&self.cell)?;
            }
            self.writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<()> {
        let file = self.writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
        file.finish()
    }
}

/// Whether a spreadsheet would take the text for a formula. The wide signs are those that East Asian editions accept.
fn would_run(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}
