//! Overlays: corrections of a vendor's document, kept beside it (OpenAPI Overlay 1.0 and 1.1).
//!
//! `overlay.yaml` and `overlay.<name>.yaml` of a vendor's folder are applied to the parsed trees, before anything is
//! typed: the overlay makes the document true, the mapping says what it means. An overlay is for the document that its
//! `x-tributary-document` or `extends` names, or with `x-tributary-document: "*"` for all of the vendor's; a vendor with
//! one document needs neither. Every action that does nothing is reported.

mod filter;
mod path;
mod read;
mod select;
#[cfg(test)]
mod tests;

use super::{Change, Edited, Forest, Node};
use crate::diagnostics::{Diagnostic, Place, catalogue, nearest};

/// Applies one overlay to the document it is for.
pub(crate) fn apply(overlay: Node<'_>, forest: &mut Forest<'_>, diags: &mut Vec<Diagnostic>) {
    let known = overlay.get("overlay").and_then(Node::scalar_text).unwrap_or_default();
    if !overlay.is_object() || !(known == "1" || known.starts_with("1.")) {
        let message = "an overlay begins with `overlay: 1.0.0` or `overlay: 1.1.0`";
        diags.push(Diagnostic::new(
            catalogue::OVERLAY_BROKEN,
            message,
            place(overlay),
            "none of it was applied",
        ));
        return;
    }
    let files = documents(overlay, forest, diags);
    if files.is_empty() {
        return;
    }
    let Some(actions) = overlay.get("actions").filter(|actions| actions.is_list()) else {
        let message = "an overlay needs a list of `actions`";
        diags.push(Diagnostic::new(catalogue::OVERLAY_BROKEN, message, place(overlay), "nothing to apply"));
        return;
    };
    for action in actions.items() {
        let outcomes: Vec<_> = files.iter().map(|file| act(action, file, forest)).collect();
        let missed = |outcome: &Result<(), Box<Diagnostic>>| {
            outcome.as_ref().is_err_and(|found| found.code == catalogue::OVERLAY_NO_MATCH)
        };
        // What one of several documents has need not be in the others.
        let everywhere = outcomes.iter().all(missed);
        let told = outcomes.into_iter().filter(|outcome| everywhere || !missed(outcome));
        diags.extend(told.filter_map(Result::err).map(|found| *found).take(if everywhere {
            1
        } else {
            usize::MAX
        }));
    }
}

/// The paths of the documents that the overlay is for.
fn documents(overlay: Node<'_>, forest: &Forest<'_>, diags: &mut Vec<Diagnostic>) -> Vec<String> {
    if overlay.get("x-tributary-document").and_then(Node::as_text) == Some("*") {
        return forest.roots().map(|root| root.file().to_owned()).collect();
    }
    document(overlay, forest, diags).into_iter().collect()
}

fn document(overlay: Node<'_>, forest: &Forest<'_>, diags: &mut Vec<Diagnostic>) -> Option<String> {
    let named = overlay.get("x-tributary-document");
    let stated = named.or_else(|| overlay.get("extends"));
    let roots: Vec<&str> = forest.roots().map(Node::file).collect();
    let files: Vec<&str> = forest.files().map(Node::file).collect();
    let Some(stated) = stated else {
        if let [only] = roots.as_slice() {
            return Some((*only).to_owned());
        }
        let message = format!("this overlay doesn't say which of {} documents it is for", roots.len());
        let diagnostic =
            Diagnostic::new(catalogue::OVERLAY_NO_DOCUMENT, message, place(overlay), "not applied");
        diags.push(diagnostic.help("add `x-tributary-document: FILE`, or `\"*\"` for all of them"));
        return None;
    };
    let text = stated.as_text().unwrap_or_default();
    let folder = overlay.file().rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let path = format!("{folder}{}", text.trim_start_matches("./"));
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let exact = files.iter().find(|file| **file == path);
    let by_name = || roots.iter().find(|file| file.rsplit('/').next() == Some(last));
    // `extends` is often the URL that the only document was downloaded from.
    let only = || roots.first().filter(|_| named.is_none() && roots.len() == 1);
    if let Some(file) = exact.or_else(by_name).or_else(only) {
        return Some((*file).to_owned());
    }
    let message = format!("{} is none of the documents", stated.describe());
    let diagnostic = Diagnostic::new(catalogue::OVERLAY_NO_DOCUMENT, message, place(stated), "not applied");
    diags.push(match nearest(&path, files) {
        Some(file) => {
            diagnostic.help(format!("did you mean `{}`?", file.strip_prefix(&folder).unwrap_or(file)))
        }
        None => diagnostic,
    });
    None
}

/// One action.
fn act(action: Node<'_>, file: &str, forest: &mut Forest<'_>) -> Result<(), Box<Diagnostic>> {
    let broken = |node: Node<'_>, message: &str| {
        Box::new(Diagnostic::new(catalogue::OVERLAY_BROKEN, message, place(node), "not applied"))
    };
    let target = action.get("target").ok_or_else(|| broken(action, "an action needs a `target`"))?;
    let remove = action.get("remove").and_then(Node::as_bool).unwrap_or(false);
    let root = forest.file(file).ok_or_else(|| broken(action, "the document is not there"))?;
    let targets = selected(root, target)?;
    let change = match (remove, action.get("copy"), action.get("update")) {
        (true, ..) => Change::Remove,
        (false, Some(copy), None) => {
            let sources = selected(root, copy)?;
            let [source] = sources.as_slice() else {
                return Err(broken(copy, "`copy` must select exactly one value"));
            };
            Change::Copy(*source, copy)
        }
        (false, None, Some(update)) => Change::Merge(update),
        _ => return Err(broken(action, "an action needs one of `update`, `remove: true` and `copy`")),
    };
    let edited = forest.change(file, &targets, change);
    match edited {
        Edited::Done => Ok(()),
        Edited::Replaced(pointer) => {
            let message = "the update doesn't fit what it is merged into, and replaced it";
            let diagnostic =
                Diagnostic::new(catalogue::OVERLAY_MISMATCH, message, place(action), "this update");
            Err(Box::new(diagnostic.label(Place::pointer(file, pointer), "replaced")))
        }
        Edited::TooLarge => {
            let message = "the document would become too large, or too deeply nested";
            Err(Box::new(Diagnostic::new(
                catalogue::TOO_LARGE,
                message,
                place(action),
                "not applied everywhere",
            )))
        }
        Edited::Root => Err(broken(target, "the whole document can't be removed")),
    }
}

/// The indices of what a path selects; none is an error.
fn selected(root: Node<'_>, path: Node<'_>) -> Result<Vec<u32>, Box<Diagnostic>> {
    let bad = |message: String| {
        Box::new(Diagnostic::new(catalogue::BAD_JSONPATH, message, place(path), "not applied"))
    };
    let text =
        path.as_text().ok_or_else(|| bad(format!("a path must be a text, found {}", path.describe())))?;
    let query = read::read(text).map_err(|wrong| {
        let shown = text.get(wrong.at..).unwrap_or_default();
        let found = if shown.is_empty() { "the end".to_owned() } else { format!("`{shown}`") };
        bad(format!("not a JSONPath: expected {}, found {found}", wrong.expected))
    })?;
    let nodes =
        select::select(root, &query).map_err(|_| bad("this path visits too many values".to_owned()))?;
    if nodes.is_empty() {
        let message = format!("`{text}` selects nothing in `{}`", root.file());
        return Err(Box::new(Diagnostic::new(
            catalogue::OVERLAY_NO_MATCH,
            message,
            place(path),
            "nothing to change",
        )));
    }
    let mut indices: Vec<u32> = nodes.into_iter().map(Node::index).collect();
    indices.sort_unstable();
    indices.dedup();
    Ok(indices)
}

fn place(node: Node<'_>) -> Place {
    Place::pointer(node.file(), node.pointer())
}
