//! The embedded file: whole, sorted, described by its manifest, and refused when damaged.

use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};
use wagemill_rates::prices::Yearly;
use wagemill_rates::snapshot::{Damaged, Snapshot};

use crate::support::snapshot;

fn manifest() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/rates-manifest.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_manifest_describes_the_embedded_file() {
    let manifest = manifest();
    let bytes = Snapshot::embedded_bytes();
    assert_eq!(manifest["bytes"], bytes.len());
    assert_eq!(manifest["sha256"], sha256(bytes).as_str());
    for source in manifest["sources"].as_array().unwrap() {
        let series = snapshot().series.iter().filter(|series| source["name"] == series.source.name());
        let (count, figures) = series.fold((0, 0), |sum, series| (sum.0 + 1, sum.1 + series.len()));
        assert_eq!(source["series"], count);
        assert_eq!(source["figures"], figures);
    }
}

#[test]
fn the_manifest_says_what_the_program_says_of_each_source() {
    let manifest = manifest();
    let sources = manifest["sources"].as_array().unwrap();
    let coverage = snapshot().coverage();
    assert_eq!(sources.len(), coverage.len());
    for (source, known) in sources.iter().zip(coverage) {
        assert_eq!(source["name"], known.source.name());
        assert_eq!(source["what"], known.source.what());
        assert_eq!(source["attribution"], known.source.attribution());
        assert_eq!(source["licence"], known.source.licence());
        assert_eq!(source["from"], known.from.to_string());
        assert_eq!(source["until"], known.until.to_string());
        assert_eq!((&source["series"], &source["figures"]), (&known.series.into(), &known.figures.into()));
    }
}

#[test]
fn the_manifest_describes_parities_and_inflation() {
    let manifest = manifest();
    assert!(Snapshot::embedded_bytes().len() < 4_000_000);
    for (section, all) in
        manifest["prices"].as_array().unwrap().iter().zip([&snapshot().parities, &snapshot().inflation])
    {
        let years = || all.iter().flat_map(Yearly::years);
        assert_eq!(section["figures"], years().count());
        assert_eq!(section["from"], years().min().unwrap());
        assert_eq!(section["until"], years().max().unwrap());
        assert_eq!(section["countries"].as_str().unwrap().split(' ').count(), all.len());
        assert!(section["attribution"].as_str().unwrap().contains("CC BY 4.0"));
    }
}

#[test]
fn the_file_is_made_of_the_figures_at_hand() {
    let figures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/fx");
    if !figures.exists() {
        return wagemill_testkit::skipped("the figures that the rates are compiled from are not at hand");
    }
    for (name, hash) in manifest()["figures_sha256"].as_object().unwrap() {
        let bytes = std::fs::read(figures.join(name)).unwrap();
        assert_eq!(*hash, sha256(&bytes).as_str(), "`{name}` has changed: compile the rates again");
    }
}

#[test]
fn periods_ascend_and_rates_are_positive() {
    for series in &snapshot().series {
        for index in 0..series.len() {
            assert!(series.value(index).is_positive());
            assert!(index == 0 || series.period(index - 1) < series.period(index));
            assert_eq!(series.exactly(series.period(index)), Some(index));
        }
        assert_eq!(series.last_not_after(series.period(0) - 1), None);
        assert_eq!(series.last_not_after(i32::MAX), Some(series.len() - 1));
    }
}

#[test]
fn a_damaged_file_is_an_error_and_no_panic() {
    let whole = Snapshot::embedded_bytes();
    let read = |bytes: Vec<u8>| Snapshot::read(bytes.leak()).map(|_| ());
    assert!(matches!(read(Vec::new()), Err(Damaged(_))));
    assert!(matches!(read(whole[1..4000].to_vec()), Err(Damaged(_))));
    for length in [8, 40, 100, 5000, whole.len() - 1] {
        assert!(matches!(read(whole[..length].to_vec()), Err(Damaged(_))), "{length} bytes");
    }
    for place in 8..400 {
        let mut bytes = whole[..20_000].to_vec();
        bytes[place] ^= 0xFF;
        let _ = read(bytes);
    }
}
