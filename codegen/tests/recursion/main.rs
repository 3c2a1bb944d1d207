//! Random documents whose schemas lead back to themselves: through properties, items, unions and `allOf` in place, in any
//! combination. Generation ends, what it writes is bounded by what the document has, and it is Rust.
//!
//! `SEED=7 cargo test -p tributary-codegen --test recursion` replays one, `SEEDS=10000` tries more, and `DOCUMENTS=folder`
//! keeps them as files, which fuzzing sets out from.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod random;

use serde_json::Value;
use tributary_codegen::diagnostics::Severity;
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, client};

/// How many types a schema of the document may cost, and how many lines; a client of none has [`LINES_OF_NONE`].
const TYPES: usize = 4;
const LINES: usize = 50;
const LINES_OF_NONE: usize = 200;

fn seeds() -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    match (number("SEED"), number("SEEDS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, seeds) => 0..seeds.unwrap_or(200),
    }
}

fn generated(document: &Value) -> Output {
    let bytes = serde_json::to_vec_pretty(document).unwrap();
    let sources = Sources::new(vec![SourceFile { path: "api.json".to_owned(), bytes: bytes.into() }]);
    client(&sources, "api.json", &ClientOptions::default())
}

/// How many schemas there are, those in place included.
fn schemas(value: &Value) -> usize {
    match value {
        Value::Object(members) => 1 + members.values().map(schemas).sum::<usize>(),
        Value::Array(items) => items.iter().map(schemas).sum(),
        _ => 0,
    }
}

#[test]
fn recursion_of_any_kind_ends_within_bounds() {
    for seed in seeds() {
        let document = random::document(seed);
        let size = schemas(&document["components"]["schemas"]);
        if let Some(folder) = std::env::var_os("DOCUMENTS") {
            let path = std::path::Path::new(&folder).join(format!("recursive-{seed}.json"));
            std::fs::write(path, document.to_string()).unwrap();
        }
        let output = generated(&document);
        let (mut types, mut lines) = (0, 0);
        for file in output.files.iter().filter(|file| file.path.ends_with(".rs")) {
            lines += file.contents.lines().count();
            let parsed = syn::parse_file(&file.contents);
            let parsed = parsed.unwrap_or_else(|error| panic!("SEED={seed}: {}: {error}", file.path));
            let is_type = |item: &&syn::Item| {
                matches!(item, syn::Item::Struct(_) | syn::Item::Enum(_) | syn::Item::Type(_))
            };
            types += parsed.items.iter().filter(is_type).count();
        }
        let errors: Vec<_> =
            output.diagnostics.iter().filter(|found| found.severity() == Severity::Error).collect();
        assert!(errors.is_empty(), "SEED={seed}: {errors:?}");
        assert!(types > 0, "SEED={seed}: nothing is generated");
        assert!(types <= TYPES * size, "SEED={seed}: {types} types of {size} schemas");
        assert!(lines <= LINES_OF_NONE + LINES * size, "SEED={seed}: {lines} lines of {size} schemas");
    }
}
