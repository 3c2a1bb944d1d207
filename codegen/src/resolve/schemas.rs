//! Schemas: from nodes to the arena.
//!
//! No recursion: a schema inside another gets its id at once and is read when its turn comes.

use super::reader::{Due, Form, Reader, place};
use super::schema::{Additional, JsonTypes, Property, Rare, Schema, SchemaId, Xml};
use super::{Version, types};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::parse::{Node, NodeKind};
use std::collections::HashSet;

/// Keywords that no type can follow; what they say is left to the server.
const UNFOLLOWED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "unevaluatedItems",
];

/// Keywords that tell what a value is, whatever its `type`.
const STRUCTURE: &[&str] = &[
    "$ref",
    "properties",
    "additionalProperties",
    "items",
    "enum",
    "const",
    "allOf",
    "oneOf",
    "anyOf",
    "format",
];

impl<'f> Reader<'f, '_> {
    /// Reads every schema that has an id.
    pub(super) fn read_schemas(&mut self) {
        while let Some(Due { id, version, form }) = self.due.pop_front() {
            self.version = version;
            let node = self.schemas.get(id).node;
            let schema = match form {
                Form::Schema => self.read_schema(node),
                Form::Inline => self.read_inline(node),
            };
            if schema.broken {
                self.tally.schemas_broken += 1;
            }
            *self.schemas.get_mut(id) = schema;
        }
        self.tally.schemas = self.schemas.len();
    }

    fn read_schema(&mut self, node: Node<'f>) -> Schema<'f> {
        let mut schema = Schema { name: name(node), ..Schema::any(node) };
        match node.kind() {
            NodeKind::Object => self.read_object(node, &mut schema),
            NodeKind::Bool(all) => schema.never = !all,
            NodeKind::Null => self.repaired(node, "expected a schema", "read as \"any value\""),
            _ => {
                let message = format!("a schema must be an object, found {}", node.describe());
                self.report(Diagnostic::new(
                    catalogue::SCHEMA_BROKEN,
                    message,
                    place(node),
                    "read as \"any value\"",
                ));
                schema.broken = true;
            }
        }
        schema
    }

    fn read_object(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        let reference = node.get("$ref").or_else(|| self.dynamic(node));
        if let Some(reference) = reference {
            match self.target(reference) {
                Some(target) if target == node => self.circle(node),
                Some(target) => match not_a_schema(target) {
                    None => schema.reference = Some(self.schema(target, Form::Schema)),
                    Some(found) => {
                        let message = format!("expected a schema where the reference leads, found {found}");
                        self.report(
                            Diagnostic::new(
                                catalogue::REF_WRONG_KIND,
                                message,
                                place(reference),
                                "leads to no schema",
                            )
                            .label(place(target), "here"),
                        );
                        schema.broken = true;
                    }
                },
                None => schema.broken = true,
            }
        }
        self.read_remarks(node, schema);
        if reference.is_some() && self.version < Version::V31 {
            self.ignore_siblings(node);
            return;
        }
        self.read_type(node, schema);
        self.read_members(node, schema);
        self.read_parts(node, schema);
        self.read_values(node, schema);
    }

    /// A Swagger 2.0 parameter, header or item.
    fn read_inline(&mut self, node: Node<'f>) -> Schema<'f> {
        let mut schema = Schema::any(node);
        self.read_remarks(node, &mut schema);
        self.read_type(node, &mut schema);
        self.read_values(node, &mut schema);
        if let Some(items) = node.get("items") {
            schema.items = Some(self.schema(items, Form::Schema));
        }
        schema
    }

    /// What can stand beside a `$ref` in every version.
    fn read_remarks(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        schema.description = self.text(node, "description");
        schema.deprecated = self.flag(node, "deprecated").unwrap_or(false);
        schema.read_only = self.flag(node, "readOnly").unwrap_or(false);
        schema.write_only = self.flag(node, "writeOnly").unwrap_or(false);
        let nullable = ["nullable", "x-nullable"].into_iter().find_map(|name| self.flag(node, name));
        schema.nullable = nullable.unwrap_or(false);
        if let Some(title) = self.text(node, "title") {
            rare(schema).title = Some(title);
        }
        if let Some(default) = node.get("default") {
            rare(schema).default = Some(default);
        }
    }

    /// `type` and `format`. A type that can't be read and is all that is said leaves the schema broken.
    fn read_type(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        schema.format = self.text(node, "format");
        let Some(stated) = node.get("type") else { return };
        let (mut read, mut unread) = (JsonTypes::default(), false);
        for item in if stated.is_list() { stated.items().collect() } else { vec![stated] } {
            let Some(text) = item.as_text() else {
                if item.is_null() && stated.is_list() {
                    read = read.with(JsonTypes::NULL);
                } else if !item.is_null() {
                    unread = true;
                    self.wrong(item, "the name of a type");
                }
                continue;
            };
            match types::read(text) {
                types::Reading::Plain(one) => read = read.with(one),
                // Swagger 2.0's own name for bytes.
                types::Reading::Meant(one, format) if text == "file" && self.version == Version::V2 => {
                    read = read.with(one);
                    schema.format = schema.format.or(format);
                }
                types::Reading::Meant(one, format) => {
                    let done = one.iter().next().map_or("anything", JsonTypes::name);
                    self.repaired(
                        item,
                        "expected a type that JSON Schema knows",
                        &format!("read as `{done}`"),
                    );
                    read = read.with(one);
                    schema.format = schema.format.or(format);
                }
                types::Reading::Unknown => {
                    unread = true;
                    let message = format!("there is no type `{text}`");
                    let diagnostic =
                        Diagnostic::new(catalogue::UNKNOWN_TYPE, message, place(item), "left out");
                    self.report(match types::nearest(text) {
                        Some(known) => diagnostic.help(format!("did you mean `{known}`?")),
                        None => diagnostic,
                    });
                }
            }
        }
        // What Kubernetes writes for `type: [integer, string]`, which its OpenAPI has not.
        if schema.format == Some("int-or-string") {
            read = read.with(JsonTypes::INTEGER).with(JsonTypes::STRING);
            schema.format = None;
        }
        schema.nullable |= read.contains(JsonTypes::NULL);
        let others = read.without(JsonTypes::NULL);
        schema.types = if others.is_empty() { read } else { others };
        schema.broken = unread && read.is_empty() && !STRUCTURE.iter().any(|name| node.get(name).is_some());
    }

    fn read_members(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        if let Some(properties) = self.object(node, "properties") {
            let mut list = Vec::with_capacity(properties.len());
            for (name, value) in properties.members() {
                let required = value.get("required").and_then(Node::as_bool).unwrap_or(false);
                if required && let Some(flag) = value.get("required") {
                    self.repaired(flag, "expected a list of names", "read as \"this property is required\"");
                }
                list.push(Property { name, schema: self.schema(value, Form::Schema), required });
            }
            schema.properties = list.into();
        }
        if node.get("required").is_some_and(|required| required.as_bool().is_none()) {
            schema.required = self.texts(node, "required").into();
            mark_required(&mut schema.properties, &schema.required);
        }
        if schema.properties.iter().any(|property| property.required) {
            let mut required = schema.required.to_vec();
            let stated: HashSet<&str> = required.iter().copied().collect();
            let own = schema.properties.iter().filter(|one| one.required && !stated.contains(one.name));
            required.extend(own.map(|one| one.name));
            schema.required = required.into();
        }
        schema.additional = self.additional(node);
    }

    fn additional(&mut self, node: Node<'f>) -> Additional {
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            let Some(value) = node.get(keyword) else { continue };
            match value.kind() {
                NodeKind::Bool(false) => return self.patterns(node).unwrap_or(Additional::Forbidden),
                NodeKind::Bool(true) => return Additional::Any,
                NodeKind::Object if value.is_empty() => return Additional::Any,
                NodeKind::Object => return Additional::Schema(self.schema(value, Form::Schema)),
                NodeKind::Null => {}
                NodeKind::Text(text @ ("true" | "false" | "True" | "False")) => {
                    self.repaired(value, "expected true or false, without quotes", "read without its quotes");
                    let any = text.eq_ignore_ascii_case("true");
                    return if any { Additional::Any } else { Additional::Forbidden };
                }
                NodeKind::Text(text) if types::read(text) != types::Reading::Unknown => {
                    self.repaired(value, "expected a schema", "read as a schema of this type");
                    let mut made = Schema::any(value);
                    if let types::Reading::Plain(one) | types::Reading::Meant(one, _) = types::read(text) {
                        made.types = one;
                    }
                    return Additional::Schema(self.made(made));
                }
                _ => self.wrong(value, "`true`, `false` or a schema"),
            }
        }
        self.patterns(node).unwrap_or_default()
    }

    /// `patternProperties`, where nothing else is said of further members.
    fn patterns(&mut self, node: Node<'f>) -> Option<Additional> {
        let patterns = self.object(node, "patternProperties")?;
        match (patterns.len(), patterns.children().next()) {
            (0, _) | (_, None) => None,
            (1, Some(only)) => Some(Additional::Schema(self.schema(only, Form::Schema))),
            _ => {
                self.ignore("several `patternProperties`", patterns);
                Some(Additional::Any)
            }
        }
    }

    /// Items, and what a schema is composed of.
    fn read_parts(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        if let Some(items) = node.get("items") {
            match items.kind() {
                NodeKind::List if schema.types.is_empty() && self.version == Version::V2 => {
                    // Swagger 2.0 has neither tuples nor alternatives; what says no `array` was an `anyOf` before.
                    self.repaired(items, "expected one schema", "read as alternatives");
                    schema.any_of = self.schema_list(node, "items");
                }
                NodeKind::List => rare(schema).prefix_items = self.schema_list(node, "items"),
                NodeKind::Null => {}
                _ => schema.items = Some(self.schema(items, Form::Schema)),
            }
        }
        let prefix = self.schema_list(node, "prefixItems");
        if !prefix.is_empty() {
            rare(schema).prefix_items = prefix;
        }
        schema.all_of = self.schema_list(node, "allOf");
        schema.one_of = self.schema_list(node, "oneOf");
        let any_of = self.schema_list(node, "anyOf");
        if !any_of.is_empty() {
            schema.any_of = any_of;
        }
        // `not: {}` is how OpenAPI 3.0 writes the schema `false`.
        let nothing = |not: &Node<'f>| (not.is_object() && not.is_empty()) || not.as_bool() == Some(true);
        schema.never = node.get("not").as_ref().is_some_and(nothing);
        for keyword in UNFOLLOWED {
            if let Some(value) = node.get(keyword).filter(|_| !(schema.never && *keyword == "not")) {
                self.ignore(keyword, value);
            }
        }
        if let Some(content) = node.get("contentSchema") {
            rare(schema).content_schema = Some(self.schema(content, Form::Schema));
        }
        if let Some(stated) = node.get("discriminator") {
            rare(schema).discriminator = self.discriminator(stated);
        }
    }

    fn schema_list(&mut self, node: Node<'f>, keyword: &str) -> Box<[SchemaId]> {
        self.list(node, keyword).into_iter().map(|item| self.schema(item, Form::Schema)).collect()
    }

    /// Values, and how they are written.
    fn read_values(&mut self, node: Node<'f>, schema: &mut Schema<'f>) {
        if node.get("enum").is_some() {
            let values: Box<[Node<'f>]> = self.list(node, "enum").into();
            schema.nullable |= values.iter().any(|value| value.is_null());
            rare(schema).values = (!values.is_empty()).then_some(values);
        }
        if let Some(constant) = node.get("const") {
            rare(schema).constant = Some(constant);
        }
        if let Some(encoding) = self.text(node, "contentEncoding") {
            rare(schema).content_encoding = Some(encoding);
        }
        if let Some(media_type) = self.text(node, "contentMediaType") {
            rare(schema).content_media_type = Some(media_type);
        }
        if let Some(xml) = self.object(node, "xml") {
            let node_type = self.text(xml, "nodeType");
            rare(schema).xml = Some(Xml {
                name: self.text(xml, "name"),
                namespace: self.text(xml, "namespace"),
                prefix: self.text(xml, "prefix"),
                attribute: self.flag(xml, "attribute").unwrap_or(node_type == Some("attribute")),
                wrapped: self.flag(xml, "wrapped").unwrap_or(node_type == Some("element")),
                text: self.flag(xml, "x-ms-text").unwrap_or(node_type == Some("text")),
            });
        }
    }

    fn dynamic(&mut self, node: Node<'f>) -> Option<Node<'f>> {
        let reference = node.get("$dynamicRef").or_else(|| node.get("$recursiveRef"))?;
        self.report(Diagnostic::new(
            catalogue::DYNAMIC_REF,
            "the target of this reference is chosen while a value is validated",
            place(reference),
            "read as a plain `$ref`",
        ));
        Some(reference)
    }

    fn ignore_siblings(&mut self, node: Node<'f>) {
        const REMARKS: &[&str] = &[
            "$ref",
            "description",
            "deprecated",
            "readOnly",
            "writeOnly",
            "nullable",
            "title",
            "default",
            "example",
            "summary",
        ];
        let sibling = node.members().find(|(name, _)| !REMARKS.contains(name) && !name.starts_with("x-"));
        if let Some((_, sibling)) = sibling {
            self.ignore("a keyword beside `$ref`, which OpenAPI 3.0 ignores,", sibling);
        }
    }

    pub(super) fn circle(&mut self, node: Node<'f>) {
        let message = "this reference leads back to itself, through nothing but references";
        self.report(Diagnostic::new(catalogue::CYCLE, message, place(node), "read as \"any value\""));
    }

    pub(super) fn part_of_itself(&mut self, node: Node<'f>) {
        let message = "this schema is part of itself through `allOf`";
        self.report(Diagnostic::new(catalogue::ALL_OF_CYCLE, message, place(node), "adds nothing here"));
    }
}

/// What is found in place of a schema; `None` if it may be one.
fn not_a_schema(target: Node<'_>) -> Option<String> {
    const OTHERS: &[&str] =
        &["responses", "parameters", "requestBodies", "headers", "securitySchemes", "links"];
    let kind = target.parent().filter(|kind| {
        let of_components = kind.parent().is_some_and(|up| up.key() == Some("components"));
        of_components && kind.key().is_some_and(|key| OTHERS.contains(&key))
    });
    match kind.and_then(Node::key) {
        Some(kind) => Some(format!("one of `components.{kind}`")),
        None if target.is_object() || target.as_bool().is_some() => None,
        None => Some(target.describe()),
    }
}

fn mark_required(properties: &mut [Property<'_>], required: &[&str]) {
    if required.len() * properties.len() < 4096 {
        properties.iter_mut().for_each(|one| one.required |= required.contains(&one.name));
    } else {
        let required: HashSet<&str> = required.iter().copied().collect();
        properties.iter_mut().for_each(|one| one.required |= required.contains(one.name));
    }
}

fn rare<'s, 'f>(schema: &'s mut Schema<'f>) -> &'s mut Rare<'f> {
    schema.rare.get_or_insert_default()
}

/// What a schema is called: its key where keys are names, or its file's name.
fn name<'f>(node: Node<'f>) -> Option<&'f str> {
    let Some(parent) = node.parent() else {
        let file = node.file().rsplit('/').next().unwrap_or_default();
        return file.split('.').next().filter(|stem| !stem.is_empty());
    };
    let key = node.key()?;
    let in_names = match parent.key() {
        Some("schemas") => {
            parent.parent().is_some_and(|up| up.key() == Some("components") || up.parent().is_none())
        }
        Some("definitions" | "$defs") => true,
        Some(_) => false,
        // Members of the root of a file that is no document itself: `common.yaml#/Ticket`.
        None => parent.get("openapi").is_none() && parent.get("swagger").is_none(),
    };
    in_names.then_some(key)
}
