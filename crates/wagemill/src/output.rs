//! Standard output, for data, and standard error, for everything else.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use serde::Serialize;

/// A reader that stopped reading, as in `wagemill explain | head`, is no error.
pub fn text(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

pub fn json(value: &impl Serialize) {
    let mut printed = serde_json::to_string_pretty(value).expect("values of our own have string keys");
    printed.push('\n');
    text(&printed);
}

/// Something for the person at the terminal.
pub fn say(message: &str) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "{message}");
}

/// The folder that paths are shown relative to.
pub fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

pub fn progress_is_watched() -> bool {
    io::stderr().is_terminal()
}

/// The width of the terminal that shows the data; none where it goes to a file or a pipe.
pub fn width() -> Option<usize> {
    let is_shown = io::stdout().is_terminal();
    let known = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    is_shown.then(|| known.unwrap_or(WIDTH_OF_A_TERMINAL_THAT_DOES_NOT_TELL))
}

const WIDTH_OF_A_TERMINAL_THAT_DOES_NOT_TELL: usize = 100;
