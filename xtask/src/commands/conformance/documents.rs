//! Compiling the suites to OpenAPI documents, both versions of a suite in one go.

use super::suites::Suite;
use super::{Places, node_tool, write_if_changed};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(super) fn run(places: &Places, suites: &[Suite]) -> io::Result<()> {
    for suite in suites {
        let versions: Vec<_> = suite.versions().collect();
        if versions.iter().any(|version| file(places, version, suite).is_err()) {
            let config = places.work.join(format!("tspconfig-{}.yaml", versions.len()));
            let text = format!(
                "emit: [\"@typespec/openapi3\"]\noptions:\n  \"@typespec/openapi3\":\n    openapi-versions: {versions:?}\n    \
                 emitter-output-dir: \"{{output-dir}}\"\n"
            );
            write_if_changed(&config, &text)?;
            let said = compile(places, suite, &config)?;
            let missing = versions.iter().find(|version| file(places, version, suite).is_err());
            if let (Some(version), None) = (missing, &suite.no_document) {
                let message = format!("{} gave no {version} document:\n{said}", suite.path);
                return Err(io::Error::new(io::ErrorKind::NotFound, message));
            }
        }
        if suite.no_document.is_some() && versions.iter().any(|version| file(places, version, suite).is_ok())
        {
            let message = format!("{} has a document now: take `no-document` off suites.toml", suite.path);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
    }
    Ok(())
}

/// Compiles a suite; returns what the compiler said. Some suites report an error and write a document all the same, so it is
/// the document that counts.
fn compile(places: &Places, suite: &Suite, config: &Path) -> io::Result<String> {
    let mut tsp = node_tool(places, "tsp")?;
    tsp.arg("compile").arg(places.specs().join(&suite.path).join("main.tsp")).arg("--config").arg(config);
    tsp.arg("--output-dir").arg(places.work.join("documents").join(&suite.path));
    Ok(String::from_utf8_lossy(&tsp.output()?.stdout).into_owned())
}

/// The document of a suite. A suite with versions of its own gives several; the last is the one its mock serves, where
/// suites.toml names no other.
pub(super) fn file(places: &Places, version: &str, suite: &Suite) -> io::Result<PathBuf> {
    let folder = places.document(version, &suite.path);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let named = |file: &PathBuf, name: &str| {
        let stem = file.file_stem().and_then(|stem| stem.to_str());
        stem.is_some_and(|stem| stem.ends_with(&format!(".{name}")))
    };
    files.retain(|file| suite.version.as_ref().is_none_or(|name| named(file, name)));
    files.sort();
    files
        .pop()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("{} is empty", folder.display())))
}
