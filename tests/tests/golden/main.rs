//! Golden cases: one small folder a feature, which shows what a document (and a mapping) becomes.
//!
//! `tests/cases/openapi/<feature>/` and `tests/cases/mapping/<feature>/` hold `spec.yaml`, perhaps `mapping.toml`, and in `expected/` the sources of the crate that
//! the case is about and, where anything is to be said, `diagnostics.txt`. `UPDATE=1 cargo test --test golden` rewrites
//! what is expected; the diff is what a reviewer reads. All that is expected is compiled, without a warning.
//!
//! `drive.rs` beside a document makes the generated client send and receive, over a transport in memory: what is right on
//! the wire is shown there, and no text of a client can show it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod crates;

use case::cases;

/// The first line in which two texts differ.
fn difference(expected: &str, actual: &str) -> String {
    let lines = expected.lines().map(Some).chain(std::iter::repeat(None));
    let mut pairs = lines.zip(actual.lines().map(Some).chain([None])).enumerate();
    let differing = pairs.find(|(_, (expected, actual))| expected != actual);
    let text = |line: Option<&str>| line.map_or_else(|| "(the end)".to_owned(), |line| format!("`{line}`"));
    differing.map_or_else(
        || "the line ends differ".to_owned(),
        |(number, (expected, actual))| {
            format!("line {}: expected {}, found {}", number + 1, text(expected), text(actual))
        },
    )
}

#[test]
fn cases_are_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(!cases.is_empty(), "there are no cases");
    for case in cases {
        let (actual, expected) = (case.actual(), case.expected());
        if update {
            case.rewrite(&actual);
            continue;
        }
        let paths = expected.keys().chain(actual.keys().filter(|path| !expected.contains_key(*path)));
        for path in paths {
            let what = match (expected.get(path), actual.get(path)) {
                (Some(expected), Some(actual)) if expected == actual => continue,
                (Some(expected), Some(actual)) => difference(expected, actual),
                (Some(_), None) => "is not generated any more".to_owned(),
                (None, _) => "is not expected".to_owned(),
            };
            wrong.push(format!("tests/cases/{}/expected/{path}: {what}", case.path));
        }
    }
    assert!(wrong.is_empty(), "{}\n\n`UPDATE=1 cargo test --test golden` rewrites them", wrong.join("\n"));
}

/// `tests/cases/README.md` lists the features.
#[test]
fn the_index_is_fresh() {
    let mut text = String::from(
        "# What is supported, by example\n\nEach folder has a small document and, in `expected/`, what is generated from it.\n",
    );
    for (kind, heading) in [("openapi", "Features of OpenAPI"), ("mapping", "Features of mappings")] {
        text += &format!("\n## {heading}\n\n| case | what it shows |\n|---|---|\n");
        for case in cases().iter().filter(|case| case.path.starts_with(kind)) {
            assert_eq!(case.is_mapped(), kind == "mapping", "{} is in the wrong folder", case.path);
            let driven = if case.drive().is_some() { ", and on the wire" } else { "" };
            text += &format!("| [{}]({}) | {}{driven} |\n", case.name, case.path, case.title());
        }
    }
    let path = tributary_tests::root().join("tests/cases/README.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text, "`UPDATE=1` rewrites it");
}

/// Two runs give the same bytes, whatever the order the inputs were read in.
#[test]
fn cases_are_the_same_twice() {
    for case in cases() {
        assert_eq!(case.crate_files().0, case.crate_files().0, "{}", case.name);
    }
}

/// All the crates, clippy included.
#[test]
fn what_is_expected_compiles_without_a_warning() {
    let said = crates::workbench().clippy().unwrap();
    assert!(said.is_empty(), "{said}");
}

/// What rustdoc makes of them, whatever the documents say.
#[test]
fn what_is_expected_is_documented_without_a_warning() {
    let said = crates::workbench().doc().unwrap();
    assert!(said.is_empty(), "{said}");
}

/// What a document calls an example is shown, never run: the only one that is compiled is ours.
#[test]
fn text_of_a_document_is_no_documentation_test() {
    let said = crates::workbench().doctest("hostile-text").unwrap();
    assert!(said.contains("test result: ok. 1 passed"), "{said}");
}

/// Each `drive.rs`.
#[test]
fn clients_are_right_on_the_wire() {
    let said = crates::workbench().test(crates::DRIVES).unwrap();
    assert!(said.contains("test result: ok") && !said.contains("warning:"), "{said}");
    for case in cases().iter().filter(|case| case.drive().is_some()) {
        let module = crates::module(&case.name);
        assert!(said.contains(&format!("test {module}::")), "{} has no test", case.name);
    }
}
