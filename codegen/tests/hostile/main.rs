//! Whoever writes the document means harm: its texts, wherever a document has texts, become names, paths, prose and
//! literals, and nothing else. No panic, no path that a file system could mistake, no finding without a line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod documents;
mod texts;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use tributary_codegen::output::Output;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, client};

/// Generates from the first file, and looks at all that came out.
#[track_caller]
fn generated(files: &[(&str, &[u8])]) -> Output {
    let files =
        files.iter().map(|(path, bytes)| SourceFile { path: (*path).to_owned(), bytes: (*bytes).into() });
    let sources = Sources::new(files.collect());
    let root = sources.under("").next().unwrap().path.clone();
    let started = Instant::now();
    let output = client(&sources, &root, &ClientOptions::default());
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    paths_are_harmless(&output);
    files_are_what_they_are_called(&output);
    findings_have_lines(&output, &sources);
    output
}

/// Letters, digits and `_`, `-`, `.`: no file system changes, refuses or takes two of them for one.
fn paths_are_harmless(output: &Output) {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    let mut seen = BTreeSet::new();
    for file in &output.files {
        let path = &file.path;
        assert!(seen.insert(path.to_ascii_lowercase()), "`{path}` is there twice");
        for step in path.split('/') {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
            assert!(!step.is_empty() && !step.starts_with('.') && step.chars().all(plain), "{path}");
            assert!(step.len() <= 200, "{path}");
            let stem = step.split('.').next().unwrap().to_ascii_lowercase();
            let device = stem.trim_end_matches(|c: char| c.is_ascii_digit());
            let numbered = stem.len() == device.len() + 1;
            let is_device =
                DEVICES[..4].contains(&stem.as_str()) || (numbered && DEVICES[4..].contains(&device));
            assert!(!is_device, "{path}");
        }
    }
}

/// Rust is Rust and TOML is TOML, without an item that no document may ask for, and without the characters that rustc
/// refuses in a source.
fn files_are_what_they_are_called(output: &Output) {
    for file in &output.files {
        let (path, text) = (&file.path, &file.contents);
        if path.ends_with(".toml") {
            let manifest: toml::Table = text.parse().unwrap();
            let known =
                ["package", "dependencies", "features", "lints", "workspace", "lib", "dev-dependencies"];
            assert!(manifest.keys().all(|key| known.contains(&key.as_str())), "{path}: {manifest:?}");
        }
        if !path.ends_with(".rs") {
            continue;
        }
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let odd = |line: &&str| line.contains(|c: char| turns(c) || c.is_control());
        assert_eq!(text.lines().find(odd), None, "{path}");
        let rust = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is not Rust: {error}"));
        for item in rust.items {
            match item {
                syn::Item::Fn(it) => assert_ne!(it.sig.ident, "evil", "{path}"),
                syn::Item::ExternCrate(_) | syn::Item::ForeignMod(_) => panic!("{path}"),
                _ => {}
            }
        }
    }
}

/// What is said names the file, and the line wherever the file is a text at all.
fn findings_have_lines(output: &Output, sources: &Sources) {
    let places = Places::of(&output.diagnostics, sources);
    for found in &output.diagnostics {
        let text = render(found, &places, false);
        let place = &found.labels.first().unwrap_or_else(|| panic!("no place: {text}")).place;
        assert!(sources.get(&place.file).is_some(), "{text}");
        assert!(text.contains(&format!("--> {}", place.file)), "{text}");
        let empty = found.message == "the file is empty";
        assert!(empty || places.position(place).is_some(), "no line: {text}");
    }
}
