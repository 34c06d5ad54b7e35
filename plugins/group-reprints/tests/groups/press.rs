//! An invented press: reports of one subject, and what papers make of them.

/// Numbers that are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const TOWNS: &[&str] = &[
    "Marlow",
    "Quanhe",
    "Port Selim",
    "Veldt",
    "Ostrava Nova",
    "Lindell",
    "Tamba",
    "Ruzan",
    "Kessock",
    "Albury",
    "Doro",
    "Phu Lam",
    "San Telmo",
    "Harrow Bay",
    "Mistelbach",
    "Gorky Nine",
    "Ivory Point",
    "Batang",
    "Colwick",
    "Nairn",
];
const TRADES: &[&str] = &[
    "welders",
    "seamstresses",
    "pickers",
    "packers",
    "drivers",
    "cleaners",
    "loaders",
    "cooks",
    "guards",
    "bricklayers",
    "nurses",
    "fishers",
    "miners",
    "couriers",
    "waiters",
    "spinners",
];
const NAMES: &[&str] = &[
    "Ana Brandt",
    "Li Qiang",
    "Omar Diallo",
    "Kim Sun-ok",
    "Vera Morozova",
    "Tran Van Hai",
    "Joana Pires",
    "Paul Otieno",
    "Ruth Hadley",
    "Sergio Conti",
    "Mina Rahman",
    "Hugo Lund",
    "Petra Novak",
    "Amin Saleh",
];
const THINGS: &[&str] = &[
    "rent",
    "rice",
    "bus fares",
    "school fees",
    "medicine",
    "cooking gas",
    "boots",
    "gloves",
    "debts at the shop",
    "a bed in the hostel",
    "the foreman's fee",
    "water",
    "phone cards",
];
const PLACES: &[&str] = &[
    "cannery",
    "quarry",
    "shipyard",
    "greenhouse",
    "warehouse",
    "laundry",
    "brick kiln",
    "hospital",
    "hotel",
    "sawmill",
    "garment plant",
    "cold store",
    "bakery",
    "call centre",
];

const SENTENCES: &[&str] = &[
    "The {trade} of the {place} in {town} get {sum} a {period}, and many of them spend most of it on {thing}.",
    "\"We were promised {sum}, and what came was {sum},\" said {name}, who has worked at the {place} for {count} years.",
    "Before the strike a shift lasted {count} hours; now it is {count}, with a break that nobody takes.",
    "{name} sends {sum} home every {period} and keeps the rest for {thing} and {thing}.",
    "The owner of the {place} did not answer questions about the {trade} when a reporter called on {day}.",
    "In {town}, {count} of the {trade} have left since spring, mostly for a {place} that pays {sum}.",
    "A contract seen by this paper names {sum} a {period}, less {sum} for {thing}.",
    "\"Nobody asks us,\" {name} said, pointing at the {place} behind the wall, \"and nobody ever has.\"",
    "Officials in {town} say that inspectors came {count} times and found that {thing} had been charged twice.",
    "Some {trade} borrow from the manager at the {place}, who takes {count} percent a {period}.",
    "The union wants {sum} a {period} for {trade} and an end to deductions for {thing}.",
    "{name}, one of {count} {trade} who spoke, showed a slip with {sum} on it.",
    "On {day} the gates of the {place} stayed shut, and the {trade} waited outside with {thing}.",
    "What is left after {thing} is about {sum}, {name} reckons, less in a month with many holidays.",
    "Buyers abroad know the {place} by its old name, though the {trade} have never met one of them.",
    "A room in {town} costs {sum}, so that {count} {trade} share it and sleep in turns.",
    "Last year the {place} took on {count} more {trade}, half of them from villages beyond {town}.",
    "The law allows {count} hours of overtime; slips from the {place} show up to {count}.",
    "\"My sister earns more in {town},\" said {name}, \"and she has {thing} paid for.\"",
    "Nothing in the accounts of the {place} says who received the {sum} that was set aside for {thing}.",
];

/// What many reports end with.
pub const BACKGROUND: &str = "The dispute over pay along the coast began two winters ago, when three owners cut the rates for piece \
    work without notice and the provincial labour office declined to open a case. Since then there have been seven strikes, most of \
    them short, and one agreement, which the owners have not signed. Economists put the share of wages in the price of exported goods \
    at less than a tenth, and say that higher pay would hardly be seen in the shops.";

const FOOTER: &str = "All rights reserved. No part of this report may be reproduced without permission. Readers who know more about \
    working conditions in the region can write to the desk in confidence; names will not be published. Sign up for the weekly letter \
    and follow our reporters for news from ports, plants and fields.";

fn filled(template: &str, dice: &mut Dice) -> String {
    let mut sentence = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let (slot, after) = behind.split_once('}').expect("every slot is closed");
        sentence.push_str(before);
        match slot {
            "town" => sentence.push_str(dice.one(TOWNS)),
            "trade" => sentence.push_str(dice.one(TRADES)),
            "name" => sentence.push_str(dice.one(NAMES)),
            "thing" => sentence.push_str(dice.one(THINGS)),
            "place" => sentence.push_str(dice.one(PLACES)),
            "period" => sentence.push_str(dice.one(&["month", "week", "day", "season"])),
            "day" => sentence.push_str(dice.one(&["Monday", "Tuesday", "Thursday", "Saturday"])),
            "count" => sentence.push_str(&(2 + dice.below(90)).to_string()),
            "sum" => sentence.push_str(&format!("${}", 10 * (3 + dice.below(300)))),
            _ => unreachable!("no other slot"),
        }
        rest = after;
    }
    sentence.push_str(rest);
    sentence
}

/// Paragraphs of two sentences.
pub fn paragraphs(count: usize, dice: &mut Dice) -> Vec<String> {
    (0..count).map(|_| (0..2).map(|_| filled(dice.one(SENTENCES), dice)).collect::<Vec<_>>().join(" ")).collect()
}

/// A report of eight to fourteen paragraphs, without what papers add.
pub fn report(dice: &mut Dice) -> Vec<String> {
    let count = 8 + dice.below(7);
    paragraphs(count, dice)
}

/// What a paper does to a report before it prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    None,
    Headline,
    /// the end is left out: a third to two thirds stay
    Cut,
    /// paragraphs of its own between those of the agency
    Local,
    /// one word in twenty is another
    Edited,
    CutAndEdited,
    CutAndLocal,
}

pub const CHANGES: [Change; 7] = [
    Change::None,
    Change::Headline,
    Change::Cut,
    Change::Local,
    Change::Edited,
    Change::CutAndEdited,
    Change::CutAndLocal,
];

pub fn printed(report: &[String], change: Change, dice: &mut Dice) -> String {
    let mut paragraphs: Vec<String> = report.to_vec();
    if matches!(change, Change::Cut | Change::CutAndEdited | Change::CutAndLocal) {
        paragraphs.truncate((paragraphs.len() * (35 + dice.below(35))).div_ceil(100).max(3));
    }
    if matches!(change, Change::Edited | Change::CutAndEdited) {
        for paragraph in &mut paragraphs {
            *paragraph = edited(paragraph, dice);
        }
    }
    if matches!(change, Change::Local | Change::CutAndLocal) {
        for _ in 0..1 + paragraphs.len() / 5 {
            let own = self::paragraphs(1, dice).join("");
            let place = 1 + dice.below(paragraphs.len());
            paragraphs.insert(place, own);
        }
    }
    if change != Change::None {
        paragraphs.insert(0, filled("{trade} of {town} speak about {thing}", dice));
        if dice.below(2) == 0 {
            paragraphs.push(FOOTER.to_owned());
        }
    }
    paragraphs.join("\n\n")
}

fn edited(paragraph: &str, dice: &mut Dice) -> String {
    paragraph
        .split(' ')
        .map(|word| match dice.below(20) {
            0 if !word.contains('$') => dice.one(&["indeed", "rather", "such", "that", "often"]),
            _ => word,
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Another report that ends as many do.
pub fn with_background(mut report: Vec<String>) -> Vec<String> {
    report.push(BACKGROUND.to_owned());
    report.push(FOOTER.to_owned());
    report
}

/// The rates of the day: the same words with other figures.
pub fn rates(dice: &mut Dice) -> String {
    let mut text = "Pay at the gate this morning, as collected by our desk from the notices of the day. ".to_owned();
    for (place, trade) in PLACES.iter().zip(TRADES) {
        text += &format!("At the {place} the {trade} are offered ${} for the day. ", 5 + dice.below(900));
    }
    text
}
