//! `test`: the contract tests of vendors, which the facade has as `tests/contract.rs`, with nothing compiled but what these
//! vendors need.

use crate::cli::{Global, Test};
use crate::root::Root;
use crate::{Outcome, report};
use std::io;
use std::path::Path;
use std::process::Command;

pub(crate) fn run(options: &Test, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    let facade = root.facade.as_deref().or(root.extends.is_none().then_some("tributary"));
    let Some(facade) = facade else {
        let said = "tributary.toml names no facade, which has the contract tests: write `facade = \"integrations\"`, \
                    and run `cargo xtask codegen`";
        report::usage(said, global.format);
        return Ok(Outcome::Usage);
    };
    let manifest = root.path.join("generated").join(facade).join("Cargo.toml");
    let Features { vendors, categories } = features(&manifest)?;
    if let Some(unknown) = options.vendors.iter().find(|it| !vendors.contains(it)) {
        let known = vendors.join("`, `");
        report::usage(
            &format!("there is no vendor `{unknown}` in {facade}: it has `{known}`"),
            global.format,
        );
        return Ok(Outcome::Usage);
    }
    let wanted = if options.vendors.is_empty() { &vendors } else { &options.vendors };
    let features: Vec<_> =
        ["testing"].into_iter().chain(wanted.iter().chain(&categories).map(String::as_str)).collect();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["test", "--quiet", "--no-default-features", "--test", "contract", "--features"]);
    cargo.arg(features.join(",")).arg("--manifest-path").arg(&manifest).args(["--", "--nocapture"]);
    let status = cargo.status()?;
    Ok(if status.success() { Outcome::Done } else { Outcome::Found })
}

/// The features of a facade that are vendors, and those that are categories of models.
struct Features {
    vendors: Vec<String>,
    categories: Vec<String>,
}

fn features(manifest: &Path) -> io::Result<Features> {
    let invalid =
        |said: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {said}", manifest.display()));
    let text = std::fs::read_to_string(manifest)
        .map_err(|error| invalid(format!("{error}; `cargo xtask codegen` writes it")))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| invalid(error.to_string()))?;
    let list = |name: &str| {
        let feature = table.get("features").and_then(|it| it.get(name)).and_then(toml::Value::as_array);
        let names = feature.into_iter().flatten().filter_map(toml::Value::as_str);
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let chosen = list("default").into_iter().filter(|name| name != "reqwest");
    let (vendors, categories) = chosen.partition(|name| !list(name).is_empty());
    Ok(Features { vendors, categories })
}
