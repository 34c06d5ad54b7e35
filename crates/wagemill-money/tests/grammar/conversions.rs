use crate::{quote, read, value};

/// Text, quote of its first sum, value and currency of the conversion (empty for none), number of sums.
const CASES: &[(&str, &str, &str, usize)] = &[
    ("RMB 3,500 [around USD 488] per month in wages", "RMB 3,500", "488 USD", 1),
    ("RMB 1,700 to 2,000 (USD 237 to 279) per month", "RMB 1,700 to 2,000", "237..279 USD", 1),
    ("2500-3000 yuan per month ($375-450 USD)", "2500-3000 yuan", "375..450 USD", 1),
    ("5,000 and 10,000 yuan a month, or about $1-3 if converted", "10,000 yuan", "1..3 USD", 2),
    ("50,000 rubles a month, an amount equivalent to $841", "50,000 rubles", "841 USD", 1),
    ("8,000 taka, equivalent to nearly US$73", "8,000 taka", "73 USD", 1),
    ("1200 soums, or 11 cents", "1200 soums", "0.11 USD", 1),
    ("1,100 Qatar riyals a month ($300, 250 euros)", "1,100 Qatar riyals", "300 USD", 1),
    ("KRW 1,015,740 (equal to $958)", "KRW 1,015,740", "958 USD", 1),
    ("500 yuan/US$70", "500 yuan", "70 USD", 1),
    ("60,000 yen a day, roughly $40", "60,000 yen", "40 USD", 1),
    // A raise or an earlier value in brackets is no conversion, nor is a sum in the same currency.
    ("Rs 319 (a rise of Rs 25)", "Rs 319", "", 2),
    ("12,000 yuan (up from $1,000)", "12,000 yuan", "", 2),
    ("500 yuan (300 yuan)", "500 yuan", "", 2),
    ("500 yuan and $70", "500 yuan", "", 2),
];

#[test]
fn the_texts_own_conversions() {
    for (text, first, conversion, sums) in CASES {
        let reading = read(text);
        assert_eq!(reading.money.len(), *sums, "{text}");
        let money = reading.money.iter().find(|money| quote(text, money) == *first).unwrap();
        let found = money.equivalent.as_ref().map_or(String::new(), |equivalent| {
            let mut shown = money.clone();
            shown.amount = equivalent.amount;
            format!("{} {}", value(&shown), equivalent.currency.code.unwrap_or("?"))
        });
        assert_eq!(found, *conversion, "{text}");
    }
}

#[test]
fn exchange_rates_are_no_conversions() {
    for text in [
        "W1 million a month (US$1=W1,123)",
        "pegged at 135 won per US dollar",
        "Rate: 1 USD: 3000won",
        "3,400 won to the dollar",
    ] {
        let reading = read(text);
        assert!(reading.money.iter().all(|money| money.equivalent.is_none()), "{text}");
        assert!(reading.money.iter().any(|money| money.role.name() == "rate"), "{text}");
    }
}
