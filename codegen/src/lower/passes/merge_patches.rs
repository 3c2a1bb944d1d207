//! patches: what a merge-patch body (RFC 7396) is made of can say of every optional member that it is to be removed.
//!
//! The document's schema says what a member may hold; that null removes it is the media type's rule, which few schemas
//! repeat. It holds for objects in objects and for the values of maps; a list is replaced whole, so that what is in it
//! stays as the schema has it. A type that travels otherwise too keeps its form there, and the patch gets its own.

use crate::ir::{ContentKind, Kind, Shape, TypeId};
use crate::lower::draft::{self, Draft};
use crate::lower::operations;
use crate::lower::operations::media;
use crate::lower::passes::read_write_split::reached;
use std::collections::{BTreeMap, BTreeSet};

/// Gives every merge-patch body of these operations its types. `others` are those that travel otherwise.
pub(crate) fn split(draft: &mut Draft, operations: &mut [operations::Draft], others: &[TypeId]) {
    let mut roots = Vec::new();
    each_patch(operations, &mut |shape| draft::named(shape, &mut |id| roots.push(id)));
    if roots.is_empty() {
        return;
    }
    let (merged, whole) = merged(draft, &roots);
    let elsewhere = reached(draft, &[others, &whole].concat());
    let mut twins: BTreeMap<TypeId, TypeId> = BTreeMap::new();
    for id in changed(draft, &merged) {
        let shared = elsewhere.get(id.0 as usize).copied().unwrap_or(false);
        let twin = if shared { twin(draft, id) } else { id };
        twins.insert(id, twin);
    }
    for twin in twins.values() {
        if let Kind::Struct(it) = &mut draft.get_mut(*twin).kind {
            for field in &mut it.fields {
                field.nullable |= !field.required && field.shape != Shape::Any;
                merge(&mut field.shape, &twins);
            }
            it.extra.iter_mut().for_each(|extra| merge(&mut extra.shape, &twins));
        } else {
            draft::shapes_mut(&mut draft.get_mut(*twin).kind, &mut |shape| merge(shape, &twins));
        }
    }
    each_patch(operations, &mut |shape| merge(shape, &twins));
}

/// Every shape that is sent as a merge patch.
pub(crate) fn each_patch(operations: &mut [operations::Draft], visit: &mut dyn FnMut(&mut Shape)) {
    for operation in operations {
        for content in operation.operation.body.iter_mut().flat_map(|body| &mut body.contents) {
            if let ContentKind::Json(shape) = &mut content.kind
                && media::is_merge_patch(&content.media_type)
            {
                visit(shape);
            }
        }
    }
}

/// The types that are merged, and those that are replaced whole by being in a list.
fn merged(draft: &Draft, roots: &[TypeId]) -> (BTreeSet<TypeId>, Vec<TypeId>) {
    let (mut found, mut whole, mut open) = (BTreeSet::new(), Vec::new(), roots.to_vec());
    while let Some(id) = open.pop() {
        if found.insert(id) {
            draft::shapes(&draft.get(id).kind, &mut |shape| parts(shape, &mut open, &mut whole));
        }
    }
    (found, whole)
}

fn parts(shape: &Shape, merged: &mut Vec<TypeId>, whole: &mut Vec<TypeId>) {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => merged.push(*id),
        Shape::Map(item) | Shape::Nullable(item) => parts(item, merged, whole),
        other => draft::named(other, &mut |id| whole.push(id)),
    }
}

/// Those of the merged types that look different in a patch, themselves or by what they hold.
fn changed(draft: &Draft, merged: &BTreeSet<TypeId>) -> Vec<TypeId> {
    let is_map = |shape: &Shape| matches!(shape, Shape::Map(item) if **item != Shape::Any);
    let mut found: BTreeSet<TypeId> = BTreeSet::new();
    loop {
        let before = found.len();
        for id in merged {
            let kind = &draft.get(*id).kind;
            let mut differs = match kind {
                Kind::Struct(it) => it.fields.iter().any(|field| !field.required && !field.nullable),
                _ => false,
            };
            draft::shapes(kind, &mut |shape| {
                let mut inner = Vec::new();
                parts(shape, &mut inner, &mut Vec::new());
                differs |= is_map(shape) || inner.iter().any(|id| found.contains(id));
            });
            if differs {
                found.insert(*id);
            }
        }
        if found.len() == before {
            return found.into_iter().collect();
        }
    }
}

/// A type of its own for the patch.
fn twin(draft: &mut Draft, id: TypeId) -> TypeId {
    let mut def = draft.get(id).clone();
    def.name_hints.root.push("patch".to_owned());
    def.name_hints.wire = def.name_hints.wire.map(|wire| format!("{wire}Patch"));
    def.origin.pointer.push_str(" patch");
    def.stands_apart("patch");
    draft.push(def)
}

/// A shape as a patch has it.
fn merge(shape: &mut Shape, twins: &BTreeMap<TypeId, TypeId>) {
    match shape {
        Shape::Named(id) | Shape::Boxed(id) => *id = twins.get(id).copied().unwrap_or(*id),
        Shape::Nullable(item) => merge(item, twins),
        Shape::Map(item) => {
            merge(item, twins);
            if !matches!(**item, Shape::Nullable(_) | Shape::Any) {
                **item = Shape::Nullable(item.clone());
            }
        }
        _ => {}
    }
}
