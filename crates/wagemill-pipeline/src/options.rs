//! The options of a stage against the JSON Schema of its plugin.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use crate::catalogue::StageInfo;
use crate::error::Mistake;
use crate::node::{Kind, Node};
use crate::place::Place;
use crate::schema;
use crate::secrets;
use crate::suggest::{did_you_mean, list, nearest};

/// Options that the schema accepts, with its defaults in them, and the pointers to those that are secrets.
#[derive(Debug)]
pub struct Options {
    pub values: Value,
    pub secrets: Vec<String>,
}

/// The names of the options of a stage.
pub fn top_level_properties(options_schema: &Value) -> Vec<String> {
    let parts = schema::parts(options_schema, options_schema);
    schema::property_names(&parts).into_iter().map(str::to_owned).collect()
}

/// Checks the options of one stage; `uses` is the place of its name, where what is missing is shown.
pub fn check(
    stage_id: &str,
    info: &StageInfo,
    with: &mut Node,
    uses: &Place,
    mistakes: &mut Vec<Mistake>,
) -> Option<Options> {
    let options_schema = schema::closed(&info.options_schema);
    let validator = match jsonschema::options().offline().build(&options_schema) {
        Ok(validator) => validator,
        Err(error) => {
            mistakes.push(
                Mistake::new(
                    "invalid-options-schema",
                    format!("the options of stage `{}` cannot be checked: {error}", info.name),
                )
                .at(uses, "the plugin's schema is wrong")
                .help(format!("this is a mistake in `{}`; tell its author", info.plugin.file)),
            );
            return None;
        }
    };
    take_text_for_strings(&options_schema, with);
    let values = with.to_json();
    let secrets = secrets::pointers(&options_schema, &values);
    let found_before = mistakes.len();
    let reporter = Reporter { info, with, uses, schema: &options_schema, secrets: &secrets };
    for error in validator.iter_errors(&values) {
        reporter.report(&error, mistakes);
    }
    secrets::check(stage_id, with, &secrets, mistakes);
    if mistakes.len() > found_before {
        return None;
    }
    let values = schema::with_defaults(&options_schema, &options_schema, values);
    let secrets = secrets::pointers(&options_schema, &values);
    Some(Options { values, secrets })
}

/// `--set wages.to=123` means the text where the option is a text.
fn take_text_for_strings(options_schema: &Value, with: &mut Node) {
    let Kind::Table(entries) = &mut with.kind else {
        return;
    };
    let root = schema::parts(options_schema, options_schema);
    for (name, node) in entries {
        let Some(text) = &node.place.text.value else {
            continue;
        };
        let schemas = schema::children(options_schema, &root, name);
        let types = || {
            schemas.iter().filter_map(|schema| schema.get("type")).flat_map(|types| match types {
                Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
                single => single.as_str().into_iter().collect::<Vec<_>>(),
            })
        };
        let wanted = match node.kind {
            Kind::Integer(_) => "integer",
            Kind::Float(_) => "number",
            Kind::Bool(_) => "boolean",
            _ => continue,
        };
        let accepts_number = wanted == "integer" && types().any(|name| name == "number");
        if types().any(|name| name == "string") && !types().any(|name| name == wanted) && !accepts_number {
            node.kind = Kind::String(text.clone());
        }
    }
}

struct Reporter<'a> {
    info: &'a StageInfo,
    with: &'a Node,
    uses: &'a Place,
    schema: &'a Value,
    secrets: &'a [String],
}

impl Reporter<'_> {
    fn report(&self, error: &ValidationError<'_>, mistakes: &mut Vec<Mistake>) {
        let pointer = error.instance_path().as_str();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                mistakes.extend(unexpected.iter().map(|name| self.unknown(pointer, name)));
            }
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                if !self.is_mistyped(pointer, name) {
                    mistakes.push(self.missing(pointer, name));
                }
            }
            ValidationErrorKind::Type { kind } => mistakes.push(self.wrong_type(pointer, &type_names(kind))),
            ValidationErrorKind::Enum { options } => {
                mistakes.push(self.not_one_of(pointer, options.as_array().map_or(&[], Vec::as_slice)));
            }
            ValidationErrorKind::Constant { expected_value } => {
                mistakes.push(self.not_one_of(pointer, std::slice::from_ref(&**expected_value)));
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                self.report_alternatives(pointer, context, mistakes);
            }
            _ => mistakes.push(self.invalid(pointer, error)),
        }
    }

    /// The alternative that was meant is the one that fails deeper inside; else the value has none of the forms.
    fn report_alternatives(
        &self,
        pointer: &str,
        context: &[Vec<ValidationError<'static>>],
        mistakes: &mut Vec<Mistake>,
    ) {
        let is_of_the_value = |error: &&ValidationError<'_>| {
            error.instance_path().as_str() == pointer
                && matches!(
                    error.kind(),
                    ValidationErrorKind::Type { .. }
                        | ValidationErrorKind::Enum { .. }
                        | ValidationErrorKind::Constant { .. }
                )
        };
        if let Some(meant) = context.iter().find(|errors| !errors.iter().any(|error| is_of_the_value(&error))) {
            meant.iter().for_each(|error| self.report(error, mistakes));
            return;
        }
        let mut values = Vec::new();
        let mut types = Vec::new();
        for error in context.iter().flatten() {
            match error.kind() {
                ValidationErrorKind::Enum { options } => {
                    values.extend(options.as_array().into_iter().flatten().cloned())
                }
                ValidationErrorKind::Constant { expected_value } => values.push((**expected_value).clone()),
                ValidationErrorKind::Type { kind } => types.extend(type_names(kind)),
                _ => {}
            }
        }
        types.retain(|name| name != "null");
        let is_text = self.with.at(pointer).is_some_and(|node| node.as_str().is_some());
        if values.is_empty() || (!types.is_empty() && !is_text) {
            if !values.is_empty() {
                types.insert(0, "string".to_owned());
            }
            types.dedup();
            let named: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            let help = (!named.is_empty()).then(|| format!("as a string, it takes {}", one_of(&named)));
            mistakes.push(self.wrong_type(pointer, &types).help_if(help));
        } else {
            mistakes.push(self.not_one_of(pointer, &values));
        }
    }

    fn unknown(&self, pointer: &str, name: &str) -> Mistake {
        let schemas = schema::at(self.schema, pointer);
        let known = schema::property_names(&schemas);
        let child = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
        let place = self.with.at(&child).map_or_else(|| self.place(pointer), Node::key_place);
        let message = if pointer.is_empty() {
            format!("stage `{}` has no option `{name}`", self.info.name)
        } else {
            format!("option `{}` of stage `{}` has no key `{name}`", option_name(pointer), self.info.name)
        };
        let otherwise = if pointer.is_empty() { "its options are" } else { "its keys are" };
        Mistake::new("unknown-option", message)
            .at(place, if pointer.is_empty() { "unknown option" } else { "unknown key" })
            .help("it has none")
            .help_if(did_you_mean(name, &known, otherwise))
    }

    fn missing(&self, pointer: &str, name: &str) -> Mistake {
        let child = format!("{pointer}/{name}");
        let (place, message, put) = if pointer.is_empty() {
            let message = format!("stage `{}` needs the option `{name}`", self.info.name);
            (self.uses, message, format!("add `{name} = …` to `with`"))
        } else {
            let of = option_name(pointer);
            let message = format!("option `{of}` of stage `{}` needs the key `{name}`", self.info.name);
            (self.place(pointer), message, format!("add `{name} = …` to `{of}`"))
        };
        let description = schema::description(&schema::at(self.schema, &child));
        Mistake::new("missing-option", message)
            .at(place, format!("needs `{name}`"))
            .help(description.map_or_else(|| put.clone(), |description| format!("{put} ({})", sentence(description))))
    }

    /// Whether a key that does not exist was meant to be this one: that is reported already.
    fn is_mistyped(&self, pointer: &str, name: &str) -> bool {
        let schemas = schema::at(self.schema, pointer);
        let known = schema::property_names(&schemas);
        let given = self.with.at(pointer).and_then(Node::as_table).unwrap_or(&[]);
        given
            .iter()
            .filter(|(key, _)| !known.contains(&key.as_str()))
            .any(|(key, _)| nearest(key, known.iter().copied()) == Some(name))
    }

    fn wrong_type(&self, pointer: &str, expected: &[String]) -> Mistake {
        let node = self.with.nearest_at(pointer);
        let expected: Vec<&str> = expected.iter().filter(|name| *name != "null").map(|name| in_words(name)).collect();
        let expected = match expected.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => expected.first().copied().unwrap_or("another type").to_owned(),
        };
        let message = if pointer.is_empty() {
            format!("the options of stage `{}` must be {expected}, not {}", self.info.name, node.type_name())
        } else {
            let name = option_name(pointer);
            format!("option `{name}` of stage `{}` must be {expected}, not {}", self.info.name, node.type_name())
        };
        Mistake::new("wrong-type", message).at(&node.place, node.type_name()).help_if(self.describe(pointer))
    }

    fn not_one_of(&self, pointer: &str, values: &[Value]) -> Mistake {
        let node = self.with.nearest_at(pointer);
        // TOML has no null: an option that may be left out is left out.
        let sayable = values.iter().filter(|value| !value.is_null());
        let shown: Vec<String> =
            sayable.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let name = option_name(pointer);
        let message = if self.is_secret(pointer) {
            format!("the value of option `{name}` of stage `{}` is not one that it takes", self.info.name)
        } else {
            let given = node.as_str().map_or_else(|| node.to_json().to_string(), str::to_owned);
            format!("option `{name}` of stage `{}` cannot be `{given}`", self.info.name)
        };
        let meant = node.as_str().and_then(|given| nearest(given, shown.iter().copied()));
        let meant = meant.map(|meant| format!("did you mean `{meant}`? ")).unwrap_or_default();
        Mistake::new("invalid-option", message)
            .at(&node.place, "not one of its values")
            .help(format!("{meant}it takes {}", one_of(&shown)))
    }

    fn invalid(&self, pointer: &str, error: &ValidationError<'_>) -> Mistake {
        let node = self.with.nearest_at(pointer);
        let why = if self.is_secret(pointer) { error.masked().to_string() } else { error.to_string() };
        let what = if pointer.is_empty() {
            format!("the options of stage `{}` are", self.info.name)
        } else {
            format!("option `{}` of stage `{}` is", option_name(pointer), self.info.name)
        };
        Mistake::new("invalid-option", format!("{what} not accepted: {why}"))
            .at(if pointer.is_empty() { self.uses } else { &node.place }, "not accepted")
            .help_if(self.describe(pointer))
    }

    fn describe(&self, pointer: &str) -> Option<String> {
        let schemas = schema::at(self.schema, pointer);
        let description = schema::description(&schemas).filter(|_| !pointer.is_empty())?;
        Some(format!("`{}`: {}", option_name(pointer), sentence(description)))
    }

    fn place(&self, pointer: &str) -> &Place {
        self.with.nearest_at(pointer).key_place()
    }

    fn is_secret(&self, pointer: &str) -> bool {
        self.secrets.iter().any(|secret| pointer.starts_with(secret.as_str()))
    }
}

fn one_of(names: &[&str]) -> String {
    list(names).replace("` and `", "` or `")
}

/// `/fields/text` as `fields.text`, `/paths/0` as `paths[0]`.
pub fn option_name(pointer: &str) -> String {
    let mut name = String::new();
    for segment in pointer.split('/').skip(1) {
        if segment.parse::<usize>().is_ok() {
            name.push_str(&format!("[{segment}]"));
        } else {
            if !name.is_empty() {
                name.push('.');
            }
            name.push_str(&segment.replace("~1", "/").replace("~0", "~"));
        }
    }
    name
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(name) => vec![name.to_string()],
        TypeKind::Multiple(names) => names.iter().map(|name| name.to_string()).collect(),
    }
}

fn in_words(type_name: &str) -> &str {
    match type_name {
        "string" => "a string",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "an array",
        "object" => "a table",
        other => other,
    }
}

/// The first sentence of a description on one line, without its period.
fn sentence(description: &str) -> String {
    let first = description.split("\n\n").next().unwrap_or(description);
    first.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
