//! Examples: what a document shows of an answer, held against what its schema demands. A member that the vendor's own
//! example lacks is not required, whatever is said of it: a client that insisted on it could not read the vendor's answers.

use super::reader::{Reader, place};
use super::schema::{Schema, SchemaId};
use super::{Document, MediaType, Version};
use crate::diagnostics::{Diagnostic, catalogue};
use crate::ir::Statuses;
use crate::parse::{Node, NodeKind};
use std::collections::HashSet;

/// More items of a list would show the same.
const ITEMS: usize = 20;

impl<'f> Reader<'f, '_> {
    /// Holds every answer's examples against its schema.
    pub(super) fn heed_examples(&mut self, documents: &[Document<'f>]) {
        let told = self.told_by_members();
        for document in documents {
            for response in document.operations.iter().flat_map(|it| &it.responses) {
                if !matches!(response.statuses, Statuses::Code(200..=299) | Statuses::Range(2)) {
                    continue;
                }
                for content in response.contents.iter().filter(|it| it.media_type.contains("json")) {
                    let Some(schema) = content.schema else { continue };
                    for example in self.examples(content, document.version) {
                        self.hold(schema, example, &told);
                    }
                }
            }
        }
    }

    /// The schemas that a union may tell from others by what they require.
    fn told_by_members(&self) -> HashSet<SchemaId> {
        let alternatives = self.schemas.iter().flat_map(|(_, it)| it.one_of.iter().chain(&it.any_of));
        let mut told = HashSet::new();
        let mut due: Vec<SchemaId> = alternatives.copied().collect();
        while let Some(id) = due.pop() {
            if told.insert(id) {
                let schema = self.schemas.get(id);
                due.extend(schema.reference.iter().chain(&schema.all_of));
            }
        }
        told
    }

    fn examples(&mut self, content: &MediaType<'f>, version: Version) -> Vec<Node<'f>> {
        let several = content.node.get("examples").filter(|it| it.is_object());
        if version == Version::V2 {
            return several.and_then(|it| it.get(content.media_type)).into_iter().collect();
        }
        let stated: Vec<Node<'f>> = several.into_iter().flat_map(Node::children).collect();
        let values = stated.into_iter().filter_map(|it| self.follow(it)?.get("value"));
        values.chain(content.node.get("example")).collect()
    }

    fn hold(&mut self, schema: SchemaId, value: Node<'f>, told: &HashSet<SchemaId>) {
        let mut due = vec![(schema, value)];
        while let Some((id, value)) = due.pop() {
            let schema = self.schemas.get(id);
            due.extend(schema.reference.iter().chain(&schema.all_of).map(|part| (*part, value)));
            match value.kind() {
                NodeKind::Object => {
                    let known = schema.properties.iter();
                    due.extend(known.filter_map(|it| Some((it.schema, value.get(it.name)?))));
                    if !told.contains(&id) {
                        self.relax(id, value);
                    }
                }
                NodeKind::List => {
                    let items = value.items().take(ITEMS).filter_map(|it| Some((schema.items?, it)));
                    due.extend(items);
                }
                _ => {}
            }
        }
    }

    /// Requires no more of a schema than an object has; of one that lacks most, nothing can be learnt.
    fn relax(&mut self, id: SchemaId, value: Node<'f>) {
        let Schema { node, required, .. } = self.schemas.get(id);
        let (stays, lacking): (Vec<&str>, Vec<&str>) =
            required.iter().partition(|name| value.get(name).is_some());
        if lacking.is_empty() || lacking.len() > stays.len() {
            return;
        }
        let at = place(node.get("required").unwrap_or(*node));
        for name in &lacking {
            let message = format!("`{name}` is required, and the example of an answer has none");
            let diagnostic = Diagnostic::new(catalogue::REPAIRED, message, at.clone(), "read as optional");
            self.report(diagnostic.label(place(value), "the example"));
        }
        let schema = self.schemas.get_mut(id);
        schema.properties.iter_mut().for_each(|it| it.required &= !lacking.contains(&it.name));
        schema.required = stays.into();
    }
}
