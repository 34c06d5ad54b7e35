//! What the file of rates is made of, for people and for the test that holds both together.

use std::collections::BTreeMap;
use std::error::Error;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wagemill_rates::snapshot::write::Contents;
use wagemill_rates::snapshot::{Granularity, Source};
use wagemill_rates::when::When;

use crate::files::{Folder, hex};

/// Figures and codes of a source, its first and its last period.
pub struct Coverage {
    source: Source,
    series: usize,
    figures: usize,
    from: String,
    until: String,
    units: String,
}

pub fn coverage(contents: &Contents) -> Vec<Coverage> {
    let mut all = Vec::new();
    for source in Source::EMBEDDED {
        let own = || contents.series.iter().filter(|series| series.source == source);
        let mut periods: Vec<String> = own()
            .flat_map(|series| {
                let ends = [series.observations.first(), series.observations.last()];
                ends.into_iter().flatten().map(|(period, _)| label(series.granularity, i32::from(*period)))
            })
            .collect();
        periods.sort();
        let mut units: Vec<String> = own().map(|series| series.unit.to_string()).collect();
        units.sort();
        units.dedup();
        all.push(Coverage {
            source,
            series: own().count(),
            figures: own().map(|series| series.observations.len()).sum(),
            from: periods.first().cloned().unwrap_or_default(),
            until: periods.last().cloned().unwrap_or_default(),
            units: units.join(" "),
        });
    }
    all
}

fn label(granularity: Granularity, period: i32) -> String {
    let when = match granularity {
        Granularity::Day => When::Day(period),
        Granularity::Month => When::Month { year: period / 12, month: (period % 12 + 1).unsigned_abs() },
        Granularity::Year => When::Year(period),
    };
    when.to_string()
}

fn terms(source: Source) -> (&'static str, &'static str, &'static str) {
    match source {
        Source::H10 => (
            "Board of Governors of the Federal Reserve System, H.10 Foreign Exchange Rates, noon buying rates in New York, by way of FRED",
            "Source: Board of Governors of the Federal Reserve System (US), H.10",
            "work of the US Government, source cited",
        ),
        Source::Ecb => (
            "European Central Bank, euro foreign exchange reference rates",
            "Source: ECB statistics",
            "free reuse, source quoted, statistics not modified",
        ),
        Source::FredMonthly => (
            "Monthly averages of H.10",
            "Source: Board of Governors of the Federal Reserve System (US), H.10",
            "PDDL compilation of work of the US Government",
        ),
        Source::WorldBank => (
            "World Bank, World Development Indicators, PA.NUS.FCRF, official exchange rate, annual average",
            "The World Bank: World Development Indicators, PA.NUS.FCRF",
            "CC BY 4.0",
        ),
        Source::Kpw => (
            "Quotes of the North Korean won in news reports, a citation for each row in the figures",
            "Quotes as reported by Daily NK, NK Economy Watch, KBS, Yonhap and others",
            "facts, cited",
        ),
        Source::Own(_) => ("", "", ""),
    }
}

pub fn text(
    bytes: &[u8],
    coverage: Vec<Coverage>,
    folder: &Folder,
    own: &Folder,
    remarks: &[String],
) -> Result<String, Box<dyn Error>> {
    let sources: Vec<Value> = coverage
        .into_iter()
        .map(|coverage| {
            let (what, attribution, licence) = terms(coverage.source);
            json!({
                "name": coverage.source.name(),
                "what": what,
                "attribution": attribution,
                "licence": licence,
                "from": coverage.from,
                "until": coverage.until,
                "series": coverage.series,
                "figures": coverage.figures,
                "units": coverage.units,
            })
        })
        .collect();
    let hashes = |files: &BTreeMap<String, String>| json!(files);
    let manifest = json!({
        "file": "rates.bin",
        "bytes": bytes.len(),
        "sha256": hex(&Sha256::digest(bytes)),
        "made_by": "cargo run -p wagemill-rates --example compile-rates -- FOLDER",
        "sources": sources,
        "also": [
            "legal tender by region: CLDR 48.2, Unicode License v3",
            "currency codes: ISO 4217 by way of datahub.io, PDDL",
            "euro parities, pegs, redenominations, parallel regimes, members of the OECD: facts",
        ],
        "remarks": remarks,
        "figures_sha256": hashes(&folder.hashes),
        "own_files_sha256": hashes(&own.hashes),
    });
    Ok(serde_json::to_string_pretty(&manifest)? + "\n")
}
