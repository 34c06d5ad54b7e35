use extract_wages::codes::UserCode;
use extract_wages::extractor::{Article, Extractor, LOW_SCORE};

use crate::{EXTRACTOR, read};

/// Text, and the status of each wage in it.
const STATUS: &[(&str, &[&str])] = &[
    ("North Korean laborers receive only RMB 1,700 to 2,000 per month.", &["paid"]),
    ("They plan to demand RMB 3,500 per month in wages for each worker.", &["demanded"]),
    ("The employers offered 10,400 taka as the minimum wage.", &["offered"]),
    ("The two sides agreed on a monthly wage of $73.87.", &["agreed"]),
    ("The minimum wage is $15 an hour.", &["minimum"]),
    ("The average monthly salary was 43,030 rubles.", &["average"]),
    ("The median annual salary is $120,000.", &["average"]),
    ("She was promised 1,500 Saudi riyals a month but was paid only 800.", &["promised", "paid"]),
    ("Drivers could earn $28 an hour.", &["expected"]),
    ("They have not been paid their salaries of 50,000 naira.", &["unpaid"]),
    ("Each laborer used to be paid US$500 per month.", &["former"]),
    ("The wage was raised from $15 to $18 an hour.", &["former", "paid"]),
    ("Owners don't think it is realistic to raise wages to RMB 3,500.", &["other"]),
    // A kind of wage goes on, until another word for pay names the sum.
    ("The minimum wage is $15 an hour. For those with tips it is $6.75.", &["minimum", "minimum"]),
    ("The minimum wage was 60 dollars and the base salary its workers got was 63 dollars.", &["minimum", "paid"]),
    ("Trainees were promised 150,000 yen a month and paid 60,000 yen a month.", &["promised", "paid"]),
    ("Women were paid £3.75 an hour, less than half of the legal minimum.", &["paid"]),
    ("Workers were paid £3.50 an hour, well below the minimum wage of £8.72.", &["paid", "minimum"]),
];

#[test]
fn statuses() {
    for (text, expected) in STATUS {
        let found: Vec<&str> = read(text).iter().map(|statement| statement.status.name()).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

/// Text, payee, place, country, occupation of its first wage.
type Who = (&'static str, Option<&'static str>, Option<&'static str>, Option<&'static str>, Option<&'static str>);

const WHO: &[Who] = &[
    (
        "Garment workers in Bangladesh earn 12,500 taka a month.",
        Some("Garment workers in Bangladesh"),
        Some("Bangladesh"),
        Some("BD"),
        Some("Garment workers"),
    ),
    ("They demand RMB 3,500 per month in wages for each worker.", Some("each worker"), None, None, None),
    (
        "They work at factories in Dandong. According to him, North Korean laborers receive RMB 1,700 per month.",
        Some("North Korean laborers"),
        Some("Dandong"),
        Some("CN"),
        None,
    ),
    ("The minimum wage is $15 an hour.", None, None, None, None),
    ("In Hunchun, Jilin Province, wages are 2,000 yuan.", None, Some("Hunchun"), Some("CN"), None),
    ("A source in Seoul said they earn $100 a month.", None, None, None, None),
    ("North Koreans were paid 50 won a month.", Some("North Koreans"), None, Some("KP"), None),
    ("A dishwasher's salary is KRW 2 million.", Some("A dishwasher"), None, None, Some("dishwasher")),
];

#[test]
fn who_and_where() {
    for &(text, payee, place, country, occupation) in WHO {
        let found = &read(text)[0];
        let who = (found.payee.as_deref(), found.place.as_deref(), found.country, found.occupation.as_deref());
        assert_eq!(who, (payee, place, country, occupation), "{text}");
    }
}

/// Text, gross or net, component, statistic, time, speaker of its first wage.
type Details = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
);

const DETAILS: &[Details] = &[
    ("They earn 200 euros a month after taxes.", Some("net"), None, None, None, None),
    ("The base pay is 2,390 yuan a month.", None, Some("base"), None, None, None),
    ("The median wage is $20 an hour.", None, None, Some("median"), None, None),
    ("They earned $100 a month in June 2009.", None, None, None, Some("2009-06"), None),
    ("In 2005 loggers earned $100 a month.", None, None, None, Some("2005"), None),
    ("The wage was 1,000 soums a day on Aug. 1, 2012.", None, None, None, Some("2012-08-01"), None),
    ("Wages were $1 a day in 2005 and $2 in 2010.", None, None, None, Some("2005"), None),
    ("According to the labor ministry, wages are $100 a month.", None, None, None, None, Some("the labor ministry")),
];

#[test]
fn details() {
    for &(text, gross_net, component, statistic, time, speaker) in DETAILS {
        let found = &read(text)[0];
        let details =
            (found.gross_net, found.component, found.statistic, found.refers_to.as_deref(), found.speaker.as_deref());
        assert_eq!(details, (gross_net, component, statistic, time, speaker), "{text}");
    }
}

#[test]
fn a_time_after_publication_is_not_taken() {
    let article = Article {
        text: "In 2017 miners earned 12,500 rand a month.",
        published_year: Some(2014),
        ..Article::default()
    };
    assert_eq!(EXTRACTOR.extract(&article).statements[0].refers_to, None);
}

#[test]
fn texts_without_pay_give_no_rows() {
    for text in [
        "North Koreans work at more than 300 factories in 12 hour days.",
        "Rice has an official price of 45won($0.015).",
        "It costs $3,000 to be allowed to work overseas.",
        "Workers were told to pay in 12,000 yuan (U.S. $1,788) apiece.",
        "The scheme costs more than Rs 50,000 cr each year.",
        "Every restaurant passes $300,000 a year on to the regime.",
        "His rent is 5,000 taka a month.",
        "",
    ] {
        assert!(read(text).is_empty(), "{text}");
    }
}

#[test]
fn each_language_is_told_and_read() {
    for (language, text, amount, currency, period) in [
        (
            "es",
            "Los trabajadores de la planta ganan 1.500 euros al mes y los directivos cobran mucho más que ellos.",
            "1500",
            "EUR",
            "month",
        ),
        (
            "pt",
            "Os trabalhadores da fábrica recebem R$ 1,5 mil por mês, disse o sindicato, que quer mais para eles.",
            "1500",
            "BRL",
            "month",
        ),
        (
            "fr",
            "Les ouvriers du chantier touchent 61 300 francs CFA par mois, selon le syndicat.",
            "61300",
            "XOF",
            "month",
        ),
        (
            "de",
            "Die Arbeiter in dem Werk verdienen 12,50 Euro pro Stunde, sagt die Gewerkschaft.",
            "12.50",
            "EUR",
            "hour",
        ),
        (
            "it",
            "I braccianti che lavorano nei campi guadagnano 35 euro al giorno, dice il sindacato.",
            "35",
            "EUR",
            "day",
        ),
        (
            "ru",
            "Рабочие на стройке получают зарплату 45,5 тыс. рублей в месяц, сообщил профсоюз.",
            "45500",
            "RUB",
            "month",
        ),
        (
            "vi",
            "Công nhân của nhà máy này nhận lương 8,5 triệu đồng mỗi tháng, theo công đoàn.",
            "8500000",
            "VND",
            "month",
        ),
        ("zh", "工人的月薪是三千五百元，工会说太低。", "3500", "CNY", "month"),
        ("zh", "工廠的作業員時薪只有196元新台幣。", "196", "TWD", "hour"),
        ("ja", "工場で働く人の時給は1,050円だと組合は言う。", "1050", "JPY", "hour"),
        ("ko", "공장 노동자의 월급은 2천300위안이라고 소식통이 말했다.", "2300", "CNY", "month"),
        ("ko", "건설 현장 일당은 15만 원이라고 노조가 밝혔다.", "150000", "KRW", "day"),
    ] {
        let found = EXTRACTOR.extract(&Article { text, ..Article::default() });
        assert_eq!(found.language.code(), language, "{text}");
        let [wage] = &found.statements[..] else { panic!("{} statements in {text}", found.statements.len()) };
        let money = &wage.money;
        let said = money.amount.min.map(|amount| amount.to_string());
        assert_eq!((said.as_deref(), money.currency.code), (Some(amount), Some(currency)), "{text}");
        assert_eq!((money.period.name(), money.role.name()), (period, "wage"), "{text}");
        assert!(!found.partial);
    }
}

#[test]
fn other_languages_give_what_is_universal() {
    let turkish = "İşçilerin maaşı 17.002 TL, patron ise artış için söz vermedi. Kira 15.000 lira oldu.";
    let found = EXTRACTOR.extract(&Article { text: turkish, language: Some("tr"), ..Article::default() });
    assert!(found.partial && found.has_money);
    let [wage] = &found.statements[..] else { panic!("{} statements", found.statements.len()) };
    assert_eq!((wage.money.currency.code, wage.money.amount.min), (Some("TRY"), Some(17_002.into())));
    let english = Article { text: "The wage is $5 an hour.", language: Some("en-GB"), ..Article::default() };
    assert!(!EXTRACTOR.extract(&english).partial);
}

#[test]
fn words_and_codes_of_ones_own() {
    let lexicon = "language = \"en\"\n[classes]\n\"wage.strong\" = [\"blat money\"]\n[currencies]\nwords = [\"zorkmid(s) | word | BTN\"]\n";
    let codes = [
        UserCode::Place { name: "Quanhe".into(), key: "CN:Quanhe".into() },
        UserCode::Occupation { words: "clam sorter(s)".into(), group: "9".into(), sector: None },
    ];
    let files = [("my-terms.toml".to_owned(), lexicon.to_owned())];
    let extractor = Extractor::with_own(None, &files, &codes).unwrap();
    let text = "In Quanhe the clam sorters get blat money of 40 zorkmids a day.";
    let article = Article { text, language: Some("en"), ..Article::default() };
    let found = extractor.extract(&article).statements;
    assert_eq!(found.len(), 1);
    let wage = &found[0];
    assert_eq!((wage.money.role.name(), wage.money.currency.code), ("wage", Some("BTN")));
    assert_eq!((wage.place_key.as_deref(), wage.country), (Some("CN:Quanhe"), Some("CN")));
    assert_eq!((wage.occupation.as_deref(), wage.occupation_group), (Some("clam sorters"), Some("9")));
    assert!(EXTRACTOR.extract(&article).statements.is_empty());
}

#[test]
fn a_mistake_in_a_lexicon_names_its_line() {
    for (text, part) in [
        ("language = \"en\"\n[classes]\n\"wage.stron\" = [\"x\"]\n", "my.toml:3: unknown class `wage.stron`"),
        ("language = \"xx\"\n", "my.toml:1: unknown language `xx`"),
        ("language = \"es\"\n[people]\nZZ = [\"x\"]\n", "my.toml:3: unknown place `ZZ`"),
        (
            "language = \"es\"\n[currencies]\nwords = [\n\"luca | word | CLX\",\n]\n",
            "my.toml:4: unknown currency `CLX`",
        ),
        ("[occupations]\n\"wizard\" = [\"wizard\"]\n", "my.toml:2: unknown occupation `wizard`"),
    ] {
        let files = [("my.toml".to_owned(), text.to_owned())];
        let error = Extractor::with_own(None, &files, &[]).err().unwrap().to_string();
        assert!(error.starts_with(part), "{error}");
    }
}

#[test]
fn all_roles_on_demand() {
    let text = "The rent is $500 a month, the wage is $900 a month.";
    let all = Extractor::new(None).extract(&Article { text, ..Article::default() });
    let found: Vec<_> = all.statements.iter().map(|found| (found.money.role.name(), found.status.name())).collect();
    assert_eq!(found, [("rent", "other"), ("wage", "paid")]);
}

#[test]
fn an_option_changes_no_identity() {
    let text = "The rent is $500 a month. The wage is $500 a month.";
    let article = Article { text, ..Article::default() };
    let all = Extractor::new(None).extract(&article).statements;
    let wages = EXTRACTOR.extract(&article).statements;
    assert_eq!(all.iter().map(|found| found.ordinal).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(wages.iter().map(|found| found.ordinal).collect::<Vec<_>>(), [1]);
}

#[test]
fn the_country_of_the_article_stands_where_the_text_names_none() {
    let of = |text, country| {
        let found = EXTRACTOR.extract(&Article { text, country: Some(country), ..Article::default() }).statements;
        (found[0].country, found[0].money.currency.code)
    };
    assert_eq!(of("Pickers earn 211 pesos a day.", "MX"), (Some("MX"), Some("MXN")));
    assert_eq!(of("Pickers near Manila earn 211 pesos a day.", "MX"), (Some("PH"), Some("PHP")));
    // Another sentence's place is none of a sum in the money of another country.
    let text = "They answer callers in Texas. A beginner earns ₱18,500 a month.";
    assert_eq!(of(text, "PH"), (Some("PH"), Some("PHP")));
}

#[test]
fn what_rests_on_a_weak_clue_is_below_the_threshold() {
    let is_low = |text| read(text)[0].score < LOW_SCORE;
    assert!(!is_low("Garment workers are paid 12,500 taka a month."));
    assert!(is_low("For the men by the gate it comes to 975 rand a week."), "nothing but people and a period");
    let carried = read("She is paid $15 an hour. Her wage was $12.");
    assert!(carried[1].score < LOW_SCORE, "a period from another sentence");
}

#[test]
fn who_speaks_is_not_who_is_paid() {
    let found = read("The women sort clams. They receive RMB 1,500 per month, a manager at one of the plants said.");
    assert_eq!(found[0].payee.as_deref(), Some("The women"));
    assert_eq!(found[0].occupation, None);
    let found = read("A subcontractor in Berlin pays its drivers €90 a day.");
    assert_eq!((found[0].payee.as_deref(), found[0].place.as_deref()), (Some("its drivers"), Some("Berlin")));
}
