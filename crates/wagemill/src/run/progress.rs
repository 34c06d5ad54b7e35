//! What a run shows while it works: a bar on a terminal, a line every few seconds elsewhere.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use wagemill_runner::{Level, Observer};

use super::interrupt::interrupted;
use crate::output;

const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Both the bar and the lines count bytes of input, of which the total is known from the beginning.
pub struct Progress {
    bar: ProgressBar,
    lines: Option<Mutex<Lines>>,
    quiet: bool,
}

struct Lines {
    total_bytes: u64,
    splits: usize,
    said: Instant,
}

impl Progress {
    pub fn new(quiet: bool) -> Self {
        let watched = output::progress_is_watched();
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if watched && !quiet {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        let lines = Lines { total_bytes: 0, splits: 0, said: Instant::now() };
        Self { bar, lines: (!watched && !quiet).then(|| Mutex::new(lines)), quiet }
    }

    /// Takes the bar off the screen.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn begin(&self, total_bytes: u64, splits: usize) {
        self.bar.set_length(total_bytes);
        self.bar.set_style(style());
        self.bar.set_message(format!("0 of {} inputs", HumanCount(splits as u64)));
        if let Some(lines) = &self.lines {
            let mut lines = lines.lock().expect("no thread panics while it writes a line");
            *lines = Lines { total_bytes, splits, said: Instant::now() };
        }
    }

    fn progress(&self, done_bytes: u64, splits: usize, rows: u64) {
        self.bar.set_position(done_bytes);
        self.bar.set_message(format!("{} inputs, {} rows", HumanCount(splits as u64), HumanCount(rows)));
        if let Some(lines) = &self.lines {
            let mut lines = lines.lock().expect("no thread panics while it writes a line");
            if lines.said.elapsed() >= BETWEEN_LINES {
                lines.said = Instant::now();
                output::say(&line(done_bytes, lines.total_bytes, splits, lines.splits, rows));
            }
        }
    }

    fn cancelled(&self) -> bool {
        interrupted()
    }

    fn log(&self, level: Level, stage: &str, message: &str) {
        if level < Level::Warn || self.quiet {
            return;
        }
        let word = if level == Level::Error { "error" } else { "warning" };
        self.bar.suspend(|| output::say(&format!("{stage}: {word}: {message}")));
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:28} {percent:>3} %  {bytes} of {total_bytes}  {msg}  {eta} left")
        .expect("the template is valid")
}

fn line(done: u64, total: u64, splits: usize, all_splits: usize, rows: u64) -> String {
    let percent = done.saturating_mul(100).checked_div(total).unwrap_or(100);
    format!(
        "{} of {} read ({percent} %), {} of {} inputs, {} rows",
        HumanBytes(done),
        HumanBytes(total),
        HumanCount(splits as u64),
        HumanCount(all_splits as u64),
        HumanCount(rows)
    )
}

#[cfg(test)]
mod tests {
    use super::{line, style};

    #[test]
    fn a_line_says_how_much_of_what_is_done() {
        assert_eq!(
            line(1_048_576, 4_194_304, 1_200, 4_800, 33_000),
            "1.00 MiB of 4.00 MiB read (25 %), 1,200 of 4,800 inputs, 33,000 rows"
        );
        assert_eq!(line(0, 0, 0, 0, 0), "0 B of 0 B read (100 %), 0 of 0 inputs, 0 rows");
    }

    #[test]
    fn the_template_of_the_bar_is_valid() {
        style();
    }
}
