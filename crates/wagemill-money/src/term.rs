//! The classes of phrases that the grammar knows; the data files name them.

/// Makes an enum of the classes of a data file, for a [`LexiconBuilder::add_toml`] of one's own.
///
/// ```
/// use wagemill_money::{LexiconBuilder, classes};
///
/// classes! {
///     /// What a phrase about flats stands for.
///     pub enum Flat {
///         /// words for a room
///         Room = "room",
///         Furnished = "furnished",
///     }
/// }
///
/// let file = "[classes]\nroom = [\"bedroom(s)\", \"room(s)\"]\nfurnished = [\"[fully|partly] furnished\"]\n";
/// let mut builder = LexiconBuilder::default();
/// builder.add_toml("flats.toml", file, Flat::NAMES)?;
/// let lexicon = builder.build();
/// let text = "Two bedrooms, fully furnished";
/// let analysis = lexicon.analyse(text, 0..text.len());
/// assert_eq!(analysis.of(Flat::Room).count(), 1);
/// assert!(analysis.at(3, Flat::Furnished).is_some());
/// # Ok::<(), wagemill_money::Error>(())
/// ```
///
/// [`LexiconBuilder::add_toml`]: crate::LexiconBuilder::add_toml
#[macro_export]
macro_rules! classes {
    ($(#[$doc:meta])* $visibility:vis enum $set:ident { $($members:tt)* }) => {
        $crate::classes! { $(#[$doc])* $visibility enum $set after 0 { $($members)* } }
    };
    ($(#[$doc:meta])* $visibility:vis enum $set:ident after $base:tt {
        $($(#[$of:meta])* $name:ident = $text:literal),* $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        $visibility enum $set { $($(#[$of])* $name),* }

        impl $set {
            /// The names of the classes as data files write them; the index, counted from [`Self::BASE`], is the class.
            $visibility const NAMES: &'static [&'static str] = &[$($text),*];
            /// The first class of the set.
            $visibility const BASE: $crate::Class = $base;
            const ALL: &'static [$set] = &[$($set::$name),*];

            /// What a mark's class stands for.
            #[inline]
            $visibility fn of(class: $crate::Class) -> Option<$set> {
                $set::ALL.get(usize::from(class.checked_sub($base)?)).copied()
            }
        }

        impl From<$set> for $crate::Class {
            #[inline]
            fn from(class: $set) -> $crate::Class {
                $base + class as $crate::Class
            }
        }
    };
}

classes! {
    /// What a phrase of a language stands for.
    pub enum Term {
        Article = "article",
        Half = "number.half",
        /// scales that a number may begin with: "mil reais", "mille euros"
        ScaleFirst = "number.scale_first",
        HalfAfter = "number.half.after",
        /// stands between a figure and its unit and makes it "or more": 3000多元
        MoreAfter = "bound.after.more",
        /// "in the range of": 2000만원대
        BandAfter = "band.after",
        Definite = "article.definite",
        ArticleOrOne = "article.one",
        ListJoiner = "list.joiner",
        ChangeFrom = "change.from",
        RaiseLink = "raise.link",
        PeriodLink = "period.link",
        PieceArticle = "piece.article",
        RatePer = "rate.per",
        RateFor = "rate.for",
        RoleIn = "role.in",
        Paid = "paid",
        RangeJoiner = "range.joiner",
        RangeAnd = "range.and",
        RangeBetween = "range.between",
        RangeFrom = "range.from",
        AtMost = "bound.at_most",
        AtLeast = "bound.at_least",
        AtMostAfter = "bound.after.at_most",
        AtLeastAfter = "bound.after.at_least",
        Approximate = "approximate",
        ApproximateAfter = "approximate.after",
        Filler = "filler",
        HourPer = "period.hour.per",
        DayPer = "period.day.per",
        WeekPer = "period.week.per",
        FortnightPer = "period.fortnight.per",
        MonthPer = "period.month.per",
        YearPer = "period.year.per",
        HourAdjective = "period.hour.adjective",
        DayAdjective = "period.day.adjective",
        WeekAdjective = "period.week.adjective",
        FortnightAdjective = "period.fortnight.adjective",
        MonthAdjective = "period.month.adjective",
        YearAdjective = "period.year.adjective",
        HourNoun = "period.hour.noun",
        DayNoun = "period.day.noun",
        WeekNoun = "period.week.noun",
        FortnightNoun = "period.fortnight.noun",
        MonthNoun = "period.month.noun",
        YearNoun = "period.year.noun",
        HourBefore = "period.hour.before",
        DayBefore = "period.day.before",
        WeekBefore = "period.week.before",
        FortnightBefore = "period.fortnight.before",
        MonthBefore = "period.month.before",
        YearBefore = "period.year.before",
        PeriodStretch = "period.stretch",
        PeriodOnce = "period.once",
        TimeUnit = "time.unit",
        TimeStretch = "time.stretch",
        SmallNumber = "number.small",
        PieceUnit = "piece.unit",
        /// a whole phrase for piece work: 每件
        PiecePer = "piece.per",
        PieceEach = "piece.each",
        Person = "person",
        /// a word with the ending of those who do something; a person behind "a" or "each"
        PersonEnding = "person.ending",
        /// who pays for goods
        Customer = "customer",
        /// who is paid for goods
        Seller = "seller",
        /// who speaks for those who are paid
        Union = "union",
        /// what a sum that is named again is called
        Neutral = "sum.neutral",
        /// words of other roles, and yet nothing but pay: "before tax"
        Aside = "wage.aside",
        /// a bound that a word of negation before it turns round: "not … for less than"
        BoundRefusable = "bound.refusable",
        Negation = "negation",
        /// behind these a bare number of the size of the sum before is one, too: "it was 400"
        ElidedLike = "elided.like",
        /// a bare number that is a sum may stand before these: "1,600 each"
        ElidedAfter = "elided.after",
        /// an advertisement for work says so: "now hiring"
        Advertisement = "advertisement",
        /// right before a sum for a time of work: "on $20 an hour"
        RateOn = "wage.rate_on",
        /// before such a word: who lives on a sum is not paid it
        LivesOn = "wage.lives_on",
        /// what is asked for and offered when pay is bargained for
        Bargain = "wage.bargain",
        /// the time behind a sum that somebody earned: "last month"
        MonthLast = "period.month.last",
        WeekLast = "period.week.last",
        YearLast = "period.year.last",
        /// joins a number of days, months … and a sum for one of them
        TimeEach = "time.each",
        /// as many hours as a day of work has
        WorkdayHours = "hours.of_workday",
        DayUnit = "time.day",
        WeekUnit = "time.week",
        MonthUnit = "time.month",
        YearUnit = "time.year",
        Employer = "employer",
        Institution = "institution",
        WageStrong = "wage.strong",
        WageWeak = "wage.weak",
        Bonus = "bonus",
        Allowance = "allowance",
        Deduction = "deduction",
        Quota = "quota",
        Price = "price",
        Rent = "rent",
        Fine = "fine",
        Fee = "fee",
        Bribe = "bribe",
        Remittance = "remittance",
        Aid = "aid",
        Budget = "budget",
        Trade = "trade",
        Payroll = "payroll",
        Revenue = "revenue",
        Gap = "gap",
        Raise = "raise",
        RaiseAfter = "raise.after",
        ChangeNoun = "change.noun",
        DemandVerb = "demand.verb",
        Rate = "rate",
        Outflow = "outflow",
        Preposition = "preposition",
        EarnVerb = "earn.verb",
        /// verbs behind which a bare number is pay: "promised me 1,100"
        ElidedVerb = "elided.verb",
        Passive = "passive",
        Change = "change",
        ChangeBy = "change.by",
        ChangeTo = "change.to",
        ChangeByAfter = "change.by.after",
        ChangeToAfter = "change.to.after",
        ChangeFromAfter = "change.from.after",
        /// links two sums inside brackets
        Conversion = "conversion",
        /// links two sums in running text
        ConversionVerb = "conversion.verb",
        /// says behind a comma that the second sum is the first one: "equivalent to"
        ConversionSaid = "conversion.said",
        /// says so behind the second sum: "at the rate of the day"
        ConversionAfter = "conversion.after",
        CurrencyAdjective = "currency.adjective",
        HoursWord = "hours.word",
        HoursDay = "hours.day",
        HoursPerDay = "hours.per_day",
        DaysWord = "days.word",
        DaySingular = "days.singular",
        DaysWeek = "days.week",
        DaysPerWeek = "days.per_week",
        HoursExtra = "hours.extra",
        Barrier = "barrier",
        /// a word for a number, from `[numbers]`; its value is twice the number
        NumberWord = " number",
        /// a power of ten, from `[scales]`
        ScaleWord = " scale",
        /// a letter for one, from `[scale_letters]`
        ScaleLetter = " scale letter",
        /// a word or sign for money, from currencies.txt and currency-words.txt
        Currency = " currency",
        /// the name of a place, from places.txt
        Place = " place",
        /// a word for the people of a place, from places.txt
        People = " people",
    }
}
