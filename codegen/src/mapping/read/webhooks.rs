//! `[webhooks]`, and `webhooks` of a model.

use super::Reader;
use crate::mapping::ast::{
    EventsDecl, ModelWebhooksDecl, SignatureDecl, SignatureListDecl, SignedAtDecl, Span, WebhooksDecl,
};
use crate::mapping::document::Node;

impl Reader<'_> {
    pub(super) fn webhooks(&mut self, node: &Node) -> WebhooksDecl {
        let proofs = ["signature", "basic", "unsigned"];
        self.exclusive(node, &proofs);
        if proofs.iter().all(|name| node.get(name).is_none()) {
            self.missing(
                node, &node.span,
                "`webhooks` does not say how a request is verified",
                "add `[webhooks.signature]`; where the vendor signs nothing, `basic` or `unsigned` with what it does",
            );
        }
        if node.get("type").is_none() {
            self.missing(
                node,
                &node.span,
                "`webhooks` has no `type`",
                "for example `type = \"event\"`: where an event's type is",
            );
        }
        WebhooksDecl {
            span: node.span.clone(),
            signature: node.get("signature").and_then(|signature| self.signature(signature)),
            basic: self.text(node.get("basic")),
            unsigned: self.text(node.get("unsigned")),
            events: self.expr(node.get("events")),
            kind: self.expr(node.get("type")),
            id: self.expr(node.get("id")),
            time: self.expr(node.get("time")),
            account: self.expr(node.get("account")),
        }
    }

    fn signature(&mut self, node: &Node) -> Option<SignatureDecl> {
        let mut headers = self.texts(node.get("header"));
        headers.extend(self.text(node.get("header")));
        if node.cut {
            return None; // without one of its keys, it would be another scheme
        }
        if headers.is_empty() {
            self.missing(
                node,
                &node.span,
                "`signature` has no `header`",
                "for example `header = \"X-Signature\"`: where the signature is",
            );
            return None;
        }
        Some(SignatureDecl {
            span: node.span.clone(),
            headers,
            algorithm: self.text(node.get("algorithm")),
            encoding: self.text(node.get("encoding")),
            prefix: self.text(node.get("prefix")),
            list: node.get("list").and_then(|list| self.signature_list(list)),
            signed: self.template(node.get("signed")),
            decodes: self.text(node.get("decodes")),
            timestamp: node.get("timestamp").and_then(|timestamp| self.signed_at(timestamp)),
            key: self.text(node.get("key")),
            handshake: self.text(node.get("handshake")),
            secret: self.text(node.get("secret")),
        })
    }

    fn signature_list(&mut self, node: &Node) -> Option<SignatureListDecl> {
        let Some(signature) = self.text(node.get("signature")) else {
            self.missing(
                node,
                &node.span,
                "`list` has no `signature`",
                "for example `list = { signature = \"v1\" }`: the name of the element that is one",
            );
            return None;
        };
        Some(SignatureListDecl {
            separator: self.text(node.get("separator")),
            assign: self.text(node.get("assign")),
            signature,
        })
    }

    fn signed_at(&mut self, node: &Node) -> Option<SignedAtDecl> {
        self.exclusive(node, &["header", "element"]);
        let header = self.text(node.get("header"));
        let in_list = header.is_none();
        let name = header.or_else(|| self.text(node.get("element")));
        let help =
            "for example `timestamp = { header = \"X-Timestamp\", format = \"epoch_s\", window = \"5m\" }`";
        if name.is_none() {
            self.missing(node, &node.span, "`timestamp` has neither `header` nor `element`", help);
        }
        if node.get("window").is_none() {
            self.missing(node, &node.span, "`timestamp` has no `window`", help);
        }
        Some(SignedAtDecl {
            span: node.span.clone(),
            name: name?,
            in_list,
            format: self.text(node.get("format")),
            window_ms: self.duration(node.get("window"))?,
        })
    }

    pub(super) fn model_webhooks(&mut self, (span, node): (Span, &Node)) -> ModelWebhooksDecl {
        let mut events = |name: &str| {
            let (span, events) = node.key_span(name).zip(node.get(name))?;
            for key in ["on", "id"] {
                if events.get(key).is_none() {
                    self.missing(
                        events,
                        &span,
                        format!("`{name}` has no `{key}`"),
                        format!(
                            "for example `{name} = {{ on = [\"contact.changed\"], id = \"contact.id\" }}`"
                        ),
                    );
                }
            }
            Some(EventsDecl {
                span,
                on: self.texts(events.get("on")),
                id: self.expr(events.get("id")),
                record: self.expr(events.get("record")),
            })
        };
        let (upserted, deleted) = (events("upserted"), events("deleted"));
        if node.entries().is_empty() {
            self.missing(
                node,
                &span,
                "`webhooks` has neither `upserted` nor `deleted`",
                "for example `webhooks.deleted = { on = [\"contact.deleted\"], id = \"contact.id\" }`",
            );
        }
        ModelWebhooksDecl { span, upserted, deleted }
    }
}
