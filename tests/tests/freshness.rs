//! What is committed under `generated/` is what the inputs give, and gives the same bytes every time.

use std::process::Command;
use tributary_codegen::{GenerateOptions, generate};
use tributary_tests::{root, sources};

/// By way of the command itself, as CI runs it: it compares, and says each file that is not as it should be.
#[test]
fn generated_is_up_to_date() {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "xtask", "--", "codegen", "--check"])
        .current_dir(root())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "run `cargo xtask codegen`:\n{said}");
    // What the README shows is what a reader sees.
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let shown =
        readme.split("```text\n").nth(1).and_then(|block| block.split("```").next()).unwrap_or_default();
    let (shown, seen) = (without_counts(shown), without_counts(&said));
    assert!(!shown.is_empty() && seen.contains(&shown), "README.md shows\n{shown}and it is\n{seen}");
}

/// The vendor of the simulation, in a repository of its own.
#[test]
fn the_simulated_vendor_is_up_to_date() {
    let output = Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--",
            "codegen",
            "--check",
            "--root",
            "tests/simulation",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "run `cargo xtask codegen --root tests/simulation`:\n{said}");
}

/// A text with every number replaced, since the counts grow with each vendor.
fn without_counts(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let count = |word: &str| word.trim_end().parse::<u64>().is_ok();
    words.map(|word| if count(word) { word.replace(word.trim_end(), "N") } else { word.to_owned() }).collect()
}

#[test]
fn two_runs_give_the_same_bytes() {
    let options =
        GenerateOptions { vendors: Vec::new(), runtime: "runtime".to_owned(), ..GenerateOptions::default() };
    let run = || generate(&sources(&root(), &["specs", "mappings"]), &options);
    let (first, second) = (run(), run());
    assert!(!first.files.is_empty(), "nothing is generated");
    assert_eq!(first.files, second.files);
    assert_eq!(first.diagnostics, second.diagnostics);
}

/// One vendor's crate does not depend on which others are generated beside it.
#[test]
fn a_vendor_alone_gives_its_crate_as_it_is() {
    let inputs = sources(&root(), &["specs", "mappings"]);
    let all = generate(
        &inputs,
        &GenerateOptions { vendors: Vec::new(), runtime: "runtime".to_owned(), ..GenerateOptions::default() },
    );
    let vendors =
        inputs.under("mappings/").filter_map(|file| file.path.split('/').nth(1)?.strip_suffix(".toml"));
    let vendors: Vec<&str> = vendors.collect();
    assert!(vendors.len() >= 3, "the mappings are elsewhere: {vendors:?}");
    for vendor in vendors {
        let options = GenerateOptions {
            vendors: vec![vendor.to_owned()],
            runtime: "runtime".to_owned(),
            ..GenerateOptions::default()
        };
        let alone = generate(&inputs, &options);
        let prefix = format!("generated/{vendor}/");
        let of_vendor = |files: &[tributary_codegen::output::OutputFile]| {
            files.iter().filter(|file| file.path.starts_with(&prefix)).cloned().collect::<Vec<_>>()
        };
        assert!(!of_vendor(&alone.files).is_empty(), "{vendor} gives nothing");
        assert_eq!(of_vendor(&alone.files), of_vendor(&all.files), "{vendor}");
    }
}
