//! A mistake in a pipeline file, with its place.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::place::{Place, Text};

/// One thing that is wrong with a pipeline, and what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Mistake {
    code: String,
    message: String,
    help: Option<String>,
    severity: Severity,
    place: Option<Place>,
    label: String,
    other: Option<(Place, String)>,
}

impl Mistake {
    pub(crate) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            message: message.into(),
            help: None,
            severity: Severity::Error,
            place: None,
            label: "here".to_owned(),
            other: None,
        }
    }

    pub(crate) fn at(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.place = Some(place.clone());
        self.label = label.into();
        self
    }

    /// A second place that belongs to the mistake, such as the first use of an id.
    pub(crate) fn and_at(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.other = Some((place.clone(), label.into()));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn help_if(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    pub(crate) fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    #[must_use]
    pub fn help_text(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// A warning does not stop a run.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The file, `environment` or `command line`, with line and column from 1.
    #[must_use]
    pub fn location(&self) -> Option<(&str, usize, usize)> {
        let place = self.place.as_ref()?;
        let (line, column) = place.text.line_and_column(place.span.start);
        Some((&place.text.name, line, column))
    }

    /// Order of reading: by file in order of the layers, then by place.
    fn order(&self, texts: &[Arc<Text>]) -> (usize, usize) {
        self.place.as_ref().map_or((usize::MAX, 0), |place| {
            // By name, because a text in which a secret was masked is a copy.
            let is_same = |text: &Arc<Text>| text.name == place.text.name && text.origin == place.text.origin;
            let text = texts.iter().position(is_same).unwrap_or(usize::MAX);
            (text, place.span.start)
        })
    }
}

impl Diagnostic for Mistake {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.code))
    }

    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display + 'a>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_ref().map(|place| &*place.text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let place = self.place.as_ref()?;
        let first = LabeledSpan::new_primary_with_span(Some(self.label.clone()), place.span.clone());
        // miette draws all labels in one text.
        let second = self
            .other
            .as_ref()
            .filter(|(other, _)| Arc::ptr_eq(&other.text, &place.text))
            .map(|(other, label)| LabeledSpan::new_with_span(Some(label.clone()), other.span.clone()));
        Some(Box::new(std::iter::once(first).chain(second)))
    }
}

impl Serialize for Mistake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let start = self.place.as_ref().map(|place| place.text.line_and_column(place.span.start));
        let end = self.place.as_ref().map(|place| place.text.line_and_column(place.span.end));
        let mut fields = serializer.serialize_struct("Mistake", 9)?;
        fields.serialize_field("code", &self.code)?;
        fields.serialize_field("severity", if self.is_error() { "error" } else { "warning" })?;
        fields.serialize_field("message", &self.message)?;
        fields.serialize_field("help", &self.help)?;
        fields.serialize_field("file", &self.place.as_ref().map(|place| &place.text.name))?;
        fields.serialize_field("line", &start.map(|(line, _)| line))?;
        fields.serialize_field("column", &start.map(|(_, column)| column))?;
        fields.serialize_field("end_line", &end.map(|(line, _)| line))?;
        fields.serialize_field("end_column", &end.map(|(_, column)| column))?;
        fields.end()
    }
}

/// Every mistake of a pipeline at once, in the order in which a reader meets them.
#[derive(Debug, Clone, thiserror::Error)]
pub struct Mistakes {
    mistakes: Vec<Mistake>,
}

impl Mistakes {
    pub(crate) fn new(mut mistakes: Vec<Mistake>, texts: &[Arc<Text>]) -> Self {
        mistakes.sort_by_key(|mistake| mistake.order(texts));
        Self { mistakes }
    }

    pub(crate) fn any_error(mistakes: &[Mistake]) -> bool {
        mistakes.iter().any(Mistake::is_error)
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Mistake> {
        self.mistakes.iter()
    }

    #[must_use]
    pub fn as_slice(&self) -> &[Mistake] {
        &self.mistakes
    }

    #[must_use]
    pub fn into_vec(self) -> Vec<Mistake> {
        self.mistakes
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mistakes.len() {
            1 => write!(formatter, "1 mistake in the pipeline"),
            count => write!(formatter, "{count} mistakes in the pipeline"),
        }
    }
}

impl Diagnostic for Mistakes {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.mistakes.iter().map(|mistake| mistake as &dyn Diagnostic)))
    }
}

impl Serialize for Mistakes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.mistakes.serialize(serializer)
    }
}

impl<'a> IntoIterator for &'a Mistakes {
    type Item = &'a Mistake;
    type IntoIter = std::slice::Iter<'a, Mistake>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
