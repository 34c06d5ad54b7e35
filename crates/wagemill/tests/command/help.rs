//! Help, and what happens to a command line that means nothing.

use crate::program::Alone;

#[test]
fn of_the_program_and_each_command() {
    let program = Alone::new();
    for command in [
        "",
        "new",
        "run",
        "check",
        "plan",
        "peek",
        "explain",
        "rates",
        "rates list",
        "rates show",
        "rates missing",
        "rates add",
        "plugin",
        "plugin list",
        "plugin show",
        "plugin new",
        "schema",
        "completions",
    ] {
        let words: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let ran = program.run(&words);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{command}");
        insta::assert_snapshot!(format!("help {command}").trim().replace(' ', "_"), ran.stdout);
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_so_on_standard_error() {
    let program = Alone::new();
    insta::assert_snapshot!("no_command", program.run(&[]));
    insta::assert_snapshot!("misspelled_command", program.run(&["chek", "a.toml"]));
    insta::assert_snapshot!("misspelled_option", program.run(&["run", "a.toml", "--overwite"]));
    insta::assert_snapshot!("no_number", program.run(&["run", "a.toml", "--jobs", "0"]));
}

#[test]
fn completions_name_the_commands_for_every_shell() {
    let program = Alone::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = program.run(&["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{shell}");
        for word in ["explain", "overwrite", "profile"] {
            assert!(ran.stdout.contains(word), "{shell} has no {word}");
        }
    }
}
