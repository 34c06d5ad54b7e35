//! Parities, pegs, redenominations, regimes, codes, and members of the OECD.

use std::error::Error;

use wagemill_rates::snapshot::write::Contents;
use wagemill_rates::snapshot::{Member, Peg, Redenomination, Regime};
use wagemill_rates::unit::Unit;

use crate::daily::unit;
use crate::files::{Folder, cell, day, figure};

pub fn fill(folder: &mut Folder, own: &mut Folder, contents: &mut Contents) -> Result<(), Box<dyn Error>> {
    for row in folder.rows("tables/euro_fixed.csv")? {
        contents.pegs.push(Peg {
            unit: unit(cell(&row, "code")?)?,
            base: Unit::EUR,
            rate: figure(cell(&row, "units_per_eur")?)?,
            since: day(cell(&row, "fixed_from")?)?,
            irrevocable: true,
            digest: [0; 8],
        });
    }
    for row in folder.rows("tables/pegs.csv")? {
        contents.pegs.push(Peg {
            unit: unit(cell(&row, "quote")?)?,
            base: unit(cell(&row, "base")?)?,
            rate: figure(cell(&row, "rate")?)?,
            since: day(cell(&row, "since")?)?,
            irrevocable: false,
            digest: [0; 8],
        });
    }
    for row in folder.rows("tables/redenominations.csv")? {
        contents.redenominations.push(Redenomination {
            old: unit(cell(&row, "old_unit")?)?,
            new: unit(cell(&row, "new_unit")?)?,
            ratio: figure(cell(&row, "old_per_new")?)?,
            effective: day(cell(&row, "effective")?)?,
        });
    }
    for row in folder.rows("tables/parallel_regimes.csv")? {
        let until = cell(&row, "until")?;
        contents.regimes.push(Regime {
            unit: unit(cell(&row, "code")?)?,
            from: day(cell(&row, "from")?)?,
            until: if until.is_empty() { None } else { Some(day(until)?) },
        });
    }
    for row in folder.rows("iso4217/codes-all.csv")? {
        contents.codes.extend(Unit::parse(cell(&row, "AlphabeticCode")?));
    }
    // Codes that the other tables use although ISO never listed them (such as GGP) are known, too.
    contents.codes.extend(contents.pegs.iter().map(|peg| peg.unit));
    contents.codes.extend(contents.series.iter().map(|series| series.unit.code()));
    for redenomination in &contents.redenominations {
        contents.codes.push(redenomination.old.code());
        contents.codes.push(redenomination.new.code());
    }
    for row in own.rows("oecd-members.csv")? {
        let country = cell(&row, "country")?.as_bytes();
        contents.members.push(Member { country: country.try_into()?, since: day(cell(&row, "since")?)? });
    }
    Ok(())
}
