//! The suites that are wired up, and the scenarios that each is made of.

use super::Places;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

/// One suite of Spector.
#[derive(Debug)]
pub(super) struct Suite {
    /// Its folder in `@typespec/http-specs`: `type/array`.
    pub(super) path: String,
    /// Why the emitter writes no document, where it doesn't.
    pub(super) no_document: Option<String>,
    /// Of a suite with several documents, the version of the one that its mock serves, where it is not the last.
    pub(super) version: Option<String>,
    /// Scenarios that an OpenAPI document cannot say, each with the reason.
    pub(super) not_expressible: BTreeMap<String, String>,
    /// Scenarios that fail today, each with the reason: work to be done, counted as failed.
    pub(super) open: BTreeMap<String, String>,
}

impl Suite {
    /// The versions of OpenAPI that it is driven in. What 3.2 adds and these suites use is streams of items, and XML.
    pub(super) fn versions(&self) -> impl Iterator<Item = &'static str> {
        let gains = self.path.starts_with("streaming/") || self.path == "payload/xml";
        super::VERSIONS.into_iter().filter(move |version| gains || *version != "3.2.0")
    }

    /// `type_array`: the name of its driver.
    pub(super) fn slug(&self) -> String {
        self.path.replace(['/', '-'], "_")
    }
}

/// Reads our list, all of it or the suites whose path contains one of these texts.
pub(super) fn read(file: &Path, only: &[String]) -> io::Result<Vec<Suite>> {
    let invalid =
        |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {what}", file.display()));
    let text = fs::read_to_string(file)?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| invalid(&error.to_string()))?;
    let mut suites = Vec::new();
    for (path, entry) in table {
        let toml::Value::Table(entry) = entry else {
            return Err(invalid(&format!("`{path}` is not a table")));
        };
        let (mut not_expressible, mut open) = (BTreeMap::new(), BTreeMap::new());
        let (mut no_document, mut version) = (None, None);
        for (scenario, reason) in entry {
            match reason {
                toml::Value::String(reason) if scenario == "no-document" => no_document = Some(reason),
                toml::Value::String(name) if scenario == "version" => version = Some(name),
                toml::Value::String(reason) => drop(not_expressible.insert(scenario, reason)),
                toml::Value::Table(reasons) if scenario == "open" => {
                    for (scenario, reason) in reasons {
                        let reason = reason.as_str().unwrap_or_default().to_owned();
                        open.insert(scenario, reason);
                    }
                }
                _ => return Err(invalid(&format!("the reason of `{scenario}` is not text"))),
            }
        }
        if only.is_empty() || only.iter().any(|text| path.contains(text.as_str())) {
            suites.push(Suite { path, no_document, version, not_expressible, open });
        }
    }
    Ok(suites)
}

/// The names of all scenarios of these suites: those that the mock of each of them serves.
pub(super) fn scenarios(places: &Places, suites: &[Suite]) -> io::Result<BTreeMap<String, BTreeSet<String>>> {
    let mut found = BTreeMap::new();
    for suite in suites {
        let mock = places.mocks().join(&suite.path).join("mockapi.js");
        let text = fs::read_to_string(&mock)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let names = code
            .flat_map(|line| line.split("Scenarios.").skip(1))
            .map(|rest| rest.split(|c| !is_part(c)).next());
        let names: BTreeSet<String> = names.flatten().map(str::to_owned).collect();
        if names.is_empty() {
            let message = format!("{} has no scenario", mock.display());
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        found.insert(suite.path.clone(), names);
    }
    Ok(found)
}
