//! Operations: a method of a path, with what it takes and what it answers.

use super::Version;
use super::document::{Body, Operation, Parameter, Response, SecurityScheme};
use super::reader::{Reader, place};
use super::servers::Level;
use crate::diagnostics::{Diagnostic, catalogue};
use crate::ir::Statuses;
use crate::parse::Node;
use std::borrow::Cow;

impl<'f> Reader<'f, '_> {
    /// One operation, or `None` if it can't be read. `path` is the path's key and the path it stands for.
    pub(super) fn read_operation(
        &mut self,
        node: Node<'f>,
        item: Node<'f>,
        method: Cow<'f, str>,
        path: (&'f str, &Cow<'f, str>),
        schemes: &[SecurityScheme<'f>],
    ) -> Option<Operation<'f>> {
        // A few documents share operations; the standard doesn't know that, but it is clear what is meant.
        let node = if node.get("$ref").is_some() { self.follow(node)? } else { node };
        if !node.is_object() {
            let message = format!("an operation must be an object, found {}", node.describe());
            self.report(Diagnostic::new(catalogue::OPERATION_LEFT_OUT, message, place(node), "left out"));
            return None;
        }
        let lost = self.lost;
        let (mut parameters, mut body) = self.operation_input(node, item);
        if let Some(empty) = body.take_if(|it| is_nothing(it, &method)) {
            self.ignore("the optional body of a `GET`, `HEAD` or `DELETE` that names no member", empty.node);
        }
        let responses = self.responses(node);
        let lacking = self.lost > lost;
        self.match_placeholders(node, path.0, &mut parameters);
        let callbacks = self.read_callbacks(node, schemes);
        let servers = self.servers(node, Level::Operation);
        Some(Operation {
            node,
            method,
            path: path.1.clone(),
            id: self.text(node, "operationId").filter(|id| !id.is_empty()),
            summary: self.text(node, "summary"),
            description: self.text(node, "description"),
            tags: self.texts(node, "tags"),
            deprecated: self.flag(node, "deprecated").unwrap_or(false),
            parameters,
            body,
            lacking,
            responses,
            security: self.security(node, schemes),
            servers: if servers.is_empty() { self.servers(item, Level::Operation) } else { servers },
            callbacks,
        })
    }

    /// Parameters and body: the operation's own, then those of its path that it doesn't replace.
    fn operation_input(&mut self, node: Node<'f>, item: Node<'f>) -> (Vec<Parameter<'f>>, Option<Body<'f>>) {
        let mut own = self.inputs(node);
        let shared = self.inputs(item);
        let inherited = shared.parameters.into_iter().filter(|parameter| {
            !own.parameters.iter().any(|one| one.name == parameter.name && one.location == parameter.location)
        });
        let mut parameters: Vec<Parameter<'f>> = inherited.collect();
        parameters.append(&mut own.parameters);
        let has_own_body = own.body.is_some() || !own.form.is_empty();
        let (body, form) = if has_own_body { (own.body, own.form) } else { (shared.body, shared.form) };
        let old = body.map(|body| self.old_body(node, body)).or_else(|| self.form_body(node, &form));
        let modern = node.get("requestBody").filter(|body| !body.is_null());
        let body = match modern {
            Some(body) if self.version > Version::V2 || old.is_none() => {
                let read = self.body(body);
                self.lost += usize::from(read.is_none());
                read
            }
            _ => old,
        };
        (parameters, body)
    }

    fn responses(&mut self, node: Node<'f>) -> Vec<Response<'f>> {
        let mut responses: Vec<Response<'f>> = Vec::new();
        if node.get("responses").is_none() {
            self.lacking(
                node,
                "an operation without `responses`",
                "read as one whose answers are not described",
            );
        }
        let Some(stated) = self.object(node, "responses") else { return responses };
        for (key, value) in stated.members().filter(|(key, _)| !key.starts_with("x-")) {
            let Some(statuses) = self.statuses(key, value) else { continue };
            if responses.iter().any(|one| one.statuses == statuses) {
                let message = format!("`{key}` is there already, written another way");
                self.report(Diagnostic::new(catalogue::RESPONSE_LEFT_OUT, message, place(value), "left out"));
                self.tally.responses_left_out += 1;
                continue;
            }
            match self.response(value, node) {
                Some(response) => {
                    let succeeds = matches!(statuses, Statuses::Code(200..=203 | 206) | Statuses::Range(2));
                    let contents = match response.contents.is_empty() && succeeds {
                        true => self.old_bytes(response.node, node),
                        false => response.contents,
                    };
                    responses.push(Response { statuses, contents, ..response });
                }
                None => {
                    self.tally.responses_left_out += 1;
                    self.lost += 1;
                }
            }
        }
        responses.sort_by_key(|response| match response.statuses {
            Statuses::Code(code) => (0, code),
            Statuses::Range(first) => (1, u16::from(first)),
            Statuses::Default => (2, 0),
        });
        responses
    }

    /// `200`, `4XX`, `default`, and what is near enough.
    fn statuses(&mut self, key: &str, value: Node<'f>) -> Option<Statuses> {
        if key == "default" {
            return Some(Statuses::Default);
        }
        let code = |text: &str| text.parse::<u16>().ok().filter(|code| (100..600).contains(code));
        let range = |text: &str| match text.as_bytes() {
            [first @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(first - b'0'),
            _ => None,
        };
        let plain = key.trim();
        if let Some(code) = code(plain).filter(|_| plain.len() == 3) {
            return Some(Statuses::Code(code));
        }
        if let Some(first) = range(plain) {
            return Some(Statuses::Range(first));
        }
        // `200 OK`, `200,`, `Default`
        let start: String = plain.chars().take(3).collect();
        let alone = !plain.chars().nth(3).is_some_and(char::is_alphanumeric);
        let meant = if plain.eq_ignore_ascii_case("default") {
            Some(Statuses::Default)
        } else {
            code(&start).map(Statuses::Code).or_else(|| range(&start).map(Statuses::Range)).filter(|_| alone)
        };
        match meant {
            Some(statuses) => {
                self.repaired(
                    value,
                    &format!("expected a status, found `{}`", key.escape_debug()),
                    "read as one",
                );
                Some(statuses)
            }
            None => {
                let message = format!("`{}` is no status", key.escape_debug());
                let diagnostic =
                    Diagnostic::new(catalogue::RESPONSE_LEFT_OUT, message, place(value), "left out");
                self.report(diagnostic.help("a status is written `200`, `4XX` or `default`"));
                self.tally.responses_left_out += 1;
                self.lost += 1;
                None
            }
        }
    }
}

/// Whether a body says nothing where none is expected: a form without members, by which some generators of documents
/// mark every operation.
fn is_nothing(body: &Body<'_>, method: &str) -> bool {
    const SAYING: [&str; 6] = ["$ref", "properties", "additionalProperties", "allOf", "oneOf", "anyOf"];
    let is_form = |media_type: &str| media_type.contains("form");
    let says = |schema: Node<'_>, keyword: &str| {
        schema
            .get(keyword)
            .is_some_and(|it| it.as_bool() != Some(false) && !(it.is_object() && it.is_empty()))
    };
    let is_empty =
        |node: Node<'_>| node.get("schema").is_none_or(|it| !SAYING.iter().any(|keyword| says(it, keyword)));
    matches!(method, "GET" | "HEAD" | "DELETE")
        && !body.required
        && body.contents.iter().all(|it| is_form(it.media_type) && is_empty(it.node))
}
