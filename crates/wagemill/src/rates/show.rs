//! `wagemill rates show`: one rate, what it rests on, and what else could have been taken.

use std::fmt::Write as _;

use serde::Serialize;
use wagemill_decimal::Decimal;
use wagemill_rates::epoch::{self, Epoch, restate};
use wagemill_rates::fraction::Fraction;
use wagemill_rates::lookup::Lookup;
use wagemill_rates::rate::{Rate, Span};
use wagemill_rates::snapshot::{Granularity, Market, Snapshot};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::{When, civil};

use super::{currency, with_files};
use crate::arguments::{Format, RatesShowArguments};
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::render::TextTable;

/// A rate is shown with at least six places, and with as many as six digits need.
const PLACES: std::ops::RangeInclusive<u8> = 6..=18;
const SIX_DIGITS: i128 = 100_000;

pub fn show(arguments: &RatesShowArguments) -> Outcome {
    let snapshot = with_files(&arguments.rates)?;
    let (code, to) = (currency(&snapshot, &arguments.code)?, currency(&snapshot, &arguments.to)?);
    let when = When::parse(&arguments.when).ok_or_else(|| {
        Failure::wrong("bad-date", format!("`{}` is no day, month or year", arguments.when))
            .help("write `2023-06-13`, `2023-06` or `2023`")
    })?;
    let asked = Asked {
        lookup: Lookup { snapshot: &snapshot, max_gap_days: arguments.max_gap_days },
        native: unit_of(epoch::native(&snapshot, code, Some(when)), code),
        target: unit_of(epoch::target(&snapshot, to, Some(when)), to),
        when,
    };
    let answer = asked.answer().ok_or_else(|| asked.no_rate())?;
    match arguments.format.format {
        Format::Json => output::json(&answer),
        Format::Text => output::text(&answer.text()),
    }
    Ok(())
}

/// A ratio that does not fit into 38 digits leaves the unit as it was written; no redenomination of our table does that.
fn unit_of(found: Option<Epoch>, code: Unit) -> Epoch {
    found.unwrap_or(Epoch { unit: code, quoted: code, ratio: Fraction::ONE, current: Fraction::ONE })
}

struct Asked<'s> {
    lookup: Lookup<'s>,
    native: Epoch,
    target: Epoch,
    when: When,
}

impl Asked<'_> {
    fn snapshot(&self) -> &Snapshot {
        self.lookup.snapshot
    }

    fn answer(&self) -> Option<Answer> {
        // As normalize-currency does with `prefer = "auto"`.
        let surveyed = self.lookup.is_surveyed_pair(self.native.quoted, self.target.quoted);
        let (kind, other) = if surveyed { (Market::Free, Market::Official) } else { (Market::Official, Market::Free) };
        let preferred = self.find(kind, self.when);
        let second = self.find(other, self.when).filter(|_| preferred.is_some());
        let (kind, rate) = match preferred {
            Some(rate) => (kind, rate),
            None => (other, self.find(other, self.when)?),
        };
        let mut alternatives = Vec::new();
        let mut add = |what: String, other: Option<Rate>| {
            let shown = other.and_then(|other| self.alternative(what, &rate, other));
            alternatives.extend(shown);
        };
        add(word(other).to_owned(), second);
        let second_opinion = self.lookup.second_opinion(self.native.quoted, self.target.quoted, &rate);
        add("other daily source".into(), second_opinion.map(|(_, rate)| rate));
        if let When::Day(_) = self.when {
            let average = self.when.within(Granularity::Month).and_then(|month| self.find(kind, month));
            add("average of the month".into(), average.filter(|average| average.span == Span::Month));
        }
        if !matches!(self.when, When::Year(_)) {
            let average = self.find(kind, When::Year(self.when.year()));
            add("average of the year".into(), average.filter(|average| average.span == Span::Year));
        }
        // An average that was found for want of a daily rate is no alternative to itself.
        let shown = self.shown(rate)?;
        alternatives.retain(|alternative| {
            alternative.rate.snapshot != shown.snapshot
                || alternative.rate.date != shown.date
                || alternative.rate.span != shown.span
        });
        Some(Answer {
            currency: self.native.unit.to_string(),
            to: self.target.unit.to_string(),
            when: self.when.to_string(),
            rate: shown,
            alternatives,
            remarks: self.remarks(),
        })
    }

    /// Between the units in which rates of the time are quoted.
    fn find(&self, market: Market, when: When) -> Option<Rate> {
        let (from, to) = (self.native.quoted, self.target.quoted);
        match market {
            Market::Official => self.lookup.official(from, to, when),
            Market::Free => self.lookup.market(from, to, when).filter(|_| from != to),
        }
    }

    fn shown(&self, rate: Rate) -> Option<Shown> {
        let rate = restate(rate, self.native, self.target)?;
        let grade = rate.grade.name();
        Some(Shown {
            rate: digits(rate.fraction)?,
            inverse: digits(rate.fraction.inverse())?,
            date: rate.date.map(|day| civil(day).to_string()),
            gap_days: rate.gap_days,
            span: match rate.span {
                Span::Day => "day",
                Span::Month => "month",
                Span::Year => "year",
                Span::Any => "any",
            },
            source: rate.source_text(self.snapshot()),
            kind: rate.kind.name(),
            path: rate.path_text(),
            grade,
            grade_sentence: wagemill_tables::code(grade).map_or("", |code| code.sentence),
            snapshot: rate.snapshot_text(self.snapshot()),
        })
    }

    fn alternative(&self, what: String, rate: &Rate, other: Rate) -> Option<Alternative> {
        let ratio = other.fraction.times(rate.fraction.inverse());
        let percent = |ratio: Fraction| {
            let difference = ratio.value(6)?.checked_sub(Decimal::ONE)?;
            Fraction::new(difference, Decimal::ONE).of(Decimal::new(100, 0), 2)
        };
        let difference_pct = ratio.and_then(percent).map(|percent| percent.to_string());
        Some(Alternative { what, difference_pct, rate: self.shown(other)? })
    }

    /// What one should know of the currencies at that time.
    fn remarks(&self) -> Vec<Remark> {
        let codes = [self.native.unit.code(), self.target.unit.code()];
        let snapshot = self.snapshot();
        let parallel = codes.iter().any(|code| snapshot.is_parallel(*code, self.when));
        let window = codes.iter().any(|code| epoch::in_window(snapshot, *code, self.when));
        let (from, to) = (self.native.quoted, self.target.quoted);
        let has_market = self.lookup.has_market(from, to);
        let lacks = |market| from != to && (has_market || parallel) && self.find(market, self.when).is_none();
        let found = [
            ("fx_missing_official", lacks(Market::Official)),
            ("fx_missing_market", lacks(Market::Free)),
            ("parallel_regime", parallel),
            ("redenomination_window", window),
        ];
        let raised = found.into_iter().filter(|(_, raised)| *raised);
        raised
            .map(|(code, _)| Remark { code, sentence: wagemill_tables::code(code).map_or("", |code| code.sentence) })
            .collect()
    }

    fn no_rate(&self) -> Failure {
        let (from, to) = (self.native.unit, self.target.unit);
        let at = if matches!(self.when, When::Day(_)) { "on" } else { "in" };
        let failure = Failure::failed("no-rate", format!("no rate from `{from}` into `{to}` {at} {}", self.when));
        let list = format!("`wagemill rates list {}` shows what there is", from.code());
        failure.help(match self.lookup.nearest(self.native.quoted, self.target.quoted, self.when) {
            Some((day, distance)) => {
                let away = match distance {
                    0 => "within that time".to_owned(),
                    ..0 => format!("{} before", days(distance.abs())),
                    _ => format!("{} after", days(distance)),
                };
                format!("the nearest daily rate is of {}, {away}; {list}", civil(day))
            }
            None => format!("there is no daily rate between the two; {list}"),
        })
    }
}

#[derive(Serialize)]
struct Answer {
    currency: String,
    to: String,
    when: String,
    #[serde(flatten)]
    rate: Shown,
    alternatives: Vec<Alternative>,
    remarks: Vec<Remark>,
}

#[derive(Serialize)]
struct Shown {
    rate: String,
    inverse: String,
    date: Option<String>,
    gap_days: i32,
    /// what the figure stands for: a day, the average of a month or a year, or any day
    span: &'static str,
    source: String,
    kind: &'static str,
    path: String,
    grade: &'static str,
    grade_sentence: &'static str,
    snapshot: Option<String>,
}

#[derive(Serialize)]
struct Alternative {
    what: String,
    difference_pct: Option<String>,
    #[serde(flatten)]
    rate: Shown,
}

#[derive(Serialize)]
struct Remark {
    code: &'static str,
    sentence: &'static str,
}

impl Answer {
    fn text(&self) -> String {
        let Self { currency, to, when, rate, alternatives, remarks } = self;
        let mut text = format!("{currency} into {to}, {when}\n\n");
        let snapshot = rate.snapshot.as_deref().unwrap_or("none: no figure was needed");
        for (name, value) in [
            ("rate", format!("1 {to} = {} {currency}", rate.rate)),
            ("inverse", format!("1 {currency} = {} {to}", rate.inverse)),
            ("date", rate.date_text()),
            ("source", rate.source.clone()),
            ("kind", rate.kind.to_owned()),
            ("path", rate.path.clone()),
            ("grade", format!("{}: {}", rate.grade, rate.grade_sentence)),
            ("snapshot", snapshot.to_owned()),
        ] {
            let _ = writeln!(text, "{name:8}  {value}");
        }
        if !alternatives.is_empty() {
            let columns = [
                ("also", false),
                ("rate", true),
                ("difference", true),
                ("date", false),
                ("source", false),
                ("kind", false),
                ("grade", false),
            ];
            let mut table = TextTable::new(&columns);
            alternatives.iter().for_each(|alternative| table.row(alternative.cells()));
            let _ = write!(text, "\n{}", table.fit(output::width()).text);
        }
        if !remarks.is_empty() {
            text.push('\n');
        }
        for Remark { code, sentence } in remarks {
            let _ = writeln!(text, "{code}: {sentence}");
        }
        text
    }
}

impl Shown {
    fn date_text(&self) -> String {
        let said = match (self.span, self.gap_days) {
            ("day", 0) => "the day itself".to_owned(),
            ("day", 1) => "the day before".to_owned(),
            ("day", gap) => format!("{} before", days(gap)),
            ("any", _) => "the same on every day".to_owned(),
            (span, _) => format!("the average of the {span} that ends then"),
        };
        self.date.as_ref().map_or(said.clone(), |date| format!("{date}, {said}"))
    }
}

impl Alternative {
    fn cells(&self) -> Vec<String> {
        let Self { what, difference_pct, rate } = self;
        let difference = difference_pct.as_ref().map_or(String::new(), |percent| format!("{percent} %"));
        let date = rate.date.clone().unwrap_or_default();
        let cells = [what.clone(), rate.rate.clone(), difference, date, rate.source.clone()];
        cells.into_iter().chain([rate.kind.to_owned(), rate.grade.to_owned()]).collect()
    }
}

fn word(market: Market) -> &'static str {
    match market {
        Market::Official => "official rate",
        Market::Free => "market rate",
    }
}

fn digits(fraction: Fraction) -> Option<String> {
    let mut rounded = None;
    for places in PLACES {
        rounded = fraction.value(places).or(rounded);
        if rounded.is_some_and(|value| value.mantissa() >= SIX_DIGITS) {
            break;
        }
    }
    rounded.map(|value| value.to_string())
}

fn days(number: i32) -> String {
    if number == 1 { "1 day".to_owned() } else { format!("{number} days") }
}
