//! `${name}` and `${env:NAME}` in strings. Strings are substituted after parsing, so that no variable can change
//! the structure of a pipeline.

use std::ops::Range;

use crate::error::Mistake;
use crate::literal;
use crate::node::{Kind, Node};
use crate::place::{Origin, Place};
use crate::suggest::did_you_mean;

pub struct Variables<'a> {
    values: Vec<(String, String)>,
    environment: &'a [(String, String)],
}

/// A string after substitution, and what each part of it came from.
struct Substituted {
    text: String,
    pieces: Vec<Piece>,
    uses_environment: bool,
}

/// Positions are in characters.
struct Piece {
    output: Range<usize>,
    template: Range<usize>,
    is_verbatim: bool,
}

struct Problem {
    characters: Range<usize>,
    kind: ProblemKind,
}

enum ProblemKind {
    Unknown(String),
    UnknownInEnvironment(String),
    Unclosed,
}

impl<'a> Variables<'a> {
    /// Reads `[vars]`. A variable may use others, unless they lead back to it.
    pub fn new(vars: Option<&Node>, environment: &'a [(String, String)], mistakes: &mut Vec<Mistake>) -> Self {
        let mut variables = Self { values: Vec::new(), environment };
        let mut pending: Vec<(String, Node)> = vars.and_then(Node::as_table).unwrap_or(&[]).to_vec();
        while !pending.is_empty() {
            let names: Vec<String> = pending.iter().map(|(name, _)| name.clone()).collect();
            let is_ready = |node: &Node| !names.iter().any(|name| refers_to(node, name));
            let (ready, waiting): (Vec<_>, Vec<_>) = pending.into_iter().partition(|(_, node)| is_ready(node));
            if ready.is_empty() {
                mistakes.extend(waiting.iter().map(|(name, node)| {
                    Mistake::new("variable-cycle", format!("variable `{name}` leads back to itself"))
                        .at(&node.place, "used by what it uses")
                        .help("give one of the variables a value without the others")
                }));
                // What uses them is no mistake of its own.
                variables.values.extend(waiting.into_iter().map(|(name, _)| (name, String::new())));
                break;
            }
            for (name, node) in ready {
                let value = variables.value_of(&name, node, mistakes);
                variables.values.push((name, value));
            }
            pending = waiting;
        }
        variables
    }

    fn value_of(&self, name: &str, mut node: Node, mistakes: &mut Vec<Mistake>) -> String {
        self.apply(&mut node, mistakes);
        match node.kind {
            Kind::String(string) => string,
            Kind::Bool(boolean) => boolean.to_string(),
            Kind::Integer(integer) => integer.to_string(),
            Kind::Float(float) => float.to_string(),
            Kind::Array(_) | Kind::Table(_) => {
                mistakes.push(
                    Mistake::new("wrong-type", format!("variable `{name}` must be a single value"))
                        .at(&node.place, node.type_name())
                        .help("variables stand for text inside strings; write a string or a number"),
                );
                String::new()
            }
        }
    }

    /// Substitutes in every string of a value.
    pub fn apply(&self, node: &mut Node, mistakes: &mut Vec<Mistake>) {
        // A value of an environment variable is taken as it is: a password may well contain `${`.
        if node.place.origin() == Origin::Environment {
            return;
        }
        match &mut node.kind {
            Kind::Array(items) => items.iter_mut().for_each(|item| self.apply(item, mistakes)),
            Kind::Table(entries) => entries.iter_mut().for_each(|(_, item)| self.apply(item, mistakes)),
            Kind::String(string) if string.contains("${") => match self.substitute(string) {
                Ok(substituted) => {
                    *string = substituted.text;
                    node.from_environment = substituted.uses_environment;
                }
                Err(problems) => {
                    let mistake = |problem| self.mistake(problem, &node.place, string);
                    mistakes.extend(problems.into_iter().map(mistake));
                }
            },
            _ => {}
        }
    }

    /// The place of some characters of a string value after substitution.
    pub fn place_of(&self, node: &Node, characters: Range<usize>) -> Place {
        let Some(value) = node.as_str() else {
            return node.place.clone();
        };
        let template: String =
            literal::decode(node.place.written()).into_iter().map(|(character, _)| character).collect();
        if template == value || node.place.origin() == Origin::Environment {
            return literal::place_of(&node.place, value, characters);
        }
        let Ok(substituted) = self.substitute(&template) else {
            return node.place.clone();
        };
        if substituted.text != value {
            return node.place.clone();
        }
        let start = substituted.template_position(characters.start, |piece| piece.template.start);
        let end = match characters.end.checked_sub(1) {
            Some(last) if last >= characters.start => {
                substituted.template_position(last, |piece| piece.template.end - 1) + 1
            }
            _ => start,
        };
        literal::place_of(&node.place, &template, start..end)
    }

    fn substitute(&self, template: &str) -> Result<Substituted, Vec<Problem>> {
        let characters: Vec<char> = template.chars().collect();
        let mut substituted = Substituted { text: String::new(), pieces: Vec::new(), uses_environment: false };
        let mut problems = Vec::new();
        let mut length = 0;
        let mut index = 0;
        while index < characters.len() {
            let rest = &characters[index..];
            let (value, width, is_verbatim) = if rest.starts_with(&['$', '$', '{']) {
                ("${".to_owned(), 3, false)
            } else if rest.starts_with(&['$', '{']) {
                let Some(close) = rest.iter().position(|character| *character == '}') else {
                    problems.push(Problem { characters: index..characters.len(), kind: ProblemKind::Unclosed });
                    break;
                };
                let name: String = rest[2..close].iter().collect();
                substituted.uses_environment |= name.starts_with("env:");
                let value = self.value(&name).unwrap_or_else(|kind| {
                    problems.push(Problem { characters: index..index + close + 1, kind });
                    String::new()
                });
                (value, close + 1, false)
            } else {
                (characters[index].to_string(), 1, true)
            };
            let output = length..length + value.chars().count();
            length = output.end;
            substituted.text.push_str(&value);
            substituted.pieces.push(Piece { output, template: index..index + width, is_verbatim });
            index += width;
        }
        if problems.is_empty() { Ok(substituted) } else { Err(problems) }
    }

    fn value(&self, name: &str) -> Result<String, ProblemKind> {
        let find = |values: &[(String, String)], name: &str| {
            values.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        };
        match name.strip_prefix("env:") {
            Some(variable) => {
                find(self.environment, variable).ok_or_else(|| ProblemKind::UnknownInEnvironment(variable.to_owned()))
            }
            None => find(&self.values, name).ok_or_else(|| ProblemKind::Unknown(name.to_owned())),
        }
    }

    fn mistake(&self, problem: Problem, place: &Place, template: &str) -> Mistake {
        let place = literal::place_of(place, template, problem.characters);
        match problem.kind {
            ProblemKind::Unknown(name) => {
                let known: Vec<&str> = self.values.iter().map(|(name, _)| name.as_str()).collect();
                Mistake::new("unknown-variable", format!("no variable `{name}`"))
                    .at(&place, "not defined")
                    .help(format!("define it: `[vars]` with `{name} = \"…\"`; write `$${{` for `${{` itself"))
                    .help_if(did_you_mean(&name, &known, "`[vars]` defines"))
            }
            ProblemKind::UnknownInEnvironment(name) => {
                // Names of the whole environment are no help, but a near one is.
                let known = self.environment.iter().map(|(name, _)| name.as_str());
                Mistake::new("unknown-variable", format!("no environment variable `{name}`"))
                    .at(&place, "not set")
                    .help(format!("set `{name}` in the environment of the command"))
                    .help_if(crate::suggest::nearest(&name, known).map(|near| format!("did you mean `{near}`?")))
            }
            ProblemKind::Unclosed => Mistake::new("unclosed-variable", "`${` without `}`")
                .at(&place, "never closed")
                .help("close it with `}`, or write `$${` for `${` itself"),
        }
    }
}

/// Whether a string uses a variable; one of the environment is taken as it is.
fn refers_to(node: &Node, name: &str) -> bool {
    let is_substituted = node.place.origin() != Origin::Environment;
    let is_used = |text: &str| text.replace("$${", "").contains(&format!("${{{name}}}"));
    is_substituted && node.as_str().is_some_and(is_used)
}

impl Substituted {
    /// The position in the template that a character of the output came from; `inside` says which, of a variable.
    fn template_position(&self, character: usize, inside: impl Fn(&Piece) -> usize) -> usize {
        self.pieces
            .iter()
            .find(|piece| piece.output.contains(&character))
            .map(|piece| if piece.is_verbatim { piece.template.start } else { inside(piece) })
            .unwrap_or_else(|| self.pieces.last().map_or(0, |piece| piece.template.end))
    }
}
