//! The suites that are wired up, and the scenarios that each is made of.

use super::Places;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// One suite of Spector.
#[derive(Debug)]
pub(super) struct Suite {
    /// Its folder in `@typespec/http-specs`: `type/array`.
    pub(super) path: String,
    /// Scenarios that an OpenAPI document cannot say, each with the reason.
    pub(super) not_expressible: BTreeMap<String, String>,
    /// Scenarios that fail today, each with the reason: work to be done, counted as failed.
    pub(super) open: BTreeMap<String, String>,
}

impl Suite {
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
        for (scenario, reason) in entry {
            match reason {
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
            suites.push(Suite { path, not_expressible, open });
        }
    }
    Ok(suites)
}

/// The names of all scenarios of these suites, as the installed package lists them.
pub(super) fn scenarios(places: &Places, suites: &[Suite]) -> io::Result<BTreeMap<String, Vec<String>>> {
    let manifest = places.npm().join("node_modules/@typespec/http-specs/manifest.json");
    let manifest: Value = serde_json::from_str(&fs::read_to_string(manifest)?)?;
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for scenario in manifest["scenarios"].as_array().into_iter().flatten() {
        let (Some(name), Some(file)) = (scenario["name"].as_str(), scenario["location"]["path"].as_str())
        else {
            continue;
        };
        if let Some(suite) = suites.iter().find(|suite| is_below(file, &suite.path)) {
            found.entry(suite.path.clone()).or_default().push(name.to_owned());
        }
    }
    Ok(found)
}

fn is_below(file: &str, suite: &str) -> bool {
    file.strip_prefix(suite).is_some_and(|rest| rest.starts_with('/'))
}
