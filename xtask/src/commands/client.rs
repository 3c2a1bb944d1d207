//! `client`: a stand-alone crate from any document.

use crate::cli::{Client, Format, Global};
use crate::console::outln;
use crate::root::Root;
use crate::{Outcome, report, sources, sync};
use std::io;
use std::path::Path;
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::output::Output;
use tributary_codegen::source::Sources;
use tributary_codegen::{ClientOptions, LOCK, client, refused_name};

mod cost;
mod runtime;

pub(crate) fn run(options: &Client, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    if let Some((name, why)) = options.name.as_deref().and_then(|name| Some((name, refused_name(name)?))) {
        report::usage(&format!("a crate cannot be called `{name}`: {why}"), global.format);
        return Ok(Outcome::Usage);
    }
    let spinner = report::spinner("generating");
    let mut diags = Vec::new();
    let read = sources::of_document(&options.spec, &mut diags);
    let (sources, mut output) = match &read {
        Some((sources, file)) => (sources.clone(), generate(options, &root, sources, file)?),
        None => (Sources::default(), Output::default()),
    };
    let cost = cost::of_this_process();
    output.diagnostics.splice(0..0, diags);
    // Paths are printed as they can be opened from here.
    let folder = sources::folder_of(&options.spec).to_string_lossy();
    let sources = sources.below(&folder);
    let out = options.out.to_string_lossy();
    let seen = |found: Diagnostic| {
        let of_lock = found.labels.first().is_some_and(|label| label.place.file == LOCK);
        found.below(if of_lock { &out } else { &folder })
    };
    output.diagnostics = output.diagnostics.into_iter().map(seen).collect();
    let plan = match output.has_errors() {
        true => None,
        false => sync::plan(&options.out, &output.files, &[String::new()])
            .and_then(|plan| plan.apply().map(|()| plan).map_err(|found| vec![*found]))
            .map_err(|found| {
                output.diagnostics.extend(found.into_iter().map(|found| found.below(&out)));
            })
            .ok(),
    };
    spinner.finish_and_clear();
    let outcome = if plan.is_some() { Outcome::Done } else { Outcome::Found };
    match global.format {
        Format::Json => {
            let mut value = report::json(&output, &sources, plan.as_ref(), outcome);
            value["cost"] = cost;
            outln!("{value:#}");
        }
        Format::Text => {
            report::findings(&output.diagnostics, &sources);
            outln!("{}; {}", report::summary(&output.summary), report::counts(&output.diagnostics));
            match plan {
                Some(plan) => outln!(
                    "{}: {} files changed, {} as they should be",
                    options.out.display(),
                    plan.changes.len(),
                    plan.unchanged
                ),
                None => outln!("nothing was written"),
            }
        }
    }
    Ok(outcome)
}

/// The names that were given when the crate was generated before.
fn lock(folder: &Path) -> io::Result<Option<String>> {
    let path = folder.join(LOCK);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
    }
}

fn generate(options: &Client, root: &Root, sources: &Sources, file: &str) -> io::Result<Output> {
    let runtime = root.path.join(root.runtime()?);
    let beside = if options.with_runtime { Path::new("runtime").to_owned() } else { runtime.clone() };
    let wanted = ClientOptions {
        name: options.name.clone(),
        operations: options.operations.clone(),
        runtime: beside.to_string_lossy().into_owned(),
        lock: lock(&options.out)?,
    };
    let mut output = client(sources, file, &wanted);
    if options.with_runtime && !output.has_errors() {
        output.files.extend(runtime::files(&runtime)?);
    }
    Ok(output)
}
