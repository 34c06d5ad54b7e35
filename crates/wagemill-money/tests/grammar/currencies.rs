use wagemill_money::Context;

use crate::{GRAMMAR, read};

/// Text, code of its first amount (empty for none), basis, candidates.
const CASES: &[(&str, &str, &str, &str)] = &[
    ("RMB 3,500", "CNY", "explicit", ""),
    ("US$12", "USD", "explicit", ""),
    ("U.S. $1,788", "USD", "explicit", ""),
    ("HK$4,730", "HKD", "explicit", ""),
    ("1,200 Polish zlotys", "PLN", "explicit", ""),
    ("TRL 350,000,000", "TRL", "explicit", ""),
    ("23,000 Bangladeshi taka", "BDT", "explicit", ""),
    ("1,100 Qatar riyals", "QAR", "qualified", ""),
    ("500 Jordanian dinars", "JOD", "explicit", ""),
    ("60,000 CFA francs in Dakar, Senegal", "XOF", "place", ""),
    // Another mention of the text decides.
    ("5,000 won, which is 5,000 North Korean won", "KPW", "document", ""),
    ("$200 to $1,000, or US$600 on average", "USD", "document", ""),
    // The place decides.
    ("North Koreans were paid 50 won", "KPW", "place", ""),
    ("Workers in Seoul get 9,000 won", "KRW", "place", ""),
    ("Workers in Karachi get Rs 400", "PKR", "place", ""),
    ("In Tamil Nadu the rate is Rs 319", "INR", "place", ""),
    ("In Manila they get 500 pesos", "PHP", "place", ""),
    ("In Cairo they get 3,000 pounds", "EGP", "place", ""),
    ("1,000 yen in Osaka", "JPY", "explicit", ""),
    ("¥1,000 in Osaka", "JPY", "place", ""),
    // Conventions, where no country of a candidate is named.
    ("$15 an hour", "USD", "convention", ""),
    ("They earn $1 a day in North Korea", "USD", "convention", ""),
    ("£10 an hour", "GBP", "convention", ""),
    ("$15 an hour in Massachusetts", "USD", "place", ""),
    // Dollars that are just "dollars" at home, where no other country is named.
    ("Hong Kong cleaners get $50 an hour", "HKD", "place", ""),
    ("Hong Kong cleaners get $50 an hour, those in New York $20", "", "ambiguous", "USD;HKD"),
    // Nothing decides.
    ("Liberian dockers get $50 a week", "", "ambiguous", "USD;LRD"),
    ("He earns 3,000 won", "", "ambiguous", "KRW;KPW"),
    ("¥1,000 a day", "", "ambiguous", "JPY;CNY"),
    ("He earns 3,000 pesos in Manila, his brother in Mexico 4,000 pesos", "PHP", "place", ""),
];

#[test]
fn currencies_and_why() {
    for (text, code, basis, candidates) in CASES {
        let reading = read(text);
        let currency = &reading.money[0].currency;
        let found = (currency.code.unwrap_or(""), currency.basis.name(), currency.candidates.join(";"));
        assert_eq!(found, (*code, *basis, (*candidates).to_owned()), "{text}");
    }
}

#[test]
fn what_is_known_from_elsewhere_decides_too() {
    let text = "They earn 3,000 won.";
    let code = |context: &Context<'_>| GRAMMAR.read(text, context).money[0].currency.code;
    assert_eq!(code(&Context { dateline: Some("PYONGYANG, North Korea"), ..Context::default() }), Some("KPW"));
    assert_eq!(code(&Context { title: Some("Wages in Seoul"), ..Context::default() }), Some("KRW"));
    assert_eq!(code(&Context { url: Some("https://www.example.kr/a"), ..Context::default() }), Some("KRW"));
    assert_eq!(code(&Context::default()), None);
}

#[test]
fn every_currency_has_a_code_that_is_read() {
    let currencies = GRAMMAR.currencies();
    assert!(currencies.all.len() > 250);
    for currency in &currencies.all {
        let text = format!("It cost {} 12,500 then.", currency.code);
        let reading = read(&text);
        assert_eq!(reading.money.len(), 1, "{text}");
        assert_eq!(reading.money[0].currency.code, Some(currency.code), "{text}");
    }
}

#[test]
fn the_country_of_the_article_is_a_clue_and_never_overrides_the_text() {
    let of = |text: &str, context: &Context<'_>| {
        let reading = GRAMMAR.read(text, context);
        let currency = &reading.money[0].currency;
        (currency.code, currency.basis.name())
    };
    let given = |country| Context { country: Some(country), ..Context::default() };
    let text = "Maids are paid 4,000 pesos a month.";
    assert_eq!(of(text, &Context::default()).0, None);
    assert_eq!(of(text, &given("MX")), (Some("MXN"), "country"));
    assert_eq!(of(text, &given("the Philippines")), of(text, &given("ph")));
    assert_eq!(of("Maids in Manila are paid 4,000 pesos a month.", &given("MX")), (Some("PHP"), "place"));
    let publisher = Context { publisher: Some("Mexico Daily"), ..Context::default() };
    assert_eq!(of(text, &publisher), (Some("MXN"), "publisher"));
    let address = Context { url: Some("https://news.example.ph/a"), ..Context::default() };
    assert_eq!(of(text, &address), (Some("PHP"), "publisher"));
    assert_eq!(of(text, &Context { country: Some("MX"), ..address }), (Some("MXN"), "country"));
    assert_eq!(of(text, &given("nowhere")).0, None);
}
