//! One root document: its version, what it says of itself, and the order in which it is read.

use super::document::{Document, Tag, Version};
use super::reader::{Form, Reader, place};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::parse::{Node, NodeKind};
use std::collections::BTreeSet;

impl<'f> Reader<'f, '_> {
    /// A root document; `None` if it is none.
    pub(super) fn read_document(&mut self, root: Node<'f>) -> Option<Document<'f>> {
        self.root = root;
        self.version = self.read_version(root)?;
        let info = self.object(root, "info");
        let title = info.and_then(|info| self.text(info, "title"));
        let version_text = info.and_then(|info| self.version_text(info));
        let description = info.and_then(|info| self.text(info, "description"));
        let schemas = self.named_schemas(root);
        let security_schemes = self.security_schemes(root);
        let security = self.security(root, &security_schemes);
        let servers = self.document_servers(root);
        let operations = self.read_paths(root, &security_schemes);
        let webhooks = self.read_webhooks(root, &security_schemes);
        let mut security = security.unwrap_or_default();
        let asked = operations.iter().filter_map(|it| it.security.as_ref()).chain([&security]).flatten();
        let asked: BTreeSet<String> =
            asked.flat_map(|it| &it.schemes).map(|(scheme, _)| scheme.clone()).collect();
        if asked.is_empty() {
            security = self.whatever_is_given(&security_schemes);
        } else {
            self.required_nowhere(security_schemes.iter().filter(|scheme| !asked.contains(scheme.key)));
        }
        Some(Document {
            node: root,
            version: self.version,
            title: title.unwrap_or_else(|| file_stem(root.file())),
            version_text: version_text.unwrap_or_default(),
            description,
            tags: self.tags(root),
            schemas,
            operations,
            webhooks,
            servers,
            security,
            security_schemes,
        })
    }

    /// `info.version` is a text, though many write `1.0`; that loses nothing and is not worth a word.
    fn version_text(&mut self, info: Node<'f>) -> Option<&'f str> {
        let version = info.get("version")?;
        version.scalar_text().or_else(|| self.as_text(version))
    }

    fn read_version(&mut self, root: Node<'f>) -> Option<Version> {
        if !root.is_object() {
            let message = format!("the document is {}, not an object", root.describe());
            self.report(Diagnostic::new(catalogue::NOT_OPENAPI, message, place(root), "expected an object"));
            return None;
        }
        let stated = root.get("openapi").or_else(|| root.get("swagger"));
        let text = stated.and_then(Node::scalar_text).unwrap_or_default().trim();
        let known = [("2", Version::V2), ("3.0", Version::V30), ("3.1", Version::V31), ("3.2", Version::V32)];
        let of = |prefix: &str| {
            text == prefix || text.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('.'))
        };
        if let Some((_, version)) = known.into_iter().find(|(prefix, _)| of(prefix)) {
            return Some(version);
        }
        let guess = if text.starts_with("3.") {
            Version::V32
        } else if text == "3" || (stated.is_none() && root.get("components").is_some()) {
            Version::V30
        } else if stated.is_none()
            && ["definitions", "basePath", "host"].iter().any(|key| root.get(key).is_some())
        {
            Version::V2
        } else if root.get("paths").is_some_and(Node::is_object) && !text.starts_with('1') {
            Version::V30
        } else {
            let (at, message) = match stated {
                Some(stated) => (stated, format!("OpenAPI has no version {}", stated.describe())),
                None => (root, "the document has neither `openapi` nor `swagger` at its top".to_owned()),
            };
            let expected = "expected OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0";
            self.report(Diagnostic::new(catalogue::NOT_OPENAPI, message, place(at), expected));
            return None;
        };
        let message = match stated {
            Some(stated) => format!("an OpenAPI version that is not known: {}", stated.describe()),
            None => "the document doesn't say which version of OpenAPI it is".to_owned(),
        };
        let done = match guess {
            Version::V2 => "read as Swagger 2.0",
            Version::V30 => "read as OpenAPI 3.0",
            Version::V31 => "read as OpenAPI 3.1",
            Version::V32 => "read as OpenAPI 3.2",
        };
        self.report(Diagnostic::new(catalogue::ODD_VERSION, message, place(stated.unwrap_or(root)), done));
        Some(guess)
    }

    /// `components.schemas` and `definitions`, each in the version that has it, or wherever they are.
    fn named_schemas(&mut self, root: Node<'f>) -> Vec<(&'f str, super::SchemaId)> {
        let components = self.object(root, "components");
        let modern = components.and_then(|components| self.object(components, "schemas"));
        let old = self.object(root, "definitions");
        let members = modern.into_iter().chain(old).flat_map(Node::members);
        members.map(|(name, node)| (name, self.schema(node, Form::Schema))).collect()
    }

    fn tags(&mut self, root: Node<'f>) -> Vec<Tag<'f>> {
        let mut tags = Vec::new();
        for item in self.list(root, "tags") {
            match item.kind() {
                NodeKind::Object => {
                    let description = self.text(item, "description");
                    tags.extend(self.text(item, "name").map(|name| Tag { name, description }));
                }
                NodeKind::Text(name) => {
                    self.repaired(item, "expected an object with a `name`", "read as the name");
                    tags.push(Tag { name, description: None });
                }
                _ => self.wrong(item, "an object with a `name`"),
            }
        }
        tags
    }
}

fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}
