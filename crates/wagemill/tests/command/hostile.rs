//! Plugins that break the rules, from real libraries: what the user is told, and that nothing is written.
//!
//! Those in Rust are stages of the SDK's example `hostile`; those in C are compiled here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{Alone, with_filters};

/// A pipeline through `stage`, with an article that every hostile stage trips over.
fn study(stage: &str) -> Alone {
    let study = Alone::with_plugins(&["read-articles", "write-table"]);
    study.write("articles/a.txt", "A quiet text.\n");
    study.write("articles/b.txt", "Then boom, she earned 300 yuan a month.\n");
    study.write(
        "hostile.toml",
        format!(
            "[[stage]]\nuse = \"read-articles\"\nwith = {{ paths = [\"articles\"] }}\n\n\
             [[stage]]\nuse = \"{stage}\"\n\n\
             [[stage]]\nuse = \"write-table\"\nwith = {{ path = \"out/table.parquet\" }}\n"
        ),
    );
    study
}

fn hostile_library() -> PathBuf {
    let name = format!("{}hostile{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = wagemill_testkit::library_folder().join("examples").join(name);
    assert!(library.is_file(), "there is no `{}`: cargo builds it with the tests of the workspace", library.display());
    library
}

#[test]
fn stages_that_lie_fail_or_panic_are_stopped() {
    let stages = [
        "hostile-panics",
        "hostile-span",
        "hostile-span-outside",
        "hostile-row",
        "hostile-rejects-and-emits",
        "hostile-fails",
        "hostile-schema",
    ];
    for stage in stages {
        let study = study(stage);
        study.plugin(&hostile_library());
        for jobs in ["1", "4"] {
            let ran = study.run(&["run", "hostile.toml", "--jobs", jobs]);
            with_filters(&study, || insta::assert_snapshot!(stage, ran));
            assert_eq!(ran.code, Some(1));
        }
        assert!(!study.here().join("out/table.parquet").exists(), "{stage}");
        let left = fs::read_dir(study.here().join("out")).map(|entries| entries.count()).unwrap_or(0);
        assert_eq!(left, 0, "{stage} leaves something in the output folder");
    }
}

#[test]
fn a_panic_in_a_plan_is_a_mistake_of_the_file() {
    let study = study("extract-nothing");
    study.plugin(&hostile_library());
    let text =
        "[[stage]]\nuse = \"read-articles\"\nwith = { paths = [\"articles\"] }\n\n[[stage]]\nuse = \"hostile-plan\"\n";
    study.write("hostile.toml", text);
    let ran = study.run(&["check", "hostile.toml"]);
    assert_eq!(ran.code, Some(2));
    with_filters(&study, || insta::assert_snapshot!("hostile-plan", ran));
}

/// A plugin in C that is right but for what the case changes.
fn c_plugin(name: &str, folder: &Path, manifest: Option<&str>, entry: &str) -> PathBuf {
    let manifest = manifest.map_or(String::new(), |manifest| format!("WM_MANIFEST({manifest:?});\n"));
    let source = format!("#include \"wagemill.h\"\n{manifest}{entry}\n");
    let file = folder.join(format!("{name}.c"));
    let library = folder.join(format!("{}{name}{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX));
    fs::write(&file, source).unwrap();
    let include = concat!(env!("CARGO_MANIFEST_DIR"), "/../wagemill-abi/include");
    let built =
        Command::new("cc").args(["-shared", "-fPIC", "-I", include]).arg(&file).arg("-o").arg(&library).output();
    let built = built.expect("a C compiler is installed");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    library
}

fn manifest(abi: &str, needs_minor: u32, panic: &str) -> String {
    let target = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    format!(
        "{{\"name\":\"strange\",\"version\":\"0.1.0\",\"abi\":{abi},\"needs_minor\":{needs_minor},\"target\":\"{target}\",\
         \"panic\":\"{panic}\",\"stages\":[{{\"name\":\"strange\",\"kind\":\"transform\"}}]}}"
    )
}

const NULL_ENTRY: &str = "WM_EXPORT const WmPlugin *wagemill_plugin_v1(void) { return NULL; }";

#[test]
fn libraries_that_are_no_plugins_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let plain = manifest("[1,0]", 0, "none");
    let text = at.join("libstrange_text.so");
    fs::write(&text, "not a library at all\n").unwrap();
    let whole = c_plugin("strange", at, Some(&plain), NULL_ENTRY);
    let half = at.join("half.so");
    let bytes = fs::read(&whole).unwrap();
    fs::write(&half, &bytes[..bytes.len() / 2]).unwrap();
    let cases = [
        ("not-a-library", text),
        ("half-a-library", half),
        ("no-manifest", c_plugin("no_manifest", at, None, NULL_ENTRY)),
        ("bad-manifest", c_plugin("bad_manifest", at, Some("{\"name\": 7"), NULL_ENTRY)),
        ("older-abi", c_plugin("older_abi", at, Some(&manifest("[0,9]", 0, "none")), NULL_ENTRY)),
        ("newer-abi", c_plugin("newer_abi", at, Some(&manifest("[2,0]", 0, "none")), NULL_ENTRY)),
        ("needs-newer-minor", c_plugin("newer_minor", at, Some(&manifest("[1,7]", 7, "none")), NULL_ENTRY)),
        ("aborts", c_plugin("aborts", at, Some(&manifest("[1,0]", 0, "abort")), NULL_ENTRY)),
        ("no-symbol", c_plugin("no_symbol", at, Some(&plain), "int something_else(void) { return 1; }")),
        ("null-table", whole),
    ];
    for (case, library) in cases {
        let study = study("strange");
        study.plugin_as(&library, "libstrange.so");
        let ran = study.run(&["check", "hostile.toml"]);
        with_filters(&study, || insta::assert_snapshot!(format!("library-{case}"), ran));
        assert_eq!(ran.code, Some(2), "{case}");
    }
}
