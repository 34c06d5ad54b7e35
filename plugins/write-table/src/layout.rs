//! What will be written: the format, and which columns in which order.

use std::str::FromStr;

use arrow_schema::{DataType, Field, Schema};
use wagemill_plugin::{Error, Result, config};
use wagemill_tables::{View, column_for, target_currency};

use crate::Config;
use crate::cells;
use crate::csv_file::Dialect;
use crate::format::{Format, is_gzip};
use crate::parquet_file::ColumnNote;
use wagemill_plugin::nearest;

/// The columns as the user chose them.
#[config]
#[serde(untagged)]
pub enum Columns {
    /// `core`, `all` or `public`
    View(String),
    /// names of columns, in the order of the file
    List(Vec<String>),
}

/// The options and the input's columns, resolved against each other.
#[derive(Debug)]
pub struct Layout {
    pub format: Format,
    pub gzip: bool,
    pub dialect: Dialect,
    /// Indexes into the input's columns.
    pub columns: Vec<usize>,
    /// The chosen columns.
    pub schema: Schema,
    pub target: String,
}

impl Layout {
    pub fn resolve(config: &Config, input: &Schema) -> Result<Layout> {
        let format = Format::resolve(config.format, &config.path)?;
        let dialect = dialect(config, format)?;
        let present: Vec<&str> = input.fields().iter().map(|field| field.name().as_str()).collect();
        let target = target(config.to.as_deref(), &present)?;
        let names = match &config.columns {
            Some(Columns::List(names)) => listed(names, &present)?,
            Some(Columns::View(name)) => viewed(view(name)?, &present, &target),
            None => viewed(default_view(format, &present), &present, &target),
        };
        let columns: Vec<usize> =
            names.iter().filter_map(|name| present.iter().position(|present| present == name)).collect();
        let schema = input.project(&columns)?;
        if columns.is_empty() {
            return Err(Error::new("no-columns", "there is no column to write"));
        }
        for field in schema.fields() {
            check_type(format, field)?;
        }
        Ok(Layout { format, gzip: is_gzip(&config.path), dialect, columns, schema, target })
    }

    pub fn names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Docs and units of the chosen columns, as far as they are known.
    pub fn notes(&self) -> Vec<(String, ColumnNote)> {
        let note = |field: &std::sync::Arc<Field>| {
            let known = column_for(field.name(), &self.target);
            let text = |key: &str, known: Option<&str>| {
                field.metadata().get(key).map(String::as_str).or(known).unwrap_or_default().to_owned()
            };
            let note = ColumnNote {
                doc: text("doc", known.map(|column| column.doc)),
                unit: text("unit", known.map(|column| column.unit)),
            };
            (!note.doc.is_empty() || !note.unit.is_empty()).then(|| (field.name().clone(), note))
        };
        self.schema.fields().iter().filter_map(note).collect()
    }
}

fn dialect(config: &Config, format: Format) -> Result<Dialect> {
    let given = [
        ("bom", config.bom.is_some()),
        ("delimiter", config.delimiter.is_some()),
        ("neutralize_formulas", config.neutralize_formulas.is_some()),
    ];
    if format != Format::Csv
        && let Some((name, _)) = given.iter().find(|(_, given)| *given)
    {
        return Err(Error::new(
            "option-of-csv",
            format!("`{name}` is an option of CSV, and `{}` is {}", config.path, format.name()),
        )
        .help(format!("take `{name}` out, or write a `.csv`"))
        .option(format!("/{name}")));
    }
    let usual = Dialect::default();
    let delimiter = match config.delimiter.as_deref().map(str::as_bytes) {
        None => usual.delimiter,
        Some(&[byte]) if byte.is_ascii() && !byte.is_ascii_alphanumeric() && !b"\"\r\n\0+-.".contains(&byte) => byte,
        Some(_) => {
            return Err(Error::new(
                "bad-delimiter",
                "a delimiter is one ASCII character that stands in no number and is no quote",
            )
            .help("use `,`, `;`, `|` or a tab (`\"\\t\"`)")
            .option("/delimiter"));
        }
    };
    Ok(Dialect {
        delimiter,
        byte_order_mark: config.bom.unwrap_or(usual.byte_order_mark),
        neutralize_formulas: config.neutralize_formulas.unwrap_or(usual.neutralize_formulas),
    })
}

/// The target currency: the option, else what the columns say, else none.
fn target(option: Option<&str>, present: &[&str]) -> Result<String> {
    let found = target_currency(present);
    let Some(given) = option else { return Ok(found.unwrap_or_default()) };
    let prefix = format!("{}_", given.to_ascii_lowercase());
    match found {
        Some(found) if !present.iter().any(|name| name.starts_with(&prefix)) => {
            Err(Error::new("unknown-target", format!("no column holds amounts in `{given}`"))
                .help(format!("the table has amounts in `{found}`; leave `to` out to use them"))
                .option("/to"))
        }
        _ => Ok(given.to_ascii_uppercase()),
    }
}

fn view(name: &str) -> Result<View> {
    View::from_str(name).map_err(|()| {
        let hint = nearest(name, View::NAMES.iter().copied())
            .map(|view| format!("did you mean `{view}`? "))
            .unwrap_or_default();
        Error::new("unknown-view", format!("there is no view `{name}`"))
            .help(format!("{hint}the views are `core`, `all` and `public`; a list of names chooses columns one by one"))
            .option("/columns")
    })
}

/// Core for CSV, but only where the table is one of mentions or wages: a summary that happens to have a column in common
/// with them, such as `country`, is written whole.
fn default_view(format: Format, present: &[&str]) -> View {
    let of_mentions = ["mention_id", "quote", "start", "end"].iter().all(|name| present.contains(name));
    if format == Format::Csv && of_mentions { View::Core } else { View::All }
}

fn viewed(view: View, present: &[&str], target: &str) -> Vec<String> {
    let columns = view.columns(present, target);
    if columns.is_empty() && view == View::Core { View::All.columns(present, target) } else { columns }
}

fn listed(names: &[String], present: &[&str]) -> Result<Vec<String>> {
    for (number, name) in names.iter().enumerate() {
        if !present.contains(&name.as_str()) {
            let hint = match nearest(name, present.iter().copied()) {
                Some(column) => format!("did you mean `{column}`?"),
                None => format!("the columns are {}", in_backticks(present)),
            };
            return Err(Error::new("unknown-column", format!("no column `{name}` comes in"))
                .help(hint)
                .option(format!("/columns/{number}")));
        }
        if names[..number].contains(name) {
            return Err(Error::new("duplicate-column", format!("column `{name}` is listed twice"))
                .help("take one of them out")
                .option(format!("/columns/{number}")));
        }
    }
    Ok(names.to_vec())
}

fn in_backticks(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn check_type(format: Format, field: &Field) -> Result<()> {
    let data_type = field.data_type();
    let (writable, help) = match (format, data_type) {
        (Format::Parquet, _) => {
            (fits_parquet(data_type), "leave the column out, or change its type in the stage that makes it")
        }
        (_, DataType::Binary | DataType::LargeBinary | DataType::BinaryView) => {
            (false, "write Parquet, or give the names of the other columns in `columns`")
        }
        _ => (cells::is_writable(data_type), "leave the column out, or change its type in the stage that makes it"),
    };
    if writable {
        return Ok(());
    }
    Err(Error::schema(
        "unwritable-type",
        format!("column `{}` is {}, which {} cannot hold", field.name(), word(data_type), format.name()),
    )
    .help(help))
}

/// The type as users know it: how a string or binary lies in memory is no concern of theirs.
fn word(data_type: &DataType) -> String {
    match data_type {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "binary".to_owned(),
        other => format!("`{other}`"),
    }
}

fn fits_parquet(data_type: &DataType) -> bool {
    match data_type {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => true,
        DataType::List(item) | DataType::LargeList(item) => fits_parquet(item.data_type()),
        DataType::Struct(members) => {
            !members.is_empty() && members.iter().all(|member| fits_parquet(member.data_type()))
        }
        data_type => cells::is_writable(data_type),
    }
}
