//! Panics stop at the plugin's own boundary: nothing unwinds into the host.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

/// A panic in words.
pub(crate) struct Panic {
    pub message: String,
    /// `file:line`
    pub location: Option<String>,
}

thread_local! {
    /// `Some` while this thread is inside [`catch`]; then what the hook saw.
    static CAUGHT: RefCell<Option<Option<Panic>>> = const { RefCell::new(None) };
}

/// Runs `work` and gives a panic back as a value, with its place.
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !remember(info) {
                before(info);
            }
        }));
    });
    CAUGHT.with_borrow_mut(|caught| *caught = Some(None));
    let result = catch_unwind(AssertUnwindSafe(work));
    let caught = CAUGHT.with_borrow_mut(Option::take).flatten();
    result.map_err(|payload| caught.unwrap_or_else(|| Panic { message: payload_text(&*payload), location: None }))
}

/// Whether the panic belongs to a call that catches it.
fn remember(info: &PanicHookInfo<'_>) -> bool {
    CAUGHT.with_borrow_mut(|caught| match caught {
        Some(slot) => {
            *slot = Some(Panic {
                message: payload_text(info.payload()),
                location: info.location().map(|place| format!("{}:{}", place.file(), place.line())),
            });
            true
        }
        None => false,
    })
}

fn payload_text(payload: &(dyn std::any::Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a panic without a message".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_comes_back_with_its_place() {
        let index = std::hint::black_box(3);
        let Err(panic) = catch(|| [1, 2][index]) else { panic!("no panic") };
        assert_eq!(panic.message, "index out of bounds: the len is 2 but the index is 3");
        assert!(panic.location.is_some_and(|place| place.contains("panics.rs:")));
        assert_eq!(catch(|| 5).ok(), Some(5));
    }
}
