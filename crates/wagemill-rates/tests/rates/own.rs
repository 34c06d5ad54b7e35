//! A user's own series: what is read, what is refused, and where it stands among the embedded rates.

use std::path::Path;

use wagemill_rates::lookup::Lookup;
use wagemill_rates::own::{Contents, Figure, Mistake, Reason, nearest_code, read};
use wagemill_rates::rate::{Grade, Kind};
use wagemill_rates::snapshot::{Granularity, Market, Snapshot, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::When;

use crate::support::snapshot;

fn contents(text: &str) -> Result<Contents, Mistake> {
    read(snapshot(), "own.csv", text.as_bytes())
}

fn figures(text: &str) -> Vec<Figure> {
    contents(text).unwrap().figures
}

fn with(texts: &[&str]) -> Result<Snapshot, Mistake> {
    let name = |place: usize| format!("own-{}.csv", place + 1);
    let files: Vec<_> = texts.iter().enumerate().map(|(place, text)| (name(place), figures(text))).collect();
    Snapshot::embedded().unwrap().with_own(&files)
}

/// The rate, its source and its date.
fn official(snapshot: &Snapshot, from: &str, to: &str, when: &str) -> Option<(String, String, String)> {
    let lookup = Lookup { snapshot, max_gap_days: 7 };
    let rate = lookup.official(Unit::parse(from).unwrap(), Unit::parse(to).unwrap(), When::parse(when).unwrap())?;
    let date = rate.date.map(|day| When::Day(day).to_string());
    Some((rate.value().unwrap().to_string(), rate.source_text(snapshot), date.unwrap_or_default()))
}

fn is(found: Option<(String, String, String)>, rate: &str, source: &str) {
    let found = found.unwrap();
    assert_eq!((found.0.trim_end_matches('0').trim_end_matches('.'), found.1.as_str()), (rate, source));
}

const HEADER: &str = "source,base,quote,date,rate,kind,granularity,precedence\n";

fn long(lines: &str) -> String {
    format!("{HEADER}{lines}\n")
}

#[test]
fn a_long_table_is_read() {
    let table = "\u{feff}source,base,quote,date,rate\r\ncbr,USD,RUB,2025-06-01,78.6172\r\n,,,,\r\ncbr,USD,RUB,2025-06,79.1\r\ncbr,USD,RUB,2025,83.5\r\n";
    let found = figures(table);
    let shown: Vec<_> = found.iter().map(|f| format!("{} {} {} {}", f.line, f.when, f.rate, f.quote)).collect();
    assert_eq!(shown, ["2 2025-06-01 78.6172 RUB", "4 2025-06 79.1 RUB", "5 2025 83.5 RUB"]);
    assert!(found.iter().all(|figure| figure.base == Unit::USD && figure.market == Market::Official && !figure.first));
}

#[test]
fn a_line_without_a_rate_is_counted() {
    let found = contents(&long("cbr,USD,RUB,2025-06-01,\ncbr,USD,RUB,2025-06-02,78.9")).unwrap();
    assert_eq!((found.figures.len(), found.left_out.len()), (1, 1));
    assert_eq!((found.left_out[0].line, found.left_out[0].reason), (2, Reason::NotFilledIn));
}

#[test]
fn a_code_names_the_unit_of_its_day() {
    let found = figures(&long(
        "bcv,USD,VES,2021-09-30,4181781.84\nbcv,USD,VES,2021-10-01,4.18\nbcv,USD,VES#2018,2021-10-02,4181781.84",
    ));
    let units: Vec<_> = found.iter().map(|figure| figure.quote.to_string()).collect();
    assert_eq!(units, ["VES#2018", "VES#2021", "VES#2018"]);
}

#[test]
fn a_mistake_names_file_line_and_field() {
    let cases = [
        ("cbr,USD,RUP,2025-06-01,78.6,,,", "own.csv, line 2, `quote`: `RUP` is no currency code of ISO 4217"),
        (
            "cbr,US Dollar,RUB,2025-06-01,78.6,,,",
            "own.csv, line 2, `base`: `US Dollar` is no currency code of ISO 4217",
        ),
        ("cbr,USD,RUB,01.06.2025,78.6,,,", "own.csv, line 2, `date`: `01.06.2025` is no date"),
        ("cbr,USD,RUB,2025-02-30,78.6,,,", "own.csv, line 2, `date`: `2025-02-30` is no date"),
        ("cbr,USD,RUB,1969-12-31,78.6,,,", "own.csv, line 2, `date`: `1969-12-31` is no date"),
        ("cbr,USD,RUB,2025-06-01,\"78,6\",,,", "own.csv, line 2, `rate`: `78,6` is no rate"),
        ("cbr,USD,RUB,2025-06-01,0,,,", "own.csv, line 2, `rate`: `0` is no rate"),
        ("cbr,USD,RUB,2025-06-01,-3,,,", "own.csv, line 2, `rate`: `-3` is no rate"),
        (
            "cbr,USD,RUB,2025-06-01,98.12345678901234567,,,",
            "own.csv, line 2, `rate`: `98.12345678901234567` has more than 18 digits",
        ),
        ("cbr,USD,RUB,2025-06-01,78.6,black,,", "own.csv, line 2, `kind`: `black` is not known"),
        ("cbr,USD,RUB,2025-06-01,78.6,,week,", "own.csv, line 2, `granularity`: `week` is not known"),
        (
            "cbr,USD,RUB,2025,78.6,,month,",
            "own.csv, line 2, `date`: `2025` is not as exact as its granularity, `month`",
        ),
        ("cbr,USD,RUB,2025-06-01,78.6,,,always", "own.csv, line 2, `precedence`: `always` is not known"),
        ("cbr,USD,USD,2025-06-01,78.6,,,", "own.csv, line 2, `quote`: `USD` is quoted against itself"),
        ("a bank,USD,RUB,2025-06-01,78.6,,,", "own.csv, line 2, `source`: `a bank` is no name for a source"),
    ];
    for (line, message) in cases {
        assert_eq!(contents(&long(line)).unwrap_err().to_string(), message);
    }
    let files = [
        ("", "own.csv: the file is empty"),
        ("source,base,quote,date\n", "own.csv, line 1, `rate`: the table has no such column"),
        ("source,base,quote,date,rate\n", "own.csv: it has no figures"),
        ("one,two\n1,2\n", "own.csv, line 1: it is no file of rates that is known here"),
        ("observation_date,DEXXXUS\n", "own.csv, line 1: `DEXXXUS` is no series of exchange rates of FRED"),
        (
            "Country Name,Country Code,Indicator Code,2023\nChad,TCD,NY.GDP,1\n",
            "own.csv, line 2, `Indicator Code`: `NY.GDP` is no exchange rate",
        ),
    ];
    for (text, message) in files {
        assert_eq!(contents(text).unwrap_err().to_string(), message);
    }
    let latin = read(snapshot(), "own.csv", b"source,base,quote,date,rate\ncbr,USD,RUB,2025,\xff\n").unwrap_err();
    assert_eq!(latin.to_string(), "own.csv, line 2: it is no CSV in UTF-8");
    assert_eq!(nearest_code(snapshot(), "RUP"), "RUB");
}

#[test]
fn contradictions_name_both_places() {
    let one = long("cbr,USD,RUB,2025-06-01,78.6");
    let error = |texts: &[&str]| with(texts).err().unwrap().to_string();
    assert_eq!(
        error(&[&one, &long("\ncbr,USD,RUB,2025-06-01,79")]),
        "own-2.csv, line 3, `rate`: `2025-06-01` is 79 here and 78.6 in own-1.csv, line 2"
    );
    assert!(with(&[&one, &one]).is_ok(), "the same figure twice says the same");
    assert_eq!(
        error(&[&one, &long("cbr,USD,RUB,2025-06-02,79,,,first")]),
        "own-2.csv, line 2, `precedence`: `cbr` has another precedence elsewhere"
    );
    assert_eq!(
        error(&[&one, &long("cbr,RUB,USD,2025-06-02,0.0127")]),
        "own-2.csv, line 2, `base`: `cbr` quotes RUB and USD the other way round elsewhere"
    );
}

#[test]
fn a_quote_that_is_turned_round_is_refused() {
    // beside the embedded rates of that day
    let error = with(&[&long("pboc,CNY,USD,2023-06-13,7.1498")]).err().unwrap();
    assert_eq!((error.line, error.field), (Some(2), Some("rate")));
    assert!(error.message.starts_with("7.1498 looks turned round: beside it, one CNY is 0.1396"), "{error}");
    assert!(with(&[&long("pboc,USD,CNY,2023-06-13,7.1498")]).is_ok());
    // beside the user's own of the day before: there are no embedded rates of that time
    let error = with(&[&long("cbr,USD,RUB,2025-06-01,78.6\ncbr,USD,RUB,2025-06-02,0.0127")]).err().unwrap();
    assert_eq!(error.line, Some(3));
    // a redenomination is not a turn
    assert!(with(&[&long("bcv,USD,VES,2021-09-30,4181781.84\nbcv,USD,VES,2021-10-01,4.18")]).is_ok());
}

#[test]
fn own_figures_fill_what_is_missing_and_no_more() {
    let snapshot = with(&[&long("cbr,USD,RUB,2021-06-01,70\ncbr,USD,RUB,2025-06-02,78.9")]).unwrap();
    // The ECB quoted the rouble in 2021: a source that goes last changes nothing.
    assert_eq!(official(&snapshot, "RUB", "USD", "2021-06-01"), official(self::snapshot(), "RUB", "USD", "2021-06-01"));
    is(official(&snapshot, "RUB", "USD", "2025-06-02"), "78.9", "cbr");
    is(official(&snapshot, "RUB", "USD", "2025-06-09"), "78.9", "cbr");
    assert_eq!(official(&snapshot, "RUB", "USD", "2025-06-10"), None, "eight days are more than seven");
    assert_eq!(official(&snapshot, "RUB", "USD", "2025-06-01"), None, "never a later rate");
    is(official(&snapshot, "USD", "RUB", "2025-06-02"), "0.012674", "cbr");
}

#[test]
fn precedence_decides_where_both_have_a_figure() {
    let line = "own,USD,CNY,2023-06-13,7.2";
    is(official(&with(&[&long(line)]).unwrap(), "CNY", "USD", "2023-06-13"), "7.1585", "h10");
    let first = with(&[&long(&format!("{line},,,first"))]).unwrap();
    is(official(&first, "CNY", "USD", "2023-06-13"), "7.2", "own");
    // no day of its own within reach: the embedded one
    let later = |snapshot| official(snapshot, "CNY", "USD", "2023-08-15");
    assert_eq!(later(&first), later(snapshot()));
}

#[test]
fn later_figures_go_on_where_the_embedded_ones_end() {
    let snapshot = with(&[&long("own,USD,CNY,2026-11-02,7.0101")]).unwrap();
    is(official(&snapshot, "CNY", "USD", "2026-11-03"), "7.0101", "own");
    assert_eq!(official(&snapshot, "CNY", "USD", "2026-11-01").unwrap().2, "2026-10-30");
}

#[test]
fn averages_stand_behind_days() {
    let snapshot =
        with(&[&long("own,USD,RUB,2025-06,79.1\nown,USD,RUB,2025,83.5\nown,USD,RUB,2025-06-10,78.5")]).unwrap();
    is(official(&snapshot, "RUB", "USD", "2025-06-11"), "78.5", "own");
    is(official(&snapshot, "RUB", "USD", "2025-06-30"), "79.1", "own");
    is(official(&snapshot, "RUB", "USD", "2025-06"), "79.1", "own");
    is(official(&snapshot, "RUB", "USD", "2025"), "83.5", "own");
    is(official(&snapshot, "RUB", "USD", "2025-09-01"), "83.5", "own");
    let lookup = Lookup { snapshot: &snapshot, max_gap_days: 7 };
    let grade = |when: &str| {
        let rate = lookup.official(Unit::parse("RUB").unwrap(), Unit::USD, When::parse(when).unwrap());
        rate.unwrap().grade
    };
    let grades = ["2025-06-11", "2025-06-17", "2025-06-30", "2025", "2025-09-01"].map(grade);
    assert_eq!(grades, [Grade::A, Grade::B, Grade::C, Grade::C, Grade::D]);
}

#[test]
fn both_legs_of_a_cross_are_of_one_source() {
    let snapshot =
        with(&[&long("cbr,USD,RUB,2025-06-02,78\ncbr,USD,KZT,2025-06-02,507\nnb,USD,UZS,2025-06-02,12700")]).unwrap();
    is(official(&snapshot, "KZT", "RUB", "2025-06-02"), "6.5", "cbr");
    assert_eq!(official(&snapshot, "UZS", "RUB", "2025-06-02"), None);
}

#[test]
fn a_market_series_is_a_market_rate() {
    let snapshot = with(&[&long("street,USD,MMK,2023-06-12,2900,market\ncbm,USD,MMK,2023-06-13,2100")]).unwrap();
    let kyat = Unit::parse("MMK").unwrap();
    assert!(snapshot.series.iter().any(|series| series.unit == kyat && series.source == Source::Own(0)));
    let lookup = Lookup { snapshot: &snapshot, max_gap_days: 7 };
    let baht = Unit::parse("THB").unwrap();
    assert!(
        lookup.has_market(kyat, Unit::USD) && !lookup.has_market(baht, Unit::USD) && !lookup.has_market(kyat, baht)
    );
    assert!(!Lookup { snapshot: self::snapshot(), max_gap_days: 7 }.has_market(kyat, Unit::USD));
    let when = When::parse("2023-06-13").unwrap();
    let (market, official) =
        (lookup.market(kyat, Unit::USD, when).unwrap(), lookup.official(kyat, Unit::USD, when).unwrap());
    assert_eq!((market.kind, market.value().unwrap().to_string().as_str()), (Kind::Market, "2900.000000"));
    assert_eq!((official.kind, official.value().unwrap().to_string().as_str()), (Kind::Official, "2100.000000"));
}

#[test]
fn published_files_are_read_as_they_come() {
    let ecb = "Date,USD,JPY,CYP,\n2026-11-03,1.1,170.5,N/A,\n2026-11-02,1.2,171,N/A,\n";
    let fred = "observation_date,DEXCHUS,DEXUSEU\n2026-11-02,7.01,1.15\n2026-11-03,,.\n";
    let months = "DATE,EXKOUS\n2026-10-01,1401.2\n";
    let board = concat!(
        "Series Description,\"EURO AREA -- SPOT\",\"CHINA -- SPOT\",\"NOMINAL BROAD\"\n",
        "Unit:,Currency:_Per_EUR,Currency:_Per_USD,Index:_2006_Jan_100\n",
        "Multiplier:,1,1,1\nCurrency:,USD,CNY,NA\n",
        "Unique Identifier:,H10/a,H10/b,H10/c\nTime Period,RXI$US_N.B.EU,RXI_N.B.CH,JRXWTFB_N.B\n",
        "2026-11-02,1.15,7.01,120\n2026-11-03,ND,ND,ND\n"
    );
    let wide = concat!(
        "\"Data Source\",\"World Development Indicators\",\n\n\"Last Updated Date\",\"2026-10-01\",\n\n",
        "\"Country Name\",\"Country Code\",\"Indicator Name\",\"Indicator Code\",\"1995\",\"2025\",\n",
        "\"Turkiye\",\"TUR\",\"Official exchange rate\",\"PA.NUS.FCRF\",\"0.0458\",\"39.123456789012345678\",\n",
        "\"World\",\"WLD\",\"Official exchange rate\",\"PA.NUS.FCRF\",\"\",\"1\",\n"
    );
    let shown = |text: &str| -> Vec<String> {
        let figures = figures(text);
        figures.iter().map(|f| format!("{} {} 1 {} = {} {}", f.source, f.when, f.base, f.rate, f.quote)).collect()
    };
    assert_eq!(
        shown(ecb),
        [
            "ecb-own 2026-11-03 1 EUR = 1.1 USD",
            "ecb-own 2026-11-03 1 EUR = 170.5 JPY",
            "ecb-own 2026-11-02 1 EUR = 1.2 USD",
            "ecb-own 2026-11-02 1 EUR = 171 JPY"
        ]
    );
    assert_eq!(shown(fred), ["h10-own 2026-11-02 1 USD = 7.01 CNY", "h10-own 2026-11-02 1 EUR = 1.15 USD"]);
    assert_eq!(shown(months), ["h10-own 2026-10 1 USD = 1401.2 KRW"]);
    assert_eq!(shown(board), ["h10-own 2026-11-02 1 EUR = 1.15 USD", "h10-own 2026-11-02 1 USD = 7.01 CNY"]);
    assert_eq!(shown(wide), ["wdi-own 2025 1 USD = 39.1234567890123 TRY"]);
    let left: Vec<_> = contents(wide).unwrap().left_out.iter().map(|left| left.reason).collect();
    assert_eq!(left, [Reason::EarlierUnit, Reason::Country]);
}

/// The files that the embedded rates are made of give the same figures again.
#[test]
fn the_downloads_give_the_embedded_figures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fx");
    if !folder.exists() {
        return wagemill_testkit::skipped(
            "the downloads of the ECB, the Federal Reserve and the World Bank are not at hand",
        );
    }
    let downloads = [
        ("ecb/eurofxref-hist.csv", Source::Ecb),
        ("h10/fred_cny_usd.csv", Source::H10),
        ("h10/fred_gbp_usd.csv", Source::H10),
        ("worldbank/pa_nus_fcrf.csv", Source::WorldBank),
    ];
    for (name, source) in downloads {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let figures = read(snapshot(), name, &bytes).unwrap().figures;
        let mut compared = 0;
        for figure in &figures {
            let level = figure.when.level();
            let find = |unit, quote| snapshot().find(unit, quote, source, Market::Official, level);
            let place = find(figure.quote, figure.base).or_else(|| find(figure.base, figure.quote));
            let Some(series) = place.map(|place| &snapshot().series[place]) else { continue };
            let period = if level == Granularity::Day { figure.when.first_day() } else { figure.when.year() };
            let Some(index) = series.exactly(period) else { continue };
            assert_eq!(series.value(index), figure.rate, "{name}, line {}", figure.line);
            compared += 1;
        }
        assert!(compared * 100 >= figures.len() * 95, "{name}: {compared} of {}", figures.len());
        assert!(Snapshot::embedded().unwrap().with_own(&[(name.to_owned(), figures)]).is_ok(), "{name}");
    }
}
