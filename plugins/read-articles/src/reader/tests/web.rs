//! Web archives, feeds and saved pages.

use super::*;

#[test]
fn a_web_archive_gives_its_pages() {
    let russian = "<p>Рабочие получают двадцать тысяч рублей в месяц, сообщил источник.";
    let records = [
        warc_record("warcinfo", "", "application/warc-fields", b"software: a crawler"),
        warc_record("request", "http://example.com/1", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        page_record("http://Example.com/1#top", "", b"<p>They earn $5."),
        page_record(
            "http://example.ru/2",
            "Content-Type: text/html; charset=windows-1251\r\n",
            &encoded(WINDOWS_1251, russian),
        ),
        page_record(
            "http://example.com/3",
            "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            &{
                let packed = gzip(b"<p>They earn $6.");
                [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat()
            },
        ),
        page_record("http://example.com/4", "Content-Type: image/png\r\n", b"\x89PNG"),
        warc_record("response", "http://example.com/5", "application/http", b"HTTP/1.1 301 Moved\r\n\r\n"),
        warc_record("conversion", "http://example.com/6", "text/plain", "They earn 7 €.".as_bytes()),
        warc_record("resource", "http://example.com/7", "text/html", b"<p>They earn $8."),
        warc_record("revisit", "http://example.com/8", "application/http", b"HTTP/1.1 200 OK\r\n\r\n"),
    ];
    let offset = |index: usize| records[..index].iter().map(Vec::len).sum::<usize>();
    let packed: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    let read = Study::new(&[
        ("a.warc", &records.concat()),
        ("b.warc.gz", &packed.concat()),
        ("c.warc.gz", &gzip(&records.concat())),
        ("d", &zstd(&records.concat())),
    ])
    .read();
    assert_eq!(read.rejects, []);
    let notes: Vec<(&str, &str)> = read.notes.iter().map(|(source, code)| (source.as_str(), *code)).collect();
    assert_eq!(notes, ["a.warc", "b.warc.gz", "c.warc.gz", "d"].map(|source| (source, "skipped-records")));
    assert_eq!(read.articles.len(), 20);
    let [page, old, packed_page, text, resource, framed, _, _, _, _, inside, ..] = read.articles.as_slice() else {
        panic!("{:?}", sources(&read))
    };
    assert_eq!(page.source, format!("a.warc:{}", offset(2)));
    assert_eq!(page.url.as_deref(), Some("http://example.com/1"));
    assert_eq!((page.body.as_deref(), page.encoding), (Some(&b"<p>They earn $5."[..]), None));
    assert_eq!(
        (old.body.as_deref(), old.encoding, old.encoding_basis),
        (Some(russian.as_bytes()), Some("windows-1251"), Some("header"))
    );
    assert_eq!(packed_page.body.as_deref(), Some(&b"<p>They earn $6."[..]));
    assert_eq!((text.text.as_deref(), text.media_type), (Some("They earn 7 €."), "text/plain"));
    assert_eq!(resource.body.as_deref(), Some(&b"<p>They earn $8."[..]));
    assert_eq!(framed.source, format!("b.warc.gz:{}", packed[..2].iter().map(Vec::len).sum::<usize>()));
    assert_eq!(inside.source, format!("c.warc.gz:0+{}", offset(2)));
}

#[test]
fn an_arc_gives_its_pages() {
    let http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>They earn $5.";
    let version = b"1 0 archive\nURL IP-address Archive-date Content-type Archive-length\n";
    let arc = [
        format!("filedesc://a.arc 0.0.0.0 20010509000000 text/plain {}\n", version.len()).as_bytes(),
        version,
        format!("\nhttp://example.com/1 192.0.2.1 20010509123456 text/html {}\n", http.len()).as_bytes(),
        http,
        b"\n",
    ]
    .concat();
    let read = Study::new(&[("a.arc.gz", &gzip(&arc))]).read();
    assert_eq!(read.rejects, []);
    let [article] = read.articles.as_slice() else { panic!("{:?}", sources(&read)) };
    assert_eq!(
        (article.url.as_deref(), article.body.as_deref()),
        (Some("http://example.com/1"), Some(&b"<p>They earn $5."[..]))
    );
}

#[test]
fn damage_in_a_web_archive_costs_one_record_where_frames_show_the_next() {
    let page = page_record("http://example.com/1", "", b"<p>They earn $5.");
    let frames = [gzip(&page), gzip(b"rubbish in between\n"), gzip(&page[..page.len() - 20]), gzip(&page)].concat();
    let read = Study::new(&[("a.warc.gz", &frames), ("b.warc", &[&page[..], b"rubbish\n", &page].concat())]).read();
    assert_eq!(sources(&read).iter().filter(|source| source.starts_with("a.")).count(), 2, "{:?}", sources(&read));
    assert_eq!(sources(&read).iter().filter(|source| source.starts_with("b.")).count(), 1);
    assert!(read.rejects.iter().all(|(_, code)| *code == "damaged-warc"), "{:?}", read.rejects);
    assert!(read.rejects.len() >= 2, "{:?}", read.rejects);
}

#[test]
fn feeds_give_their_items() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="x" xmlns:dc="y"><channel><title>The Post</title>
        <link>https://example.com</link><language>en-gb</language><image><title>logo</title><url>x</url></image>
        <item><title>Pay &amp; prices</title><link>https://example.com/1?utm_source=rss</link><guid>g1</guid>
        <dc:creator>A. Kim</dc:creator><pubDate>Tue, 13 Jun 2023 23:30:00 -0500</pubDate><category>Work</category>
        <description>Short.</description><content:encoded><![CDATA[<p>They earn $5.</p>]]></content:encoded></item>
        <item><title>Only a summary</title><description>They earn less, &lt;b&gt;says&lt;/b&gt; the union.</description></item>
        <item><title>Nothing</title></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Courrier</title><link rel="self" href="https://example.fr/feed"/>
        <entry><title>Salaires</title><link rel="replies" href="https://example.fr/c"/><link href="https://example.fr/1"/><id>tag:1</id>
        <author><name>B. Roy</name><uri>https://example.fr/roy</uri></author><published>2023-06-13T01:00:00+02:00</published>
        <content type="xhtml"><div><p>Ils gagnent 5 &lt; 6 &#8364;.</p></div></content></entry></feed>"#;
    let read = Study::new(&[("a.rss", rss.as_bytes()), ("b.xml", atom.as_bytes())]).read();
    assert_eq!(sources(&read), ["a.rss:1", "a.rss:2", "b.xml:1"]);
    assert_eq!(read.rejects, [("a.rss:3".to_owned(), "missing-text")]);
    assert_eq!(read.notes, [("a.rss".to_owned(), "summary-only")]);
    let [item, summary, entry] = read.articles.as_slice() else { panic!("three") };
    assert_eq!((item.title.as_deref(), item.byline.as_deref()), (Some("Pay & prices"), Some("A. Kim")));
    assert_eq!((item.publisher.as_deref(), item.language.as_deref()), (Some("The Post"), Some("en")));
    assert_eq!((item.url.as_deref(), item.section.as_deref()), (Some("https://example.com/1"), Some("Work")));
    // the day that is printed, not the one in UTC
    assert_eq!(item.published_on.map(|date| date.to_string()).as_deref(), Some("2023-06-13"));
    assert_eq!(item.body.as_deref(), Some(&b"<p>They earn $5.</p>"[..]));
    assert_eq!(summary.body.as_deref(), Some(&b"They earn less, <b>says</b> the union."[..]));
    assert_eq!((entry.byline.as_deref(), entry.url.as_deref()), (Some("B. Roy"), Some("https://example.fr/1")));
    assert_eq!(entry.published_on.map(|date| date.to_string()).as_deref(), Some("2023-06-13"));
    assert_eq!(
        entry.body.as_deref().map(String::from_utf8_lossy).as_deref(),
        Some("<div><p>Ils gagnent 5 &lt; 6 €.</p></div>")
    );
}

#[test]
fn a_saved_page_is_found_among_its_parts() {
    let mhtml = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/a\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----b\"\r\n\r\n------b\r\n\
        Content-Type: text/css\r\n\r\np {}\r\n------b\r\nContent-Type: text/html; charset=windows-1252\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n<p>They earn 5=80 a =\r\nday.\r\n------b--\r\n";
    let read = Study::new(&[("a.mhtml", mhtml.as_bytes()), ("b", mhtml.as_bytes())]).read();
    assert_eq!(read.rejects, []);
    for article in &read.articles {
        assert_eq!(article.url.as_deref(), Some("https://example.com/a"));
        assert_eq!(article.body.as_deref(), Some("<p>They earn 5€ a day.\r\n".as_bytes()));
        assert_eq!(article.encoding_basis, Some("header"));
    }
    assert_eq!(read.articles.len(), 2);
}
