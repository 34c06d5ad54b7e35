//! `wagemill plugin new`

use std::fs;
use std::process::Command;

use crate::program::Alone;

#[test]
fn writes_a_crate_for_each_kind() {
    let program = Alone::new();
    for kind in ["source", "transform", "batch", "table", "sink"] {
        let name = format!("make-{kind}");
        let ran = program.run(&["plugin", "new", &name, "--kind", kind]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let library = fs::read_to_string(program.here().join(&name).join("src/lib.rs")).unwrap();
        insta::assert_snapshot!(format!("plugin_new_{kind}"), library);
    }
}

#[test]
fn names_what_to_do_next() {
    insta::assert_snapshot!("plugin_new", Alone::new().run(&["plugin", "new", "extract-rents"]));
}

#[test]
fn the_crate_is_a_workspace_of_its_own_unless_one_takes_it_in() {
    let program = Alone::new();
    let manifest = |folder: &str| fs::read_to_string(program.here().join(folder).join("Cargo.toml")).unwrap();
    program.run(&["plugin", "new", "extract-rents"]);
    assert!(manifest("extract-rents").contains("\n[workspace]\n"), "{}", manifest("extract-rents"));

    fs::create_dir(program.here().join("plugins")).unwrap();
    fs::write(program.here().join("Cargo.toml"), "[workspace]\nmembers = [\"crates/*\", \"plugins/*\"]\n").unwrap();
    program.run(&["plugin", "new", "extract-prices", "--folder", "plugins/extract-prices"]);
    assert!(!manifest("plugins/extract-prices").contains("[workspace]"), "{}", manifest("plugins/extract-prices"));
}

#[test]
fn a_name_that_is_no_name_and_an_sdk_that_is_none() {
    let program = Alone::new();
    insta::assert_snapshot!("plugin_new_bad_name", program.run(&["plugin", "new", "Rents"]));
    insta::assert_snapshot!("plugin_new_no_sdk", program.run(&["plugin", "new", "extract-rents", "--sdk", "nowhere"]));
}

/// Outside of the workspace, with nothing but the SDK; its own test passes, and wagemill finds the stage.
#[test]
fn the_crate_of_each_kind_builds_passes_its_test_and_is_found() {
    let program = Alone::new();
    let target = wagemill_testkit::library_folder().join("plugin-new");
    for kind in ["source", "transform", "batch", "table", "sink"] {
        let name = format!("make-{kind}");
        program.run(&["plugin", "new", &name, "--kind", kind]);
        let folder = program.here().join(&name);
        // The versions that the workspace was built with are on this machine already.
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        for command in ["test", "build"] {
            let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
                .args([command, "--offline", "--quiet", "--target-dir"])
                .arg(&target)
                .current_dir(&folder)
                .env("RUSTFLAGS", "-D warnings")
                .output()
                .unwrap();
            assert!(built.status.success(), "{name}: {}", String::from_utf8_lossy(&built.stderr));
        }
        let shown = program.run(&["plugin", "show", &name, "--plugins", target.join("debug").to_str().unwrap()]);
        assert_eq!(shown.code, Some(0), "{shown}");
        insta::assert_snapshot!(format!("plugin_new_show_{kind}"), shown.stdout.split("\nlibrary\n").next().unwrap());
    }
}
