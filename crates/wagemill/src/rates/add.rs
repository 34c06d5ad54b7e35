//! `wagemill rates add`: a file of rates, checked and put beside a pipeline file.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;
use wagemill_rates::own::{COLUMNS, Contents, Figure, Reason, read_file};
use wagemill_rates::snapshot::Market;

use super::{embedded, failure, kind};
use crate::arguments::{Format, RatesAddArguments};
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::render::TextTable;

const FOLDER: &str = "rates";
/// As many lines are named as one line of text holds.
const NAMED_LINES: usize = 10;

pub fn add(arguments: &RatesAddArguments) -> Outcome {
    let name = name(arguments)?;
    let folder = folder(arguments.into.as_deref())?;
    let file = arguments.file.display().to_string();
    let snapshot = embedded();
    let Contents { figures, left_out } = read_file(&snapshot, &arguments.file).map_err(|mistake| failure(&mistake))?;
    let empty = left_out.iter().filter(|left| left.reason == Reason::NotFilledIn).map(|left| left.line).collect();
    let mut others: BTreeMap<Reason, usize> = BTreeMap::new();
    for left in left_out.iter().filter(|left| left.reason != Reason::NotFilledIn) {
        *others.entry(left.reason).or_default() += 1;
    }
    if figures.is_empty() && others.is_empty() {
        return Err(Failure::wrong("unusable-rates", format!("no line of `{file}` has a rate yet"))
            .help("fill in `source` and `rate`, in as many lines as you can"));
    }
    if figures.is_empty() {
        let reasons: Vec<&str> = others.keys().map(|reason| reason.text()).collect();
        return Err(Failure::wrong("unusable-rates", format!("`{file}` has no figure of use: {}", reasons.join("; "))));
    }
    let far = figures.iter().filter_map(|figure| Some(FarOff::of(figure, snapshot.far_from(figure)?))).collect();
    let files = [(file, figures)];
    snapshot.with_own(&files).map_err(|mistake| failure(&mistake))?;
    let [(_, figures)] = files;
    let path = folder.join(format!("{name}.csv"));
    write(&path, &long_table(&figures), arguments.overwrite)?;
    let added = Added {
        file: path.display().to_string(),
        sources: AddedSource::of(&figures),
        not_filled_in: empty,
        left_out: others.into_iter().map(|(reason, figures)| LeftOut { reason: reason.text(), figures }).collect(),
        far_off: far,
        option: format!("with = {{ rates = [\"{FOLDER}/{name}.csv\"] }}"),
    };
    match arguments.format.format {
        Format::Json => output::json(&added),
        Format::Text => {
            output::text(&added.text());
            if !added.not_filled_in.is_empty() {
                output::say(&added.not_filled_in_text());
            }
            added.far_off.iter().take(NAMED_LINES).for_each(|far| output::say(&far.text()));
            if added.far_off.len() > NAMED_LINES {
                output::say(&format!("look at {} more that are as far off", added.far_off.len() - NAMED_LINES));
            }
            for LeftOut { reason, figures } in &added.left_out {
                output::say(&format!("left out: {figures} figures, {reason}"));
            }
        }
    }
    Ok(())
}

/// The name of the written file, without its ending.
fn name(arguments: &RatesAddArguments) -> Result<String, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let Some(name) = &arguments.name else {
        let stem = arguments.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let plain: String = stem.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let plain = plain.trim_matches('-');
        return Ok(if plain.is_empty() { "own".to_owned() } else { plain.to_owned() });
    };
    if name.is_empty() || name.len() > 60 || !name.chars().all(is_plain) {
        return Err(Failure::wrong("bad-rates-name", format!("`{name}` is no name for a file of rates"))
            .help("use up to 60 letters, digits, `-` and `_`, such as `central-bank`"));
    }
    Ok(name.clone())
}

/// Where the stage looks: beside the pipeline file.
fn folder(pipeline: Option<&Path>) -> Result<PathBuf, Failure> {
    let Some(pipeline) = pipeline else { return Ok(PathBuf::from(FOLDER)) };
    if !pipeline.is_file() {
        return Err(Failure::wrong("missing-file", format!("there is no pipeline file `{}`", pipeline.display()))
            .help("`--into` takes the pipeline file that shall use the rates"));
    }
    Ok(pipeline.parent().unwrap_or(Path::new("")).join(FOLDER))
}

fn long_table(figures: &[Figure]) -> String {
    let mut text = format!("{}\n", COLUMNS.join(","));
    for Figure { source, first, base, quote, when, rate, market, .. } in figures {
        // Names of sources are plain, so nothing has to be quoted.
        let (kind, granularity) = (kind(*market), when.granularity());
        let precedence = if *first { "first" } else { "" };
        text.push_str(&format!("{source},{base},{quote},{when},{rate},{kind},{granularity},{precedence}\n"));
    }
    text
}

/// Whole or not at all.
fn write(path: &Path, text: &str, overwrite: bool) -> Outcome {
    match fs::read(path) {
        Ok(there) if there == text.as_bytes() => return Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        _ if overwrite => {}
        _ => {
            return Err(Failure::wrong(
                "output-exists",
                format!("`{}` exists and holds something else", path.display()),
            )
            .help("give another `--name`, or add again with `--overwrite`"));
        }
    }
    let part = path.with_extension("csv.part");
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&part, text))
        .and_then(|()| fs::rename(&part, path))
        .map_err(|error| Failure::failed("not-written", format!("cannot write `{}`: {error}", path.display())))
}

#[derive(Serialize)]
struct Added {
    file: String,
    sources: Vec<AddedSource>,
    /// lines without a rate, which were left out
    not_filled_in: Vec<u64>,
    left_out: Vec<LeftOut>,
    /// figures that were taken, and lie far from the rates at hand
    far_off: Vec<FarOff>,
    /// what to put under normalize-currency
    option: String,
}

/// A figure three times as high as the rate beside it, or a third of it.
#[derive(Serialize)]
struct FarOff {
    line: u64,
    base: String,
    quote: String,
    rate: String,
    beside: String,
}

impl FarOff {
    fn of(figure: &Figure, beside: wagemill_decimal::Decimal) -> Self {
        Self {
            line: figure.line,
            base: figure.base.to_string(),
            quote: figure.quote.to_string(),
            rate: figure.rate.to_string(),
            beside: beside.to_string(),
        }
    }

    fn text(&self) -> String {
        let Self { line, base, quote, rate, beside } = self;
        format!(
            "look at line {line}: it says {rate} {quote} for one {base}; by the rates at hand it was {beside} about then"
        )
    }
}

/// Figures that are of no use, with the reason.
#[derive(Serialize)]
struct LeftOut {
    reason: &'static str,
    figures: usize,
}

#[derive(Serialize)]
struct AddedSource {
    source: String,
    kind: &'static str,
    granularity: &'static str,
    currencies: Vec<String>,
    from: String,
    until: String,
    figures: usize,
}

impl AddedSource {
    fn of(figures: &[Figure]) -> Vec<Self> {
        let mut groups: BTreeMap<(&str, Market, &'static str), Vec<&Figure>> = BTreeMap::new();
        for figure in figures {
            let key = (figure.source.as_str(), figure.market, figure.when.granularity());
            groups.entry(key).or_default().push(figure);
        }
        let group = |((source, market, granularity), figures): ((&str, Market, &'static str), Vec<&Figure>)| {
            let mut currencies: Vec<String> =
                figures.iter().flat_map(|figure| [figure.base, figure.quote]).map(|unit| unit.to_string()).collect();
            currencies.sort();
            currencies.dedup();
            let times = || figures.iter().map(|figure| figure.when);
            let text = |when: Option<wagemill_rates::when::When>| when.map(|when| when.to_string()).unwrap_or_default();
            Self {
                source: source.to_owned(),
                kind: kind(market),
                granularity,
                currencies,
                from: text(times().min_by_key(|when| when.first_day())),
                until: text(times().max_by_key(|when| when.first_day())),
                figures: figures.len(),
            }
        };
        groups.into_iter().map(group).collect()
    }

    fn cells(&self) -> Vec<String> {
        let Self { source, kind, granularity, currencies, from, until, figures } = self;
        let (currencies, figures) = (currencies.join(" "), figures.to_string());
        [source.as_str(), kind, granularity, from, until, &figures, &currencies].map(str::to_owned).to_vec()
    }
}

impl Added {
    fn text(&self) -> String {
        let left = ["source", "kind", "granularity", "from", "until"].map(|name| (name, false));
        let columns: Vec<(&str, bool)> = left.into_iter().chain([("figures", true), ("currencies", false)]).collect();
        let mut table = TextTable::new(&columns);
        self.sources.iter().for_each(|source| table.row(source.cells()));
        let (file, table) = (&self.file, table.fit(output::width()).text);
        format!("{file}\n\n{table}\nTo use it, put this under normalize-currency:\n\n{}\n", self.option)
    }

    fn not_filled_in_text(&self) -> String {
        let lines = &self.not_filled_in;
        let named: Vec<String> = lines.iter().take(NAMED_LINES).map(u64::to_string).collect();
        let more = if lines.len() > NAMED_LINES { " …" } else { "" };
        let (count, word) = (lines.len(), if lines.len() == 1 { "line" } else { "lines" });
        format!("not filled in and left out: {count} {word} ({}{more})", named.join(", "))
    }
}
