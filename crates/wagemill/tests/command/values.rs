//! `wagemill values`.

use crate::program::Alone;

#[test]
fn values_without_a_code_are_listed_the_most_frequent_first() {
    let study = Alone::with_plugins(&[]);
    study.write(
        "wages.csv",
        "\u{feff}payee,occupation_group,place\nwelders,,Dandong\n\"men, mostly\",,Dandong\nwelders,,\nnurses,2,\n",
    );
    let ran = study.run(&["values", "wages.csv", "payee"]);
    assert_eq!(ran.stdout, "column,value,code,rows\noccupation,welders,,2\noccupation,\"men, mostly\",,1\n");
    let all = study.run(&["values", "wages.csv", "payee", "--all"]);
    assert!(all.stdout.contains("occupation,nurses,,1\n"), "{}", all.stdout);
    study.write(
        "wages.jsonl",
        "{\"place\": \"Quanhe\", \"place_key\": null}\n{\"place\": \"Dandong\", \"place_key\": \"CN:Dandong\"}\n",
    );
    let ran = study.run(&["values", "wages.jsonl", "place"]);
    assert_eq!(ran.stdout, "column,value,code,rows\nplace,Quanhe,,1\n");
}

#[test]
fn mistakes_say_what_to_give() {
    let study = Alone::with_plugins(&[]);
    study.write("wages.csv", "payee\nx\n");
    for (arguments, part) in [
        (["values", "wages.csv", "plaice"], "it has payee"),
        (["values", "none.csv", "payee"], "cannot read"),
        (["values", "wages.parquet", "payee"], "cannot read"),
    ] {
        let ran = study.run(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}");
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
}
