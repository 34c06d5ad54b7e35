//! Makes a plugin of stages: the entry symbol and the manifest.

use std::sync::OnceLock;

use wagemill_abi::{ABI_MAJOR, ABI_MINOR, WM_OK, WmHost, WmPlugin, WmStage, WmStr};

/// Makes a plugin of one or several stages; once per crate, whose `crate-type` has `"cdylib"`.
///
/// It defines the entry symbol `wagemill_plugin_v1`, and the manifest that tells the stages without loading the library.
#[macro_export]
macro_rules! export {
    ($first:ty $(, $rest:ty)* $(,)?) => {
        const _: () = {
            #[allow(unused_imports, reason = "each stage implements one of them")]
            use $crate::{BatchTransform as _, Sink as _, Source as _, TableTransform as _, Transform as _};

            const PIECES: &[&str] = &[
                "WMMANIF1{\"name\":\"", env!("CARGO_PKG_NAME"),
                "\",\"version\":\"", env!("CARGO_PKG_VERSION"),
                "\",\"abi\":[1,0],\"needs_minor\":0,\"target\":\"", $crate::__private::TARGET,
                "\",\"panic\":\"", $crate::__private::PANIC,
                "\",\"stages\":[{\"name\":\"", <$first>::NAME, "\",\"kind\":\"", <$first>::KIND,
                $( "\"},{\"name\":\"", <$rest>::NAME, "\",\"kind\":\"", <$rest>::KIND, )*
                "\"}]}\0",
            ];
            const _: () = assert!(
                $crate::__private::quoted_is_plain(PIECES),
                "a stage's name is a verb and its object in lower case, such as `extract-wages`"
            );

            #[used]
            #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__wagemill"))]
            #[cfg_attr(not(target_vendor = "apple"), unsafe(link_section = ".wgmill"))]
            static MANIFEST: [u8; $crate::__private::length(PIECES)] = $crate::__private::concat_bytes(PIECES);

            /// The one exported function of the plugin.
            #[unsafe(no_mangle)]
            pub extern "C" fn wagemill_plugin_v1() -> *const $crate::__private::abi::WmPlugin {
                static PLUGIN: ::std::sync::OnceLock<$crate::__private::abi::WmPlugin> = ::std::sync::OnceLock::new();
                // The manifest is named here so that no linker takes it for unused.
                ::std::hint::black_box(&MANIFEST);
                $crate::__private::assemble(&PLUGIN, env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"), || {
                    vec![<$first>::__stage() $(, <$rest>::__stage())*]
                })
            }
        };
    };
}

/// The plugin's table, made at the first call.
pub fn assemble(
    plugin: &'static OnceLock<WmPlugin>,
    name: &'static str,
    version: &'static str,
    stages: fn() -> Vec<WmStage>,
) -> *const WmPlugin {
    let make = || {
        let stages: Vec<&'static WmStage> = stages().into_iter().map(|stage| &*Box::leak(Box::new(stage))).collect();
        let stages: &'static [&'static WmStage] = stages.leak();
        WmPlugin {
            struct_size: size_of::<WmPlugin>() as u32,
            abi_major: ABI_MAJOR,
            abi_minor: ABI_MINOR,
            name: WmStr::new(name),
            version: WmStr::new(version),
            n_stages: stages.len() as u32,
            reserved: 0,
            stages: stages.as_ptr().cast(),
            init: Some(init),
            extension: None,
        }
    };
    // Nothing may unwind from here: a plugin that cannot even describe itself gives no table.
    crate::panics::catch(|| std::ptr::from_ref(plugin.get_or_init(make))).unwrap_or(std::ptr::null())
}

unsafe extern "C" fn init(host: *const WmHost) -> i32 {
    // SAFETY: the host gives a table that lives as long as the process, or null.
    if let Some(log) = unsafe { host.as_ref() }.and_then(|host| host.log) {
        let logger: &'static HostLog = Box::leak(Box::new(HostLog(log)));
        // Fails only where a logger is set already, in a test that links the plugin.
        if log::set_logger(logger).is_ok() {
            log::set_max_level(log::LevelFilter::Debug);
        }
    }
    WM_OK
}

/// Routes the `log` crate of this plugin to the host.
struct HostLog(unsafe extern "C" fn(i32, WmStr, WmStr, WmStr));

impl log::Log for HostLog {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let level = match record.level() {
            log::Level::Error => wagemill_abi::WM_ERROR,
            log::Level::Warn => wagemill_abi::WM_WARN,
            log::Level::Info => wagemill_abi::WM_INFO,
            log::Level::Debug => wagemill_abi::WM_DEBUG,
            log::Level::Trace => wagemill_abi::WM_TRACE,
        };
        let message = record.args().to_string();
        // SAFETY: the host's log function may be called on any thread; it copies the strings before it returns (R1).
        unsafe { (self.0)(level, WmStr::new(record.target()), WmStr::new(&message), WmStr::empty()) };
    }

    fn flush(&self) {}
}

/// Bytes of all pieces.
pub const fn length(pieces: &[&str]) -> usize {
    let (mut sum, mut index) = (0, 0);
    while index < pieces.len() {
        sum += pieces[index].len();
        index += 1;
    }
    sum
}

/// The pieces, one after the other.
pub const fn concat_bytes<const N: usize>(pieces: &[&str]) -> [u8; N] {
    let (mut bytes, mut at, mut index) = ([0; N], 0, 0);
    while index < pieces.len() {
        let piece = pieces[index].as_bytes();
        let mut from = 0;
        while from < piece.len() {
            bytes[at] = piece[from];
            at += 1;
            from += 1;
        }
        index += 1;
    }
    bytes
}

/// Whether the pieces between quotes, which are every second one, need no escape in JSON.
pub const fn quoted_is_plain(pieces: &[&str]) -> bool {
    let mut index = 1;
    while index < pieces.len() {
        let piece = pieces[index].as_bytes();
        let mut at = 0;
        while at < piece.len() {
            if !(piece[at].is_ascii_alphanumeric() || matches!(piece[at], b'-' | b'_' | b'.' | b'+')) {
                return false;
            }
            at += 1;
        }
        index += 2;
    }
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test")]
    use super::*;

    #[test]
    fn pieces_become_one_manifest() {
        const PIECES: &[&str] = &["WMMANIF1{\"name\":\"", "extract-wages", "\"}\0"];
        const BYTES: [u8; length(PIECES)] = concat_bytes(PIECES);
        assert_eq!(&BYTES, b"WMMANIF1{\"name\":\"extract-wages\"}\0");
        assert!(quoted_is_plain(PIECES));
        assert!(!quoted_is_plain(&["{", "a \"name\"", "}"]));
    }
}
