//! Printing: findings, what was done, what went wrong; as text for people, or as one JSON object for CI.
//!
//! Findings and failures go to standard error, results to standard output. Colour is kept only where a terminal reads
//! it (`anstream` sees to that), and so are progress bars.

use crate::Outcome;
use crate::cli::Format;
use crate::console::{errln, outln};
use crate::sync::Plan;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::time::Duration;
use tributary_codegen::diagnostics::{self, At, Diagnostic, Severity};
use tributary_codegen::mapping::location;
use tributary_codegen::output::{Output, Summary, Tally};
use tributary_codegen::render::{Places, render};
use tributary_codegen::source::Sources;

/// A document can be wrong in the same way a thousand times; past so many, a code is only counted.
const SHOWN_PER_CODE: usize = 20;

/// The command could not do its work at all.
pub(crate) fn failure(error: &std::io::Error, format: Format) -> Outcome {
    message(&error.to_string(), Outcome::Found, format);
    Outcome::Found
}

/// It was asked for something that makes no sense.
pub(crate) fn usage(text: &str, format: Format) {
    message(text, Outcome::Usage, format);
}

fn message(text: &str, outcome: Outcome, format: Format) {
    match format {
        Format::Text => errln!("\u{1b}[1;31merror\u{1b}[0m: {text}"),
        Format::Json => outln!("{:#}", json!({ "outcome": word(outcome), "error": text })),
    }
}

/// Findings, as rustc shows them; those that say the same of several places, once.
pub(crate) fn findings(diags: &[Diagnostic], sources: &Sources) {
    let mut alike: HashMap<(&str, &str), usize> = HashMap::new();
    for found in diags {
        *alike.entry((found.code.id, &found.message)).or_default() += 1;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shown = Vec::new();
    for found in diags {
        // What is said of many places is shown at the first.
        let Some(more) = alike.remove(&(found.code.id, found.message.as_str())) else { continue };
        let count = counts.entry(found.code.id).or_default();
        *count += 1;
        if *count <= SHOWN_PER_CODE {
            shown.push(match more {
                1 => Cow::Borrowed(found),
                all => Cow::Owned(
                    found
                        .clone()
                        .note(format!("the first of {all} places; `--format json` lists all of them")),
                ),
            });
        }
    }
    let places = Places::of(shown.iter().map(Cow::as_ref), sources);
    for found in &shown {
        errln!("{}", render(found, &places, true));
    }
    for (code, count) in counts.iter().filter(|(_, count)| **count > SHOWN_PER_CODE) {
        let more = count - SHOWN_PER_CODE;
        errln!("and {more} more {code}; `--format json` lists all of them\n");
    }
}

/// One line: how many of each severity.
pub(crate) fn counts(diags: &[Diagnostic]) -> String {
    let count = |severity| diags.iter().filter(|found| found.severity() == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = words
        .into_iter()
        .map(|(severity, word)| (count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") }
}

/// How much of the documents could be used.
pub(crate) fn summary(summary: &Summary) -> String {
    let tally = |name: &str, tally: &Tally| {
        let mut text = format!("{} {name}", tally.total());
        if tally.degraded + tally.left_out > 0 {
            text += &format!(" ({} as raw JSON, {} left out)", tally.degraded, tally.left_out);
        }
        text
    };
    format!("{}, {}", tally("operations", &summary.operations), tally("schemas", &summary.schemas))
}

/// What a plan did, or for `--check` what it found: each path, then the totals.
pub(crate) fn changes(plan: &Plan, check: bool) {
    for change in &plan.changes {
        let word = if check { change.action.state() } else { change.action.done() };
        outln!("{word:>9} {}", change.path);
    }
    let (changed, unchanged) = (plan.changes.len(), plan.unchanged);
    let to_do = if check { "to be brought up to date" } else { "changed" };
    match changed {
        0 => outln!("up to date: {unchanged} files"),
        _ => outln!("{changed} files {to_do}, {unchanged} as they should be"),
    }
}

/// The same as one object.
pub(crate) fn json(output: &Output, sources: &Sources, plan: Option<&Plan>, outcome: Outcome) -> Value {
    let change =
        |change: &crate::sync::Change| json!({ "path": change.path, "state": change.action.state() });
    let places = Places::of(&output.diagnostics, sources);
    json!({
        "outcome": word(outcome),
        "operations": tally(&output.summary.operations),
        "schemas": tally(&output.summary.schemas),
        "changes": plan.map_or_else(Vec::new, |plan| plan.changes.iter().map(change).collect()),
        "unchanged": plan.map_or(0, |plan| plan.unchanged),
        "diagnostics": output.diagnostics.iter().map(|found| finding(found, &places, sources)).collect::<Vec<_>>(),
    })
}

/// The word of an outcome in JSON.
fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Found => "found",
        Outcome::Usage => "usage",
        Outcome::Internal => "internal",
        Outcome::Applications => "applications",
        Outcome::Syncs => "syncs",
    }
}

fn tally(tally: &Tally) -> Value {
    json!({ "generated": tally.generated, "degraded": tally.degraded, "left_out": tally.left_out })
}

fn finding(found: &Diagnostic, places: &Places<'_>, sources: &Sources) -> Value {
    let severity = match found.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let label = |label: &diagnostics::Label| {
        let mut value = json!({ "file": label.place.file, "text": label.text });
        if let At::Pointer(pointer) = &label.place.at {
            value["pointer"] = json!(pointer);
        }
        if let Some(key) = key(&label.place, sources) {
            value["key"] = json!(key);
        }
        if let Some((line, column)) = places.position(&label.place) {
            value["line"] = json!(line);
            value["column"] = json!(column);
        }
        value
    };
    json!({
        "code": found.code.id,
        "severity": severity,
        "message": found.message,
        "labels": found.labels.iter().map(label).collect::<Vec<_>>(),
        "help": found.help,
        "notes": found.notes,
    })
}

/// The line of a mapping that a place is in, as `acknowledged` names it.
fn key(place: &diagnostics::Place, sources: &Sources) -> Option<String> {
    let At::Span(span) = &place.at else { return None };
    let file = sources.get(&place.file).filter(|file| file.path.ends_with(".toml"))?;
    let text = std::str::from_utf8(&file.bytes).ok()?;
    location(&place.file, text, span.start)
}

/// A spinner, which is drawn on a terminal only.
pub(crate) fn spinner(text: &'static str) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(text);
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A bar over so many steps, which is drawn on a terminal only.
pub(crate) fn bar(steps: usize, text: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>10} [{bar:30}] {pos}/{len} {wide_msg}");
    let bar = ProgressBar::new(steps as u64).with_prefix(text);
    match style {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}
