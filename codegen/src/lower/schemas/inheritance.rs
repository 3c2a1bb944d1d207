//! Inheritance: a schema with a discriminator that others extend through `allOf` stands for any of them.
//!
//! Where it is referred to it is a union of its descendants, told apart by the discriminator; where it is extended, its
//! properties are merged into the extending schema.

use crate::ir::{Literal, Shape, TypeId};
use crate::lower::draft;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, Use};
use crate::lower::schemas::enums;
use crate::lower::schemas::parts::{self, Part};
use crate::lower::schemas::unions::Alternative;
use crate::resolve::{SchemaId, Schemas};
use std::collections::BTreeMap;

/// For each schema, the components that name it in their `allOf`, in document order.
pub(crate) fn children(schemas: &Schemas<'_>) -> BTreeMap<SchemaId, Vec<SchemaId>> {
    let mut found: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
    for (id, schema) in schemas.iter().filter(|(_, schema)| schema.name.is_some()) {
        for part in &schema.all_of {
            if schemas.get(*part).reference.is_some() {
                let base = parts::target(schemas, *part);
                let all = found.entry(base).or_default();
                if base != id && !all.contains(&id) {
                    all.push(id);
                }
            }
        }
    }
    found
}

impl<'f> Builder<'_, 'f> {
    /// The union that a base with a discriminator stands for, if it is used on its own.
    pub(crate) fn inherited(
        &mut self,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
        id: SchemaId,
    ) -> Option<Use> {
        let schema = self.get(id);
        let discriminator = schema.discriminator()?;
        if !parts::variants(self.schemas, &schema.one_of).is_empty()
            || !parts::variants(self.schemas, &schema.any_of).is_empty()
        {
            return None;
        }
        let mut values: Vec<(String, SchemaId)> = Vec::new();
        let heirs = self.descendants(id);
        for (value, target) in &discriminator.mapping {
            let target = parts::target(self.schemas, *target);
            let target = self.meant(id, discriminator.property, value, target, &heirs);
            values.push(((*value).to_owned(), target));
        }
        for child in heirs {
            if !values.iter().any(|(_, known)| *known == child) {
                values.push((self.tag(child, discriminator.property), child));
            }
        }
        values.retain(|(_, target)| *target == id || self.extends(*target, id));
        if !values.iter().any(|(_, target)| *target != id) {
            return None;
        }
        let union = self.define(&[id], at, slot);
        let mut alternatives: Vec<Alternative> = Vec::new();
        let mut targets: Vec<SchemaId> = Vec::new();
        let mut tags = Vec::new();
        for (value, target) in values {
            let index = match targets.iter().position(|known| *known == target) {
                Some(index) => index,
                None => {
                    let found = if target == id {
                        // The base itself is one of the values: its own properties, as a type of their own.
                        self.object_of(owns, &at.then(LocationStep::Variant("base")))
                    } else {
                        Use::of(Shape::Named(self.reference(target)))
                    };
                    alternatives.push((found, crate::ir::Docs::default(), None));
                    targets.push(target);
                    targets.len() - 1
                }
            };
            tags.push((Literal::Text(value), index));
        }
        let default = discriminator.default.map(|id| parts::target(self.schemas, id));
        let default = default.and_then(|id| targets.iter().position(|known| *known == id));
        let discriminator =
            draft::Discriminator { member: discriminator.property.to_owned(), values: tags, default };
        self.union(union, alternatives, Some(discriminator));
        Some(Use::of(Shape::Named(union)))
    }

    /// Whether a schema is the extension of a base that adds nothing: one of the types that the base stands for.
    pub(crate) fn is_heir(&self, id: SchemaId, base: SchemaId) -> bool {
        let base = parts::target(self.schemas, base);
        self.get(base).discriminator().is_some()
            && self.children.get(&base).is_some_and(|children| children.contains(&id))
    }

    /// All that extend a schema, directly or through others that have no discriminator of their own.
    fn descendants(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut found: Vec<SchemaId> = Vec::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            for child in self.children.get(&next).into_iter().flatten() {
                if *child != id && !found.contains(child) {
                    found.push(*child);
                    if self.get(*child).discriminator().is_none() {
                        open.push(*child);
                    }
                }
            }
        }
        found
    }

    fn extends(&self, id: SchemaId, base: SchemaId) -> bool {
        let (owns, _) = parts::expand(self.schemas, &[Part::Ref(id)]);
        owns.contains(&base)
    }

    /// The value of the discriminator that means this schema: its constant, or else its name.
    pub(crate) fn tag(&self, id: SchemaId, member: &str) -> String {
        let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, id).list);
        let own = self.get(id).extension("x-ms-discriminator-value").and_then(crate::parse::Node::as_text);
        let constant = || {
            let ids = owns.iter().flat_map(|own| self.get(*own).properties.iter());
            ids.filter(|property| property.name == member).find_map(|property| {
                match enums::listed(self.get(parts::target(self.schemas, property.schema)))?.as_slice() {
                    [only] => Some(enums::value_text(&only.literal)),
                    _ => None,
                }
            })
        };
        let name = || self.get(parts::target(self.schemas, id)).name.unwrap_or_default().to_owned();
        own.map(str::to_owned).or_else(constant).unwrap_or_else(name)
    }
}
