//! Schemas: from the resolved model to OpenAPI 3.0's dialect of JSON Schema.

use super::{Writer, json, number};
use crate::parse::Node;
use crate::resolve::{Additional, JsonTypes, Schema, SchemaId, Xml};
use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, SchemaData, SchemaKind};
use serde_json::{Value, json};

/// Keywords of JSON Schema 2020-12 that OpenAPI 3.0 has no counterpart for.
const NEWER: &[&str] = &[
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "patternProperties",
    "unevaluatedItems",
    "contentSchema",
    "$dynamicRef",
    "$recursiveRef",
];

impl<'f> Writer<'f, '_> {
    /// A schema where one is used: a reference to its component, or itself.
    pub(super) fn schema(&mut self, id: SchemaId) -> ReferenceOr<openapiv3::Schema> {
        let schema = self.documents.schemas.get(id);
        match schema.reference {
            Some(target) if adds_nothing(schema) => {
                ReferenceOr::Reference { reference: self.component(target) }
            }
            _ => ReferenceOr::Item(self.inline(id)),
        }
    }

    /// The reference to a schema's component.
    pub(super) fn component(&mut self, id: SchemaId) -> String {
        if !self.schemas.contains_key(&id) {
            let schema = self.documents.schemas.get(id);
            let wanted = schema.name.map_or_else(|| place_name(schema.node), str::to_owned);
            let name = self.free_name("schemas", &wanted);
            self.schemas.insert(id, name);
            self.due.push_back(id);
        }
        let name = self.schemas.get(&id).map_or("", String::as_str);
        format!("#/components/schemas/{name}")
    }

    fn boxed(&mut self, id: SchemaId) -> ReferenceOr<Box<openapiv3::Schema>> {
        match self.schema(id) {
            ReferenceOr::Reference { reference } => ReferenceOr::Reference { reference },
            ReferenceOr::Item(schema) => ReferenceOr::Item(Box::new(schema)),
        }
    }

    /// The schema itself.
    fn inline(&mut self, id: SchemaId) -> openapiv3::Schema {
        let documents = self.documents;
        let schema = documents.schemas.get(id);
        self.report_newer(schema);
        let mut data = self.data(schema);
        let types: Vec<JsonTypes> = schema.types.iter().collect();
        let mut any = match types.as_slice() {
            [] => self.assertions(schema, None, &mut data),
            [JsonTypes::NULL] => {
                data.nullable = true;
                AnySchema { enumeration: vec![Value::Null], ..AnySchema::default() }
            }
            [one] => {
                let mut any = self.assertions(schema, None, &mut data);
                self.of_type(*one, &mut any);
                any
            }
            several => {
                // A list of types is an `anyOf` of one schema a type, each with the keywords that concern it.
                let each = several.iter().map(|one| {
                    let mut data = SchemaData::default();
                    let mut any = self.assertions(schema, Some(*one), &mut data);
                    self.of_type(*one, &mut any);
                    ReferenceOr::Item(openapiv3::Schema {
                        schema_data: data,
                        schema_kind: SchemaKind::Any(any),
                    })
                });
                AnySchema { any_of: each.collect(), ..AnySchema::default() }
            }
        };
        self.compose(schema, &mut any, &mut data);
        openapiv3::Schema { schema_data: data, schema_kind: SchemaKind::Any(any) }
    }

    /// `$ref` beside other keywords, `allOf`, `oneOf` and `anyOf`.
    fn compose(&mut self, schema: &Schema<'f>, any: &mut AnySchema, data: &mut SchemaData) {
        let mut all_of = Vec::new();
        if let Some(target) = schema.reference {
            all_of.push(ReferenceOr::Reference { reference: self.component(target) });
        }
        all_of.extend(schema.all_of.iter().map(|id| self.schema(*id)));
        for (alternatives, one) in [(&schema.one_of, true), (&schema.any_of, false)] {
            if alternatives.is_empty() {
                continue;
            }
            // `null` as an alternative is `nullable`.
            let (null, rest): (Vec<SchemaId>, Vec<SchemaId>) =
                alternatives.iter().partition(|id| self.is_null(**id));
            data.nullable |= !null.is_empty();
            let mut rest: Vec<_> = rest.into_iter().map(|id| self.schema(id)).collect();
            match rest.len() {
                0 => {}
                1 if !null.is_empty() => all_of.append(&mut rest),
                _ if one => any.one_of = rest,
                // A list of types took the place.
                _ if !any.any_of.is_empty() => all_of.push(ReferenceOr::Item(openapiv3::Schema {
                    schema_data: SchemaData::default(),
                    schema_kind: SchemaKind::Any(AnySchema { any_of: rest, ..AnySchema::default() }),
                })),
                _ => any.any_of = rest,
            }
        }
        any.all_of = all_of;
        if schema.never {
            let anything = openapiv3::Schema {
                schema_data: SchemaData::default(),
                schema_kind: SchemaKind::Any(AnySchema::default()),
            };
            any.not = Some(Box::new(ReferenceOr::Item(anything)));
        }
    }

    fn is_null(&self, id: SchemaId) -> bool {
        let schema = self.documents.schemas.get(id);
        schema.types == JsonTypes::NULL && schema.reference.is_none()
    }

    /// What a schema says besides its type and its parts.
    fn data(&mut self, schema: &Schema<'f>) -> SchemaData {
        let node = schema.node;
        let mut data = SchemaData {
            nullable: schema.nullable,
            read_only: schema.read_only,
            write_only: schema.write_only,
            deprecated: schema.deprecated,
            title: schema.title().map(str::to_owned),
            description: self.prose(schema.description),
            default: schema.default().map(json),
            example: None,
            extensions: self.extensions(node),
            ..SchemaData::default()
        };
        if !self.facts {
            let first = node.get("examples").and_then(|examples| examples.item(0));
            data.example = node.get("example").or(first).map(json);
        }
        if let Some(stated) = schema.discriminator() {
            let mapping = stated.mapping.iter().map(|(value, id)| {
                let target = self.documents.schemas.get(*id).reference.unwrap_or(*id);
                ((*value).to_owned(), self.component(target))
            });
            data.discriminator = Some(openapiv3::Discriminator {
                property_name: stated.property.to_owned(),
                mapping: mapping.collect(),
                extensions: IndexMap::new(),
            });
            if stated.default.is_some() {
                self.cannot(node, "a discriminator's `defaultMapping`", "left out");
            }
        }
        if let Some(xml) = schema.xml() {
            data.extensions.insert("xml".to_owned(), xml_object(xml));
        }
        data
    }

    /// The keywords that concern values of one type; of any type, where none is given.
    fn assertions(&mut self, schema: &Schema<'f>, of: Option<JsonTypes>, data: &mut SchemaData) -> AnySchema {
        let node = schema.node;
        let concerns = |one: JsonTypes| of.is_none_or(|of| of == one);
        let count = |name: &str| node.get(name).and_then(Node::as_number).and_then(whole);
        let mut any = AnySchema { format: schema.format.map(str::to_owned), ..AnySchema::default() };
        if concerns(JsonTypes::STRING) {
            any.pattern = node.get("pattern").and_then(Node::as_text).map(str::to_owned);
            (any.min_length, any.max_length) = (count("minLength"), count("maxLength"));
            let encoded = schema.content_encoding().is_some_and(|it| it.eq_ignore_ascii_case("base64"));
            if any.format.is_none() && encoded {
                any.format = Some("byte".to_owned());
            } else if any.format.is_none()
                && let Some(media_type) = schema.content_media_type()
            {
                // Bytes as they are; text that is JSON or the like stays text.
                if schema.content_encoding().is_none() && schema.types.is_empty() {
                    any.typ = Some("string".to_owned());
                    any.format = Some("binary".to_owned());
                } else {
                    self.cannot(node, &format!("`contentMediaType: {media_type}` of a string"), "left out");
                }
            }
        }
        if concerns(JsonTypes::NUMBER) || concerns(JsonTypes::INTEGER) {
            bounds(node, data);
        }
        if concerns(JsonTypes::ARRAY) {
            any.items = schema.items.map(|items| self.boxed(items));
            if !schema.prefix_items().is_empty() {
                self.cannot(node, "`prefixItems`", "written as items of any of these types");
                let items = schema.prefix_items().iter().chain(&schema.items);
                let any_of = items.map(|id| self.schema(*id)).collect();
                any.items = Some(ReferenceOr::Item(Box::new(openapiv3::Schema {
                    schema_data: SchemaData::default(),
                    schema_kind: SchemaKind::Any(AnySchema { any_of, ..AnySchema::default() }),
                })));
            }
            (any.min_items, any.max_items) = (count("minItems"), count("maxItems"));
            any.unique_items = node.get("uniqueItems").and_then(Node::as_bool).filter(|it| *it);
        }
        if concerns(JsonTypes::OBJECT) {
            let properties = schema.properties.iter();
            any.properties = properties.map(|it| (it.name.to_owned(), self.boxed(it.schema))).collect();
            any.required = schema.required.iter().map(|name| (*name).to_owned()).collect();
            any.additional_properties = match schema.additional {
                Additional::Unstated => None,
                Additional::Forbidden => Some(AdditionalProperties::Any(false)),
                Additional::Any => Some(AdditionalProperties::Any(true)),
                Additional::Schema(id) => Some(AdditionalProperties::Schema(Box::new(self.schema(id)))),
            };
            (any.min_properties, any.max_properties) = (count("minProperties"), count("maxProperties"));
        }
        any.enumeration = self.values(schema, of);
        any
    }

    /// States the type, and what OpenAPI 3.0 requires of it: an array has `items`.
    fn of_type(&self, one: JsonTypes, any: &mut AnySchema) {
        any.typ = Some(one.name().to_owned());
        if one == JsonTypes::ARRAY {
            any.items.get_or_insert_with(|| {
                ReferenceOr::Item(Box::new(openapiv3::Schema {
                    schema_data: SchemaData::default(),
                    schema_kind: SchemaKind::Any(AnySchema::default()),
                }))
            });
        }
    }

    /// `enum`, or `const` as an enum of one value: those of the type.
    fn values(&self, schema: &Schema<'f>, of: Option<JsonTypes>) -> Vec<Value> {
        let several = schema.types.len() > 1;
        let fits = |value: &Value| {
            let Some(of) = of.filter(|_| several) else { return true };
            match value {
                Value::Null => false,
                Value::Bool(_) => of == JsonTypes::BOOLEAN,
                Value::Number(it) if it.is_f64() => of == JsonTypes::NUMBER,
                Value::Number(_) => of == JsonTypes::INTEGER || of == JsonTypes::NUMBER,
                Value::String(_) => of == JsonTypes::STRING,
                Value::Array(_) => of == JsonTypes::ARRAY,
                Value::Object(_) => of == JsonTypes::OBJECT,
            }
        };
        let stated = schema.values().unwrap_or_default().iter().copied();
        let constant = schema.constant().filter(|_| schema.values().is_none());
        stated.chain(constant).map(json).filter(fits).collect()
    }

    fn report_newer(&mut self, schema: &Schema<'f>) {
        let node = schema.node;
        for keyword in NEWER {
            // A lone `patternProperties` is written as `additionalProperties`; its pattern is lost all the same.
            if node.get(keyword).is_some() {
                self.cannot(node, &format!("`{keyword}`"), "left out");
            }
        }
        if node.get("not").is_some() && !schema.never {
            self.cannot(node, "`not` in a way that generators follow", "left out");
        }
    }
}

/// Whether a schema is a reference and nothing more.
fn adds_nothing(schema: &Schema<'_>) -> bool {
    let Schema { types, nullable, format, read_only, write_only, never, .. } = schema;
    types.is_empty()
        && !nullable
        && format.is_none()
        && !read_only
        && !write_only
        && !never
        && !schema.deprecated
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.additional == Additional::Unstated
        && schema.items.is_none()
        && schema.all_of.is_empty()
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.values().is_none()
        && schema.constant().is_none()
        && schema.default().is_none()
        && schema.prefix_items().is_empty()
}

/// A name for a schema that has none: the last words of where it is.
fn place_name(node: Node<'_>) -> String {
    let pointer = node.pointer();
    let words = pointer.rsplit('/').filter(|word| !["schema", "properties", "items"].contains(word));
    let mut words: Vec<_> = words.take(3).collect();
    words.reverse();
    words.join("_")
}

/// `minimum` and its kin, with their digits as written. In 3.1 an exclusive bound is a number of its own.
///
/// `openapiv3` holds bounds as `f64`; they are written among the extensions, which it writes into the same object.
fn bounds(node: Node<'_>, data: &mut SchemaData) {
    for (bound, exclusive, tighter) in [
        ("minimum", "exclusiveMinimum", f64::gt as fn(&f64, &f64) -> bool),
        ("maximum", "exclusiveMaximum", f64::lt),
    ] {
        let plain = node.get(bound).and_then(Node::as_number);
        let strict = node.get(exclusive).and_then(Node::as_number);
        let value = |text: &str| text.parse::<f64>().ok();
        let plain_wins = match (plain.and_then(value), strict.and_then(value)) {
            (Some(plain), Some(strict)) => tighter(&plain, &strict),
            (plain, _) => plain.is_some(),
        };
        if plain_wins {
            data.extensions.extend(plain.map(|text| (bound.to_owned(), number(text))));
            if node.get(exclusive).and_then(Node::as_bool) == Some(true) {
                data.extensions.insert(exclusive.to_owned(), Value::Bool(true));
            }
        } else if let Some(text) = strict {
            data.extensions.insert(bound.to_owned(), number(text));
            data.extensions.insert(exclusive.to_owned(), Value::Bool(true));
        }
    }
    if let Some(text) = node.get("multipleOf").and_then(Node::as_number) {
        data.extensions.insert("multipleOf".to_owned(), number(text));
    }
}

/// A count: `10`, or `10.0` as some write it.
fn whole(text: &str) -> Option<usize> {
    text.parse().ok().or_else(|| text.strip_suffix(".0")?.parse().ok())
}

fn xml_object(xml: &Xml<'_>) -> Value {
    let mut object = json!({});
    for (name, value) in [("name", xml.name), ("namespace", xml.namespace), ("prefix", xml.prefix)] {
        if let Some(value) = value {
            object[name] = Value::String(value.to_owned());
        }
    }
    for (name, value) in [("attribute", xml.attribute), ("wrapped", xml.wrapped), ("x-ms-text", xml.text)] {
        if value {
            object[name] = Value::Bool(true);
        }
    }
    object
}
