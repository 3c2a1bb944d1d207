//! views: which way each type travels, and two types where request and response differ.
//!
//! `User` is what the vendor answers; `UserWrite` is what can be sent, where a read-only or write-only member, in it or
//! in what it holds, makes the two differ and it travels both ways. A type that travels one way is just filtered.

use crate::ir::{Kind, Shape, TypeId};
use crate::lower::draft::{self, Draft};
use std::collections::BTreeMap;

/// The request's view of each type that has one of its own.
#[derive(Debug, Default)]
pub(crate) struct ReadWriteSplit {
    write: BTreeMap<TypeId, TypeId>,
}

impl ReadWriteSplit {
    /// Computes flows from what operations read and write, and splits.
    pub(crate) fn split(draft: &mut Draft, decoded: &[TypeId], encoded: &[TypeId]) -> Self {
        let read = reached(draft, decoded);
        let written = reached(draft, encoded);
        let differs = differing(draft);
        let at = |set: &[bool], id: TypeId| set.get(id.0 as usize).copied().unwrap_or(false);
        let mut views = Self::default();
        for id in draft.ids() {
            if at(&read, id) && at(&written, id) && at(&differs, id) {
                let mut def = draft.get(id).clone();
                def.write = true;
                def.split = true;
                views.write.insert(id, draft.push(def));
            }
        }
        for id in draft.ids() {
            let (Some(is_read), Some(is_written)) = (read.get(id.0 as usize), written.get(id.0 as usize))
            else {
                // The view just made.
                let def = draft.get_mut(id);
                def.flow.encoded = true;
                keep_writable(&mut def.kind);
                draft::shapes_mut(&mut def.kind, &mut |shape| views.encoded(shape));
                continue;
            };
            let split = views.write.contains_key(&id);
            let def = draft.get_mut(id);
            def.flow.decoded = *is_read;
            def.flow.encoded = *is_written && !split;
            if def.flow.encoded && !def.flow.decoded {
                keep_writable(&mut def.kind);
                def.write = at(&differs, id);
            }
            if def.flow.decoded && !def.flow.encoded {
                keep_readable(&mut def.kind);
            }
            if def.flow.encoded && !def.flow.decoded {
                draft::shapes_mut(&mut def.kind, &mut |shape| views.encoded(shape));
            }
        }
        views
    }

    /// Puts the request's views in the place of the types of a shape that is sent.
    pub(crate) fn encoded(&self, shape: &mut Shape) {
        draft::named_mut(shape, &mut |id| {
            if let Some(write) = self.write.get(id) {
                *id = *write;
            }
        });
    }
}

/// Everything that is reached from these.
pub(crate) fn reached(draft: &Draft, roots: &[TypeId]) -> Vec<bool> {
    let mut found = vec![false; draft.len()];
    let mut open = roots.to_vec();
    while let Some(id) = open.pop() {
        let Some(mark) = found.get_mut(id.0 as usize) else { continue };
        if !std::mem::replace(mark, true) {
            draft::shapes(&draft.get(id).kind, &mut |shape| draft::named(shape, &mut |id| open.push(id)));
        }
    }
    found
}

/// Types whose request differs from their response, themselves or through what they hold.
fn differing(draft: &Draft) -> Vec<bool> {
    let one_way = |kind: &Kind| match kind {
        Kind::Struct(it) => it.fields.iter().any(|field| field.read_only || field.write_only),
        _ => false,
    };
    draft.holders(draft.iter().filter(|(_, def)| one_way(&def.kind)).map(|(id, _)| id).collect())
}

fn keep_writable(kind: &mut Kind) {
    if let Kind::Struct(it) = kind {
        it.fields.retain(|field| !field.read_only);
    }
}

fn keep_readable(kind: &mut Kind) {
    if let Kind::Struct(it) = kind {
        it.fields.retain(|field| !field.write_only);
    }
}
