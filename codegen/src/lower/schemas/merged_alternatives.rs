//! merge: alternatives that nothing can tell apart because none demands what another does not. An object with members
//! of two of them is allowed by `anyOf` and has no better type under `oneOf`: all of them are one struct, and no member
//! is lost to the alternative that happens to be tried first.
//!
//! Nor are alternatives several types that are declared in place with the very same members, and differ in the texts that
//! these may be: error codes, each with its description. They are one struct, with all the texts.

use crate::ir::{Kind, Scalar, Shape, TypeId};
use crate::lower::schemas::build::{Builder, SchemaLocation, Use};
use crate::lower::schemas::enums;
use crate::lower::schemas::json_kinds::SchemaKind;
use crate::lower::schemas::parts;
use crate::lower::schemas::schema_location::LocationStep;
use crate::resolve::SchemaId;
use std::collections::BTreeSet;

impl<'f> Builder<'_, 'f> {
    /// One struct for all alternatives, if they are objects that demand the same, agree on what they share, and state
    /// nothing that would tell them apart. `list` has the schemas that each of them is the sum of.
    pub(crate) fn merged(
        &mut self,
        list: &[Vec<SchemaId>],
        owner: SchemaId,
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Option<Use> {
        if self.get(owner).discriminator().is_some() {
            return None;
        }
        let told_by = self.differences(list, owner)?;
        let mut all: Vec<SchemaId> = Vec::new();
        for own in list.iter().flatten() {
            if !all.contains(own) {
                all.push(*own);
            }
        }
        let mut members = self.members(&all);
        for (name, ids) in &mut members.properties {
            // What several say alike is said once, and of what they say differently the texts are gathered below.
            let differs = told_by.iter().any(|(told, _)| told == name);
            let mut known: Vec<SchemaId> = Vec::new();
            ids.retain(|id| {
                let new = known.iter().all(|other| !differs && !self.same(&[*id], &[*other]));
                known.extend(new.then_some(*id));
                new
            });
        }
        let slot = self.define(&[owner], at, slot);
        self.fill(slot, &members, at);
        for (name, ids) in told_by {
            let shape = match self.are_names(&ids) {
                true => self.texts(&ids, &at.then(LocationStep::Property(name)), None).shape,
                false => Shape::Scalar(Scalar::Text),
            };
            if let Kind::Struct(it) = &mut self.draft.get_mut(slot).kind
                && let Some(field) = it.fields.iter_mut().find(|field| field.wire == name)
            {
                (field.shape, field.constant, field.default) = (shape, None, None);
            }
        }
        Some(Use::of(Shape::Named(slot)))
    }

    /// If all are one struct, the members in whose texts they differ, with all the schemas of each.
    fn differences(&self, list: &[Vec<SchemaId>], owner: SchemaId) -> Option<Vec<(&'f str, Vec<SchemaId>)>> {
        let plain = |own: &SchemaId| {
            let schema = self.get(*own);
            // What has the alternatives may have members beside them.
            let alone = *own == owner || (schema.one_of.is_empty() && schema.any_of.is_empty());
            alone && schema.discriminator().is_none() && !schema.broken
        };
        if !list.iter().flatten().all(plain) {
            return None;
        }
        let all: Vec<_> = list.iter().map(|owns| self.members(owns)).collect();
        let (first, others) = all.split_first()?;
        let same_demands = others.iter().all(|it| it.required == first.required);
        let typed = all.iter().all(|it| !it.properties.is_empty() && it.additional.is_empty());
        // What is demanded and declared by none of them says nothing either.
        if !same_demands || !typed {
            return None;
        }
        let alike =
            self.in_place(list) && others.iter().all(|it| it.properties.keys().eq(first.properties.keys()));
        let mut told_by = BTreeSet::new();
        for (at, it) in all.iter().enumerate() {
            let later = all.get(at + 1..).unwrap_or_default();
            for (name, own) in &it.properties {
                for other in later.iter().filter_map(|other| other.properties.get(name)) {
                    if self.same(own, other) {
                        continue;
                    }
                    if !alike || self.lists_texts(own).is_none() || self.lists_texts(other).is_none() {
                        return None;
                    }
                    told_by.insert(*name);
                }
            }
        }
        let texts = |name: &'f str| {
            let ids = all.iter().filter_map(|it| self.lists_texts(it.properties.get(name)?));
            (name, ids.collect())
        };
        Some(told_by.into_iter().map(texts).collect())
    }

    fn same(&self, one: &[SchemaId], other: &[SchemaId]) -> bool {
        let pair = |(a, b): (&SchemaId, &SchemaId)| parts::same_schema(self.schemas, Some(*a), Some(*b));
        one.len() == other.len() && one.iter().zip(other).all(pair)
    }

    /// Of the schemas of a member, the one that lists the texts it may be.
    fn lists_texts(&self, ids: &[SchemaId]) -> Option<SchemaId> {
        ids.iter()
            .copied()
            .find(|id| self.kinds.of(*id) == SchemaKind::Text && self.text_values(*id).is_some())
    }

    /// Sentences are not what one would match on.
    fn are_names(&self, ids: &[SchemaId]) -> bool {
        let texts = ids.iter().filter_map(|id| self.text_values(*id)).flatten();
        texts.into_iter().all(|text| enums::value_text(&text.literal).len() <= 60)
    }

    /// No alternative has a name of its own: what they are the sum of is theirs alone, or shared by all.
    fn in_place(&self, list: &[Vec<SchemaId>]) -> bool {
        let shared = |id: &SchemaId| list.iter().all(|owns| owns.contains(id));
        list.iter().flatten().all(|id| self.get(*id).name.is_none() || shared(id))
    }

    /// The schemas that an alternative is the sum of; none if it is no object.
    pub(crate) fn summed(&self, id: SchemaId) -> Option<Vec<SchemaId>> {
        (self.kinds.of(id) == SchemaKind::Object)
            .then(|| parts::expand(self.schemas, &parts::parts(self.schemas, id).list).0)
    }
}
