//! Reads a library's manifest without loading it: no code of a plugin runs to list or to refuse it.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use object::read::NameOrOrdinal;
use object::{Architecture, BinaryFormat, FileKind, Object, ObjectKind, ObjectSection, ReadCache, ReadRef};
use wagemill_abi::json::Manifest;
use wagemill_abi::{ABI_MAJOR, ABI_MINOR, ENTRY_SYMBOL, MANIFEST_MAGIC, MANIFEST_SECTION, MANIFEST_SECTION_MACHO};

use crate::codes;
use crate::error::Error;
use crate::table::Kind;

/// A manifest is a few hundred bytes; a section beyond this is garbage.
const LARGEST_MANIFEST: u64 = 1 << 20;

/// The manifest of the library at `path`, or why this host refuses the library.
pub fn read_manifest(path: &Path) -> Result<Manifest, Error> {
    let unreadable = |error: std::io::Error| {
        Error::refused(codes::UNREADABLE, path, format!("cannot be read: {error}"), "check the file's permissions")
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unreadable(std::io::Error::new(ErrorKind::InvalidInput, "not a file")));
    }
    // Only the headers and one section are read, not the tens of megabytes of a large plugin.
    let cache = ReadCache::new(File::open(path).map_err(unreadable)?);
    let library = parse(&cache, path)?;
    check_target(&library, path)?;
    let manifest = parse_manifest(&section(&library, path)?, path)?;
    check_manifest(&manifest, path)?;
    check_symbol(&library, path)?;
    Ok(manifest)
}

fn parse<'data, R: ReadRef<'data>>(data: R, path: &Path) -> Result<object::File<'data, R>, Error> {
    let refused = |reason: String| {
        let help = "build the plugin again, or take the file out of the folder";
        Error::refused(codes::NOT_A_LIBRARY, path, reason, help)
    };
    match FileKind::parse(data) {
        Ok(FileKind::MachOFat32 | FileKind::MachOFat64) => {
            let help = "take out the part for this machine with `lipo -thin`";
            return Err(Error::refused(
                codes::WRONG_TARGET,
                path,
                "is a universal library of several processors",
                help,
            ));
        }
        Ok(
            FileKind::Elf32 | FileKind::Elf64 | FileKind::MachO32 | FileKind::MachO64 | FileKind::Pe32 | FileKind::Pe64,
        ) => {}
        _ => return Err(refused("is not a shared library".to_owned())),
    }
    let library = object::File::parse(data)
        .map_err(|error| refused(format!("is a shared library that is cut short or damaged: {error}")))?;
    match library.kind() {
        // Some linkers mark a position-independent library as an executable; the loader has the last word.
        ObjectKind::Dynamic | ObjectKind::Executable => Ok(library),
        _ => Err(refused("is an object file, not a shared library".to_owned())),
    }
}

fn check_target<'data, R: ReadRef<'data>>(library: &object::File<'data, R>, path: &Path) -> Result<(), Error> {
    let (format, architecture) = (library.format(), library.architecture());
    if format == BinaryFormat::native_object()
        && Some(architecture) == native_architecture()
        && library.is_64() == cfg!(target_pointer_width = "64")
    {
        return Ok(());
    }
    Err(wrong_target(path, &format!("{architecture:?} ({format:?})")))
}

fn wrong_target(path: &Path, built_for: &str) -> Error {
    let reason = format!(
        "was built for {built_for}; this wagemill runs on {} ({})",
        std::env::consts::ARCH,
        std::env::consts::OS
    );
    Error::refused(codes::WRONG_TARGET, path, reason, "build the plugin on this machine or for its target")
}

fn native_architecture() -> Option<Architecture> {
    Some(match std::env::consts::ARCH {
        "x86_64" => Architecture::X86_64,
        "x86" => Architecture::I386,
        "aarch64" => Architecture::Aarch64,
        "arm" => Architecture::Arm,
        "riscv64" => Architecture::Riscv64,
        "powerpc64" => Architecture::PowerPc64,
        "s390x" => Architecture::S390x,
        "loongarch64" => Architecture::LoongArch64,
        _ => return None,
    })
}

fn section<'data, R: ReadRef<'data>>(library: &object::File<'data, R>, path: &Path) -> Result<Vec<u8>, Error> {
    let name = match library.format() {
        BinaryFormat::MachO => MANIFEST_SECTION_MACHO.1,
        _ => MANIFEST_SECTION,
    };
    let found = library.sections().find(|section| section.name_bytes() == Ok(name.as_bytes())).ok_or_else(|| {
        let help = "a plugin in Rust gets one from `export!(..)`, one in C from `WM_MANIFEST(..)`; if it is no plugin, take it out of the folder";
        Error::refused(codes::NO_MANIFEST, path, "has no wagemill manifest", help)
    })?;
    if found.size() > LARGEST_MANIFEST {
        return Err(bad_manifest(path, format_args!("a section of {} bytes", found.size())));
    }
    let data = found.data().map_err(|error| {
        let help = "build the plugin again";
        Error::refused(codes::NOT_A_LIBRARY, path, format!("is cut short or damaged: {error}"), help)
    })?;
    Ok(data.to_vec())
}

fn bad_manifest(path: &Path, reason: impl std::fmt::Display) -> Error {
    let help = "rebuild the plugin with the `export!` or `WM_MANIFEST` of this version of wagemill";
    Error::refused(codes::BAD_MANIFEST, path, format!("has a manifest that cannot be used: {reason}"), help)
}

fn parse_manifest(section: &[u8], path: &Path) -> Result<Manifest, Error> {
    let bad = |reason: &dyn std::fmt::Display| bad_manifest(path, reason);
    // The linker may pad the section with zeros on both sides.
    let start = section.iter().position(|byte| *byte != 0).unwrap_or(section.len());
    let text =
        section[start..].strip_prefix(MANIFEST_MAGIC).ok_or_else(|| bad(&"it does not begin with `WMMANIF1`"))?;
    let length = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    let (json, rest) = text.split_at(length);
    let count =
        |haystack: &[u8]| haystack.windows(MANIFEST_MAGIC.len()).filter(|window| window == MANIFEST_MAGIC).count();
    if count(json) + count(rest) > 0 {
        return Err(bad(&"there are two of them; two plugins were linked into one library"));
    }
    let value: serde_json::Value = serde_json::from_slice(json).map_err(|error| bad(&error))?;
    // The version is judged before the rest: a manifest of another major may have other fields.
    if let Some(major) = value.pointer("/abi/0").and_then(serde_json::Value::as_u64) {
        check_major(major, path)?;
    }
    serde_json::from_value(value).map_err(|error| bad(&error))
}

fn check_major(major: u64, path: &Path) -> Result<(), Error> {
    let ours = u64::from(ABI_MAJOR);
    let (relation, help) = match major.cmp(&ours) {
        std::cmp::Ordering::Equal => return Ok(()),
        std::cmp::Ordering::Less => ("older than", "rebuild the plugin with the wagemill-plugin of this version"),
        std::cmp::Ordering::Greater => ("newer than", "update wagemill, or take an older version of the plugin"),
    };
    let reason = format!("was built for ABI {major}, which is {relation} the ABI {ours} of this wagemill");
    Err(Error::refused(codes::ABI_MISMATCH, path, reason, help))
}

fn check_manifest(manifest: &Manifest, path: &Path) -> Result<(), Error> {
    check_major(u64::from(manifest.abi.0), path)?;
    if manifest.needs_minor > ABI_MINOR {
        let reason = format!(
            "needs ABI {}.{}, which is newer than the ABI {ABI_MAJOR}.{ABI_MINOR} of this wagemill",
            manifest.abi.0, manifest.needs_minor
        );
        return Err(Error::refused(
            codes::ABI_MISMATCH,
            path,
            reason,
            "update wagemill, or take an older version of the plugin",
        ));
    }
    if !target_fits(&manifest.target) {
        return Err(wrong_target(path, &format!("`{}`", manifest.target)));
    }
    match manifest.panic.as_str() {
        "unwind" | "none" => {}
        "abort" => {
            let reason = "was built with `panic = \"abort\"`: its first panic would end wagemill";
            let help = "remove `panic = \"abort\"` from the profile in its Cargo.toml and rebuild";
            return Err(Error::refused(codes::PANIC_ABORT, path, reason, help));
        }
        other => return Err(bad_manifest(path, format_args!("`panic` is `{other}`, not `unwind`, `abort` or `none`"))),
    }
    if manifest.stages.is_empty() {
        return Err(bad_manifest(path, "it names no stage"));
    }
    for (index, stage) in manifest.stages.iter().enumerate() {
        if stage.name.is_empty() || stage.name.chars().any(char::is_control) {
            return Err(bad_manifest(path, format_args!("stage {index} has no usable name")));
        }
        if Kind::named(&stage.kind).is_none() {
            return Err(bad_manifest(path, format_args!("stage `{}` is of kind `{}`", stage.name, stage.kind)));
        }
        if manifest.stages[..index].iter().any(|other| other.name == stage.name) {
            return Err(bad_manifest(path, format_args!("it names stage `{}` twice", stage.name)));
        }
    }
    Ok(())
}

/// A library for musl and one for glibc have the same format but cannot live in one process.
fn target_fits(target: &str) -> bool {
    let architecture = target.split('-').next().unwrap_or_default();
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let musl = target.contains("musl");
    let processor = match std::env::consts::ARCH {
        "x86" => matches!(architecture, "i586" | "i686" | "x86"),
        "arm" => architecture.starts_with("arm") || architecture.starts_with("thumb"),
        "aarch64" => matches!(architecture, "aarch64" | "arm64"),
        "riscv64" => architecture.starts_with("riscv64"),
        other => architecture == other || architecture.replace('_', "") == other.replace('_', ""),
    };
    processor && target.contains(system) && (system != "linux" || musl == cfg!(target_env = "musl"))
}

fn check_symbol<'data, R: ReadRef<'data>>(library: &object::File<'data, R>, path: &Path) -> Result<(), Error> {
    let exports = library.exports().map_err(|error| {
        Error::refused(
            codes::NOT_A_LIBRARY,
            path,
            format!("is cut short or damaged: {error}"),
            "build the plugin again",
        )
    })?;
    for export in exports {
        let export = export.map_err(|error| {
            Error::refused(
                codes::NOT_A_LIBRARY,
                path,
                format!("is cut short or damaged: {error}"),
                "build the plugin again",
            )
        })?;
        if let NameOrOrdinal::Name(name) = export.name() {
            // Mach-O puts an underscore before the names of C.
            if name == ENTRY_SYMBOL.as_bytes() || name.strip_prefix(b"_") == Some(ENTRY_SYMBOL.as_bytes()) {
                return Ok(());
            }
        }
    }
    let help = "a plugin in Rust gets it from `export!(..)`, one in C defines `WM_EXPORT const WmPlugin *wagemill_plugin_v1(void)`";
    Err(Error::refused(codes::MISSING_SYMBOL, path, format!("does not export `{ENTRY_SYMBOL}`"), help))
}
