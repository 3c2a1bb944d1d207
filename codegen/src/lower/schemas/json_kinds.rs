//! The kind of JSON value a schema describes, found without building it.

use crate::ir::Literal;
use crate::lower::schemas::enums;
use crate::lower::schemas::parts;
use crate::lower::schemas::scalars;
use crate::resolve::{Additional, JsonTypes, SchemaId, Schemas};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// The kind of value a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemaKind {
    Null,
    Bool,
    Number,
    Text,
    Array,
    Object,
    /// Several of these.
    Union,
    Any,
}

/// The kinds of the schemas asked for so far.
pub(crate) struct SchemaKinds<'d, 'f> {
    pub(crate) schemas: &'d Schemas<'f>,
    known: RefCell<FxHashMap<SchemaId, SchemaKind>>,
}

impl<'d, 'f> SchemaKinds<'d, 'f> {
    pub(crate) fn new(schemas: &'d Schemas<'f>) -> Self {
        Self { schemas, known: RefCell::default() }
    }

    pub(crate) fn of(&self, id: SchemaId) -> SchemaKind {
        self.within(id, 0)
    }

    /// Each schema once: unions of unions lead to the same ones in many ways. What is part of itself is several things.
    fn within(&self, id: SchemaId, depth: usize) -> SchemaKind {
        if let Some(known) = self.known.borrow().get(&id) {
            return *known;
        }
        if depth > parts::DEPTH {
            return SchemaKind::Union;
        }
        self.known.borrow_mut().insert(id, SchemaKind::Union);
        let kind = self.found(id, depth);
        self.known.borrow_mut().insert(id, kind);
        kind
    }

    fn found(&self, id: SchemaId, depth: usize) -> SchemaKind {
        let parts = parts::parts(self.schemas, id);
        let schema = self.schemas.get(id);
        if parts.list.is_empty() {
            let only_null = schema.types == JsonTypes::NULL || schema.nullable;
            return if parts.object {
                SchemaKind::Object
            } else if only_null {
                SchemaKind::Null
            } else {
                SchemaKind::Any
            };
        }
        let (owns, _) = parts::expand(self.schemas, &parts.list);
        let found: Vec<SchemaKind> = owns.iter().filter_map(|own| self.own(*own, depth)).collect();
        match found.as_slice() {
            [] => SchemaKind::Any,
            [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
            several if several.contains(&SchemaKind::Object) => SchemaKind::Object,
            [first, ..] => *first,
        }
    }

    fn own(&self, id: SchemaId, depth: usize) -> Option<SchemaKind> {
        let schema = self.schemas.get(id);
        let types = schema.types.without(JsonTypes::NULL);
        if schema
            .values()
            .is_some_and(|values| !values.is_empty() && values.iter().all(|value| value.is_null()))
        {
            return Some(SchemaKind::Null);
        }
        let by_type = (types.len() == 1).then(|| of_type(types));
        if types.len() > 1 {
            let numeric = JsonTypes::INTEGER.with(JsonTypes::NUMBER);
            return Some(if types == numeric { SchemaKind::Number } else { SchemaKind::Union });
        }
        if by_type.is_none()
            && let Some(values) = enums::listed(schema)
        {
            let mut kindes = values.iter().filter_map(|value| match value.literal {
                Literal::Null => None,
                Literal::Bool(_) => Some(SchemaKind::Bool),
                Literal::Integer(_) | Literal::Number(_) => Some(SchemaKind::Number),
                Literal::Text(_) => Some(SchemaKind::Text),
                Literal::Json(_) => Some(SchemaKind::Any),
            });
            let Some(first) = kindes.next() else { return Some(SchemaKind::Null) };
            return Some(if kindes.all(|other| other == first) { first } else { SchemaKind::Union });
        }
        let variants =
            [&schema.one_of, &schema.any_of].map(|list| parts::variants(self.schemas, list)).concat();
        if !variants.is_empty() && schema.properties.is_empty() {
            let mut kindes: Vec<SchemaKind> =
                variants.iter().map(|inner| self.within(*inner, depth + 1)).collect();
            kindes.retain(|kind| *kind != SchemaKind::Null);
            return match kindes.as_slice() {
                [] => Some(SchemaKind::Null),
                [first @ (SchemaKind::Text | SchemaKind::Number | SchemaKind::Bool), rest @ ..]
                    if rest.iter().all(|other| other == first) =>
                {
                    Some(*first)
                }
                [only] => Some(*only),
                _ => Some(SchemaKind::Union),
            };
        }
        if by_type.is_some() {
            return by_type;
        }
        if !schema.properties.is_empty()
            || matches!(schema.additional, Additional::Any | Additional::Schema(_))
            || !schema.required.is_empty()
        {
            return Some(SchemaKind::Object);
        }
        if schema.items.is_some() || !schema.prefix_items().is_empty() {
            return Some(SchemaKind::Array);
        }
        schema.format.filter(|format| scalars::is_text_format(format)).map(|_| SchemaKind::Text)
    }
}

fn of_type(json: JsonTypes) -> SchemaKind {
    match json {
        JsonTypes::BOOLEAN => SchemaKind::Bool,
        JsonTypes::INTEGER | JsonTypes::NUMBER => SchemaKind::Number,
        JsonTypes::STRING => SchemaKind::Text,
        JsonTypes::ARRAY => SchemaKind::Array,
        _ => SchemaKind::Object,
    }
}
