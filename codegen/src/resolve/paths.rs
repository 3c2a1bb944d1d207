//! Paths: templates, path items, and the placeholders that operations have to fill.

use super::document::{Callback, Location, Operation, Parameter, SecurityScheme, Value};
use super::reader::{Reader, place};
use super::schema::{JsonTypes, Schema};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::ir::Style;
use crate::parse::Node;
use std::borrow::Cow;

/// The methods that a path item has a member for.
const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("trace", "TRACE"),
    ("query", "QUERY"),
];

/// Other members of a path item.
const OTHERS: &[&str] = &["$ref", "summary", "description", "servers", "parameters", "additionalOperations"];

/// What a document is made of: one without any of them says nothing, which its author can't have meant.
const PARTS: &[&str] =
    &["paths", "x-ms-paths", "webhooks", "components", "definitions", "parameters", "responses"];

impl<'f> Reader<'f, '_> {
    pub(super) fn read_paths(
        &mut self,
        root: Node<'f>,
        schemes: &[SecurityScheme<'f>],
    ) -> Vec<Operation<'f>> {
        let mut operations = Vec::new();
        if !PARTS.iter().any(|part| root.get(part).is_some_and(Node::is_object)) {
            let message = "the document has no `paths`, nor anything else to generate from";
            let label = "read as one without operations";
            self.report(Diagnostic::new(catalogue::REPAIRED, message, place(root), label));
        }
        for keyword in ["paths", "x-ms-paths"] {
            let Some(paths) = self.object(root, keyword) else { continue };
            for (path, item) in paths.members().filter(|(path, _)| !path.starts_with("x-")) {
                let template = self.template(path, item);
                self.read_item(item, (path, &template), schemes, &mut operations);
            }
        }
        operations
    }

    /// Requests that the vendor makes on its own.
    pub(super) fn read_webhooks(
        &mut self,
        root: Node<'f>,
        schemes: &[SecurityScheme<'f>],
    ) -> Vec<Operation<'f>> {
        if root.get("x-webhooks").is_some_and(|webhooks| !webhooks.is_empty()) {
            self.ignore("`x-webhooks`, which `webhooks` of OpenAPI 3.1 are meant by,", root);
        }
        let Some(webhooks) = self.object(root, "webhooks") else { return Vec::new() };
        let items = webhooks.members().filter(|(name, _)| !name.starts_with("x-"));
        items.flat_map(|(name, item)| self.sent_by_vendor(item, name, schemes)).collect()
    }

    /// Requests that the vendor makes because of an operation.
    pub(super) fn read_callbacks(
        &mut self,
        operation: Node<'f>,
        schemes: &[SecurityScheme<'f>],
    ) -> Vec<Callback<'f>> {
        let mut found = Vec::new();
        let Some(callbacks) = self.object(operation, "callbacks").filter(|callbacks| !callbacks.is_empty())
        else {
            return found;
        };
        if self.sent {
            self.ignore("`callbacks` of a callback or webhook", operation);
            return found;
        }
        for (name, callback) in callbacks.members().filter(|(name, _)| !name.starts_with("x-")) {
            let Some(callback) = self.follow(callback) else { continue };
            if !callback.is_object() {
                self.wrong(callback, "an object");
            }
            for (to, item) in callback.members().filter(|(to, _)| !to.starts_with("x-")) {
                let requests = self.sent_by_vendor(item, to, schemes);
                found.extend(requests.into_iter().map(|operation| Callback { name, operation }));
            }
        }
        found
    }

    /// What a path item says where it is the vendor who makes the requests; none of that is an operation of the client.
    fn sent_by_vendor(
        &mut self,
        item: Node<'f>,
        to: &'f str,
        schemes: &[SecurityScheme<'f>],
    ) -> Vec<Operation<'f>> {
        let before = (self.tally.operations, self.lost, std::mem::replace(&mut self.sent, true));
        let mut requests = Vec::new();
        self.read_item(item, ("", &Cow::Borrowed(to)), schemes, &mut requests);
        (self.tally.operations, self.lost, self.sent) = before;
        for request in &requests {
            if request.responses.iter().any(|response| !response.contents.is_empty()) {
                self.ignore("the body of the answer to a webhook or callback", request.node);
            }
        }
        requests
    }

    /// The path with a leading `/`, and RFC 6570's `{+name}` as plain `{name}`.
    fn template(&mut self, path: &'f str, item: Node<'f>) -> Cow<'f, str> {
        let mut template = Cow::Borrowed(path);
        if !path.starts_with('/') {
            let message = format!("the path `{path}` doesn't start with `/`");
            self.report(Diagnostic::new(catalogue::PATH_LEFT_OUT, message, place(item), "read as if it did"));
            template = Cow::Owned(format!("/{path}"));
        }
        if template.contains("{+") {
            template = Cow::Owned(template.replace("{+", "{"));
        }
        template
    }

    /// All operations of a path item, those it refers to included. `path` is its key and the path it stands for.
    fn read_item(
        &mut self,
        item: Node<'f>,
        path: (&'f str, &Cow<'f, str>),
        schemes: &[SecurityScheme<'f>],
        operations: &mut Vec<Operation<'f>>,
    ) {
        if item.is_null() {
            return;
        }
        if !item.is_object() {
            let message = format!("expected an object, found {}", item.describe());
            self.report(Diagnostic::new(catalogue::PATH_LEFT_OUT, message, place(item), "left out"));
            return;
        }
        // What stands beside a `$ref` counts as well, and first.
        let referred = item.get("$ref").and_then(|_| self.follow(item)).filter(|target| *target != item);
        let mut seen = Vec::new();
        for part in [Some(item), referred].into_iter().flatten() {
            for (method, node) in self.methods(part) {
                if !seen.contains(&method) {
                    seen.push(method.clone());
                    let operation = self.read_operation(node, part, method, path, schemes);
                    self.tally.operations += usize::from(operation.is_some());
                    self.tally.operations_left_out += usize::from(operation.is_none());
                    operations.extend(operation);
                }
            }
        }
    }

    /// The methods of one path item object, with the operation of each.
    fn methods(&mut self, item: Node<'f>) -> Vec<(Cow<'f, str>, Node<'f>)> {
        let mut methods = Vec::new();
        for (name, node) in item.members() {
            if let Some((_, method)) = METHODS.iter().find(|(known, _)| *known == name) {
                methods.push((Cow::Borrowed(*method), node));
            } else if let Some((_, method)) =
                METHODS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
            {
                self.lacking(
                    node,
                    &format!("the method `{name}` is not in lower case"),
                    "read as if it were",
                );
                methods.push((Cow::Borrowed(*method), node));
            } else if name == "additionalOperations" {
                methods.extend(node.members().map(|(method, node)| (Cow::Borrowed(method), node)));
            } else if !OTHERS.contains(&name) && !name.starts_with("x-") {
                let message = format!("`{name}` is no method");
                self.report(Diagnostic::new(catalogue::OPERATION_LEFT_OUT, message, place(node), "left out"));
                self.tally.operations_left_out += usize::from(node.is_object());
            }
        }
        methods
    }

    /// Brings an operation's path parameters and its path's placeholders together. `key` is the path as written.
    pub(super) fn match_placeholders(
        &mut self,
        node: Node<'f>,
        key: &'f str,
        parameters: &mut Vec<Parameter<'f>>,
    ) {
        let mut missing = placeholders(key);
        missing
            .retain(|name| !parameters.iter().any(|one| one.location == Location::Path && one.name == *name));
        let all = placeholders(key);
        let mut kept = Vec::with_capacity(parameters.len() + missing.len());
        for mut parameter in std::mem::take(parameters) {
            if parameter.location == Location::Path && !all.contains(&parameter.name) {
                let Some(at) = missing.iter().position(|name| plain(name) == plain(parameter.name)) else {
                    self.report_unused(key, &parameter);
                    continue;
                };
                let name = missing.remove(at);
                let message =
                    format!("the parameter `{}` is spelled otherwise than its placeholder", parameter.name);
                self.lacking(parameter.node, &message, &format!("taken for `{{{name}}}`"));
                parameter.name = name;
            }
            kept.push(parameter);
        }
        for name in missing {
            let message = format!("no parameter declares `{{{name}}}` of `{key}`");
            let added = "added as a required text";
            self.report(Diagnostic::new(catalogue::PATH_PARAMETER_ADDED, message, place(node), added));
            let schema = self.made(Schema { types: JsonTypes::STRING, ..Schema::any(node) });
            kept.push(Parameter {
                node,
                component: None,
                name,
                location: Location::Path,
                description: None,
                required: true,
                deprecated: false,
                value: Value::Styled { schema, style: Style::Simple, explode: false, allow_reserved: false },
            });
        }
        *parameters = kept;
    }

    fn report_unused(&mut self, key: &str, parameter: &Parameter<'f>) {
        self.tally.parameters_left_out += 1;
        let message = format!("`{key}` has no placeholder `{{{}}}`", parameter.name);
        let place = place(parameter.node);
        self.report(Diagnostic::new(catalogue::PATH_PARAMETER_UNUSED, message, place, "left out"));
    }
}

/// A name without what people vary in spelling.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '-'], "")
}

/// The names between braces, each once, in order; without RFC 6570's operator.
fn placeholders(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else { break };
        // `{a{b}` holds `b` only.
        let name = name.rsplit('{').next().unwrap_or(name);
        let name = name.strip_prefix('+').unwrap_or(name);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
        rest = tail;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::placeholders;

    #[test]
    fn placeholders_are_found() {
        assert_eq!(placeholders("/a/{b}/{c}.{d}{+e}/{b}/{}/{f"), ["b", "c", "d", "e"]);
    }
}
