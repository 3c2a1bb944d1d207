//! `acknowledged`: the notes and warnings that the engineer has read and found to be as they should.

use std::collections::BTreeSet;

use crate::diagnostics::{At, Code, Diagnostic, Place, Severity, catalogue, nearest, quoted};
use crate::mapping::{Acknowledged, Mapping, Spanned, location};

/// How many places of a code are suggested.
const SUGGESTED: usize = 5;

/// Leaves out the findings of a vendor that its mapping acknowledges. A line that acknowledges nothing is reported, unless
/// something else is wrong.
pub fn acknowledge(mapping: &Mapping, folder: &str, whole: bool, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if mapping.vendor.acknowledged.is_empty() {
        return found;
    }
    let found: Vec<(Option<String>, Diagnostic)> =
        found.into_iter().map(|finding| (name(mapping, folder, &finding), finding)).collect();
    let mut wrong = Vec::new();
    let mut lines: Vec<Line<'_>> = Vec::new();
    for declared in &mapping.vendor.acknowledged {
        match code(&declared.code.value) {
            Ok(code) => lines.push(Line { declared, code, used: false }),
            Err(message) => wrong.push(not_acknowledgeable(mapping, &declared.code, message)),
        }
    }
    wrong.dedup();
    let mut left: Vec<Diagnostic> = Vec::new();
    for (name, finding) in &found {
        let about = lines.iter_mut().find(|line| line.is_about(name.as_deref(), finding));
        match about {
            Some(line) => line.used = true,
            None => left.push(finding.clone()),
        }
    }
    // An error hides what would be found after it.
    let all_found = whole && left.iter().all(|finding| finding.severity() < Severity::Error);
    for line in lines.iter().filter(|line| all_found && !line.used) {
        let there = found.iter().filter(|(_, finding)| finding.code.id == line.code.id);
        let there: BTreeSet<&str> = there.filter_map(|(name, _)| name.as_deref()).collect();
        left.push(line.unused(mapping, &there));
    }
    left.extend(wrong);
    left
}

/// A line of `acknowledged`.
struct Line<'a> {
    declared: &'a Acknowledged,
    code: &'static Code,
    used: bool,
}

impl Line<'_> {
    /// Whether a finding, at the place of this name, is acknowledged. Of a document, all places below the named one are meant.
    fn is_about(&self, name: Option<&str>, finding: &Diagnostic) -> bool {
        let about = self.declared.place.value.as_str();
        let below = |rest: &str| rest.is_empty() || about.contains("#/") && rest.starts_with('/');
        finding.code.id == self.code.id && name.and_then(|name| name.strip_prefix(about)).is_some_and(below)
    }

    /// Nothing is found there; `there` is where the code was found.
    fn unused(&self, mapping: &Mapping, there: &BTreeSet<&str>) -> Diagnostic {
        let Spanned { value: about, span } = &self.declared.place;
        let message = format!("no finding {} is about `{about}`", self.code.id);
        let found = Diagnostic::new(
            catalogue::UNUSED,
            message,
            Place::span(&mapping.file, span.clone()),
            "acknowledges nothing",
        );
        let near = nearest(about, there.iter().copied());
        let names: Vec<&str> = there.iter().copied().take(SUGGESTED).collect();
        match near {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None if names.is_empty() => found.help("remove it"),
            None => found.help(format!("{} is found at {}", self.code.id, quoted(&names))),
        }
    }
}

/// The code of a note or a warning, or why it is none.
fn code(id: &str) -> Result<&'static Code, String> {
    match catalogue::find(id) {
        Some(code) if code.severity < Severity::Error => Ok(code),
        Some(_) => Err(format!("`{id}` is an error, which has to be corrected")),
        None => Err(format!("there is no finding `{id}`")),
    }
}

fn not_acknowledgeable(mapping: &Mapping, key: &Spanned<String>, message: String) -> Diagnostic {
    Diagnostic::new(
        catalogue::NOT_ACKNOWLEDGEABLE,
        message,
        Place::span(&mapping.file, key.span.clone()),
        "expected the code of a note or a warning",
    )
    .help("for example `T560 = { \"why\" = [\"crm.contact.fields.title\"] }`")
}

/// The place that a finding is about, as `acknowledged` names it: `crm.contact.fields.title`, `api.yaml#/components`, or the
/// name of a file in the vendor's folder.
fn name(mapping: &Mapping, folder: &str, finding: &Diagnostic) -> Option<String> {
    let place = &finding.labels.first()?.place;
    match &place.at {
        At::Span(span) if place.file == mapping.file => location(&mapping.file, &mapping.text, span.start),
        At::Span(_) => None,
        At::Pointer(pointer) => {
            let file = place.file.strip_prefix(folder)?.strip_prefix('/')?;
            Some(format!("{file}#{pointer}"))
        }
        At::File => Some(place.file.strip_prefix(folder)?.strip_prefix('/')?.to_owned()),
    }
}
