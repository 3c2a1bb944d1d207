//! Any bytes as a mapping, all the way to a crate that converts: nothing panics, every place that is spoken of is in the
//! text, and what is generated is Rust.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tributary_codegen::diagnostics::At;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate, mapping, plan};

/// The vendor, the model and the functions that the mappings of `tests/rejected` are about.
const VENDOR: &str = include_str!("../../tests/rejected/acme.yaml");
const UNIFIED: &str = include_str!("../../tests/rejected/crm.yaml");
const FUNCTIONS: &str = "pub(crate) fn shout(text: &str) -> Result<String, tributary_model::Invalid> {}";

fuzz_target!(|text: &str| {
    let mut diags = Vec::new();
    mapping::read("mappings/acme.toml", text, &mut diags);
    for label in diags.iter().flat_map(|diagnostic| &diagnostic.labels) {
        if let At::Span(span) = &label.place.at {
            assert!(text.get(span.clone()).is_some() || span.start >= text.len(), "{span:?}");
        }
    }
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), bytes: text.as_bytes().into() };
    let sources = Sources::new(vec![
        file("mappings/acme.rs", FUNCTIONS),
        file("mappings/acme.toml", text),
        file("specs/acme/acme.yaml", VENDOR),
        file("specs/unified/crm.yaml", UNIFIED),
    ]);
    let (_, bound) = plan(&sources, "acme");
    let places = Places::of(&bound.diagnostics, &sources);
    for found in &bound.diagnostics {
        assert!(!render(found, &places, false).is_empty());
    }
    if bound.has_errors() {
        return;
    }
    // most of what a run costs, and what few mutations get to see
    let options = GenerateOptions { vendors: vec!["acme".to_owned()], runtime: "runtime".to_owned(), ..GenerateOptions::default() };
    let output = generate(&sources, &options);
    for file in output.files.iter().filter(|file| file.path.contains("/convert/")) {
        assert!(syn::parse_file(&file.contents).is_ok(), "{} is not Rust", file.path);
    }
});
