//! What only Swagger 2.0 has: body and form parameters, `consumes` and `produces`, responses with a `schema`.

use super::Version;
use super::document::{Body, Encoding, Location, MediaType};
use super::reader::{Form, Reader};
use super::schema::{JsonTypes, Property, Schema};
use crate::parse::Node;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
const BYTES: &str = "application/octet-stream";

impl<'f> Reader<'f, '_> {
    /// The operation's own `consumes` or `produces`, or the document's.
    fn media_types(&mut self, operation: Node<'f>, keyword: &str) -> Vec<&'f str> {
        let own = self.texts(operation, keyword);
        let root = operation.root();
        if own.is_empty() { self.texts(root, keyword) } else { own }
    }

    /// A parameter `in: body`.
    pub(super) fn old_body(&mut self, operation: Node<'f>, node: Node<'f>) -> Body<'f> {
        let schema = node.get("schema").filter(|schema| !schema.is_null());
        let schema = match schema {
            Some(schema) => Some(self.schema(schema, Form::Schema)),
            None => node.get("type").map(|_| self.schema(node, Form::Inline)),
        };
        let mut types = self.media_types(operation, "consumes");
        // A form can't be what a body parameter describes.
        types.retain(|one| !one.starts_with("multipart/") && *one != FORM);
        if types.is_empty() {
            types.push(JSON);
        }
        let content =
            |media_type| MediaType { node, media_type, schema, item_schema: None, encoding: Vec::new() };
        Body {
            node,
            component: self.text(node, "name").filter(|name| !name.is_empty()),
            description: self.text(node, "description"),
            required: self.flag(node, "required").unwrap_or(false),
            contents: types.into_iter().map(content).collect(),
        }
    }

    /// Parameters `in: formData`, as one object.
    pub(super) fn form_body(&mut self, operation: Node<'f>, fields: &[Node<'f>]) -> Option<Body<'f>> {
        if fields.is_empty() {
            return None;
        }
        let mut properties = Vec::new();
        let mut required = Vec::new();
        let mut encoding = Vec::new();
        for node in fields {
            let Some(name) = self.text(*node, "name") else {
                self.wrong(*node, "a parameter with a `name`");
                continue;
            };
            if properties.iter().any(|one: &Property<'_>| one.name == name) {
                continue;
            }
            let is_required = self.flag(*node, "required").unwrap_or(false);
            required.extend(is_required.then_some(name));
            let schema = match node.get("schema").filter(|schema| !schema.is_null()) {
                Some(schema) => self.schema(schema, Form::Schema),
                None => self.schema(*node, Form::Inline),
            };
            properties.push(Property { name, schema, required: is_required });
            if node.get("collectionFormat").is_some()
                || node.get("type").and_then(Node::as_text) == Some("array")
            {
                let (style, explode) = self.collection_format(*node, Location::Query);
                let style = Some((style, explode, false));
                encoding.push(Encoding { property: name, content_type: None, style, headers: Vec::new() });
            }
        }
        let file = fields.iter().any(|node| node.get("type").and_then(Node::as_text) == Some("file"));
        let schema = self.made(Schema {
            types: JsonTypes::OBJECT,
            properties: properties.into(),
            required: required.clone().into(),
            ..Schema::any(operation)
        });
        let mut types = self.media_types(operation, "consumes");
        types.retain(|one| one.starts_with("multipart/") || (*one == FORM && !file));
        if types.is_empty() {
            types.push(if file { MULTIPART } else { FORM });
        }
        let content = |media_type| MediaType {
            node: operation,
            media_type,
            schema: Some(schema),
            item_schema: None,
            encoding: encoding.clone(),
        };
        Some(Body {
            node: operation,
            component: None,
            description: None,
            required: !required.is_empty(),
            contents: types.into_iter().map(content).collect(),
        })
    }

    /// What a response without a `schema` answers, if the operation itself says that it produces nothing but files: who
    /// writes so means them.
    pub(super) fn old_bytes(&mut self, node: Node<'f>, operation: Node<'f>) -> Vec<MediaType<'f>> {
        const TEXTS: [&str; 6] = ["json", "xml", "text", "form", "html", "*"];
        if self.version != Version::V2 || operation.get("produces").is_none() {
            return Vec::new();
        }
        let types = self.media_types(operation, "produces");
        if types.iter().any(|one| TEXTS.iter().any(|text| one.contains(text))) {
            return Vec::new();
        }
        let content = |media_type| MediaType {
            node,
            media_type,
            schema: None,
            item_schema: None,
            encoding: Vec::new(),
        };
        types.into_iter().map(content).collect()
    }

    /// What a response with a `schema` answers.
    pub(super) fn old_contents(&mut self, node: Node<'f>, operation: Node<'f>) -> Vec<MediaType<'f>> {
        let Some(stated) = node.get("schema").filter(|schema| !schema.is_null()) else { return Vec::new() };
        let file = stated.get("type").and_then(Node::as_text) == Some("file");
        let schema = Some(self.schema(stated, Form::Schema));
        let mut types = self.media_types(operation, "produces");
        if types.is_empty() {
            types.push(if file { BYTES } else { JSON });
        }
        let content =
            |media_type| MediaType { node, media_type, schema, item_schema: None, encoding: Vec::new() };
        types.into_iter().map(content).collect()
    }
}
