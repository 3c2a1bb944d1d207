//! Names stay: whatever is taken out of a document, what it is called without that is what it is called with it, once
//! `names.lock` has it; and the order of a document's members decides no name that the lock has.

mod compare;
mod thin;

use compare::Comparison;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thin::Chance;
use tributary_codegen::ir::Api;
use tributary_codegen::lower::{NamesLock, Selection, lower};
use tributary_codegen::parse::{self, Input};
use tributary_codegen::resolve;
use tributary_codegen::source::{SourceFile, Sources};

/// Of the published documents, those up to this size are tried, and this many of them.
const LARGEST: u64 = 220_000;
const SAMPLE: usize = 40;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The documents to try: all golden cases, the vendors of this repository, some published ones where they are at hand.
fn documents() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&root().join("tests/cases"), &mut found);
    found.retain(|path| path.ends_with("spec.yaml"));
    collect(&root().join("specs"), &mut found);
    let corpus = match std::env::var_os("TRIBUTARY_CORPUS") {
        Some(folder) => PathBuf::from(folder),
        None => root().join("../shared/corpus"),
    };
    let mut published = Vec::new();
    collect(&corpus, &mut published);
    published.retain(|path| fs::metadata(path).is_ok_and(|file| file.len() <= LARGEST));
    let step = (published.len() / SAMPLE).max(1);
    found.extend(published.into_iter().step_by(step));
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "yaml" || kind == "json") {
            found.push(path);
        }
    }
}

/// A document as JSON, if it is one that has operations.
fn read(path: &Path) -> Option<serde_json::Value> {
    let sources = one_file(fs::read(path).ok()?);
    let forest = parse::load(Input { sources: &sources, folder: "", roots: &["api.json"] }, &mut Vec::new());
    let mut text = String::new();
    forest.roots().next()?.write_json(&mut text);
    let value: serde_json::Value = serde_json::from_str(&text).ok()?;
    value.get("paths").is_some().then_some(value)
}

fn one_file(bytes: Vec<u8>) -> Sources {
    Sources::new(vec![SourceFile { path: "api.json".to_owned(), bytes: Arc::from(bytes) }])
}

/// What a document becomes, with a lock that goes through its file.
fn lowered(text: &str, lock: &NamesLock) -> (Api, NamesLock) {
    let sources = one_file(text.as_bytes().to_vec());
    let forest = parse::load(Input { sources: &sources, folder: "", roots: &["api.json"] }, &mut Vec::new());
    let documents = resolve::read(&forest, &mut Vec::new());
    let mut said = Vec::new();
    let lock = NamesLock::parse("names.lock", &lock.render(), &mut said);
    assert!(said.is_empty(), "{said:?}");
    let (api, lock, _) = lower(&documents, &Selection::everything(), &lock, &mut Vec::new());
    (api, lock)
}

#[test]
fn adding_something_renames_nothing() {
    let (mut all, mut wrong) = (Comparison::default(), Vec::new());
    for path in documents() {
        let Some(full) = read(&path) else { continue };
        let small = full.to_string().len() < 20_000;
        for seed in 0..if small { 8 } else { 2 } {
            let mut chance = Chance::new(seed);
            let thin = thin::thinned(&full, &mut chance);
            let (before, lock) = lowered(&thin.to_string(), &NamesLock::default());
            let (after, lock) = lowered(&full.to_string(), &lock);
            let found = Comparison::of(&before, &after, &lock);
            wrong.extend(found.renamed.iter().map(|it| format!("{} ({seed}): {it}", path.display())));
            all.add(found);
        }
    }
    println!("{} names compared, {} places changed their kind", all.names, all.changed);
    assert!(wrong.is_empty(), "{} of {} names:\n{}", wrong.len(), all.names, wrong.join("\n"));
    assert!(all.names > 3_000, "only {} names were compared", all.names);
    assert!(all.changed * 20 < all.names, "{} of {} places can't be compared", all.changed, all.names);
}

#[test]
fn the_order_of_members_decides_nothing() {
    let mut wrong = Vec::new();
    for path in documents() {
        let Some(full) = read(&path) else { continue };
        let (before, lock) = lowered(&full.to_string(), &NamesLock::default());
        let mut shuffled = String::new();
        thin::shuffled(&full, &mut Chance::new(1), &mut shuffled);
        let (after, again) = lowered(&shuffled, &lock);
        let found = Comparison::of(&before, &after, &again);
        wrong.extend(found.renamed.iter().map(|it| format!("{}: {it}", path.display())));
        if lock != again {
            let lines = |lock: &NamesLock| lock.render().lines().map(str::to_owned).collect::<Vec<_>>();
            let (old, new) = (lines(&lock), lines(&again));
            let gone = old.iter().filter(|line| !new.contains(line)).take(3).map(|line| format!("- {line}"));
            let come = new.iter().filter(|line| !old.contains(line)).take(3).map(|line| format!("+ {line}"));
            let diff: Vec<String> = gone.chain(come).collect();
            wrong.push(format!("{}: the lock changes\n{}", path.display(), diff.join("\n")));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}
