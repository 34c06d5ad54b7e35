//! What the file of rates is made of, for people and for the test that holds both together.

use std::collections::BTreeMap;
use std::error::Error;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use wagemill_rates::snapshot::Source;
use wagemill_rates::snapshot::write::{Contents, NewYearly};

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

/// The figures of a country and year: `ppp` and `cpi`.
pub fn prices(contents: &Contents) -> Value {
    let section = |name: &str, what: &str, attribution: &str, all: &[NewYearly]| {
        let years = || all.iter().flat_map(|yearly| yearly.figures.iter().map(|(year, _)| *year));
        let mut countries: Vec<_> = all.iter().map(|yearly| String::from_utf8_lossy(&yearly.country)).collect();
        countries.sort();
        json!({
            "name": name,
            "what": what,
            "attribution": attribution,
            "licence": "CC BY 4.0",
            "from": years().min(),
            "until": years().max(),
            "countries": countries.join(" "),
            "figures": years().count(),
        })
    };
    json!([
        section(
            "ppp",
            "World Bank, World Development Indicators, PA.NUS.PPP, PPP conversion factor, GDP, from the International Comparison Program",
            "The World Bank, World Development Indicators, PA.NUS.PPP, CC BY 4.0",
            &contents.parities,
        ),
        section(
            "cpi",
            "World Bank, World Development Indicators, FP.CPI.TOTL.ZG, inflation of consumer prices, annual percent",
            "The World Bank, World Development Indicators, FP.CPI.TOTL.ZG, CC BY 4.0",
            &contents.inflation,
        ),
    ])
}

pub fn coverage(contents: &Contents) -> Vec<Coverage> {
    let mut all = Vec::new();
    for source in Source::EMBEDDED {
        let own = || contents.series.iter().filter(|series| series.source == source);
        let mut periods: Vec<String> = own()
            .flat_map(|series| {
                let ends = [series.observations.first(), series.observations.last()];
                ends.into_iter().flatten().map(|(period, _)| series.granularity.when(i32::from(*period)).to_string())
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

pub fn text(
    bytes: &[u8],
    coverage: Vec<Coverage>,
    prices: Value,
    folder: &Folder,
    own: &Folder,
    remarks: &[String],
) -> Result<String, Box<dyn Error>> {
    let sources: Vec<Value> = coverage
        .into_iter()
        .map(|coverage| {
            json!({
                "name": coverage.source.name(),
                "what": coverage.source.what(),
                "attribution": coverage.source.attribution(),
                "licence": coverage.source.licence(),
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
        "prices": prices,
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
