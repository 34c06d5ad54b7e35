//! Who published the figures, on which terms, and the time that they cover.

use crate::snapshot::{Granularity, Series, Snapshot, Source};
use crate::when::When;

/// All series of one source, counted.
#[derive(Clone, Copy, Debug)]
pub struct Coverage {
    pub source: Source,
    pub series: usize,
    pub figures: usize,
    /// The period that begins first; of several that begin on one day, the longest.
    pub from: When,
    /// The period that begins last; of several that begin on one day, the shortest.
    pub until: When,
}

impl Snapshot {
    /// What there is of each source, in the order of [`Source::EMBEDDED`] and then of the user's own; one without series is left
    /// out.
    pub fn coverage(&self) -> Vec<Coverage> {
        let of = |source: Source| {
            let own = || self.series.iter().filter(move |series| series.source == source);
            Some(Coverage {
                source,
                series: own().count(),
                figures: own().map(Series::len).sum(),
                from: own().map(Series::first).min_by_key(|when| order(*when))?,
                until: own().map(Series::last).max_by_key(|when| order(*when))?,
            })
        };
        let own = (0..).zip(&self.own).map(|(place, _)| Source::Own(place));
        Source::EMBEDDED.into_iter().chain(own).filter_map(of).collect()
    }
}

impl Series {
    pub fn first(&self) -> When {
        self.granularity.when(self.period(0))
    }

    pub fn last(&self) -> When {
        self.granularity.when(self.period(self.len() - 1))
    }
}

impl Granularity {
    /// The period that a key counts.
    pub fn when(self, period: i32) -> When {
        match self {
            Granularity::Day => When::Day(period),
            Granularity::Month => When::Month { year: period / 12, month: (period % 12 + 1).unsigned_abs() },
            Granularity::Year => When::Year(period),
        }
    }
}

impl Source {
    /// What was published, and by whom.
    pub const fn what(self) -> &'static str {
        match self {
            Source::H10 => {
                "Board of Governors of the Federal Reserve System, H.10 Foreign Exchange Rates, noon buying rates in New York, by way of FRED"
            }
            Source::Ecb => "European Central Bank, euro foreign exchange reference rates",
            Source::FredMonthly => "Monthly averages of H.10",
            Source::WorldBank => {
                "World Bank, World Development Indicators, PA.NUS.FCRF, official exchange rate, annual average"
            }
            Source::Kpw => "Quotes of the North Korean won in news reports, a citation for each row in the figures",
            Source::Own(_) => "A series of your own",
        }
    }

    /// The words with which the publisher wants to be named.
    pub const fn attribution(self) -> &'static str {
        match self {
            Source::H10 | Source::FredMonthly => "Source: Board of Governors of the Federal Reserve System (US), H.10",
            Source::Ecb => "Source: ECB statistics",
            Source::WorldBank => "The World Bank: World Development Indicators, PA.NUS.FCRF",
            Source::Kpw => "Quotes as reported by Daily NK, NK Economy Watch, KBS, Yonhap and others",
            Source::Own(_) => "",
        }
    }

    pub const fn licence(self) -> &'static str {
        match self {
            Source::H10 => "work of the US Government, source cited",
            Source::Ecb => "free reuse, source quoted, statistics not modified",
            Source::FredMonthly => "PDDL compilation of work of the US Government",
            Source::WorldBank => "CC BY 4.0",
            Source::Kpw => "facts, cited",
            Source::Own(_) => "",
        }
    }
}

fn order(when: When) -> (i32, i32) {
    (when.first_day(), -when.last_day())
}
