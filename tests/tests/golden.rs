//! Golden cases: one small folder a feature, which shows what a document (and a mapping) becomes.
//!
//! `tests/cases/<feature>/` holds `spec.yaml`, perhaps `mapping.toml`, and in `expected/` the sources of the crate that
//! the case is about and, where anything is to be said, `diagnostics.txt`. `UPDATE=1 cargo test --test golden` rewrites
//! what is expected; the diff is what a reviewer reads. All that is expected is compiled, without a warning.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, GenerateOptions, client, diagnostics, generate};
use tributary_tests::workbench::Workbench;
use tributary_tests::{files, root, sources};

/// As seen from where the cases are compiled: a client is in `target/golden/<feature>`, ...
const RUNTIME_OF_A_CLIENT: &str = "../../../runtime";
/// ... and a case with a mapping in the root `target/golden`.
const RUNTIME_OF_A_ROOT: &str = "../../runtime";

/// A feature's folder.
struct Case {
    name: String,
    folder: PathBuf,
}

fn cases() -> Vec<Case> {
    let folder = root().join("tests/cases");
    let names =
        files(&folder).into_iter().filter_map(|path| Some(path.strip_suffix("/spec.yaml")?.to_owned()));
    names.map(|name| Case { folder: folder.join(&name), name }).collect()
}

impl Case {
    fn is_mapped(&self) -> bool {
        self.folder.join("mapping.toml").exists()
    }

    /// Everything the generator gives, by path in the crate.
    fn crate_files(&self) -> (BTreeMap<String, String>, Output, Sources) {
        let (sources, output) = if self.is_mapped() { self.vendor() } else { self.client() };
        let prefix = format!("generated/{}/", self.name);
        let inside = output.files.iter().map(|file| {
            let path = file.path.strip_prefix(&prefix).unwrap_or(&file.path);
            (path.to_owned(), file.contents.clone())
        });
        (inside.collect(), output, sources)
    }

    fn client(&self) -> (Sources, Output) {
        let inputs = files(&self.folder).into_iter().filter(|path| !path.starts_with("expected/"));
        let sources = Sources::new(inputs.map(|path| self.source(&path, &path)).collect());
        let options = ClientOptions {
            name: Some(self.name.clone()),
            runtime: RUNTIME_OF_A_CLIENT.to_owned(),
            ..Default::default()
        };
        let output = client(&sources, "spec.yaml", &options);
        (sources, output)
    }

    /// The same by way of a mapping, against the unified model of this repository.
    fn vendor(&self) -> (Sources, Output) {
        let name = &self.name;
        let mut inputs = vec![
            self.source("spec.yaml", &format!("specs/{name}/spec.yaml")),
            self.source("mapping.toml", &format!("mappings/{name}.toml")),
        ];
        if self.folder.join("mapping.rs").exists() {
            inputs.push(self.source("mapping.rs", &format!("mappings/{name}.rs")));
        }
        inputs.extend(sources(&root(), &["specs/unified"]).under("").cloned());
        let sources = Sources::new(inputs);
        let options = GenerateOptions { vendors: vec![name.clone()], runtime: RUNTIME_OF_A_ROOT.to_owned() };
        let mut output = generate(&sources, &options);
        output.files.retain(|file| file.path.starts_with(&format!("generated/{name}/")));
        (sources, output)
    }

    fn source(&self, path: &str, as_path: &str) -> SourceFile {
        SourceFile { path: as_path.to_owned(), bytes: fs::read(self.folder.join(path)).unwrap().into() }
    }

    /// What a reader of the case is shown, and the findings as a user would see them.
    fn actual(&self) -> BTreeMap<String, String> {
        let (all, output, sources) = self.crate_files();
        let shown = |path: &str| self.shows(path) && !output.has_errors();
        let mut shown: BTreeMap<String, String> = all.into_iter().filter(|(path, _)| shown(path)).collect();
        let said: Vec<String> =
            output.diagnostics.iter().map(|found| diagnostics::render(found, &sources, false)).collect();
        if !said.is_empty() {
            shown.insert("diagnostics.txt".to_owned(), said.join("\n"));
        }
        shown
    }

    /// `whole-crate` shows every file; the others leave out what is the same in all of them.
    fn shows(&self, path: &str) -> bool {
        let sets_a_client_up = ["servers", "security"].contains(&self.name.as_str());
        let is_index = path.ends_with("mod.rs") || path == "src/lib.rs";
        let by_default =
            path.starts_with("src/") && !is_index && (path != "src/client.rs" || sets_a_client_up);
        by_default || self.name == "whole-crate"
    }

    fn expected(&self) -> BTreeMap<String, String> {
        let folder = self.folder.join("expected");
        let read = |path: String| {
            let text = fs::read_to_string(folder.join(&path)).unwrap();
            (path, text)
        };
        files(&folder).into_iter().map(read).collect()
    }

    fn rewrite(&self, actual: &BTreeMap<String, String>) {
        let folder = self.folder.join("expected");
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        for (path, text) in actual {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

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
            wrong.push(format!("tests/cases/{}/expected/{path}: {what}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}\n\n`UPDATE=1 cargo test --test golden` rewrites them", wrong.join("\n"));
}

/// Two runs give the same bytes, whatever the order the inputs were read in.
#[test]
fn cases_are_the_same_twice() {
    for case in cases() {
        assert_eq!(case.crate_files().0, case.crate_files().0, "{}", case.name);
    }
}

/// All the crates as one workspace, since that is how Cargo compiles them fastest; those with a mapping beside the
/// unified model that they convert to.
#[test]
fn what_is_expected_compiles_without_a_warning() {
    let mut workbench = Workbench::new("golden");
    workbench.add("generated/unified", unified()).unwrap();
    for case in cases() {
        let (all, output, _) = case.crate_files();
        if output.has_errors() {
            // Nothing would be written: the case shows what is said about it.
            continue;
        }
        let below = if case.is_mapped() { "generated/" } else { "" };
        workbench.add(&format!("{below}{}", case.name), all).unwrap();
    }
    let said = workbench.check().unwrap();
    assert!(said.is_empty(), "{said}");
}

/// The crate of the unified model.
fn unified() -> BTreeMap<String, String> {
    let options = GenerateOptions { vendors: Vec::new(), runtime: RUNTIME_OF_A_ROOT.to_owned() };
    let output = generate(&sources(&root(), &["specs/unified"]), &options);
    let inside = |file: tributary_codegen::output::OutputFile| {
        Some((file.path.strip_prefix("generated/unified/")?.to_owned(), file.contents))
    };
    output.files.into_iter().filter_map(inside).collect()
}
