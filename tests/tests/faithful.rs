//! Our documents of the three CRM vendors say what the vendors' own say, and the mappings bind to either.
//!
//! The published documents are not part of this repository. They are looked for in the folder that `TRIBUTARY_CORPUS`
//! names, else in `../shared/corpus` beside the workspace; where there is none, the tests say so and pass.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use tributary_codegen::diagnostics::{Severity, render};
use tributary_codegen::parse::{self, Forest, Input, Node, NodeKind};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate};
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
        println!(
            "corpus absent: faithful test not run ({} has not the vendors' documents)",
            folder.display()
        );
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

/// The published documents in place of ours: same folder, same names, same overlays, same mappings.
#[test]
fn mappings_bind_to_the_published_documents() {
    let Some(corpus) = corpus() else { return };
    for vendor in VENDORS {
        let documents = documents(vendor);
        let ours = sources(&root(), &["specs/unified", &format!("specs/{vendor}"), "mappings"]);
        let replaced = documents.iter().map(|file| published(&corpus, vendor, file));
        let kept = ours.under("").filter(|file| {
            let name = file.path.strip_prefix(&format!("specs/{vendor}/"));
            name.is_none_or(|name| !documents.iter().any(|document| document == name))
        });
        let theirs = Sources::new(kept.cloned().chain(replaced).collect());
        let options = GenerateOptions { vendors: vec![vendor.to_owned()], runtime: "runtime".to_owned() };
        let output = generate(&theirs, &options);
        let errors = output.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
        let errors: String = errors.map(|found| render(found, &theirs, false)).collect();
        assert!(errors.is_empty(), "{vendor}, published:\n{errors}");
        let conversions = format!("generated/{vendor}/src/convert/");
        assert!(
            output.files.iter().any(|file| file.path.starts_with(&conversions)),
            "{vendor}, published: nothing is converted"
        );
    }
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
