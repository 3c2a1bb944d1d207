//! What a node of a document is called: by its component, or by its operation and its place there.

use crate::diagnostics::Place;
use crate::parse::Node;

/// The place of a node.
pub(super) fn place(node: Node<'_>) -> Place {
    Place::pointer(node.file(), node.pointer())
}

/// The node in words: `Ticket.priority`, ``GET /tickets response 200 .items[]``, ``GET /tickets parameter page``.
pub(super) fn subject(node: Node<'_>) -> String {
    let mut chain = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        chain.push(node);
        at = node.parent();
    }
    chain.reverse();
    let keys: Vec<&str> = chain.iter().skip(1).map(|node| node.key().unwrap_or_default()).collect();
    let (mut text, from) = match keys.as_slice() {
        ["components", "schemas", name, ..] => ((*name).to_owned(), 3),
        ["components", "parameters", name, ..] => (format!("parameter {name}"), 3),
        ["components", "responses", name, ..] => (format!("response {name}"), 3),
        ["components", "requestBodies", name, ..] => (format!("body {name}"), 3),
        ["components", "headers", name, ..] => (format!("header {name}"), 3),
        ["components", "securitySchemes", name, ..] => (format!("security scheme {name}"), 3),
        ["definitions" | "$defs", name, ..] => ((*name).to_owned(), 2),
        ["parameters", name, ..] => (format!("parameter {name}"), 2),
        ["responses", name, ..] => (format!("response {name}"), 2),
        ["paths" | "x-ms-paths", path, "parameters", ..] => ((*path).to_owned(), 2),
        ["paths" | "x-ms-paths", path, method, ..] => (format!("{} {path}", method.to_uppercase()), 3),
        ["webhooks" | "x-webhooks", name, _, ..] => (format!("webhook {name}"), 3),
        _ => (node.file().rsplit('/').next().unwrap_or_default().to_owned(), 0),
    };
    let mut rest = chain.get(from + 1..).unwrap_or_default().iter().copied();
    while let Some(node) = rest.next() {
        text += &match node.key().unwrap_or_default() {
            "properties" => {
                rest.next().map(|it| format!(".{}", it.key().unwrap_or_default())).unwrap_or_default()
            }
            "$defs" | "definitions" => {
                rest.next().map(|it| format!("/{}", it.key().unwrap_or_default())).unwrap_or_default()
            }
            "items" => "[]".to_owned(),
            "additionalProperties" | "unevaluatedProperties" | "patternProperties" => "{}".to_owned(),
            "oneOf" | "anyOf" => rest.next().map(alternative).unwrap_or_default(),
            "allOf" => {
                rest.next();
                String::new()
            }
            "prefixItems" => rest.next().map(|it| format!("[{}]", position(it))).unwrap_or_default(),
            "parameters" => rest.next().map(parameter).unwrap_or_default(),
            "requestBody" => " body".to_owned(),
            "responses" => rest
                .next()
                .map(|it| format!(" response {}", it.key().unwrap_or_default()))
                .unwrap_or_default(),
            "headers" => {
                rest.next().map(|it| format!(" header {}", it.key().unwrap_or_default())).unwrap_or_default()
            }
            "content" => match rest.next().and_then(Node::key) {
                None | Some("application/json") => String::new(),
                Some(media_type) => format!(" ({media_type})"),
            },
            "callbacks" => rest
                .next()
                .map(|it| format!(" callback {}", it.key().unwrap_or_default()))
                .unwrap_or_default(),
            _ => String::new(),
        };
    }
    text
}

/// An alternative by its title, or its number.
fn alternative(node: Node<'_>) -> String {
    match node.get("title").and_then(Node::as_text) {
        Some(title) => format!("<{title}>"),
        None => format!("<{}>", position(node) + 1),
    }
}

fn parameter(node: Node<'_>) -> String {
    let name = node.get("name").and_then(Node::as_text).unwrap_or_default();
    format!(" parameter {name}")
}

/// The index of a node in its list.
fn position(node: Node<'_>) -> usize {
    node.parent().and_then(|list| list.items().position(|item| item == node)).unwrap_or_default()
}
