//! `diff`: what changes between two versions of a vendor's documents, or of any document.

mod base;

use super::codegen::extended;
use crate::cli::{Diff, Format, Global};
use crate::console::{errln, out, outln};
use crate::root::Root;
use crate::{Outcome, report, sources};
use std::io;
use std::path::Path;
use tributary_codegen::diagnostics::Diagnostic;
use tributary_codegen::diff::{self, Comparison, Sides};
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{Compared, compare_documents, compare_vendor, vendor_documents};

pub(crate) fn run(options: &Diff, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    let folder = root.path.join("specs").join(&options.old);
    let is_vendor = !options.old.contains(['/', '.']) && folder.is_dir();
    let document = Path::new(&options.old);
    match (is_vendor, options.new.as_slice(), &options.base) {
        (true, ..) => of_vendor(options, global, &root),
        (false, [new], None) if document.is_file() => of_documents(document, Path::new(new), options, global),
        (false, [_], None) => usage(&format!("there is no vendor and no file `{}`", options.old), global),
        (false, _, Some(_)) => usage(&format!("there is no folder `specs/{}`", options.old), global),
        (false, _, None) => {
            usage("two documents are compared, or a vendor: `diff OLD NEW`, `diff VENDOR NEW`", global)
        }
    }
}

fn usage(message: &str, global: &Global) -> io::Result<Outcome> {
    report::usage(message, global.format);
    Ok(Outcome::Usage)
}

fn of_documents(old: &Path, new: &Path, options: &Diff, global: &Global) -> io::Result<Outcome> {
    let spinner = report::spinner("comparing");
    let mut diags = Vec::new();
    let before = sources::of_document(old, &mut diags);
    let after = sources::of_document(new, &mut diags);
    let (Some((before, old_name)), Some((after, new_name))) = (before, after) else {
        spinner.finish_and_clear();
        return Ok(failed(diags, &Sources::default(), global.format));
    };
    let compared = compare_documents((&before, &old_name), (&after, &new_name));
    spinner.finish_and_clear();
    // Paths are printed as they can be opened from here.
    let (old_folder, new_folder) =
        (sources::folder_of(old).to_string_lossy(), sources::folder_of(new).to_string_lossy());
    match compared {
        Compared::Failed(found) => {
            diags.extend(found);
            Ok(failed(diags, &after, global.format))
        }
        Compared::Done(comparison) => {
            let comparison = comparison.below(&old_folder, &new_folder);
            let (before, after) = (before.below(&old_folder), after.below(&new_folder));
            let sides = Sides { old: &before, new: &after, old_prefix: "" };
            Ok(print(&comparison, &sides, &new.to_string_lossy(), options, global.format))
        }
    }
}

fn of_vendor(options: &Diff, global: &Global, root: &Root) -> io::Result<Outcome> {
    let vendor = &options.old;
    if options.base.is_none() && options.new.is_empty() {
        return usage("name the new documents, or the old version with `--base REV`", global);
    }
    let mut diags = Vec::new();
    let here = sources::of_root(&root.path, &mut diags);
    let here = match extended(root, &here, &mut diags) {
        Ok((all, _)) => all,
        Err(message) => return usage(&message, global),
    };
    let (old, new, prefix) = match &options.base {
        Some(revision) => match base::sources(&root.path, revision, vendor) {
            Ok(files) => (laid_over(&here, vendor, files, true), here, format!("{revision}:")),
            Err(message) => return usage(&message, global),
        },
        None => match new_documents(&here, vendor, &options.new, &mut diags) {
            Ok(files) => (here.clone(), laid_over(&here, vendor, files, false), "old:".to_owned()),
            Err(message) => return usage(&message, global),
        },
    };
    if !diags.is_empty() {
        return Ok(failed(diags, &new, global.format));
    }
    let spinner = report::spinner("comparing");
    let compared = compare_vendor(&old, &new, vendor);
    spinner.finish_and_clear();
    let folder = root.seen_from_here();
    match compared {
        Compared::Failed(found) => {
            let found = found.into_iter().map(|found| found.below(&folder)).collect();
            Ok(failed(found, &new.below(&folder), global.format))
        }
        Compared::Done(comparison) => {
            let comparison = comparison.below(&folder, &folder);
            let (old, new) = (old.below(&folder), new.below(&folder));
            let sides = Sides { old: &old, new: &new, old_prefix: &prefix };
            Ok(print(&comparison, &sides, vendor, options, global.format))
        }
    }
}

/// The sources with other files of the vendor. `whole`: these are all there are of it.
pub(super) fn laid_over(here: &Sources, vendor: &str, files: Vec<SourceFile>, whole: bool) -> Sources {
    let (folder, mapping) = (format!("specs/{vendor}/"), format!("mappings/{vendor}."));
    let of_vendor = |path: &str| path.starts_with(&folder) || path.starts_with(&mapping);
    let replaced = |path: &str| files.iter().any(|file| file.path == path) || (whole && of_vendor(path));
    let kept: Vec<SourceFile> = here.under("").filter(|file| !replaced(&file.path)).cloned().collect();
    Sources::new(kept.into_iter().chain(files).collect())
}

/// The documents that were named, each at the path of the vendor's document that it replaces.
fn new_documents(
    here: &Sources,
    vendor: &str,
    named: &[String],
    diags: &mut Vec<Diagnostic>,
) -> Result<Vec<SourceFile>, String> {
    let folder = format!("specs/{vendor}/");
    let known = vendor_documents(here, vendor);
    let names: Vec<&str> = known.iter().filter_map(|path| path.strip_prefix(&folder)).collect();
    let mut files = Vec::new();
    for argument in named {
        let (wanted, path) = match argument.split_once('=') {
            Some((name, path)) if names.contains(&name) => (Some(name), path),
            _ => (None, argument.as_str()),
        };
        let own =
            Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let name = match (wanted, names.as_slice()) {
            (Some(name), _) => name,
            (None, names) if names.contains(&own.as_str()) => own.as_str(),
            (None, [only]) => only,
            (None, _) => {
                return Err(format!(
                    "`{argument}` has the name of none of the documents of `{vendor}`: {}\n  help: write NAME={path}",
                    names.join(", ")
                ));
            }
        };
        let Some((document, root)) = sources::of_document(Path::new(path), diags) else { continue };
        files.extend(document.under("").map(|file| SourceFile {
            path: format!("{folder}{}", if file.path == root { name } else { &file.path }),
            bytes: file.bytes.clone(),
        }));
    }
    Ok(files)
}

/// A comparison that could not be made, which is never one without changes.
fn failed(found: Vec<Diagnostic>, sources: &Sources, format: Format) -> Outcome {
    let output = Output { diagnostics: found, ..Output::default() };
    match format {
        Format::Json => {
            let mut value = report::json(&output, sources, None, Outcome::Found);
            value["error"] = "the comparison failed: a version cannot be read".into();
            outln!("{value:#}");
        }
        Format::Text => {
            report::findings(&output.diagnostics, sources);
            errln!("the comparison failed: {}", report::counts(&output.diagnostics));
        }
    }
    Outcome::Found
}

fn print(comparison: &Comparison, sides: &Sides<'_>, title: &str, options: &Diff, format: Format) -> Outcome {
    match format {
        Format::Json => outln!("{:#}", diff::json(comparison, sides)),
        Format::Text if options.markdown => out!("{}", diff::markdown(comparison, sides, title)),
        Format::Text => out!("{}", diff::text(comparison, sides, options.all)),
    }
    outcome(comparison)
}

pub(super) fn outcome(comparison: &Comparison) -> Outcome {
    match comparison.verdict().outcome {
        diff::Outcome::Nothing => Outcome::Done,
        diff::Outcome::Internal => Outcome::Internal,
        diff::Outcome::Applications => Outcome::Applications,
        diff::Outcome::Syncs => Outcome::Syncs,
    }
}
