//! What a schema is made of: its own keywords, what it refers to, what `allOf` adds. Nothing is merged here; the parts
//! that say nothing a client would notice are dropped, so that `allOf: [$ref, {description}]` stays the named type.

use crate::lower::schemas::scalars;
use crate::parse::Node;
use crate::resolve::{Additional, JsonTypes, Schema, SchemaId, Schemas};
use std::collections::BTreeSet;

/// One part of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All that another schema says.
    Ref(SchemaId),
    /// The keywords of a schema itself, without its `$ref` and `allOf`.
    Own(SchemaId),
}

/// The parts of one schema, and whether one of those written in place allows `null`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parts {
    pub(crate) list: Vec<Part>,
    pub(crate) nullable: bool,
    /// `type: object` was stated by a part that says nothing else.
    pub(crate) object: bool,
    /// Deeper than [`DEPTH`].
    pub(crate) too_deep: bool,
}

/// Schemas nested deeper than this inside each other are not read. Real documents stay below 30.
pub(crate) const DEPTH: usize = 96;

/// The parts of a schema; references are not followed.
pub(crate) fn parts(schemas: &Schemas<'_>, id: SchemaId) -> Parts {
    let mut found = Parts::default();
    collect(schemas, id, 0, &mut found);
    found
}

fn collect(schemas: &Schemas<'_>, id: SchemaId, depth: usize, found: &mut Parts) {
    if depth > DEPTH {
        found.too_deep = true;
        return;
    }
    let schema = schemas.get(id);
    found.nullable |= schema.nullable || schema.types == JsonTypes::NULL;
    if let Some(target) = schema.reference {
        add(Part::Ref(target), found);
    }
    for inner in &schema.all_of {
        collect(schemas, *inner, depth + 1, found);
    }
    if says_something(schemas, schema) {
        add(Part::Own(id), found);
    } else if schema.types.contains(JsonTypes::OBJECT) {
        found.object = true;
    }
}

fn add(part: Part, found: &mut Parts) {
    if !found.list.contains(&part) {
        found.list.push(part);
    }
}

/// Whether a schema's own keywords say more than "a value", "an object" or "`null` is allowed".
fn says_something(schemas: &Schemas<'_>, schema: &Schema<'_>) -> bool {
    let plain_object = JsonTypes::OBJECT.with(JsonTypes::NULL);
    !schema.types.without(plain_object).is_empty()
        || schema.broken
        || !schema.properties.is_empty()
        || !schema.required.is_empty()
        || matches!(schema.additional, Additional::Any | Additional::Schema(_))
        || schema.items.is_some()
        || !variants(schemas, &schema.one_of).is_empty()
        || !variants(schemas, &schema.any_of).is_empty()
        || schema.rare.as_ref().is_some_and(|rare| {
            rare.values.is_some()
                || rare.constant.is_some()
                || !rare.prefix_items.is_empty()
                || rare.discriminator.is_some()
        })
        || schema.extension("x-extensible-enum").is_some()
        || (schema.types.is_empty() && schema.format.is_some_and(scalars::is_text_format))
}

/// The schemas of a `oneOf` or `anyOf` that are alternatives at all: none, if each of them only demands members that
/// are declared elsewhere (`anyOf: [{required: [a]}, {required: [b]}]`).
pub(crate) fn variants(schemas: &Schemas<'_>, list: &[SchemaId]) -> Vec<SchemaId> {
    let only_demands = |id: &SchemaId| {
        let schema = schemas.get(*id);
        schema.reference.is_none()
            && schema.all_of.is_empty()
            && schema.types.without(JsonTypes::OBJECT).is_empty()
            && schema.properties.iter().all(|property| demands_nothing(schemas.get(property.schema)))
            && matches!(schema.additional, Additional::Unstated | Additional::Forbidden)
            && schema.items.is_none()
            && schema.one_of.is_empty()
            && schema.any_of.is_empty()
            && schema.format.is_none()
            && schema.values().is_none()
            && schema.constant().is_none()
            && !schema.broken
    };
    let any_value = |id: &SchemaId| {
        let schema = schemas.get(*id);
        schema.required.is_empty() && schema.properties.is_empty()
    };
    if list.iter().all(only_demands) && !list.iter().all(any_value) { Vec::new() } else { list.to_vec() }
}

fn demands_nothing(schema: &Schema<'_>) -> bool {
    schema.reference.is_none()
        && schema.types.is_empty()
        && schema.properties.is_empty()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.values().is_none()
        && schema.constant().is_none()
}

/// Every schema whose own keywords take part, references followed, each once: what `allOf` has to merge. The second
/// value says whether some are left out, since they are deeper than [`DEPTH`]. No schema is part of itself: `resolve` cuts
/// such circles.
pub(crate) fn expand(schemas: &Schemas<'_>, list: &[Part]) -> (Vec<SchemaId>, bool) {
    let mut walk = Walk::default();
    walk.expand(schemas, list);
    (walk.found, walk.too_deep)
}

#[derive(Default)]
struct Walk {
    found: Vec<SchemaId>,
    depth: usize,
    done: BTreeSet<SchemaId>,
    too_deep: bool,
}

impl Walk {
    fn expand(&mut self, schemas: &Schemas<'_>, list: &[Part]) {
        for part in list {
            match *part {
                Part::Own(id) if !self.found.contains(&id) => self.found.push(id),
                Part::Own(_) => {}
                Part::Ref(_) if self.depth > DEPTH => self.too_deep = true,
                Part::Ref(id) if self.done.insert(id) => {
                    self.depth += 1;
                    self.expand(schemas, &parts(schemas, id).list);
                    self.depth -= 1;
                }
                Part::Ref(_) => {}
            }
        }
    }
}

/// The schema that a reference with nothing beside it finally leads to; the schema itself if it is none.
pub(crate) fn target(schemas: &Schemas<'_>, id: SchemaId) -> SchemaId {
    let mut id = id;
    for _ in 0..DEPTH {
        let schema = schemas.get(id);
        match schema.reference {
            Some(next) if schema.all_of.is_empty() && !says_something(schemas, schema) => id = next,
            _ => return id,
        }
    }
    id
}

/// Whether two media types carry the same schema, by reference or by text.
pub(crate) fn same_schema(schemas: &Schemas<'_>, a: Option<SchemaId>, b: Option<SchemaId>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let (a, b) = (target(schemas, a), target(schemas, b));
            if a == b {
                return true;
            }
            let (a, b) = (schemas.get(a), schemas.get(b));
            if a.name.is_some() && b.name.is_some() && a.name != b.name {
                return false;
            }
            is_alike(a.node, b.node)
        }
        _ => false,
    }
}

/// The same value, whatever the order of its members.
fn is_alike(a: Node<'_>, b: Node<'_>) -> bool {
    if a.is_object() && b.is_object() {
        return a.len() == b.len()
            && a.members().all(|(name, own)| b.get(name).is_some_and(|other| is_alike(own, other)));
    }
    if a.is_list() && b.is_list() {
        return a.len() == b.len() && a.items().zip(b.items()).all(|(own, other)| is_alike(own, other));
    }
    a.kind() == b.kind()
}
