//! The columns of articles, mentions and wages, in canonical order.

/// The table that a column belongs to. Mentions repeat some columns of their article; wages repeat all of their mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Articles,
    Mentions,
    Wages,
}

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Bool,
    Int32,
    Int64,
    Float64,
    Utf8,
    Binary,
    /// days (Arrow `date32`)
    Date,
    /// microseconds, UTC
    Timestamp,
    /// Arrow `decimal128`
    Decimal {
        precision: u8,
        scale: i8,
    },
}

/// One column: what it is called, what it holds and what that means to a reader of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// `{to}_…` stands for the target currency in lower case, see [`Column::named_for`]
    pub name: &'static str,
    pub table: Table,
    pub kind: Kind,
    /// empty for text, flags and counts of nothing in particular
    pub unit: &'static str,
    /// one sentence
    pub doc: &'static str,
}

impl Column {
    /// The column's name for a target currency: `{to}_month_min` is `usd_month_min` for `USD`.
    pub fn named_for(&self, to: &str) -> String {
        self.name.replace("{to}", &to.to_ascii_lowercase())
    }
}

/// The column that has this name in [`COLUMNS`].
pub fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.name == name)
}

/// The column that has this name in a table whose target currency is `to`.
pub fn column_for(name: &str, to: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|column| column.named_for(to) == name)
}

/// All columns of a table in canonical order, with those that it repeats from the table before.
pub fn columns_of(table: Table) -> Vec<&'static Column> {
    COLUMNS
        .iter()
        .filter(|column| match table {
            Table::Articles => column.table == Table::Articles,
            Table::Mentions => column.table == Table::Mentions || REPEATED_FROM_ARTICLE.contains(&column.name),
            Table::Wages => column.table != Table::Articles || REPEATED_FROM_ARTICLE.contains(&column.name),
        })
        .collect()
}

const REPEATED_FROM_ARTICLE: &[&str] = &[
    "article_id",
    "record_id",
    "source",
    "url",
    "title",
    "publisher",
    "published_on",
    "language",
    "reprint_group",
    "reprint",
];

const MONEY: Kind = Kind::Decimal { precision: 38, scale: 4 };
const RATE: Kind = Kind::Decimal { precision: 38, scale: 6 };
const PERCENTAGE: Kind = Kind::Decimal { precision: 38, scale: 3 };
const WORKING_TIME: Kind = Kind::Decimal { precision: 9, scale: 2 };

const NATIVE: &str = "native units";
const TARGET: &str = "target currency";
const TARGET_PER_MONTH: &str = "target currency per month";
const TARGET_PER_HOUR: &str = "target currency per hour";
const NATIVE_PER_TARGET: &str = "native units per unit of the target currency";
const INTERNATIONAL_PER_MONTH: &str = "international dollars per month";
const INTERNATIONAL_2023_PER_MONTH: &str = "international dollars of 2023 per month";
const USD_2023_PER_MONTH: &str = "US dollars of 2023 per month";

const fn article(name: &'static str, kind: Kind, unit: &'static str, doc: &'static str) -> Column {
    Column { name, table: Table::Articles, kind, unit, doc }
}

const fn mention(name: &'static str, kind: Kind, unit: &'static str, doc: &'static str) -> Column {
    Column { name, table: Table::Mentions, kind, unit, doc }
}

const fn wage(name: &'static str, kind: Kind, unit: &'static str, doc: &'static str) -> Column {
    Column { name, table: Table::Wages, kind, unit, doc }
}

/// Every column, in the order in which tables show them.
#[rustfmt::skip]
pub const COLUMNS: &[Column] = &[
    mention("mention_id", Kind::Utf8, "", "Lasting id of the statement: it depends on the article, the quote and its number among equal quotes, never on where the file lies."),

    article("article_id", Kind::Utf8, "", "Lasting id of the article, from its canonical URL, else its record id, else its text."),
    article("record_id", Kind::Utf8, "", "The id that the input itself gives the record, such as the `id` of a JSON line."),
    article("source", Kind::Utf8, "", "Where the article was read: a path relative to the pipeline file, a URL, or archive and offset."),
    article("media_type", Kind::Utf8, "", "What the input was taken for, such as `text/html`."),
    article("encoding", Kind::Utf8, "", "Character encoding in which the input was read."),
    article("encoding_basis", Kind::Utf8, "", "What decided the encoding: `bom`, `header` (HTTP, WARC or MIME), `utf8` (the bytes are valid UTF-8), `declared` or `detected`."),
    article("url", Kind::Utf8, "", "Address at which the article was published."),
    article("title", Kind::Utf8, "", "Headline of the article."),
    article("byline", Kind::Utf8, "", "The authors as the article names them."),
    article("publisher", Kind::Utf8, "", "Newspaper, agency or site that published the article."),
    article("section", Kind::Utf8, "", "Section of the publication, such as `Economy`."),
    article("published_on", Kind::Date, "", "Day of publication."),
    article("published_precision", Kind::Utf8, "", "How exact the date of publication is: `day`, `month` or `year`."),
    article("published_basis", Kind::Utf8, "", "Where the date of publication comes from: `front_matter`, `record`, `sidecar`, `given`, or of the page `json_ld`, `meta`, `time_element`, `url`, `text` or `modified` (it only says when it was changed)."),
    article("published_time_zone", Kind::Utf8, "", "Offset from UTC of the printed time of publication, such as `+09:00` or `Z`; empty where the page gives none."),
    article("published_confidence", Kind::Float64, "", "How sure it is that the date is that of publication, from 0 to 1, by where it comes from."),
    article("modified_on", Kind::Date, "", "Day of the last change that the article states."),
    article("language", Kind::Utf8, "", "Language of the text, as an ISO 639-1 code."),
    article("dateline_place", Kind::Utf8, "", "Place in the dateline, as printed before the first sentence."),
    article("page_type", Kind::Utf8, "", "What kind of page the text comes from, such as `article` or `listing`."),
    article("tags", Kind::Utf8, "", "Keywords that the page gives, parted by semicolons."),
    article("is_free", Kind::Bool, "", "Whether the page says that all may read the article without paying."),
    article("reprint_group", Kind::Utf8, "", "The same value on all articles that print the same report: the `article_id` of the one printed first."),
    article("reprint", Kind::Bool, "", "Whether an earlier article of the reprint group says the same: of an article, the report; of a row about pay, the sum."),
    article("text", Kind::Utf8, "", "The article's text; `start` and `end` of a mention count in it."),
    article("text_confidence", Kind::Float64, "", "In how many of its words the text is expected to agree with the article, from 0 to 1; empty where the input gave the text."),
    article("text_sha256", Kind::Utf8, "", "SHA-256 of the text in UTF-8, as 64 hexadecimal digits."),
    article("body", Kind::Binary, "bytes", "The input as it was read, before any parsing."),

    mention("quote", Kind::Utf8, "", "The printed words that carry the amount, letter by letter."),
    mention("sentence", Kind::Utf8, "", "The sentence in which the quote stands."),
    mention("start", Kind::Int64, "characters", "Where the quote begins in the article's text, counted in Unicode scalar values from 0."),
    mention("end", Kind::Int64, "characters", "Where the quote ends in the article's text: the first character behind it."),
    mention("role", Kind::Utf8, "", "What the figure does in the text, such as `wage` or `comparison`."),
    mention("amount_min", MONEY, NATIVE, "Lower end of the amount in the printed currency; empty where the text gives no lower end."),
    mention("amount_max", MONEY, NATIVE, "Upper end of the amount in the printed currency; equal to the lower end where the text gives one figure."),
    mention("bound", Kind::Utf8, "", "How the amount is bounded: `exact`, `range`, `at_least` or `at_most`."),
    mention("approximate", Kind::Bool, "", "Whether the text calls the amount approximate, as in `about` or `some`."),
    mention("currency", Kind::Utf8, "", "ISO 4217 code of the printed currency; empty where it cannot be told."),
    mention("currency_basis", Kind::Utf8, "", "What decided the currency: `explicit`, `qualified`, `document`, `place`, `country` (of the article), `publisher`, `grouping`, `elided`, `convention` or `ambiguous`."),
    mention("currency_candidates", Kind::Utf8, "", "The currencies that are possible where more than one is left, joined by `;`."),
    mention("period", Kind::Utf8, "", "What the amount is paid for: `hour`, `day`, `week`, `fortnight`, `month`, `year`, `piece`, `once` or `unknown`."),
    mention("period_basis", Kind::Utf8, "", "The words that decided the period, or where they were found."),
    mention("piece_unit", Kind::Utf8, "", "The unit of a piece rate, such as `shirt` or `kilogram`."),
    mention("status", Kind::Utf8, "", "What the wage is: `paid`, `demanded`, `offered`, `agreed`, `minimum`, `average`, `promised`, `expected`, `unpaid`, `former` or `other`."),
    mention("payee", Kind::Utf8, "", "Who is paid, in the words of the text."),
    mention("payer", Kind::Utf8, "", "Who pays, in the words of the text."),
    mention("occupation", Kind::Utf8, "", "Work that is paid, in the words of the text."),
    mention("occupation_group", Kind::Utf8, "", "Group of occupations to which the work was assigned."),
    mention("sector", Kind::Utf8, "", "Sector of the economy to which the work was assigned."),
    mention("place", Kind::Utf8, "", "Place of work, in the words of the text."),
    mention("place_key", Kind::Utf8, "", "Lasting key of the place in the table of places."),
    mention("country", Kind::Utf8, "", "Country of work, as an ISO 3166 alpha-2 code; where the text names no place of work, the country that the article came with."),
    mention("gross_net", Kind::Utf8, "", "Whether the text says that the wage is `gross` or `net`."),
    mention("component", Kind::Utf8, "", "Part of the pay that is meant: `base`, `overtime`, `bonus`, `tips` or `total`."),
    mention("statistic", Kind::Utf8, "", "What the figure is of several wages: `typical`, `mean`, `median`, `top` or `single`."),
    mention("hours_per_day", WORKING_TIME, "hours", "Hours of work a day that the text states."),
    mention("days_per_week", WORKING_TIME, "days", "Days of work a week that the text states."),
    mention("refers_to", Kind::Utf8, "", "The time that the wage belongs to, as exact as the text has it: `2023`, `2023-05` or `2023-05-12`."),
    mention("speaker", Kind::Utf8, "", "Who is quoted with the statement, in the words of the text."),
    mention("equivalent_min", MONEY, "units of the equivalent currency", "Lower end of the conversion that the text itself prints."),
    mention("equivalent_max", MONEY, "units of the equivalent currency", "Upper end of the conversion that the text itself prints."),
    mention("equivalent_currency", Kind::Utf8, "", "ISO 4217 code of the text's own conversion."),
    mention("equivalent_quote", Kind::Utf8, "", "The printed words of the text's own conversion, letter by letter; the digits show how exact it is."),
    mention("confidence", Kind::Float64, "0 to 1", "How sure the extraction is of the row: that it is pay for work, its currency and its period; below 0.6 the row has the flag `low_confidence`."),
    mention("rule", Kind::Utf8, "", "The rules that made the row, joined by `;`."),

    wage("currency_epoch", Kind::Utf8, "", "Currency with its unit at that time: `KPW#1959` is the won before the redenomination of 2009."),
    wage("amount_current_min", MONEY, "today's native units", "Lower end of the amount in the currency's unit of today."),
    wage("amount_current_max", MONEY, "today's native units", "Upper end of the amount in the currency's unit of today."),
    wage("fx_date", Kind::Utf8, "", "The day, month or year for which a rate was looked up."),
    wage("fx_date_basis", Kind::Utf8, "", "Where that date comes from: the text, or the day of publication."),
    wage("fx_granularity", Kind::Utf8, "", "Whether that date is a `day`, a `month` or a `year`."),
    wage("rate", RATE, NATIVE_PER_TARGET, "The exchange rate that was used."),
    wage("rate_date", Kind::Date, "", "Day of the observation that was used; for an average, the last day of its period."),
    wage("rate_gap_days", Kind::Int64, "days", "Days from the observation to the date that was looked up."),
    wage("rate_source", Kind::Utf8, "", "Who published the rate."),
    wage("rate_kind", Kind::Utf8, "", "What kind of rate it is: `official`, `market`, `peg`, `fixed`, `in_text` or `identity`."),
    wage("rate_path", Kind::Utf8, "", "The currencies that the conversion went through, from the printed one to the target."),
    wage("rate_grade", Kind::Utf8, "", "How good the rate is, from `A` (of the day) to `E` (from the text only) and `X` (missing)."),
    wage("fx_snapshot", Kind::Utf8, "", "Hash of the series that this row used: equal hashes mean equal rates."),
    wage("{to}_min", MONEY, TARGET, "Lower end of the amount in the target currency, for the printed period."),
    wage("{to}_max", MONEY, TARGET, "Upper end of the amount in the target currency, for the printed period."),
    wage("{to}_month_min", MONEY, TARGET_PER_MONTH, "Lower end of the wage for a month in the target currency."),
    wage("{to}_month_max", MONEY, TARGET_PER_MONTH, "Upper end of the wage for a month in the target currency."),
    wage("{to}_hour_min", MONEY, TARGET_PER_HOUR, "Lower end of the wage for an hour in the target currency."),
    wage("{to}_hour_max", MONEY, TARGET_PER_HOUR, "Upper end of the wage for an hour in the target currency."),
    wage("{to}_hour_band_low", MONEY, TARGET_PER_HOUR, "The lowest hourly wage that the assumed working time allows."),
    wage("{to}_hour_band_high", MONEY, TARGET_PER_HOUR, "The highest hourly wage that the assumed working time allows."),
    wage("{to}_official_min", MONEY, TARGET, "Lower end of the amount at the official rate."),
    wage("{to}_official_max", MONEY, TARGET, "Upper end of the amount at the official rate."),
    wage("{to}_market_min", MONEY, TARGET, "Lower end of the amount at the market rate."),
    wage("{to}_market_max", MONEY, TARGET, "Upper end of the amount at the market rate."),
    wage("market_premium", RATE, "ratio", "Market rate divided by the official rate."),
    wage("intext_implied", RATE, "native units per unit of the equivalent currency", "The exchange rate that the text's own conversion implies."),
    wage("intext_low", RATE, "native units per unit of the equivalent currency", "The lowest rate that rounds to what the text prints."),
    wage("intext_high", RATE, "native units per unit of the equivalent currency", "The highest rate that rounds to what the text prints."),
    wage("intext_deviation_pct", PERCENTAGE, "percent", "Distance of the table's rate from what the text implies, signed; 0 inside."),
    wage("intext_status", Kind::Utf8, "", "Whether the text's own conversion agrees with the table: `consistent`, `drift` or `conflict`."),
    wage("hours_per_day_used", WORKING_TIME, "hours", "Hours of work a day with which periods were converted."),
    wage("days_per_week_used", WORKING_TIME, "days", "Days of work a week with which periods were converted."),
    wage("weeks_per_year_used", WORKING_TIME, "weeks", "Weeks a year with which periods were converted."),
    wage("hours_basis", Kind::Utf8, "", "Where the working time comes from: the text, or a profile such as `h48`."),
    wage("assumptions", Kind::Utf8, "", "Each value that was assumed, joined by `;`, such as `days_per_week=6`."),
    wage("ppp_month_min", MONEY, INTERNATIONAL_PER_MONTH, "Lower end of the wage for a month at purchasing power parity."),
    wage("ppp_month_max", MONEY, INTERNATIONAL_PER_MONTH, "Upper end of the wage for a month at purchasing power parity."),
    wage("real_ppp_2023_month_min", MONEY, INTERNATIONAL_2023_PER_MONTH, "Lower end of the wage for a month in prices of 2023 at purchasing power parity."),
    wage("real_ppp_2023_month_max", MONEY, INTERNATIONAL_2023_PER_MONTH, "Upper end of the wage for a month in prices of 2023 at purchasing power parity."),
    wage("real_usd_2023_month_min", MONEY, USD_2023_PER_MONTH, "Lower end of the wage for a month in US dollars of 2023."),
    wage("real_usd_2023_month_max", MONEY, USD_2023_PER_MONTH, "Upper end of the wage for a month in US dollars of 2023."),
    wage("flags", Kind::Utf8, "", "Codes for what was assumed or is missing, sorted, joined by `;`."),
    wage("notes", Kind::Utf8, "", "The flags in words."),
    wage("review", Kind::Utf8, "", "Whether the row is `ok`, one to `check`, or `unusable` for comparisons."),
];
