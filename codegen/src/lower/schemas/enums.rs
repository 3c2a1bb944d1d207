//! Enums: `enum` and `const` of every scalar type. One value alone is a constant, not a type; `null` among the values
//! is nullability; booleans stay booleans.

use crate::ir::{Docs, EnumRepr, Literal, Member, Scalar, Shape, TypeId};
use crate::lower::names::identifiers;
use crate::lower::schemas::annotations::plain_docs;
use crate::lower::schemas::build::{self, Builder, LocationStep, SchemaLocation, Use};
use crate::lower::schemas::scalars::{literal, scalar};
use crate::parse::Node;
use crate::resolve::{JsonTypes, Schema};

/// A value that a schema lists, with what the document says of it.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) literal: Literal,
    pub(crate) docs: Docs,
    /// The name that an extension gives it.
    pub(crate) name: Option<String>,
}

/// The values of one schema's own `enum` or `const`.
pub(crate) fn listed(schema: &Schema<'_>) -> Option<Vec<Listed>> {
    if let Some(value) = schema.constant() {
        let docs = plain_docs(schema.title(), schema.description);
        return Some(vec![Listed { literal: literal(value), docs, name: None }]);
    }
    let extension = || schema.extension("x-extensible-enum").filter(|list| list.is_list());
    let values: Vec<Node<'_>> = match schema.values() {
        Some(values) => values.to_vec(),
        None => extension()?.items().collect(),
    };
    let text = |names: &[&str], at: usize| -> Option<String> {
        let node = names.iter().find_map(|name| schema.extension(name))?;
        let entry = if node.is_list() { node.item(at)? } else { node.get(values.get(at)?.scalar_text()?)? };
        entry.as_text().map(str::to_owned)
    };
    let list = values.iter().enumerate().map(|(at, value)| Listed {
        literal: literal(*value),
        docs: plain_docs(None, text(&["x-enum-descriptions", "x-enumDescriptions"], at).as_deref()),
        name: text(&["x-enum-varnames", "x-enumNames", "x-enum-names"], at),
    });
    Some(list.collect())
}

impl<'f> Builder<'_, 'f> {
    /// The use of schemas that list their values; `None` if none does.
    pub(crate) fn values(
        &mut self,
        schemas: &[&Schema<'f>],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Option<Use> {
        let lists = schemas.iter().filter_map(|schema| listed(schema));
        let values = lists.min_by_key(Vec::len)?;
        let mut types = JsonTypes::default();
        schemas.iter().for_each(|schema| types = types.with(schema.types));
        if types.contains(JsonTypes::ARRAY)
            && !values.iter().any(|value| matches!(value.literal, Literal::Json(_)))
        {
            // The values of the items, written one level too high: a common mistake.
            let item =
                self.listed_use(values, JsonTypes::default(), schemas, &at.then(LocationStep::Item), None)?;
            return Some(Use::of(Shape::List(Box::new(item.shape))));
        }
        self.listed_use(values, types, schemas, at, slot)
    }

    /// The use of a list of values.
    pub(crate) fn listed_use(
        &mut self,
        values: Vec<Listed>,
        types: JsonTypes,
        schemas: &[&Schema<'f>],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Option<Use> {
        let types_said = types.without(JsonTypes::NULL);
        let mut nullable = types.contains(JsonTypes::NULL);
        let mut texts: Vec<Listed> = Vec::new();
        let mut numbers: Vec<Listed> = Vec::new();
        let mut bools: Vec<Listed> = Vec::new();
        // A number that no literal has all digits of makes them numbers like any other.
        let mut long = false;
        let mut others: Vec<Listed> = Vec::new();
        for mut value in values {
            value.literal = coerced(value.literal, types_said);
            let group = match value.literal {
                Literal::Null => {
                    nullable = true;
                    continue;
                }
                Literal::Text(_) => &mut texts,
                Literal::Integer(_) | Literal::Number(_) => &mut numbers,
                Literal::Bool(_) => &mut bools,
                Literal::Json(ref text) if !text.starts_with(['[', '{']) => {
                    long = true;
                    &mut numbers
                }
                Literal::Json(_) => &mut others,
            };
            if !group.iter().any(|known| known.literal == value.literal) {
                group.push(value);
            }
        }
        let scalars = [&texts, &numbers, &bools].iter().filter(|group| !group.is_empty()).count();
        if scalars == 0 {
            // Nothing but lists and objects: their type says enough.
            return None;
        }
        if scalars > 1 || !others.is_empty() {
            let groups = [
                ("bool", JsonTypes::BOOLEAN, bools),
                ("number", JsonTypes::NUMBER, numbers),
                ("text", JsonTypes::STRING, texts),
            ];
            return Some(self.mixed(groups, &others, schemas, at, slot).or_null(nullable));
        }
        Some(
            if !texts.is_empty() {
                self.of_one_kind(texts, EnumRepr::Text, schemas, at, slot)
            } else if !numbers.is_empty() && long {
                Use::of(Shape::Scalar(Scalar::Number))
            } else if !numbers.is_empty() {
                let whole = numbers.iter().all(|value| matches!(value.literal, Literal::Integer(_)));
                let repr = if whole { EnumRepr::Integer } else { EnumRepr::Number };
                self.of_one_kind(numbers, repr, schemas, at, slot)
            } else {
                let constant = if let [only] = bools.as_slice() { Some(only.literal.clone()) } else { None };
                Use { shape: Shape::Scalar(Scalar::Bool), nullable: false, constant }
            }
            .or_null(nullable),
        )
    }

    /// Values of one kind: a constant or an enum.
    pub(crate) fn of_one_kind(
        &mut self,
        values: Vec<Listed>,
        repr: EnumRepr,
        schemas: &[&Schema<'f>],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        if let [only] = values.as_slice() {
            let shape = match repr {
                EnumRepr::Text => Scalar::Text,
                EnumRepr::Integer => scalar(JsonTypes::INTEGER, schemas).unwrap_or(Scalar::I64),
                EnumRepr::Number => scalar(JsonTypes::NUMBER, schemas).unwrap_or(Scalar::Number),
            };
            return Use {
                shape: Shape::Scalar(shape),
                nullable: false,
                constant: Some(only.literal.clone()),
            };
        }
        let id = match slot {
            Some(slot) => slot,
            None => {
                let id = self.define(&[], at, None);
                if let Some(schema) = schemas.iter().find(|schema| listed(schema).is_some()) {
                    let def = self.draft.get_mut(id);
                    def.origin = build::origin(schema.node);
                    def.docs = plain_docs(schema.title(), schema.description);
                    for place in &mut def.occurrences {
                        place.origin.clone_from(&def.origin);
                    }
                }
                id
            }
        };
        let names = values.iter().map(|value| value.name.clone().unwrap_or_default()).collect();
        let whole = repr == EnumRepr::Integer;
        let members = values.into_iter().map(|value| Member {
            name: String::new(),
            wire: match value.literal {
                Literal::Integer(number) if !whole => Literal::Number(number as f64),
                literal => literal,
            },
            docs: value.docs,
        });
        let members = members.collect();
        self.enumeration(id, repr, members, names);
        Use::of(Shape::Named(id))
    }

    /// Values of several kinds in one list: a union of what each kind makes alone. Lists and objects are kept as they
    /// are.
    fn mixed(
        &mut self,
        scalars: [(&str, JsonTypes, Vec<Listed>); 3],
        others: &[Listed],
        schemas: &[&Schema<'f>],
        at: &SchemaLocation<'_>,
        slot: Option<TypeId>,
    ) -> Use {
        let id = self.define(&[], at, slot);
        let mut uses = Vec::new();
        for (name, json, values) in scalars {
            if !values.is_empty()
                && let Some(found) =
                    self.listed_use(values, json, schemas, &at.then(LocationStep::Variant(name)), None)
            {
                uses.push((Use { constant: None, ..found }, Docs::default(), None));
            }
        }
        for (start, shape) in [('[', Shape::List as fn(_) -> _), ('{', Shape::Map as fn(_) -> _)] {
            if others.iter().any(|value| value_text(&value.literal).starts_with(start)) {
                uses.push((Use::of(shape(Box::new(Shape::Any))), Docs::default(), None));
            }
        }
        self.union(id, uses, None);
        Use::of(Shape::Named(id))
    }
}

/// A value as the type has it: YAML reads `on` as true, and JSON documents list `"1"` for an integer.
fn coerced(literal: Literal, types: JsonTypes) -> Literal {
    let text = types == JsonTypes::STRING;
    match literal {
        Literal::Integer(number) if text => Literal::Text(number.to_string()),
        Literal::Number(number) if text => Literal::Text(number.to_string()),
        Literal::Bool(value) if text => Literal::Text(value.to_string()),
        Literal::Text(text) if types == JsonTypes::INTEGER => match text.parse() {
            Ok(number) => Literal::Integer(number),
            Err(_) => Literal::Text(text),
        },
        Literal::Text(text) if types == JsonTypes::BOOLEAN => match text.parse() {
            Ok(value) => Literal::Bool(value),
            Err(_) => Literal::Text(text),
        },
        Literal::Json(json) if text => Literal::Text(json),
        other => other,
    }
}

/// The name a value suggests, as words.
pub(crate) fn value_words(literal: &Literal) -> Vec<String> {
    identifiers::words(&value_text(literal))
}

/// A value as text.
pub(crate) fn value_text(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(number) => number.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Text(text) | Literal::Json(text) => text.clone(),
    }
}
