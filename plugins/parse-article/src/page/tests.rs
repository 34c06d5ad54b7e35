use encoding_rs::{EUC_KR, SHIFT_JIS, WINDOWS_1251};
use proptest::prelude::*;

use super::*;

const LIMITS: Limits = Limits { max_elements: 100_000, max_depth: 256 };

/// A page as saved from a paper's site, with what surrounds an article there.
const PAPER: &str = r#"<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>Seamstresses strike for a living wage - The Harbour Herald</title>
<link rel="canonical" href="https://harbour-herald.example/2023/06/13/seamstresses-strike">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Seamstresses strike for a living wage",
"datePublished":"2023-06-13T07:30:00+06:00","dateModified":"2023-06-14T09:00:00+06:00","author":{"@type":"Person","name":"Rina Akter"},
"publisher":{"@type":"Organization","name":"The Harbour Herald"},"articleSection":"Labour"}</script></head>
<body><div class="cookie-banner">We use cookies. <button>Accept all</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Seamstresses strike for a living wage</h1><p class="byline">By Rina Akter</p>
<p>CHATTOGRAM, Bangladesh — Some four thousand women walked out of eleven factories on Monday and asked for 23,000 taka a month, nearly twice what they are paid.</p>
<p>A helper starts at 12,500 taka, about $113, and an operator with five years at the machine takes home 14,300 taka, the union said.</p>
<p>The owners called the demand impossible. They offered a raise of nine percent, which the union turned down within the hour.</p>
<table><tr><th>Grade</th><th>Monthly wage</th></tr><tr><td>Helper</td><td>12,500 taka</td></tr><tr><td>Operator</td><td>14,300 taka</td></tr></table>
<p>The women said that they would stay at the gates until the ministry sent somebody to talk to them.</p></article>
<aside><h2>Related</h2><ul><li><a href="/a">Port workers earn $9 an hour</a></li><li><a href="/b">Bread prices double</a></li></ul></aside>
<footer>Subscribe for $4.99 a month. © The Harbour Herald</footer></body></html>"#;

#[test]
fn an_article_is_found_among_boilerplate() {
    let page = read(PAPER.as_bytes(), None, LIMITS).expect("a page with an article");
    assert_eq!(page.text_basis, TextBasis::Article);
    for kept in ["23,000 taka a month", "12,500 taka, about $113", "Helper", "14,300 taka", "\n\nThe owners called"] {
        assert!(page.text.contains(kept), "{kept}: {}", page.text);
    }
    for gone in ["cookies", "Sport", "$9 an hour", "$4.99"] {
        assert!(!page.text.contains(gone), "{gone}: {}", page.text);
    }
    let facts = page.facts;
    assert_eq!(facts.title.as_deref(), Some("Seamstresses strike for a living wage"));
    assert_eq!(
        (facts.byline.as_deref(), facts.publisher.as_deref(), facts.section.as_deref()),
        (Some("Rina Akter"), Some("The Harbour Herald"), Some("Labour"))
    );
    assert_eq!(
        facts.published.map(|(date, basis)| (date.to_string(), basis)),
        Some(("2023-06-13".to_owned(), "json_ld"))
    );
    assert_eq!(facts.modified.map(|date| date.to_string()).as_deref(), Some("2023-06-14"));
    assert_eq!(facts.url.as_deref(), Some("https://harbour-herald.example/2023/06/13/seamstresses-strike"));
    assert_eq!(facts.page_type, Some("article"));
}

#[test]
fn the_sample_page_loses_its_boilerplate() {
    let html = include_bytes!("../../../../examples/articles/dhaka-garment-strike.html");
    let page = read(html, None, LIMITS).expect("an article");
    assert!(
        page.text.starts_with("GAZIPUR, Bangladesh — Thousands") || page.text.contains("\n\nGAZIPUR"),
        "{}",
        page.text
    );
    for gone in ["cookies", "950 taka", "199 taka", "Cricket"] {
        assert!(!page.text.contains(gone), "{gone}: {}", page.text);
    }
    for kept in ["12,500 taka (about $113) a month", "11,300 taka a month", "naming a figure."] {
        assert!(page.text.contains(kept), "{kept}: {}", page.text);
    }
}

#[test]
fn the_same_page_gives_the_same_bytes_whatever_came_before() {
    let first = read(PAPER.as_bytes(), None, LIMITS);
    let _ = read("<p>другая страница".repeat(50).as_bytes(), None, LIMITS);
    assert_eq!(read(PAPER.as_bytes(), None, LIMITS), first);
}

#[test]
fn pages_in_old_encodings_are_read() {
    for (encoding, label, sentence) in [
        (WINDOWS_1251, "windows-1251", "Рабочие получают двадцать тысяч рублей в месяц, сообщил профсоюз."),
        (SHIFT_JIS, "Shift_JIS", "工場の労働者の月給は二十万円だと組合は述べた。"),
        (EUC_KR, "EUC-KR", "공장 노동자의 월급은 이백만 원이라고 노조가 말했다."),
    ] {
        for declared in [format!("<meta charset='{label}'>"), String::new()] {
            let html = format!("{declared}<article><p>{sentence}</p><p>{sentence}</p></article>");
            let (bytes, ..) = encoding.encode(&html);
            let page = read(&bytes, None, LIMITS).expect("a page in a known encoding");
            assert_eq!(page.encoding, label);
            assert_eq!(page.encoding_basis, if declared.is_empty() { "detected" } else { "declared" });
            assert!(page.text.contains(sentence), "{}", page.text);
        }
    }
}

#[test]
fn a_page_without_an_article_gives_its_words_or_a_reason() {
    let listing: String =
        (0..60).map(|number| format!("<li><a href='/{number}'>Headline number {number}</a></li>")).collect();
    let page = read(format!("<ul>{listing}</ul>").as_bytes(), None, LIMITS).expect("words");
    assert!(page.text.contains("Headline number 59"), "{}", page.text);
    for nothing in [
        "<html><body></body></html>",
        "<script>var text = 'not an article'</script>",
        "<img src=x>",
        "<!-- only a comment -->",
    ] {
        assert_eq!(read(nothing.as_bytes(), None, LIMITS), Err(Refused::NoText), "{nothing}");
    }
    assert!(matches!(read(b"\x89PNG\r\n\x1a\n\0\0", None, LIMITS), Err(Refused::Undecodable(_))));
}

/// Pages that break parsers, each with the sentence that a reader would look for.
fn hostile_pages() -> Vec<(&'static str, String)> {
    let sentence = "<p>They earn $5 a day, said the union on Monday, and want seven.</p>";
    let many = |piece: &str, times: usize| format!("{}{sentence}", piece.repeat(times));
    // An unoptimized build meets the same depths and fewer bytes.
    let size = if cfg!(debug_assertions) { 1 } else { 10 };
    vec![
        ("nested divs", many("<div>", 60_000)),
        ("nested divs within the flattened depth", many("<div>", 3000)),
        ("unclosed formatting", many("<b>", 20_000)),
        ("unclosed formatting and paragraphs", many("<b><p>", 10_000)),
        ("unclosed links", many("<a href=x>", 20_000)),
        (
            "formatting with different attributes",
            (0..3000).map(|number| format!("<font size={number}><p>x")).collect::<String>() + sentence,
        ),
        ("nested tables", many("<table><tr><td>", 2000)),
        ("nested lists", many("<ul><li>", 3000)),
        ("table rows", format!("<table>{}</table>{sentence}", "<tr><td>x".repeat(20_000 * size))),
        ("table rows within the limit", format!("<table>{}</table>{sentence}", "<tr><td>x".repeat(3000 * size))),
        ("line breaks", many("<br>", 5000 * size)),
        ("paragraphs", many("<p>x", 9000 * size)),
        ("comments", many("<!-- x -->", 30_000 * size)),
        ("one comment", format!("<!--{}-->{sentence}", "-".repeat(500_000 * size))),
        ("one line", format!("<p>{}</p>{sentence}", "word ".repeat(100_000 * size))),
        (
            "attributes",
            format!(
                "<p {}>x</p>{sentence}",
                (0..10_000 * size).map(|number| format!("a{number}=1 ")).collect::<String>()
            ),
        ),
        ("one attribute", format!("<p class='{}'>x</p>{sentence}", "a ".repeat(100_000 * size))),
        (
            "deep JSON-LD",
            format!("<script type='application/ld+json'>{}</script>{sentence}", "{\"@graph\":[".repeat(10_000 * size)),
        ),
        (
            "wide JSON-LD",
            format!(
                "<script type='application/ld+json'>[{}]</script>{sentence}",
                vec!["{\"@type\":\"X\"}"; 10_000 * size].join(",")
            ),
        ),
        ("entities", many("&amp;&#x41;&notanentity;", 20_000 * size)),
        (
            "entities in an attribute",
            format!("<article><a href='{}'>x</a>{sentence}</article>", "&amp;".repeat(30_000 * size)),
        ),
        ("text fostered by a table", format!("{sentence}<table>{}", "&amp;".repeat(40_000 * size))),
        ("hard spaces", many("&nbsp;\u{a9}", 40_000 * size)),
        ("NULs", many("\0<p>x\0y</p>", 50)),
        ("templates", many("<template>", 3000)),
        ("SVG in MathML", many("<svg><math>", 3000)),
        ("select", many("<select><option>", 20_000)),
        ("headings", many("<h1>", 20_000)),
        ("frames", many("<frameset>", 20_000)),
        ("unclosed comment", format!("{sentence}<!--{}", "x".repeat(100_000 * size))),
        ("unclosed tag", format!("{sentence}<p class='{}", "x".repeat(100_000 * size))),
        ("plaintext", format!("{sentence}<plaintext>{}", "<p>".repeat(10_000 * size))),
        ("images in noscript", many("<img src=a.png><noscript><img src=b.png></noscript>", 1000 * size)),
    ]
}

#[test]
fn hostile_pages_end_on_a_small_stack() {
    for (name, html) in hostile_pages() {
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let parsed =
            small.spawn(move || read(html.as_bytes(), None, LIMITS)).expect("a thread").join().expect("no panic");
        match parsed {
            Ok(page) => assert!(!page.text.is_empty(), "{name}"),
            Err(refused) => {
                assert!(matches!(refused, Refused::TooMuch(_) | Refused::NoText | Refused::Undecodable(_)), "{name}")
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, Some("https://example.jp/2023/06/13/"), LIMITS);
    }

    #[test]
    fn no_tags_panic(html in "(<(/?)(html|head|body|p|b|div|table|tr|td|a|br|img|noscript|li|h1|time|article|template|svg|font)( (class|id|itemprop|datetime|href)=['\"]?[a-z0-9/-]{0,6}['\"]?)?>|[A-Za-z$5., é]{1,12}){0,80}") {
        let _ = read(html.as_bytes(), None, LIMITS);
    }
}
