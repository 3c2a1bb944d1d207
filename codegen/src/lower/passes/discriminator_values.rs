//! tags: the values of discriminators, where structs hold them and where they don't.

use crate::ir::{Kind, Literal, Scalar, Shape, TypeId};
use crate::lower::draft::Draft;
use crate::lower::passes::union_rules::inner;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Where a union's discriminator is the only thing a variant's member can hold, the member becomes constant, so that
/// writing the variant writes it.
pub(crate) fn fix_tags(draft: &mut Draft) {
    let mut fixed: BTreeMap<(TypeId, String), Option<Literal>> = BTreeMap::new();
    for (_, def) in draft.iter() {
        let (Kind::Union(union), Some(discriminator)) = (&def.kind, &def.discriminator) else { continue };
        for (index, variant) in union.variants.iter().enumerate() {
            let Shape::Named(id) = variant.shape else { continue };
            let mut values =
                discriminator.values.iter().filter(|(_, at)| *at == index).map(|(value, _)| value);
            let only = values.next().cloned().filter(|_| values.next().is_none());
            for id in leaves(draft, id, &discriminator.member) {
                match fixed.entry((id, discriminator.member.clone())) {
                    Entry::Vacant(free) => drop(free.insert(only.clone())),
                    Entry::Occupied(known) if *known.get() == only => {}
                    Entry::Occupied(mut known) => drop(known.insert(None)),
                }
            }
        }
    }
    for ((id, member), value) in fixed {
        let Some(value) = value else { continue };
        let fits = |shape: &Shape| match shape {
            Shape::Scalar(Scalar::Text) => true,
            Shape::Named(inner) => match &draft.get(*inner).kind {
                Kind::Enum(it) => it.members.iter().any(|member| member.wire == value),
                _ => false,
            },
            _ => false,
        };
        let at = match &draft.get(id).kind {
            Kind::Struct(it) => it
                .fields
                .iter()
                .position(|field| field.wire == member && field.constant.is_none() && fits(&field.shape)),
            _ => None,
        };
        if let (Some(at), Kind::Struct(it)) = (at, &mut draft.get_mut(id).kind)
            && let Some(field) = it.fields.get_mut(at)
        {
            field.constant = Some(value);
            field.required = true;
        }
    }
}

/// The structs that a variant can be: those of a union that is told apart by another member.
fn leaves(draft: &Draft, id: TypeId, member: &str) -> Vec<TypeId> {
    let (mut found, mut seen, mut due) = (Vec::new(), BTreeSet::new(), vec![id]);
    while let Some(id) = due.pop() {
        let def = draft.get(id);
        match &def.kind {
            _ if !seen.insert(id) => {}
            Kind::Union(it) if def.discriminator.as_ref().is_some_and(|own| own.member != member) => {
                due.extend(it.variants.iter().rev().filter_map(|variant| match variant.shape {
                    Shape::Named(inner) => Some(inner),
                    _ => None,
                }));
            }
            Kind::Union(_) => {}
            _ => found.push(id),
        }
    }
    found
}

/// What has to be added when a variant is written, because its struct does not hold the discriminator.
pub(crate) fn tags(draft: &Draft, id: TypeId, shapes: &[Shape]) -> Vec<Option<(String, Literal)>> {
    let Some(discriminator) = &draft.get(id).discriminator else { return vec![None; shapes.len()] };
    let tag = |(index, shape): (usize, &Shape)| {
        let value =
            discriminator.values.iter().find(|(_, at)| *at == index).map(|(value, _)| value.clone())?;
        let held = match inner(draft, shape) {
            Some(Kind::Struct(it)) => it.fields.iter().any(|field| field.wire == discriminator.member),
            Some(_) => true,
            None => !matches!(shape, Shape::Map(_)),
        };
        (!held).then(|| (discriminator.member.clone(), value))
    };
    shapes.iter().enumerate().map(tag).collect()
}
