//! Variants: the alternatives of a union with their names and their discriminator.

use crate::diagnostics;
use crate::ir::{Kind, Literal, Shape, TypeId, Union, Variant};
use crate::lower::draft::Discriminator;
use crate::lower::schemas::build::Builder;
use crate::lower::schemas::enums;
use crate::lower::schemas::json_kinds::SchemaKind;
use crate::lower::schemas::parts;
use crate::lower::schemas::structs::Members;
use crate::lower::schemas::unions::Alternative;
use crate::resolve::SchemaId;

/// An alternative is called by what this many others lack.
const NAMED: usize = 64;

impl<'f> Builder<'_, 'f> {
    /// Fills a definition with variants.
    pub(crate) fn union(&mut self, id: TypeId, uses: Vec<Alternative>, discriminator: Option<Discriminator>) {
        let mut variants = Vec::new();
        let mut hints = Vec::new();
        for (found, docs, name) in uses {
            let shape = if found.nullable && found.shape != Shape::Any {
                Shape::Nullable(Box::new(found.shape))
            } else {
                found.shape
            };
            variants.push(Variant { name: String::new(), shape, docs, tag: None });
            hints.push(name.unwrap_or_default());
        }
        let def = self.draft.get_mut(id);
        def.kind = Kind::Union(Union { variants, rules: Vec::new() });
        def.discriminator = discriminator;
        def.member_names = hints;
    }

    /// The discriminator of a list of alternatives; `places` says which variant each of them became.
    pub(crate) fn discriminator(
        &mut self,
        owner: SchemaId,
        list: &[SchemaId],
        places: &[Option<usize>],
    ) -> Option<Discriminator> {
        let schema = self.get(owner);
        let found = schema.discriminator()?;
        let targets: Vec<SchemaId> = list.iter().map(|id| parts::target(self.schemas, *id)).collect();
        let place = |target: SchemaId| {
            targets.iter().position(|known| *known == target).and_then(|at| places.get(at).copied().flatten())
        };
        let mut values: Vec<(Literal, usize)> = Vec::new();
        for (value, target) in &found.mapping {
            let target =
                self.meant(owner, found.property, value, parts::target(self.schemas, *target), &targets);
            match place(target) {
                Some(at) => values.push((Literal::Text((*value).to_owned()), at)),
                None => self.report(
                    diagnostics::DISCRIMINATOR_TARGET,
                    owner,
                    &format!(
                        "the discriminator maps `{value}` to a schema that is not among the alternatives"
                    ),
                ),
            }
        }
        let listed: Vec<Vec<String>> =
            targets.iter().map(|id| self.constants(*id, found.property).unwrap_or_default()).collect();
        for (nth, target) in targets.iter().enumerate() {
            let Some(at) = place(*target) else { continue };
            // what its own constants say, and those of no other, means it as well
            let alone = |value: &&String| {
                let mut others = listed.iter().enumerate().filter(|(other, _)| *other != nth);
                others.all(|(_, others)| !others.contains(value))
            };
            let own = listed.get(nth).into_iter().flatten().filter(alone).cloned().collect::<Vec<_>>();
            let mapped = values.iter().any(|(_, known)| *known == at);
            let tag = self.tag(*target, found.property);
            let named = !mapped && !tag.is_empty() && (own.is_empty() || own.contains(&tag));
            for value in named.then_some(tag).into_iter().chain(own).map(Literal::Text) {
                if !values.iter().any(|(known, _)| *known == value) {
                    values.push((value, at));
                }
            }
        }
        let default = found.default.and_then(|id| place(parts::target(self.schemas, id)));
        Some(Discriminator { member: found.property.to_owned(), values, default })
    }

    /// The alternative that a value of the discriminator means: the one that it is mapped to, unless that one's own constants
    /// say another value, and one of the others says this one.
    pub(crate) fn meant(
        &mut self,
        owner: SchemaId,
        property: &str,
        value: &str,
        mapped: SchemaId,
        others: &[SchemaId],
    ) -> SchemaId {
        let says = |id: SchemaId| {
            let values = self.constants(id, property)?;
            Some(values.iter().any(|own| own == value))
        };
        if says(mapped) != Some(false) {
            return mapped;
        }
        let mut named = others.iter().copied().filter(|other| says(*other) == Some(true));
        let meant = named.next().filter(|_| named.next().is_none());
        let name = |id: SchemaId| format!("`{}`", self.get(id).name.unwrap_or_default());
        let message = match meant {
            Some(meant) => format!(
                "the discriminator maps `{value}` to {}, whose `{property}` is never that; it is read as {}, whose is",
                name(mapped),
                name(meant)
            ),
            None => format!(
                "the discriminator maps `{value}` to {}, whose `{property}` is never that",
                name(mapped)
            ),
        };
        self.report(diagnostics::DISCRIMINATOR_CONTRADICTED, owner, &message);
        meant.unwrap_or(mapped)
    }

    /// The values that a schema lists for a property, as text.
    fn constants(&self, id: SchemaId, property: &str) -> Option<Vec<String>> {
        let (owns, _) = parts::expand(self.schemas, &parts::parts(self.schemas, id).list);
        let members = self.members(&owns);
        let listed = members
            .properties
            .get(property)?
            .iter()
            .find_map(|id| enums::listed(self.get(parts::target(self.schemas, *id))));
        Some(listed?.iter().map(|value| enums::value_text(&value.literal)).collect())
    }

    /// What to call an alternative that is declared in place: by its title, its constant, its only member, its kind if
    /// no other has it, a member that no other has.
    pub(crate) fn variant_name(&self, id: SchemaId, index: usize, all: &[SchemaId]) -> String {
        let target = self.get(parts::target(self.schemas, id));
        if let Some(name) = target.name.or(target.title().filter(|title| title.len() <= 40)) {
            return name.to_owned();
        }
        let kind = self.kinds.of(id);
        let alone = all.iter().all(|other| *other == id || self.kinds.of(*other) != kind);
        match kind {
            SchemaKind::Array if alone => return String::new(),
            SchemaKind::Text => return "text".to_owned(),
            SchemaKind::Number => return "number".to_owned(),
            _ => {}
        }
        let members =
            |id: SchemaId| self.members(&parts::expand(self.schemas, &parts::parts(self.schemas, id).list).0);
        let own = members(id);
        let others: Vec<_> =
            all.iter().filter(|other| **other != id).take(NAMED).map(|other| members(*other)).collect();
        // One that all have says nothing of this one.
        let constants = own.properties.iter().filter_map(|(name, ids)| {
            let text = self.constant(ids).filter(|text| (2..=48).contains(&text.len()))?;
            let same = |other: &Members<'f>| {
                other.properties.get(name).and_then(|ids| self.constant(ids)).as_ref() == Some(&text)
            };
            Some((!others.is_empty() && others.iter().all(same), text))
        });
        let constant = constants.min_by_key(|(said_by_all, _)| *said_by_all).map(|(_, text)| text);
        let first = own.properties.keys().next();
        if let (None, Some(only), 1) = (&constant, first, own.properties.len()) {
            return (*only).to_owned();
        }
        if alone && kind == SchemaKind::Object {
            return "object".to_owned();
        }
        let unique = || {
            let mut names = own
                .properties
                .keys()
                .filter(|name| others.iter().all(|other| !other.properties.contains_key(**name)));
            let first = names.clone().next();
            let required = names.find(|name| own.required.contains(**name));
            required.or(first).map(|name| format!("with_{name}"))
        };
        constant.or_else(unique).unwrap_or_else(|| format!("variant{}", index + 1))
    }

    /// The only value that a member may have, as text.
    fn constant(&self, ids: &[SchemaId]) -> Option<String> {
        ids.iter().find_map(|id| match enums::listed(self.get(*id))?.as_slice() {
            [only] => Some(enums::value_text(&only.literal)),
            _ => None,
        })
    }
}
