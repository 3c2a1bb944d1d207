//! Who may depend on whom, as ARCHITECTURE.md draws it: crates, held against what Cargo sees, and the stages inside the
//! generator, held against their imports.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// The layers of a package of this workspace: what it is, by its folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Codegen,
    Xtask,
    MockPlan,
    Mock,
    Core,
    Client,
    Model,
    Capabilities,
    Webhooks,
    Unified,
    Vendor,
    Facade,
    /// Tests, examples and benchmarks: they may see everything.
    Outside,
}

impl Layer {
    fn of(folder: &str) -> Self {
        match folder {
            "codegen" => Self::Codegen,
            "xtask" => Self::Xtask,
            "runtime/mock-plan" => Self::MockPlan,
            "runtime/mock" => Self::Mock,
            "runtime/core" => Self::Core,
            "runtime/client" => Self::Client,
            "runtime/model" => Self::Model,
            "runtime/capabilities" => Self::Capabilities,
            "runtime/webhooks" => Self::Webhooks,
            "generated/unified" => Self::Unified,
            "generated/tributary" => Self::Facade,
            _ if folder.starts_with("generated/") => Self::Vendor,
            _ => Self::Outside,
        }
    }

    fn may_depend_on(self) -> &'static [Layer] {
        match self {
            Self::MockPlan | Self::Core => &[],
            Self::Codegen => &[Self::MockPlan],
            Self::Xtask => &[Self::Codegen, Self::MockPlan, Self::Mock],
            Self::Mock => {
                &[Self::MockPlan, Self::Core, Self::Client, Self::Model, Self::Capabilities, Self::Webhooks]
            }
            Self::Client | Self::Model => &[Self::Core],
            Self::Unified => &[Self::Core, Self::Model],
            Self::Capabilities => &[Self::Core, Self::Client, Self::Model],
            Self::Webhooks => &[Self::Core, Self::Client, Self::Model, Self::Capabilities],
            Self::Vendor => &[Self::Core, Self::Client, Self::Model, Self::Capabilities, Self::Unified],
            Self::Facade => &[
                Self::Core,
                Self::Client,
                Self::Model,
                Self::Capabilities,
                Self::Webhooks,
                Self::Unified,
                Self::Vendor,
                Self::Mock,
            ],
            Self::Outside => &[
                Self::Codegen,
                Self::Xtask,
                Self::MockPlan,
                Self::Mock,
                Self::Core,
                Self::Client,
                Self::Model,
                Self::Capabilities,
                Self::Webhooks,
                Self::Unified,
                Self::Vendor,
                Self::Facade,
                Self::Outside,
            ],
        }
    }
}

/// Every package's folder, and the folders of the workspace's packages it depends on, in any way.
fn packages() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked", "--offline"])
        .current_dir(tributary_tests::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let root = format!("{}/", metadata["workspace_root"].as_str().unwrap());
    let below = |path: &str| path.strip_prefix(&root).map(str::to_owned);
    let packages = metadata["packages"].as_array().unwrap().iter().map(|package| {
        let manifest = below(package["manifest_path"].as_str().unwrap()).unwrap();
        let dependencies = package["dependencies"].as_array().unwrap();
        let paths =
            dependencies.iter().filter_map(|dependency| below(dependency["path"].as_str()?)).collect();
        (manifest.strip_suffix("/Cargo.toml").unwrap().to_owned(), paths)
    });
    packages.collect()
}

#[test]
fn dependencies_go_down_only() {
    let packages = packages();
    for folder in
        ["codegen", "xtask", "runtime/core", "runtime/client", "runtime/model", "runtime/capabilities"]
    {
        assert!(packages.contains_key(folder), "there is no package in `{folder}`");
    }
    let mut wrong = Vec::new();
    for (folder, dependencies) in &packages {
        let allowed = Layer::of(folder).may_depend_on();
        let upwards = dependencies.iter().filter(|to| *to != folder && !allowed.contains(&Layer::of(to)));
        wrong.extend(upwards.map(|to| format!("{folder} -> {to}")));
    }
    assert!(wrong.is_empty(), "against the layers of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

/// The generator is a pure function: no crate that does I/O may come in through its own dependencies either.
#[test]
fn the_generator_sees_no_network_and_no_runtime() {
    let manifest = std::fs::read_to_string(tributary_tests::root().join("codegen/Cargo.toml")).unwrap();
    for name in
        ["reqwest", "tokio", "tributary-core", "tributary-client", "tributary-model", "tempfile", "walkdir"]
    {
        assert!(!manifest.contains(name), "codegen must not depend on {name}");
    }
}

/// The modules of the generator in the order of the pipeline, each with those it may import. A stage imports the values
/// that earlier stages make, never a later stage.
const MODULES: [(&str, &[&str]); 18] = [
    ("source", &[]),
    ("diagnostics", &["source"]),
    ("output", &["diagnostics"]),
    ("options", &[]),
    ("reserved", &[]),
    ("parse", &["source", "diagnostics"]),
    // Pointers into a document are looked up in its tree.
    ("render", &["source", "diagnostics", "parse"]),
    ("ir", &[]),
    // Documents and IR share the names of styles and statuses.
    ("resolve", &["diagnostics", "parse", "ir"]),
    ("lower", &["source", "diagnostics", "output", "reserved", "parse", "ir", "resolve"]),
    // From documents back to a document: of `lower`, the selection of operations.
    ("level", &["source", "diagnostics", "output", "parse", "ir", "resolve", "lower"]),
    ("mapping", &["source", "diagnostics"]),
    ("plan", &["ir", "mapping"]),
    ("bind", &["source", "diagnostics", "ir", "mapping", "plan"]),
    // Beside the pipeline: two readings of documents, and what a plan uses of them.
    ("diff", &["source", "diagnostics", "parse", "render", "ir", "resolve", "plan"]),
    ("format", &[]),
    ("mock", &["ir", "plan", "format"]),
    ("emit", &["output", "ir", "plan", "format"]),
];

/// Run the stages in a row, and so import all of them.
const PIPELINES: [&str; 3] = ["client", "comparison", "workspace"];

/// The modules of the generator that a file imports, by `crate::name` or `crate::{name, …}`. What is in comments is no
/// import; what is quoted for generated code names modules of the generated crate.
fn imports(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let name = |path: &str| {
        path.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
    };
    let names = code.split("crate::").skip(1).flat_map(|path| match path.strip_prefix('{') {
        Some(group) => {
            group.split('}').next().unwrap_or_default().split(['{', ',']).map(name).collect::<Vec<_>>()
        }
        None => vec![name(path)],
    });
    let known = |name: &String| {
        MODULES.iter().any(|(module, _)| module == name) || PIPELINES.contains(&name.as_str())
    };
    names.filter(known).collect()
}

/// The imports of a module's file that the table does not allow.
fn against_the_table(module: &str, text: &str) -> Vec<String> {
    let Some((_, allowed)) = MODULES.iter().find(|(name, _)| *name == module) else {
        return vec![format!("`{module}` is not in the table of modules")];
    };
    let wrong = imports(text).into_iter().filter(|to| to != module && !allowed.contains(&to.as_str()));
    wrong.map(|to| format!("{module} -> {to}")).collect()
}

#[test]
fn stages_import_earlier_values_only() {
    let folder = tributary_tests::root().join("codegen/src");
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for path in tributary_tests::files(&folder) {
        let module = path.split(['/', '.']).next().unwrap_or_default();
        if path.ends_with(".rs") && module != "lib" && !PIPELINES.contains(&module) {
            seen.insert(module.to_owned());
            let text = std::fs::read_to_string(folder.join(&path)).unwrap();
            wrong
                .extend(against_the_table(module, &text).into_iter().map(|found| format!("{path}: {found}")));
        }
    }
    assert_eq!(seen, MODULES.iter().map(|(name, _)| (*name).to_owned()).collect(), "the table of modules");
    assert!(wrong.is_empty(), "against the stages of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn the_table_of_modules_has_no_circle() {
    for (index, (module, allowed)) in MODULES.iter().enumerate() {
        for to in *allowed {
            let earlier = MODULES.iter().take(index).any(|(name, _)| name == to);
            assert!(earlier, "`{module}` may import `{to}`, which does not come before it");
        }
    }
}

#[test]
fn an_import_against_the_order_is_found() {
    let text = "use crate::ir::Api;\n// crate::bind is what calls this\nuse crate::emit::names;\nfn f() -> crate::plan::Plan {}\nuse crate::{ir, bind::Input};";
    assert_eq!(against_the_table("lower", text), ["lower -> bind", "lower -> emit", "lower -> plan"]);
    assert_eq!(against_the_table("emit", "quote!(use crate::types::*; crate::Client)"), Vec::<String>::new());
    assert_eq!(against_the_table("new", ""), ["`new` is not in the table of modules"]);
}

/// Every library that is not Rust's own costs users something: ARCHITECTURE.md says why it is there.
#[test]
fn every_dependency_has_its_reason() {
    let root = tributary_tests::root();
    let page = std::fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let named: BTreeSet<&str> =
        rows.flat_map(|row| row.split(" | ").next().unwrap_or_default().split(['`', ',', ' '])).collect();
    let mut without = Vec::new();
    for folder in ["codegen", "xtask", "runtime/core", "runtime/client"] {
        let text = std::fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
        let manifest: toml::Table = toml::from_str(&text).unwrap();
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        let names = dependencies.into_iter().flatten().map(|(name, _)| name.as_str());
        without.extend(
            names
                .filter(|name| !name.starts_with("tributary") && !named.contains(name))
                .map(|name| format!("{folder}: {name}")),
        );
    }
    assert!(without.is_empty(), "the table of dependencies in ARCHITECTURE.md lacks\n{}", without.join("\n"));
}
