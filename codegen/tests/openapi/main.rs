//! `openapiv3` as an oracle: wherever it reads a published document of OpenAPI 3.0, it and this crate find the same
//! operations, parameters, bodies, responses, media types and properties. And `level`: what it writes is OpenAPI 3.0 that
//! `openapiv3` reads, with the facts of the document that it was made from.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod facts;
mod ours;
mod theirs;

use facts::Facts;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use tributary_codegen::parse::{self, Input};
use tributary_codegen::resolve;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{LevelOptions, level};

/// The published documents, with their paths in the corpus; none where there is no corpus, which is reported.
fn published() -> Vec<(String, String)> {
    let folder = match std::env::var_os("TRIBUTARY_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/corpus"),
    };
    if !folder.is_dir() {
        eprintln!("NOT RUN: there is no folder {} (set TRIBUTARY_CORPUS)", folder.display());
        return Vec::new();
    }
    read_all(&folder)
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read_all(folder: &Path) -> Vec<(String, String)> {
    fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                collect(&path, found);
            } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml" || kind == "json") {
                found.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    let name = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    paths.iter().filter_map(|path| Some((name(path), fs::read_to_string(path).ok()?))).collect()
}

/// A document of OpenAPI 3.0 as another reader sees it, if it does.
fn theirs(name: &str, text: &str) -> Option<openapiv3::OpenAPI> {
    let value: serde_json::Value = match name.ends_with(".json") {
        true => serde_json::from_str(text).ok()?,
        false => yaml_serde::from_str(text).ok()?,
    };
    let version = value.get("openapi")?.as_str()?;
    version.starts_with("3.0").then(|| serde_json::from_value(value).ok())?
}

fn sources(text: &str) -> Sources {
    Sources::new(vec![SourceFile { path: "api.yaml".to_owned(), bytes: text.as_bytes().into() }])
}

/// The facts of a document, and the codes of what was found in it.
fn ours(text: &str) -> (Facts, BTreeSet<&'static str>) {
    let (sources, roots, mut found) = (sources(text), ["api.yaml"], Vec::new());
    let forest = parse::load(Input { sources: &sources, folder: "", roots: &roots }, &mut found);
    let facts = ours::facts(&resolve::read(&forest, &mut found));
    (facts, found.iter().map(|found| found.code.id).collect())
}

/// The first word of a fact after which only its schema follows.
fn subject(fact: &str) -> &str {
    fact.split_once(": ").map_or(fact, |(subject, _)| subject)
}

/// Why a fact is in one reading alone, where that is right: what this crate mends, each with its own diagnostic.
fn explained(fact: &str, ours: bool, other: &Facts) -> bool {
    let path = fact.split(' ').nth(1).unwrap_or_default();
    if let Some((_, parameter)) = fact.split_once(" parameter path ") {
        let name = parameter.split([' ', ':']).next().unwrap_or_default();
        let in_template = path.contains(&format!("{{{name}}}"));
        let stated = other.iter().any(|it| it.starts_with(subject(fact)));
        // A placeholder that no parameter describes is a string; a path parameter that the path lacks goes nowhere.
        return !stated && in_template == ours;
    }
    let without_content = ["GET ", "HEAD ", "DELETE "].iter().any(|method| fact.starts_with(method));
    if without_content && let Some((at, body)) = fact.split_once(" body") {
        // A body of such a request that can hold nothing.
        let body_of = format!("{at} body");
        return !other.iter().any(|it| it.starts_with(&body_of))
            && !body.contains('{')
            && !body.contains('#');
    }
    // A component that is a reference to itself.
    let itself = fact.strip_prefix("schema ").and_then(|it| it.split_once(": #"));
    itself.is_some_and(|(name, reference)| name == reference)
        || fact.strip_prefix("schema ").is_some_and(|it| {
            let name = it.strip_suffix(": ");
            name.is_some_and(|name| other.contains(&format!("schema {name}: #{name}")))
        })
}

/// The facts that only one of two readings has, without those that are explained.
fn differences(ours: &Facts, theirs: &Facts, codes: &BTreeSet<&str>) -> Vec<String> {
    // The document's own examples show that a property is optional (T114).
    let relaxed = codes.contains("T114");
    let plain = |facts: &Facts| -> Facts {
        if relaxed { facts.iter().map(|fact| fact.replace("!:", ":")).collect() } else { facts.clone() }
    };
    let (ours, theirs) = (plain(ours), plain(theirs));
    // Types that JSON Schema does not know, which this crate reads as what they mean, and references that lead out of
    // `components`, which `openapiv3` does not follow.
    let unknown: BTreeSet<&str> =
        theirs.iter().filter(|it| it.contains(theirs::UNKNOWN)).map(|it| subject(it)).collect();
    let only = |mine: &Facts, others: &Facts, whose: &str| -> Vec<String> {
        let alone = mine.difference(others);
        let unseen = |fact: &str| unknown.iter().any(|it| fact.starts_with(it));
        let open = alone.filter(|fact| !unseen(fact) && !explained(fact, whose == "ours", others));
        open.map(|fact| format!("only {whose}: {fact}")).collect()
    };
    let mut found = only(&ours, &theirs, "ours");
    found.extend(only(&theirs, &ours, "theirs"));
    found
}

#[test]
fn another_reader_finds_the_same() {
    let (mut read, mut wrong) = (0, Vec::new());
    let published = published();
    for (name, text) in &published {
        let Some(document) = theirs(name, text) else { continue };
        read += 1;
        let (ours, codes) = ours(text);
        let found = differences(&ours, &theirs::facts(&document), &codes);
        wrong.extend(found.into_iter().map(|found| format!("{name}: {found}")));
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    assert!(published.is_empty() || read > 150, "openapiv3 read {read} documents only");
    eprintln!("openapiv3 reads {read} of {} documents", published.len());
}

/// What of a fact stays whatever the version: operations, parameters, bodies and responses, without their schemas.
fn skeleton(facts: &Facts) -> BTreeSet<String> {
    let operations = facts.iter().filter(|fact| !fact.starts_with("schema "));
    operations.map(|fact| subject(fact).to_owned()).collect()
}

/// Every word before a colon inside braces: the names of properties.
fn properties(facts: &Facts) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for fact in facts {
        let parts = fact.split(['{', ';']).skip(1);
        names.extend(
            parts
                .filter_map(|part| part.split_once(": "))
                .map(|(name, _)| name.trim().trim_end_matches('!').to_owned()),
        );
    }
    names
}

#[test]
fn a_levelled_document_has_the_facts_of_its_source() {
    let mut all = read_all(&root().join("tests/cases"));
    all.retain(|(name, _)| name.ends_with("spec.yaml"));
    assert!(all.len() > 60, "the golden cases are elsewhere");
    // A tenth of the published documents each time would not show more than all once; the largest take minutes unoptimised.
    all.extend(published().into_iter().filter(|(_, text)| text.len() < 1_500_000));
    let mut wrong = Vec::new();
    for (name, text) in &all {
        let options = LevelOptions::default();
        let output = level(&sources(text), "api.yaml", &options);
        let Some(file) = output.files.first() else { continue };
        let document: openapiv3::OpenAPI = match serde_json::from_str(&file.contents) {
            Ok(document) => document,
            Err(error) => {
                wrong.push(format!("{name}: openapiv3 does not read it: {error}"));
                continue;
            }
        };
        let (source, _) = ours(text);
        let levelled = theirs::facts(&document);
        let left_out: Vec<_> = output.diagnostics.iter().filter(|it| it.code.id == "T317").collect();
        let (before, after) = (skeleton(&source), skeleton(&levelled));
        let lost: Vec<_> = before.difference(&after).filter(|fact| !fact.ends_with(" default")).collect();
        if !lost.is_empty() && left_out.is_empty() {
            wrong.push(format!("{name}: lost {:?}", &lost[..lost.len().min(3)]));
        }
        let (before, after) = (properties(&source), properties(&levelled));
        let lost: Vec<_> = before.difference(&after).collect();
        if !lost.is_empty() {
            wrong.push(format!("{name}: lost properties {:?}", &lost[..lost.len().min(3)]));
        }
        // Written again, nothing changes any more.
        let again = level(&sources(&file.contents), "api.yaml", &options);
        if again.files.first().map(|it| &it.contents) != Some(&file.contents) {
            wrong.push(format!("{name}: levelled twice, it differs"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} documents:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn a_selection_leaves_out_what_it_does_not_reach() {
    let text = fs::read_to_string(root().join("specs/pipedrive/pipedrive-v1.yaml")).unwrap();
    let whole = level(&sources(&text), "api.yaml", &LevelOptions::default());
    let operations = vec!["getUsers".to_owned()];
    let part = level(&sources(&text), "api.yaml", &LevelOptions { operations, facts: true });
    assert_eq!(part.summary.operations.generated, 1);
    let (whole, part) = (&whole.files[0].contents, &part.files[0].contents);
    assert!(part.len() * 5 < whole.len(), "{} of {}", part.len(), whole.len());
    for prose in ["\"summary\"", "\"example\""] {
        assert!(!part.contains(prose), "{prose} is no fact");
    }
    // A key, not a header's name.
    let mut extensions = part.split("\"x-").skip(1).filter_map(|rest| rest.split_once('"'));
    assert!(extensions.all(|(_, behind)| !behind.starts_with(':')), "an extension is no fact");
    let document: serde_json::Value = serde_json::from_str(part).unwrap();
    assert_eq!(document["paths"].as_object().unwrap().len(), 1);
    assert!(document["paths"]["/users"]["get"]["responses"]["200"]["content"].is_object());
}
