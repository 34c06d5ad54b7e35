//! The exact bytes of CSV and JSON lines.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, StructArray};
use arrow_schema::{DataType, Field};
use serde_json::json;

use super::{every_type, money, table, texts, written, written_text};

const COLUMNS: [&str; 7] = ["quote", "amount_min", "approximate", "start", "confidence", "published_on", "seen_at"];

#[test]
fn csv_has_a_mark_a_header_and_plain_values() {
    assert_eq!(
        written_text("wages.csv", json!({ "columns": COLUMNS }), &every_type()),
        "\u{feff}quote,amount_min,approximate,start,confidence,published_on,seen_at\r\n\
         \"3,500 yuan\",3500.0000,true,-17,0.1,2023-06-13,2023-06-13T09:30:00.250Z\r\n\
         ,,,,,,\r\n"
    );
}

#[test]
fn csv_takes_another_delimiter_and_no_mark() {
    assert_eq!(
        written_text(
            "wages.csv",
            json!({ "columns": ["quote", "start"], "delimiter": ";", "bom": false }),
            &every_type()
        ),
        "quote;start\r\n3,500 yuan;-17\r\n;\r\n"
    );
}

#[test]
fn jsonl_has_exact_numbers_and_nulls() {
    assert_eq!(
        written_text("wages.jsonl", json!({ "columns": COLUMNS }), &every_type()),
        concat!(
            r#"{"quote":"3,500 yuan","amount_min":3500.0000,"approximate":true,"start":-17,"confidence":0.1,"#,
            r#""published_on":"2023-06-13","seen_at":"2023-06-13T09:30:00.250Z"}"#,
            "\n",
            r#"{"quote":null,"amount_min":null,"approximate":null,"start":null,"confidence":null,"published_on":null,"seen_at":null}"#,
            "\n"
        )
    );
}

#[test]
fn numbers_are_plain_to_the_last_digit() {
    let most = 99_999_999_999_999_999_999_999_999_999_999_999_999_i128;
    let small =
        Decimal128Array::from(vec![Some(1), Some(-1), Some(0), Some(most)]).with_precision_and_scale(38, 10).unwrap();
    let batch = table(vec![
        ("money", money([Some(most), Some(-most), Some(-5), Some(0)])),
        ("small", Arc::new(small)),
        ("count", Arc::new(Int64Array::from(vec![i64::MAX, i64::MIN, 0, 1]))),
        ("share", Arc::new(Float64Array::from(vec![1e21, 1e-7, f64::NAN, f64::NEG_INFINITY]))),
    ]);
    assert_eq!(
        written_text("t.csv", json!({ "bom": false }), &batch),
        "money,small,count,share\r\n\
         9999999999999999999999999999999999.9999,0.0000000001,9223372036854775807,1000000000000000000000\r\n\
         -9999999999999999999999999999999999.9999,-0.0000000001,-9223372036854775808,0.0000001\r\n\
         -0.0005,0.0000000000,0,NaN\r\n\
         0.0000,9999999999999999999999999999.9999999999,1,-inf\r\n"
    );
    assert_eq!(
        written_text("t.jsonl", json!({ "columns": ["money", "share"] }), &batch),
        "{\"money\":9999999999999999999999999999999999.9999,\"share\":1000000000000000000000}\n\
         {\"money\":-9999999999999999999999999999999999.9999,\"share\":0.0000001}\n\
         {\"money\":-0.0005,\"share\":null}\n\
         {\"money\":0.0000,\"share\":null}\n"
    );
}

#[test]
fn hostile_text_is_quoted_and_neutralised() {
    let hostile = [
        "=HYPERLINK(\"http://evil\")",
        "+1",
        "-2 degrees",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\nx",
        "＝1",
        "a\r\nb",
        "say \"hi\"",
        "a,b",
        "",
        " =1",
        "'=1",
        "工资",
    ];
    let batch =
        table(vec![("text", texts(hostile.map(Some))), ("n", Arc::new(Int64Array::from(vec![-1; hostile.len()])))]);
    assert_eq!(
        written_text("t.csv", json!({ "bom": false }), &batch),
        "text,n\r\n\
         \"'=HYPERLINK(\"\"http://evil\"\")\",-1\r\n\
         '+1,-1\r\n\
         '-2 degrees,-1\r\n\
         '@SUM(A1),-1\r\n\
         '\tx,-1\r\n\
         \"'\rx\",-1\r\n\
         \"'\nx\",-1\r\n\
         '＝1,-1\r\n\
         \"a\r\nb\",-1\r\n\
         \"say \"\"hi\"\"\",-1\r\n\
         \"a,b\",-1\r\n\
         ,-1\r\n \
         =1,-1\r\n\
         '=1,-1\r\n\
         工资,-1\r\n"
    );
    let kept =
        written_text("t.csv", json!({ "bom": false, "neutralize_formulas": false, "columns": ["text"] }), &batch);
    assert!(kept.starts_with("text\r\n\"=HYPERLINK(\"\"http://evil\"\")\"\r\n+1\r\n"));
}

#[test]
fn a_row_of_one_empty_cell_is_still_a_row() {
    let batch = table(vec![("text", texts([None, Some("x")]))]);
    assert_eq!(written_text("t.csv", json!({ "bom": false }), &batch), "text\r\n\"\"\r\nx\r\n");
}

#[test]
fn text_in_json_is_escaped() {
    let batch = table(vec![("a \"b\"", texts([Some("\"\\\n\u{1}\u{2028}工资")]))]);
    assert_eq!(written_text("t.jsonl", json!({}), &batch), "{\"a \\\"b\\\"\":\"\\\"\\\\\\n\\u0001\u{2028}工资\"}\n");
}

#[test]
fn lists_and_structs_are_json() {
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("a"), None, Some("=b")]);
    tags.append_null();
    tags.append_value(Vec::<Option<&str>>::new());
    let tags = tags.finish();
    let pair = StructArray::from(vec![
        (
            Arc::new(Field::new("n", DataType::Int64, true)),
            Arc::new(Int64Array::from(vec![Some(1), None, Some(3)])) as ArrayRef,
        ),
        (Arc::new(Field::new("m", DataType::Decimal128(38, 4), true)), money([Some(1), Some(20_000), None])),
    ]);
    let batch = table(vec![("tags", Arc::new(tags)), ("pair", Arc::new(pair))]);
    assert_eq!(
        written_text("t.jsonl", json!({}), &batch.slice(0, 3)),
        "{\"tags\":[\"a\",null,\"=b\"],\"pair\":{\"n\":1,\"m\":0.0001}}\n\
         {\"tags\":null,\"pair\":{\"n\":null,\"m\":2.0000}}\n\
         {\"tags\":[],\"pair\":{\"n\":3,\"m\":null}}\n"
    );
    assert_eq!(
        written_text("t.csv", json!({ "bom": false }), &batch.slice(1, 2)),
        "tags,pair\r\n,\"{\"\"n\"\":null,\"\"m\"\":2.0000}\"\r\n[],\"{\"\"n\"\":3,\"\"m\"\":null}\"\r\n"
    );
}

#[test]
fn empty_tables_are_valid_files() {
    let schema = every_type().schema();
    let bytes = written("t.csv", json!({ "columns": ["quote", "start"] }), &schema, &[]).unwrap();
    assert_eq!(bytes, "\u{feff}quote,start\r\n".as_bytes());
    assert_eq!(written("t.jsonl", json!({}), &schema, &[]).unwrap(), b"");
}

#[test]
fn gzip_holds_the_same_bytes_and_no_time() {
    use std::io::Read;
    let batch = every_type();
    let compressed = written("t.csv.gz", json!({}), batch.schema_ref(), std::slice::from_ref(&batch)).unwrap();
    assert_eq!(compressed[4..8], [0; 4], "the time of the header");
    let mut text = String::new();
    flate2::read::GzDecoder::new(&compressed[..]).read_to_string(&mut text).unwrap();
    assert_eq!(text, written_text("t.csv", json!({}), &batch));
}
