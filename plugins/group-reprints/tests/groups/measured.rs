//! How many of the pairs that print the same report are found, and how many found pairs do.

use std::path::Path;

use crate::press::{BACKGROUND, CHANGES, Change, Dice, paragraphs, printed, rates, report, with_background};
use crate::{article, grouped, names};

#[test]
fn reprints_are_found_and_others_are_not() {
    let mut dice = Dice::new(7);
    let (mut articles, mut reports) = (Vec::new(), Vec::new());
    let mut add = |text: String, report: usize| {
        let number = articles.len();
        articles.push((format!("a{:016x}", (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)), number, text));
        reports.push(report);
    };
    for number in 0..300 {
        let original = if number % 3 == 0 { with_background(report(&mut dice)) } else { report(&mut dice) };
        add(printed(&original, Change::None, &mut dice), number);
        for change in CHANGES {
            add(printed(&original, change, &mut dice), number);
        }
    }
    let mut own = 300;
    for _ in 0..600 {
        add(printed(&with_background(report(&mut dice)), Change::Headline, &mut dice), own);
        own += 1;
    }
    for _ in 0..60 {
        add(rates(&mut dice), own);
        own += 1;
    }
    // Short items that share a background longer than themselves would be taken for one; those up to its length are not.
    for _ in 0..60 {
        let mut item = paragraphs(4, &mut dice);
        item.push(BACKGROUND.to_owned());
        add(item.join("\n\n"), own);
        own += 1;
    }
    let articles: Vec<_> =
        articles.iter().map(|(id, number, text)| article(id, Some(19_000 + (*number % 20) as i32), text)).collect();
    let groups = grouped(&articles);
    let (mut right, mut wrong, mut missed) = (0_u32, 0_u32, 0_u32);
    for one in 0..articles.len() {
        for other in 0..one {
            match (groups[one] == groups[other], reports[one] == reports[other]) {
                (true, true) => right += 1,
                (true, false) => wrong += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + missed);
    println!("{} articles: precision {precision:.4}, recall {recall:.4} of {} pairs", articles.len(), right + missed);
    for (number, change) in CHANGES.iter().enumerate() {
        let found = (0..300).filter(|report| groups[report * 8 + 1 + number] == groups[report * 8]).count();
        println!("{change:?}: {found} of 300 with the unchanged printing");
    }
    assert!(precision >= 0.99, "{precision}");
    assert!(recall >= 0.98, "{recall}");
}

#[test]
fn chinese_reprints_are_found() {
    let mut dice = Dice::new(3);
    let line = |dice: &mut Dice| {
        let characters: Vec<char> =
            "工厂的人每月挣两千元但是他们说不够付房租和学费城里东西贵老板没有回答记者问题".chars().collect();
        (0..24).map(|_| characters[dice.below(characters.len())]).collect::<String>() + "。"
    };
    let original: Vec<String> = (0..12).map(|_| line(&mut dice)).collect();
    let mut cut = original[..6].to_vec();
    cut.insert(2, line(&mut dice));
    let other: Vec<String> = (0..12).map(|_| line(&mut dice)).collect();
    let texts = [original.concat(), cut.concat(), other.concat()];
    let articles: Vec<_> =
        texts.iter().zip(["a1", "a2", "a3"]).map(|(text, id)| article(id, Some(19_000), text)).collect();
    assert_eq!(names(&articles), ["a1", "a1", "a3"]);
}

/// Saved pages of many sites are all different reports.
#[test]
fn different_pages_are_different_reports() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/articles/pages.jsonl");
    let Ok(lines) = std::fs::read_to_string(&file) else {
        return wagemill_testkit::skipped("the annotated pages are not at hand");
    };
    let articles: Vec<_> = lines
        .lines()
        .filter_map(|line| {
            let page: serde_json::Value = serde_json::from_str(line).ok()?;
            Some(article(page["id"].as_str()?, None, page["text"].as_str()?))
        })
        .collect();
    assert!(articles.len() > 500, "{}", articles.len());
    let groups = grouped(&articles);
    let joined: Vec<(&str, &str)> = groups
        .iter()
        .enumerate()
        .filter(|(place, group)| place != *group)
        .map(|(place, group)| (articles[place].id.as_str(), articles[*group].id.as_str()))
        .collect();
    println!("{} pages, joined: {joined:?}", articles.len());
    assert!(joined.len() <= 2, "{joined:?}");
}
