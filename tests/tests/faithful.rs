//! Our documents of the three CRM vendors say what the vendors' own say, and with either the mappings bind and what is
//! generated compiles.
//!
//! The published documents are not part of this repository. They are looked for in the folder that `TRIBUTARY_CORPUS`
//! names, else in `../shared/corpus` beside the workspace; where there is none, the tests say so and pass; `.ci/run` says it once more.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tributary_codegen::diagnostics::Severity;
use tributary_codegen::parse::{self, Forest, Input, Node, NodeKind};
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate};
use tributary_tests::workbench::Workbench;
use tributary_tests::{files, root, sources};

const VENDORS: [&str; 3] = ["hubspot", "pipedrive", "salesforce"];

/// Where the published documents are, if they are anywhere.
fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("TRIBUTARY_CORPUS") {
        Some(named) => PathBuf::from(named),
        None => root().join("../shared/corpus"),
    };
    let found = VENDORS.iter().all(|vendor| folder.join(vendor).is_dir());
    if !found {
        // Past the test harness, which shows what a test prints only if it fails.
        let said = writeln!(
            io::stderr(),
            "NOT RUN: {} has not the vendors' published documents (set TRIBUTARY_CORPUS)",
            folder.display()
        );
        said.unwrap();
    }
    found.then_some(folder)
}

/// Our documents: every file of `specs/<vendor>` that is no overlay and no lock.
fn documents(vendor: &str) -> Vec<String> {
    let ours = files(&root().join("specs").join(vendor)).into_iter();
    let ours: Vec<String> =
        ours.filter(|file| !file.starts_with("overlay") && !file.ends_with(".lock")).collect();
    assert!(!ours.is_empty(), "specs/{vendor} has no document");
    ours
}

fn published(corpus: &Path, vendor: &str, file: &str) -> SourceFile {
    let path = corpus.join(vendor).join(file);
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    SourceFile { path: format!("specs/{vendor}/{file}"), bytes: bytes.into() }
}

/// Everything there is, with the published documents in place of ours: same folders, same names, same overlays, same
/// mappings.
fn with_published(corpus: &Path) -> Sources {
    let ours = sources(&root(), &["specs", "mappings"]);
    let replaced: Vec<SourceFile> = VENDORS
        .into_iter()
        .flat_map(|vendor| documents(vendor).into_iter().map(move |file| (vendor, file)))
        .map(|(vendor, file)| published(corpus, vendor, &file))
        .collect();
    let kept = ours.under("").filter(|file| !replaced.iter().any(|other| other.path == file.path)).cloned();
    Sources::new(kept.chain(replaced.iter().cloned()).collect())
}

/// The whole root is generated of the published documents, conversions and facade included, and compiled.
#[test]
fn mappings_bind_to_the_published_documents_and_compile() {
    let Some(corpus) = corpus() else { return };
    let theirs = with_published(&corpus);
    // As seen from `target/faithful`.
    let options = GenerateOptions {
        vendors: Vec::new(),
        runtime: "../../runtime".to_owned(),
        ..GenerateOptions::default()
    };
    let output = generate(&theirs, &options);
    let errors = output.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
    let places = Places::of(errors.clone(), &theirs);
    let errors: String = errors.map(|found| render(found, &places, false)).collect();
    assert!(errors.is_empty(), "published:\n{errors}");
    let mut crates: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for file in &output.files {
        let Some((name, path)) = file.path.strip_prefix("generated/").and_then(|path| path.split_once('/'))
        else {
            continue;
        };
        crates.entry(name).or_default().insert(path.to_owned(), file.contents.clone());
    }
    for vendor in VENDORS {
        let converts =
            crates.get(vendor).is_some_and(|files| files.keys().any(|path| path.starts_with("src/convert/")));
        assert!(converts, "{vendor}, published: nothing is converted");
    }
    let mut workbench = Workbench::new("faithful");
    for (name, files) in crates {
        workbench.add(&format!("generated/{name}"), files).unwrap();
    }
    let said = workbench.check().unwrap();
    assert!(said.is_empty(), "of the published documents:\n{said}");
}

/// Each path, operation, parameter, member, type, enum and status of ours is one of the published document's.
#[test]
fn our_documents_state_published_facts() {
    let Some(corpus) = corpus() else { return };
    for vendor in VENDORS {
        for file in documents(vendor) {
            let path = format!("specs/{vendor}/{file}");
            let ours = sources(&root(), &[&format!("specs/{vendor}")]);
            let ours = Sources::new(ours.get(&path).cloned().into_iter().collect());
            let theirs = Sources::new(vec![published(&corpus, vendor, &file)]);
            let roots = [path.as_str()];
            let (ours, theirs) = (load(&ours, &roots), load(&theirs, &roots));
            let (Some(ours), Some(theirs)) = (ours.roots().next(), theirs.roots().next()) else {
                panic!("{path} can't be read");
            };
            let mut differences = Vec::new();
            for part in ["paths", "components"] {
                match (ours.get(part), theirs.get(part)) {
                    (Some(ours), Some(theirs)) => compare(ours, theirs, &mut differences),
                    (Some(ours), None) => differences.push(format!("{}: not published", ours.pointer())),
                    (None, _) => {}
                }
            }
            assert!(differences.is_empty(), "{path} is not as published:\n{}", differences.join("\n"));
        }
    }
}

fn load<'a>(sources: &'a Sources, roots: &'a [&'a str]) -> Forest<'a> {
    let mut diagnostics = Vec::new();
    parse::load(Input { sources, folder: "", roots }, &mut diagnostics)
}

/// Words of ours, and lists of which ours may name fewer.
const NOT_COMPARED: [&str; 7] =
    ["description", "summary", "title", "tags", "security", "scopes", "additionalProperties"];

fn compare(ours: Node<'_>, theirs: Node<'_>, differences: &mut Vec<String>) {
    for (name, our) in ours.members() {
        match name {
            _ if NOT_COMPARED.contains(&name) && !our.is_object() => {}
            "properties" => {
                for (member, our) in our.members() {
                    match property(theirs, member) {
                        Some(their) => compare(our, their, differences),
                        None => differences.push(format!("{}: not published", our.pointer())),
                    }
                }
            }
            "required" if our.is_list() => {
                let their = required(theirs);
                let unknown = our.items().filter_map(Node::as_text).find(|name| !their.contains(name));
                if unknown.is_some() || our.len() != their.len() {
                    differences.push(format!("{}: published are {their:?}", our.pointer()));
                }
            }
            "parameters" if our.is_list() => parameters(our, theirs.get(name), differences),
            // Where theirs is put together of several objects, ours is one.
            "type" if theirs.get("allOf").is_some() => {}
            "scopes" => {}
            _ => match theirs.get(name) {
                Some(their) => same(our, their, differences),
                None => differences.push(format!("{}: not published", our.pointer())),
            },
        }
    }
}

fn same(ours: Node<'_>, theirs: Node<'_>, differences: &mut Vec<String>) {
    match (ours.kind(), theirs.kind()) {
        (NodeKind::Object, NodeKind::Object) => compare(ours, theirs, differences),
        (NodeKind::List, NodeKind::List) if ours.key() == Some("enum") => {
            let texts = |node: Node<'_>| {
                let mut texts: Vec<_> =
                    node.items().filter_map(Node::scalar_text).map(str::to_owned).collect();
                texts.sort_unstable();
                texts
            };
            if texts(ours) != texts(theirs) {
                differences.push(format!("{}: published are {:?}", ours.pointer(), texts(theirs)));
            }
        }
        (NodeKind::List, NodeKind::List) => {
            for (our, their) in ours.items().zip(theirs.items()) {
                same(our, their, differences);
            }
        }
        (our, their) if our == their => {}
        _ => differences.push(format!("{}: published is {}", ours.pointer(), theirs.describe())),
    }
}

/// By name and place; all of theirs have to be there, since a request that lacks one may be refused.
fn parameters(ours: Node<'_>, theirs: Option<Node<'_>>, differences: &mut Vec<String>) {
    let key = |node: Node<'_>| {
        let text = |name| node.get(name).and_then(Node::as_text).unwrap_or_default().to_owned();
        (text("name"), text("in"))
    };
    let Some(theirs) = theirs else {
        differences.push(format!("{}: not published", ours.pointer()));
        return;
    };
    for our in ours.items() {
        match theirs.items().find(|their| key(*their) == key(our)) {
            Some(their) => compare(our, their, differences),
            None => differences.push(format!("{}: not published", our.pointer())),
        }
    }
    for their in theirs.items().filter(|their| !ours.items().any(|our| key(our) == key(*their))) {
        differences.push(format!("{}: lacks {:?}", ours.pointer(), key(their)));
    }
}

/// A member of a schema, or of the schemas it is put together of.
fn property<'f>(schema: Node<'f>, name: &str) -> Option<Node<'f>> {
    let own = schema.get("properties").and_then(|properties| properties.get(name));
    let parts = || schema.get("allOf").into_iter().flat_map(Node::items);
    own.or_else(|| parts().find_map(|part| property(part, name)))
}

fn required<'f>(schema: Node<'f>) -> Vec<&'f str> {
    let own = schema.get("required").into_iter().flat_map(Node::items).filter_map(Node::as_text);
    let parts = schema.get("allOf").into_iter().flat_map(Node::items).flat_map(required);
    own.chain(parts).collect()
}
