//! Classes: what kind of JSON value a schema describes, found without building it.

use super::build::Builder;
use super::parts;
use crate::ir::Literal;
use crate::resolve::{Additional, JsonTypes, SchemaId};

/// The kind of value a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
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

impl Builder<'_, '_> {
    pub(super) fn class(&self, id: SchemaId) -> Class {
        self.class_within(id, 0)
    }

    /// Each schema once: unions of unions lead to the same ones in many ways. What is part of itself is several things.
    fn class_within(&self, id: SchemaId, depth: usize) -> Class {
        if let Some(known) = self.classes.borrow().get(&id) {
            return *known;
        }
        if depth > parts::DEPTH {
            return Class::Union;
        }
        self.classes.borrow_mut().insert(id, Class::Union);
        let class = self.new_class(id, depth);
        self.classes.borrow_mut().insert(id, class);
        class
    }

    fn new_class(&self, id: SchemaId, depth: usize) -> Class {
        let parts = parts::parts(self.schemas, id);
        let schema = self.get(id);
        if parts.list.is_empty() {
            let only_null = schema.types == JsonTypes::NULL || schema.nullable;
            return if parts.object {
                Class::Object
            } else if only_null {
                Class::Null
            } else {
                Class::Any
            };
        }
        let (owns, _) = parts::expand(self.schemas, &parts.list);
        let found: Vec<Class> = owns.iter().filter_map(|own| self.own_class(*own, depth)).collect();
        match found.as_slice() {
            [] => Class::Any,
            [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
            several if several.contains(&Class::Object) => Class::Object,
            [first, ..] => *first,
        }
    }

    fn own_class(&self, id: SchemaId, depth: usize) -> Option<Class> {
        let schema = self.get(id);
        let types = schema.types.without(JsonTypes::NULL);
        if schema
            .values()
            .is_some_and(|values| !values.is_empty() && values.iter().all(|value| value.is_null()))
        {
            return Some(Class::Null);
        }
        let by_type = (types.len() == 1).then(|| of_type(types));
        if types.len() > 1 {
            let numeric = JsonTypes::INTEGER.with(JsonTypes::NUMBER);
            return Some(if types == numeric { Class::Number } else { Class::Union });
        }
        if by_type.is_none()
            && let Some(values) = super::enums::listed(schema)
        {
            let mut classes = values.iter().filter_map(|value| match value.literal {
                Literal::Null => None,
                Literal::Bool(_) => Some(Class::Bool),
                Literal::Integer(_) | Literal::Number(_) => Some(Class::Number),
                Literal::Text(_) => Some(Class::Text),
                Literal::Json(_) => Some(Class::Any),
            });
            let Some(first) = classes.next() else { return Some(Class::Null) };
            return Some(if classes.all(|other| other == first) { first } else { Class::Union });
        }
        let variants =
            [&schema.one_of, &schema.any_of].map(|list| parts::variants(self.schemas, list)).concat();
        if !variants.is_empty() && schema.properties.is_empty() {
            let mut classes: Vec<Class> =
                variants.iter().map(|inner| self.class_within(*inner, depth + 1)).collect();
            classes.retain(|class| *class != Class::Null);
            return match classes.as_slice() {
                [] => Some(Class::Null),
                [first @ (Class::Text | Class::Number | Class::Bool), rest @ ..]
                    if rest.iter().all(|other| other == first) =>
                {
                    Some(*first)
                }
                [only] => Some(*only),
                _ => Some(Class::Union),
            };
        }
        if by_type.is_some() {
            return by_type;
        }
        if !schema.properties.is_empty()
            || matches!(schema.additional, Additional::Any | Additional::Schema(_))
            || !schema.required.is_empty()
        {
            return Some(Class::Object);
        }
        if schema.items.is_some() || !schema.prefix_items().is_empty() {
            return Some(Class::Array);
        }
        schema.format.filter(|format| super::scalars::is_text_format(format)).map(|_| Class::Text)
    }
}

fn of_type(json: JsonTypes) -> Class {
    match json {
        JsonTypes::BOOLEAN => Class::Bool,
        JsonTypes::INTEGER | JsonTypes::NUMBER => Class::Number,
        JsonTypes::STRING => Class::Text,
        JsonTypes::ARRAY => Class::Array,
        _ => Class::Object,
    }
}
