#![allow(clippy::unwrap_used, reason = "tests")]
//! Queries over small tables.

use polars::prelude::*;
use wagemill_plugin::{self as sdk, Error};

use crate::engine::CheckedQuery;
use crate::template::Template;

fn wages() -> DataFrame {
    let money = |name: &str, values: [Option<&str>; 6]| {
        Series::new(name.into(), values).cast(&DataType::Decimal(38, 4)).unwrap().into_column()
    };
    let days =
        Series::new("published_on".into(), [Some(19_521), Some(19_522), None, Some(19_521), Some(19_700), Some(0)]);
    DataFrame::new(
        6,
        vec![
            Column::new("country".into(), [Some("VN"), Some("CN"), Some("CN"), Some("BD"), None, Some("BD")]),
            Column::new("status".into(), ["paid", "paid", "minimum", "paid", "paid", "paid"]),
            money(
                "usd_month_min",
                [Some("258.4300"), Some("488.9292"), Some("100.0001"), Some("95.0000"), None, Some("96.5001")],
            ),
            Column::new("start".into(), [1_i64, 2, 3, 4, 5, 6]),
            days.cast(&DataType::Date).unwrap().into_column(),
            Column::new("confidence".into(), [0.5, 0.25, 1.0, 0.125, 0.5, 0.5]),
        ],
    )
    .unwrap()
}

fn articles() -> DataFrame {
    df!("country" => ["CN", "VN"], "language" => ["zh", "vi"]).unwrap()
}

fn checked(sql: &str, inputs: &[(String, DataFrame)]) -> Result<CheckedQuery, Error> {
    CheckedQuery::check(Template::fill(sql, Some("USD"))?, inputs)
}

fn inputs(names: &[(&str, DataFrame)]) -> Vec<(String, DataFrame)> {
    names.iter().map(|(name, frame)| ((*name).to_owned(), frame.clone())).collect()
}

fn ask(sql: &str, inputs: &[(String, DataFrame)]) -> DataFrame {
    let query = checked(sql, inputs).unwrap();
    let result = query.run(inputs).unwrap();
    for (column, planned) in result.columns().iter().zip(&query.columns) {
        assert_eq!((column.name().as_str(), column.dtype()), (planned.name.as_str(), &planned.data_type), "{sql}");
    }
    result
}

/// The rows as text, `-` for null.
fn rows(result: &DataFrame) -> Vec<String> {
    let columns: Vec<Column> = result.columns().iter().map(|column| column.cast(&DataType::String).unwrap()).collect();
    let cell = |column: &Column, row| column.str().unwrap().get(row).unwrap_or("-").to_owned();
    (0..result.height())
        .map(|row| columns.iter().map(|column| cell(column, row)).collect::<Vec<_>>().join(" "))
        .collect()
}

fn answer(sql: &str) -> Vec<String> {
    rows(&ask(sql, &inputs(&[("wages", wages())])))
}

#[test]
fn a_summary_is_sorted_and_its_averages_are_decimals() {
    let sql = "SELECT country, status, count(*) AS mentions, median({to}_month_min) AS usd_month_low, \
               avg(usd_month_min) AS mean, sum(usd_month_min) AS total FROM wages GROUP BY country, status";
    assert_eq!(
        answer(sql),
        [
            "BD paid 2 95.7500 95.7500 191.5001",
            "CN minimum 1 100.0001 100.0001 100.0001",
            "CN paid 1 488.9292 488.9292 488.9292",
            "VN paid 1 258.4300 258.4300 258.4300",
            "- paid 1 - - -",
        ]
    );
}

#[test]
fn averages_over_the_whole_table_are_decimals_too() {
    let sql = "SELECT median(usd_month_min) AS a, round(avg(usd_month_min), 2) AS b, quantile_cont(usd_month_min, 0.5) AS c, \
               quantile_disc(usd_month_min, 0.5) AS d, max(confidence) AS e FROM wages";
    let result = ask(sql, &inputs(&[("wages", wages())]));
    let decimal = DataType::Decimal(38, 4);
    assert_eq!(result.dtypes(), [decimal.clone(), decimal.clone(), decimal.clone(), decimal, DataType::Float64]);
    assert_eq!(rows(&result), ["100.0001 207.7700 100.0001 100.0001 1.0"]);
}

#[test]
fn decimals_stay_decimals_in_arithmetic() {
    let sql = "SELECT usd_month_min * 2 AS double, usd_month_min / 3 AS third, usd_month_min - 1 AS less, coalesce(usd_month_min, 0) AS filled \
               FROM wages WHERE usd_month_min > 250.5 ORDER BY start";
    let result = ask(sql, &inputs(&[("wages", wages())]));
    assert!(result.dtypes().iter().all(DataType::is_decimal), "{:?}", result.dtypes());
    assert_eq!(rows(&result), ["516.8600 86.1433 257.4300 258.4300", "977.8584 162.9764 487.9292 488.9292"]);
}

#[test]
fn selections_keep_the_order_of_their_input() {
    assert_eq!(answer("SELECT start FROM wages WHERE start <> 3 LIMIT 4"), ["1", "2", "4", "5"]);
    assert_eq!(answer("SELECT * EXCLUDE (usd_month_min, confidence) FROM rows LIMIT 1"), ["VN paid 1 2023-06-13"]);
}

#[test]
fn a_limit_without_an_order_takes_the_first_groups() {
    assert_eq!(answer("SELECT country, count(*) AS n FROM wages GROUP BY country LIMIT 2"), ["BD 2", "CN 2"]);
    assert_eq!(answer("SELECT DISTINCT status FROM wages LIMIT 1 OFFSET 1"), ["paid"]);
}

#[test]
fn ties_of_an_order_are_broken_by_the_other_columns() {
    assert_eq!(
        answer("SELECT country, count(*) AS n FROM wages GROUP BY country ORDER BY n DESC"),
        ["BD 2", "CN 2", "VN 1", "- 1"]
    );
    assert_eq!(answer("SELECT status, start FROM wages ORDER BY status LIMIT 3"), ["minimum 3", "paid 1", "paid 2"]);
    assert_eq!(
        answer("SELECT status AS s, start FROM wages ORDER BY confidence DESC LIMIT 3"),
        ["minimum 3", "paid 1", "paid 5"]
    );
    assert_eq!(
        answer("SELECT country FROM wages UNION SELECT status FROM wages ORDER BY country LIMIT 2"),
        ["BD", "CN"]
    );
}

#[test]
fn equal_rows_give_equal_results_however_they_were_batched() {
    let whole = wages();
    let mut pieces = whole.slice(0, 1);
    for row in 1..6 {
        pieces.vstack_mut(&whole.slice(row, 1)).unwrap();
    }
    for sql in [
        "SELECT country, count(*) AS n, avg(confidence) AS mean FROM wages GROUP BY country",
        "SELECT a.country, b.start FROM wages AS a JOIN wages AS b ON a.country = b.country",
        "SELECT country FROM wages UNION ALL SELECT status FROM wages",
        "SELECT status, string_agg(country, ',') AS countries FROM wages GROUP BY status",
    ] {
        let expected = rows(&ask(sql, &inputs(&[("wages", whole.clone())])));
        for _ in 0..10 {
            let mut frame = pieces.clone();
            frame.rechunk_mut();
            assert_eq!(rows(&ask(sql, &inputs(&[("wages", frame)]))), expected, "{sql}");
        }
    }
}

#[test]
fn many_groups_come_out_in_the_same_order_each_time() {
    let numbers: Vec<i64> = (0..50_000).map(|number| (number * 7919) % 10_007).collect();
    let tables = inputs(&[(
        "t",
        df!("a" => &numbers, "b" => numbers.iter().map(|number| number % 3).collect::<Vec<_>>()).unwrap(),
    )]);
    for sql in ["SELECT a, count(*) AS n FROM t GROUP BY a", "SELECT a, b FROM t GROUP BY a, b ORDER BY b LIMIT 5000"] {
        let first = ask(sql, &tables);
        for _ in 0..5 {
            assert!(ask(sql, &tables).equals(&first), "{sql}");
        }
    }
}

#[test]
fn days_between_dates_are_numbers() {
    assert_eq!(
        answer(
            "SELECT CAST(published_on AS INTEGER) - CAST(min(published_on) OVER () AS INTEGER) AS d FROM wages LIMIT 3"
        ),
        ["19521", "19522", "-"]
    );
}

#[test]
fn tables_are_joined_under_their_ids() {
    let tables = inputs(&[("normalize-currency", wages()), ("articles", articles())]);
    let expected = ["CN zh 2", "CN zh 3", "VN vi 1"];
    for name in ["normalize_currency", "\"normalize-currency\""] {
        let sql = format!(
            "SELECT w.country, a.language, w.start FROM {name} AS w JOIN articles AS a ON w.country = a.country"
        );
        assert_eq!(rows(&ask(&sql, &tables)), expected);
    }
}

#[test]
fn dates_are_dates() {
    let sql = "SELECT EXTRACT(YEAR FROM published_on) AS year, min(published_on) AS first, strftime(max(published_on), '%Y-%m') AS last \
               FROM wages WHERE published_on >= '2023-01-01' GROUP BY EXTRACT(YEAR FROM published_on)";
    assert_eq!(answer(sql), ["2023 2023-06-13 2023-12"]);
}

#[test]
fn empty_tables_give_the_planned_columns() {
    let empty = inputs(&[("wages", wages().clear())]);
    let result =
        ask("SELECT country, median(usd_month_min) AS low, NULL AS nothing FROM wages GROUP BY country", &empty);
    assert_eq!((result.height(), result.width()), (0, 3));
    assert_eq!(rows(&ask("SELECT count(*) AS n, sum(start) AS total FROM wages", &empty)), ["0 -"]);
}

#[test]
fn lists_and_nulls_have_a_wire_type() {
    let query = checked(
        "SELECT status, array_agg(start) AS starts, NULL AS nothing FROM wages GROUP BY status",
        &inputs(&[("wages", wages())]),
    )
    .unwrap();
    let wire: Vec<&str> = query.columns.iter().map(|column| column.wire.word()).collect();
    assert_eq!(wire, ["utf8", "list", "utf8"]);
}

/// Message, help and the part of the query that is at fault.
fn told(sql: &str) -> String {
    let error = checked(sql, &inputs(&[("wages", wages()), ("read-articles", articles())])).unwrap_err();
    assert_eq!(error.code(), "bad-sql");
    let fault: String = match error.place() {
        (Some("/sql"), Some((start, end))) => sql.chars().skip(start).take(end - start).collect(),
        _ => String::new(),
    };
    format!("{} | {} | {fault}", error.message(), error.help_text().unwrap_or_default())
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (sql, expected) in [
        ("SELEC country FROM wages", "expected an SQL statement, found `SELEC` |  | SELEC"),
        ("SELECT country FROM wages WHERE", "expected an expression, found the end of the query |  | "),
        ("SELECT country\nFROM wages GRUP BY country", "expected end of statement, found `BY` |  | BY"),
        ("SELECT 'a FROM wages", "unterminated string literal |  | '"),
        ("SELECT contry FROM wages", "no column `contry` comes in | did you mean `country`? | contry"),
        (
            "SELECT é, w.{to}_month_mni FROM wages AS w",
            "no column `usd_month_mni` comes in | did you mean `usd_month_min`? | {to}_month_mni",
        ),
        (
            "SELECT language, wage FROM read_articles",
            "no column `wage` comes in | the columns are `country`, `status`, `usd_month_min`, `start`, `published_on`, `confidence`, `language` | wage",
        ),
        ("SELECT country FROM wagez", "no table `wagez` comes in | did you mean `wages`? | wagez"),
        (
            "SELECT country FROM elsewhere",
            "no table `elsewhere` comes in | the tables are `wages`, `read-articles`, `read_articles`; `from` adds others | elsewhere",
        ),
        (
            "SELECT language FROM read-articles",
            "expected end of statement, found `-` | write `read_articles`: SQL takes a dash for a minus | -",
        ),
        ("SELECT medain(start) FROM wages", "there is no function `medain` | did you mean `median`? | medain"),
        (
            "SELECT min(start), max(start) FROM wages",
            "two columns of the result are called `start` | name them with `AS`; a calculated column without a name is called after what it was calculated from | ",
        ),
        ("DROP TABLE wages", "only queries are run here | begin with `SELECT` or `WITH` | "),
        ("SELECT 1; SELECT 2", "one query is run here, and these are 2 | use one `query-table` stage for each | "),
        ("", "there is no query | begin with `SELECT` or `WITH` | "),
        (
            "SELECT published_on - published_on AS days FROM wages",
            "column `days` is a duration, which no table can hold | for days, subtract numbers of days: `CAST(a AS INTEGER) - CAST(b AS INTEGER)` | ",
        ),
        (
            "SELECT country, start FROM wages GROUP BY country",
            "'start' should participate in the GROUP BY clause or an aggregate function |  | ",
        ),
    ] {
        assert_eq!(told(sql), expected, "{sql}");
    }
}

#[test]
fn queries_read_no_files() {
    for (sql, name) in [
        ("SELECT * FROM read_csv('/etc/passwd')", "read_csv"),
        ("SELECT * FROM READ_PARQUET('a.parquet')", "READ_PARQUET"),
        ("SELECT * FROM (SELECT * FROM read_json('a.json'))", "read_json"),
        ("SELECT * FROM wages WHERE country IN (SELECT a FROM read_ipc('a'))", "read_ipc"),
    ] {
        assert_eq!(
            told(sql),
            format!(
                "`{name}` is refused: a query reads no files | read the file with a source stage and name that stage in `from` | {name}"
            )
        );
    }
    assert!(told("SELECT * FROM '/etc/passwd'").starts_with("no table `/etc/passwd` comes in | "));
}

#[test]
fn the_engine_itself_has_no_file_functions() {
    for function in ["read_csv", "read_parquet", "read_ipc", "read_json"] {
        let error =
            polars::sql::SQLContext::new().execute(&format!("SELECT * FROM {function}('/etc/passwd')")).err().unwrap();
        assert_eq!(error.to_string(), format!("'{function}' is not a supported table function"));
    }
}

#[test]
fn results_survive_the_wire_also_in_pieces() {
    let frame = ask(
        "SELECT *, array_agg(start) OVER (PARTITION BY status) AS starts FROM wages",
        &inputs(&[("wages", wages())]),
    );
    let piece = frame.slice(1, 4);
    let (fields, columns) = crate::frames::arrays(&piece).unwrap();
    let back = crate::frames::frame(4, &fields, &crate::bridge::round_trip(4, fields.clone(), columns)).unwrap();
    assert!(back.equals_missing(&piece), "{:?} {:?}", rows(&back), rows(&piece));
}

#[test]
fn wire_types_are_those_that_were_planned() {
    let query = checked(
        "SELECT country, start, published_on, usd_month_min, confidence, start > 2 AS late FROM wages",
        &inputs(&[("wages", wages())]),
    )
    .unwrap();
    let wire: Vec<sdk::DataType> = query.columns.into_iter().map(|column| column.wire).collect();
    let (utf8, decimal) = (sdk::DataType::Utf8, sdk::DataType::Decimal { precision: 38, scale: 4 });
    assert_eq!(
        wire,
        [utf8, sdk::DataType::Int64, sdk::DataType::Date32, decimal, sdk::DataType::Float64, sdk::DataType::Bool]
    );
}
