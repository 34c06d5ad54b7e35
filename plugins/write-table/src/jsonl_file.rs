//! JSON lines: one object for each row, every column in every object.

use std::io::Write;

use arrow_array::RecordBatch;
use wagemill_plugin::Result;

use crate::cells::{Cells, json_key, write_json_object};
use crate::output::OutputFile;

pub struct JsonlFile {
    file: OutputFile,
    names: Vec<String>,
    line: Vec<u8>,
}

impl JsonlFile {
    pub fn new(file: OutputFile, names: &[String]) -> Self {
        Self { file, names: names.to_vec(), line: Vec::new() }
    }

    pub fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let names = self.names.iter().map(|name| json_key(name));
        let cells = batch.columns().iter().map(|array| Cells::of(array)).collect::<Result<Vec<_>>>()?;
        let members: Vec<(Vec<u8>, Cells<'_>)> = names.zip(cells).collect();
        for row in 0..batch.num_rows() {
            self.line.clear();
            write_json_object(&members, row, &mut self.line)?;
            self.line.push(b'\n');
            self.file.write_all(&self.line)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<()> {
        self.file.finish()
    }
}
