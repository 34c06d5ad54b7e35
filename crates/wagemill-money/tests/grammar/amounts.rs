use crate::{quote, read, value};

/// Text, and each amount in it: quote, value, whether it is approximate.
type Case = (&'static str, &'static [(&'static str, &'static str, bool)]);

const CASES: &[Case] = &[
    ("He got RMB 3,500.", &[("RMB 3,500", "3500", false)]),
    ("only RMB 1,700 to 2,000 per month", &[("RMB 1,700 to 2,000", "1700..2000", false)]),
    ("about RMB 2,000 to 3,000", &[("RMB 2,000 to 3,000", "2000..3000", true)]),
    ("between 5,000 and 10,000 won", &[("5,000 and 10,000 won", "5000..10000", false)]),
    ("between $1.2 billion and $2.3 billion", &[("$1.2 billion and $2.3 billion", "1200000000..2300000000", false)]),
    ("1.2 to 1.8 million won", &[("1.2 to 1.8 million won", "1200000..1800000", false)]),
    ("$45K–$70K", &[("$45K–$70K", "45000..70000", false)]),
    ("$300-400 million", &[("$300-400 million", "300000000..400000000", false)]),
    ("2500-3000 yuan", &[("2500-3000 yuan", "2500..3000", false)]),
    ("50,000-60,000 won", &[("50,000-60,000 won", "50000..60000", false)]),
    ("500 yuan to 600 yuan", &[("500 yuan to 600 yuan", "500..600", false)]),
    ("a salary of 5,000 to 3,000 yuan", &[("5,000 to 3,000 yuan", "5000..3000", false)]),
    ("up to RMB 3,500", &[("RMB 3,500", "..3500", false)]),
    ("a number lower than RMB 3,500", &[("RMB 3,500", "..3500", false)]),
    ("less than $7 per week", &[("$7", "..7", false)]),
    ("no less than R12 500", &[("R12 500", "12500..", false)]),
    ("as little as $275", &[("$275", "275..", false)]),
    ("more than 3,000 yuan", &[("3,000 yuan", "3000..", false)]),
    ("500 dollars or more", &[("500 dollars", "500..", false)]),
    ("below the Rs 600 minimum", &[("Rs 600", "600", false)]),
    ("nearly US$73", &[("US$73", "73", true)]),
    ("some 100 won", &[("100 won", "100", true)]),
    ("200 dollars or so", &[("200 dollars", "200", true)]),
    ("two dollars a month", &[("two dollars", "2", false)]),
    ("twenty-five hundred yuan", &[("twenty-five hundred yuan", "2500", false)]),
    ("half a million won", &[("half a million won", "500000", false)]),
    ("earn a dollar a day", &[("a dollar", "1", false)]),
    ("W1 million", &[("W1 million", "1000000", false)]),
    ("CNY2,400 and USD12.5 million", &[("CNY2,400", "2400", false), ("USD12.5 million", "12500000", false)]),
    ("Rs 2,42,000 per annum", &[("Rs 2,42,000", "242000", false)]),
    ("Rs 6 lakh per annum", &[("Rs 6 lakh", "600000", false)]),
    ("Rs 50,000 cr each year", &[("Rs 50,000 cr", "500000000000", false)]),
    ("6000won per month", &[("6000won", "6000", false)]),
    ("a 300-yuan allowance", &[("300-yuan", "300", false)]),
    ("KRW 1,015,740 Korean won", &[("KRW 1,015,740 Korean won", "1015740", false)]),
    ("11 cents", &[("11 cents", "0.11", false)]),
    ("1000 and 1400 soums", &[("1000", "1000", false), ("1400 soums", "1400", false)]),
    ("VND 5.500.000", &[("VND 5.500.000", "5500000", false)]),
    ("Rp 15.000 a kilo", &[("Rp 15.000", "15000", false)]),
    ("$67.005", &[("$67.005", "67.005", false)]),
    // Verbs of change: two values, a target, a difference.
    ("raised the wage from $15 to $18", &[("$15", "15", false), ("$18", "18", false)]),
    ("climbs GBP1.11 to GBP8.60", &[("GBP1.11", "1.11", false), ("GBP8.60", "8.60", false)]),
    ("to raise wages up to RMB 3,500", &[("RMB 3,500", "3500", false)]),
    // No money.
    ("work at more than 300 factories for 12 hour days", &[]),
    ("Team 3 of 20 workers, N95 masks and R2 units in 2012", &[]),
    ("ALL 30 of the TOP 10", &[]),
    ("thousands of dollars", &[]),
];

#[test]
fn amounts_and_their_spans() {
    for (text, expected) in CASES {
        let reading = read(text);
        let found: Vec<(&str, String, bool)> =
            reading.money.iter().map(|money| (quote(text, money), value(money), money.amount.approximate)).collect();
        let found: Vec<(&str, &str, bool)> =
            found.iter().map(|(quote, value, about)| (*quote, value.as_str(), *about)).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn each_end_of_a_range_has_its_span() {
    let text = "“RMB 1,700 to 2,000”";
    let money = &read(text).money[0];
    assert_eq!(&text[money.ends[0].clone()], "1,700");
    assert_eq!(&text[money.ends[1].clone()], "2,000");
    assert_eq!(money.scalars, 1..19);
}

#[test]
fn an_elided_currency_is_taken_over() {
    let text = "They should be paid 1,100 Qatar riyals a month ($300, 250 euros). “They promised me 1,100,” he said.";
    let reading = read(text);
    let last = reading.money.last().unwrap();
    assert_eq!((quote(text, last), last.currency.code), ("1,100", Some("QAR")));
    assert_eq!(last.currency.basis.name(), "elided");
}
