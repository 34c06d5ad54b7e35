//! Archives, compression, books, and the limits on them.

use super::*;

#[test]
fn archives_give_what_they_hold_whatever_is_around_it() {
    let long = format!("{}/b.txt", "folder".repeat(30));
    let members: &[(&str, &[u8])] = &[
        ("a.txt", b"title: One\n\nThey earn $5."),
        (&long, b"They earn $6."),
        ("photo.png", b"\x89PNG"),
        (".hidden/c.txt", b"no"),
        ("d.jsonl", b"{\"text\": \"They earn $7.\"}\n"),
    ];
    let read = Study::new(&[
        ("1.zip", &zip(members)),
        ("2.tar", &tar(members)),
        ("3.tar.gz", &gzip(&tar(members))),
        ("4.tgz", &gzip(&tar(members))),
        ("5.tar.zst", &zstd(&tar(members))),
        ("6.zip", &zip(&[("in.tar.gz", &gzip(&tar(members))), ("e.txt.zst", &zstd(b"They earn $8."))])),
    ])
    .read();
    assert_eq!(read.rejects, []);
    assert_eq!(read.notes.len(), 6, "one for each photo");
    let mut expected = Vec::new();
    for archive in ["1.zip", "2.tar", "3.tar.gz", "4.tgz", "5.tar.zst", "6.zip/in.tar.gz"] {
        expected.extend(["a.txt", long.as_str(), "d.jsonl:1"].map(|name| format!("{archive}/{name}")));
    }
    expected.push("6.zip/e.txt.zst".to_owned());
    assert_eq!(sources(&read), expected);
    assert_eq!(read.articles[0].title.as_deref(), Some("One"));
    assert_eq!(read.articles[17].text.as_deref(), Some("They earn $7."));
}

#[test]
fn parts_of_archives_give_the_same_rows_as_the_whole() {
    let texts: Vec<(String, String)> =
        (0..40).map(|n| (format!("{}{n}.txt", "long-name-".repeat(12)), format!("They earn ${n} a day."))).collect();
    let members: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let pages: Vec<Vec<u8>> =
        (0..40).map(|n| page_record(&format!("http://example.com/{n}"), "", b"<p>They earn $5.")).collect();
    let packed: Vec<u8> = pages.iter().flat_map(|page| gzip(page)).collect();
    let study = Study::new(&[
        ("a.zip", &zip(&members)),
        ("b.tar", &tar(&members)),
        ("c.warc", &pages.concat()),
        ("d.warc.gz", &packed),
    ]);
    let whole = study.read();
    assert_eq!((whole.articles.len(), whole.rejects.len()), (160, 0));
    let study = study.with("split_bytes", 300);
    let options: Options = serde_json::from_value(study.options.clone()).unwrap();
    let splits = list(&options, Some(study.folder.path())).unwrap().splits;
    for archive in ["a.zip", "b.tar", "c.warc", "d.warc.gz"] {
        assert!(splits.iter().filter(|split| split.source == archive).count() > 2, "{archive}");
    }
    assert_eq!(study.read().articles, whole.articles);
}

#[test]
fn limits_hold_over_all_archives_of_a_file() {
    let blanks = vec![b' '; 3 << 20];
    let bomb = zip(&[("a.txt.gz", &gzip(&blanks)), ("b.txt", b"They earn $5.")]);
    let deep = gzip(&gzip(&gzip(&gzip(&gzip(b"They earn $5.")))));
    let nested = zip(&[("in.zip", &zip(&[("a.txt", b"They earn $5.")])), ("b.txt", b"They earn $6.")]);
    let many: Vec<(String, Vec<u8>)> = (0..20).map(|n| (format!("{n}.txt"), b"They earn $5.".to_vec())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let read = Study::new(&[("bomb.zip", &bomb), ("deep.txt.gz", &deep)]).read();
    let rejects: Vec<(&str, &str)> = read.rejects.iter().map(|(source, code)| (source.as_str(), *code)).collect();
    assert_eq!(rejects, [("bomb.zip", "too-large"), ("deep.txt.gz", "nested-too-deep")]);
    let read = Study::new(&[("nested.zip", &nested)]).with("max_nested_bytes", 50).read();
    assert_eq!(sources(&read), ["nested.zip/b.txt"]);
    assert_eq!(read.rejects, [("nested.zip/in.zip".to_owned(), "too-large")]);
    let read = Study::new(&[("many.zip", &zip(&many))]).with("max_members", 5).read();
    assert_eq!(read.articles.len(), 5);
    assert_eq!(read.rejects, [("many.zip".to_owned(), "too-many-members")]);
    let read = Study::new(&[("all.zip", &zip(&many))]).with("max_unpacked_bytes", 30).read();
    assert_eq!(read.articles.len(), 2);
    assert_eq!(read.rejects, [("all.zip".to_owned(), "too-large")]);
}

#[test]
fn damaged_archives_are_rejects() {
    let whole = zip(&[("a.txt", b"They earn $5."), ("b.txt", &b"They earn $6. ".repeat(50))]);
    let mut flipped = whole.clone();
    flipped[60] ^= 0xff;
    let read = Study::new(&[
        ("a.zip", &whole[..whole.len() - 30]),
        ("b.zip", b"no archive"),
        ("c.zip", &zip(&[("photo.png", b"x")])),
        ("d.tar", b"no archive"),
        ("e.epub", &whole),
        ("f.parquet", b"PAR1 and no more"),
        ("g.mhtml", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nno page"),
        ("h.xml", b"<config><a>1</a></config>"),
        ("i.rss", b"<rss><channel><item><title>x</title>"),
        ("j.json", b"{\"articles\": [{\"text\": \"They earn $5.\"}, {\"te"),
        ("k.warc", b""),
    ])
    .read();
    let rejects: Vec<(&str, &str)> = read.rejects.iter().map(|(source, code)| (source.as_str(), *code)).collect();
    assert_eq!(
        rejects,
        [
            ("a.zip", "damaged-archive"),
            ("b.zip", "damaged-archive"),
            ("c.zip", "no-articles-inside"),
            ("d.tar", "damaged-archive"),
            ("e.epub", "damaged-archive"),
            ("f.parquet", "damaged-table"),
            ("g.mhtml", "damaged-mhtml"),
            ("h.xml", "damaged-feed"),
            ("i.rss", "no-articles-inside"),
            ("j.json:2", "invalid-json"),
            ("k.warc", "empty-file"),
        ]
    );
    assert_eq!(sources(&read), ["j.json:1"]);
}

#[test]
fn a_book_gives_its_pages_in_order() {
    let container =
        br#"<container><rootfiles><rootfile full-path="OEBPS/content.opf" media-type="x"/></rootfiles></container>"#;
    let package = br#"<package xmlns:dc="x"><metadata><dc:title>The Week</dc:title><dc:language>en</dc:language>
        <dc:identifier>urn:1</dc:identifier><dc:date>2023-06-13</dc:date></metadata><manifest>
        <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
        <item id="two" href="text/b%20b.xhtml" media-type="application/xhtml+xml"/>
        <item id="one" href="text/a.xhtml" media-type="application/xhtml+xml"/>
        <item id="gone" href="text/gone.xhtml" media-type="application/xhtml+xml"/>
        <item id="css" href="a.css" media-type="text/css"/></manifest>
        <spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/><itemref idref="gone"/></spine></package>"#;
    let book = zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container),
        ("OEBPS/content.opf", package),
        ("OEBPS/nav.xhtml", b"<html>links"),
        ("OEBPS/text/b b.xhtml", b"<html>They earn $6."),
        ("OEBPS/text/a.xhtml", b"<html>They earn $5."),
    ]);
    let read = Study::new(&[("a.epub", &book)]).read();
    assert_eq!(sources(&read), ["a.epub/OEBPS/text/a.xhtml", "a.epub/OEBPS/text/b b.xhtml"]);
    assert_eq!(read.rejects, [("a.epub/OEBPS/text/gone.xhtml".to_owned(), "damaged-archive")]);
    let article = &read.articles[0];
    assert_eq!(article.record_id.as_deref(), Some("urn:1#OEBPS/text/a.xhtml"));
    assert_eq!((article.language.as_deref(), article.published_precision), (Some("en"), Some("day")));
}

#[test]
fn a_sidecar_names_members_of_archives() {
    let archive = zip(&[("x/a.txt", b"They earn $5."), ("x/b.txt", b"They earn $6.")]);
    let study = Study::new(&[
        ("a.zip", &archive),
        ("articles.csv", b"path,publisher,published_on\na.zip,All,\na.zip/x/b.txt,One,2023-06-13\n"),
    ]);
    let read = study.read();
    let publishers: Vec<&str> = read.articles.iter().map(|article| article.publisher.as_deref().unwrap()).collect();
    assert_eq!(publishers, ["All", "One"]);
    let options: Options = serde_json::from_value(study.options.clone()).unwrap();
    let listed = || list(&options, Some(study.folder.path())).unwrap();
    assert_eq!(listed().notes, []);
    let before = listed().splits[0].fingerprint.clone();
    std::fs::write(study.folder.path().join("articles.csv"), "path,publisher\na.zip,All\na.zip/x/b.txt,Two\n").unwrap();
    assert_ne!(listed().splits[0].fingerprint, before);
}

#[test]
fn two_members_of_one_name_have_two_sources() {
    let twice = tar(&[("a.txt", b"They earn $5."), ("./a.txt", b"They earn $6.")]);
    assert_eq!(sources(&Study::new(&[("a.tar", &twice)]).read()), ["a.tar/a.txt", "a.tar/a.txt@2"]);
}
