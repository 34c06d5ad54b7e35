//! `wagemill rates list`: the sources of rates, or all that is known of one currency.

use std::fmt::Write as _;

use serde::Serialize;
use wagemill_rates::coverage::Coverage;
use wagemill_rates::snapshot::{Peg, Redenomination, Regime, Series, Snapshot, Source};
use wagemill_rates::unit::Unit;
use wagemill_rates::when::{When, civil};

use super::{currency, kind, with_files};
use crate::arguments::{Format, RatesListArguments};
use crate::failure::Outcome;
use crate::output;
use crate::render::TextTable;

pub fn list(arguments: &RatesListArguments) -> Outcome {
    let snapshot = with_files(&arguments.rates)?;
    let Some(code) = &arguments.code else {
        let sources: Vec<ListedSource> =
            { snapshot.coverage().iter().map(|coverage| ListedSource::of(&snapshot, coverage)).collect() };
        match arguments.format.format {
            Format::Json => output::json(&sources),
            Format::Text => output::text(&sources.iter().map(ListedSource::text).collect::<Vec<_>>().join("\n")),
        }
        return Ok(());
    };
    let known = Known::of(&snapshot, currency(&snapshot, code)?.code());
    match arguments.format.format {
        Format::Json => output::json(&known),
        Format::Text if known.is_empty() => output::say(&format!("there are no rates of `{}`", known.currency)),
        Format::Text => output::text(&known.text()),
    }
    Ok(())
}

#[derive(Serialize)]
struct ListedSource {
    source: String,
    what: &'static str,
    attribution: &'static str,
    licence: &'static str,
    from: String,
    until: String,
    series: usize,
    figures: usize,
}

impl ListedSource {
    fn of(snapshot: &Snapshot, coverage: &Coverage) -> Self {
        Self {
            source: snapshot.source_name(coverage.source).to_owned(),
            what: coverage.source.what(),
            attribution: coverage.source.attribution(),
            licence: coverage.source.licence(),
            from: coverage.from.to_string(),
            until: coverage.until.to_string(),
            series: coverage.series,
            figures: coverage.figures,
        }
    }

    fn text(&self) -> String {
        let Self { source, what, attribution, licence, from, until, series, figures } = self;
        let mut text = format!("{source}: {what}\n    {series} series, {figures} figures, {from} to {until}\n");
        if !attribution.is_empty() {
            let _ = write!(text, "    {attribution}\n    licence: {licence}\n");
        }
        text
    }
}

/// What the rates hold of one code, in all of its units.
#[derive(Serialize)]
struct Known {
    currency: String,
    series: Vec<ListedSeries>,
    pegs: Vec<ListedPeg>,
    redenominations: Vec<ListedRedenomination>,
    parallel_rates: Vec<ListedRegime>,
}

#[derive(Serialize)]
struct ListedSeries {
    source: String,
    unit: String,
    quote: String,
    granularity: &'static str,
    kind: &'static str,
    from: String,
    until: String,
    figures: usize,
    digest: String,
}

#[derive(Serialize)]
struct ListedPeg {
    unit: String,
    base: String,
    /// units for one of the base
    rate: String,
    since: String,
    irrevocable: bool,
}

#[derive(Serialize)]
struct ListedRedenomination {
    effective: String,
    old: String,
    new: String,
    /// old units for one new unit
    ratio: String,
}

#[derive(Serialize)]
struct ListedRegime {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

impl Known {
    fn of(snapshot: &Snapshot, code: Unit) -> Self {
        let is_meant = |unit: Unit| unit.code() == code;
        let entries = snapshot.redenominations.iter();
        Self {
            currency: code.to_string(),
            series: snapshot
                .series
                .iter()
                .filter(|one| is_meant(one.unit) || matches!(one.source, Source::Own(_)) && is_meant(one.quote))
                .map(|one| ListedSeries::of(snapshot, one))
                .collect(),
            pegs: snapshot.pegs.iter().filter(|peg| is_meant(peg.unit)).map(ListedPeg::of).collect(),
            redenominations: entries
                .filter(|entry| is_meant(entry.old) || is_meant(entry.new))
                .map(ListedRedenomination::of)
                .collect(),
            parallel_rates: snapshot.regimes.iter().filter(|one| is_meant(one.unit)).map(ListedRegime::of).collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.series.is_empty()
            && self.pegs.is_empty()
            && self.redenominations.is_empty()
            && self.parallel_rates.is_empty()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if !self.series.is_empty() {
            let left = ["source", "unit", "quote", "granularity", "kind", "from", "until"];
            let columns: Vec<(&str, bool)> =
                left.map(|name| (name, false)).into_iter().chain([("figures", true), ("digest", false)]).collect();
            let mut table = TextTable::new(&columns);
            self.series.iter().for_each(|series| table.row(series.cells()));
            text.push_str(&table.fit(None).text);
        }
        let mut section = |lines: Vec<String>| {
            let gap = if text.is_empty() || lines.is_empty() { "" } else { "\n" };
            text.push_str(gap);
            for line in lines {
                let _ = writeln!(text, "{line}");
            }
        };
        section(self.pegs.iter().map(ListedPeg::text).collect());
        section(self.redenominations.iter().map(ListedRedenomination::text).collect());
        section(self.parallel_rates.iter().map(ListedRegime::text).collect());
        text
    }
}

impl ListedSeries {
    fn of(snapshot: &Snapshot, series: &Series) -> Self {
        let (first, last): (When, When) = (series.first(), series.last());
        Self {
            source: snapshot.source_name(series.source).to_owned(),
            unit: series.unit.to_string(),
            quote: series.quote.to_string(),
            granularity: first.granularity(),
            kind: kind(series.market),
            from: first.to_string(),
            until: last.to_string(),
            figures: series.len(),
            digest: format!("{:016x}", u64::from_be_bytes(series.digest)),
        }
    }

    fn cells(&self) -> Vec<String> {
        let Self { source, unit, quote, granularity, kind, from, until, figures, digest } = self;
        let figures = figures.to_string();
        [source, unit.as_str(), quote, granularity, kind, from, until, &figures, digest].map(str::to_owned).to_vec()
    }
}

impl ListedPeg {
    fn of(peg: &Peg) -> Self {
        Self {
            unit: peg.unit.to_string(),
            base: peg.base.to_string(),
            rate: peg.rate.to_string(),
            since: civil(peg.since).to_string(),
            irrevocable: peg.irrevocable,
        }
    }

    fn text(&self) -> String {
        let word = if self.irrevocable { "parity" } else { "peg" };
        format!("{word}: 1 {} = {} {} since {}", self.base, self.rate, self.unit, self.since)
    }
}

impl ListedRedenomination {
    fn of(entry: &Redenomination) -> Self {
        Self {
            effective: civil(entry.effective).to_string(),
            old: entry.old.to_string(),
            new: entry.new.to_string(),
            ratio: entry.ratio.to_string(),
        }
    }

    fn text(&self) -> String {
        format!("redenomination: {} {} became 1 {} on {}", self.ratio, self.old, self.new, self.effective)
    }
}

impl ListedRegime {
    fn of(regime: &Regime) -> Self {
        Self { from: civil(regime.from).to_string(), until: regime.until.map(|day| civil(day).to_string()) }
    }

    fn text(&self) -> String {
        let until = self.until.as_ref().map_or(String::new(), |until| format!(" to {until}"));
        format!("official and market rates apart: from {}{until}", self.from)
    }
}
