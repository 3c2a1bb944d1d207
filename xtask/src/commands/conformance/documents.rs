//! Compiling the suites to OpenAPI documents, both versions of a suite in one go.

use super::suites::Suite;
use super::{Places, VERSIONS, node_tool, write_if_changed};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(super) fn run(places: &Places, suites: &[Suite]) -> io::Result<()> {
    let config = places.work.join("tspconfig.yaml");
    let text = format!(
        "emit: [\"@typespec/openapi3\"]\noptions:\n  \"@typespec/openapi3\":\n    openapi-versions: {VERSIONS:?}\n    \
         emitter-output-dir: \"{{output-dir}}\"\n"
    );
    write_if_changed(&config, &text)?;
    for suite in suites {
        if VERSIONS.iter().any(|version| file(places, version, suite).is_err()) {
            compile(places, suite, &config)?;
        }
    }
    Ok(())
}

/// Some suites report an error and write a document all the same, so it is the document that counts.
fn compile(places: &Places, suite: &Suite, config: &Path) -> io::Result<()> {
    let mut tsp = node_tool(places, "tsp")?;
    tsp.arg("compile").arg(places.specs().join(&suite.path).join("main.tsp")).arg("--config").arg(config);
    tsp.arg("--output-dir").arg(places.work.join("documents").join(&suite.path));
    let output = tsp.output()?;
    for version in VERSIONS {
        if let Err(error) = file(places, version, suite) {
            let said = String::from_utf8_lossy(&output.stdout);
            return Err(io::Error::new(
                error.kind(),
                format!("{} gave no {version} document:\n{said}", suite.path),
            ));
        }
    }
    Ok(())
}

/// The document of a suite. A suite with versions of its own gives several; the last is the one its mock serves.
pub(super) fn file(places: &Places, version: &str, suite: &Suite) -> io::Result<PathBuf> {
    let folder = places.document(version, &suite.path);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files
        .pop()
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("{} is empty", folder.display())))
}
