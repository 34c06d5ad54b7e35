//! `wagemill rates …`. What is printed of the embedded rates changes with them.

use crate::program::{Alone, Ran};

/// Rows as write-table writes them, with the columns that count here.
const TABLE: &str = "\u{feff}currency,fx_date,fx_granularity,rate_grade,flags,usd_month_min
VND,2020-02-03,day,X,assumed_days;fx_missing,
VND,2020-02-03,day,X,fx_missing,
KPW,2001-05,month,X,fx_missing;fx_missing_market;fx_missing_official;parallel_regime,
ARS,2023-06-13,day,D,fx_annual_average;fx_missing_market;parallel_regime,12.0000
CNY,2023-06-13,day,A,assumed_days,250.0000
XXQ,2023-06-13,day,X,fx_missing,
";

fn done(ran: Ran) -> String {
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran}");
    ran.stdout
}

#[test]
fn the_sources_and_what_there_is_of_one_currency() {
    let program = Alone::new();
    insta::assert_snapshot!("list", done(program.run(&["rates", "list"])));
    for code in ["CNY", "kpw", "ITL"] {
        insta::assert_snapshot!(format!("list_{code}"), done(program.run(&["rates", "list", code])));
    }
    let json = done(program.run(&["rates", "list", "KPW", "--format", "json"]));
    let known: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(known["redenominations"][0]["effective"], "2009-11-30");
    let sources: serde_json::Value =
        serde_json::from_str(&done(program.run(&["rates", "list", "--format", "json"]))).unwrap();
    let listed: Vec<&str> = sources.as_array().unwrap().iter().filter_map(|one| one["source"].as_str()).collect();
    assert_eq!(listed, ["h10", "ecb", "fred-m", "wdi-a", "kpw"]);
}

#[test]
fn a_rate_with_all_that_it_rests_on() {
    let program = Alone::new();
    let show = |arguments: &[&str]| program.run(&[&["rates", "show"], arguments].concat());
    insta::assert_snapshot!("show_day", done(show(&["CNY", "2023-06-13", "--to", "EUR"])));
    insta::assert_snapshot!("show_json", done(show(&["cny", "2023-06-13", "--to", "eur", "--format", "json"])));
    insta::assert_snapshot!("show_month_of_a_peg", done(show(&["XOF", "2020-02"])));
    insta::assert_snapshot!("show_survey", done(show(&["KPW", "2013-01-12"])));
    insta::assert_snapshot!("show_older_unit", done(show(&["KPW", "1999"])));
    insta::assert_snapshot!("show_year_for_a_day", done(show(&["ARS", "2023-06-13"])));
}

#[test]
fn without_a_rate_the_nearest_day_is_named() {
    let program = Alone::new();
    let show = |arguments: &[&str]| program.run(&[&["rates", "show"], arguments].concat());
    insta::assert_snapshot!("show_after_the_last_figure", show(&["CNY", "2035-01-01"]));
    insta::assert_snapshot!("show_before_the_first", show(&["KPW", "2009-12-05"]));
    insta::assert_snapshot!("show_no_daily_rate", show(&["VND", "2035-01-01"]));
    // Over a week end only a wider gap reaches the last rate.
    assert_eq!(show(&["CNY", "2023-06-11", "--max-gap-days", "1"]).code, Some(0), "falls back to the month");
    let graded = |days: &str| {
        let json = done(show(&["CNY", "2023-06-11", "--max-gap-days", days, "--format", "json"]));
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["grade"].as_str().unwrap().to_owned()
    };
    assert_eq!((graded("1"), graded("2")), ("C".to_owned(), "B".to_owned()));
}

#[test]
fn what_is_no_currency_or_no_date_is_said() {
    let program = Alone::new();
    insta::assert_snapshot!("unknown_currency", program.run(&["rates", "show", "CNX", "2023"]));
    insta::assert_snapshot!("unknown_unit", program.run(&["rates", "list", "KPW#1900"]));
    insta::assert_snapshot!("bad_date", program.run(&["rates", "show", "CNY", "13.6.2023"]));
    assert_eq!(program.run(&["rates", "show", "CNY", "2023", "--max-gap-days", "32"]).code, Some(2));
    for date in ["2023-02-30", "2023-13", "", "0000", "2023-06-13T00:00"] {
        let ran = program.run(&["rates", "show", "CNY", date]);
        assert_eq!(ran.code, Some(2), "{date}: {ran}");
    }
}

#[test]
fn missing_rates_are_a_table_to_fill_in() {
    let study = Alone::new();
    study.write("wages.csv", TABLE);
    insta::assert_snapshot!("missing", study.run(&["rates", "missing", "wages.csv"]));
    insta::assert_snapshot!("missing_all", study.run(&["rates", "missing", "wages.csv", "--all"]));
    study.write(
        "wages.jsonl",
        "{\"currency\": \"VND\", \"fx_date\": \"2020\", \"fx_granularity\": \"year\", \"flags\": \"fx_missing\", \
         \"eur_month_min\": null}\n",
    );
    let lines = done(study.run(&["rates", "missing", "wages.jsonl"]));
    assert_eq!(lines, "source,base,quote,date,rate,kind,granularity,rows\n,EUR,VND,2020,,official,year,1\n");
}

#[test]
fn a_table_without_the_columns_is_no_table_for_it() {
    let study = Alone::new();
    study.write("core.csv", "currency,usd_month_min\nVND,\n");
    insta::assert_snapshot!("missing_no_columns", study.run(&["rates", "missing", "core.csv"]));
    study.write("mentions.csv", "currency,fx_date,fx_granularity,flags\nVND,2020,year,fx_missing\n");
    insta::assert_snapshot!("missing_no_target", study.run(&["rates", "missing", "mentions.csv"]));
}

#[test]
fn what_is_filled_in_is_added_beside_the_pipeline_and_nothing_else() {
    let study = Alone::new();
    study.write("wages.csv", TABLE);
    study.write("study/wages.toml", "name = \"study\"\n");
    let asked = study.run(&["rates", "missing", "wages.csv", "--all"]).stdout;
    let filled = asked.replace(",USD,VND,2020-02-03,,", "sbv,USD,VND,2020-02-03,23210,");
    assert_ne!(filled, asked);
    study.write("filled in.csv", &filled);
    let add = ["rates", "add", "filled in.csv", "--into", "study/wages.toml"];
    insta::assert_snapshot!("add", study.run(&add));
    insta::assert_snapshot!("add_files", study.files("study"));
    // The same again is the same file, and the written file can be read again.
    assert_eq!(study.run(&add).code, Some(0));
    let written = study.read("study/rates/filled-in.csv");
    assert_eq!(study.run(&["rates", "add", "study/rates/filled-in.csv", "--name", "again"]).code, Some(0));
    assert_eq!(study.read("rates/again.csv"), written);
}

#[test]
fn lines_that_are_not_filled_in_are_counted_as_an_editor_counts_them() {
    let study = Alone::new();
    let lines = [
        "\u{feff}source,base,quote,date,rate,note",
        "",
        "bank,USD,VND,2020-02-01,23205,",
        ",USD,VND,2020-02-02,,\"of the\nmorning\"",
        "",
        ",USD,VND,2020-02-03,\" \",",
        ",,,,,",
        "bank,USD,VND,2020-02-04,23210,",
    ];
    for line_break in ["\n", "\r\n"] {
        study.write("bank.csv", lines.join(line_break));
        let ran = study.run(&["rates", "add", "bank.csv"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), "not filled in and left out: 2 lines (4, 7)\n"), "{ran}");
        let written = study.read("rates/bank.csv");
        let dates: Vec<&str> = written.lines().skip(1).filter_map(|line| line.split(',').nth(3)).collect();
        assert_eq!(dates, ["2020-02-01", "2020-02-04"]);
    }
}

#[test]
fn an_edited_file_is_replaced_only_when_told() {
    let study = Alone::new();
    study.write("bank.csv", "source,base,quote,date,rate\nbank,USD,VND,2020-02-03,23210\n");
    study.write("rates/bank.csv", "my own notes\n");
    insta::assert_snapshot!("add_exists", study.run(&["rates", "add", "bank.csv"]));
    assert_eq!(study.read("rates/bank.csv"), "my own notes\n");
    let ran = study.run(&["rates", "add", "bank.csv", "--overwrite", "--format", "json"]);
    insta::assert_snapshot!("add_json", done(ran));
    assert!(study.read("rates/bank.csv").contains("bank,USD,VND,2020-02-03,23210,official,day,\n"));
}

#[test]
fn a_file_of_rates_with_a_mistake_is_not_added() {
    let study = Alone::new();
    let head = "source,base,quote,date,rate\n";
    for (name, lines) in [
        ("turned_round", "bank,VND,USD,2020-02-03,23210\n"),
        ("contradiction", "bank,USD,VND,2020-02-03,23210\nbank,USD,VND,2020-02-03,23211\n"),
        // The line is that of the file, also behind a line that is not filled in.
        ("no_rate", ",USD,VND,2020-02-02,\nbank,USD,VND,2020-02-03,a lot\n"),
        ("no_source", ",USD,VND,2020-02-03,23210\n"),
        ("nothing_filled_in", ",USD,VND,2020-02-03,\n"),
    ] {
        study.write("bank.csv", format!("{head}{lines}"));
        insta::assert_snapshot!(format!("add_{name}"), study.run(&["rates", "add", "bank.csv"]));
    }
    insta::assert_snapshot!("add_no_file", study.run(&["rates", "add", "none.csv"]));
    insta::assert_snapshot!("add_bad_name", study.run(&["rates", "add", "bank.csv", "--name", "../bank"]));
    insta::assert_snapshot!("add_no_pipeline", study.run(&["rates", "add", "bank.csv", "--into", "none.toml"]));
    assert!(!study.here().join("rates").exists());
}

#[test]
fn own_files_are_looked_at_in_the_same_way() {
    let study = Alone::new();
    study.write("own.csv", "source,base,quote,date,rate\ncbr,USD,RUB,2025-06-02,78.9\nlbma,XAU,USD,2025-06-02,3350\n");
    insta::assert_snapshot!("show_own", study.run(&["rates", "show", "RUB", "2025-06-03", "--rates", "own.csv"]));
    insta::assert_snapshot!("list_own", study.run(&["rates", "list", "XAU", "--rates", "own.csv"]));
    let sources = study.run(&["rates", "list", "--rates", "own.csv"]);
    let own = "cbr: A series of your own\n    1 series, 1 figures, 2025-06-02 to 2025-06-02\n";
    assert!(sources.stdout.contains(own), "{sources}");
    study.write("own.csv", "source,base,quote,date,rate\ncbr,USD,RUB,2025-06-02,\n");
    insta::assert_snapshot!("show_own_empty", study.run(&["rates", "show", "RUB", "2025-06-03", "--rates", "own.csv"]));
}

#[test]
fn a_rate_far_from_its_neighbours_is_taken_and_named() {
    let study = Alone::new();
    study
        .write("own.csv", "source,base,quote,date,rate\nbank,USD,KRW,2026-11-02,138.1\nbank,USD,CNY,2026-11-02,7.05\n");
    let ran = study.run(&["rates", "add", "own.csv"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(
        ran.stderr.starts_with("look at line 2: it says 138.1 KRW for one USD; by the rates at hand it was "),
        "{ran}"
    );
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    assert!(study.read("rates/own.csv").contains("138.1"));
}
