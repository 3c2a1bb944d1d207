//! Mappings with something cut out or put in anywhere: read and bound without a panic; what is not TOML any more is an
//! error, and every finding about the mapping has a place inside it.

use std::fs;

use tributary_codegen::diagnostics::Severity;
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::{SourceFile, Sources};
use tributary_tests::{binding, root};

/// Small and predictable: the same mutations on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

const PIECES: [&str; 24] = [
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "\n",
    ".",
    "|",
    "??",
    "[*]",
    "[0]",
    "<X>",
    "@",
    "@key",
    "not ",
    " | int",
    " | time",
    "{cursor}",
    " == 'x'",
    "each = ",
    "enum = {}",
    "é",
    "\\u00e9",
];

#[test]
fn a_mutated_mapping_is_read_without_a_panic_and_reported_where_it_is_wrong() {
    let folder = root().join("tests/rejected");
    let page = fs::read_to_string(root().join("docs/mapping.md")).unwrap();
    let blocks: Vec<&str> =
        page.split("```toml file\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let file = |path: &str, bytes: Vec<u8>| SourceFile { path: path.to_owned(), bytes: bytes.into() };
    let mut numbers = Numbers(7);
    let mut broken = 0;
    for round in 0..400 {
        let mut text: Vec<char> = blocks[round % blocks.len()].chars().collect();
        for _ in 0..=numbers.below(3) {
            let at = numbers.below(text.len());
            match numbers.below(3) {
                0 => {
                    let end = (at + 1 + numbers.below(12)).min(text.len());
                    text.drain(at..end);
                }
                1 => drop(text.splice(at..at, PIECES[numbers.below(PIECES.len())].chars())),
                _ => text[at] = ['.', '[', '=', 'x', ' '][numbers.below(5)],
            }
        }
        let text: String = text.into_iter().collect();
        let sources = Sources::new(vec![
            file("mappings/acme.toml", text.clone().into_bytes()),
            file("specs/acme/acme.yaml", fs::read(folder.join("acme.yaml")).unwrap()),
            file("specs/unified/crm.yaml", fs::read(folder.join("crm.yaml")).unwrap()),
        ]);
        let binding = binding::bind(&sources, "acme");
        let errors = || binding.found.iter().filter(|found| found.severity() == Severity::Error);
        if toml::from_str::<toml::Table>(&text).is_err() {
            broken += 1;
            assert!(errors().next().is_some(), "not TOML, and not reported:\n{text}");
        }
        let places = Places::of(&binding.found, &sources);
        for found in errors() {
            let label =
                found.labels.first().unwrap_or_else(|| panic!("a finding without a place: {found:?}"));
            let position = places.position(&label.place);
            assert!(position.is_some(), "{} is nowhere in\n{text}", render(found, &places, false));
        }
    }
    assert!(broken >= 50, "only {broken} of the mutations are not TOML");
}
