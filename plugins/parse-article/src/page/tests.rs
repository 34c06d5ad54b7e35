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
    assert!(page.confidence > 0.6, "{}", page.confidence);
    for kept in [
        "23,000 taka a month",
        "12,500 taka, about $113",
        "Grade | Monthly wage\nHelper | 12,500 taka\nOperator | 14,300 taka",
        "\n\nThe owners called",
    ] {
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
        facts.published.map(|found| (found.date.to_string(), found.basis, found.time_zone)),
        Some(("2023-06-13".to_owned(), "json_ld", Some("+06:00".to_owned())))
    );
    assert_eq!(facts.modified.map(|found| found.date.to_string()).as_deref(), Some("2023-06-14"));
    assert_eq!(facts.url.as_deref(), Some("https://harbour-herald.example/2023/06/13/seamstresses-strike"));
    assert_eq!(facts.page_type, Some("article"));
}

#[test]
fn the_sample_page_loses_its_boilerplate() {
    let html = include_bytes!("../../../../examples/articles/dhaka-garment-strike.html");
    let page = read(html, None, LIMITS).expect("an article");
    assert!(page.text.lines().take(3).any(|line| line.starts_with("GAZIPUR, Bangladesh — Thousands")), "{}", page.text);
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
    assert!(page.text.contains("Headline number"), "{}", page.text);
    let described =
        read(b"<meta property=og:description content='They earn $5 a day.'>", None, LIMITS).expect("a description");
    assert!(described.text == "They earn $5 a day." && described.confidence < 0.2);
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

/// The same page in six scripts: what surrounds the article, and three paragraphs of it.
const SCRIPTS: [(&str, &str, [&str; 3], [&str; 3]); 6] = [
    (
        "zh",
        "服装厂女工要求加薪",
        ["首页 | 新闻 | 体育", "相关阅读", "版权所有"],
        [
            "丹东一家服装厂的数百名女工星期一停工，她们说，厂方承诺的月薪是两千八百元，实际拿到手的只有一千五百元至一千九百元。",
            "工人们住在厂区的宿舍里，每天从早上七点工作到晚上十点，每个月只休息一天，加班没有另外的报酬。",
            "厂方的负责人拒绝接受采访。当地的劳动部门表示，已经派人到厂里了解情况，并将在本周内公布结果。",
        ],
    ),
    (
        "ja",
        "縫製工場の女性たちが賃上げを求める",
        ["ホーム | ニュース | スポーツ", "関連記事", "無断転載を禁じます"],
        [
            "港町の縫製工場で働く女性たち約三百人が月曜日に仕事を止めた。月給は十二万円で、約束された十八万円には遠く及ばないという。",
            "女性たちは工場の寮に住み、朝七時から夜十時まで働いている。休みは月に一日だけで、残業代は支払われていない。",
            "工場の責任者は取材に応じなかった。労働基準監督署は職員を派遣して事情を聴いており、今週中に結果を公表するとしている。",
        ],
    ),
    (
        "ko",
        "봉제공장 여성 노동자들 임금 인상 요구",
        ["홈 | 뉴스 | 스포츠", "관련기사", "무단전재 및 재배포 금지"],
        [
            "항구 도시의 봉제공장에서 일하는 여성 노동자 삼백여 명이 월요일 작업을 멈췄다. 이들은 약속받은 월급이 이백팔십만 원이었지만 실제로는 백구십만 원만 받았다고 말했다.",
            "노동자들은 공장 기숙사에서 지내며 아침 일곱 시부터 밤 열 시까지 일한다. 쉬는 날은 한 달에 하루뿐이고 연장 근로 수당은 없다.",
            "공장 측은 취재에 응하지 않았다. 고용노동청은 직원을 보내 사정을 듣고 있으며 이번 주 안에 결과를 발표하겠다고 밝혔다.",
        ],
    ),
    (
        "th",
        "คนงานหญิงโรงงานเย็บผ้าเรียกร้องขึ้นค่าแรง",
        ["หน้าแรก | ข่าว | กีฬา", "ข่าวที่เกี่ยวข้อง", "สงวนลิขสิทธิ์"],
        [
            "คนงานหญิงหลายร้อยคนในโรงงานเย็บผ้าที่เมืองท่าหยุดงานเมื่อวันจันทร์ พวกเธอบอกว่าได้รับค่าจ้างเดือนละ 9,000 บาท ทั้งที่โรงงานสัญญาไว้ 15,000 บาท",
            "คนงานพักอยู่ในหอพักของโรงงานและทำงานตั้งแต่เจ็ดโมงเช้าถึงสี่ทุ่ม มีวันหยุดเพียงเดือนละหนึ่งวันและไม่ได้รับค่าล่วงเวลา",
            "ผู้จัดการโรงงานปฏิเสธที่จะให้สัมภาษณ์ สำนักงานแรงงานกล่าวว่าได้ส่งเจ้าหน้าที่ไปสอบถามแล้วและจะแจ้งผลภายในสัปดาห์นี้",
        ],
    ),
    (
        "ar",
        "عاملات مصنع الخياطة يطالبن بزيادة الأجور",
        ["الرئيسية | أخبار | رياضة", "مواضيع ذات صلة", "جميع الحقوق محفوظة"],
        [
            "توقفت مئات العاملات في مصنع للخياطة بمدينة الميناء عن العمل يوم الاثنين، وقلن إن أجرهن الشهري لا يتجاوز 1,900 جنيه، بينما وعدهن المصنع بمبلغ 2,800 جنيه.",
            "تسكن العاملات في مهجع داخل المصنع، ويعملن من السابعة صباحا حتى العاشرة ليلا، ولا يحصلن إلا على يوم راحة واحد في الشهر، ولا يتقاضين أجرا عن العمل الإضافي.",
            "رفض مدير المصنع الإدلاء بأي تصريح. وقال مكتب العمل إنه أرسل موظفين للاستماع إلى العاملات، وإنه سيعلن النتيجة خلال هذا الأسبوع.",
        ],
    ),
    (
        "ru",
        "Швеи требуют повышения зарплаты",
        ["Главная | Новости | Спорт", "Читайте также", "Все права защищены"],
        [
            "Несколько сотен работниц швейной фабрики в портовом городе остановили работу в понедельник. По их словам, им обещали 60 000 рублей в месяц, а платят 35 000 рублей.",
            "Женщины живут в общежитии при фабрике и работают с семи утра до десяти вечера. Выходной у них один в месяц, сверхурочные не оплачиваются.",
            "Руководство фабрики от разговора отказалось. В инспекции труда сообщили, что отправили на место сотрудников и объявят о результатах на этой неделе.",
        ],
    ),
];

#[test]
fn pages_in_other_scripts_are_read_as_well() {
    for (language, title, [menu, related, rights], paragraphs) in SCRIPTS {
        let links: String = menu.split(" | ").map(|word| format!("<li><a href='/{word}'>{word}</a></li>")).collect();
        let others: String = paragraphs
            .iter()
            .map(|text| {
                let headline: String = text.chars().skip(3).take(14).collect();
                format!("<li><a href='/x'>{headline}</a></li>")
            })
            .collect();
        let text: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
        let html = format!(
            "<html lang='en'><head><title>{title} - Harbour</title></head><body><div class='nav'><ul>{links}</ul></div>             <div class='content'><h1>{title}</h1><div class='info'><span>2023-06-13 08:15</span></div><div class='text'>{text}</div>             </div><div class='related'><h3>{related}</h3><ul>{others}</ul></div><div class='footer'>{rights} © 2023</div></body></html>"
        );
        let page = read(html.as_bytes(), None, LIMITS).expect("an article");
        for paragraph in paragraphs {
            assert!(page.text.contains(paragraph), "{language}: {}", page.text);
        }
        for gone in [menu.split(" | ").next().unwrap_or_default(), related, rights] {
            assert!(!page.text.lines().any(|line| line.starts_with(gone)), "{language} {gone}: {}", page.text);
        }
        assert_eq!(page.facts.title.as_deref(), Some(title));
        assert_eq!(
            page.facts.published.map(|found| found.date.to_string()).as_deref(),
            Some("2023-06-13"),
            "{language}"
        );
        assert_eq!(wagemill_articles::detect_language(&page.text), Some(language));
    }
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
        ("a line of five megabytes", format!("<p>{}</p>{sentence}", "x".repeat(500_000 * size))),
        ("drawings without an end", many("<svg><path>", 10_000 * size)),
        ("scripts without an end", many("<script>", 10_000 * size)),
        ("scripts within comments within scripts", many("<script><!--<script></script>", 5000 * size)),
        ("elements nobody knows", (0..9000 * size).map(|number| format!("<x{number}>")).collect::<String>() + sentence),
        (
            "class names",
            (0..3000 * size).map(|number| format!("<div class='c{number} article body'>x</div>")).collect::<String>()
                + sentence,
        ),
        ("times", many("<time datetime='2023-06-13'>x</time><p class=byline>By A</p>", 2000 * size)),
        ("dates in text", many("<p>13 June 2023 14 June 13, 2023/06/1</p>", 2000 * size)),
        ("cells", format!("<table><tr>{}</table>{sentence}", "<td>5".repeat(9000 * size))),
        ("images in noscript", many("<img src=a.png><noscript><img src=b.png></noscript>", 1000 * size)),
    ]
}

#[test]
fn hostile_pages_end_soon_on_a_small_stack() {
    for (name, html) in hostile_pages() {
        let start = std::time::Instant::now();
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let parsed =
            small.spawn(move || read(html.as_bytes(), None, LIMITS)).expect("a thread").join().expect("no panic");
        let took = start.elapsed();
        assert!(cfg!(debug_assertions) || took.as_millis() < 1000, "{name}: {} ms", took.as_millis());
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
