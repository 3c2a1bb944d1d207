//! `[category.model]`: what every call shares, capabilities, fields.

use super::Reader;
use crate::diagnostics::catalogue;
use crate::mapping::ast::{CapabilityDecl, CapabilityKind, Model, PageDecl, SelectDecl, Spanned, StartDecl};
use crate::mapping::document::{Node, NodeKind};
use crate::mapping::keys;

/// The capabilities by their keys.
pub(crate) const CAPABILITIES: [(&str, CapabilityKind); 10] = [
    ("list", CapabilityKind::List),
    ("get", CapabilityKind::Get),
    ("many", CapabilityKind::Many),
    ("create", CapabilityKind::Create),
    ("update", CapabilityKind::Update),
    ("delete", CapabilityKind::Delete),
    ("changed_since", CapabilityKind::Changed),
    ("deleted_since", CapabilityKind::Deleted),
    ("download", CapabilityKind::Download),
    ("upload", CapabilityKind::Upload),
];

impl CapabilityKind {
    /// Its key in a mapping: `changed_since`.
    pub fn name(self) -> &'static str {
        CAPABILITIES.iter().find(|(_, kind)| *kind == self).map_or("", |(key, _)| key)
    }
}

impl Reader<'_> {
    pub(super) fn model(&mut self, category: &Spanned<String>, name: &Spanned<String>, node: &Node) -> Model {
        let mut capabilities = Vec::new();
        for (key, kind) in CAPABILITIES {
            if let Some((span, value)) = node.key_span(key).zip(node.get(key)) {
                let earlier = self.diags.len();
                let capability = self.capability(kind, Spanned::new(key.to_owned(), span), value);
                // without what could not be read it would mean something else
                let unread =
                    [catalogue::EXPRESSION_SYNTAX, catalogue::TEMPLATE_SYNTAX, catalogue::BAD_DURATION];
                if !self.diags.iter().skip(earlier).any(|found| unread.contains(&found.code)) {
                    capabilities.push(capability);
                }
            }
        }
        let fields = node.get("fields").map(Node::entries).unwrap_or_default();
        Model {
            category: category.clone(),
            name: name.clone(),
            of: self.text(node.get("of")),
            parent: self.text(node.get("parent")),
            with: self.with(node),
            none: self.none(node),
            select: node.get("select").and_then(|select| self.select(select)),
            capabilities,
            webhooks: node.key_span("webhooks").zip(node.get("webhooks")).map(|it| self.model_webhooks(it)),
            fields: fields.iter().map(|(name, value)| self.field(name, value)).collect(),
        }
    }

    fn select(&mut self, node: &Node) -> Option<SelectDecl> {
        match &node.kind {
            NodeKind::Text(_) => Some(SelectDecl { root: self.expr(Some(node))?, separator: None }),
            _ => {
                if node.get("root").is_none() {
                    self.missing(
                        node,
                        &node.span,
                        "`select` has no `root`",
                        "`root = \"@\"` is the record itself",
                    );
                }
                let separator = self.text(node.get("separator")).map(|separator| separator.value);
                Some(SelectDecl { root: self.expr(node.get("root"))?, separator })
            }
        }
    }

    fn capability(&mut self, kind: CapabilityKind, name: Spanned<String>, node: &Node) -> CapabilityDecl {
        self.exclusive(node, &["call", "function"]);
        self.exclusive(node, &["record", "records", "id", "ids"]);
        self.belongs(node, &name.value, kind);
        CapabilityDecl {
            kind,
            span: name.span.clone(),
            name,
            call: self.text(node.get("call")),
            function: self.text(node.get("function")),
            with: self.with(node),
            record: self.expr(node.get("record")),
            records: self.expr(node.get("records")),
            ids: self.expr(node.get("ids")),
            id: self.expr(node.get("id")),
            body: self.expr(node.get("body")),
            page: node.get("page").map(|page| self.page(page)),
            start: node.get("start").map(|start| self.start(start)),
            token: self.expr(node.get("token")),
            deleted_ids: self.expr(node.get("deleted_ids")),
            deleted_at: self.expr(node.get("deleted_at")),
            overlap_ms: self.duration(node.get("overlap")),
            reaches_back_ms: self.duration(node.get("reaches_back")).zip(node.key_span("reaches_back")),
            sends: self.text(node.get("sends")),
            errors: node.get("errors").map(|errors| self.errors(errors)),
            size: self.count(node.get("size")),
        }
    }

    /// Keys that only some capabilities have.
    fn belongs(&mut self, node: &Node, name: &str, kind: CapabilityKind) {
        for (key, _) in node.entries().iter().filter(|(key, _)| !keys::belongs(&key.value, kind)) {
            self.misplaced(&key.span, &format!("`{}` does not belong to `{name}`", key.value));
        }
    }

    fn page(&mut self, node: &Node) -> PageDecl {
        self.exclusive(node, &["next", "url"]);
        PageDecl {
            span: node.span.clone(),
            next: self.expr(node.get("next")),
            url: self.expr(node.get("url")),
            more: self.expr(node.get("more")),
            total: self.expr(node.get("total")),
            size: self.count(node.get("size")),
            max_results: self
                .count(node.get("max_results"))
                .zip(node.key_span("max_results"))
                .map(|(count, span)| Spanned::new(count, span)),
            last: self.expr(node.get("last")),
            call: self.text(node.get("call")),
            with: self.with(node),
        }
    }

    fn start(&mut self, node: &Node) -> StartDecl {
        for name in ["call", "token"] {
            if node.get(name).is_none() {
                let message = format!("`start` has no `{name}`");
                self.missing(
                    node,
                    &node.span,
                    message,
                    "it names a call, and where the first token is in its answer",
                );
            }
        }
        StartDecl {
            span: node.span.clone(),
            call: self.text(node.get("call")),
            with: self.with(node),
            token: self.expr(node.get("token")),
        }
    }
}
