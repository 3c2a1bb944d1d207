//! Objects: the properties of all parts together become a struct; without properties it is a map.

use crate::diagnostics;
use crate::ir::{Docs, Extra, Field, Kind, Shape, Struct, TypeId};
use crate::lower::schemas::annotations;
use crate::lower::schemas::build::{Builder, LocationStep, SchemaLocation, Use};
use crate::resolve::{Additional, SchemaId};
use indexmap::IndexMap;
use std::collections::BTreeSet;

/// The properties of several schemas together, each with all the schemas that declare it.
#[derive(Debug, Default)]
pub(crate) struct Members<'f> {
    pub(crate) properties: IndexMap<&'f str, Vec<SchemaId>>,
    pub(crate) required: BTreeSet<&'f str>,
    pub(crate) additional: Vec<SchemaId>,
    pub(crate) any: bool,
    pub(crate) forbidden: bool,
}

impl<'f> Builder<'_, 'f> {
    pub(crate) fn members(&self, owns: &[SchemaId]) -> Members<'f> {
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

    /// One of several objects that a value can be: each of these schemas' own keywords together.
    pub(crate) fn object_of(&mut self, owns: &[SchemaId], at: &SchemaLocation<'_>) -> Use {
        self.once(true, owns, at, |builder| builder.object(owns, at, None))
    }

    /// An object of these schemas' own keywords.
    pub(crate) fn object(&mut self, owns: &[SchemaId], at: &SchemaLocation<'_>, slot: Option<TypeId>) -> Use {
        let members = self.members(owns);
        if members.properties.is_empty() {
            return Use::of(self.map(&members, at));
        }
        let id = self.define(owns, at, slot);
        self.fill(id, &members, at);
        Use::of(Shape::Named(id))
    }

    /// Makes a definition the struct of these members.
    pub(crate) fn fill(&mut self, id: TypeId, members: &Members<'f>, at: &SchemaLocation<'_>) {
        let fields = members
            .properties
            .iter()
            .filter_map(|(name, ids)| self.field(name, ids, members.required.contains(name), at))
            .collect();
        let extra = self.extra(members, at);
        let mut all = Struct { fields, extra };
        if !members.forbidden {
            let described = |name: &str| members.properties.contains_key(name);
            all.fields.extend(
                members.required.iter().filter(|name| !described(name)).map(|name| undescribed(name)),
            );
        }
        self.draft.get_mut(id).kind = Kind::Struct(all);
    }

    fn map(&mut self, members: &Members<'f>, at: &SchemaLocation<'_>) -> Shape {
        let value = match members.additional.as_slice() {
            [] => Shape::Any,
            ids => self.item(ids, &at.then_at(LocationStep::Item, "{}")),
        };
        Shape::Map(Box::new(value))
    }

    fn extra(&mut self, members: &Members<'f>, at: &SchemaLocation<'_>) -> Option<Extra> {
        let shape = match members.additional.as_slice() {
            [] if members.any => Shape::Any,
            [] => return None,
            ids => self.item(ids, &at.then_at(LocationStep::Property("extra"), "{}")),
        };
        Some(Extra { name: String::new(), shape })
    }

    pub(crate) fn field(
        &mut self,
        wire: &'f str,
        ids: &[SchemaId],
        required: bool,
        at: &SchemaLocation<'_>,
    ) -> Option<Field> {
        if ids.iter().any(|id| self.get(*id).never) {
            return None;
        }
        let found = self.all_of(ids, &at.then(LocationStep::Property(wire)));
        let annotations = annotations::annotations(self.schemas, ids);
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
            expected: false,
            read_only: annotations.read_only,
            write_only: annotations.write_only,
            constant: found.constant,
            default: annotations.default,
            deprecated: annotations.deprecated,
            docs: annotations.docs,
            xml: annotations.xml,
        })
    }
}

/// A property that is required and that no schema describes: it may have any value.
fn undescribed(wire: &str) -> Field {
    Field {
        name: String::new(),
        wire: wire.to_owned(),
        shape: Shape::Any,
        required: true,
        expected: false,
        nullable: false,
        read_only: false,
        write_only: false,
        constant: None,
        default: None,
        deprecated: false,
        docs: Docs::default(),
        xml: None,
    }
}
