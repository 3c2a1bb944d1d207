//! Generating the clients, compiling them with their drivers, running the drivers.
//!
//! All are one workspace under `target/conformance`, so that the runtime is compiled once. Each driver is a package of
//! its own with one dependency that is called `client`: a client that does not compile costs its own suite only.
//! Where both versions of a document become the same client, it is compiled once, and drives both.

use super::suites::Suite;
use super::{Places, documents, write_if_changed};
use crate::root::Root;
use crate::{sources, sync};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use tributary_codegen::{ClientOptions, client, diagnostics, render};

/// The drivers that could be built, and why others could not.
pub(super) struct Clients {
    /// By version and suite.
    programs: BTreeMap<(String, String), PathBuf>,
    problems: BTreeMap<(String, String), String>,
    /// Of a version and suite, the version whose client is the same.
    same: BTreeMap<(String, String), &'static str>,
    /// Where the files are that the mock expects to be sent.
    assets: PathBuf,
}

/// What a driver reported: each scenario it tried, and what went wrong with it.
pub(super) struct Report {
    pub(super) scenarios: BTreeMap<String, Option<String>>,
    /// The driver as a whole could not be run.
    pub(super) problem: Option<String>,
}

pub(super) fn run(places: &Places, suites: &[Suite], root: &Root) -> io::Result<Clients> {
    let assets = places.npm().join("node_modules/@typespec/http-specs/assets");
    let mut clients =
        Clients { programs: BTreeMap::new(), problems: BTreeMap::new(), same: BTreeMap::new(), assets };
    let mut members = String::new();
    for suite in suites.iter().filter(|suite| suite.no_document.is_none()) {
        let mut known: Vec<(&str, Code)> = Vec::new();
        for version in suite.versions() {
            let driver = places.ours.join("drivers").join(format!("{}.rs", suite.slug()));
            if !driver.is_file() {
                clients.problem(version, suite, "there is no driver".to_owned());
                continue;
            }
            match generate(places, version, suite, root) {
                Ok(code) => match known.iter().find(|(_, other)| *other == code) {
                    Some((other, _)) => {
                        clients.same.insert((version.to_owned(), suite.path.clone()), other);
                    }
                    None => {
                        members += &package(places, version, suite, root)?;
                        known.push((version, code));
                    }
                },
                Err(error) => clients.problem(version, suite, error.to_string()),
            }
        }
    }
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{members}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n"
    );
    write_if_changed(&places.work.join("Cargo.toml"), &manifest)?;
    std::fs::copy(root.path.join("Cargo.lock"), places.work.join("Cargo.lock"))?;
    clients.build(places, suites)?;
    Ok(clients)
}

/// The files of a client, by path, in which its name stands for itself.
type Code = BTreeMap<String, String>;

/// Writes the client's crate; returns its code.
fn generate(places: &Places, version: &str, suite: &Suite, root: &Root) -> io::Result<Code> {
    let name = format!("client-{}", package_name(version, suite));
    let mut diags = Vec::new();
    let document = documents::file(places, version, suite)?;
    let read = sources::of_document(&document, &mut diags);
    let Some((sources, file)) = read else { return Err(io::Error::other("the document cannot be read")) };
    let options = ClientOptions {
        name: Some(name.clone()),
        operations: Vec::new(),
        runtime: root.path.join(root.runtime()?).to_string_lossy().into_owned(),
        lock: None,
    };
    let mut output = client(&sources, &file, &options);
    if let Some(manifest) = output.files.iter_mut().find(|file| file.path == "Cargo.toml") {
        manifest.contents = manifest.contents.replace("\n[workspace]\n", "\n");
    }
    diags.append(&mut output.diagnostics);
    let folder = places.client(version, &suite.slug());
    let written = sync::plan(&folder, &output.files, &[String::new()])
        .and_then(|plan| plan.apply().map_err(|e| vec![*e]));
    diags.extend(written.err().into_iter().flatten());
    match diags.iter().find(|found| found.severity() == diagnostics::Severity::Error) {
        Some(error) => {
            let places = render::Places::of([error], &sources);
            Err(io::Error::other(render::render(error, &places, false)))
        }
        None => {
            let plain = |text: String| {
                text.replace(&name, "client").replace(&name.replace(['-', '.'], "_"), "client")
            };
            Ok(output.files.into_iter().map(|file| (file.path, plain(file.contents))).collect())
        }
    }
}

/// Writes the driver's manifest, and gives its and the client's lines in the workspace.
fn package(places: &Places, version: &str, suite: &Suite, root: &Root) -> io::Result<String> {
    let name = package_name(version, suite);
    let drivers = places.ours.join("drivers");
    let runtime = root.path.join(root.runtime()?);
    let manifest = format!(
        r#"[package]
name = "driver-{name}"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "driver-{name}"
path = {driver:?}

[dependencies]
client = {{ package = "client-{name}", path = {client:?} }}
spector = {{ path = {spector:?} }}
tributary-client = {{ path = {runtime:?}, features = ["reqwest"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}
"#,
        driver = drivers.join(format!("{}.rs", suite.slug())),
        client = places.client(version, &suite.slug()),
        spector = places.work.join("spector"),
        runtime = runtime.join("client"),
    );
    write_if_changed(&places.work.join("drivers").join(&name).join("Cargo.toml"), &manifest)?;
    let library = format!(
        "[package]\nname = \"spector\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\npath = {:?}\n\n[dependencies]\n\
         tributary-client = {{ path = {:?}, features = [\"reqwest\"] }}\nfutures-util = \"0.3\"\nserde_json = \"1\"\n",
        drivers.join("spector.rs"),
        runtime.join("client"),
    );
    write_if_changed(&places.work.join("spector/Cargo.toml"), &library)?;
    Ok(format!("    \"drivers/{name}\",\n    \"clients/{version}/{}\",\n", suite.slug()))
}

/// `type_array-3-0-0`
fn package_name(version: &str, suite: &Suite) -> String {
    format!("{}-{}", suite.slug(), version.replace('.', "-"))
}

impl Clients {
    fn problem(&mut self, version: &str, suite: &Suite, text: String) {
        self.problems.insert((version.to_owned(), suite.path.clone()), text);
    }

    fn build(&mut self, places: &Places, suites: &[Suite]) -> io::Result<()> {
        let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--workspace", "--keep-going", "--quiet", "--message-format", "json"])
            .current_dir(&places.work)
            .env("CARGO_TARGET_DIR", places.work.join("target"))
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<Value> = said.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if messages.is_empty() {
            return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
        }
        for suite in suites {
            for version in suite.versions() {
                let key = (version.to_owned(), suite.path.clone());
                let name = package_name(self.same.get(&key).copied().unwrap_or(version), suite);
                let built =
                    messages.iter().filter(|message| message["target"]["name"] == format!("driver-{name}"));
                if let Some(program) = built.filter_map(|message| message["executable"].as_str()).next() {
                    self.programs.insert(key, PathBuf::from(program));
                } else {
                    self.problems.entry(key).or_insert_with(|| compiler_error(&messages, &name));
                }
            }
        }
        Ok(())
    }

    /// Runs a suite's driver against the mock.
    pub(super) fn drive(&self, version: &str, suite: &Suite, url: &str) -> Report {
        let key = (version.to_owned(), suite.path.clone());
        let Some(program) = self.programs.get(&key) else {
            let problem = self.problems.get(&key).cloned();
            return Report { scenarios: BTreeMap::new(), problem };
        };
        match Command::new(program).env("SPECTOR_URL", url).env("SPECTOR_ASSETS", &self.assets).output() {
            Err(error) => Report { scenarios: BTreeMap::new(), problem: Some(error.to_string()) },
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stdout);
                let scenario = |line: &str| {
                    let value: Value = serde_json::from_str(line).ok()?;
                    Some((
                        value["scenario"].as_str()?.to_owned(),
                        value["problem"].as_str().map(str::to_owned),
                    ))
                };
                let why = || format!("the driver ended early: {}", String::from_utf8_lossy(&output.stderr));
                let problem = (!output.status.success()).then(why);
                Report { scenarios: said.lines().filter_map(scenario).collect(), problem }
            }
        }
    }
}

/// The first error in a driver or its client.
fn compiler_error(messages: &[Value], name: &str) -> String {
    let ours = |message: &&Value| {
        let crate_name = message["target"]["name"].as_str().unwrap_or_default().replace('_', "-");
        message["message"]["level"] == "error" && crate_name.ends_with(&name.replace('_', "-"))
    };
    let first =
        messages.iter().filter(ours).filter_map(|message| message["message"]["rendered"].as_str()).next();
    first.map_or_else(
        || "it does not compile".to_owned(),
        |text| format!("it does not compile: {}", text.trim_end()),
    )
}
