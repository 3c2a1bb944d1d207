//! What a schema allows is representable, and what was received is sent back the same: random schemas (JSON Schema 2020-12:
//! recursion, unions, discriminators, `allOf`, nulls, formats, bounds, enums of mixed kinds, additional properties, tuples)
//! become one crate, random values that the `jsonschema` crate finds valid are read by it without an issue, written, and
//! compared.
//!
//! `SEED=7 SCHEMAS=400 cargo test --test schemas` tries others. Properties that a schema does not name, and does not speak
//! of by `additionalProperties`, are not among the values: typed structs leave them out, which ARCHITECTURE says.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod random;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use random::Random;
use serde_json::{Map, Value, json};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{ClientOptions, client};
use tributary_tests::workbench::Workbench;

const VALUES: usize = 24;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn what_a_schema_allows_is_read_and_written_the_same() {
    let (seed, count) = (setting("SEED", 1), setting("SCHEMAS", 150) as usize);
    let mut random = Random(seed);
    let all = random::components(&mut random, count);
    let cases = cases(&mut random, &all, count);
    assert!(cases.len() > count * 4, "hardly a value is valid: {}", cases.len());
    let mut workbench = Workbench::new("schemas");
    workbench.add("random", library(&all)).unwrap();
    workbench.add("random-values", program(&cases)).unwrap();
    let said = workbench.test("random-values").unwrap();
    assert!(said.contains("test result: ok"), "seed {seed}: {}", wrong(&said, &all));
}

/// Values that are valid, each with the number of its schema.
fn cases(random: &mut Random, all: &Map<String, Value>, count: usize) -> Vec<(usize, Value)> {
    let mut cases = Vec::new();
    for at in 0..count {
        let schema = json!({"$ref": format!("#/components/schemas/T{at}")});
        for _ in 0..VALUES {
            let value = random::value(random, all, &all[&format!("T{at}")], 6);
            if !cases.contains(&(at, value.clone())) && random::allows(all, &schema, &value) {
                cases.push((at, value));
            }
        }
    }
    cases
}

/// The crate of the schemas.
fn library(all: &Map<String, Value>) -> BTreeMap<String, String> {
    let document = json!({"openapi": "3.1.0", "info": {"title": "Random", "version": "1"}, "components": {"schemas": all}});
    let bytes = serde_json::to_vec_pretty(&document).unwrap();
    let sources = Sources::new(vec![SourceFile { path: "spec.json".to_owned(), bytes: bytes.into() }]);
    let options = ClientOptions {
        name: Some("random".to_owned()),
        runtime: "../../../runtime".to_owned(),
        ..ClientOptions::default()
    };
    let output = client(&sources, "spec.json", &options);
    assert!(!output.has_errors(), "{:?}", output.diagnostics);
    output.files.into_iter().map(|file| (file.path, file.contents)).collect()
}

/// A crate that reads and writes each value.
fn program(cases: &[(usize, Value)]) -> BTreeMap<String, String> {
    let manifest = "[package]\nname = \"random-values\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nrandom = { path = \"../random\" }\nserde_json = \"1\"\n\
         tributary-core = { path = \"../../../runtime/core\" }\n";
    let mut lines = String::new();
    for (at, value) in cases {
        let text = value.to_string().replace(&random::LONG.to_string(), random::DIGITS);
        let _ = writeln!(lines, "{at} {text}");
    }
    let mut arms = String::new();
    let mut known: Vec<usize> = cases.iter().map(|(at, _)| *at).collect();
    known.dedup();
    for at in known {
        let _ = writeln!(arms, "        \"{at}\" => check::<random::types::T{at}>(text),");
    }
    let library = format!(
        "{}\nfn checked(schema: &str, text: &str) -> Option<String> {{\n    match schema {{\n{arms}        _ => None,\n    }}\n}}\n",
        include_str!("program.rs.txt")
    );
    BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest.to_owned()),
        ("src/lib.rs".to_owned(), library),
        ("values.txt".to_owned(), lines),
    ])
}

/// What was wrong, with the schemas that it concerns.
fn wrong(said: &str, all: &Map<String, Value>) -> String {
    let mut text = String::new();
    let lines = said.lines().filter_map(|line| line.strip_prefix("WRONG "));
    let mut shown = 0;
    for line in lines {
        shown += 1;
        if shown <= 12 {
            let schema = line.split(' ').next().unwrap_or_default();
            let _ = writeln!(text, "{line}\n    {}", all.get(&format!("S{schema}")).unwrap_or(&Value::Null));
        }
    }
    format!("{shown} values are wrong\n{text}\n{}", if shown == 0 { said } else { "" })
}
