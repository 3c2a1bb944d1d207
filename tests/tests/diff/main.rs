//! `diff` over the vendors of this repository: what a mapping uses, and seeded mutations of their documents against what
//! they do to the generated crate.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod mutations;
mod truth;
mod used;

use serde_json::Value;
use tributary_codegen::diff::Comparison;
use tributary_codegen::parse::{Input, load};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{Compared, compare_vendor, vendor_documents};

/// The vendors, their documents written as JSON so that they can be changed, and the unified model.
pub(crate) fn sources() -> Sources {
    let all = tributary_tests::sources(&tributary_tests::root(), &["specs", "mappings"]);
    let documents: Vec<String> = VENDORS.iter().flat_map(|vendor| vendor_documents(&all, vendor)).collect();
    let files = all.under("").map(|file| match documents.contains(&file.path) {
        true => SourceFile { path: file.path.clone(), bytes: as_json(file).into_bytes().into() },
        false => file.clone(),
    });
    Sources::new(files.collect())
}

pub(crate) const VENDORS: [&str; 3] = ["hubspot", "pipedrive", "salesforce"];

fn as_json(file: &SourceFile) -> String {
    let alone = Sources::new(vec![file.clone()]);
    let roots = [file.path.as_str()];
    let mut diags = Vec::new();
    let forest = load(Input { sources: &alone, folder: "", roots: &roots }, &mut diags);
    let text = forest.roots().next().map(|root| root.to_json()).unwrap();
    // Through the type that mutations are made in, so that the order of members is the same before and after.
    serde_json::from_str::<Value>(&text).unwrap().to_string()
}

/// The document at a path.
pub(crate) fn document(sources: &Sources, path: &str) -> Value {
    serde_json::from_slice(&sources.get(path).unwrap().bytes).unwrap()
}

/// The sources with another document.
pub(crate) fn with(sources: &Sources, path: &str, document: &Value) -> Sources {
    let new = SourceFile { path: path.to_owned(), bytes: document.to_string().into_bytes().into() };
    Sources::new(sources.under("").filter(|file| file.path != path).cloned().chain([new]).collect())
}

pub(crate) fn compare(old: &Sources, new: &Sources, vendor: &str) -> Comparison {
    match compare_vendor(old, new, vendor) {
        Compared::Done(comparison) => *comparison,
        Compared::Failed(found) => panic!("{found:#?}"),
    }
}
