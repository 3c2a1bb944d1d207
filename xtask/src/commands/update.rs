//! `update`: the documents that vendors publish, fetched, compared with those that are here, and put in their place.
//!
//! A document is written only when it can be read and compared: whatever fails leaves the files as they are. When each
//! was fetched, and the tag that the server gave it, is kept beside them (`state`).

mod address;
mod fetch;
mod state;

use super::codegen::extended;
use super::diff::{laid_over, outcome};
use crate::cli::{Format, Global, Update};
use crate::console::{errln, out, outln};
use crate::root::Root;
use crate::{Outcome, report, sources};
use fetch::Fetched;
use serde_json::{Value, json};
use state::State;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use tributary_codegen::diagnostics::{Diagnostic, Severity};
use tributary_codegen::diff::{self, Sides};
use tributary_codegen::output::Output;
use tributary_codegen::source::{SourceFile, Sources};
use tributary_codegen::{Compared, LevelOptions, Published, compare_vendor, level, operations_of, published};

pub(crate) fn run(options: &Update, global: &Global) -> io::Result<Outcome> {
    let root = Root::find(global.root.as_deref())?;
    let mut diags = Vec::new();
    let own = sources::of_root(&root.path, &mut diags);
    let (here, _) = match extended(&root, &own, &mut diags) {
        Ok(all) => all,
        Err(message) => return usage(&message, global),
    };
    let mut vendors = Vec::new();
    for name in names(options, &own) {
        let documents = published(&own, &name, &mut diags);
        if documents.is_empty() && !options.all {
            let message = format!(
                "`mappings/{name}.toml` does not say where documents of `{name}` are published\n  help: write \
                 `documents = {{ \"FILE\" = \"https://…\" }}` below `[vendor]`"
            );
            return usage(&message, global);
        }
        if !documents.is_empty() {
            vendors.push((name, documents));
        }
    }
    if diags.iter().any(|found| found.severity() == Severity::Error) {
        return Ok(refused(diags, &own.below(&root.seen_from_here()), global.format));
    }
    let (mut worst, mut shown) = (Outcome::Done, Vec::new());
    for (vendor, documents) in vendors {
        let run = Run { root: &root, here: &here, vendor: &vendor, options, global };
        let (outcome, value) = run.update(&documents)?;
        worst = if outcome == Outcome::Found || worst == Outcome::Found {
            Outcome::Found
        } else {
            worst.max(outcome)
        };
        shown.push(value);
    }
    let written = shown.iter().any(|value| value["written"] == true);
    // A mapping that no longer binds is in the report, and keeps the crates as they are.
    let binds = shown.iter().all(|value| value["findings"].as_array().is_none_or(Vec::is_empty));
    if written && !regenerate(&root)? && binds {
        worst = Outcome::Found;
    }
    if global.format == Format::Json {
        outln!("{:#}", Value::from(shown));
    }
    Ok(worst)
}

fn usage(message: &str, global: &Global) -> io::Result<Outcome> {
    report::usage(message, global.format);
    Ok(Outcome::Usage)
}

/// The vendors asked for, or all that have a mapping here.
fn names(options: &Update, own: &Sources) -> Vec<String> {
    let name =
        |file: &SourceFile| Some(file.path.strip_prefix("mappings/")?.strip_suffix(".toml")?.to_owned());
    match options.all {
        true => own.under("mappings/").filter_map(name).collect(),
        false => options.vendors.clone(),
    }
}

fn refused(found: Vec<Diagnostic>, sources: &Sources, format: Format) -> Outcome {
    let output = Output { diagnostics: found, ..Output::default() };
    match format {
        Format::Json => outln!("{:#}", report::json(&output, sources, None, Outcome::Found)),
        Format::Text => report::findings(&output.diagnostics, sources),
    }
    Outcome::Found
}

/// What is wrong with a document, and the files that it is said of.
type Refusal = (Vec<Diagnostic>, Sources);

/// The update of one vendor.
struct Run<'r> {
    root: &'r Root,
    here: &'r Sources,
    vendor: &'r str,
    options: &'r Update,
    global: &'r Global,
}

impl Run<'_> {
    fn is_text(&self) -> bool {
        self.global.format == Format::Text
    }

    fn update(&self, documents: &[Published]) -> io::Result<(Outcome, Value)> {
        let mut state = State::read(&self.root.path, self.vendor)?;
        let mut files = Vec::new();
        let mut ages = Vec::new();
        for document in documents {
            let spinner = report::spinner("fetching");
            let fetched = fetch::get(&document.url, state.tag(document));
            spinner.finish_and_clear();
            let age = state.age(document);
            ages.push(json!({ "document": document.path, "url": document.url, "days": age }));
            let bytes = match fetched {
                Ok(Fetched::Same) => {
                    state.seen(document, None);
                    self.say(document, &format!("as it was ({})", days(age)));
                    continue;
                }
                Ok(Fetched::New { bytes, tag }) => {
                    state.seen(document, tag);
                    self.say(document, &format!("fetched ({})", days(age)));
                    bytes
                }
                Err(message) => return Ok(self.failed(&format!("{}: {message}", document.url))),
            };
            match self.kept(document, bytes) {
                Ok(file) => files.push(file),
                Err(refusal) => return Ok(self.refused(refusal)),
            }
        }
        let (outcome, mut value) = match self.compare(&files) {
            Ok(compared) => compared,
            Err(refusal) => return Ok(self.refused(refusal)),
        };
        value["vendor"] = self.vendor.into();
        value["documents"] = ages.into();
        if self.options.dry_run {
            return Ok((outcome, value));
        }
        for file in &files {
            write(&self.root.path, file)?;
        }
        state.write(&self.root.path)?;
        value["written"] = (!files.is_empty()).into();
        Ok((outcome, value))
    }

    fn say(&self, document: &Published, what: &str) {
        if self.is_text() && !self.options.markdown {
            errln!("{}: {what}", document.path);
        }
    }

    /// A document that can't be read or compared.
    fn refused(&self, (found, sources): Refusal) -> (Outcome, Value) {
        if self.is_text() {
            report::findings(&found, &sources);
        }
        let messages: Vec<String> =
            found.iter().map(|found| format!("{}: {}", found.code.id, found.message)).collect();
        (Outcome::Found, json!({ "vendor": self.vendor, "error": messages.join("; ") }))
    }

    fn failed(&self, message: &str) -> (Outcome, Value) {
        if self.is_text() {
            errln!("\u{1b}[1;31merror\u{1b}[0m: {message}");
        }
        (Outcome::Found, json!({ "vendor": self.vendor, "error": message }))
    }

    /// The document as the folder keeps it.
    fn kept(&self, document: &Published, bytes: Vec<u8>) -> Result<SourceFile, Refusal> {
        let file = SourceFile { path: document.path.clone(), bytes: bytes.into() };
        if !document.facts {
            return Ok(file);
        }
        let options = LevelOptions { operations: operations_of(self.here, &document.path), facts: true };
        let sources = Sources::new(vec![file]);
        let output = level(&sources, &document.path, &options);
        let reduced = output.files.into_iter().next();
        match reduced {
            Some(reduced) => {
                Ok(SourceFile { path: document.path.clone(), bytes: reduced.contents.into_bytes().into() })
            }
            None => Err((output.diagnostics, sources)),
        }
    }

    /// Shows what the new documents change; what can't be compared is not written.
    fn compare(&self, files: &[SourceFile]) -> Result<(Outcome, Value), Refusal> {
        let new = laid_over(self.here, self.vendor, files.to_vec(), false);
        let folder = self.root.seen_from_here();
        match compare_vendor(self.here, &new, self.vendor) {
            Compared::Failed(found) => Err((found, new)),
            Compared::Done(comparison) => {
                let comparison = comparison.below(&folder, &folder);
                let (old, new) = (self.here.below(&folder), new.below(&folder));
                let sides = Sides { old: &old, new: &new, old_prefix: "old:" };
                if self.is_text() {
                    match self.options.markdown {
                        true => out!("{}", diff::markdown(&comparison, &sides, self.vendor)),
                        false => out!("{}", diff::text(&comparison, &sides, false)),
                    }
                }
                Ok((outcome(&comparison), diff::json(&comparison, &sides)))
            }
        }
    }
}

/// Brings generated/ up to date. What that says goes to standard error: the report of the update is on standard output.
fn regenerate(root: &Root) -> io::Result<bool> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("codegen").arg("--root").arg(&root.path).stdin(Stdio::null());
    Ok(command.stdout(io::stderr()).status()?.success())
}

fn days(age: Option<i64>) -> String {
    match age {
        None => "never fetched before".to_owned(),
        Some(0) => "fetched today".to_owned(),
        Some(1) => "fetched a day ago".to_owned(),
        Some(days) => format!("fetched {days} days ago"),
    }
}

/// Puts a file in its place in one step. What is there has to be a regular file of the root.
fn write(root: &Path, file: &SourceFile) -> io::Result<()> {
    let path = root.join(&file.path);
    let folder = path.parent().unwrap_or(root);
    if std::fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        return Err(io::Error::other(format!("{}: not a regular file", path.display())));
    }
    let mut staged = tempfile::NamedTempFile::new_in(folder)?;
    staged.write_all(&file.bytes)?;
    staged.persist(&path).map_err(|error| error.error)?;
    Ok(())
}
