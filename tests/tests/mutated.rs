//! Mappings with something cut out or put in anywhere: read and bound without a panic, and never in silence about syntax.

use std::fs;

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
fn no_mutation_of_a_mapping_panics() {
    let folder = root().join("tests/rejected");
    let page = fs::read_to_string(root().join("docs/mapping.md")).unwrap();
    let blocks: Vec<&str> =
        page.split("```toml file\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    let file = |path: &str, bytes: Vec<u8>| SourceFile { path: path.to_owned(), bytes: bytes.into() };
    let mut numbers = Numbers(7);
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
        let sources = Sources::new(vec![
            file("mappings/acme.toml", text.into_iter().collect::<String>().into_bytes()),
            file("specs/acme/acme.yaml", fs::read(folder.join("acme.yaml")).unwrap()),
            file("specs/unified/crm.yaml", fs::read(folder.join("crm.yaml")).unwrap()),
        ]);
        let binding = binding::bind(&sources, "acme");
        let _ = binding.text(&sources);
    }
}
