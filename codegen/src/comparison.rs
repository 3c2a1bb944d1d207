//! Two versions compared: of one document, or of a vendor of a root with its mapping.

use crate::diagnostics::{Diagnostic, Severity, catalogue};
use crate::diff::{self, Comparison, Direction, Grade, Kind, Reach, Role, Surface};
use crate::lower::{self, NamesLock, Selection};
use crate::options::LOCK;
use crate::parse::{self, Input};
use crate::resolve::{self, Documents};
use crate::source::Sources;
use crate::workspace::{self, BoundVendor};

/// What a comparison needs, and what keeps it from being made.
#[derive(Debug)]
pub enum Compared {
    Done(Box<Comparison>),
    /// A version can't be read, or the mapping does not fit the old one: nothing is known of the changes.
    Failed(Vec<Diagnostic>),
}

/// A document in two versions, without a mapping.
pub fn compare_documents(old: (&Sources, &str), new: (&Sources, &str)) -> Compared {
    let mut diags = Vec::new();
    let (old_sources, old_file) = old;
    let (new_sources, new_file) = new;
    let old_roots = [old_file];
    let new_roots = [new_file];
    let old_forest = parse::load(Input { sources: old_sources, folder: "", roots: &old_roots }, &mut diags);
    let new_forest = parse::load(Input { sources: new_sources, folder: "", roots: &new_roots }, &mut diags);
    let old = resolve::read(&old_forest, &mut diags);
    let new = resolve::read(&new_forest, &mut diags);
    if let Some(failed) = failed(&old, &new, (1, 1), diags) {
        return failed;
    }
    let everything = Selection::everything();
    let (old_api, lock, _) = lower::lower(&old, &everything, &NamesLock::default(), &mut Vec::new());
    // What was named stays named, as in the folder of a crate that is generated again.
    let lock = NamesLock::parse(LOCK, &lock.render(), &mut Vec::new());
    let (new_api, _, _) = lower::lower(&new, &everything, &lock, &mut Vec::new());
    Compared::Done(Box::new(Comparison {
        changes: diff::changes(&old, &new, None),
        surface: Surface::of(&old_api).compare(&Surface::of(&new_api)),
        ..Comparison::default()
    }))
}

/// A failure if a version is not whole: a comparison with a part of a document would be clean for the wrong reason.
fn failed(
    old: &Documents<'_>,
    new: &Documents<'_>,
    wanted: (usize, usize),
    diags: Vec<Diagnostic>,
) -> Option<Compared> {
    let missing = old.documents.len() < wanted.0 || new.documents.len() < wanted.1;
    let errors: Vec<Diagnostic> = diags.into_iter().filter(|it| it.severity() == Severity::Error).collect();
    (missing || !errors.is_empty()).then_some(Compared::Failed(errors))
}

/// A vendor in two versions of a root. The old version's mapping says what is used; the new one is bound as well, and
/// what no longer fits is among the findings.
pub fn compare_vendor(old_sources: &Sources, new_sources: &Sources, vendor: &str) -> Compared {
    let (old_bound, old_output) = workspace::plan(old_sources, vendor);
    let Some(old_bound) = old_bound.filter(|_| !old_output.has_errors()) else {
        return Compared::Failed(errors(old_output.diagnostics));
    };
    // The new documents are named by the old lock.
    let new_sources = &locked(new_sources, vendor, &old_bound);
    let (new_bound, new_output) = workspace::plan(new_sources, vendor);
    let Some(new_bound) = new_bound else { return Compared::Failed(errors(new_output.diagnostics)) };
    let folder = format!("specs/{vendor}");
    let (old_roots, new_roots) =
        (workspace::vendor_documents(old_sources, vendor), workspace::vendor_documents(new_sources, vendor));
    let (old_roots, new_roots): (Vec<&str>, Vec<&str>) =
        (old_roots.iter().map(String::as_str).collect(), new_roots.iter().map(String::as_str).collect());
    let mut diags = Vec::new();
    let old_forest =
        parse::load(Input { sources: old_sources, folder: &folder, roots: &old_roots }, &mut diags);
    let new_forest =
        parse::load(Input { sources: new_sources, folder: &folder, roots: &new_roots }, &mut diags);
    let old = resolve::read(&old_forest, &mut diags);
    let new = resolve::read(&new_forest, &mut diags);
    if let Some(failed) = failed(&old, &new, (old_roots.len(), new_roots.len()), diags) {
        return failed;
    }
    let reach = old_bound.plan.as_ref().map(|plan| Reach::of(plan, &old_bound.api));
    let mut changes = diff::changes(&old, &new, reach.as_ref());
    if reach.is_some() {
        changes.iter_mut().for_each(forgive);
    }
    let mapping = match (&old_bound.plan, &new_bound.plan) {
        (Some(before), Some(after)) => diff::compare_plans((before, &old_bound.api), (after, &new_bound.api)),
        _ => Vec::new(),
    };
    let known = |found: &Diagnostic| {
        old_output.diagnostics.iter().any(|old| old.code == found.code && old.message == found.message)
    };
    // Overlays are ours as mappings are; what else is odd in the documents is the vendor's.
    let overlay = [catalogue::OVERLAY_NO_MATCH, catalogue::OVERLAY_MISMATCH];
    let about_mapping =
        |found: &Diagnostic| (found.code.id >= "T4" || overlay.contains(&found.code)) && !known(found);
    Compared::Done(Box::new(Comparison {
        changes,
        surface: Surface::of(&old_bound.api).compare(&Surface::of(&new_bound.api)),
        mapping,
        findings: new_output.diagnostics.iter().filter(|found| about_mapping(found)).cloned().collect(),
        mapping_file: reach.map(|_| format!("mappings/{vendor}.toml")),
    }))
}

fn errors(diags: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diags.into_iter().filter(|found| found.severity() == Severity::Error).collect()
}

/// The new sources with the names that the old documents have.
fn locked(new: &Sources, vendor: &str, old: &BoundVendor) -> Sources {
    let path = format!("specs/{vendor}/{LOCK}");
    let lock =
        crate::source::SourceFile { path: path.clone(), bytes: old.lock().render().into_bytes().into() };
    let others = new.under("").filter(|file| file.path != path).cloned();
    Sources::new(others.chain([lock]).collect())
}

/// What a mapping reads of records may be missing: it is an `Option` whatever the document says, and binding says where
/// that is not enough. Ids and cursors are another matter.
fn forgive(change: &mut diff::Change) {
    let may_lack = matches!(change.kind, Kind::BecameOptional | Kind::NullAllowed);
    let is_key = change.uses.iter().any(|by| by.role == Role::Sync);
    if may_lack && change.direction == Direction::Response && !change.uses.is_empty() && !is_key {
        change.grade = change.grade.min(Grade::Visible);
    }
}
