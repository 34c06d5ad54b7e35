//! Compiles the figures that were downloaded into `data/rates.bin`, `data/rates-manifest.json` and
//! `data/wdi-currencies.csv`:
//!
//! `cargo run -p wagemill-rates --example compile-rates -- FOLDER`
//!
//! FOLDER has the layout of the figures' own readme (`ecb/`, `h10/`, `monthly/`, `worldbank/`,
//! `kpw/`, `tables/`, `cldr/`, `iso4217/`). The program needs only what this writes.

mod daily;
mod files;
mod manifest;
mod prices;
mod survey;
mod tables;
mod world_bank;

use std::error::Error;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use files::Folder;
use wagemill_rates::snapshot::write::{Contents, write};

fn main() -> Result<(), Box<dyn Error>> {
    let figures = std::env::args_os().nth(1).ok_or("say in which folder the figures lie")?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let Compiled { bytes, manifest, currencies } = compile(PathBuf::from(figures), &data)?;
    std::fs::write(data.join("rates.bin"), &bytes)?;
    std::fs::write(data.join("rates-manifest.json"), &manifest)?;
    std::fs::write(data.join("wdi-currencies.csv"), &currencies)?;
    println!("{} bytes of rates", bytes.len());
    Ok(())
}

/// What is written into `data/`.
struct Compiled {
    bytes: Vec<u8>,
    manifest: String,
    /// `wdi-currencies.csv`
    currencies: String,
}

fn compile(figures: PathBuf, own: &Path) -> Result<Compiled, Box<dyn Error>> {
    let mut folder = Folder::new(figures);
    let mut own_files = Folder::new(own.to_owned());
    let mut contents = Contents::default();
    let mut remarks = Vec::new();

    contents.series.extend(daily::h10(&mut folder)?);
    contents.series.extend(daily::ecb(&mut folder)?);
    contents.series.extend(daily::monthly(&mut folder)?);
    contents.tenders = prices::tenders(&mut folder)?;
    let homes = own_files.rows("wdi-homes.csv")?;
    let (annual, currencies) = world_bank::annual(&mut folder, &homes, &contents.tenders, &mut remarks)?;
    contents.series.extend(annual);
    contents.series.extend(survey::north_korea(&mut folder)?);
    tables::fill(&mut folder, &mut own_files, &mut contents)?;
    prices::fill(&mut folder, &mut own_files, &mut contents, &mut remarks)?;

    let coverage = manifest::coverage(&contents);
    let prices = manifest::prices(&contents);
    let bytes = write(contents, |text| {
        let mut first = [0; 8];
        first.copy_from_slice(&Sha256::digest(text.as_bytes())[..8]);
        first
    })?;
    let text = manifest::text(&bytes, coverage, prices, &folder, &own_files, &remarks)?;
    Ok(Compiled { bytes, manifest: text, currencies })
}
