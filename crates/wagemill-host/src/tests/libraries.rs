//! Real libraries, compiled from C: what is refused without loading, and what is loaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use wagemill_abi::HEADER;

use super::fake::articles;
use crate::events::Flow;
use crate::host::{Host, Settings};
use crate::manifest::read_manifest;
use crate::search::{Origin, Surroundings};

/// A stage in C: adds `length`, the number of rows of its batch, to each row.
const PLUGIN: &str = include_str!("plugin.c");

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("wagemill.h"), HEADER).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn compile(&self, name: &str, source: &str) -> PathBuf {
        self.compile_with(name, source, &["-shared"])
    }

    fn compile_with(&self, name: &str, source: &str, options: &[&str]) -> PathBuf {
        let text = self.path().join(format!("{name}.c"));
        fs::write(&text, source).unwrap();
        let library = self.path().join(file_name(name));
        let compiler = Command::new("cc")
            .args(["-std=c11", "-Wall", "-Werror", "-fPIC", "-I"])
            .arg(self.path())
            .args(options)
            .arg("-o")
            .arg(&library)
            .arg(&text)
            .output()
            .unwrap();
        assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));
        library
    }

    fn refusal(&self, file: &Path) -> String {
        let error = read_manifest(file).unwrap_err();
        assert_eq!(error.file.as_deref(), Some(file));
        let text = format!("{}: {}\n  help: {}", error.code, error.message, error.help);
        text.replace(self.path().to_str().unwrap(), "FOLDER")
    }

    fn host(&self) -> Host {
        let settings = Settings {
            plugin_dirs: vec![self.path().to_path_buf()],
            cache_dir: Some(self.path().join("cache")),
            threads: 2,
            ..Settings::default()
        };
        Host::with_surroundings(settings, Surroundings::default())
    }
}

fn file_name(stem: &str) -> String {
    format!("{}{stem}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX)
}

/// A triple of this machine.
fn target() -> String {
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux" };
    let libc = if cfg!(target_env = "musl") { "-musl" } else { "" };
    format!("{}-{system}{libc}", std::env::consts::ARCH)
}

fn manifest(change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut manifest = json!({
        "name": "count-rows", "version": "0.1.0", "abi": [1, 0], "needs_minor": 0, "target": target(), "panic": "none",
        "stages": [{ "name": "count-rows", "kind": "transform" }]
    });
    change(&mut manifest);
    manifest.to_string()
}

fn with_manifest(manifest: &str) -> String {
    let literal = manifest.replace('\\', "\\\\").replace('"', "\\\"");
    format!("#include \"wagemill.h\"\nWM_MANIFEST(\"{literal}\");\n")
}

const ENTRY: &str = "const WmPlugin *wagemill_plugin_v1(void) { return 0; }\n";

#[test]
fn libraries_are_refused_without_loading_them() {
    let folder = Folder::new();
    let refused = |name: &str, source: String| folder.refusal(&folder.compile(name, &source));
    let changed = |name: &str, change: fn(&mut serde_json::Value)| {
        let source = with_manifest(&manifest(change)) + ENTRY;
        format!("{name}: {}", refused(name, source))
    };
    let mut report = vec![
        format!("none: {}", refused("none", "int nothing;\n".to_owned())),
        format!("symbol: {}", refused("symbol", with_manifest(&manifest(|_| {})))),
        format!("json: {}", refused("json", with_manifest("{ nonsense }") + ENTRY)),
        format!(
            "magic: {}",
            refused(
                "magic",
                format!(
                    "#include \"wagemill.h\"\n__attribute__((used, section(\".wgmill\"))) const char m[] = \"BROKEN\";\n{ENTRY}"
                )
            )
        ),
        changed("older", |manifest| manifest["abi"] = json!([0, 7])),
        changed("newer", |manifest| {
            manifest["abi"] = json!([2, 0]);
            manifest["unknown"] = json!("a key of the future");
        }),
        changed("minor", |manifest| manifest["needs_minor"] = json!(3)),
        changed("abort", |manifest| manifest["panic"] = json!("abort")),
        changed("strategy", |manifest| manifest["panic"] = json!("maybe")),
        changed("unknown", |manifest| manifest["colour"] = json!("red")),
        changed("empty", |manifest| manifest["stages"] = json!([])),
        changed("kind", |manifest| manifest["stages"][0]["kind"] = json!("filter")),
    ];
    let elsewhere = changed("elsewhere", |manifest| manifest["target"] = json!("sparc64-unknown-netbsd"));
    report.push(elsewhere.replace(&format!("{} ({})", std::env::consts::ARCH, std::env::consts::OS), "HERE"));
    let text = folder.path().join(file_name("text"));
    fs::write(&text, "This is no library.\n").unwrap();
    report.push(format!("text: {}", folder.refusal(&text)));
    fs::write(&text, "").unwrap();
    report.push(format!("nothing: {}", folder.refusal(&text)));
    let object = folder.compile_with("object", "int nothing;\n", &["-c"]);
    report.push(format!("object: {}", folder.refusal(&object)));
    report.push(format!("gone: {}", folder.refusal(&folder.path().join("gone.so"))));
    insta::assert_snapshot!(report.join("\n"));
}

#[test]
fn a_library_that_is_cut_short_anywhere_is_refused() {
    let folder = Folder::new();
    let whole = fs::read(folder.compile("whole", &(with_manifest(&manifest(|_| {})) + ENTRY))).unwrap();
    let cut = folder.path().join(file_name("cut"));
    for length in (0..whole.len() - 64).step_by(whole.len() / 50) {
        fs::write(&cut, &whole[..length]).unwrap();
        let error = read_manifest(&cut).unwrap_err();
        assert!(["not-a-library", "no-manifest"].contains(&error.code), "{length} bytes: {}", error.message);
    }
}

#[test]
fn a_library_of_another_processor_is_refused() {
    let folder = Folder::new();
    let library = folder.compile("other", &(with_manifest(&manifest(|_| {})) + ENTRY));
    let mut bytes = fs::read(&library).unwrap();
    if &bytes[..4] != b"\x7fELF" {
        return;
    }
    // e_machine: SPARC V9.
    bytes[18] = 43;
    fs::write(&library, bytes).unwrap();
    assert_eq!(read_manifest(&library).unwrap_err().code, "wrong-target");
}

#[test]
fn a_plugin_in_c_runs_from_a_private_copy() {
    let folder = Folder::new();
    let file = folder.compile("count_rows", &(with_manifest(&manifest(|_| {})) + PLUGIN));
    let host = folder.host();
    assert_eq!(host.stage_names(), ["count-rows"]);
    let stage = host.stage("count-rows").unwrap();
    assert_eq!(stage.plugin().file, file);
    assert!(
        folder
            .path()
            .join("cache/plugins")
            .join(format!("{}{}", stage.plugin().sha256, std::env::consts::DLL_SUFFIX))
            .is_file()
    );
    // The user may build over the file while its stage runs.
    fs::write(&file, "overwritten").unwrap();
    let input = articles(&["one", "two"]);
    let inputs = [("articles".to_owned(), input.schema())];
    let edge = stage.edge(&json!({}), &inputs, None).unwrap();
    let mut instance = stage.open(&json!({}), &inputs, edge, None).unwrap();
    let mut lengths = Vec::new();
    let mut on_batch = |batch: arrow_array::RecordBatch, _: &arrow_array::UInt32Array| {
        lengths.push(batch.column_by_name("length").unwrap().clone());
        Flow::Continue
    };
    let counts = instance.process(0, &input, &mut on_batch, &()).unwrap();
    assert_eq!(counts.rows_with_output, 2);
    assert_eq!(lengths[0].as_ref(), &arrow_array::Int64Array::from(vec![2, 2]));
    // Another search finds what lies there now.
    assert!(folder.host().found()[0].manifest.is_err());
}

#[test]
fn a_table_that_is_null_is_found_when_it_is_loaded() {
    let folder = Folder::new();
    folder.compile("count_rows", &(with_manifest(&manifest(|_| {})) + ENTRY));
    assert_eq!(folder.host().stage("count-rows").unwrap_err().code, "bad-plugin-table");
}

#[test]
fn a_library_that_cannot_be_loaded_says_why() {
    let folder = Folder::new();
    let source = with_manifest(&manifest(|_| {}))
        + "const WmPlugin *missing_function(void);\n"
        + "const WmPlugin *wagemill_plugin_v1(void) { return missing_function(); }\n";
    folder.compile("count_rows", &source);
    let error = folder.host().stage("count-rows").unwrap_err();
    assert_eq!(error.code, "load-failed");
    assert!(error.message.contains("missing_function"), "{}", error.message);
    let hint = crate::library::load_help("libx.so: cannot allocate memory in static TLS block");
    assert!(hint.contains("jemalloc"));
}

#[test]
fn the_first_library_in_the_order_of_the_search_counts() {
    let (first, second, build) = (Folder::new(), Folder::new(), Folder::new());
    let source = with_manifest(&manifest(|_| {})) + PLUGIN;
    let expected = first.compile("count_rows", &source);
    second.compile("count_rows", &source);
    build.compile("not_a_plugin", "int nothing;\n");
    second.compile("not_a_plugin", "int nothing;\n");
    fs::write(build.path().join(".cargo-lock"), "").unwrap();
    fs::create_dir(build.path().join("deps")).unwrap();
    let surroundings = Surroundings {
        plugin_path: vec![second.path().to_path_buf(), second.path().join("gone")],
        program: Some(build.path().join("deps/test-0123")),
        data_folder: None,
    };
    let settings = Settings { plugin_dirs: vec![first.path().to_path_buf()], ..Settings::default() };
    let host = Host::with_surroundings(settings, surroundings);
    let found: Vec<(Origin, Result<usize, &str>)> = host
        .found()
        .iter()
        .map(|found| {
            (found.origin, found.manifest.as_ref().map(|manifest| manifest.stages.len()).map_err(|error| error.code))
        })
        .collect();
    assert_eq!(
        found,
        [
            (Origin::CommandLine, Ok(1)),
            (Origin::Environment, Ok(1)),
            (Origin::Environment, Err("no-manifest")),
            (Origin::Environment, Err("missing-plugin-folder")),
        ]
    );
    assert_eq!(host.found()[0].file, expected);
    assert_eq!(host.stage("nothing-like-it").unwrap_err().code, "unknown-stage");
}

#[test]
fn a_refused_library_is_not_passed_over_in_silence() {
    let (first, second) = (Folder::new(), Folder::new());
    first.compile("count_rows", &(with_manifest(&manifest(|manifest| manifest["abi"] = json!([9, 0]))) + ENTRY));
    second.compile("count_rows", &(with_manifest(&manifest(|_| {})) + PLUGIN));
    let settings =
        Settings { plugin_dirs: vec![first.path().to_path_buf(), second.path().to_path_buf()], ..Settings::default() };
    let host = Host::with_surroundings(settings, Surroundings::default());
    assert_eq!(host.stage("count-rows").unwrap_err().code, "abi-mismatch");
}
