//! The same report in several papers.

use std::fs;

use crate::program::Alone;
use crate::study::{ALL_PLUGINS, repository};

const REPORT: &str = "examples/articles/dandong-seafood-workers.txt";

fn repository_file(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

/// The report as another paper prints it: with its own head, and its own words around as many paragraphs as it keeps.
fn reprint(url: &str, date: &str, headline: &str, kept: usize) -> String {
    let report = repository_file(REPORT);
    let (_, text) = report.split_once("\n\n").unwrap();
    let paragraphs: Vec<&str> = text.split("\n\n").take(kept).collect();
    format!(
        "url: https://{url}\ndate: {date}\ntitle: {headline}\npublisher: {url}\ncountry: CN\n\n{headline}\n\n{}\n\nOur desk could \
         not reach the ministry for a comment before this page closed.\n",
        paragraphs.join("\n\n")
    )
}

fn study() -> Alone {
    let study = Alone::with_plugins(ALL_PLUGINS);
    study.write("articles/a.txt", repository_file(REPORT));
    study.write("articles/other.txt", repository_file("examples/articles/bihar-brick-kilns.txt"));
    study
}

fn add_reprints(study: &Alone) {
    study.write("articles/0-cut.txt", reprint("harbour.example/crews", "2023-09-14", "Crews to cost more", 5));
    study.write("articles/b.txt", reprint("valley.example/sort", "2023-09-13", "Sorters in Donggang: new figure", 99));
    study.write("articles/copy.txt", repository_file(REPORT));
}

#[test]
fn a_summary_counts_a_report_once() {
    let study = study();
    study.write("pipelines/summary.toml", repository_file("pipelines/summary.toml"));
    let summary = |study: &Alone| {
        let ran = study.run(&["run", "pipelines/summary.toml", "articles", "--overwrite"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        study.read("out/summary.csv")
    };
    let before = summary(&study);
    assert!(before.lines().count() > 4, "{before}");
    add_reprints(&study);
    assert_eq!(summary(&study), before);
}

#[test]
fn articles_are_marked_or_dropped_whatever_the_number_of_workers() {
    let study = study();
    add_reprints(&study);
    let pipeline = |keep: &str| {
        format!(
            "name = \"reprints\"\n\n[[stage]]\nuse = \"read-articles\"\nwith = {{ paths = [\"articles\"] }}\n\n\
             [[stage]]\nuse = \"parse-article\"\n\n[[stage]]\nuse = \"group-reprints\"\nwith = {{ keep = \"{keep}\" }}\n\n\
             [[stage]]\nuse = \"write-table\"\nwith = {{ path = \"out/{keep}.csv\", columns = [\"source\", \"article_id\", \
             \"reprint_group\", \"reprint\"] }}\n"
        )
    };
    for keep in ["all", "first"] {
        study.write(&format!("{keep}.toml"), pipeline(keep));
        let written: Vec<String> = ["1", "2"]
            .iter()
            .map(|jobs| {
                let ran = study.run(&["run", &format!("{keep}.toml"), "--jobs", jobs, "--overwrite"]);
                assert_eq!(ran.code, Some(0), "{ran}");
                study.read(&format!("out/{keep}.csv"))
            })
            .collect();
        assert_eq!(written[0], written[1]);
    }
    insta::assert_snapshot!(study.read("out/all.csv").trim_start_matches('\u{feff}'), @r"
    source,article_id,reprint_group,reprint
    articles/0-cut.txt,af5d6074bd00e60e2,a3aab596371f8b1aa,true
    articles/a.txt,a3aab596371f8b1aa,a3aab596371f8b1aa,false
    articles/b.txt,a691e48115fab523e,a3aab596371f8b1aa,true
    articles/copy.txt,a3aab596371f8b1aa,a3aab596371f8b1aa,true
    articles/other.txt,a9bfe3581a9a6717c,a9bfe3581a9a6717c,false
    ");
    insta::assert_snapshot!(study.read("out/first.csv").trim_start_matches('\u{feff}'), @r"
    source,article_id,reprint_group,reprint
    articles/a.txt,a3aab596371f8b1aa,a3aab596371f8b1aa,false
    articles/other.txt,a9bfe3581a9a6717c,a9bfe3581a9a6717c,false
    ");
}

#[test]
fn behind_the_extraction_the_articles_have_to_be_named() {
    let study = study();
    study.write(
        "wrong.toml",
        "name = \"wrong\"\n\n[[stage]]\nuse = \"read-articles\"\nwith = { paths = [\"articles\"] }\n\n[[stage]]\nuse = \
         \"parse-article\"\n\n[[stage]]\nuse = \"extract-wages\"\n\n[[stage]]\nuse = \"group-reprints\"\n\n[[stage]]\nuse = \
         \"write-table\"\nwith = { path = \"out/wages.csv\" }\n",
    );
    let checked = study.run(&["check", "wrong.toml"]);
    assert_eq!(checked.code, Some(2), "{checked}");
    assert!(checked.stderr.contains("from = [\"wages\", \"articles\"]"), "{checked}");
}
