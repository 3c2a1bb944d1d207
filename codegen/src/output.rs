//! What comes out: files to be written, what was found on the way, and what was made of the documents.
//!
//! Nothing is written here: `xtask` compares the files with the tree and changes what differs.

use crate::diagnostics::{Diagnostic, Severity};

/// The result of a run.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// Sorted by path, each path once.
    pub files: Vec<OutputFile>,
    /// In the order they were found.
    pub diagnostics: Vec<Diagnostic>,
    pub summary: Summary,
}

/// One file, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Relative to the root (`generated/hubspot/src/lib.rs`), or for a stand-alone client to its folder
    /// (`src/lib.rs`). Uses `/`, and never contains `..`.
    pub path: String,
    /// The text, with the `@generated` marker in its first lines.
    pub contents: String,
}

/// How much of the documents a run could use.
///
/// Degraded is an operation of which the document says more than the client can: a parameter, a request body or a
/// response was left out, or a value in one of them, however deep, is raw JSON (a body: bytes) although the document types
/// it, because that schema is broken or dangling, too deep, or has no counterpart. A schema is degraded if that is so of
/// itself. What the document itself leaves untyped (no schema, `{}`, `type: object` alone, an alternative that allows
/// anything) is as the document has it, and so is a header of a response that is read as text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub operations: Tally,
    pub schemas: Tally,
}

/// Each item counts once. What is degraded or left out has a diagnostic of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// As the document has it.
    pub generated: usize,
    /// Usable, but partly as raw JSON, or without a part: see [`Summary`].
    pub degraded: usize,
    pub left_out: usize,
}

impl Output {
    /// Whether anything found is an error, so that the files are not to be written.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.severity() == Severity::Error)
    }
}

impl Tally {
    /// All items of the documents.
    pub fn total(&self) -> usize {
        self.generated + self.degraded + self.left_out
    }
}
