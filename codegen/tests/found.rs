//! What fuzzing found, and what looked as if it might: inputs that once broke a promise, read again. A folder a target
//! of `fuzz/`; a file a case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use tributary_codegen::diagnostics::At;
use tributary_codegen::parse::{self, Input};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, client, mapping, resolve};

fn cases(target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found").join(target);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "no cases of {target}");
    files
}

#[test]
fn documents() {
    for path in cases("documents") {
        let text = std::fs::read(&path).unwrap();
        let names = ["api.yaml", "overlay.yaml", "common.yaml", "overlay.more.yaml"];
        let parts = String::from_utf8_lossy(&text).into_owned();
        let files = parts.split("\n%%%\n").zip(names);
        let files =
            files.map(|(part, name)| SourceFile { path: name.to_owned(), bytes: part.as_bytes().into() });
        let sources = Sources::new(files.collect());
        let mut diags = Vec::new();
        let forest = parse::load(Input { sources: &sources, folder: "", roots: &["api.yaml"] }, &mut diags);
        let documents = resolve::read(&forest, &mut diags);
        assert!(
            !documents.documents.is_empty() || !diags.is_empty(),
            "{}: nothing, without a word",
            path.display()
        );
    }
}

#[test]
fn clients() {
    for path in cases("clients") {
        let bytes = std::fs::read(&path).unwrap().into();
        let sources = Sources::new(vec![SourceFile { path: "api.yaml".to_owned(), bytes }]);
        let output = client(&sources, "api.yaml", &ClientOptions::default());
        for file in output.files.iter().filter(|file| file.path.ends_with(".rs")) {
            assert!(syn::parse_file(&file.contents).is_ok(), "{}: {} is not Rust", path.display(), file.path);
        }
    }
}

#[test]
fn mappings() {
    for path in cases("mappings") {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut diags = Vec::new();
        mapping::read("mappings/acme.toml", &text, &mut diags);
        assert!(!diags.is_empty(), "{}: nothing wrong with it?", path.display());
        for label in diags.iter().flat_map(|found| &found.labels) {
            let At::Span(span) = &label.place.at else { continue };
            let inside = text.get(span.clone()).is_some() || span.start >= text.len();
            assert!(inside, "{}: {span:?} of {}", path.display(), label.text);
        }
    }
}
