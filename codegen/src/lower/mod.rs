//! lower: resolved documents to the IR. What schemas mean is decided here, and every name is given here.
//!
//! In this order, over one draft:
//! 1. `schemas` turns each schema that is reached into a definition, `operations` does the same for operations;
//! 2. `passes` reshapes the draft: aliases collapse, request and response types split, equal types merge, unions get
//!    their rules, recursion its boxes;
//! 3. `names` gives every type, field, variant and operation its Rust name.

mod draft;
mod glob;
mod names;
mod operations;
mod passes;
mod schemas;
mod selection;
#[cfg(test)]
mod tests;

pub use names::lock::NamesLock;
pub use selection::Selection;

use crate::diagnostics::Diagnostic;
use crate::ir;
use crate::output::Summary;
use crate::resolve::{Documents, Operation};
use names::keys::Keys;
use names::method_names;
use operations::{security, webhooks};
use schemas::build::Builder;
use schemas::models;

/// Lowers what the selection reaches of one vendor's documents, or of the unified model's.
///
/// The lock says how things were named before; the returned one is to be written in its place.
pub fn lower(
    documents: &Documents<'_>,
    selection: &Selection,
    lock: &NamesLock,
    diags: &mut Vec<Diagnostic>,
) -> (ir::Api, NamesLock, Summary) {
    let selected = selection.of(documents);
    let mut new_lock = NamesLock::default();
    let listed: Vec<&Operation<'_>> = selected.iter().map(|(_, operation)| *operation).collect();
    let keys = Keys::new(documents, lock);
    new_lock.document = keys.home();
    let names = method_names::name_all(&listed, &keys, &mut new_lock, diags);
    let mut builder = Builder::new(documents, &keys);
    let mut operations = Vec::with_capacity(selected.len());
    for ((document, operation), name) in selected.iter().zip(&names) {
        operations.push(operations::lower(&mut builder, document, operation, name, false));
        if name.events.is_some() {
            operations.push(operations::lower(&mut builder, document, operation, name, true));
        }
    }
    let named: Vec<(&Operation<'_>, &str)> =
        listed.iter().copied().zip(names.iter().map(|name| name.plain.as_str())).collect();
    let webhooks = webhooks::lower(&mut builder, documents, selection, &named);
    let mut models = Vec::new();
    if selection.components {
        for document in &documents.documents {
            models.extend(models::marked(&mut builder, document).into_iter().map(|it| (document, it)));
        }
    }
    // A document of nothing but schemas is a library of types.
    let library = selection.operations.is_none() && operations.is_empty() && webhooks.is_empty();
    if selection.components || library {
        for (_, id) in documents.documents.iter().flat_map(|document| &document.schemas) {
            builder.reference(*id);
        }
    }
    builder.finish();
    let all = selection.components || library;
    let (mut api, new_lock, mut summary) = passes::finish(
        builder,
        passes::Built { operations, webhooks, models, unified: selection.components, all },
        lock,
        new_lock,
        diags,
    );
    head(&mut api, documents);
    summary.operations.left_out = documents.tally.operations_left_out;
    (api, new_lock, summary)
}

/// What the documents say as a whole.
fn head(api: &mut ir::Api, documents: &Documents<'_>) {
    if let Some(first) = documents.documents.first() {
        api.title = first.title.to_owned();
        api.version = first.version_text.to_owned();
        api.description = first.description.map(str::to_owned);
        api.servers = first.servers.iter().map(security::server).collect();
    }
    let stated = documents.documents.first().map(|first| first.security.clone()).unwrap_or_default();
    api.security = security::commonest(&api.operations, stated);
    let schemes = documents.documents.iter().flat_map(|document| &document.security_schemes);
    api.security_schemes = security::schemes(schemes);
    api.optional_schemes = security::optional(api);
    for operation in &mut api.operations {
        if operation.servers == api.servers {
            operation.servers.clear();
        }
        if let Some(home) = api.servers.first() {
            operation.servers.iter_mut().for_each(|server| security::relate(server, home));
        }
        operation.security.take_if(|own| security::same_schemes(own, &api.security));
    }
}
