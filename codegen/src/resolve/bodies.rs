//! Bodies: of requests and responses, their media types and encodings, as OpenAPI 3 has them.

use super::document::{Body, Encoding, MediaType, Response};
use super::parameters::component;
use super::reader::{Form, Reader, place};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::ir::{Statuses, Style};
use crate::parse::Node;

impl<'f> Reader<'f, '_> {
    /// A `requestBody`.
    pub(super) fn body(&mut self, stated: Node<'f>) -> Option<Body<'f>> {
        let node = self.follow(stated)?;
        if let Some(known) = self.bodies.get(&node) {
            return known.clone();
        }
        let read = self.read_body(node);
        self.bodies.insert(node, read.clone());
        read
    }

    fn read_body(&mut self, node: Node<'f>) -> Option<Body<'f>> {
        if !node.is_object() {
            let message = format!("a request body must be an object, found {}", node.describe());
            self.report(Diagnostic::new(catalogue::BODY_LEFT_OUT, message, place(node), "left out"));
            return None;
        }
        let content = self.object(node, "content");
        let contents = content.map(|content| self.contents(content)).unwrap_or_default();
        if contents.is_empty() {
            let message = "a request body without `content`";
            self.report(Diagnostic::new(catalogue::BODY_LEFT_OUT, message, place(node), "left out"));
            return None;
        }
        Some(Body {
            node,
            component: component(node, "requestBodies"),
            description: self.text(node, "description"),
            required: self.flag(node, "required").unwrap_or(false),
            contents,
        })
    }

    /// A response, its statuses yet to be filled in. `operation` says what Swagger 2.0 keeps there.
    pub(super) fn response(&mut self, stated: Node<'f>, operation: Node<'f>) -> Option<Response<'f>> {
        let node = self.follow(stated)?;
        // What an old response answers depends on the operation's `produces`.
        let old = node.get("schema").is_some();
        if let Some(known) = self.responses.get(&node).filter(|_| !old) {
            return known.clone();
        }
        let read = self.read_response(node, operation);
        self.responses.insert(node, read.clone());
        read
    }

    fn read_response(&mut self, node: Node<'f>, operation: Node<'f>) -> Option<Response<'f>> {
        if !node.is_object() && !node.is_null() {
            let message = format!("a response must be an object, found {}", node.describe());
            self.report(Diagnostic::new(catalogue::RESPONSE_LEFT_OUT, message, place(node), "left out"));
            return None;
        }
        let contents = match self.object(node, "content") {
            Some(content) => self.contents(content),
            None => self.old_contents(node, operation),
        };
        if node.get("links").is_some_and(|links| !links.is_empty()) {
            self.ignore("`links`", node);
        }
        Some(Response {
            node,
            component: component(node, "responses"),
            statuses: Statuses::Default,
            description: self.text(node, "description"),
            headers: self.headers(node),
            contents,
        })
    }

    /// The media types of a `content`.
    pub(super) fn contents(&mut self, content: Node<'f>) -> Vec<MediaType<'f>> {
        let mut contents = Vec::with_capacity(content.len());
        for (media_type, stated) in content.members().filter(|(name, _)| !name.starts_with("x-")) {
            let Some(node) = self.follow(stated) else { continue };
            if !node.is_object() && !node.is_null() {
                let message = format!("a media type must be an object, found {}", node.describe());
                self.report(Diagnostic::new(catalogue::BODY_LEFT_OUT, message, place(node), "left out"));
                continue;
            }
            let schema = node.get("schema").filter(|schema| !schema.is_null());
            let item_schema = node.get("itemSchema").filter(|schema| !schema.is_null());
            contents.push(MediaType {
                node,
                media_type: media_type.trim(),
                schema: schema.map(|schema| self.schema(schema, Form::Schema)),
                item_schema: item_schema.map(|schema| self.schema(schema, Form::Schema)),
                encoding: self.encodings(node),
            });
        }
        contents
    }

    fn encodings(&mut self, node: Node<'f>) -> Vec<Encoding<'f>> {
        let Some(encodings) = self.object(node, "encoding") else { return Vec::new() };
        let mut read = Vec::with_capacity(encodings.len());
        for (property, node) in encodings.members() {
            if !node.is_object() {
                self.wrong(node, "an encoding object");
                continue;
            }
            let styled = ["style", "explode", "allowReserved"].iter().any(|name| node.get(name).is_some());
            let style = styled.then(|| {
                let style = self.stated_style(node).unwrap_or(Style::Form);
                let explode = self.flag(node, "explode").unwrap_or(style == Style::Form);
                (style, explode, self.flag(node, "allowReserved").unwrap_or(false))
            });
            let content_type = self.text(node, "contentType");
            read.push(Encoding { property, content_type, style, headers: self.headers(node) });
        }
        read
    }
}
