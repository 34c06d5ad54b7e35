//! Where something was written: a text with a name, and a span in it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// What a text is; values of each kind are treated differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    File,
    Environment,
    CommandLine,
}

/// A text that can hold a mistake. Of an environment variable it is the name alone: its value may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    pub name: String,
    pub text: String,
    pub origin: Origin,
    /// The value of a variable or an argument as it was given, before it was read as TOML. Never shown.
    pub value: Option<String>,
}

impl Text {
    pub fn file(name: &str, text: &str) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), text: text.to_owned(), origin: Origin::File, value: None })
    }

    pub fn environment(variable: &str, value: &str) -> Arc<Self> {
        Arc::new(Self {
            name: "environment".to_owned(),
            text: variable.to_owned(),
            origin: Origin::Environment,
            value: Some(value.to_owned()),
        })
    }

    pub fn command_line(argument: String, value: &str) -> Arc<Self> {
        Arc::new(Self {
            name: "command line".to_owned(),
            text: argument,
            origin: Origin::CommandLine,
            value: Some(value.to_owned()),
        })
    }

    /// Line and column of a byte, both from 1; columns count characters.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let byte = floor_char_boundary(&self.text, byte);
        let before = &self.text[..byte];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Text").field("name", &self.name).field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let inner = <str as SourceCode>::read_span(&self.text, span, lines_before, lines_after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            inner.data(),
            *inner.span(),
            inner.line(),
            inner.column(),
            inner.line_count(),
        )))
    }
}

/// A span of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub text: Arc<Text>,
    pub span: Range<usize>,
}

impl Place {
    /// Spans are clamped to the text and to its characters, so that no place can make a renderer fail.
    pub fn new(text: &Arc<Text>, span: Range<usize>) -> Self {
        let start = floor_char_boundary(&text.text, span.start);
        let end = floor_char_boundary(&text.text, span.end).max(start);
        Self { text: Arc::clone(text), span: start..end }
    }

    pub fn whole(text: &Arc<Text>) -> Self {
        Self::new(text, 0..text.text.len())
    }

    pub fn written(&self) -> &str {
        &self.text.text[self.span.clone()]
    }

    /// The same place in a copy of the text in which a secret is made unreadable.
    pub fn masking(&self, secret: &Self) -> Self {
        let mut text = (*self.text).clone();
        if Arc::ptr_eq(&self.text, &secret.text) && text.origin == Origin::File {
            text.text.replace_range(secret.span.clone(), &"*".repeat(secret.span.len()));
        }
        Self { text: Arc::new(text), span: self.span.clone() }
    }

    pub fn origin(&self) -> Origin {
        self.text.origin
    }
}

fn floor_char_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}
