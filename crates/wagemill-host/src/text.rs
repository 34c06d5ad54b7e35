//! Reads the texts that a plugin passes; see R1.

use wagemill_abi::WmStr;

/// No message of a stage is longer; a length beyond it is garbage, and the bytes are not touched.
const LONGEST_TEXT: usize = 1 << 20;
/// A spec or an option schema may be larger.
const LONGEST_TABLE_TEXT: usize = 1 << 24;

/// A copy of a text argument, with what is not UTF-8 replaced; what cannot be a text is the error, in words.
///
/// # Safety
/// `text.ptr` is null or points to `text.len` bytes that live for the call.
pub(crate) unsafe fn argument(text: WmStr) -> Result<String, String> {
    // SAFETY: the caller's promise.
    unsafe { bytes(text, LONGEST_TEXT) }.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// As [`argument`], for a message: garbage is described instead of refused.
///
/// # Safety
/// As for [`argument`].
pub(crate) unsafe fn message(text: WmStr) -> String {
    // SAFETY: the caller's promise.
    unsafe { argument(text) }.unwrap_or_else(|garbage| format!("({garbage})"))
}

/// A text of a plugin's table: valid UTF-8 that lives for ever.
///
/// # Safety
/// `text.ptr` is null or points to `text.len` bytes that live for ever.
pub(crate) unsafe fn table_text(text: WmStr) -> Result<&'static str, String> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { bytes(text, LONGEST_TABLE_TEXT) }?;
    std::str::from_utf8(bytes).map_err(|error| format!("text that is not UTF-8: {error}"))
}

/// # Safety
/// As for [`argument`], with the life that the caller chooses for `'a`.
unsafe fn bytes<'a>(text: WmStr, longest: usize) -> Result<&'a [u8], String> {
    if text.len == 0 {
        return Ok(&[]);
    }
    if text.ptr.is_null() {
        return Err(format!("a text of {} bytes at a null pointer", text.len));
    }
    if text.len > longest {
        return Err(format!("a text of {} bytes, more than the {longest} that are allowed", text.len));
    }
    // SAFETY: not null, a sane length, and the caller promises `len` living bytes.
    Ok(unsafe { text.bytes() })
}
