//! Mappings with one mistake each: generated, compiled, and held against the mock that the right mapping makes. A contract
//! test has to fail.
//!
//! `cargo test -p tributary-tests --test mutants -- --nocapture` tries one in twelve, with `MUTANTS=all` all of them, and with
//! `MUTANT=text` those whose name has the text. Each mutant is a vendor of its own with one model, and all of them are
//! compiled in one workspace.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod mistakes;

use std::collections::BTreeMap;

use mistakes::{MISTAKES, Mistake};
use tributary_codegen::diagnostics::Severity;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, generate, mock_vendor, plan};
use tributary_tests::workbench::Workbench;
use tributary_tests::{root, sources};

/// A vendor of the workspace.
struct Mutant {
    /// `hubspot07`
    vendor: String,
    model: &'static str,
    what: String,
    /// Why a contract test can't find it; empty where it must.
    same: &'static str,
}

/// A mapping of one model: without the tables of the others, what acknowledges findings in them, and the templates and enums
/// that only they use.
fn only(mapping: &str, model: &str) -> String {
    let mut tables: Vec<(String, String)> = vec![Default::default()];
    for line in mapping.lines().filter(|line| !line.starts_with("acknowledged")) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            tables.push((name.to_owned(), String::new()));
        }
        tables.last_mut().unwrap().1 += &format!("{line}\n");
    }
    let is_of = |table: &str, name: &str| table == name || table.starts_with(&format!("{name}."));
    tables.retain(|(name, _)| {
        name != "vendor.acknowledged" && (!name.starts_with("crm.") || is_of(name, model))
    });
    loop {
        let unused = tables.iter().find_map(|(name, _)| {
            let (kind, rest) = name.split_once('.')?;
            let own = format!("{kind}.{}", rest.split('.').next()?);
            let short = own.split_once('.')?.1;
            let uses = match kind {
                "like" | "field_templates" => [format!("like.{short}"), format!("like=\"{short}\"")],
                "enums" => [format!("enum=\"{short}\""), format!("enum=\"{short}\"")],
                _ => return None,
            };
            let others = tables.iter().filter(|(name, _)| !is_of(name, &own));
            let used = others.into_iter().any(|(_, text)| {
                let text: String = text.split_whitespace().collect();
                uses.iter().any(|it| {
                    text.match_indices(it.as_str()).any(|(at, _)| {
                        it.ends_with('"')
                            || text[at + it.len()..]
                                .chars()
                                .next()
                                .is_none_or(|c| !c.is_alphanumeric() && c != '_')
                    })
                })
            });
            (!used).then_some(own)
        });
        match unused {
            Some(own) => tables.retain(|(name, _)| !is_of(name, &own)),
            None => return tables.into_iter().map(|(_, text)| text).collect(),
        }
    }
}

/// The files of a vendor under another name, with this mapping.
fn renamed(all: &Sources, of: &str, name: &str, mapping: &str) -> Vec<SourceFile> {
    let folder = format!("specs/{of}/");
    let documents = all.under(&folder).map(|file| SourceFile {
        path: format!("specs/{name}/{}", file.path.strip_prefix(&folder).unwrap()),
        bytes: file.bytes.clone(),
    });
    let mapping =
        SourceFile { path: format!("mappings/{name}.toml"), bytes: mapping.as_bytes().to_vec().into() };
    documents.chain([mapping]).collect()
}

/// What the generator refuses the mapping for: the code, the line, the whole text.
fn refusal(all: &Sources, vendor: &str) -> Option<(&'static str, usize, String)> {
    let (_, output) = plan(all, vendor);
    let places = Places::of(&output.diagnostics, all);
    let error = output.diagnostics.iter().find(|found| found.severity() == Severity::Error)?;
    let position = error.labels.first().and_then(|label| places.position(&label.place));
    Some((error.code.id, position.map_or(0, |(line, _)| line), render(error, &places, false)))
}

/// Without the lines among the defaults that speak of fields which only other models have.
fn fitted(mut mapping: String, bound: impl Fn(&str) -> Option<(&'static str, usize, String)>) -> String {
    while let Some((code, line, text)) = bound(&mapping) {
        assert!(code == "T512" && line > 0, "{text}");
        let kept = mapping.lines().enumerate().filter(|(at, _)| at + 1 != line);
        mapping = kept.map(|(_, text)| format!("{text}\n")).collect();
    }
    mapping
}

/// The mistakes to try: a sample, or those that were asked for.
fn wanted() -> Vec<(usize, &'static Mistake)> {
    let all = std::env::var_os("MUTANTS").is_some_and(|it| it == "all");
    let named = std::env::var("MUTANT").ok();
    let chosen = MISTAKES.iter().enumerate().filter(|(at, mistake)| match &named {
        Some(text) => format!("{} {}", mistake.vendor, mistake.what).contains(text),
        None => all || at % 12 == 0,
    });
    chosen.collect()
}

#[test]
fn a_mistake_in_a_mapping_fails_a_contract_test() {
    let all = sources(&root(), &["specs", "mappings"]);
    let unified: Vec<SourceFile> = all.under("specs/unified/").cloned().collect();
    let with =
        |files: Vec<SourceFile>| Sources::new(files.into_iter().chain(unified.iter().cloned()).collect());
    let (mut files, mut plans, mut mutants) = (Vec::new(), BTreeMap::new(), Vec::new());
    let mut refused = Vec::new();
    for (at, mistake) in wanted() {
        let Mistake { vendor, model, what, from, to, same } = mistake;
        let text =
            String::from_utf8(all.get(&format!("mappings/{vendor}.toml")).unwrap().bytes.to_vec()).unwrap();
        let right = fitted(only(&text, model), |mapping| {
            refusal(&with(renamed(&all, vendor, vendor, mapping)), vendor)
        });
        assert!(
            right.contains(from),
            "mappings/{vendor}.toml has no `{from}` for {model}: mend the table of mistakes"
        );
        // the right mapping too, since what fails with it says nothing of mistakes
        let base = format!("{vendor}-{}", model.trim_start_matches("crm."));
        let vendors = [
            (base, right.clone(), "the right mapping".to_owned(), "it is right"),
            (
                format!("{vendor}{at:02}"),
                right.replacen(from, to, 1),
                format!("{what}: `{from}` is `{to}`"),
                *same,
            ),
        ];
        for (name, mapping, what, same) in vendors {
            if plans.contains_key(&name) {
                continue;
            }
            let own = renamed(&all, vendor, &name, &mapping);
            if refusal(&with(own.clone()), &name).is_some() {
                refused.push(format!("{vendor} {model}: {what}"));
                continue;
            }
            let (truth, _) = mock_vendor(&with(renamed(&all, vendor, &name, &right)), &name);
            plans.insert(name.clone(), serde_json::to_string(&truth.unwrap()).unwrap());
            files.extend(own);
            mutants.push(Mutant { vendor: name, model, what, same });
        }
    }
    let failed = outcomes(&with(files), &plans, &mutants);
    let (mut found, mut missed) = (0, Vec::new());
    for mutant in &mutants {
        let Mutant { vendor, model, what, same } = mutant;
        let failed = failed.get(vendor).unwrap_or_else(|| panic!("{vendor} was not tried"));
        match (failed.is_empty(), same.is_empty()) {
            (true, true) => missed.push(format!("{vendor} {model}: {what}")),
            (false, true) => found += 1,
            (true, false) => {}
            (false, false) => missed.push(format!("{vendor} {model}: {what}, though {same}: {failed}")),
        }
    }
    println!("{found} mistakes fail a contract test, {} are refused by the generator", refused.len());
    println!("{}", refused.join("\n"));
    assert!(missed.is_empty(), "{} are not as they should be:\n{}", missed.len(), missed.join("\n"));
}

/// For each vendor the first check that fails; empty if none does.
fn outcomes(all: &Sources, plans: &BTreeMap<String, String>, mutants: &[Mutant]) -> BTreeMap<String, String> {
    let runtime = root().join("runtime").display().to_string();
    let output = generate(all, &GenerateOptions { runtime, ..GenerateOptions::default() });
    let mut crates: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for file in output.files {
        if let Some((name, path)) = file.path.strip_prefix("generated/").and_then(|path| path.split_once('/'))
        {
            crates.entry(name.to_owned()).or_default().insert(path.to_owned(), file.contents);
        }
    }
    let mut workbench = Workbench::new("mutants");
    for (name, files) in crates {
        workbench.add(&format!("generated/{name}"), files).unwrap();
    }
    let features = ["testing", "crm"].into_iter().chain(plans.keys().map(String::as_str));
    let features: Vec<String> = features.map(|it| format!("{it:?}")).collect();
    let manifest = format!(
        "[package]\nname = \"mutants\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\
         tributary = {{ path = \"../generated/tributary\", default-features = false, features = [{}] }}\n",
        features.join(", ")
    );
    let cases: String =
        mutants.iter().map(|it| format!("    ({:?}, {:?}),\n", it.vendor, it.model)).collect();
    let test = include_str!("driver.rs.txt").replace("    // CASES\n", &cases);
    let plans = plans.iter().map(|(name, plan)| (format!("plans/{name}.json"), plan.clone()));
    let own = [("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), String::new())];
    let files = own.into_iter().chain([("tests/outcomes.rs".to_owned(), test)]).chain(plans).collect();
    workbench.add("driver", files).unwrap();
    let said = workbench.test("mutants").unwrap();
    let lines = said.lines().filter_map(|line| line.split_once("OUTCOME ")?.1.split_once('|'));
    let found: BTreeMap<String, String> =
        lines.map(|(name, failed)| (name.to_owned(), failed.to_owned())).collect();
    assert_eq!(found.len(), mutants.len(), "not all of them were tried:\n{said}");
    found
}
