//! Who may depend on whom, as ARCHITECTURE.md draws it, held against what Cargo sees.

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
    Core,
    Client,
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
            "runtime/core" => Self::Core,
            "runtime/client" => Self::Client,
            "generated/unified" => Self::Unified,
            "generated/tributary" => Self::Facade,
            _ if folder.starts_with("generated/") => Self::Vendor,
            _ => Self::Outside,
        }
    }

    fn may_depend_on(self) -> &'static [Layer] {
        match self {
            Self::Codegen | Self::Core => &[],
            Self::Xtask => &[Self::Codegen],
            Self::Client | Self::Unified => &[Self::Core],
            Self::Vendor => &[Self::Core, Self::Client, Self::Unified],
            Self::Facade => &[Self::Core, Self::Client, Self::Unified, Self::Vendor],
            Self::Outside => &[
                Self::Codegen,
                Self::Xtask,
                Self::Core,
                Self::Client,
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
    for folder in ["codegen", "xtask", "runtime/core", "runtime/client"] {
        assert!(packages.contains_key(folder), "there is no package in `{folder}`");
    }
    let mut wrong = Vec::new();
    for (folder, dependencies) in &packages {
        let allowed = Layer::of(folder).may_depend_on();
        let upwards = dependencies.iter().filter(|to| !allowed.contains(&Layer::of(to)));
        wrong.extend(upwards.map(|to| format!("{folder} -> {to}")));
    }
    assert!(wrong.is_empty(), "against the layers of ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

/// The generator is a pure function: no crate that does I/O may come in through its own dependencies either.
#[test]
fn the_generator_sees_no_network_and_no_runtime() {
    let manifest = std::fs::read_to_string(tributary_tests::root().join("codegen/Cargo.toml")).unwrap();
    for name in ["reqwest", "tokio", "tributary-core", "tributary-client", "tempfile", "walkdir"] {
        assert!(!manifest.contains(name), "codegen must not depend on {name}");
    }
}
