//! Any bytes as a mapping: reading it doesn't panic, and every place it speaks of is in the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tributary_codegen::diagnostics::At;
use tributary_codegen::mapping;

fuzz_target!(|text: &str| {
    let mut diags = Vec::new();
    mapping::read("mappings/acme.toml", text, &mut diags);
    for label in diags.iter().flat_map(|diagnostic| &diagnostic.labels) {
        if let At::Span(span) = &label.place.at {
            assert!(text.get(span.clone()).is_some() || span.start >= text.len(), "{span:?}");
        }
    }
});
