//! `wagemill plan`

use crate::program::with_filters;
use crate::study::study;

#[test]
fn shows_each_stage_with_its_options_and_columns() {
    let program = study();
    program.write(
        "study/articles.toml",
        "description = \"Articles as they are read.\"\n\n\
         [[stage]]\nuse = \"read-articles\"\nwith = { paths = [\"articles\"] }\n\n\
         [[stage]]\nid = \"list\"\nuse = \"write-table\"\nwith = { path = \"out/articles.csv\", columns = [\"title\", \"url\"] }\n",
    );
    with_filters(&program, || insta::assert_snapshot!("plan", program.run(&["plan", "study/articles.toml"])));
}

#[test]
fn as_a_graph() {
    insta::assert_snapshot!("plan_graph", study().run(&["plan", "study/wages.toml", "--graph"]));
}

#[test]
fn for_programs() {
    let ran = study().run(&["plan", "study/wages.toml", "--format", "json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let plan: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(plan["stages"][3]["id"], "normalize-currency");
    assert_eq!(plan["stages"][3]["options"]["to"], "USD");
}
