#![allow(clippy::unwrap_used, reason = "a test")]
use proptest::prelude::*;

use super::*;

const OLD: &str = "\
                               1 of 2 DOCUMENTS


                              The Harbour Post

                          January 5, 2015 Monday
                               Late Edition

Dockers want
more

BYLINE: By ANN MILLER

SECTION: Section A; Pg. 1

LENGTH: 41 words

DATELINE: PORT HAVEN

   Dockers in Port Haven earn $18
an hour.

   The port says it cannot pay: more.

LOAD-DATE: January 6, 2015

LANGUAGE: ENGLISH

                    Copyright 2015 The Harbour Post
                             All Rights Reserved


                               2 of 2 DOCUMENTS

                              The Harbour Post

                          February 7, 2015 Saturday

Short

LENGTH: 3 words

Nothing new.
";

#[test]
fn an_old_nexis_export_gives_its_articles() {
    let documents = documents(OLD).unwrap();
    assert_eq!(documents.len(), 2);
    let own = &documents[0].own;
    assert_eq!(own.title.as_deref(), Some("Dockers want more"));
    assert_eq!(own.publisher.as_deref(), Some("The Harbour Post"));
    assert_eq!(own.byline.as_deref(), Some("By ANN MILLER"));
    assert_eq!(own.section.as_deref(), Some("Section A; Pg. 1"));
    assert_eq!(own.language.as_deref(), Some("en"));
    assert_eq!(parse_date(own.published_on.as_deref().unwrap()).unwrap().days(), 16_440);
    assert_eq!(
        documents[0].text,
        "PORT HAVEN\n\nDockers in Port Haven earn $18 an hour.\n\nThe port says it cannot pay: more."
    );
    assert_eq!(documents[1].text, "Nothing new.");
    assert_eq!(documents[1].own.title.as_deref(), Some("Short"));
}

#[test]
fn a_new_nexis_export_gives_its_articles() {
    let text = "Nurses to get more, ministry says\nThe Harbour Post\nMarch 3, 2021 Wednesday\n\nCopyright 2021 The Harbour \
                Post\n\nSection: NEWS\nLength: 12 words\nByline: Ben Ode\n\nBody\n\nNurses earn £2,000 a month.\nLength: no \
                label here.\n\nLoad-Date: March 4, 2021\n\n\nEnd of Document\n";
    let documents = documents(text).unwrap();
    let [document] = documents.as_slice() else { panic!("{documents:?}") };
    assert_eq!(document.own.title.as_deref(), Some("Nurses to get more, ministry says"));
    assert_eq!(document.own.publisher.as_deref(), Some("The Harbour Post"));
    assert_eq!((document.own.byline.as_deref(), document.own.section.as_deref()), (Some("Ben Ode"), Some("NEWS")));
    assert_eq!(document.text, "Nurses earn £2,000 a month.\n\nLength: no label here.");
}

#[test]
fn factiva_is_read_with_its_codes_and_without() {
    let with = "HD Miners strike\nBY By Cem Kaya\nWC 30 words\nPD 13 June 2023\nSN Metal Daily\nSC METDAY\nLA English\nCY \
                (c) 2023\nLP\nMiners earn 900 lira a day.\n\nTD\nThey want 1,200.\n\nNS gstrke : Strikes\nPUB Metal Ltd.\n\
                AN\nDocument METDAY0020230613ej6d0001x\n";
    let without = "Miners strike\nBy Cem Kaya\n30 words\n13 June 2023\n05:12 GMT\nMetal Daily\nMETDAY\nEnglish\n(c) 2023 \
                   Metal Ltd.\n\nMiners earn 900 lira a day.\n\nThey want 1,200.\n\nDocument METDAY0020230613ej6d0001x\n";
    for text in [with, without] {
        let documents = documents(text).unwrap();
        let [document] = documents.as_slice() else { panic!("{documents:?}") };
        assert_eq!(document.own.title.as_deref(), Some("Miners strike"));
        assert_eq!(document.own.byline.as_deref(), Some("By Cem Kaya"));
        assert_eq!(document.own.published_on.as_deref(), Some("13 June 2023"));
        assert_eq!(document.own.publisher.as_deref(), Some("Metal Daily"));
        assert_eq!(document.own.language.as_deref(), Some("en"));
        assert_eq!(document.own.record_id.as_deref(), Some("METDAY0020230613ej6d0001x"));
        let text: Vec<&str> = document.text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(text, ["Miners earn 900 lira a day.", "They want 1,200."]);
    }
}

#[test]
fn an_article_is_no_export() {
    for text in ["They earn $5.", "3 of 5 documents\n\nwere lost, the court said.", "The end.\nEnd of Document\n", ""] {
        assert_eq!(documents(text), None, "{text}");
    }
}

#[test]
fn every_label_has_a_meaning() {
    for line in LABELS.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [database, label, what] = cells.as_slice() else { panic!("{line}") };
        let known = ["text", "skip", "body", "of", "document", "end", "count", "by"];
        assert!(
            *database == "language" || known.contains(what) || Metadata::default().set(what, "x"),
            "{label} means {what}"
        );
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "(1 of 2 DOCUMENTS\n|End of Document\n|Document ABCD0020230613ej6d0001x\n|HD |BY |PD |LP |Body\n|BYLINE: |[a-z ]{1,12}\n| {12}x|\n|June 5, 2020\n|30 words\n|©){0,40}") {
        let _ = documents(&text);
    }
}
