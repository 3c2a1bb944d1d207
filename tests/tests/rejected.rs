//! What a user sees of a mapping that is wrong: `tests/rejected/<code>-<what>/mapping.toml` and, to the letter,
//! `expected.txt`. All cases are bound to one small vendor. `UPDATE=1` rewrites the texts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tributary_codegen::diagnostics::catalogue;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_tests::{binding, root};

const FUNCTIONS: &str = "use tributary_model::Invalid;\n\npub(crate) fn shout(text: &str) -> Result<String, Invalid> {\n    Ok(text.to_uppercase())\n}\n";

/// The case's mapping among the documents that all cases share.
fn sources(folder: &Path, case: &str) -> Sources {
    let read = |path: &Path| fs::read(path).unwrap_or_default();
    let file = |path: &str, bytes: Vec<u8>| SourceFile { path: path.to_owned(), bytes: bytes.into() };
    Sources::new(vec![
        file("mappings/acme.rs", FUNCTIONS.as_bytes().to_vec()),
        file("mappings/acme.toml", read(&folder.join(case).join("mapping.toml"))),
        file("specs/acme/acme.yaml", read(&folder.join("acme.yaml"))),
        file("specs/unified/crm.yaml", read(&folder.join("crm.yaml"))),
    ])
}

fn cases(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    let folders = entries.flatten().filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn every_rejected_mapping_says_exactly_what_is_wrong() {
    let folder = root().join("tests/rejected");
    let update = std::env::var_os("UPDATE").is_some();
    assert!(cases(&folder).len() >= 60, "the cases are not where they were");
    let mut wrong = Vec::new();
    for case in cases(&folder) {
        let sources = sources(&folder, &case);
        let binding = binding::bind(&sources, "acme");
        let code = case.split('-').next().unwrap_or_default().to_uppercase();
        if !binding.found.iter().any(|found| found.code.id == code) {
            wrong.push(format!("{case}: found {:?}", binding.codes()));
        }
        let text = binding.text(&sources);
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
fn every_code_of_a_mapping_has_a_case() {
    let folder = root().join("tests/rejected");
    let cases = cases(&folder);
    let shown = |id: &str| cases.iter().any(|case| case.to_uppercase().starts_with(id));
    let of_mappings = |id: &str| ["T4", "T5", "T6"].iter().any(|start| id.starts_with(start));
    let missing: Vec<_> =
        catalogue::catalogue().map(|code| code.id).filter(|id| of_mappings(id) && !shown(id)).collect();
    assert!(missing.is_empty(), "no case under tests/rejected shows {missing:?}");
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
    assert_eq!(found("T553 = \"later\"").len(), 1);
    assert_eq!(found("T553 = \"later\", T562 = \"not yet\""), [] as [&str; 0]);
    let gone = found("T553 = \"later\", T562 = \"not yet\", T303 = \"no such union\"");
    assert_eq!(gone, ["T553: no finding is `T303`"]);
}
