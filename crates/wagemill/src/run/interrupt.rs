//! Ctrl-C: the first ends the run in good order, with no output touched; the second ends the program at once.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::output;

/// What a shell reports of a program that was interrupted.
const INTERRUPTED_EXIT_CODE: i32 = 130;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on signals are noticed here.
pub fn watch() {
    let watching = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::Relaxed) {
            process::exit(INTERRUPTED_EXIT_CODE);
        }
        output::say("ending the run; once more to end it at once");
    });
    if watching.is_err() {
        // Then a signal ends the program as it always would, and the next run clears up.
        output::say("signals cannot be watched here: Ctrl-C will end a run at once");
    }
}

pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
