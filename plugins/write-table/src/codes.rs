//! The codes of this stage's errors, in words.

use wagemill_plugin::Code;

#[rustfmt::skip]
pub const CODES: &[Code] = &[
    Code { code: "unknown-extension", sentence: "The file's extension tells no format.", remedy: "End the path with `.csv`, `.jsonl` or `.parquet`, or name the `format`." },
    Code { code: "unknown-column", sentence: "A column that shall be written does not come in.", remedy: "Look at the columns with `wagemill plan`; the message suggests the nearest name." },
    Code { code: "duplicate-column", sentence: "A column is listed twice.", remedy: "Take one of them out of `columns`." },
    Code { code: "unknown-view", sentence: "There is no view of that name.", remedy: "Use `core`, `all`, `public` or a list of columns." },
    Code { code: "unknown-target", sentence: "The table has no amounts in that currency.", remedy: "Leave `to` out, or convert into the currency with `normalize-currency`." },
    Code { code: "unwritable-type", sentence: "The format cannot hold a column of that type.", remedy: "Leave the column out, change its type in the stage that makes it, or write Parquet." },
    Code { code: "option-of-csv", sentence: "An option that only CSV has is given for another format.", remedy: "Take the option out, or write a `.csv`." },
    Code { code: "bad-delimiter", sentence: "The delimiter is not one character, or one that stands in numbers.", remedy: "Use a comma, a semicolon, a bar or a tab." },
    Code { code: "no-columns", sentence: "No column is left to write.", remedy: "Name at least one column, or leave `columns` out." },
    Code { code: "one-table", sentence: "A file holds one table, and several come in.", remedy: "Use one `write-table` for each, or join them with `query-table`." },
    Code { code: "bad-date", sentence: "A date lies outside of the calendar.", remedy: "Look for the row in a Parquet file, which holds any date." },
    Code { code: "write-failed", sentence: "The file could not be written.", remedy: "Look whether the folder exists, can be written to and has space left." },
];
