//! The rates at hand: the embedded ones, with a user's own.

use wagemill_plugin::prelude::*;
use wagemill_rates::own;
use wagemill_rates::snapshot::{Granularity, Snapshot};

/// The embedded rates with those of the files.
pub fn load(paths: &[String]) -> Result<Snapshot> {
    own::load(paths).map_err(|mistake| {
        let error = Error::new("bad-rates", mistake.to_string()).option("/rates");
        match mistake.help {
            Some(help) => error.help(help),
            None => error,
        }
    })
}

/// The last day of any daily series, in days since 1970.
pub fn last_day(snapshot: &Snapshot) -> i32 {
    let daily = snapshot.series.iter().filter(|series| series.granularity == Granularity::Day && series.len() > 0);
    daily.map(|series| series.period(series.len() - 1)).max().unwrap_or_default()
}
