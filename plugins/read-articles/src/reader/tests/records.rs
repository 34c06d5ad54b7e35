//! Files with a record for each article.

use super::*;

#[test]
fn bad_records_leave_the_good_ones_alone() {
    let lines =
        b"{\"text\": \"one\"}\n\nnot json\n{\"title\": \"no text\"}\n{\"text\": \"two\", \"date\": \"03/04/2023\"}\n";
    let read = Study::new(&[("a.jsonl", lines)]).read();
    assert_eq!(read.rejects, [("a.jsonl:3".to_owned(), "invalid-json"), ("a.jsonl:4".to_owned(), "missing-text")]);
    assert_eq!(read.notes, [("a.jsonl:5".to_owned(), "malformed-date")]);
    let sources: Vec<&str> = read.articles.iter().map(|article| article.source.as_str()).collect();
    assert_eq!(sources, ["a.jsonl:1", "a.jsonl:5"]);
    assert_eq!(read.articles[1].published_on, None);
    let long = Study::new(&[("a.jsonl", lines)]).with("max_article_bytes", 18).read();
    assert_eq!(long.rejects.iter().filter(|(_, code)| *code == "too-large").count(), 2);
}

#[test]
fn ranges_give_the_same_rows_as_the_whole_file() {
    let lines: String =
        (1..=50).map(|number| format!("{{\"id\": {number}, \"text\": \"They earn ${number}.\"}}\n")).collect();
    let study = Study::new(&[("a.jsonl", lines.as_bytes())]);
    let whole = study.read();
    let cut = study.with("split_bytes", 100).read();
    assert_eq!(whole.articles, cut.articles);
    assert_eq!(cut.articles[49].source, "a.jsonl:50");
}

#[test]
fn records_before_a_truncation_come_out() {
    let lines: String =
        (1..=5000).map(|number| format!("{{\"id\": {number}, \"text\": \"They earn ${number}.\"}}\n")).collect();
    let whole = gzip(lines.as_bytes());
    let read = Study::new(&[("a.jsonl.gz", &whole[..whole.len() / 2])]).read();
    assert!(read.articles.len() > 100, "{}", read.articles.len());
    let [(source, code)] = read.rejects.as_slice() else { panic!("{:?}", read.rejects) };
    assert_eq!(
        (source.as_str(), *code),
        (format!("a.jsonl.gz:{}", read.articles.len() + 1).as_str(), "truncated-gzip")
    );
}

#[test]
fn json_gives_its_articles_wherever_the_list_is() {
    let read = Study::new(&[
        ("a.json", br#"[{"id": 1, "text": "They earn $5."}, {"id": 2, "title": "no text"}, 3]"#),
        ("b.json", br#"{"status": "ok", "response": {"docs": [{"id": 4, "headline": "Pay", "text": "They earn $6."}], "meta": {}}}"#),
        ("c.json", "\u{feff}{\"title\": \"Pay\", \"text\": \"They earn $7.\", \"items\": [\"a\", \"b\"]}".as_bytes()),
        ("d.json", b"{\"text\": \"They earn $8.\"}\n{\"text\": \"They earn $9.\"}\n"),
        ("e.json", br#"{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "x", "url": "https://example.com/x", "content_html": "<p>They earn $10.", "date_published": "2023-06-13T10:00:00Z"}]}"#),
    ])
    .read();
    assert_eq!(sources(&read), ["a.json:1", "b.json:1", "c.json:1", "d.json:1", "d.json:2", "e.json:1"]);
    assert_eq!(read.rejects, [("a.json:2".to_owned(), "missing-text"), ("a.json:3".to_owned(), "invalid-json")]);
    assert_eq!(read.articles[1].record_id.as_deref(), Some("4"));
    let feed = &read.articles[5];
    assert_eq!((feed.media_type, feed.published_precision), ("text/html", Some("day")));
    let large = format!("[{{\"text\": \"{}\"}}]", "x".repeat(100_000));
    let read = Study::new(&[("a.json", large.as_bytes())]).with("max_article_bytes", 20_000).read();
    assert_eq!((read.articles.len(), read.rejects), (0, vec![("a.json".to_owned(), "too-large")]));
}

#[test]
fn csv_gives_a_row_for_each_article() {
    let wide: Vec<u8> = [0xfeff]
        .into_iter()
        .chain("Headline\tText\nPay\tThey earn 5 €.\n".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let old = "id;Titel;text\n1;Löhne;Die Näherinnen verdienen höchstens fünf Euro für eine Stunde, heißt es.\n";
    let read = Study::new(&[
        ("a.csv", b"id,Title,Published On,Text\n7,\"Pay, and more\",2023-06-13,\"They earn\n$5.\"\n8,,,\n"),
        ("b.csv", &encoded(encoding_rs::WINDOWS_1252, old)),
        ("c.tsv", &wide),
        ("d.csv", b"name,colour\nx,red\ny,blue\n"),
    ])
    .read();
    assert_eq!(sources(&read), ["a.csv:2", "b.csv:2", "c.tsv:2"]);
    let [first, second, third] = read.articles.as_slice() else { panic!("three") };
    assert_eq!((first.record_id.as_deref(), first.title.as_deref()), (Some("7"), Some("Pay, and more")));
    assert_eq!((first.text.as_deref(), first.published_basis), (Some("They earn\n$5."), Some("record")));
    assert_eq!((second.encoding, second.encoding_basis), (Some("windows-1252"), Some("detected")));
    assert!(second.text.as_deref().unwrap().starts_with("Die Näherinnen verdienen höchstens"));
    assert_eq!((third.title.as_deref(), third.text.as_deref()), (Some("Pay"), Some("They earn 5 €.")));
    assert_eq!(read.rejects, [("a.csv:3".to_owned(), "missing-text"), ("d.csv".to_owned(), "missing-text")]);
    let quote = format!("text\n\"{}", "x".repeat(200_000));
    let read = Study::new(&[("a.csv", quote.as_bytes())]).with("max_article_bytes", 30_000).read();
    assert_eq!(read.rejects, [("a.csv:2".to_owned(), "too-large")]);
}

#[test]
fn parquet_gives_a_row_for_each_article() {
    use std::sync::Arc;

    use arrow_array::builder::{ListBuilder, StringBuilder};
    use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
    let mut authors = ListBuilder::new(StringBuilder::new());
    for number in 0..300 {
        authors.values().append_value(format!("Author {number}"));
        authors.values().append_value("B. Lee");
        authors.append(true);
    }
    let texts: StringArray = (0..300).map(|number| Some(format!("They earn ${number} a day."))).collect();
    let batch = RecordBatch::try_from_iter([
        ("ID", Arc::new(Int64Array::from_iter_values(0..300)) as ArrayRef),
        ("date", Arc::new(Date32Array::from_iter_values(std::iter::repeat_n(19_521, 300)))),
        ("authors", Arc::new(authors.finish())),
        ("text", Arc::new(texts)),
    ])
    .unwrap();
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_max_row_group_row_count(Some(100))
        .set_compression(parquet::basic::Compression::SNAPPY)
        .build();
    let mut bytes = Vec::new();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let study = Study::new(&[("a.parquet", &bytes), ("b.zip", &zip(&[("in.parquet", &bytes)]))]);
    let read = study.read();
    assert_eq!(read.rejects, []);
    assert_eq!(read.articles.len(), 600);
    let article = &read.articles[150];
    assert_eq!((article.source.as_str(), article.record_id.as_deref()), ("a.parquet:151", Some("150")));
    assert_eq!(
        (article.byline.as_deref(), article.text.as_deref()),
        (Some("Author 150, B. Lee"), Some("They earn $150 a day."))
    );
    assert_eq!(article.published_on.map(|date| date.to_string()).as_deref(), Some("2023-06-13"));
    assert_eq!(read.articles[300].source, "b.zip/in.parquet:1");
    let cut = study.with("split_bytes", 100).read();
    assert_eq!(cut.articles, read.articles);
}

#[test]
fn an_export_of_a_press_database_gives_its_articles() {
    let export = "Nurses\nThe Post\nMarch 3, 2021 Wednesday\n\nLength: 5 words\n\nBody\n\nThey earn £5.\n\nEnd of \
        Document\nDrivers\nThe Post\nMarch 4, 2021 Thursday\n\nBody\n\nThey earn £6.\n\nEnd of Document\n";
    let read = Study::new(&[("a.txt", export.as_bytes())]).with("language", "en").read();
    assert_eq!(sources(&read), ["a.txt:1", "a.txt:2"]);
    let days: Vec<String> = read.articles.iter().map(|article| article.published_on.unwrap().to_string()).collect();
    assert_eq!(days, ["2021-03-03", "2021-03-04"]);
    assert_eq!(
        (read.articles[1].title.as_deref(), read.articles[1].language.as_deref()),
        (Some("Drivers"), Some("en"))
    );
}
