//! fold: an operation that several documents of one vendor declare alike is one.
//!
//! Some vendors publish a document for each kind of object, all with the same generic paths. What decides the request
//! and its answers must be the same; documentation and permissions may differ, the first document's are kept.

use crate::ir::{ContentKind, Operation};
use crate::lower::names::lock::NamesLock;
use crate::lower::operations::Draft;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write;

/// Leaves out what an earlier document has, and its name. Types that look the same have to be one already.
pub(crate) fn fold(operations: Vec<Draft>, lock: &mut NamesLock) -> Vec<Draft> {
    let mut known: HashMap<String, String> = HashMap::new();
    let mut kept = Vec::with_capacity(operations.len());
    for draft in operations {
        let file = &draft.operation.origin.file;
        match known.entry(key(&draft)) {
            Entry::Occupied(other) if other.get() != file => {
                lock.operations.remove(&draft.key.root);
            }
            entry => {
                entry.or_insert_with(|| file.clone());
                kept.push(draft);
            }
        }
    }
    kept
}

/// Everything about an operation that decides its code, as text.
fn key(draft: &Draft) -> String {
    let Operation { method, path, parameters, body, servers, reply_headers, accept, formats, .. } =
        &draft.operation;
    let urls: Vec<_> = servers.iter().map(|server| &server.url).collect();
    let mut key = format!("{method} {path} {urls:?} {accept:?} {formats:?}");
    for it in parameters {
        let _ = write!(
            key,
            "\n{:?} {:?} {:?} {} {} {:?} {:?}",
            it.wire, it.location, it.shape, it.required, it.nullable, it.encoding, it.constant
        );
    }
    if let Some(body) = body {
        let _ = write!(key, "\nbody {}", body.required);
        for content in &body.contents {
            let _ = write!(key, "\n{:?} ", content.media_type);
            let _ = match &content.kind {
                ContentKind::Json(shape) | ContentKind::Xml(shape) | ContentKind::JsonLines(shape) => {
                    write!(key, "{shape:?}")
                }
                ContentKind::Form { shape, encodings } => write!(key, "{shape:?} {encodings:?}"),
                // Parts have documentation of their own: two such bodies only look the same if they are word for word.
                kind => write!(key, "{kind:?}"),
            };
        }
    }
    for reply in &draft.replies {
        let _ = write!(key, "\n{:?} {:?}", reply.statuses, reply.payload);
    }
    for header in reply_headers {
        let _ = write!(key, "\n{:?} {:?}", header.wire, header.shape);
    }
    key
}
