//! Objects: the properties of all parts together become a struct; without properties it is a map.

use super::build::{At, Builder, Step, Use};
use super::notes;
use crate::diagnostics;
use crate::ir::{Extra, Field, Kind, Shape, Struct, TypeId};
use crate::resolve::{Additional, SchemaId};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The properties of several schemas together, each with all the schemas that declare it.
#[derive(Debug, Default)]
pub(super) struct Members<'f> {
    pub(super) properties: IndexMap<&'f str, Vec<SchemaId>>,
    pub(super) required: BTreeSet<&'f str>,
    pub(super) additional: Vec<SchemaId>,
    pub(super) any: bool,
    pub(super) forbidden: bool,
}

impl<'f> Builder<'_, 'f> {
    pub(super) fn members(&self, owns: &[SchemaId]) -> Members<'f> {
        let mut members = Members::default();
        for own in owns {
            let schema = self.get(*own);
            for property in &schema.properties {
                let all = members.properties.entry(property.name).or_default();
                if !all.contains(&property.schema) {
                    all.push(property.schema);
                }
                if property.required {
                    members.required.insert(property.name);
                }
            }
            members.required.extend(schema.required.iter().copied());
            match schema.additional {
                Additional::Unstated => {}
                Additional::Forbidden => members.forbidden = true,
                Additional::Any => members.any = true,
                Additional::Schema(id) => members.additional.push(id),
            }
        }
        members
    }

    /// An object of these schemas' own keywords.
    pub(super) fn object(&mut self, owns: &[SchemaId], at: &At<'_>, slot: Option<TypeId>) -> Use {
        let members = self.members(owns);
        if members.properties.is_empty() {
            return Use::of(self.map(&members, at));
        }
        let id = self.define(owns, at, slot);
        self.fill(id, &members, at);
        Use::of(Shape::Named(id))
    }

    /// Makes a definition the struct of these members.
    pub(super) fn fill(&mut self, id: TypeId, members: &Members<'f>, at: &At<'_>) {
        let fields = members
            .properties
            .iter()
            .filter_map(|(name, ids)| self.field(name, ids, members.required.contains(name), at))
            .collect();
        let extra = self.extra(members, at);
        self.draft.get_mut(id).kind = Kind::Struct(Struct { fields, extra });
    }

    fn map(&mut self, members: &Members<'f>, at: &At<'_>) -> Shape {
        let value = match members.additional.as_slice() {
            [] => Shape::Any,
            ids => self.item(ids, &at.then_at(Step::Item, "{}")),
        };
        Shape::Map(Box::new(value))
    }

    fn extra(&mut self, members: &Members<'f>, at: &At<'_>) -> Option<Extra> {
        let shape = match members.additional.as_slice() {
            [] if members.any => Shape::Any,
            [] => return None,
            ids => self.item(ids, &at.then_at(Step::Property("extra"), "{}")),
        };
        Some(Extra { name: String::new(), shape })
    }

    pub(super) fn field(
        &mut self,
        wire: &'f str,
        ids: &[SchemaId],
        required: bool,
        at: &At<'_>,
    ) -> Option<Field> {
        if ids.iter().any(|id| self.get(*id).never) {
            return None;
        }
        let found = self.all_of(ids, &at.then(Step::Property(wire)));
        let notes = notes::notes(self.schemas, ids);
        if ids.iter().any(|id| self.get(*id).read_only && self.get(*id).write_only)
            && let Some(id) = ids.last()
        {
            self.report(
                diagnostics::READ_AND_WRITE_ONLY,
                *id,
                "this member is both `readOnly` and `writeOnly`; it is taken to be neither",
            );
        }
        Some(Field {
            name: String::new(),
            wire: wire.to_owned(),
            nullable: found.nullable && found.shape != Shape::Any,
            shape: found.shape,
            required,
            read_only: notes.read_only,
            write_only: notes.write_only,
            constant: found.constant,
            default: notes.default,
            deprecated: notes.deprecated,
            docs: notes.docs,
            xml: notes.xml,
        })
    }
}
