//! What ships runs: the pipelines, the examples, and what a run promises of its outputs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::program::{Alone, with_filters};
use crate::study::{ALL_PLUGINS, repository};

/// A copy of the repository's pipelines and examples.
fn shipped() -> Alone {
    let study = Alone::with_plugins(ALL_PLUGINS);
    for folder in ["pipelines", "examples"] {
        copy(&repository().join(folder), &study.here().join(folder));
    }
    study
}

/// Without what a run leaves behind.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_file() {
            fs::copy(&path, to.join(name)).unwrap();
        } else if name != "out" && name != ".wagemill" && name != "target" {
            copy(&path, &to.join(name));
        }
    }
}

fn report(study: &Alone, path: &str) -> Value {
    serde_json::from_str(&study.read(path)).unwrap()
}

/// Rows of a CSV as maps from column to cell.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    table.deserialize().map(Result::unwrap).collect()
}

#[test]
fn every_pipeline_is_right_and_runs() {
    let study = shipped();
    let mut files: Vec<_> = fs::read_dir(study.here().join("pipelines"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let path = format!("pipelines/{file}");
        let checked = study.run(&["check", &path]);
        assert_eq!(checked.code, Some(0), "{checked}");
        let ran = study.run(&["run", &path, "--overwrite"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let report = report(&study, "out/run.json");
        let written = report["files"].as_array().unwrap();
        assert!(!written.is_empty(), "{file}");
        assert!(written[0]["rows"].as_u64().unwrap() > 3, "{file}: {written:?}");
    }
}

#[test]
fn the_sample_articles_give_this_table() {
    let study = shipped();
    let ran = study.run(&["run", "pipelines/wages.toml"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let expected = fs::read_to_string(repository().join("examples/expected/wages.csv")).unwrap();
    assert_eq!(study.read("out/wages.csv"), expected, "if the new table is right, copy it to examples/expected");
    with_filters(&study, || insta::assert_snapshot!("wages_summary", ran));
}

/// The outputs of a run, by name, with everything but the report of the run.
fn outputs(study: &Alone) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(study.here().join("out")).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.file_name().unwrap() != "run.json")
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_jobs() {
    let mut first: Option<(BTreeMap<String, Vec<u8>>, Value)> = None;
    for jobs in ["1", "2", "7"] {
        let study = shipped();
        // Many small tasks and a large file that is cut into ranges.
        let line = r#"{"id": "ID", "text": "Dockers in Hamburg earn €NUMBER a month, and weavers in Dhaka Tk NUMBER a week."}"#;
        let lines: Vec<String> = (0..20_000)
            .map(|number| line.replace("ID", &format!("r{number}")).replace("NUMBER", &(900 + number).to_string()))
            .collect();
        fs::write(study.here().join("many.jsonl"), lines.join("\n")).unwrap();
        let ran = study.run(&["run", "pipelines/wages.toml", "examples/articles", "many.jsonl", "--jobs", jobs]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let run = report(&study, "out/run.json");
        assert!(run["stages"][0]["rows_in"].as_u64().unwrap() > 13, "the large file was not cut");
        let now = (outputs(&study), run["run"].clone());
        assert!(now.0.contains_key("wages.parquet") && now.0["wages.csv"].len() > 1_000_000, "{:?}", now.0.keys());
        match &first {
            None => first = Some(now),
            Some(first) => assert!(*first == now, "{jobs} jobs give other bytes or another identity"),
        }
    }
}

#[test]
fn counts_add_up_and_broken_articles_are_rejects() {
    let study = Alone::with_plugins(ALL_PLUGINS);
    study.write("articles/good.txt", "date: 2021-03-04\n\nNurses in Leeds earn £2,400 a month.\n");
    study.write("articles/quiet.txt", "Nothing is said of money here.\n");
    study.write("articles/empty.txt", "");
    study.write("articles/lines.jsonl", "{\"id\": \"1\", \"text\": \"Guards earn $15 an hour.\"}\n{\"id\": \"2\", \n");
    fs::write(
        study.here().join("articles/noise.txt"),
        (0..4000u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<_>>(),
    )
    .unwrap();
    fs::write(study.here().join("articles/half.txt.gz"), [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c]).unwrap();
    fs::write(
        study.here().join("articles/latin.txt"),
        b"Le salaire de Andr\xe9 est de \xa32,100 par mois. He earns EUR 2,100 a month.",
    )
    .unwrap();
    let pipeline = fs::read_to_string(repository().join("pipelines/wages.toml")).unwrap();
    study.write("pipelines/wages.toml", pipeline);
    let ran = study.run(&["run", "pipelines/wages.toml", "articles"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let rejects = rows(&study.read("out/rejects.csv"));
    let told: Vec<(String, &str)> = rejects
        .iter()
        .map(|row| (row["source"].rsplit('/').next().unwrap().to_owned(), row["code"].as_str()))
        .collect();
    insta::assert_debug_snapshot!("broken_articles", told);
    assert!(
        rejects
            .iter()
            .all(|row| !row["message"].is_empty() && !row["help"].is_empty() && row["stage"] == "read-articles")
    );
    let wages = rows(&study.read("out/wages.csv"));
    assert_eq!(wages.iter().filter(|row| row["quote"] == "£2,400").count(), 1);
    for stage in report(&study, "out/run.json")["stages"].as_array().unwrap() {
        let count = |key: &str| stage[key].as_u64().unwrap();
        assert!(count("rows_without") + count("rejected") <= count("rows_in"), "{stage}");
        if stage["stage"] == "extract-wages" {
            // The quiet article has no row; the two others that came through have at least one each.
            assert_eq!((count("rows_in"), count("rows_without"), count("rejected")), (4, 1, 0), "{stage}");
        }
    }
}

#[test]
fn ids_do_not_change_when_articles_move_or_are_added() {
    let study = shipped();
    let ids = |study: &Alone, folder: &str| -> BTreeMap<String, String> {
        let ran =
            study.run(&["run", "pipelines/wages.toml", folder, "--overwrite", "--set", "write-table.columns=all"]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let rows = rows(&study.read("out/wages.csv"));
        rows.into_iter().map(|row| (row["mention_id"].clone(), row["article_id"].clone())).collect()
    };
    let before = ids(&study, "examples/articles");
    assert!(before.len() > 20);
    fs::rename(study.here().join("examples/articles"), study.here().join("elsewhere")).unwrap();
    assert_eq!(ids(&study, "elsewhere"), before);
    study.write("elsewhere/aaa.txt", "A cook in Oslo earns 31,000 kroner a month.\n");
    let after = ids(&study, "elsewhere");
    assert_eq!(after.len(), before.len() + 1);
    assert!(before.iter().all(|(mention, article)| after.get(mention) == Some(article)));
}

#[test]
fn a_stage_in_c_runs() {
    let study = shipped();
    let library = format!("{}measure_text{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = study.here().join(library);
    let target = format!("-DWAGEMILL_TARGET=\"{}-unknown-linux-gnu\"", std::env::consts::ARCH);
    let built = Command::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O2", &target, "-I"])
        .arg(repository().join("crates/wagemill-abi/include"))
        .arg(repository().join("examples/custom-stage-c/measure_text.c"))
        .arg("-o")
        .arg(&library)
        .output()
        .expect("a C compiler is installed");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    study.plugin(&library);
    let ran = study.run(&["run", "examples/custom-stage-c/pipeline.toml"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let table = rows(&study.read("examples/custom-stage-c/out/articles.csv"));
    assert!(table.len() > 4);
    let berlin = table.iter().find(|row| row["source"].ends_with("berlin-parcel-depot.txt")).unwrap();
    let bytes: u64 = berlin["text_bytes"].parse().unwrap();
    let file = fs::metadata(study.here().join("examples/articles/berlin-parcel-depot.txt")).unwrap().len();
    assert!(bytes > file / 2 && bytes <= file, "{bytes} of {file}");
}

#[test]
fn a_stage_and_a_source_in_rust_run() {
    let study = shipped();
    for plugin in ["extract-rents", "read-interviews"] {
        study.plugin(&wagemill_testkit::library(plugin));
    }
    for (folder, table) in [("custom-stage-rust", "rents"), ("custom-source-rust", "wages")] {
        let ran = study.run(&["run", &format!("examples/{folder}/pipeline.toml")]);
        assert_eq!(ran.code, Some(0), "{ran}");
        let table = study.read(&format!("examples/{folder}/out/{table}.csv"));
        insta::assert_snapshot!(folder, table.trim_start_matches('\u{feff}'));
    }
}

/// The founding article, which is not part of the repository.
#[test]
fn the_seed_article_is_right() {
    let article = repository().join("../shared/articles/000_b07fc7f12a005bd5.txt");
    if !article.is_file() {
        wagemill_testkit::skipped("../shared is not here, so the seed article cannot be read");
        return;
    }
    let study = shipped();
    fs::create_dir(study.here().join("seed")).unwrap();
    fs::copy(&article, study.here().join("seed/article.txt")).unwrap();
    let run = |arguments: &[&str]| {
        let all =
            [&["run", "pipelines/wages.toml", "seed", "--overwrite", "--set", "write-table.columns=all"], arguments]
                .concat();
        let ran = study.run(&all);
        assert_eq!(ran.code, Some(0), "{ran}");
        rows(&study.read("out/wages.csv"))
    };
    let cells = |rows: &[BTreeMap<String, String>], columns: &[&str]| -> Vec<String> {
        rows.iter()
            .map(|row| columns.iter().map(|column| row[*column].as_str()).collect::<Vec<_>>().join(" "))
            .collect()
    };
    let dated = run(&["--set", "read-articles.published_on=2023-06-13"]);
    insta::assert_debug_snapshot!(
        "seed_dated",
        cells(
            &dated,
            &[
                "quote",
                "status",
                "period",
                "bound",
                "usd_min",
                "usd_max",
                "equivalent_min",
                "equivalent_max",
                "intext_status",
                "rate_grade"
            ]
        )
    );
    let undated = run(&[]);
    insta::assert_debug_snapshot!(
        "seed_undated",
        cells(&undated, &["quote", "usd_min", "usd_max", "rate_kind", "rate_grade", "flags"])
    );
}
