//! several at once: of an `anyOf` two alternatives may hold, and then the value has the members of both. The one that it is
//! read as keeps those of the others in a map, so that they are there and are sent back.

use crate::ir::{Extra, Field, Kind, Shape, Struct, TypeId};
use crate::lower::draft::Draft;
use crate::lower::passes::distinguishing_facts::excludes;

/// Gives the alternatives that may hold together with others a place for what these have more.
pub(crate) fn keep(draft: &mut Draft) {
    let mut found: Vec<TypeId> = Vec::new();
    for (_, def) in draft.iter().filter(|(_, def)| def.several && def.discriminator.is_none()) {
        let Kind::Union(union) = &def.kind else { continue };
        let objects: Vec<(TypeId, &Struct)> = union
            .variants
            .iter()
            .filter_map(|variant| match variant.shape {
                Shape::Named(id) => match &draft.get(id).kind {
                    Kind::Struct(it) => Some((id, it)),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        for (id, own) in objects.iter().filter(|(_, own)| own.extra.is_none()) {
            let lacks = |field: &Field| own.fields.iter().all(|known| known.wire != field.wire);
            let more = |other: &Struct| {
                other.fields.iter().any(lacks) && !excludes(draft, own, other) && !excludes(draft, other, own)
            };
            if objects.iter().any(|(other, it)| other != id && more(it)) {
                found.push(*id);
            }
        }
    }
    for id in found {
        if let Kind::Struct(it) = &mut draft.get_mut(id).kind
            && it.extra.is_none()
        {
            it.extra = Some(Extra { name: String::new(), shape: Shape::Any });
        }
    }
}
