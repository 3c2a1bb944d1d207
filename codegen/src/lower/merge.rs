//! merge: alternatives that nothing can tell apart because none demands what another does not. An object with members
//! of two of them is allowed by `anyOf` and has no better type under `oneOf`: all of them are one struct, and no member
//! is lost to the alternative that happens to be tried first.

use super::build::{At, Builder, Use};
use super::parts;
use crate::ir::TypeId;
use crate::resolve::SchemaId;

impl<'f> Builder<'_, 'f> {
    /// One struct for all alternatives, if they are objects that demand the same, agree on what they share, and state
    /// nothing that would tell them apart. `list` has the schemas that each of them is the sum of.
    pub(super) fn merged(
        &mut self,
        list: &[Vec<SchemaId>],
        owner: SchemaId,
        at: &At<'_>,
        slot: Option<TypeId>,
    ) -> Option<Use> {
        if self.get(owner).discriminator().is_some() || !self.are_one(list) {
            return None;
        }
        let mut all: Vec<SchemaId> = Vec::new();
        for own in list.iter().flatten() {
            if !all.contains(own) {
                all.push(*own);
            }
        }
        let slot = self.define(&[owner], at, slot);
        Some(self.object(&all, at, Some(slot)))
    }

    fn are_one(&self, list: &[Vec<SchemaId>]) -> bool {
        let plain = |own: &SchemaId| {
            let schema = self.get(*own);
            let alone = schema.one_of.is_empty() && schema.any_of.is_empty();
            alone && schema.discriminator().is_none() && !schema.broken
        };
        if !list.iter().flatten().all(plain) {
            return false;
        }
        let all: Vec<_> = list.iter().map(|owns| self.members(owns)).collect();
        let Some((first, others)) = all.split_first() else { return false };
        let same_demands = others.iter().all(|it| it.required == first.required);
        let typed = all.iter().all(|it| !it.properties.is_empty() && it.additional.is_empty());
        // What is demanded and declared by none of them says nothing either.
        same_demands
            && typed
            && all.iter().enumerate().all(|(at, it)| {
                let later = all.get(at + 1..).unwrap_or_default();
                it.properties.iter().all(|(name, own)| {
                    later.iter().filter_map(|other| other.properties.get(name)).all(|other| {
                        own.len() == other.len()
                            && own
                                .iter()
                                .zip(other)
                                .all(|(a, b)| super::bodies::same_schema(self, Some(*a), Some(*b)))
                    })
                })
            })
    }

    /// The schemas that an alternative is the sum of; none if it is no object.
    pub(super) fn summed(&self, id: SchemaId) -> Option<Vec<SchemaId>> {
        (self.class(id) == super::classes::Class::Object)
            .then(|| parts::expand(self.schemas, &parts::parts(self.schemas, id).list).0)
    }
}
