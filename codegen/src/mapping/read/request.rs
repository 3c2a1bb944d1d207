//! `with` and what it holds.

use super::Reader;
use crate::mapping::ast::{RequestKind, RequestValue, With};
use crate::mapping::document::{Node, NodeKind};

impl Reader<'_> {
    pub(super) fn with(&mut self, node: &Node) -> Vec<With> {
        node.get("with").map(|with| self.request_table(with)).unwrap_or_default()
    }

    fn request_table(&mut self, node: &Node) -> Vec<With> {
        node.entries()
            .iter()
            .filter_map(|(name, value)| {
                let default = self.known.defaults.contains(&name.span.start);
                self.request_value(value).map(|value| With { name: name.clone(), value, default })
            })
            .collect()
    }

    fn request_value(&mut self, node: &Node) -> Option<RequestValue> {
        let kind = match &node.kind {
            NodeKind::Text(_) => RequestKind::Template(self.template(Some(node))?),
            NodeKind::List(items) => {
                RequestKind::List(items.iter().filter_map(|item| self.request_value(item)).collect())
            }
            NodeKind::Table(_) => RequestKind::Table(self.request_table(node)),
            _ => RequestKind::Constant(self.constant(node)?.value),
        };
        Some(RequestValue { kind, span: node.span.clone() })
    }
}
