//! Every code that a table or a report may show: its weight, a sentence, and what to do about it.
//!
//! Mistakes in a pipeline file and refusals of plugins are in the crates that find them; `wagemill explain` knows all.
//! Flags are `snake_case`, grades one capital letter, rejects and errors `kebab-case`.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Where a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// in the column `flags` of a row
    Flag,
    /// in the column `rate_grade` of a row
    Grade,
    /// in the table of rejects
    Reject,
    /// in a message that ends a command
    Error,
}

/// How much a code matters, lightest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// says what was done
    Info,
    /// look at the source before you rely on the row
    Check,
    /// the row has no figure that can be compared
    Unusable,
    /// the input or the run could not be used
    Error,
}

/// One code in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub code: &'static str,
    pub kind: CodeKind,
    pub severity: Severity,
    /// For a flag, the words in the column `notes`: `{column}` stands for a value of the row, and a part in brackets
    /// is left out where the value is not known. Empty for other codes.
    pub note: &'static str,
    pub sentence: &'static str,
    pub remedy: &'static str,
}

/// The code of this name.
pub fn code(name: &str) -> Option<&'static Code> {
    static BY_NAME: OnceLock<HashMap<&str, &Code>> = OnceLock::new();
    // Of two codes of one name the first counts.
    BY_NAME
        .get_or_init(|| codes().collect::<Vec<_>>().into_iter().rev().map(|code| (code.code, code)).collect())
        .get(name)
        .copied()
}

/// All codes, flags first.
pub fn codes() -> impl Iterator<Item = &'static Code> {
    CODES.iter().copied().flatten()
}

const fn flag(
    code: &'static str,
    severity: Severity,
    note: &'static str,
    sentence: &'static str,
    remedy: &'static str,
) -> Code {
    Code { code, kind: CodeKind::Flag, severity, note, sentence, remedy }
}

const fn grade(code: &'static str, severity: Severity, sentence: &'static str, remedy: &'static str) -> Code {
    Code { code, kind: CodeKind::Grade, severity, note: "", sentence, remedy }
}

const fn reject(code: &'static str, sentence: &'static str, remedy: &'static str) -> Code {
    Code { code, kind: CodeKind::Reject, severity: Severity::Error, note: "", sentence, remedy }
}

const fn error(code: &'static str, sentence: &'static str, remedy: &'static str) -> Code {
    Code { code, kind: CodeKind::Error, severity: Severity::Error, note: "", sentence, remedy }
}

#[rustfmt::skip]
const CODES: &[&[Code]] = &[FLAGS, GRADES, REJECTS, RUN_ERRORS, COMMAND_ERRORS];

#[rustfmt::skip]
const FLAGS: &[Code] = &[
    flag("assumed_days", Severity::Info, "days per week not stated[; {days_per_week_used} assumed]",
        "The text does not say how many days a week are worked, so the profile's value was used.",
        "Where you know the days, give them with a stage of your own or set the option `hours_profile`."),
    flag("assumed_hours", Severity::Info, "hours per day not stated[; {hours_per_day_used} assumed]",
        "The text does not say how many hours a day are worked, so the profile's value was used.",
        "Read the hourly figures with their band, or set the option `hours_profile` to the one that fits."),
    flag("cpi_missing", Severity::Info, "no real value: a year of consumer prices is missing",
        "The figures of consumer prices do not reach from the year of the wage to the year of real values, so a real value is empty.",
        "Nothing to do for the other values; a nearer `base_year` may help, and later figures come with a later version."),
    flag("currency_ambiguous", Severity::Unusable, "currency cannot be told[: {currency_candidates}]",
        "The symbol or word stands for several currencies, and nothing in the article decides between them.",
        "Look at `currency_candidates`; a country for the article in articles.csv often decides it."),
    flag("currency_unknown", Severity::Unusable, "no currency in the text",
        "The text gives an amount of pay without any currency.",
        "Look at the sentence; a country for the article in articles.csv may help."),
    flag("date_unsure", Severity::Check, "the day of publication is not sure",
        "The page does not say when it was published, only when it was changed or what else may be that day.",
        "Look up the day and give it in `articles.csv`: the rate is that of the day that was taken."),
    flag("fx_annual_average", Severity::Check, "converted at the average of the year",
        "Only the average rate of the year was available, not one of the day or the month.",
        "For exact work look for a daily rate near the date; in years of high inflation do not rely on the figure."),
    flag("fx_missing", Severity::Unusable, "no exchange rate for that date[; the nearest is of {rate_date}, {rate_gap_days} days away]",
        "No source has a rate for this currency near enough to the date, so nothing was converted.",
        "The native amount is still right; `wagemill rates missing` lists the rates to look up, `wagemill rates add` takes them."),
    flag("fx_missing_official", Severity::Info, "no official rate for that date",
        "There is a market rate, but no official one, so the official values are empty.",
        "Use the market values, which are the headline here."),
    flag("fx_month_average", Severity::Info, "converted at the average of the month",
        "There is no daily rate for this currency, so the average of the month was used.",
        "Nothing to do, unless the currency moved much in that month."),
    flag("fx_sources_disagree", Severity::Check, "two sources of the exchange rate disagree",
        "Two sources give rates for that day that lie 3 % or more apart; both are kept.",
        "Compare `rate_source` and the official and market values before you rely on the figure."),
    flag("intext_conflict", Severity::Check, "the article's own conversion disagrees with the rate[ by {intext_deviation_pct} %]",
        "The conversion printed in the article lies far from the rate of the table.",
        "Read the quote: a misprint, an old rate, a market rate, or another currency than assumed are the usual causes."),
    flag("intext_used", Severity::Check, "converted with the article's own figure",
        "There was no good rate or no date, so the conversion that the article prints is the value.",
        "Give the article's date (in articles.csv, in the front matter or as `published_on` of the source) for a conversion of the day."),
    flag("no_date", Severity::Check, "no date in the article",
        "Neither the text nor the article says when the wage was paid, so no rate could be looked up.",
        "Give the date of publication in articles.csv, in the front matter or as `published_on` of the source."),
    flag("open_bound", Severity::Info, "one end of the range is open",
        "The text gives only a lower or only an upper end, so the other end is empty in every currency.",
        "Nothing to do: `bound` says which end is meant."),
    flag("overflow", Severity::Unusable, "the figure is too large to convert",
        "The conversion does not fit into 38 digits, so it was left out.",
        "Look at the quote: such a figure is hardly a wage."),
    flag("parallel_regime", Severity::Check, "official and market exchange rates differed at that time",
        "At that time the currency had an official rate and a market rate that were far apart.",
        "Compare the official and the market values and say in your work which one you use; the option `prefer` changes the headline."),
    flag("period_once", Severity::Info, "paid once",
        "The amount is paid once, such as a bonus or severance, so there is no value for a month or an hour.",
        "Nothing to do; leave such rows out of comparisons of monthly wages."),
    flag("period_piece", Severity::Info, "paid by the piece",
        "The amount is paid by the piece, so there is no value for a month or an hour.",
        "Nothing to do, unless you know how many pieces make a month."),
    flag("period_unknown", Severity::Unusable, "the text does not say for which period",
        "The text gives an amount of pay without its period, so there is no value for a month or an hour.",
        "Read the sentence and the article around it; the period is never guessed."),
    flag("ppp_country_ambiguous", Severity::Info, "place of work unknown, so no purchasing power parity",
        "The currency is used in several countries and the place of work is not known, so no parity could be chosen.",
        "Give the country of the article in articles.csv."),
    flag("ppp_country_unknown", Severity::Info, "place of work unknown, so no purchasing power parity",
        "The column `country` holds no country that has a currency, or no country has the currency of the wage.",
        "Give the country as two letters of ISO 3166, such as `CN`."),
    flag("ppp_missing", Severity::Info, "no purchasing power parity for that year and country",
        "The World Bank has no parity for the country in the year of the wage or in the year of real values.",
        "Use the values in the target currency; parities of other years are not carried over."),
    flag("ppp_parallel_regime", Severity::Check, "purchasing power parity rests on an official rate of a time with two rates",
        "The wage became local units at the official average of the year, while the market rate was far from it.",
        "Do not rely on the values at purchasing power parity; the values in the target currency are not touched by this."),
    flag("ppp_rate_missing", Severity::Info, "no purchasing power parity: no way into the currency of the place of work",
        "The wage is not in the currency of the place of work at that time, and there is no average rate of the year into it.",
        "Use the values in the target currency; where currency or country are wrong, correct them."),
    flag("range_inverted", Severity::Check, "lower end printed above the upper end",
        "The text prints a range whose lower end is larger than its upper end; it was left as printed.",
        "Read the quote: often a scale word belongs to both ends, or a digit is missing."),
    flag("redenomination_window", Severity::Check, "the currency changed its unit shortly before",
        "The date lies within a year after the currency changed its unit, and the text does not say whether old or new units are meant.",
        "Compare the amount with other wages of the time before you rely on it."),
    flag("usd_rate_missing", Severity::Info, "no real value in dollars: no exchange rate into the dollar for that date",
        "The target is another currency, and there is no rate into the dollar for that date, so the real value in dollars is empty.",
        "Nothing to do for the other values."),
    flag("amount_missing", Severity::Unusable, "no amount",
        "The row has neither a lower nor an upper amount, so there is nothing to convert.",
        "Look at the stage before: it should leave out rows without an amount."),
    flag("currency_code_unknown", Severity::Unusable, "the currency is no code of ISO 4217",
        "The column `currency` holds something else than a code of ISO 4217, such as `USD`.",
        "Correct the stage that wrote the column; codes are three capital letters."),
    flag("fx_gap_widened", Severity::Check, "converted at a rate more than a week old",
        "The option `max_gap_days` allows a daily rate that is more than seven days older than the date.",
        "Look at `rate_date` and `rate_gap_days` before you rely on the figure."),
    flag("fx_missing_market", Severity::Info, "no market rate for that date",
        "The currency had a market rate at that time, but no source for it is at hand, so the market values are empty.",
        "Keep in mind that the official value may lie far from what the money bought."),
    flag("intext_unusable", Severity::Info, "the article's own conversion cannot be set beside the amount",
        "The text prints a conversion, but its currency is not known, or it gives one figure for a range.",
        "Read the sentence if you need that conversion."),
    flag("language_partial", Severity::Check, "the article is in a language that is not read fully",
        "Only figures and signs of money are read in this language; what is said of them may be missing or wrong.",
        "Read the sentence before you rely on the row."),
    flag("low_confidence", Severity::Check, "what the sum is, its period or its currency rests on a weak clue",
        "The role, the period or the currency of the sum was decided by a weak clue, such as another sentence.",
        "Read the sentence; `rule`, `period_basis` and `currency_basis` say what decided."),
    flag("no_money", Severity::Info, "the article names no sum of money",
        "The article gives no rows, since it names no sum of money.",
        "Nothing has to be done, unless its text was cut: look at it with `wagemill peek`."),
    flag("no_wage", Severity::Info, "the article names money, but nothing says that it is pay",
        "The article gives no rows: it names money, but nothing says that it is pay.",
        "See all its sums with `roles = \"all\"`; add words for pay that are missing with `lexicons`."),
    flag("not_article", Severity::Info, "the page is no article",
        "The page gives no rows, since it is no article.",
        "Leave such pages out of the input."),
    flag("paywall_stub", Severity::Check, "only the beginning of the article is there",
        "The article gives no rows, since only its beginning is there.",
        "Save the whole article and read it again."),
    flag("refers_to_unreadable", Severity::Check, "the time of the wage could not be read; the date of publication stands in for it",
        "The column `refers_to` holds no day, month or year, so the date of publication was used where there is one.",
        "Correct the stage that wrote the column; it takes `2023-06-13`, `2023-06` or `2023`."),
    flag("working_time_implausible", Severity::Check, "the stated working time is impossible and was left aside",
        "The hours are not between 0 and 24 a day, or the days not between 0 and 7 a week.",
        "Read the sentence: hours a week taken for hours a day are the usual cause."),
];

#[rustfmt::skip]
const GRADES: &[Code] = &[
    grade("A", Severity::Info,
        "The rate is a daily one of the date itself or of the day before.",
        "Nothing to do: this is the best grade."),
    grade("B", Severity::Info,
        "The rate is a daily one, 2 to 7 days older than the date, or a peg or fixed parity.",
        "Nothing to do; holidays and weekends are the usual cause."),
    grade("C", Severity::Info,
        "The rate is the average of the period that the text names, the average of the same month, or from a market survey.",
        "Fine for comparisons; do not read the last digits as exact."),
    grade("D", Severity::Check,
        "The rate is an annual average for a statement that belongs to one day.",
        "In years when the currency moved much, look for a better rate before you rely on the figure."),
    grade("E", Severity::Check,
        "The value is the conversion that the article itself prints; no rate of a table stands behind it.",
        "Give the article's date, so that a rate can be looked up."),
    grade("X", Severity::Unusable,
        "There is no conversion.",
        "The flags of the row say why; the native amount is still right."),
];

/// Inputs and rows that were refused.
#[rustfmt::skip]
const REJECTS: &[Code] = &[
    reject("empty-file",
        "The file has no content.",
        "Fetch it again, or take it out of the folder."),
    reject("missing-value",
        "A row has no value in a column that the stage needs.",
        "Look at the stage before: `wagemill peek FILE --at STAGE` shows what it gives."),
];

/// What ends a run.
#[rustfmt::skip]
const RUN_ERRORS: &[Code] = &[
    error("file",
        "A file of the run could not be written, moved or read.",
        "Look at the permissions of the folder and at the free space of its disk."),
    error("nothing-to-read",
        "The source found nothing to read.",
        "Check the `paths` of the source: they are relative to the pipeline file."),
    error("nothing-written",
        "A sink finished without writing its file.",
        "This is a fault of the plugin: tell its author."),
    error("output-edited",
        "An output file was changed since wagemill wrote it.",
        "Move the file away to keep the changes, or run again with `--overwrite`."),
    error("output-exists",
        "An output file exists that wagemill did not write.",
        "Give the sink another `path`, or run again with `--overwrite`."),
    error("plugin",
        "A plugin that the pipeline uses cannot be loaded.",
        "Read the message; `wagemill plugin list` names the libraries that cannot be used, and why."),
    error("too-many-flags",
        "More rows carry a flag than `fail_on` allows.",
        "The outputs are complete: look at the rows with the flag, then mend the cause or raise the limit."),
    error("too-many-rejects",
        "More inputs were rejected than `max_rejects` allows.",
        "The outputs are complete: look at the rejects, then mend the inputs or raise the limit."),
];

/// What is wrong with a command line.
#[rustfmt::skip]
const COMMAND_ERRORS: &[Code] = &[
    error("bad-date",
        "What was given is no day, month or year.",
        "Write `2023-06-13`, `2023-06` or `2023`."),
    error("bad-rates",
        "A file that the option `rates` of normalize-currency names cannot be used.",
        "The message names file, line and field; `wagemill rates add` checks such a file."),
    error("bad-rates-name",
        "The name is no name for a file of rates.",
        "Use up to 60 letters, digits, `-` and `_`, such as `central-bank`."),
    error("bad-stage-name",
        "The name is no name for a stage.",
        "Take a verb and its object, in lower case with hyphens, such as `extract-rents`."),
    error("folder-not-empty",
        "The folder that a command should make holds something already.",
        "Name a folder that does not exist yet, or an empty one."),
    error("no-column",
        "The table has no column of this name.",
        "The message names the columns that it has."),
    error("no-rate",
        "There is no exchange rate between the two currencies for that time.",
        "The message names the nearest date; `wagemill rates add` takes rates of your own."),
    error("no-rows",
        "The stage is a sink and gives no rows.",
        "Look at the stage that it reads from."),
    error("no-sdk",
        "The folder that was given for the plugin SDK holds no crate.",
        "Give the folder of `wagemill-plugin`, which has a Cargo.toml."),
    error("not-written",
        "A file could not be written.",
        "Look at the permissions of the folder and at the free space of its disk."),
    error("unprintable",
        "A value of the table cannot be shown as text.",
        "This is a fault of wagemill: report the message to its authors."),
    error("unknown-code",
        "There is no flag, grade, reject or error of this name.",
        "`wagemill explain` lists all codes."),
    error("unreadable-table",
        "A table that wagemill shall look into cannot be read.",
        "Give a `.csv` or `.jsonl` file that write-table wrote; the message says where it stops."),
    error("unusable-rates",
        "A file of exchange rates cannot be used.",
        "The message names the line and the column; `wagemill rates add --help` says which files are read."),
    error("no-rates-for-currency",
        "The option `to` of normalize-currency names a currency into which there are no rates.",
        "Convert into a currency with rates, such as `USD` or `EUR`."),
    error("option-out-of-range",
        "A number in an option is smaller or larger than the stage allows.",
        "The message says which values are allowed."),
    error("unknown-currency",
        "An option or a command names a currency that ISO 4217 does not have.",
        "Codes are three capital letters, such as `USD`; the message names the nearest one."),
];
