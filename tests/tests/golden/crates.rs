//! The crates of all cases as one workspace, since that is how Cargo compiles them fastest, and one crate more that has
//! each case's `drive.rs` as a module. Those with a mapping are beside the unified model that they convert to.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tributary_codegen::output::OutputFile;
use tributary_codegen::{GenerateOptions, generate};
use tributary_tests::workbench::Workbench;
use tributary_tests::{root, sources};

use super::case::{Case, RUNTIME_OF_A_CLIENT, RUNTIME_OF_A_ROOT, cases};

/// The crate of the drives.
pub(super) const DRIVES: &str = "golden-drives";

/// What every drive uses.
const EXCHANGE: &str = "tests/exchange.rs";

/// All of them, written once.
pub(super) fn workbench() -> &'static Workbench {
    static WORKBENCH: LazyLock<Workbench> = LazyLock::new(write);
    &WORKBENCH
}

/// A case's name as that of a module.
pub(super) fn module(case: &str) -> String {
    case.replace('-', "_")
}

fn write() -> Workbench {
    let mut workbench = Workbench::new("golden");
    workbench.add("generated/unified", unified()).unwrap();
    let mut driven = Vec::new();
    for case in cases() {
        let (all, output, _) = case.crate_files();
        if output.has_errors() {
            // Nothing would be written: the case shows what is said about it.
            continue;
        }
        let below = if case.is_mapped() { "generated/" } else { "" };
        workbench.add(&format!("{below}{}", case.name), all).unwrap();
        driven.extend(case.drive().map(|path| (case, path)));
    }
    workbench.add(DRIVES, drives(&driven)).unwrap();
    workbench
}

/// The crate of the unified model.
fn unified() -> BTreeMap<String, String> {
    let options = GenerateOptions {
        vendors: Vec::new(),
        runtime: RUNTIME_OF_A_ROOT.to_owned(),
        ..GenerateOptions::default()
    };
    let output = generate(&sources(&root(), &["specs/unified"]), &options);
    let inside =
        |file: OutputFile| Some((file.path.strip_prefix("generated/unified/")?.to_owned(), file.contents));
    output.files.into_iter().filter_map(inside).collect()
}

/// The crate of the drives, which stay where they are.
fn drives(driven: &[(Case, PathBuf)]) -> BTreeMap<String, String> {
    let mut manifest = format!(
        "[package]\nname = {DRIVES:?}\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nserde = \"1\"\nserde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\
         futures-util = {{ version = \"0.3\", default-features = false }}\n"
    );
    let mut library = String::from("//! Each case's drive as a module.\n#![cfg(test)]\n\n");
    let mut add = |path: &Path, name: &str| {
        let _ = writeln!(library, "#[path = {:?}]\nmod {name};", path.display().to_string());
    };
    add(&root().join(EXCHANGE), "exchange");
    for (case, path) in driven {
        add(path, &module(&case.name));
        let (below, prefix) = if case.is_mapped() { ("generated/", "tributary-") } else { ("", "") };
        let _ = writeln!(
            manifest,
            "{0} = {{ package = \"{prefix}{0}\", path = \"../{below}{0}\", default-features = false }}",
            case.name
        );
    }
    let _ = writeln!(manifest, "tributary-unified = {{ path = \"../generated/unified\" }}");
    for name in ["capabilities", "client", "core", "model"] {
        let path = format!("{RUNTIME_OF_A_CLIENT}/{name}");
        let _ = writeln!(manifest, "tributary-{name} = {{ path = {path:?}, default-features = false }}");
    }
    BTreeMap::from([("Cargo.toml".to_owned(), manifest), ("src/lib.rs".to_owned(), library)])
}
