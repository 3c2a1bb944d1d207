//! Annotations: what a schema says about a value besides its type, looked up through references where the place of use
//! says nothing.

use super::build::plain_docs;
use super::scalars;
use crate::ir::{Docs, Literal, Xml};
use crate::resolve::{SchemaId, Schemas};

/// The annotations of a property.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub(super) docs: Docs,
    pub(super) default: Option<Literal>,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) xml: Option<Xml>,
}

/// The annotations of a value that all of these schemas describe, the last one first.
pub(super) fn notes(schemas: &Schemas<'_>, ids: &[SchemaId]) -> Notes {
    let mut notes =
        Notes { docs: docs(schemas, ids), xml: super::xml::member(schemas, ids), ..Notes::default() };
    for id in ids.iter().rev() {
        for (depth, id) in chain(schemas, *id).into_iter().enumerate() {
            let schema = schemas.get(id);
            notes.read_only |= schema.read_only;
            notes.write_only |= schema.write_only;
            notes.deprecated |= schema.deprecated && depth == 0;
            notes.default = notes.default.or_else(|| schema.default().map(scalars::literal));
        }
    }
    // Both at once is a mistake that would leave the member out of either direction.
    if notes.read_only && notes.write_only {
        notes.read_only = false;
        notes.write_only = false;
    }
    notes
}

/// Title and description, of the place of use rather than of what it refers to.
pub(super) fn docs(schemas: &Schemas<'_>, ids: &[SchemaId]) -> Docs {
    let own = ids.iter().rev().map(|id| schemas.get(*id));
    let description = own.clone().find_map(|schema| schema.description);
    let title = own.clone().find_map(|schema| schema.title());
    let inner = || {
        let all = ids.iter().rev().flat_map(|id| schemas.get(*id).all_of.iter());
        all.filter_map(|inner| schemas.get(*inner).description).next_back()
    };
    plain_docs(title, description.or_else(inner))
}

/// The schema, what it refers to, and the only element of its `allOf`: not deeper than anyone would write.
pub(super) fn chain(schemas: &Schemas<'_>, id: SchemaId) -> Vec<SchemaId> {
    let mut found = vec![id];
    let mut id = id;
    while found.len() < 8 {
        let schema = schemas.get(id);
        let next = schema.reference.or_else(|| match &*schema.all_of {
            [only] => Some(*only),
            [first, rest @ ..]
                if rest.iter().all(|id| {
                    schemas.get(*id).types.is_empty() && schemas.get(*id).properties.is_empty()
                }) =>
            {
                Some(*first)
            }
            _ => None,
        });
        match next {
            Some(next) if !found.contains(&next) => {
                found.push(next);
                id = next;
            }
            _ => break,
        }
    }
    found
}
