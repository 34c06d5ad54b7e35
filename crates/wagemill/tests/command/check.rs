//! `wagemill check`: what each mistake looks like is tested where it is found; here is how they come out.

use crate::program::{Alone, with_filters};
use crate::study::{PLUGINS, study};

const WRONG: &str = r#"
[[stage]]
use = "read-articles"
with = { paths = ["articles"], langage = "en" }

[[stage]]
use = "extract-wage"

[[stage]]
use = "write-table"
from = "wages"
with = { path = 3 }
"#;

#[test]
fn a_study_has_no_mistake() {
    insta::assert_snapshot!("check_ok", study().run(&["check", "study/wages.toml"]));
}

#[test]
fn all_mistakes_come_at_once_with_their_places() {
    let program = Alone::with_plugins(PLUGINS);
    program.write("articles/a.txt", "text");
    program.write("wrong.toml", WRONG);
    with_filters(&program, || insta::assert_snapshot!("check_wrong", program.run(&["check", "wrong.toml"])));
}

#[test]
fn bad_sql_is_underlined_inside_the_query() {
    let program =
        Alone::with_plugins(&["read-articles", "parse-article", "extract-wages", "query-table", "write-table"]);
    program.write("articles/a.txt", "text");
    let stages = |sql: &str| {
        format!(
            "[[stage]]\nuse = \"read-articles\"\nwith = {{ paths = [\"articles\"] }}\n\n[[stage]]\nuse = \"extract-wages\"\n\n\
             [[stage]]\nuse = \"query-table\"\nwith = {{ sql = \"\"\"\n{sql}\n\"\"\" }}\n\n\
             [[stage]]\nuse = \"write-table\"\nwith = {{ path = \"out/table.csv\" }}\n"
        )
    };
    for (case, sql) in [
        ("sql_syntax", "SELECT country\nFORM rows"),
        ("sql_column", "SELECT country,\n       count(*) AS mentions\nFROM rows\nGROUP BY contry"),
        ("sql_table", "SELECT country FROM wages"),
        ("sql_file", "SELECT * FROM read_csv('/etc/passwd')"),
    ] {
        program.write("wrong.toml", stages(sql));
        let ran = program.run(&["check", "wrong.toml"]);
        assert_eq!(ran.code, Some(2), "{ran}");
        with_filters(&program, || insta::assert_snapshot!(case, ran));
    }
}

#[test]
fn for_programs() {
    let program = Alone::with_plugins(PLUGINS);
    program.write("articles/a.txt", "text");
    program.write("wrong.toml", WRONG);
    let ran = program.run(&["check", "wrong.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(2), ""));
    let checked: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(checked["ok"], false);
    let codes: Vec<&str> =
        checked["mistakes"].as_array().unwrap().iter().map(|mistake| mistake["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["unknown-option", "unknown-stage", "unknown-id", "wrong-type"]);
    assert_eq!((&checked["mistakes"][0]["line"], &checked["mistakes"][0]["file"]), (&4.into(), &"wrong.toml".into()));
}

#[test]
fn a_file_that_is_not_there_and_plugins_that_are_not_there() {
    let program = Alone::new();
    insta::assert_snapshot!("check_no_file", program.run(&["check", "wages.toml"]));
    program.write("wages.toml", "[[stage]]\nuse = \"read-articles\"\nwith = { paths = [\"articles\"] }\n");
    insta::assert_snapshot!("check_no_plugin", program.run(&["check", "wages.toml"]));
}
