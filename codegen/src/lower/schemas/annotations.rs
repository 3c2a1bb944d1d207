//! Annotations: what a schema says about a value besides its type, looked up through references where the place of use
//! says nothing.

use crate::ir::{Docs, Literal, Xml};
use crate::lower::schemas::scalars;
use crate::lower::schemas::xml;
use crate::resolve::{SchemaId, Schemas};

/// The annotations of a property.
#[derive(Clone, Debug, Default)]
pub(crate) struct Annotations {
    pub(crate) docs: Docs,
    pub(crate) default: Option<Literal>,
    pub(crate) deprecated: bool,
    pub(crate) read_only: bool,
    pub(crate) write_only: bool,
    pub(crate) xml: Option<Xml>,
}

/// The annotations of a value that all of these schemas describe, the last one first.
pub(crate) fn annotations(schemas: &Schemas<'_>, ids: &[SchemaId]) -> Annotations {
    let mut found =
        Annotations { docs: docs(schemas, ids), xml: xml::member(schemas, ids), ..Annotations::default() };
    for id in ids.iter().rev() {
        for (depth, id) in chain(schemas, *id).into_iter().enumerate() {
            let schema = schemas.get(id);
            found.read_only |= schema.read_only;
            found.write_only |= schema.write_only;
            found.deprecated |= schema.deprecated && depth == 0;
            found.default = found.default.or_else(|| schema.default().map(scalars::literal));
        }
    }
    // Both at once is a mistake that would leave the member out of either direction.
    if found.read_only && found.write_only {
        found.read_only = false;
        found.write_only = false;
    }
    found
}

/// Title and description, of the place of use rather than of what it refers to.
pub(crate) fn docs(schemas: &Schemas<'_>, ids: &[SchemaId]) -> Docs {
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
pub(crate) fn chain(schemas: &Schemas<'_>, id: SchemaId) -> Vec<SchemaId> {
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

/// Documentation from a title and a description, without blank texts.
pub(crate) fn plain_docs(summary: Option<&str>, description: Option<&str>) -> Docs {
    let text = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    Docs { summary: text(summary), description: text(description) }
}
