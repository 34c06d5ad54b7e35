use crate::read;

/// Text, and the roles of its sums in order.
const CASES: &[(&str, &[&str])] = &[
    ("Garment workers in Bangladesh earn 12,500 taka a month.", &["wage"]),
    ("Wages for builders range from 100 to 150 yuan a day.", &["wage"]),
    ("She was promised 1,500 Saudi riyals a month but was paid only 800 riyals.", &["wage", "wage"]),
    ("Nurses got a one-time bonus of £1,000.", &["bonus"]),
    ("Rice costs 6,000 won a kilogram, while a worker's monthly wage is 3,000 won.", &["price", "wage"]),
    ("He pays 3,000 dirhams a month in rent.", &["rent"]),
    ("Rental prices for a room have risen to 600,000 won a month.", &["rent"]),
    ("The firm was fined $50,000 for underpaying workers.", &["fine"]),
    ("Migrants pay up to $4,000 in recruitment fees.", &["fee"]),
    ("A bribe of $300 opens the door.", &["bribe"]),
    ("He sends $100 home to his family.", &["remittance"]),
    ("He borrowed $8,000 to pay the agent.", &["aid"]),
    ("The ministry has allocated 300 billion won for roads.", &["budget"]),
    ("Its exports totaled $2.5 billion.", &["trade"]),
    ("The budget for salaries is 15 million birr.", &["payroll"]),
    ("Wages rose by $20 to $90 a month.", &["raise", "wage"]),
    ("Monthly wages should get an 800 rand ($75, 55 euros) hike.", &["raise"]),
    ("The salary gap is down to Rs 8,500 per month.", &["raise"]),
    ("The rate is Rs 237 a day in wages, the smallest increase, a mere Rs 7.", &["wage", "raise"]),
    ("What the country earns from them is US$40 million a year.", &["revenue"]),
    ("Trade workers were ordered to pay in 12,000 yuan apiece.", &["quota"]),
    ("The won is pegged at 135 won per US dollar.", &["rate"]),
    ("A kilo of beef costs $10.", &["price"]),
];

#[test]
fn what_sums_are() {
    for (text, roles) in CASES {
        let found: Vec<&str> = read(text).money.iter().map(|money| money.role.name()).collect();
        assert_eq!(found, *roles, "{text}");
    }
}
