//! Servers: a list since 3.0; `schemes`, `host` and `basePath` before.

use super::Version;
use super::document::{Server, ServerVariable};
use super::reader::{Reader, place};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::parse::Node;
use std::borrow::Cow;

/// Where servers are stated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// For the whole document: the client's builder takes the variables of the first.
    Document,
    /// For a path or an operation.
    Operation,
}

/// The names between braces in an address that no variable has, each once.
fn undeclared<'f>(address: &'f str, variables: &[ServerVariable<'_>]) -> Vec<&'f str> {
    let mut names: Vec<&str> = Vec::new();
    for part in address.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        let known = names.contains(&name) || variables.iter().any(|it| it.name == name);
        if !name.is_empty() && !known {
            names.push(name);
        }
    }
    names
}

/// Declares what an address of the whole document has between braces and the document does not declare: the caller gives
/// it like other variables. `parts` are the document's texts that the address was made of.
fn declare<'f>(parts: &[&'f str], mut variables: Vec<ServerVariable<'f>>) -> Vec<ServerVariable<'f>> {
    for part in parts {
        for name in undeclared(part, &variables) {
            variables.push(ServerVariable { name, default: "", values: Vec::new(), description: None });
        }
    }
    variables
}

impl<'f> Reader<'f, '_> {
    /// A document's servers.
    pub(super) fn document_servers(&mut self, root: Node<'f>) -> Vec<Server<'f>> {
        let servers = self.servers(root, Level::Document);
        if self.version > Version::V2 || !servers.is_empty() {
            return servers;
        }
        let base = self.text(root, "basePath").unwrap_or_default();
        let slash = if base.is_empty() || base.starts_with('/') { "" } else { "/" };
        if let Some(parameterized) = self.object(root, "x-ms-parameterized-host") {
            return self.parameterized(root, parameterized, base).into_iter().collect();
        }
        let server = |url: String, parts: &[&'f str]| Server {
            url: Cow::Owned(url),
            description: None,
            variables: declare(parts, Vec::new()),
        };
        match self.text(root, "host").filter(|host| !host.is_empty()) {
            None if base.is_empty() => Vec::new(),
            None => vec![server(format!("{slash}{base}"), &[base])],
            Some(host) => {
                let schemes = self.schemes(root);
                let address =
                    |scheme: &&str| server(format!("{scheme}://{host}{slash}{base}"), &[host, base]);
                schemes.iter().map(address).collect()
            }
        }
    }

    /// HTTP's two, the safe one first whatever the document's order.
    fn schemes(&mut self, root: Node<'f>) -> Vec<&'static str> {
        let stated = self.texts(root, "schemes");
        let has = |name: &str| stated.iter().any(|scheme| scheme.eq_ignore_ascii_case(name));
        match (has("https"), has("http")) {
            (true, true) => vec!["https", "http"],
            (false, true) => vec!["http"],
            _ => vec!["https"],
        }
    }

    /// Microsoft's extension of Swagger 2.0: a host with variables.
    fn parameterized(&mut self, root: Node<'f>, node: Node<'f>, base: &'f str) -> Option<Server<'f>> {
        let template = self.text(node, "hostTemplate")?;
        let prefix = match self.flag(node, "useSchemePrefix") {
            Some(false) => String::new(),
            _ => format!("{}://", self.schemes(root).first().copied().unwrap_or("https")),
        };
        let mut variables = Vec::new();
        for item in self.list(node, "parameters") {
            let Some(item) = self.follow(item) else { continue };
            let Some(name) = self.text(item, "name") else { continue };
            let values = self.texts(item, "enum");
            let default = self.text(item, "default").or(values.first().copied()).unwrap_or_default();
            variables.push(ServerVariable {
                name,
                default,
                values,
                description: self.text(item, "description"),
            });
        }
        let variables = declare(&[template, base], variables);
        Some(Server { url: Cow::Owned(format!("{prefix}{template}{base}")), description: None, variables })
    }

    /// `servers` of a document, a path or an operation. An undeclared variable in an address of a path or an operation
    /// has no value and nobody could give one: such a server is left out.
    pub(super) fn servers(&mut self, node: Node<'f>, level: Level) -> Vec<Server<'f>> {
        let mut servers = Vec::new();
        for item in self.list(node, "servers") {
            let url = if item.is_object() { self.text(item, "url") } else { item.as_text() };
            let Some(url) = url else {
                let message = format!("a server needs a `url`, found {}", item.describe());
                self.report(Diagnostic::new(catalogue::SERVER_LEFT_OUT, message, place(item), "left out"));
                continue;
            };
            let variables = self.object(item, "variables");
            let variables = variables.map(|variables| self.variables(variables)).unwrap_or_default();
            if let (Level::Operation, Some(name)) = (level, undeclared(url, &variables).first()) {
                let message =
                    format!("`{{{name}}}` is in the address, and no variable of that name is declared");
                self.report(Diagnostic::new(catalogue::SERVER_LEFT_OUT, message, place(item), "left out"));
                continue;
            }
            servers.push(Server {
                url: Cow::Borrowed(url.trim()),
                description: self.text(item, "description"),
                variables: declare(&[url], variables),
            });
        }
        servers
    }

    fn variables(&mut self, node: Node<'f>) -> Vec<ServerVariable<'f>> {
        let mut variables = Vec::new();
        for (name, node) in node.members() {
            if !node.is_object() {
                self.wrong(node, "an object with a `default`");
                continue;
            }
            let values = self.texts(node, "enum");
            let stated = node.get("default").and_then(Node::scalar_text);
            let Some(default) = stated.or(values.first().copied()) else {
                self.wrong(node, "a `default`");
                variables.push(ServerVariable { name, default: "", values, description: None });
                continue;
            };
            variables.push(ServerVariable {
                name,
                default,
                values,
                description: self.text(node, "description"),
            });
        }
        variables
    }
}
