//! Documents as they come: broken, hostile, of every version. Nothing panics, nothing is lost without a word, and what
//! is whole is read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bounds;
mod texts;
mod versions;
mod wrong;

use std::collections::HashMap;
use std::time::{Duration, Instant};
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::parse::{Forest, Input, Node, NodeKind, Part, load, locate};
use tributary_codegen::resolve::{self, Documents, JsonTypes, Location, Schema, Value};
use tributary_codegen::source::{SourceFile, Sources};

fn sources(files: &[(&str, &[u8])]) -> Sources {
    Sources::new(
        files
            .iter()
            .map(|(path, bytes)| SourceFile { path: (*path).to_owned(), bytes: (*bytes).into() })
            .collect(),
    )
}

/// Loads and reads the first file, and looks at the outcome while it is there.
fn with<T>(files: &[(&str, &[u8])], look: impl FnOnce(&Forest<'_>, &Documents<'_>, &[Diagnostic]) -> T) -> T {
    let sources = sources(files);
    let roots = [files.first().map_or("", |(path, _)| *path)];
    let mut diags = Vec::new();
    let forest = load(Input { sources: &sources, folder: "", roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    look(&forest, &documents, &diags)
}

fn codes(diags: &[Diagnostic]) -> Vec<&'static str> {
    diags.iter().map(|diagnostic| diagnostic.code.id).collect()
}

/// What is said of one file of that text.
fn said(path: &str, text: &str) -> Vec<&'static str> {
    with(&[(path, text.as_bytes())], |_, _, diags| codes(diags))
}

/// Said of a document of OpenAPI 3.0 with these members.
fn said_of(members: &str) -> Vec<&'static str> {
    said("a.yaml", &format!("openapi: 3.0.3\ninfo: {{title: t, version: '1'}}\n{members}"))
}

const DOCUMENT: &str = include_str!("tickets-3.0.yaml");
