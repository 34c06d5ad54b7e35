//! The code of this stage's errors, in words.

use wagemill_plugin::Code;

pub const CODES: &[Code] = &[Code {
    code: "bad-sql",
    sentence: "The query cannot run on the tables that come in.",
    remedy: "The message underlines the place; `wagemill plan` shows the tables and their columns.",
}];
