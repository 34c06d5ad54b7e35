use crate::read;

/// Text, period and basis of its last sum.
const CASES: &[(&str, &str, &str)] = &[
    ("They earn $15 an hour.", "hour", "phrase"),
    ("They earn $15/hour.", "hour", "phrase"),
    ("They earn RMB 3,500 per month in wages.", "month", "phrase"),
    ("They earn Rs 2,42,000 per annum.", "year", "phrase"),
    ("They earn 9,000 baht ($250) monthly.", "month", "phrase"),
    ("They earn $300 every two weeks.", "fortnight", "phrase"),
    ("The monthly minimum wage is 8,300 taka.", "month", "noun"),
    ("A minimum daily wage of 38,880 Korean won is due for eight hours of work.", "day", "noun"),
    ("The monthly wages are low. They want 4,200 yuan in wages.", "month", "context"),
    ("The average salary is 70 won. In the 1970s they were paid 50 won per month.", "month", "phrase"),
    ("Workers are paid 1200 soums per kg.", "piece", "phrase"),
    ("Riders get 20 rupees in pay per order.", "piece", "phrase"),
    ("He was paid $5,000 in wages over 40 days.", "unknown", ""),
    // Hours of work are no period of pay.
    ("They work 84 hours a week for wages of $300.", "unknown", ""),
    ("Daily NK said the wage is RMB 3,500.", "unknown", ""),
    // Bonuses are paid once.
    ("They get a year-end bonus of 2 million dong.", "once", "role"),
];

#[test]
fn periods_and_why() {
    for (text, period, basis) in CASES {
        let reading = read(text);
        let money = reading.money.last().unwrap();
        assert_eq!((money.period.name(), money.period_basis.name().unwrap_or("")), (*period, *basis), "{text}");
    }
}

#[test]
fn the_first_takes_the_period_of_the_next() {
    let text = "The average salary was 70 won. Now it is up to 2,000 won a month in pay.";
    assert_eq!(read(text).money[0].period.name(), "month");
}

#[test]
fn a_period_is_carried_only_to_a_sum_of_its_size() {
    let text = "She is paid 9,620 won an hour in Seoul. The owner earned 1.9 million won.";
    assert_eq!(read(text).money[1].period.name(), "unknown");
    let text = "She is paid 9,620 won an hour in Seoul. The owner earned 1.9 million won last month.";
    assert_eq!(read(text).money[1].period.name(), "month");
}

#[test]
fn the_number_of_pieces_belongs_to_their_unit() {
    let reading = read("The contractors give Rs 650 per 1,000 bricks.");
    assert_eq!(reading.money[0].piece_unit.as_deref(), Some("1,000 bricks"));
}

#[test]
fn piece_units_are_kept() {
    let reading = read("Pickers are paid 50 cents per kilogram.");
    assert_eq!(reading.money[0].piece_unit.as_deref(), Some("kilogram"));
}

/// Text, hours per day, days per week.
const WORKING_TIME: &[(&str, Option<i32>, Option<i32>)] = &[
    ("They earn $100 a month to work 12 hour days.", Some(12), None),
    ("They earn $100 a month for twelve-hour shifts, six days a week.", Some(12), Some(6)),
    ("They work 14 hours a day. They earn $100 a month.", Some(14), None),
    ("They earn $100 a month and have a six-day week.", None, Some(6)),
    ("They earn $100 a month for 10 to 12 hours a day.", None, None),
    ("They earn $100 a month, with 80 extra hours a month.", None, None),
];

#[test]
fn working_time() {
    for (text, hours, days) in WORKING_TIME {
        let money = &read(text).money[0];
        assert_eq!(money.hours_per_day, hours.map(Into::into), "{text}");
        assert_eq!(money.days_per_week, days.map(Into::into), "{text}");
    }
}
