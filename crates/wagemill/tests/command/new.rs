//! `wagemill new`

use std::fs;

use crate::program::Alone;

#[test]
fn writes_a_study() {
    let program = Alone::new();
    insta::assert_snapshot!("new", program.run(&["new", "Dock wages 2024"]));
    insta::assert_snapshot!("new_files", program.files("Dock wages 2024"));
}

#[test]
fn an_empty_folder_is_fine_and_one_with_files_is_not() {
    let program = Alone::new();
    fs::create_dir(program.here().join("empty")).unwrap();
    assert_eq!(program.run(&["new", "empty"]).code, Some(0));
    insta::assert_snapshot!("new_not_empty", program.run(&["new", "empty"]));
}

#[test]
fn the_study_may_be_the_folder_one_is_in() {
    let program = Alone::new();
    let ran = program.run(&["new", "."]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(fs::read_to_string(program.here().join("wages.toml")).unwrap().contains("name = \"here\""));
}
