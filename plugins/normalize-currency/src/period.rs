//! Pay periods and working time (N12, N13).

use std::fmt::Write;

use wagemill_decimal::Decimal;
use wagemill_rates::fraction::Fraction;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Hour,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

/// What the column `period` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    Per(Period),
    ByPiece,
    Once,
    Unknown,
}

impl Paid {
    pub fn parse(text: Option<&str>) -> Paid {
        match text.map(str::trim) {
            Some("hour") => Paid::Per(Period::Hour),
            Some("day") => Paid::Per(Period::Day),
            Some("week") => Paid::Per(Period::Week),
            Some("fortnight") => Paid::Per(Period::Fortnight),
            Some("month") => Paid::Per(Period::Month),
            Some("year") => Paid::Per(Period::Year),
            Some("piece") => Paid::ByPiece,
            Some("once") => Paid::Once,
            _ => Paid::Unknown,
        }
    }
}

/// The working time that is assumed where the text states none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    H40,
    H48,
}

impl Profile {
    pub const fn name(self) -> &'static str {
        match self {
            Profile::H40 => "h40",
            Profile::H48 => "h48",
        }
    }

    fn days(self) -> Decimal {
        match self {
            Profile::H40 => Decimal::new(5, 0),
            Profile::H48 => Decimal::new(6, 0),
        }
    }
}

const PROFILE_HOURS: Decimal = Decimal::new(8, 0);
const MOST_HOURS: Decimal = Decimal::new(24, 0);
const MOST_DAYS: Decimal = Decimal::new(7, 0);
/// The band of working times that is possible where the text states none.
const HOURS_BAND: (Decimal, Decimal) = (Decimal::new(8, 0), Decimal::new(12, 0));
const DAYS_BAND: (Decimal, Decimal) = (Decimal::new(5, 0), Decimal::new(7, 0));
const MONTHS: Decimal = Decimal::new(12, 0);
const FORTNIGHT_WEEKS: Decimal = Decimal::new(2, 0);

#[derive(Clone, Copy, Debug)]
pub struct WorkingTime {
    pub hours: Decimal,
    pub days: Decimal,
    pub hours_assumed: bool,
    pub days_assumed: bool,
    pub profile: Profile,
    /// A stated value that no week has was left aside.
    pub implausible: bool,
}

impl WorkingTime {
    pub fn new(hours: Option<Decimal>, days: Option<Decimal>, profile: Profile) -> WorkingTime {
        let possible =
            |value: Option<Decimal>, most: Decimal| value.filter(|value| value.is_positive() && *value <= most);
        let (stated_hours, stated_days) = (possible(hours, MOST_HOURS), possible(days, MOST_DAYS));
        WorkingTime {
            hours: stated_hours.unwrap_or(PROFILE_HOURS),
            days: stated_days.unwrap_or(profile.days()),
            hours_assumed: stated_hours.is_none(),
            days_assumed: stated_days.is_none(),
            profile,
            implausible: stated_hours.is_some() != hours.is_some() || stated_days.is_some() != days.is_some(),
        }
    }

    /// The column `hours_basis`.
    pub fn basis(&self) -> &'static str {
        match (self.hours_assumed, self.days_assumed, self.profile) {
            (false, false, _) => "text",
            (true, true, profile) => profile.name(),
            (_, _, Profile::H40) => "text;h40",
            (_, _, Profile::H48) => "text;h48",
        }
    }

    /// The column `assumptions`; empty where nothing was assumed.
    pub fn assumptions(&self) -> String {
        let mut text = String::new();
        if self.days_assumed {
            let _ = write!(text, "days_per_week={}", self.days.normalize());
        }
        if self.hours_assumed {
            let separator = if text.is_empty() { "" } else { ";" };
            let _ = write!(text, "{separator}hours_per_day={}", self.hours.normalize());
        }
        text
    }

    /// The shortest working time that the text leaves open.
    pub fn shortest(&self) -> WorkingTime {
        self.with(HOURS_BAND.0, DAYS_BAND.0)
    }

    /// The longest one.
    pub fn longest(&self) -> WorkingTime {
        self.with(HOURS_BAND.1, DAYS_BAND.1)
    }

    fn with(&self, hours: Decimal, days: Decimal) -> WorkingTime {
        WorkingTime {
            hours: if self.hours_assumed { hours } else { self.hours },
            days: if self.days_assumed { days } else { self.days },
            ..*self
        }
    }
}

/// What one period's pay is multiplied by to become a month's.
pub fn to_month(period: Period, time: &WorkingTime, weeks: Decimal) -> Option<Fraction> {
    let fraction = match period {
        Period::Month => Fraction::ONE,
        Period::Year => Fraction::new(Decimal::ONE, MONTHS),
        Period::Week => Fraction::new(weeks, MONTHS),
        Period::Fortnight => Fraction::new(weeks, MONTHS.checked_mul(FORTNIGHT_WEEKS)?),
        Period::Day => Fraction::new(time.days.checked_mul(weeks)?, MONTHS),
        Period::Hour => {
            let days = time.days.checked_mul(weeks)?;
            Fraction::new(time.hours.checked_mul(days)?, MONTHS)
        }
    };
    Some(fraction)
}

/// What one period's pay is multiplied by to become an hour's.
pub fn to_hour(period: Period, time: &WorkingTime, weeks: Decimal) -> Option<Fraction> {
    let week = time.days.checked_mul(time.hours)?;
    let fraction = match period {
        Period::Hour => Fraction::ONE,
        Period::Day => Fraction::new(Decimal::ONE, time.hours),
        Period::Week => Fraction::new(Decimal::ONE, week),
        Period::Fortnight => Fraction::new(Decimal::ONE, week.checked_mul(FORTNIGHT_WEEKS)?),
        Period::Month => Fraction::new(MONTHS, week.checked_mul(weeks)?),
        Period::Year => Fraction::new(Decimal::ONE, week.checked_mul(weeks)?),
    };
    Some(fraction)
}
