//! Any bytes as a document, any further bytes as an overlay and as a file that it refers to: parse and resolve don't
//! panic, and every diagnostic's place can be looked up.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tributary_codegen::diagnostics::At;
use tributary_codegen::parse::{Input, Part, load, locate, text};
use tributary_codegen::resolve;
use tributary_codegen::source::{SourceFile, Sources};

/// Parts an input into files.
const MARK: &[u8] = b"\n%%%\n";

fuzz_target!(|data: &[u8]| {
    let mut rest = data;
    let mut files = Vec::new();
    for path in ["api.yaml", "overlay.yaml", "common.yaml", "overlay.more.yaml"] {
        let end = rest.windows(MARK.len()).position(|window| window == MARK);
        let (part, next) = match end {
            Some(end) => (&rest[..end], &rest[end + MARK.len()..]),
            None => (rest, &[][..]),
        };
        if !part.is_empty() || path == "api.yaml" {
            files.push(SourceFile { path: path.to_owned(), bytes: part.into() });
        }
        rest = next;
    }
    let sources = Sources::new(files);
    let roots = ["api.yaml"];
    let mut diags = Vec::new();
    let forest = load(Input { sources: &sources, folder: "", roots: &roots }, &mut diags);
    let documents = resolve::read(&forest, &mut diags);
    for (_, schema) in documents.schemas.iter() {
        let mut at = Some(schema);
        for _ in 0..=documents.schemas.len() {
            at = at.and_then(|schema| schema.reference).map(|id| documents.schemas.get(id));
        }
        assert!(at.is_none(), "a circle of references");
    }
    for file in sources.under("") {
        let source = text(file);
        let labels = diags.iter().flat_map(|diagnostic| &diagnostic.labels);
        let pointers =
            labels.filter(|label| label.place.file == file.path).filter_map(|label| match &label.place.at {
                At::Pointer(pointer) => Some(pointer.as_str()),
                At::File | At::Span(_) => None,
            });
        let inside =
            locate(&source, pointers, Part::Key).into_values().all(|range| source.get(range).is_some());
        assert!(inside, "a place outside of the text");
    }
});
