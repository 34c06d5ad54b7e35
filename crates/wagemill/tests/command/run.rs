//! `wagemill run`

use std::fs;

use crate::program::with_filters;
use crate::study::{study, study_with_broken_articles};

#[test]
fn the_study_runs_as_it_is_and_says_what_came_out() {
    let program = study();
    let ran = program.run(&["run", "study/wages.toml"]);
    with_filters(&program, || insta::assert_snapshot!("run_study", ran));
    assert!(program.read("study/out/wages.csv").contains("Casual workers"));
    assert_eq!(fs::read(program.here().join("study/out/wages.parquet")).unwrap()[..4], *b"PAR1");
}

#[test]
fn articles_that_cannot_be_read_are_rejects_and_the_others_come_out() {
    let program = study_with_broken_articles();
    let ran = program.run(&["run", "study/wages.toml"]);
    with_filters(&program, || {
        insta::assert_snapshot!("run_rejects", ran);
        insta::assert_snapshot!("run_rejects_table", program.read("study/out/rejects.csv"));
    });
}

#[test]
fn inputs_of_the_command_line_replace_those_of_the_file() {
    let program = study();
    program.write("elsewhere/nurse.txt", "A nurse in Leeds earns £15.50 an hour.\n");
    let ran = program.run(&["run", "study/wages.toml", "elsewhere"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let table = program.read("study/out/wages.csv");
    assert!(table.contains("£15.50") && !table.contains("rand"), "{table}");
}

#[test]
fn options_can_be_set() {
    let program = study();
    let ran = program.run(&["run", "study/wages.toml", "--set", "normalize-currency.to=EUR"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(program.read("study/out/wages.csv").lines().next().unwrap().contains("eur_month_min"));
}

#[test]
fn a_file_that_was_edited_is_kept_unless_told_otherwise() {
    let program = study();
    assert_eq!(program.run(&["run", "study/wages.toml"]).code, Some(0));
    program.write("study/out/wages.csv", "my corrections");
    let ran = program.run(&["run", "study/wages.toml"]);
    with_filters(&program, || insta::assert_snapshot!("run_edited", ran));
    assert_eq!(program.read("study/out/wages.csv"), "my corrections");
    assert_eq!(program.run(&["run", "study/wages.toml", "--overwrite"]).code, Some(0));
    assert!(program.read("study/out/wages.csv").contains("Casual workers"));
}

#[test]
fn limits_end_with_3_after_the_outputs_are_safe() {
    let program = study_with_broken_articles();
    let file = program.read("study/wages.toml");
    program.write("study/rejects.toml", format!("max_rejects = 1\n{file}"));
    program.write("study/flags.toml", format!("fail_on = {{ assumed_hours = \"5%\" }}\n{file}"));
    for name in ["rejects", "flags"] {
        let ran = program.run(&["run", &format!("study/{name}.toml"), "--quiet", "--overwrite"]);
        insta::assert_snapshot!(format!("run_limit_{name}"), ran);
        assert!(program.read("study/out/wages.csv").contains("Casual workers"));
        fs::remove_dir_all(program.here().join("study/out")).unwrap();
    }
}

#[test]
fn until_writes_what_is_complete_there() {
    let program = study();
    let file = program.read("study/wages.toml");
    let sink = "[[stage]]\nid = \"articles\"\nuse = \"write-table\"\nfrom = \"parse-article\"\nwith = { path = \"out/articles.csv\", columns = [\"article_id\", \"title\"] }\n";
    program.write("study/wages.toml", format!("{file}\n{sink}"));
    let ran = program.run(&["run", "study/wages.toml", "--until", "parse-article"]);
    with_filters(&program, || insta::assert_snapshot!("run_until", ran));
    assert!(!program.here().join("study/out/wages.csv").exists());
    insta::assert_snapshot!("run_until_unknown", program.run(&["run", "study/wages.toml", "--until", "parse-articel"]));
}

#[test]
fn for_programs_the_report_goes_to_standard_output_and_nothing_else() {
    let program = study();
    let ran = program.run(&["run", "study/wages.toml", "--format", "json", "--quiet"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["outcome"]["state"], "done");
    assert_eq!(report["stages"][0]["rows_out"], 1);
    assert_eq!(report["files"][0]["path"], "out/wages.csv");
}

#[test]
fn a_rejects_table_of_somebody_else_is_kept() {
    let program = study_with_broken_articles();
    let pipeline = program.read("study/wages.toml");
    let without_rejects = pipeline.split("# What could not be read").next().unwrap();
    program.write("study/wages.toml", without_rejects);
    program.write("study/out/rejects.csv", "my own notes\n");
    let ran = program.run(&["run", "study/wages.toml"]);
    assert_eq!(ran.code, Some(1), "{ran}");
    assert!(ran.stderr.contains("output-exists"), "{ran}");
    assert_eq!(program.read("study/out/rejects.csv"), "my own notes\n");
    assert_eq!(program.run(&["run", "study/wages.toml", "--overwrite"]).code, Some(0));
    assert!(program.read("study/out/rejects.csv").contains("empty-file"));
}

#[test]
fn articles_newer_than_the_rates_are_one_warning() {
    let program = study();
    for number in 0..40 {
        let text = format!("date: 2149-01-05\ntitle: Pay {number}\n\nWelders earn {number}50 yuan per month.\n");
        program.write(&format!("new/{number}.txt"), text);
    }
    let ran = program.run(&["run", "study/wages.toml", "new", "--jobs", "4"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let warnings: Vec<_> = ran.stderr.lines().filter(|line| line.contains("warning: ")).collect();
    assert_eq!(warnings.len(), 1, "{ran}");
    assert!(warnings[0].contains("newer than the rates") && warnings[0].contains("wagemill rates add"), "{ran}");
}

#[test]
fn own_rates_are_read_beside_the_pipeline_file() {
    let program = study();
    program.write("new/a.txt", "date: 2149-01-05\ntitle: Pay\n\nWelders in Dandong earn 3500 yuan per month.\n");
    let rates = |line: &str| program.write("study/rates/own.csv", format!("source,base,quote,date,rate\n{line}\n"));
    let run =
        || program.run(&["run", "study/wages.toml", "new", "--set", "normalize-currency.rates=[\"rates/own.csv\"]"]);
    rates("bank,USD,CNY,2149-01-05,7");
    let ran = run();
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(program.read("study/out/wages.csv").contains(",500.0000,"), "{}", program.read("study/out/wages.csv"));
    rates("bank,USD,CNY,2149-13-05,7");
    let ran = run();
    assert_eq!(ran.code, Some(2), "{ran}");
    assert!(ran.stderr.contains("own.csv, line 2, `date`"), "{ran}");
}

#[test]
fn what_a_page_hides_is_said_of_its_rows() {
    let program = study();
    let page = |head: &str, words: &str| {
        let more = "<p>The mill stands at the end of the road, and its owners did not answer questions about it.</p>"
            .repeat(4);
        format!(
            "<html><head>{head}</head><body><article><h1>At the mill</h1><p>{words}</p>{more}</article></body></html>"
        )
    };
    let changed = "<meta property='article:modified_time' content='2023-06-13T10:00:00Z'>";
    program.write("new/a.html", page(changed, "Spinners at the mill earn 3,500 yuan per month, they say."));
    let closed =
        "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"isAccessibleForFree\": false}</script>";
    program.write("new/b.html", page(closed, "Spinners at the mill speak of their pay."));
    let ran = program.run(&["run", "study/wages.toml", "new"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let table = program.read("study/out/wages.csv");
    assert!(table.contains("3500.0000,CNY") && table.contains("the day of publication is not sure"), "{table}");
    assert!(ran.stderr.contains("(date-of-change)") && ran.stderr.contains("(paywall_stub)"), "{ran}");
}
