//! `codegen`: all of `generated/`, from `specs/` and `mappings/`.

use crate::cli::{Codegen, Format, Global};
use crate::console::{out, outln};
use crate::root::Root;
use crate::{Outcome, report, sources, sync};
use serde_json::json;
use std::collections::BTreeSet;
use std::io;
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{GenerateOptions, Upstream, generate};

pub(crate) fn run(options: &Codegen, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    if !root.path.join("specs").is_dir() && !root.path.join("mappings").is_dir() {
        let here = root.path.display();
        report::usage(
            &format!(
                "{here} has neither `specs/` nor `mappings/`: nothing to generate from\n  help: run it in a folder that has \
                 them (or below, with a `tributary.toml` beside them), or name one with `--root DIR`"
            ),
            global.format,
        );
        return Ok(Outcome::Usage);
    }
    let unknown: Vec<&String> =
        options.vendors.iter().filter(|v| !root.path.join("specs").join(v).is_dir()).collect();
    if let Some(vendor) = unknown.first() {
        report::usage(&format!("there is no folder `specs/{vendor}`"), global.format);
        return Ok(Outcome::Usage);
    }
    let mut diags = Vec::new();
    let own = sources::of_root(&root.path, &mut diags);
    let (sources, upstream) = match extended(&root, &own, &mut diags) {
        Ok(all) => all,
        Err(message) => {
            report::usage(&message, global.format);
            return Ok(Outcome::Usage);
        }
    };
    if let Some(model) = &options.explain {
        return Ok(explain(model, &options.vendors, (&sources, &root.seen_from_here()), global.format));
    }
    let spinner = report::spinner("generating");
    let wanted = GenerateOptions {
        vendors: options.vendors.clone(),
        runtime: root.runtime()?.to_owned(),
        upstream,
        facade: root.facade.clone(),
    };
    let mut output = generate(&sources, &wanted);
    output.diagnostics.splice(0..0, diags);
    let plan = if output.has_errors() {
        None
    } else {
        sync::plan(&root.path, &output.files, &owned(options, &output))
            .map_err(|found| output.diagnostics.extend(found))
            .ok()
    };
    let written = match &plan {
        Some(plan) if !options.check => plan.apply().map_err(|found| output.diagnostics.push(*found)).is_ok(),
        plan => plan.is_some(),
    };
    let others = written
        && !options.check
        && !options.vendors.is_empty()
        && others_are_stale(&root, &sources, wanted)?;
    // Paths are printed as they can be opened from here.
    let folder = root.seen_from_here();
    let sources = sources.below(&folder);
    output.diagnostics = output.diagnostics.into_iter().map(|found| found.below(&folder)).collect();
    spinner.finish_and_clear();
    let up_to_date = plan.as_ref().is_some_and(|plan| !options.check || plan.changes.is_empty());
    let outcome = if written && up_to_date { Outcome::Done } else { Outcome::Found };
    match global.format {
        Format::Json => outln!("{:#}", report::json(&output, &sources, plan.as_ref(), outcome)),
        Format::Text => {
            report::findings(&output.diagnostics, &sources);
            match plan.filter(|_| written) {
                Some(plan) => report::changes(&plan, options.check),
                None => outln!("nothing was written: {}", report::counts(&output.diagnostics)),
            }
            outln!("{}", report::summary(&output.summary));
            if others {
                outln!(
                    "other crates are not up to date (the facade lists the vendors): run `cargo xtask codegen`"
                );
            }
        }
    }
    Ok(outcome)
}

/// The sources of the root, and of the one that it extends: its unified model, and the vendors that are not here.
pub(super) fn extended(
    root: &Root,
    own: &Sources,
    diags: &mut Vec<Diagnostic>,
) -> Result<(Sources, Option<Upstream>), String> {
    let Some(extends) = &root.extends else { return Ok((own.clone(), None)) };
    let folder = root.path.join(&extends.folder);
    if !folder.join("generated/unified/Cargo.toml").is_file() {
        return Err(format!(
            "tributary.toml: `extends`, but {} has no `generated/unified`\n  help: name the folder, or the git repository, of \
             Tributary",
            folder.display()
        ));
    }
    if own.under("specs/unified/").next().is_some() {
        return Err("there is a `specs/unified` here, and tributary.toml says `extends`\n  help: a unified model of your own \
                    needs all conversions generated for it: remove `extends` and copy the vendors' mappings and documents, \
                    or remove `specs/unified`"
            .to_owned());
    }
    let is_own = |vendor: &str| own.get(&format!("mappings/{vendor}.toml")).is_some();
    let base = sources::of_root(&folder, diags);
    let name =
        |file: &SourceFile| Some(file.path.strip_prefix("mappings/")?.strip_suffix(".toml")?.to_owned());
    let vendors: Vec<String> = base.under("mappings/").filter_map(name).filter(|it| !is_own(it)).collect();
    let wanted = |file: &&SourceFile| {
        let mut parts = file.path.split('/').skip(1);
        let of = parts.next().unwrap_or_default().split('.').next().unwrap_or_default();
        of == "unified" || vendors.iter().any(|vendor| vendor == of)
    };
    let files = base.under("").filter(wanted).chain(own.under("")).cloned().collect();
    let generated = format!("{}/generated", extends.folder.trim_end_matches('/'));
    Ok((Sources::new(files), Some(Upstream { generated, vendors, git: extends.git.clone() })))
}

/// Prints a model of the vendors asked for, or of all that have it.
fn explain(model: &str, vendors: &[String], (sources, folder): (&Sources, &str), format: Format) -> Outcome {
    let name = |path: &str| Some(path.strip_prefix("mappings/")?.strip_suffix(".toml")?.to_owned());
    let mappings = sources.under("mappings/").filter_map(|file| Some((name(&file.path)?, file)));
    let wanted = mappings.filter(|(vendor, _)| vendors.is_empty() || vendors.contains(vendor));
    let results = wanted.map(|(vendor, file)| {
        let text = String::from_utf8_lossy(&file.bytes);
        let explained = tributary_codegen::mapping::explain(&file.path, &text, model);
        (vendor, explained.map(|explained| explained.below(folder)))
    });
    let (found, missing): (Vec<_>, Vec<_>) = results.partition(|(_, result)| result.is_ok());
    if found.is_empty() || (!vendors.is_empty() && !missing.is_empty()) {
        let messages: Vec<String> = missing.into_iter().filter_map(|(_, result)| result.err()).collect();
        let none = "there is no mapping to look into".to_owned();
        report::usage(&messages.into_iter().next().unwrap_or(none), format);
        return Outcome::Usage;
    }
    let found: Vec<_> =
        found.into_iter().filter_map(|(vendor, result)| Some((vendor, result.ok()?))).collect();
    match format {
        Format::Text => {
            let shown: Vec<String> = found.iter().map(|(_, model)| model.to_string()).collect();
            out!("{}", shown.join("\n"));
        }
        Format::Json => {
            let line = |(line, place): &(String, String)| json!({ "line": line, "place": place });
            let shown = found.iter().map(|(vendor, explained)| {
                let lines: Vec<_> = explained.lines.iter().map(line).collect();
                json!({ "vendor": vendor, "model": explained.model, "lines": lines })
            });
            outln!("{:#}", serde_json::Value::from_iter(shown));
        }
    }
    Outcome::Done
}

/// Whether a run for all vendors would change something. A root whose other vendors have errors is not judged.
fn others_are_stale(root: &Root, sources: &Sources, wanted: GenerateOptions) -> io::Result<bool> {
    let all = GenerateOptions { vendors: Vec::new(), ..wanted };
    let output = generate(sources, &all);
    if output.has_errors() {
        return Ok(false);
    }
    let plan = sync::plan(&root.path, &output.files, &["generated".to_owned()]);
    Ok(plan.is_ok_and(|plan| !plan.changes.is_empty()))
}

/// The folders whose orphans are ours to delete: everything generated, or only the crates of the vendors asked for.
fn owned(options: &Codegen, output: &Output) -> Vec<String> {
    if options.vendors.is_empty() {
        return vec!["generated".to_owned()];
    }
    let crates =
        output.files.iter().filter_map(|file| file.path.strip_prefix("generated/")?.split('/').next());
    let crates: BTreeSet<&str> = crates.collect();
    crates.into_iter().map(|name| format!("generated/{name}")).collect()
}
