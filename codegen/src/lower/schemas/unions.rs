//! `oneOf` and `anyOf`: alternatives that say the same become one, `null` becomes nullability, texts become one enum or
//! one text; what is left is a union.

use crate::diagnostics;
use crate::ir::{Docs, EnumRepr, Kind, Literal, Scalar, Shape, TypeId};
use crate::lower::schemas::annotations;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, Use};
use crate::lower::schemas::enums::{self, Listed};
use crate::lower::schemas::json_kinds::SchemaKind;
use crate::lower::schemas::parts::{self, Part};
use crate::lower::schemas::scalars;
use crate::resolve::{JsonTypes, SchemaId};
use std::collections::BTreeSet;

/// A variant to be: what it is, its documentation, and the name the document suggests.
pub(crate) type Alternative = (Use, Docs, Option<String>);

/// More alternatives than this are not combined with what stands beside them.
const COMBINED: usize = 512;

impl<'f> Builder<'_, 'f> {
    /// The use of schemas with `oneOf` or `anyOf` among them; `None` if there are no real alternatives.
    pub(crate) fn alternatives(
        &mut self,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
        id: SchemaId,
    ) -> Option<Use> {
        let mut lists: Vec<(SchemaId, Vec<SchemaId>)> = Vec::new();
        for own in owns {
            let schema = self.get(*own);
            for list in [&schema.one_of, &schema.any_of] {
                let list = parts::variants(self.schemas, list);
                if !list.is_empty() {
                    lists.push((*own, list));
                }
            }
        }
        let (owner, list) = lists.first().cloned()?;
        let members = self.members(owns);
        // Without properties, and without `type: object`, the alternatives decide: what is said of additional properties is
        // said of those that are objects.
        let is_object = |own: &SchemaId| self.get(*own).types.without(JsonTypes::NULL) == JsonTypes::OBJECT;
        let is_object = owns.iter().any(is_object);
        let free = members.additional.is_empty() && !members.any;
        let bare = members.properties.is_empty() && (free || !is_object);
        if members.properties.is_empty() && free && lists.len() == 1 {
            return Some(self.one_of(&list, owner, at, slot));
        }
        let all_objects = list.iter().all(|id| {
            matches!(
                self.kinds.of(*id),
                SchemaKind::Object | SchemaKind::Null | SchemaKind::Any | SchemaKind::Union
            )
        });
        if !all_objects && bare {
            return Some(self.one_of(&list, owner, at, slot));
        }
        if !all_objects && is_object {
            self.report(
                diagnostics::ALL_OF_CONFLICT,
                id,
                "an object can't also be one of these alternatives; they are left aside",
            );
            return None;
        }
        if lists.len() > 1 || list.len() > COMBINED {
            self.report(diagnostics::FLATTENED, id, "all members of these alternatives are in one type");
            return Some(self.flattened(owns, &lists, at, slot));
        }
        Some(self.combined(owns, owner, &list, at, slot))
    }

    /// The alternatives, each together with the properties that stand beside them.
    fn combined(
        &mut self,
        owns: &[SchemaId],
        owner: SchemaId,
        list: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let mut nullable = false;
        let list: Vec<SchemaId> = list
            .iter()
            .copied()
            .filter(|id| {
                let kind = self.kinds.of(*id);
                nullable |= kind == SchemaKind::Null;
                !matches!(kind, SchemaKind::Null | SchemaKind::Any)
            })
            .collect();
        if list.is_empty() {
            return self.object(owns, at, slot).or_null(nullable);
        }
        let scalar = |id: &SchemaId| !matches!(self.kinds.of(*id), SchemaKind::Object | SchemaKind::Union);
        let scalars: Vec<SchemaId> = list.iter().copied().filter(scalar).collect();
        let expanded: Vec<Vec<SchemaId>> = list
            .iter()
            .map(|id| {
                if scalars.contains(id) {
                    return Vec::new();
                }
                let (mut all, _) = parts::expand(self.schemas, &parts::parts(self.schemas, *id).list);
                for own in owns {
                    if !all.contains(own) {
                        all.insert(0, *own);
                    }
                }
                all
            })
            .collect();
        if let [only] = expanded.as_slice() {
            return self.object(only, at, slot).or_null(nullable);
        }
        if scalars.is_empty()
            && let Some(merged) = self.merged(&expanded, owner, at, slot)
        {
            return merged.or_null(nullable);
        }
        let union = self.define(&[owner], at, slot);
        self.draft.get_mut(union).several = self.get(owner).one_of.is_empty();
        let mut uses = Vec::new();
        let labels = self.keys.labels(&self.kinds, &list, &at.key());
        for (index, ((id, all), label)) in list.iter().zip(&expanded).zip(labels).enumerate() {
            let name = self.variant_name(*id, index, &list);
            let key = format!("|{label}");
            let at = at.then_at(LocationStep::Variant(&name), &key);
            let found = if scalars.contains(id) { self.shape(*id, &at) } else { self.object_of(all, &at) };
            uses.push((found, annotations::docs(self.schemas, &[*id]), Some(name)));
        }
        let discriminator = self.discriminator(owner, &list, &(0..list.len()).map(Some).collect::<Vec<_>>());
        self.union(union, uses, discriminator);
        Use::of(Shape::Named(union)).or_null(nullable)
    }

    /// One struct with the properties of all alternatives, where there are too many combinations to tell.
    fn flattened(
        &mut self,
        owns: &[SchemaId],
        lists: &[(SchemaId, Vec<SchemaId>)],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let mut all = owns.to_vec();
        for (_, list) in lists {
            for id in list {
                let (more, _) = parts::expand(self.schemas, &parts::parts(self.schemas, *id).list);
                all.extend(more.iter().filter(|id| !all.contains(id)).copied().collect::<Vec<_>>());
            }
        }
        let required = self.members(owns).required;
        let found = self.object(&all, at, slot);
        if let Shape::Named(id) = found.shape
            && let Kind::Struct(it) = &mut self.draft.get_mut(id).kind
        {
            it.fields.iter_mut().for_each(|field| field.required = required.contains(field.wire.as_str()));
        }
        found
    }

    /// Nothing but alternatives.
    pub(crate) fn one_of(
        &mut self,
        list: &[SchemaId],
        owner: SchemaId,
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let mut nullable = false;
        let mut kept: Vec<SchemaId> = Vec::new();
        let (mut any, mut broken) = (false, false);
        for id in self.flat(list, 0) {
            if self.is_broken(id) {
                // Its values are kept as those of an unknown alternative are.
                self.seen.insert(id);
                self.degraded.insert(id);
                self.falls += 1;
                broken = true;
                continue;
            }
            match self.kinds.of(id) {
                SchemaKind::Null => nullable = true,
                SchemaKind::Any => any = true,
                _ if self.same_as_one_of(&kept, id) => {}
                _ => kept.push(id),
            }
            nullable |= parts::parts(self.schemas, id).nullable;
        }
        if any || kept.is_empty() || (broken && kept.len() < 2) {
            return Use::of(Shape::Any);
        }
        if let [only] = kept.as_slice() {
            return self.collapsed(*only, at, slot).or_null(nullable);
        }
        let objects: Option<Vec<_>> = kept.iter().map(|id| self.summed(*id)).collect();
        if !broken && let Some(merged) = objects.and_then(|all| self.merged(&all, owner, at, slot)) {
            return merged.or_null(nullable);
        }
        self.grouped(&kept, owner, at, slot).or_null(nullable)
    }

    fn is_broken(&self, id: SchemaId) -> bool {
        let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, id).list);
        !owns.is_empty() && owns.iter().all(|own| self.get(*own).broken)
    }

    /// Nested alternatives without a discriminator are alternatives of the whole.
    fn flat(&self, list: &[SchemaId], depth: usize) -> Vec<SchemaId> {
        let mut found = Vec::new();
        for id in list {
            let inner = match parts::parts(self.schemas, *id).list.as_slice() {
                [Part::Own(own)] if depth < 8 && self.get(*own).discriminator().is_none() => {
                    let own = self.get(*own);
                    let (one, any) = (
                        parts::variants(self.schemas, &own.one_of),
                        parts::variants(self.schemas, &own.any_of),
                    );
                    let bare = own.properties.is_empty() && own.values().is_none();
                    if bare && one.is_empty() != any.is_empty() { [one, any].concat() } else { Vec::new() }
                }
                _ => Vec::new(),
            };
            if inner.is_empty() { found.push(*id) } else { found.extend(self.flat(&inner, depth + 1)) }
        }
        found
    }

    fn same_as_one_of(&self, kept: &[SchemaId], id: SchemaId) -> bool {
        let target = parts::target(self.schemas, id);
        kept.iter().any(|known| parts::target(self.schemas, *known) == target)
    }

    /// The only alternative left takes the place of the whole.
    fn collapsed(&mut self, only: SchemaId, at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        match parts::parts(self.schemas, only).list.as_slice() {
            [Part::Ref(target)] => Use::of(Shape::Named(self.reference(*target))),
            [Part::Own(own)] if slot.is_some() => self.own(&[*own], at, slot, *own),
            _ => self.shape(only, at),
        }
    }

    /// Alternatives of different kinds; those of one scalar kind become one.
    fn grouped(
        &mut self,
        kept: &[SchemaId],
        owner: SchemaId,
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let kinds: Vec<SchemaKind> = kept.iter().map(|id| self.kinds.of(*id)).collect();
        let all = |kind: SchemaKind| kinds.iter().all(|other| *other == kind);
        let of = |kind: SchemaKind| -> Vec<SchemaId> {
            kept.iter().zip(&kinds).filter(|(_, own)| **own == kind).map(|(id, _)| *id).collect()
        };
        let (texts, numbers, bools) = (of(SchemaKind::Text), of(SchemaKind::Number), of(SchemaKind::Bool));
        if all(SchemaKind::Text) {
            return self.texts(&texts, at, slot);
        }
        if all(SchemaKind::Number) {
            return self.numbers(&numbers, at, slot);
        }
        if all(SchemaKind::Bool) {
            return Use::of(Shape::Scalar(Scalar::Bool));
        }
        let union = self.define(&[owner], at, slot);
        self.draft.get_mut(union).several = self.get(owner).one_of.is_empty();
        let mut uses: Vec<Alternative> = Vec::new();
        let mut places: Vec<Option<usize>> = vec![None; kept.len()];
        let labels = self.keys.labels(&self.kinds, kept, &at.key());
        for (index, ((id, kind), label)) in kept.iter().zip(&kinds).zip(labels).enumerate() {
            let group = match kind {
                SchemaKind::Text => &texts,
                SchemaKind::Number => &numbers,
                SchemaKind::Bool => &bools,
                _ => &Vec::new(),
            };
            if group.len() > 1 && group.first() != Some(id) {
                continue;
            }
            let name = self.variant_name(*id, index, kept);
            let key = format!("|{label}");
            let at = at.then_at(LocationStep::Variant(&name), &key);
            let found = match kind {
                SchemaKind::Text if group.len() > 1 => self.texts(group, &at, None),
                SchemaKind::Number if group.len() > 1 => self.numbers(group, &at, None),
                SchemaKind::Bool if group.len() > 1 => Use::of(Shape::Scalar(Scalar::Bool)),
                _ => self.shape(*id, &at),
            };
            if let Some(place) = places.get_mut(index) {
                *place = Some(uses.len());
            }
            uses.push((found, annotations::docs(self.schemas, &[*id]), Some(name)));
        }
        let discriminator = self.discriminator(owner, kept, &places);
        self.union(union, uses, discriminator);
        Use::of(Shape::Named(union))
    }

    /// Texts: an enum of all the values any of them lists, or the scalar they share.
    pub(crate) fn texts(&mut self, ids: &[SchemaId], at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        let mut lists: Vec<(SchemaId, Vec<Listed>)> = Vec::new();
        let mut scalars: Vec<Scalar> = Vec::new();
        for id in ids {
            match self.text_values(*id) {
                Some(values) => lists.push((*id, values)),
                None => scalars.push(self.text_scalar(*id)),
            }
        }
        if let ([(only, values)], false) = (lists.as_slice(), scalars.is_empty())
            && values.len() > 1
            && let [Part::Ref(target)] = parts::parts(self.schemas, *only).list.as_slice()
        {
            // An enum or any text: enums are open anyway.
            return Use::of(Shape::Named(self.reference(*target)));
        }
        let mut values: Vec<Listed> = Vec::new();
        for (_, list) in lists {
            for value in list {
                if !values.iter().any(|known| known.literal == value.literal) {
                    values.push(value);
                }
            }
        }
        match values.len() {
            0 => {}
            1 if !scalars.is_empty() => return Use::of(Shape::Scalar(Scalar::Text)),
            _ => {
                let slot = slot.unwrap_or_else(|| self.define_untitled(ids, at));
                return self.of_one_kind(values, EnumRepr::Text, &[], at, Some(slot));
            }
        }
        let first = scalars.first().copied().unwrap_or(Scalar::Text);
        let same = scalars.iter().all(|scalar| *scalar == first);
        Use::of(Shape::Scalar(if same { first } else { Scalar::Text }))
    }

    pub(crate) fn text_values(&self, id: SchemaId) -> Option<Vec<Listed>> {
        self.texts_within(id, &mut BTreeSet::new())
    }

    /// Each schema once: alternatives of alternatives lead to the same ones in many ways.
    fn texts_within(&self, id: SchemaId, seen: &mut BTreeSet<SchemaId>) -> Option<Vec<Listed>> {
        let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, id).list);
        if let Some(values) = owns.iter().find_map(|own| enums::listed(self.get(*own))) {
            return Some(
                values.into_iter().filter(|value| matches!(value.literal, Literal::Text(_))).collect(),
            );
        }
        let mut found = Vec::new();
        for own in owns {
            let own = self.get(own);
            for inner in own.one_of.iter().chain(&own.any_of) {
                if seen.insert(*inner) && seen.len() <= parts::DEPTH {
                    found.extend(self.texts_within(*inner, seen).unwrap_or_default());
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    fn text_scalar(&self, id: SchemaId) -> Scalar {
        let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, id).list);
        let schemas: Vec<_> = owns.iter().map(|own| self.get(*own)).collect();
        scalars::scalar(JsonTypes::STRING, &schemas).unwrap_or(Scalar::Text)
    }

    fn numbers(&mut self, ids: &[SchemaId], at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        let mut found: Vec<Use> = Vec::new();
        for id in ids {
            let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, *id).list);
            let schemas: Vec<_> = owns.iter().map(|own| self.get(*own)).collect();
            if ids.len() == 1
                && let Some(values) = self.values(&schemas, at, slot)
            {
                return values;
            }
            let whole = schemas.iter().any(|schema| schema.types.contains(JsonTypes::INTEGER));
            let json = if whole { JsonTypes::INTEGER } else { JsonTypes::NUMBER };
            found.push(Use::of(scalars::scalar(json, &schemas).map_or(Shape::Any, Shape::Scalar)));
        }
        let has = |scalar: Scalar| found.iter().any(|it| it.shape == Shape::Scalar(scalar));
        let shape = match found.first() {
            Some(first) if found.iter().all(|it| it.shape == first.shape) => first.shape.clone(),
            _ if has(Scalar::Number) => Shape::Scalar(Scalar::Number),
            _ if has(Scalar::Decimal) => Shape::Scalar(Scalar::Decimal),
            _ if has(Scalar::F64) => Shape::Scalar(Scalar::F64),
            _ if has(Scalar::U64) => Shape::Scalar(Scalar::Number),
            _ => Shape::Scalar(Scalar::I64),
        };
        Use::of(shape)
    }

    /// `type: [string, integer]`: one alternative a type, each with the keywords that concern it.
    pub(crate) fn several_types(
        &mut self,
        types: JsonTypes,
        owns: &[SchemaId],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        if types.without(JsonTypes::INTEGER).len() >= 5 {
            return Use::of(Shape::Any);
        }
        let union = self.define(owns, at, slot);
        let uses = types
            .iter()
            .map(|json| {
                let name = type_word(json);
                (self.typed(json, owns, &at.then(LocationStep::Variant(name)), None), Docs::default(), None)
            })
            .collect();
        self.union(union, uses, None);
        Use::of(Shape::Named(union))
    }
}

fn type_word(json: JsonTypes) -> &'static str {
    match json {
        JsonTypes::BOOLEAN => "bool",
        JsonTypes::INTEGER => "integer",
        JsonTypes::NUMBER => "number",
        JsonTypes::STRING => "text",
        JsonTypes::ARRAY => "list",
        _ => "object",
    }
}
