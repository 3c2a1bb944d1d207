//! What lowering does, feature by feature: a few lines of a document, and the IR they become as
//! [`ir::Api`](crate::ir::Api) writes it.

mod keeping;
mod naming;
mod operations;
mod recursion;
mod schemas;
mod summary;
mod telling;
mod unions;
mod webhooks;

use super::{NamesLock, Selection, lower};
use crate::diagnostics::{At, Diagnostic};
use crate::ir::Api;
use crate::output::Summary;
use crate::parse::{self, Input};
use crate::resolve;
use crate::source::{SourceFile, Sources};
use std::fmt::Write;
use std::sync::Arc;

/// How the text of a test becomes a document.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Frame(&'static str);

/// The text is `components.schemas`; `Thing` is what an operation answers.
const READ: Frame = Frame(
    "    get: {operationId: read, responses: {'200': {description: '', content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}\n",
);
/// The same, but `Thing` is what an operation sends.
const SENT: Frame = Frame(
    "    post: {operationId: send, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}, responses: {'204': {description: ''}}}\n",
);
/// Both.
const BOTH: Frame = Frame("both");
/// The text is the document, all but its head.
const DOCUMENT: Frame = Frame("");

const HEAD: &str = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n";

fn document(frame: Frame, text: &str) -> String {
    let text = unindented(text);
    if frame == DOCUMENT {
        return format!("{HEAD}{text}");
    }
    let operations = if frame == BOTH { format!("{}{}", READ.0, SENT.0) } else { frame.0.to_owned() };
    let schemas: String = text.lines().map(|line| format!("    {line}\n")).collect();
    format!("{HEAD}paths:\n  /thing:\n{operations}components:\n  schemas:\n{schemas}")
}

/// Without the indentation that the text has in the test.
fn unindented(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines.clone().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    lines.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default().trim_end())).collect()
}

/// Lowers one or several files.
fn run(files: &[(&str, &str)], selection: &Selection, lock: &NamesLock) -> (Api, NamesLock, Vec<Diagnostic>) {
    let (api, lock, _, diags) = counted(files, selection, lock);
    (api, lock, diags)
}

/// The same, and what came of the documents.
fn counted(
    files: &[(&str, &str)],
    selection: &Selection,
    lock: &NamesLock,
) -> (Api, NamesLock, Summary, Vec<Diagnostic>) {
    let sources = files
        .iter()
        .map(|(path, text)| SourceFile { path: (*path).to_owned(), bytes: Arc::from(text.as_bytes()) });
    let sources = Sources::new(sources.collect());
    let roots: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let mut diags = Vec::new();
    let forest = parse::load(Input { sources: &sources, folder: "", roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    assert!(!documents.documents.is_empty(), "{diags:?}");
    diags.clear();
    let (api, lock, summary) = lower(&documents, selection, lock, &mut diags);
    (api, lock, summary, diags)
}

/// The IR and the diagnostics as text.
fn said(api: &Api, diags: &[Diagnostic]) -> String {
    let mut text = api.to_string();
    for found in diags {
        let place = match found.labels.first().map(|label| &label.place.at) {
            Some(At::Pointer(pointer)) => pointer.as_str(),
            _ => "",
        };
        let _ = writeln!(text, "{} {place}: {}", found.code.id, found.message);
    }
    text
}

/// Asserts what a document becomes.
#[track_caller]
fn lowers(frame: Frame, text: &str, expected: &str) {
    let document = document(frame, text);
    let (api, _, diags) = run(&[("api.yaml", &document)], &Selection::everything(), &NamesLock::default());
    let said = said(&api, &diags);
    // The framing operation is the same everywhere.
    let lines = said.lines().filter(|line| frame == DOCUMENT || !line.starts_with("fn "));
    let found: String = lines.map(|line| format!("{line}\n")).collect();
    let expected = unindented(expected);
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}
