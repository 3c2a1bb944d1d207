//! The names of operations: from the operationId, or where there is none, or it is a path itself, from method and path.

use crate::diagnostics::{self, Diagnostic, Place};
use crate::lower::names::identifiers::{self, Scope};
use crate::lower::names::keys::Keys;
use crate::lower::names::lock::{Key, NamesLock};
use crate::lower::operations::replies;
use crate::resolve::Operation;

/// The name of an operation's method, and of the one that reads its answer as events, where it can be had as JSON too.
#[derive(Clone, Debug)]
pub(crate) struct MethodNames {
    pub(crate) plain: String,
    pub(crate) events: Option<String>,
}

/// Names every operation, in order, and writes the names to the new lock.
pub(crate) fn name_all(
    operations: &[&Operation<'_>],
    keys: &Keys<'_>,
    new: &mut NamesLock,
    diags: &mut Vec<Diagnostic>,
) -> Vec<MethodNames> {
    let mut scope = Scope::without(&[
        "new", "with", "builder", "default", "clone", "from", "into", "http", "request", "call", "drop",
    ]);
    let old = keys.lock;
    let keys: Vec<Key> = operations.iter().map(|it| keys.operation(it.node, &it.method, &it.path)).collect();
    let mut locked = |key: &Key| old.get(key).filter(|name| scope.take(name)).map(str::to_owned);
    let mut given: Vec<Option<String>> = keys.iter().map(&mut locked).collect();
    let mut events: Vec<Option<String>> = keys.iter().map(|key| locked(&key.with("events"))).collect();
    let mut ids = Scope::default();
    for (at, (operation, slot)) in operations.iter().zip(&mut given).enumerate() {
        let earlier = operations.get(..at).unwrap_or_default();
        if let Some(id) = operation.id
            && !ids.take(id)
            && !earlier.iter().any(|it| is_elsewhere(it, operation))
        {
            let place = Place::pointer(operation.node.file(), operation.node.pointer());
            diags.push(
                Diagnostic::new(
                    diagnostics::DUPLICATE_OPERATION,
                    format!("another operation is called `{id}` too"),
                    place,
                    "the second one",
                )
                .note("its name is made from its method and path"),
            );
        }
        if slot.is_none() {
            *slot = Some(scope.take_first(candidates(operation)));
        }
    }
    let mut all = Vec::with_capacity(given.len());
    let known = keys.iter().zip(&mut events);
    for ((operation, (key, events)), plain) in operations.iter().zip(known).zip(given.into_iter().flatten()) {
        let events = replies::has_events_too(operation).then(|| {
            let name = events.take().unwrap_or_else(|| scope.take_first([format!("{plain}_events")]));
            new.insert(&key.with("events"), &name);
            name
        });
        new.insert(key, &plain);
        all.push(MethodNames { plain, events });
    }
    all
}

/// Whether it is the same operation in another document of the vendor, which `fold` makes one.
fn is_elsewhere(one: &Operation<'_>, other: &Operation<'_>) -> bool {
    (one.id, &one.method, &one.path) == (other.id, &other.method, &other.path)
        && one.node.file() != other.node.file()
}

fn candidates(operation: &Operation<'_>) -> Vec<String> {
    let mut found = Vec::new();
    found.extend(operation.id.and_then(|id| from_id(id, operation)));
    let (plain, exact) = from_path(&operation.method, &operation.path);
    found.push(plain);
    found.push(exact);
    found
}

/// The operationId as a name; `None` if it says nothing or repeats the path.
fn from_id(id: &str, operation: &Operation<'_>) -> Option<String> {
    let path_like = id.contains('{') || (operation.path.len() > 4 && id.contains(operation.path.as_ref()));
    if path_like || !id.contains(|c: char| c.is_alphanumeric()) {
        return None;
    }
    let id = id.replace("Controller_", "_").replace("Controller.", ".");
    let name = identifiers::value_name(&id);
    // FastAPI appends path and method to the function's name.
    let path = identifiers::snake(&identifiers::words(&operation.path));
    let tail = format!("_{path}_{}", operation.method.to_ascii_lowercase());
    Some(match name.strip_suffix(&tail) {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    })
}

/// `GET /crm/v3/objects/contacts/{contactId}` is `get_crm_objects_contact`; the second name says all of the path.
///
/// What is followed by the parameter that picks one of it is singular; a parameter that only says which kind of thing
/// (`{objectType}`) picks none.
fn from_path(method: &str, path: &str) -> (String, String) {
    let mut plain = vec![method.to_ascii_lowercase()];
    let mut exact = plain.clone();
    // The words of the last segment that names something, and the parameters after it.
    let mut last: Vec<String> = Vec::new();
    let mut parameters: Vec<String> = Vec::new();
    let mut kind = None;
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        let words = identifiers::words(segment);
        exact.extend(words.iter().cloned());
        if segment.starts_with('{') {
            let is_kind = words.last().is_some_and(|word| word == "type");
            let name = words.join("_");
            if is_kind { kind = Some(name) } else { parameters.push(name) }
        } else if !is_version(segment) {
            plain.extend(if parameters.is_empty() { last } else { identifiers::singular_words(last) });
            (last, parameters, kind) = (words, Vec::new(), None);
        }
    }
    let nothing_named = last.is_empty() && plain.len() == 1;
    plain.extend(if parameters.is_empty() { last } else { identifiers::singular_words(last) });
    if parameters.len() > 1 || (nothing_named && !parameters.is_empty()) {
        plain.push("by".to_owned());
        plain.push(parameters.join("_and_"));
    } else if nothing_named {
        plain.push(kind.unwrap_or_else(|| "root".to_owned()));
    }
    (identifiers::snake(&plain), identifiers::snake(&exact))
}

/// `v3`, `api`, `2026-09`: parts of a path that name nothing.
fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix('v').unwrap_or(segment);
    segment == "api"
        || segment == "rest"
        || (digits.starts_with(|first: char| first.is_ascii_digit())
            && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '_')))
}

#[cfg(test)]
mod tests {
    use super::from_path;

    #[test]
    fn a_path_reads_as_a_name() {
        for (method, path, name) in [
            ("GET", "/crm/v3/objects/contacts/{contactId}", "get_crm_objects_contact"),
            ("GET", "/crm/v3/objects/contacts", "get_crm_objects_contacts"),
            ("PATCH", "/orgs/{org}/repos/{repo}", "patch_org_repo"),
            ("GET", "/api/v1/a/{b}/{c}", "get_a_by_b_and_c"),
            ("GET", "/", "get_root"),
            ("GET", "/{id}", "get_by_id"),
            ("POST", "/2026-09/batch/read", "post_batch_read"),
            ("GET", "/crm/objects/2026-09/{objectType}", "get_crm_objects"),
            ("GET", "/crm/objects/2026-09/{objectType}/{objectId}", "get_crm_object"),
            ("GET", "/crm/pipelines/{objectType}/{pipelineId}/stages/{stageId}", "get_crm_pipeline_stage"),
        ] {
            assert_eq!(from_path(method, path).0, name);
        }
    }
}
