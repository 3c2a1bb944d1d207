//! `conformance`: Microsoft's Spector suites against generated clients.
//!
//! The suites become OpenAPI documents (3.0 and 3.1; 3.2 where it says more), the documents clients, and the drivers of
//! `tests/conformance/drivers` call them; Spector's mock server checks each request byte by byte and remembers which
//! scenarios were met. A scenario counts as passed when both the mock and the driver say so. Everything that is
//! installed and generated is kept below `target/conformance`.

mod clients;
mod documents;
mod install;
mod mock;
mod results;
mod suites;

use crate::cli::{Conformance, Format, Global};
use crate::console::outln;
use crate::root::Root;
use crate::{Outcome, report};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The versions of OpenAPI that the suites are compiled to.
const VERSIONS: [&str; 3] = ["3.0.0", "3.1.0", "3.2.0"];

/// Where things are.
#[derive(Debug)]
struct Places {
    /// Ours: the package list, the suites, the drivers.
    ours: PathBuf,
    /// `target/conformance`
    work: PathBuf,
}

impl Places {
    fn npm(&self) -> PathBuf {
        self.work.join("npm")
    }

    fn specs(&self) -> PathBuf {
        self.npm().join("node_modules/@typespec/http-specs/specs")
    }

    fn mocks(&self) -> PathBuf {
        self.npm().join("node_modules/@typespec/http-specs/dist/specs")
    }

    fn document(&self, version: &str, suite: &str) -> PathBuf {
        self.work.join("documents").join(suite).join(version)
    }

    fn client(&self, version: &str, slug: &str) -> PathBuf {
        self.work.join("clients").join(version).join(slug)
    }

    fn coverage(&self, version: &str) -> PathBuf {
        self.work.join(format!("coverage-{version}.json"))
    }
}

pub(crate) fn run(options: &Conformance, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    let places =
        Places { ours: root.path.join("tests/conformance"), work: root.path.join("target/conformance") };
    std::fs::create_dir_all(&places.work)?;
    let suites = suites::read(&places.ours.join("suites.toml"), &options.only)?;
    if suites.is_empty() {
        report::usage(
            "no suite has such a name; tests/conformance/suites.toml lists all of them",
            global.format,
        );
        return Ok(Outcome::Usage);
    }
    let spinner = report::spinner("installing Spector");
    install::run(&places)?;
    spinner.set_message("compiling the suites to documents");
    documents::run(&places, &suites)?;
    spinner.set_message("generating and compiling clients");
    let clients = clients::run(&places, &suites, &root)?;
    spinner.set_message("running the drivers");
    let mut results = Vec::new();
    let scenarios = suites::scenarios(&places, &suites)?;
    for version in VERSIONS {
        let suites: Vec<_> = suites.iter().filter(|suite| suite.versions().any(|it| it == version)).collect();
        if suites.is_empty() {
            continue;
        }
        let (reports, met) = drive(&places, version, &suites, &clients)?;
        for (suite, report) in suites.iter().zip(reports) {
            results.push(results::judge(version, suite, &scenarios, &report, &met));
        }
    }
    spinner.finish_and_clear();
    match global.format {
        Format::Text => results::print(&results),
        Format::Json => outln!("{:#}", results::json(&results)),
    }
    let failed = results.iter().any(|result| result.failed() > 0);
    Ok(if failed { Outcome::Found } else { Outcome::Done })
}

/// Runs all drivers of a version; gives what each reported, and how the mock found each scenario.
fn drive(
    places: &Places,
    version: &str,
    suites: &[&suites::Suite],
    clients: &clients::Clients,
) -> io::Result<(Vec<clients::Report>, BTreeMap<String, String>)> {
    let mut server = mock::start(places, version)?;
    let (mut reports, mut met) = (Vec::new(), BTreeMap::new());
    for suite in suites {
        reports.push(clients.drive(version, suite, server.url()));
        // A body that it cannot print ends the mock (XML other than expected does): the next suite gets another one.
        if !server.is_running() {
            merge(&mut met, server.stop()?);
            server = mock::start(places, version)?;
        }
    }
    merge(&mut met, server.stop()?);
    Ok((reports, met))
}

/// Each mock knows all scenarios, and has seen only some of them.
fn merge(met: &mut BTreeMap<String, String>, seen: BTreeMap<String, String>) {
    for (scenario, state) in seen {
        if met.get(&scenario).is_none_or(|known| known != "pass") {
            met.insert(scenario, state);
        }
    }
}

/// A command of the installed packages, run with the Node that came with them.
fn node_tool(places: &Places, name: &str) -> io::Result<Command> {
    let bin = places.npm().join("node_modules/.bin");
    let mut paths = vec![bin.clone()];
    paths.extend(std::env::var_os("PATH").iter().flat_map(std::env::split_paths));
    let mut command = Command::new(bin.join(name));
    command.env("PATH", std::env::join_paths(paths).map_err(io::Error::other)?);
    command.env("NO_COLOR", "1").current_dir(places.npm());
    Ok(command)
}

/// Runs a command to its end; gives what it said, and what it said as the error where it failed.
fn run_to_end(command: &mut Command, what: &str) -> io::Result<String> {
    let output =
        command.output().map_err(|error| io::Error::new(error.kind(), format!("{what}: {error}")))?;
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    match output.status.success() {
        true => Ok(said),
        false => Err(io::Error::other(format!("{what} failed ({}):\n{said}", output.status))),
    }
}

/// Writes a file only if that changes it, so that what depends on it is not made again.
fn write_if_changed(path: &Path, text: &str) -> io::Result<()> {
    if std::fs::read_to_string(path).ok().as_deref() == Some(text) {
        return Ok(());
    }
    path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    std::fs::write(path, text)
}
