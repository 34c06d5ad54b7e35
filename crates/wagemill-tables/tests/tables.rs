//! The promises that other crates and readers of a table rely on.

use std::collections::BTreeSet;

use wagemill_tables::{
    COLUMNS, CodeKind, Kind, Severity, Table, View, article_id, code, codes, column, column_for, columns_of,
    mention_id, notes, review,
};

#[test]
fn columns_have_unique_names_and_one_sentence_each() {
    let names: BTreeSet<&str> = COLUMNS.iter().map(|column| column.name).collect();
    assert_eq!(names.len(), COLUMNS.len());
    for column in COLUMNS {
        assert!(
            column.doc.ends_with('.') && column.doc.starts_with(char::is_uppercase),
            "{}: {}",
            column.name,
            column.doc
        );
    }
}

#[test]
fn money_is_a_decimal_with_a_unit() {
    for column in COLUMNS.iter().filter(|column| matches!(column.kind, Kind::Decimal { .. })) {
        assert!(!column.unit.is_empty(), "{} has no unit", column.name);
    }
    assert_eq!(column("amount_min").map(|column| column.kind), Some(Kind::Decimal { precision: 38, scale: 4 }));
    assert_eq!(column("rate").map(|column| column.kind), Some(Kind::Decimal { precision: 38, scale: 6 }));
}

#[test]
fn a_target_currency_gives_its_columns_their_names() {
    let monthly = column("{to}_month_min");
    assert_eq!(monthly.map(|column| column.named_for("EUR")), Some("eur_month_min".to_owned()));
    assert_eq!(column_for("eur_month_min", "EUR"), monthly);
    assert_eq!(column_for("usd_month_min", "EUR"), None);
    assert_eq!(column_for("real_usd_2023_month_min", "EUR").map(|column| column.name), Some("real_usd_2023_month_min"));
}

#[test]
fn tables_repeat_what_they_are_built_from() {
    let names = |table| columns_of(table).iter().map(|column| column.name).collect::<Vec<_>>();
    assert_eq!(
        names(Table::Mentions)[..13],
        [
            "mention_id",
            "article_id",
            "record_id",
            "source",
            "url",
            "title",
            "publisher",
            "published_on",
            "language",
            "reprint_group",
            "reprint",
            "quote",
            "sentence"
        ]
    );
    assert!(!names(Table::Articles).contains(&"mention_id"));
    assert_eq!(names(Table::Wages)[..names(Table::Mentions).len()], names(Table::Mentions)[..]);
    assert_eq!(names(Table::Wages).last(), Some(&"review"));
}

#[test]
fn the_core_view_is_what_one_opens_first() {
    let every: Vec<String> = COLUMNS.iter().map(|column| column.named_for("EUR")).collect();
    let present: Vec<&str> = every.iter().map(String::as_str).collect();
    assert_eq!(
        View::Core.columns(&present, "EUR"),
        [
            "published_on",
            "publisher",
            "title",
            "country",
            "place",
            "occupation",
            "payee",
            "status",
            "quote",
            "amount_min",
            "amount_max",
            "currency",
            "period",
            "bound",
            "eur_month_min",
            "eur_month_max",
            "rate_date",
            "rate_grade",
            "review",
            "notes",
            "url",
            "mention_id"
        ]
    );
}

#[test]
fn views_show_only_what_is_present_and_keep_custom_columns() {
    let present = ["rent", "usd_month_min", "speaker", "quote", "source", "mention_id", "floor"];
    assert_eq!(View::Core.columns(&present, "USD"), ["quote", "usd_month_min", "mention_id"]);
    assert_eq!(
        View::All.columns(&present, "USD"),
        ["mention_id", "source", "quote", "speaker", "usd_month_min", "rent", "floor"]
    );
    assert_eq!(View::Public.columns(&present, "USD"), ["mention_id", "quote", "usd_month_min", "rent", "floor"]);
    for name in View::NAMES {
        assert!(name.parse::<View>().is_ok(), "{name}");
    }
    assert!("Core".parse::<View>().is_err());
}

#[test]
fn every_code_has_a_sentence_and_a_remedy() {
    for code in codes() {
        for text in [code.sentence, code.remedy] {
            assert!(
                text.ends_with('.') && text.starts_with(|c: char| c.is_uppercase() || c == '`'),
                "{}: {text}",
                code.code
            );
        }
        assert_eq!(code.note.is_empty(), code.kind != CodeKind::Flag, "{}", code.code);
    }
}

#[test]
fn codes_are_unique_and_spelled_after_their_kind() {
    let names: BTreeSet<&str> = codes().map(|code| code.code).collect();
    assert_eq!(names.len(), codes().count());
    for code in codes() {
        let alphabet =
            |extra: char| code.code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == extra);
        let spelled = match code.kind {
            CodeKind::Flag => alphabet('_'),
            CodeKind::Grade => code.code.len() == 1 && code.code.chars().all(|c| c.is_ascii_uppercase()),
            CodeKind::Reject | CodeKind::Error => alphabet('-'),
        };
        assert!(spelled, "{}", code.code);
    }
}

#[test]
fn notes_name_columns_that_exist() {
    for code in codes() {
        for name in code.note.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            assert!(column(name).is_some(), "{} names `{name}`", code.code);
        }
    }
}

#[test]
fn notes_are_flags_in_words() {
    assert_eq!(notes("", &[]), "");
    assert_eq!(notes("assumed_days", &[("days_per_week_used", "6")]), "days per week not stated; 6 assumed");
    assert_eq!(notes("assumed_days", &[]), "days per week not stated");
    assert_eq!(
        notes("currency_ambiguous;no_date;of_a_custom_stage", &[("currency_candidates", "HKD;USD")]),
        "currency cannot be told: HKD;USD | no date in the article | of_a_custom_stage"
    );
}

#[test]
fn review_follows_the_published_rule() {
    assert_eq!(review("", "A"), "ok");
    assert_eq!(review("", ""), "ok");
    assert_eq!(review("assumed_days;assumed_hours", "B"), "ok");
    assert_eq!(review("", "D"), "check");
    assert_eq!(review("intext_conflict", "A"), "check");
    assert_eq!(review("of_a_custom_stage", "A"), "check");
    assert_eq!(review("intext_used;no_date", "E"), "check");
    assert_eq!(review("intext_conflict;period_unknown", "A"), "unusable");
    assert_eq!(review("", "X"), "unusable");
    assert_eq!(code("X").map(|code| code.severity), Some(Severity::Unusable));
}

#[test]
fn ids_last() {
    assert_eq!(article_id(Some("https://example.org/a"), Some("17"), "text"), "a00bb5d48aac1a8ea");
    assert_eq!(article_id(None, Some("17"), "text"), "a5b4f2249e56f2392");
    assert_eq!(article_id(None, None, "Workers earn\nRMB 3,500."), "a303dfec44be45904");
    assert_eq!(mention_id("a0123456789abcdef", "RMB 3,500", 0), "mf2982097bfb5dfb7");
    assert_eq!(mention_id("a0123456789abcdef", "RMB 3,500", 1), "mdc0f5e3acf56d9a3");
}

#[test]
fn ids_depend_on_what_identifies_and_on_nothing_else() {
    assert_eq!(
        article_id(Some("https://example.org/a"), Some("17"), "x"),
        article_id(Some("https://example.org/a"), None, "y")
    );
    assert_eq!(article_id(Some(" "), Some(""), "x"), article_id(None, None, "x"));
    assert_eq!(article_id(None, None, "one\r\ntwo\n"), article_id(None, None, "one\ntwo"));
    assert_ne!(article_id(Some("17"), None, ""), article_id(None, Some("17"), ""));
}
