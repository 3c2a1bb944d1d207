//! Diagnostics: what an engineer meets us through. Every one has a code of the catalogue, a place, what was found, what
//! was expected and what to do; a run collects all of them before it stops.

pub mod catalogue;
mod near;

pub use catalogue::*;
pub use near::{nearest, quoted};

use crate::source::path_below;
use std::ops::Range;

/// One finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    /// What was found, in one sentence without a full stop: "`contact` has no field `nmae`".
    pub message: String,
    /// The place it is about, then places that explain it.
    pub labels: Vec<Label>,
    /// What was expected, did-you-mean, the fix: one line each, rendered as `help:`.
    pub help: Vec<String>,
    /// Background, rendered as `note:`.
    pub notes: Vec<String>,
}

/// A place and what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

/// A place in a source file.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Path as in [`crate::source::SourceFile`].
    pub file: String,
    pub at: At,
}

#[derive(Clone, Debug, PartialEq)]
pub enum At {
    /// The whole file.
    File,
    /// A byte range of its text.
    Span(Range<usize>),
    /// A JSON pointer; the span is looked up in the text by [`crate::render::Places`].
    Pointer(String),
}

impl Diagnostic {
    /// A finding about one place.
    pub fn new(code: Code, message: impl Into<String>, place: Place, label: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            labels: vec![Label { place, text: label.into() }],
            help: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// The same finding with the paths of its places as seen from elsewhere, where the folder they are relative to is
    /// called `folder`.
    #[must_use]
    pub fn below(mut self, folder: &str) -> Self {
        for label in &mut self.labels {
            label.place.file = path_below(folder, &label.place.file);
        }
        self
    }

    pub fn severity(&self) -> Severity {
        self.code.severity
    }
}

impl Place {
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), at: At::File }
    }

    pub fn span(file: impl Into<String>, span: Range<usize>) -> Self {
        Self { file: file.into(), at: At::Span(span) }
    }

    pub fn pointer(file: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self { file: file.into(), at: At::Pointer(pointer.into()) }
    }
}
