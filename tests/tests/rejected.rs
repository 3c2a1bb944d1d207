//! Exact diagnostics: `tests/rejected/<code>-<what>/` holds an input that is wrong in one way and, to the letter,
//! `expected.txt`.
//!
//! - With a `mapping.toml`, it is bound to one small vendor that all such cases share (`acme.yaml`, `crm.yaml`), or to the
//!   documents of those names in the case's own folder.
//! - Without one, `spec.yaml` or `spec.json` becomes a client, with what is beside it: an `overlay.yaml`, a `names.lock`, and
//!   in `operations.txt` what would follow `--operations`.
//!
//! `UPDATE=1` rewrites the texts.

// A test fails by panicking.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use tributary_codegen::diagnostics::{Diagnostic, catalogue};
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, LevelOptions, client, level};
use tributary_tests::{binding, files, root};

const FUNCTIONS: &str = "use tributary_model::Invalid;\n\npub(crate) fn shout(text: &str) -> Result<String, Invalid> {\n    Ok(text.to_uppercase())\n}\n";

/// Codes that no input gives, and where they are tested.
const OF_THE_TREE: &[(&str, &str)] = &[
    ("T701", "xtask/src/sync/tests.rs"),
    ("T702", "xtask/src/sync/tests.rs"),
    ("T703", "xtask/src/sync/tests.rs"),
    ("T704", "xtask/src/sources.rs"),
    ("T705", "xtask/src/sync/tests.rs"),
    ("T706", "xtask/src/sources.rs"),
    ("T707", "xtask/src/sync/tests.rs"),
];

fn source(path: &str, bytes: Vec<u8>) -> SourceFile {
    SourceFile { path: path.to_owned(), bytes: bytes.into() }
}

/// The case's mapping among the documents that all cases share.
fn sources(folder: &Path, case: &str) -> Sources {
    let own = folder.join(case);
    let read = |name: &str| {
        let path = own.join(name);
        fs::read(if path.exists() { path } else { folder.join(name) }).unwrap_or_default()
    };
    Sources::new(vec![
        source("mappings/acme.rs", FUNCTIONS.as_bytes().to_vec()),
        source("mappings/acme.toml", read("mapping.toml")),
        source("specs/acme/acme.yaml", read("acme.yaml")),
        source("specs/unified/crm.yaml", read("crm.yaml")),
    ])
}

/// What is found in a case.
fn found(folder: &Path, case: &str) -> (Vec<Diagnostic>, Sources) {
    let own = folder.join(case);
    if own.join("mapping.toml").exists() {
        let sources = sources(folder, case);
        return (binding::bind(&sources, "acme").found, sources);
    }
    let inputs = files(&own).into_iter().filter(|path| path != "expected.txt" && path != "operations.txt");
    let sources =
        Sources::new(inputs.map(|path| source(&path, fs::read(own.join(&path)).unwrap())).collect());
    let text = |name: &str| fs::read_to_string(own.join(name)).ok();
    let spec = if own.join("spec.json").exists() { "spec.json" } else { "spec.yaml" };
    // the one code that writing a document as OpenAPI 3.0 gives
    if case.starts_with("t317") {
        return (level(&sources, spec, &LevelOptions::default()).diagnostics, sources);
    }
    let operations = text("operations.txt").unwrap_or_default().lines().map(str::to_owned).collect();
    let options = ClientOptions { operations, lock: text("names.lock"), ..ClientOptions::default() };
    (client(&sources, spec, &options).diagnostics, sources)
}

/// All findings as a user reads them.
fn shown(found: &[Diagnostic], sources: &Sources) -> String {
    let places = Places::of(found, sources);
    let texts: Vec<_> = found.iter().map(|found| render(found, &places, false)).collect();
    texts.join("\n")
}

fn cases(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The code that a case is about.
fn code_of(case: &str) -> String {
    case.split('-').next().unwrap_or_default().to_uppercase()
}

#[test]
fn every_rejected_input_says_exactly_what_is_wrong() {
    let folder = root().join("tests/rejected");
    let update = std::env::var_os("UPDATE").is_some();
    assert!(cases(&folder).len() >= 120, "the cases are not where they were");
    let mut wrong = Vec::new();
    for case in cases(&folder) {
        let (found, sources) = found(&folder, &case);
        let ids: Vec<_> = found.iter().map(|found| found.code.id).collect();
        if !ids.contains(&code_of(&case).as_str()) {
            wrong.push(format!("{case}: found {ids:?}"));
        }
        let text = shown(&found, &sources);
        let path = folder.join(&case).join("expected.txt");
        if update {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(format!("{case}: the text is now\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE=1 rewrites the texts", wrong.join("\n"));
}

#[test]
fn every_code_has_a_case() {
    let shown: BTreeSet<_> = cases(&root().join("tests/rejected")).iter().map(|case| code_of(case)).collect();
    let elsewhere: BTreeMap<_, _> = OF_THE_TREE.iter().copied().collect();
    let mut wrong = Vec::new();
    for code in catalogue::catalogue() {
        match (shown.contains(code.id), elsewhere.get(code.id)) {
            (true, None) => {}
            (true, Some(_)) => wrong.push(format!("{}: has a case, and is tested elsewhere", code.id)),
            (false, None) => wrong.push(format!("{}: no case under tests/rejected shows it", code.id)),
            (false, Some(file)) => {
                let tests = fs::read_to_string(root().join(file)).unwrap_or_default();
                let tests = tests.split_once("mod tests {").map_or(tests.as_str(), |(_, tests)| tests);
                if !tests.contains(code.id) {
                    wrong.push(format!("{}: {file} does not test it", code.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_but_its_one_line_is_right() {
    let folder = root().join("tests/rejected");
    let binding = binding::bind(&sources(&folder, "t561-map-keys"), "acme");
    assert_eq!(binding.codes(), Vec::<&str>::new());
}

#[test]
fn what_is_acknowledged_is_not_shown() {
    let case = "t553-unused-table";
    let folder = root().join("tests/rejected");
    let plain = fs::read_to_string(folder.join(case).join("mapping.toml")).unwrap();
    let found = |lines: &str| {
        let text = plain.replacen("[vendor]\n", &format!("[vendor]\nacknowledged = {{ {lines} }}\n"), 1);
        let mut all: Vec<_> = sources(&folder, case).under("").cloned().collect();
        for file in all.iter_mut().filter(|file| file.path == "mappings/acme.toml") {
            file.bytes = text.clone().into_bytes().into();
        }
        let found = binding::bind(&Sources::new(all), "acme").found;
        found.iter().map(|it| format!("{}: {}", it.code.id, it.message)).collect::<Vec<_>>()
    };
    let (table, model) = ("T553 = { later = ['enums.contact_state'] }", "T562 = { soon = ['crm.contact'] }");
    assert_eq!(found(table).len(), 1);
    assert_eq!(found(&format!("{table}, {model}")), [] as [&str; 0]);
    let gone = found(&format!("{table}, {model}, T303 = {{ 'no such union' = ['acme.yaml#/components'] }}"));
    assert_eq!(gone, ["T553: no finding T303 is about `acme.yaml#/components`"]);
    // what is acknowledged elsewhere is shown
    let elsewhere = found(&format!("{table}, T562 = {{ soon = ['crm.account'] }}"));
    assert_eq!(elsewhere.len(), 2, "{elsewhere:?}");
    assert!(elsewhere.iter().any(|it| it == "T553: no finding T562 is about `crm.account`"), "{elsewhere:?}");
}
