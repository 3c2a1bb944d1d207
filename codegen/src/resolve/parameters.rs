//! Parameters and headers, of every version.

use super::document::{Header, Location, Parameter, Value};
use super::reader::{Form, Reader, place};
use super::schema::{JsonTypes, Schema};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::ir::Style;
use crate::parse::Node;

/// What `parameters` holds.
#[derive(Default)]
pub(super) struct Inputs<'f> {
    pub(super) parameters: Vec<Parameter<'f>>,
    /// Swagger 2.0's `in: body`.
    pub(super) body: Option<Node<'f>>,
    /// Swagger 2.0's `in: formData`.
    pub(super) form: Vec<Node<'f>>,
}

/// `in`
enum Place {
    In(Location),
    Body,
    Form,
}

impl<'f> Reader<'f, '_> {
    /// The `parameters` of an operation or a path.
    pub(super) fn inputs(&mut self, node: Node<'f>) -> Inputs<'f> {
        let mut inputs = Inputs::default();
        for item in self.list(node, "parameters") {
            let Some(node) = self.follow(item) else {
                self.tally.parameters_left_out += 1;
                self.lost += 1;
                continue;
            };
            if !node.is_object() {
                self.leave_out(node, "a parameter must be an object");
                self.lost += 1;
                continue;
            }
            match self.location(node) {
                Some(Place::Body) => inputs.body = Some(node),
                Some(Place::Form) => inputs.form.push(node),
                Some(Place::In(location)) => {
                    let read = self.parameter(node, location);
                    self.lost += usize::from(read.is_none());
                    inputs.parameters.extend(read);
                }
                None => self.lost += 1,
            }
        }
        self.settle_doubles(&mut inputs.parameters);
        inputs
    }

    fn settle_doubles(&mut self, parameters: &mut Vec<Parameter<'f>>) {
        let mut at = 0;
        while let Some(parameter) = parameters.get(at) {
            let later = parameters.iter().skip(at + 1);
            let (name, location) = (parameter.name, parameter.location);
            match later.clone().find(|one| one.name == name && one.location == location) {
                Some(later) => {
                    let message = format!("the parameter `{name}` is there twice");
                    let diagnostic = Diagnostic::new(
                        catalogue::PARAMETER_TWICE,
                        message,
                        place(parameter.node),
                        "left out",
                    )
                    .label(place(later.node), "this one counts");
                    self.report(diagnostic);
                    parameters.remove(at);
                }
                None => at += 1,
            }
        }
    }

    fn leave_out(&mut self, node: Node<'f>, why: &str) {
        self.tally.parameters_left_out += 1;
        self.report(Diagnostic::new(catalogue::PARAMETER_LEFT_OUT, why, place(node), "left out"));
    }

    fn location(&mut self, node: Node<'f>) -> Option<Place> {
        let stated = node.get("in").and_then(Node::as_text).unwrap_or_default();
        let place = match stated.trim().to_ascii_lowercase().as_str() {
            "path" => Place::In(Location::Path),
            "query" => Place::In(Location::Query),
            "querystring" => Place::In(Location::QueryString),
            "header" => Place::In(Location::Header),
            "cookie" => Place::In(Location::Cookie),
            "body" => Place::Body,
            "formdata" => Place::Form,
            _ => {
                let found = node
                    .get("in")
                    .map_or("no `in`".to_owned(), |stated| format!("`in` is {}", stated.describe()));
                self.leave_out(node, &format!("{found}; expected `path`, `query`, `header` or `cookie`"));
                return None;
            }
        };
        if stated.contains(|letter: char| letter.is_ascii_uppercase()) && stated != "formData" {
            self.lacking(node, &format!("`in: {stated}` is not in lower case"), "read as if it were");
        }
        Some(place)
    }

    fn parameter(&mut self, node: Node<'f>, location: Location) -> Option<Parameter<'f>> {
        if let Some(known) = self.parameters.get(&node) {
            return known.clone();
        }
        let read = self.read_parameter(node, location);
        self.parameters.insert(node, read.clone());
        read
    }

    fn read_parameter(&mut self, node: Node<'f>, location: Location) -> Option<Parameter<'f>> {
        let Some(name) = self.text(node, "name").filter(|name| !name.is_empty()) else {
            self.leave_out(node, "a parameter needs a `name`");
            return None;
        };
        let stated = self.flag(node, "required");
        Some(Parameter {
            node,
            component: component(node, "parameters"),
            name,
            location,
            description: self.text(node, "description"),
            required: location == Location::Path || stated.unwrap_or(false),
            deprecated: self.flag(node, "deprecated").unwrap_or(false),
            value: self.value(node, location),
        })
    }

    /// How a parameter or header is written, and of what.
    fn value(&mut self, node: Node<'f>, location: Location) -> Value<'f> {
        if let Some(content) = self.object(node, "content")
            && let Some(media_type) = self.contents(content).into_iter().next()
        {
            if content.len() > 1 {
                self.wrong(content, "exactly one media type");
            }
            return Value::Content(media_type);
        }
        let inline = ["type", "enum", "items"].iter().any(|keyword| node.get(keyword).is_some());
        let (schema, array_style) = match node.get("schema").filter(|schema| !schema.is_null()) {
            Some(schema) => (self.schema(schema, Form::Schema), None),
            None if inline => {
                let list = node.get("type").and_then(Node::as_text) == Some("array");
                (self.schema(node, Form::Inline), list.then(|| self.collection_format(node, location)))
            }
            None => {
                self.lacking(node, "a parameter or header without `schema`", "read as a text");
                (self.made(Schema { types: JsonTypes::STRING, ..Schema::any(node) }), None)
            }
        };
        let (style, explode) = array_style.unwrap_or_else(|| self.style(node, location));
        let reserved = self.flag(node, "allowReserved").or_else(|| self.flag(node, "x-ms-skip-url-encoding"));
        Value::Styled { schema, style, explode, allow_reserved: reserved.unwrap_or(false) }
    }

    /// Swagger 2.0's `collectionFormat`.
    pub(super) fn collection_format(&mut self, node: Node<'f>, location: Location) -> (Style, bool) {
        let usual = match location {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::QueryString | Location::Cookie => Style::Form,
        };
        match self.text(node, "collectionFormat") {
            None | Some("csv") => (usual, false),
            Some("multi") => (usual, true),
            Some("ssv") => (Style::SpaceDelimited, false),
            Some("tsv") => (Style::TabDelimited, false),
            Some("pipes") => (Style::PipeDelimited, false),
            Some(_) => {
                if let Some(value) = node.get("collectionFormat") {
                    self.wrong(value, "`csv`, `ssv`, `tsv`, `pipes` or `multi`");
                }
                (usual, false)
            }
        }
    }

    /// `style` and `explode`, or what they are by default.
    fn style(&mut self, node: Node<'f>, location: Location) -> (Style, bool) {
        let usual = match location {
            Location::Path | Location::Header => Style::Simple,
            Location::Query | Location::QueryString | Location::Cookie => Style::Form,
        };
        let style = self.stated_style(node).unwrap_or(usual);
        let explode =
            self.flag(node, "explode").unwrap_or(style == Style::Form || style == Style::DeepObject);
        (style, explode)
    }

    /// `style`, if it is stated and known.
    pub(super) fn stated_style(&mut self, node: Node<'f>) -> Option<Style> {
        let stated = self.text(node, "style")?;
        Some(match stated {
            "simple" => Style::Simple,
            "label" => Style::Label,
            "matrix" => Style::Matrix,
            "form" | "cookie" => Style::Form,
            "spaceDelimited" => Style::SpaceDelimited,
            "pipeDelimited" => Style::PipeDelimited,
            "tabDelimited" => Style::TabDelimited,
            "deepObject" => Style::DeepObject,
            _ => {
                if let Some(value) = node.get("style") {
                    self.wrong(value, "a style that OpenAPI knows");
                }
                return None;
            }
        })
    }

    /// The headers of a response or a part.
    pub(super) fn headers(&mut self, node: Node<'f>) -> Vec<Header<'f>> {
        let Some(headers) = self.object(node, "headers") else { return Vec::new() };
        let mut read = Vec::with_capacity(headers.len());
        for (name, header) in headers.members() {
            let Some(node) = self.follow(header) else { continue };
            if !node.is_object() {
                self.wrong(node, "a header object");
                continue;
            }
            read.push(Header {
                node,
                name,
                description: self.text(node, "description"),
                required: self.flag(node, "required").unwrap_or(false),
                deprecated: self.flag(node, "deprecated").unwrap_or(false),
                value: self.value(node, Location::Header),
            });
        }
        read
    }
}

/// The node's key in that part of `components`, or in Swagger 2.0's member of the same name.
pub(super) fn component<'f>(node: Node<'f>, part: &str) -> Option<&'f str> {
    let parent = node.parent().filter(|parent| parent.is_object() && parent.key() == Some(part))?;
    let up = parent.parent()?;
    (up.key() == Some("components") || up.parent().is_none()).then(|| node.key()).flatten()
}
