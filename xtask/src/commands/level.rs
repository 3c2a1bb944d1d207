//! `level`: any document as one self-contained OpenAPI 3.0 document.

use crate::cli::{Format, Global, Level};
use crate::console::{errln, out, outln};
use crate::{Outcome, report, sources};
use std::fs;
use std::io;
use std::path::Path;
use tributary_codegen::output::Output;
use tributary_codegen::source::Sources;
use tributary_codegen::{LevelOptions, level};

pub(crate) fn run(options: &Level, global: &Global) -> io::Result<Outcome> {
    let spinner = report::spinner("reading");
    let mut diags = Vec::new();
    let read = sources::of_document(&options.spec, &mut diags);
    let wanted = LevelOptions { operations: options.operations.clone(), facts: options.facts };
    let (sources, mut output) = match &read {
        Some((sources, file)) => (sources.clone(), level(sources, file, &wanted)),
        None => (Sources::default(), Output::default()),
    };
    spinner.finish_and_clear();
    output.diagnostics.splice(0..0, diags);
    // Paths are printed as they can be opened from here.
    let folder = sources::folder_of(&options.spec).to_string_lossy();
    let sources = sources.below(&folder);
    output.diagnostics = output.diagnostics.into_iter().map(|found| found.below(&folder)).collect();
    let document = output.files.first().filter(|_| !output.has_errors()).map(|file| file.contents.as_str());
    if let (Some(document), Some(out)) = (document, &options.out) {
        write(out, document)?;
    }
    let outcome = if document.is_some() { Outcome::Done } else { Outcome::Found };
    match global.format {
        Format::Json => {
            let mut value = report::json(&output, &sources, None, outcome);
            if options.out.is_none() {
                value["document"] = document.map_or(Ok(serde_json::Value::Null), serde_json::from_str)?;
            }
            outln!("{value:#}");
        }
        Format::Text => {
            report::findings(&output.diagnostics, &sources);
            errln!("{}; {}", report::summary(&output.summary), report::counts(&output.diagnostics));
            match (document, &options.out) {
                (Some(_), Some(out)) => errln!("{}: written", out.display()),
                (Some(document), None) => out!("{document}"),
                (None, _) => errln!("nothing was written"),
            }
        }
    }
    Ok(outcome)
}

/// Writes the whole file or nothing.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let folder = sources::folder_of(path);
    let file = tempfile::NamedTempFile::new_in(folder).map_err(named)?;
    fs::write(file.path(), text).map_err(named)?;
    file.persist(path).map_err(|error| named(error.error))?;
    Ok(())
}
