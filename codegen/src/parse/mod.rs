//! parse: bytes to trees. JSON and YAML, one or many files of a vendor, overlays applied; `$ref`s are still texts.
//!
//! Whatever the input, it takes bounded time and memory and does not panic: nesting, the number of values and the
//! expansion of aliases are limited, nothing here recurses along a document.

mod build;
mod change;
mod edit;
mod events;
mod json;
mod locate;
mod mend;
mod overlay;
mod provenance;
pub(crate) mod reference;
mod report;
mod text;
mod tree;
mod write;
mod yaml;

pub(crate) use change::{Change, Edited};
pub use locate::{Part, locate};
pub use provenance::Provenance;
pub use tree::{Children, Forest, Node, NodeKind};

use crate::diagnostics::Diagnostic;
use crate::source::{SourceFile, Sources};
use reference::Target;
use std::borrow::Cow;
use std::collections::HashSet;
use text::Syntax;

/// What is to be read for one vendor.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub sources: &'a Sources,
    /// `$ref`s may lead to files under this folder only: `specs/hubspot`, or `""`.
    pub folder: &'a str,
    /// Paths of the vendor's documents.
    pub roots: &'a [&'a str],
}

/// The text of a file as every span refers to it.
pub fn text(file: &SourceFile) -> Cow<'_, str> {
    text::decode(&file.bytes).text
}

/// Reads the documents, the files they refer to and the folder's overlays (`overlay.yaml`, `overlay.<name>.yaml`).
pub fn load<'a>(input: Input<'a>, diags: &mut Vec<Diagnostic>) -> Forest<'a> {
    let mut forest = Forest { folder: input.folder, ..Forest::default() };
    let mut seen = HashSet::new();
    for root in input.roots {
        match input.sources.get(root) {
            Some(file) if seen.insert(file.path.as_str()) => {
                if let Some(tree) = read(file, diags) {
                    forest.roots.push(forest.trees.len());
                    forest.add(tree);
                }
            }
            Some(_) => {}
            None => diags.push(report::missing(root, input.sources)),
        }
    }
    follow(&mut forest, input, &mut seen, diags);
    let overlays = overlays(input);
    for file in &overlays {
        if let Some(tree) = read(file, diags) {
            overlay::apply(tree.root(), &mut forest, diags);
            forest.overlays.push(tree);
        }
    }
    if !overlays.is_empty() {
        follow(&mut forest, input, &mut seen, diags);
    }
    forest
}

/// The folder's overlays, the nameless one first.
fn overlays<'a>(input: Input<'a>) -> Vec<&'a SourceFile> {
    let folder = input.folder.trim_end_matches('/');
    let prefix = if folder.is_empty() { "overlay.".to_owned() } else { format!("{folder}/overlay.") };
    let of_folder = |file: &&'a SourceFile| {
        let rest = file.path.strip_prefix(&prefix).unwrap_or("/");
        let known = rest.rsplit('.').next().is_some_and(|ext| ["yaml", "yml", "json"].contains(&ext));
        known && !rest.contains('/') && !input.roots.contains(&file.path.as_str())
    };
    let mut found: Vec<&'a SourceFile> = input.sources.under(input.folder).filter(of_folder).collect();
    found.sort_by_key(|file| file.path.get(prefix.len()..).is_some_and(|rest| rest.contains('.')));
    found
}

/// Reads the files that references lead to, then those that these refer to.
fn follow<'a>(
    forest: &mut Forest<'a>,
    input: Input<'a>,
    seen: &mut HashSet<&'a str>,
    diags: &mut Vec<Diagnostic>,
) {
    let mut at = 0;
    while let Some(tree) = forest.trees.get(at) {
        at += 1;
        let mut due = Vec::new();
        for text in tree.reference_texts() {
            let Target::Local { file: Some(path), .. } = reference::parse(tree.path, text) else { continue };
            let Some(file) = input.sources.get(&path) else { continue };
            if reference::is_under(&file.path, input.folder) && seen.insert(file.path.as_str()) {
                due.push(file);
            }
        }
        for file in due {
            if let Some(tree) = read(file, diags) {
                forest.add(tree);
            }
        }
    }
}

/// One file to a tree; `None` if that can't be, which is reported.
fn read<'a>(file: &'a SourceFile, diags: &mut Vec<Diagnostic>) -> Option<tree::Tree<'a>> {
    if file.bytes.len() > build::MOST_BYTES {
        diags.push(report::too_large(&file.path, file.bytes.len()));
        return None;
    }
    let decoded = text::decode(&file.bytes);
    if let Some(at) = decoded.invalid {
        diags.push(report::not_utf8(&file.path, at));
    }
    let source = decoded.text;
    let start = text::start(&source);
    if Syntax::of(&source) == Syntax::Json {
        let mut builder = build::Builder::new(&file.path, source.clone());
        match json::scan(&source, start, &mut builder) {
            Ok(lapses) => return report::finish(builder, lapses, diags),
            Err(error) if file.path.ends_with(".json") => {
                diags.push(report::syntax(&file.path, Syntax::Json, &error));
                return None;
            }
            // YAML in the flow style begins like JSON.
            Err(_) => {}
        }
    }
    match yaml::scan(&source, start, || build::Builder::new(&file.path, source.clone())) {
        Ok((builder, lapses)) => report::finish(builder, lapses, diags),
        Err(error) => {
            diags.push(report::syntax(&file.path, Syntax::Yaml, &error));
            None
        }
    }
}
